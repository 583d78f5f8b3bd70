"""The kinds that look at single fields: what counts as blank, wrong, outside, too long, and what is reckoned."""

import pytest

from coding.base.errors import KnowledgeError
from coding.rules.example import read_example

# -- required


@pytest.mark.parametrize(
    ("params", "text", "is_missing"),
    [
        ("", "", True),
        ("", "护士", False),
        ("", "-", True),
        ("dash=yes", "-", False),
        ("dash=no", "-", True),
        ("", "无", False),
        ("nothing=no", "无", True),
        ("nothing=no", "护士", False),
        ("empty=不详|未知", "不详", True),
        ("empty=不详|未知", " 未知 ", True),
        ("empty=不详|未知", "不详细", False),
    ],
)
def test_what_counts_as_not_filled(told, params, text, is_missing):
    expected = ["native_place: 请填写"] if is_missing else []
    assert told(f"native_place={text}", "required", params, fields="native_place", message="请填写") == expected


def test_the_catalogue_says_where_a_dash_is_an_answer(told):
    assert told("employer_phone=-", "required", fields="employer_phone") == []
    assert told("employer_phone=-", "required", "dash=no", fields="employer_phone") != []


def test_zero_is_no_answer_where_the_rule_says_so(told):
    for text, is_missing in (("0", True), ("0.00", True), ("3", False), ("三", False)):
        assert bool(told(f"los_days={text}", "required", "zero=no")) is is_missing
    assert told("los_days=0", "required") == []


def test_a_field_is_asked_only_where_the_condition_holds(told):
    text = "sex={} | native_place="
    assert told(text.format(1), "required", 'if=sex == "1"', fields="native_place") != []
    assert told(text.format(2), "required", 'if=sex == "1"', fields="native_place") == []


def test_the_principal_and_each_row_are_asked_on_their_own(told):
    text = "dx=I10.x00 高血压 poa=1 | dx=E11.900 糖尿病 | dx=K80.200 胆囊结石 poa=3 | dx=J18.900 肺炎"
    rows = told(text, "required", fields="other_dx_poa", message="{name}")
    assert rows == ["other_dx_poa 1: 糖尿病", "other_dx_poa 3: 肺炎"]
    assert told(text, "required", 'if=code in codes("J18")', fields="other_dx_poa", message="{name}") == rows[1:]
    assert told(text, "required", fields="principal_dx_poa") == []
    assert told("dx=I10.x00 高血压", "required", fields="principal_dx_poa") == ["principal_dx_poa 0: 提示"]
    assert told("sex=1 | dx=I10.x00 甲", "required", 'if=sex == "2"', fields="principal_dx_poa") == []
    operations = "op=51.2300 甲 level=3 | op=54.5900 乙"
    assert told(operations, "required", fields="op_level", message="{i}{name}") == ["op_level 1: 2乙"]


# -- domain


@pytest.mark.parametrize(
    ("params", "text", "is_wrong"),
    [
        ("domain=RC001", "1", False),
        ("domain=RC001", "7", True),
        ("domain=RC001", "男", True),
        ("domain=RC001; labels=yes", "男", False),
        ("domain=RC001; also=[MF]", "F", False),
        ("domain=RC001; also=[MF]", "FF", True),
        ("domain=RC001", "1,2", True),
        ("domain=RC001; list=yes", "1,2", False),
        ("domain=RC001; list=yes", "1、2；9", False),
        ("domain=RC001; list=yes", "1,7", True),
    ],
)
def test_a_coded_value_stands_in_its_domain(told, params, text, is_wrong):
    assert bool(told(f"sex={text}", "domain", params, fields="sex")) is is_wrong


def test_the_first_wrong_value_of_a_list_is_named(told):
    assert told("sex=1,7, 8", "domain", "domain=RC001; list=yes", fields="sex", message="{value}") == ["sex: 7"]
    assert told("dx=I10.x00 甲 poa=1 | dx=E11.900 乙 poa=Q", "domain", "domain=RC027", fields="other_dx_poa",
                message="{value}") == ["other_dx_poa 1: Q"]  # fmt: skip


