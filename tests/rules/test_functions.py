"""What a condition may call and name: each function and fact as docs/rules.md tells it, on small pages."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from coding.grouping.case import WITH_GROUP, WITHOUT_GROUP, Grouping, GroupStatus
from coding.page.context import Context
from coding.payment.price import Price
from coding.payment.tariff import Tariff
from coding.rules.example import read_example
from coding.rules.expression import compile_expression
from coding.rules.facts import Facts, dept_code
from coding.rules.rule_value import day, show
from coding.rules.unjudged import BlankError, NotComputableError, UnknownError, UnreadableError

NOTHING = Grouping(GroupStatus.UNGROUPABLE, "", "", "")
PAGE = (
    "sex=2 | age_years=40 | native_place=无 | employer_phone=- | employer= | fee_total=120.50 | fee_blood="
    " | wf_fee_items=一;二；二;"
    " | admission_datetime=2026-07-01 10:30 | discharge_datetime=2026-07-05 09:00"
    " | dx=E11.300+H36.0* 糖尿病视网膜病变 poa=1 | dx=I10.x00 高血压 poa=4 | dx=J18.900 肺炎 poa=1 | dx=_ 发热"
    " | op=51.2300 胆囊切除术 date=2026-07-02 level=3 surgeon=王样例"
    " | op=88.7600 腹部超声 date=2026-07-02 09:00 level=-"
    " | icu=01 in_time=2026-07-02 12:00 out_time=2026-07-03 13:00"
)


@pytest.fixture(scope="module")
def value(embedded):
    def evaluate(
        text, page=PAGE, each="", row=None, grouping=NOTHING, price=Price(None, None), reference=None, **context
    ):
        facts = Facts(read_example(page)[0], reference or embedded.reference, Context(**context), grouping, price)
        rows = {} if row is None else {"row": facts.rows(each)[row]}
        return compile_expression(text, each).evaluate(facts, rows)

    return evaluate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # codes
        ('principal("E11")', True),
        ('principal("I10")', False),
        ('has("H36")', True),
        ('has("J18")', True),
        ('has("K80")', False),
        ('other("E11")', False),
        ('other("J18")', True),
        ('present("J18")', True),
        ('present("I10")', False),
        ('present("E11")', False),
        ('op("88.76")', True),
        ('op("54")', False),
        ('main_op("51.23")', True),
        ('main_op("88.76")', False),
        # fields
        ("filled(sex)", True),
        ("filled(employer)", False),
        ("filled(employer_phone)", True),
        ("blank(sex)", False),
        ("blank(employer)", True),
        ("answered(employer_phone)", True),
        ("answered(employer)", False),
        ("unanswered(employer_phone)", False),
        ("unanswered(employer)", True),
        ("real(native_place)", False),
        ("real(sex)", True),
        ("real(employer_phone)", False),
        ("timed(admission_datetime)", True),
        ("text(native_place)", "无"),
        ("amount(fee_total)", Decimal("120.50")),
        ("amount(fee_blood)", Decimal(0)),
        ("supplied(sex)", True),
        # values
        ("day(admission_datetime)", date(2026, 7, 1)),
        ("hour(discharge_datetime)", 9),
        ("days(admission_datetime, discharge_datetime)", 4),
        ("days(discharge_datetime, admission_datetime)", -4),
        ("hours(admission_datetime, discharge_datetime)", 94.5),
        ("stay_hours", 94.5),
        ("years(admission_datetime, discharge_datetime)", 0),
        ("whole(age_years)", True),
        ("whole(fee_total)", False),
        ('number("1.5")', 1.5),
        ('length("甲乙丙")', 3),
        ("least(3, age_years)", 3),
        ("most(3, age_years)", 40),
        ("absolute(3 - age_years)", 37),
        ('same_dept("0301", "03.01")', True),
        ('same_dept("03", "0301")', True),
        ('same_dept("0301", "0302")', False),
        ("category(principal.code)", "E11"),
        ("fourth(principal.code)", "3"),
        ("known(main.level)", True),
        ("known(main.anesthesia)", False),
        ("working_days(admission_datetime, discharge_datetime)", 2),
        ("chapter(principal.code)", "04"),
        ('chapter("Z51.1")', "21"),
        ('chapter("??")', ""),
        ("listed(wf_fee_items)", ["一", "二", "二"]),
        ("times(wf_fee_items, '二')", 2),
        ('sum_of("1.5; 2;x")', Decimal("3.5")),
        # rows
        ("count(d.poa == '1' for d in diagnoses)", 2),
        ("count(filled(d.code) for d in others)", 2),
        ("any(d.code in codes('H36') for d in diagnoses)", False),
        ("any(d.tail in codes('H36') for d in diagnoses)", True),
        ("all(d.name != '甲' for d in others)", True),
        ("all(d.poa == '1' for d in diagnoses)", False),
        ("total(p.index for p in procedures)", 1),
        ("count(p.level == '3' for p in procedures if p.code in codes('51'))", 1),
        ("count(p.level == '3' for p in procedures if p.code in codes('88'))", 0),
        ("any(timed(p.date) for p in procedures if p.index == 0)", False),
        ("any(timed(p.date) for p in procedures if p.index == 1)", True),
        ("any(blank(d.code) for d in others)", True),
        ("any(answered(p.level) for p in procedures if p.index == 1)", True),
        ("any(real(p.level) for p in procedures if p.index == 1)", False),
        ("any(amount(p.level) == 3 for p in procedures)", True),
        ("any(text(p.surgeon) == '王样例' for p in procedures)", True),
        ("total(hours(i.in_time, i.out_time) for i in icus)", 25.0),
        ("total(d.index for d in others if d.poa == 'none')", 0),
        ("dx_names", "糖尿病视网膜病变|高血压|肺炎|发热"),
        ("op_names", "胆囊切除术|腹部超声"),
        # operations
        ("age_years + 2", 42),
        ("age_years - 2", 38),
        ("age_years * 2", 80),
        ("age_years / 4", 10),
        ("age_years % 7", 5),
        ("-age_years", -40),
        ("age_years != 40", False),
        ("age_years == 40", True),
        ("age_years < 40", False),
        ("age_years <= 40", True),
        ("age_years > 40", False),
        ("age_years >= 40", True),
        ("main.anesthesia == main.anesthesia", False),
        ("not sex == '2'", False),
        ("sex == '2' and age_years == 40 and age_years > 50", False),
        ("sex == '2' and age_years == 40 and age_years < 50", True),
        ("sex == '1' or age_years > 50 or age_years == 40", True),
        ("sex == '1' or age_years > 50 or age_years == 41", False),
        ("sex == '1' or age_years == 40", True),
        ("sex in {'1', '2'}", True),
        ("sex not in {'1', '2'}", False),
        ("principal.code not in codes('E11')", False),
        ("main.anesthesia in codes('E11')", False),
        ("main.anesthesia in {'1'}", False),
        ("'压' in dx_names", True),
        ("'石' in dx_names", False),
        ("main.anesthesia in dx_names", False),
        ("'二' in listed(wf_fee_items)", True),
        ("matches(principal.name, '^糖')", True),
        ("matches(principal.name, '^病')", False),
        ("matches(main.anesthesia, '.')", False),
        ("contains(dx_names, '冠心病|高血压')", True),
        ("contains(dx_names, '冠心病')", False),
        ("contains(main.anesthesia, '麻')", False),
        ("'甲' if sex == '2' else '乙'", "甲"),
        ("'甲' if sex == '1' else '乙'", "乙"),
    ],
)
def test_what_functions_and_operations_give(value, text, expected):
    found = value(text)
    assert found == expected
    assert type(found) is type(expected) or not isinstance(expected, bool)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [("2000-07-02", "2026-07-01", 25), ("2000-07-01", "2026-07-01", 26), ("2000-06-30", "2026-07-01", 26)],
)
def test_years_are_completed_ones(value, born, on, years):
    page = f"birth_date={born} | admission_datetime={on}"
    assert value("years(birth_date, admission_datetime)", page) == years


def test_a_row_that_is_asked_on_its_own(value):
    assert value("code", each="diagnoses", row=0) == "E11.300"
    assert value("tail", each="diagnoses", row=0) == "H36.0"
    assert value("row.name", each="others", row=0) == "高血压"
    assert value("filled(anesthesia)", each="procedures", row=0) is False
    assert value("kind", each="procedures", row=0) == "手术"
    assert value("date", each="procedures", row=1) == datetime(2026, 7, 2, 9)
    assert value("raw", each="diagnoses", row=0) == "E11.300+H36.0*"
    assert value("code in codes('I10') and sex == '2'", each="others", row=0) is True


def test_a_page_without_rows_has_no_principal_and_no_main_operation(value):
    for text in ("principal.code", "main.code"):
        assert value(text, "sex=1") is None
    for text in ('principal("A00-Z99")', 'main_op("00-99")', 'has("A00-Z99")'):
        assert value(text, "sex=1") is False


# -- facts


@pytest.mark.parametrize(
    ("page", "newborn", "maybe"),
    [
        ("age_years=0 | age_days=28", True, True),
        ("age_years=0 | age_days=29", False, False),
        ("age_years=1 | age_days=3", False, False),
        ("age_years=0", BlankError, False),
        ("age_years=零 | age_days=3", UnreadableError, False),
    ],
)
def test_newborn_up_to_28_days(value, page, newborn, maybe):
    if isinstance(newborn, bool):
        assert value("newborn", page) is newborn
    else:
        with pytest.raises(newborn):
            value("newborn", page)
    assert value("maybe_newborn", page) is maybe


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [("2026-07-01 23:00", "2026-07-01 23:30", 1), ("2026-07-01 23:00", "2026-07-02 01:00", 1),
     ("2026-07-01 01:00", "2026-07-03 23:00", 2)],
)  # fmt: skip
def test_the_day_of_discharge_does_not_count_and_one_day_is_the_least(value, first, last, days):
    assert value("stay_days", f"admission_datetime={first} | discharge_datetime={last}") == days


def test_the_hour_column_stands_in_for_the_time_of_its_date(value):
    page = "admission_datetime={} | admission_hour={} | discharge_datetime=2026-07-02 00:00"
    assert value("stay_hours", page.format("2026-07-01", 14)) == 10
    assert value("stay_hours", page.format("2026-07-01 08:00", 14)) == 16
    for strange in ("24", "-1", "午后", ""):
        assert value("stay_hours", page.format("2026-07-01", strange)) == 24
    assert value("stay_hours", page.format("2026-07-01", 0)) == 24
    assert value("stay_hours", page.format("2026-07-01", 23)) == 1
    assert value("timed(admission_datetime)", page.format("2026-07-01", 14)) is True
    assert value("timed(admission_datetime)", page.format("2026-07-01", "")) is False


@pytest.mark.parametrize(
    ("page", "hours"),
    [
        ("coma_before_days=1 | coma_before_hours=2 | coma_before_minutes=30", Decimal("26.5")),
        ("coma_before_days= | coma_before_hours=2 | coma_before_minutes=", Decimal(2)),
        ("coma_before_minutes=15", Decimal("0.25")),
    ],
)
def test_coma_is_told_in_hours(value, page, hours):
    assert value("coma_before", page) == hours
    assert value("coma_after", page.replace("before", "after")) == hours


def test_no_part_of_a_coma_is_a_blank(value):
    with pytest.raises(BlankError):
        value("coma_before", "coma_after_days=1")


@pytest.mark.parametrize(("text", "code"), [("M8500/3", "M8500/3"), ("8500/3", "M8500/3"), (" m8500/3 ", "M8500/3")])
def test_the_morphology_of_the_pathology_diagnosis(value, text, code):
    assert value("pathology", f"pathology_code={text}")[:7] == code[:7]


@pytest.mark.parametrize(
    ("text", "error"), [("-", BlankError), ("无", BlankError), ("", BlankError), ("C50.900", UnreadableError)]
)
def test_a_pathology_that_says_nothing_or_no_morphology(value, text, error):
    with pytest.raises(error):
        value("pathology", f"pathology_code={text}")


def test_now_is_the_day_of_the_examination(value):
    assert value("now", as_of=datetime(2026, 8, 1)) == datetime(2026, 8, 1)
    with pytest.raises(UnknownError):
        value("now")


def test_the_group_of_the_page(value):
    grouped = Grouping(GroupStatus.GROUPED, "MDCH", "HC2", "HC23", name="胆囊切除")
    assert [value(name, grouping=grouped) for name in ("mdc", "adrg", "drg", "group_name")] == [
        "MDCH", "HC2", "HC23", "胆囊切除",
    ]  # fmt: skip
    for status in GroupStatus:
        group = replace(grouped, status=status)
        said = [value(name, grouping=group) for name in ("grouped", "ambiguous", "ungroupable")]
        assert said == [status in WITH_GROUP, status is GroupStatus.AMBIGUOUS, status in WITHOUT_GROUP]
    assert not WITH_GROUP & WITHOUT_GROUP


def test_the_method_of_payment_is_that_of_the_scheme(value):
    assert value("method") == "DRG"


@pytest.mark.parametrize(
    ("name", "field", "words"),
    [("rw", "weight", "权重"), ("weight", "weight", "权重"), ("mean_cost", "mean_cost", "均次费用"),
     ("mean_los", "mean_los", "平均住院日"), ("payment", "payment", "支付标准"), ("multiple", "multiple", "费用倍率"),
     ("balance", "balance", "盈亏")],
)  # fmt: skip
def test_prices_are_those_of_a_regions_own_tariff(value, embedded, name, field, words):
    regional = replace(embedded.reference, tariff=Tariff(title="某地", stamp="t", lines={}))
    price = replace(Price(1.0, 2.0, 3.0, 4.0), **{field: 7.5})
    assert value(name, price=price, reference=regional) == Decimal("7.5")
    with pytest.raises(UnknownError) as lacking:
        value(name, price=replace(price, **{field: None}), reference=regional)
    assert lacking.value.reason == f"当前费率表没有该组的{words}，导入本地区的权重费率表后可判断。"
    with pytest.raises(UnknownError) as demonstration:
        value(name, price=price)
    assert demonstration.value.reason == f"当前为演示费率，不能据以判断{words}，导入本地区的权重费率表后可判断。"
    of_the_sample = f"org_code={embedded.reference.tariff.made_of}"
    assert value(name, of_the_sample, price=price) == Decimal("7.5")


# -- what cannot be computed


@pytest.mark.parametrize(
    "text",
    ["-sex", "sex + 1", "sex < 1", "sex in age_years", "listed(sex) in {'1'}", "age_years in codes('A00')",
     "contains(age_years, '4')", "length(age_years)", "years(sex, sex)", "total(d.name for d in diagnoses)",
     "age_years / 0", "'a' - 1", "least(sex, 1)"],
)  # fmt: skip
def test_values_that_do_not_fit_are_the_authors_mistake(value, text):
    with pytest.raises(NotComputableError):
        value(text)


@pytest.mark.parametrize(
    ("text", "error"),
    [("id_no == '1'", BlankError), ("los_days == 1", UnreadableError), ("birth_date == now", UnreadableError)],
)
def test_a_blank_or_unreadable_single_field_silences(value, text, error):
    with pytest.raises(error):
        value(text, "los_days=三 | birth_date=昨天", as_of=datetime(2026, 8, 1))


# -- values in words


@pytest.mark.parametrize(
    ("found", "text"),
    [(None, ""), (3, "3"), (2.5, "2.5"), (2.0, "2"), (2.04, "2"), (2.06, "2.1"), (Decimal("120.50"), "120.50"),
     (Decimal("120.00"), "120"), (Decimal("1E+3"), "1000"), ("甲", "甲"), (True, "True"),
     (date(2026, 7, 1), "2026-07-01")],
)  # fmt: skip
def test_how_a_value_stands_in_a_message(found, text):
    assert show(found) == text


def test_the_day_of_a_moment():
    assert day(datetime(2026, 7, 1, 23, 59)) == date(2026, 7, 1)
    assert day(date(2026, 7, 1)) == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [("03.01", "0301"), ("301", "0301"), ("3", "03"), (" 03 ", "03"), ("内科", "内科"), ("0301", "0301")],
)
def test_department_codes_are_read_with_or_without_dot_and_zero(text, code):
    assert dept_code(text) == code