@pytest.mark.parametrize("text", ["0301", "03.01", "301", "3.01", "呼吸内科专业", "呼吸内科门诊", "呼吸内科病房"])
def test_a_department_is_read_however_hospitals_write_it(told, text):
    assert told(f"discharge_dept={text}", "domain", "domain=RC023; as=dept", fields="discharge_dept") == []


@pytest.mark.parametrize("text", ["9901", "呼吸", "某某科"])
def test_what_is_no_department_is_told(told, text):
    assert told(f"discharge_dept={text}", "domain", "domain=RC023; as=dept", fields="discharge_dept") != []


def test_a_dot_is_wrong_where_departments_are_not_read_freely(told):
    assert told("discharge_dept=03.01", "domain", "domain=RC023", fields="discharge_dept", message="{value}") == [
        "discharge_dept: 03.01"
    ]


@pytest.mark.parametrize("names", ["RC999", "RC001, RC999"])
def test_a_domain_that_is_not_there_is_told_when_the_rule_is_read(own_rule, names):
    with pytest.raises(KnowledgeError, match="值域“RC999”不存在"):
        own_rule("domain", f"domain={names}", fields="sex")


# -- format


@pytest.mark.parametrize(
    ("params", "text", "is_wrong"),
    [
        ("is=date", "2026-02-28", False),
        ("is=date", "2026-02-30", True),
        ("is=money", "12.50", False),
        ("is=money", "12.5", False),
        ("is=money", "-12.50", False),
        ("is=money", "12.500", False),
        ("is=money", "12.505", True),
        ("is=money", "12.", True),
        ("is=money", "１２", True),
        ("is=money", "12元", True),
        ("is=number", "12.505", False),
        ("is=number", "十二", True),
        ("pattern=\\d{6}", "100020", False),
        ("pattern=\\d{6}", "1000200", True),
        ("not=[ab]", "xyz", False),
        ("not=[ab]", "xyzb", True),
        ("pattern=\\d+; not=000", "12000", True),
    ],
)
def test_the_format_of_a_text(told, params, text, is_wrong):
    assert bool(told(f"current_postcode={text}", "format", params, fields="current_postcode")) is is_wrong


def test_each_field_of_a_rule_is_told_with_its_name_and_text(told):
    text = "fee_total=1o0 | fee_western_drug=20.00 | fee_operation=3,0"
    fields = "fee_total|fee_western_drug|fee_operation"
    assert told(text, "format", "is=money", fields=fields, message="{field}{label}“{value}”") == [
        "fee_total: 住院总费用住院总费用“1o0”",
        "fee_operation: 其中：手术费其中：手术费“3,0”",
    ]


def test_a_format_may_hold_under_a_condition_only(told):
    text = "sex={} | current_postcode=x"
    params = 'pattern=\\d+; if=sex == "1"'
    assert told(text.format(1), "format", params, fields="current_postcode") != []
    assert told(text.format(2), "format", params, fields="current_postcode") == []


def test_the_dates_of_procedures_have_a_format_too(told):
    text = "op=51.2300 甲 date=2026-07-02 | op=54.5900 乙 date=昨天"
    assert told(text, "format", "is=date", fields="op_date", message="{value}") == ["op_date 1: 昨天"]


# -- range


@pytest.mark.parametrize(
    ("params", "text", "is_outside"),
    [
        ("min=1; max=60", "1", False),
        ("min=1; max=60", "60", False),
        ("min=1; max=60", "0.9", True),
        ("min=1; max=60", "60.1", True),
        ("above=0", "0", True),
        ("above=0", "0.01", False),
        ("min=0; whole=yes", "3.0", False),
        ("min=0; whole=yes", "3.5", True),
        ("min=0", "三", True),
        ("min=0; unreadable=skip", "三", False),
        ("min=0; unreadable=skip", "-1", True),
        ("min=0; unreadable=skip", "1", False),
        ("min=500; zero=skip", "0", False),
        ("min=500; zero=skip", "499", True),
        ("min=500; zero=skip", "三", True),
        ("min=500; unreadable=skip", "499", True),
        ("min=0; max=9; unreadable=skip", "10", True),
        ("min=0; above=1; unreadable=skip", "1", True),
        ("min=0; whole=yes; unreadable=skip", "1.5", True),
    ],
)
def test_numbers_between_bounds(told, params, text, is_outside):
    label = ["los_days: 实际住院（天）为" + text] if is_outside else []
    assert told(f"los_days={text}", "range", params, message="{label}为{value}") == label


# -- length, sum, hour_of


def test_a_text_fits_the_interface_by_its_bytes(told):
    for name, is_long in (("甲" * 20, False), ("甲" * 20 + "a", True), ("a" * 40, False), ("a" * 41, True)):
        expected = [f"patient_name: 姓名{len(name.encode('gb18030'))}/40"] if is_long else []
        assert told(f"patient_name={name}", "length", fields="patient_name", message="{field}{len}/{max}") == expected


@pytest.mark.parametrize(
    ("total", "is_told"), [("100.00", False), ("100.05", False), ("100.06", True), ("99.94", True)]
)
def test_the_parts_add_up_to_the_total_within_the_tolerance(told, total, is_told):
    text = f"fee_total={total} | fee_western_drug=60.00 | fee_operation=40 | fee_blood="
    fields = "fee_total fee_western_drug fee_operation fee_blood"
    expected = ["fee_total: 分项100.00差0.06"] if is_told else []
    assert told(text, "sum", "tolerance=0.05", fields=fields, message="分项{sum}差{diff}") == expected


def test_without_a_tolerance_a_cent_is_told(told):
    fields = "fee_total fee_western_drug"
    assert told("fee_total=60.01 | fee_western_drug=60", "sum", fields=fields) != []
    assert told("fee_total=60.00 | fee_western_drug=60", "sum", fields=fields) == []


@pytest.mark.parametrize(
    ("hour", "date", "is_wrong"),
    [
        ("0", "2026-07-01", False),
        ("23", "2026-07-01", False),
        ("24", "2026-07-01", True),
        ("-1", "2026-07-01", True),
        ("9.5", "2026-07-01", True),
        ("九", "2026-07-01", True),
        ("9", "2026-07-01 09:30", False),
        ("10", "2026-07-01 09:30", True),
        ("10", "昨天", False),
    ],
)
def test_the_hour_column_is_an_hour_of_the_day_and_that_of_its_date(told, hour, date, is_wrong):
    for which, label in (("admission", "入院时间（时）"), ("discharge", "出院时间（时）")):
        text = f"{which}_datetime={date} | {which}_hour={hour}"
        expected = [f"{which}_hour: {label}{label}"] if is_wrong else []
        assert told(text, "hour_of", fields="admission_hour|discharge_hour", message="{field}{label}") == expected


# -- reckoned


STAY = "admission_datetime=2026-07-01 10:00 | discharge_datetime=2026-07-05 09:00 | sex=1 | los_days={}"


def test_the_reckoned_value_is_told_and_offered(found, told):
    params = "as=stay_days"
    assert told(STAY.format(5), "reckoned", params, message="应为{calc}") == ["los_days: 应为4"]
    assert told(STAY.format(4), "reckoned", params) == []
    assert told(STAY.format("4.0"), "reckoned", params) == []
    (finding,) = found(STAY.format(5), "reckoned", params)
    page, _, _ = read_example(STAY.format(5))
    assert page.apply(finding.changes[0]).text("los_days") == "4"
    assert finding.changes[0].reason == "按日期计算应为4"


@pytest.mark.parametrize(("days", "is_told"), [(3, False), (5, False), (2, True), (6, True)])
def test_what_is_reckoned_may_be_off_by_the_tolerance(told, days, is_told):
    assert bool(told(STAY.format(days), "reckoned", "as=stay_days; tolerance=1")) is is_told


def test_it_is_reckoned_only_under_the_condition_and_from_what_is_there(told):
    assert told(STAY.format(9), "reckoned", 'as=stay_days; if=sex == "2"') == []
    assert told(STAY.format(9), "reckoned", 'as=stay_days; if=sex == "1"') != []
    assert told(STAY.format(9), "reckoned", "as=principal.index") == [], "no diagnosis, nothing to reckon from"
    assert "无法识别" in told(STAY.format("九"), "reckoned", "as=stay_days")


def test_without_an_expression_nothing_is_reckoned(own_rule):
    with pytest.raises(KnowledgeError, match="缺少参数 as"):
        own_rule("reckoned", "tolerance=1")
