"""A finding of a rule: its place, its words, the places beside it; and why a rule is not judged."""

import pytest

from coding.codes.entry import ProcedureKind
from coding.page.finding import NotJudged
from coding.rules.example import read_example
from coding.rules.facts import Facts
from coding.rules.kinds.identity_kind import check_character, read_card
from coding.rules.procedure_kinds import procedure_kind
from tests.rules.conftest import where

ROWS = (
    "sex=2 | age_years=40 | los_days=4 | dx=I10.x00 高血压 poa=1 | dx=E11.900 糖尿病 poa=4"
    " | op=51.2300 胆囊切除 date=2026-07-02 level=3 | op=54.5900 date=2026-07-03 level=2"
)


# -- words


@pytest.mark.parametrize(
    ("params", "fields", "message", "expected"),
    [
        ("if=sex == '2'", "sex", "{sex}{value}", ["sex: 女2"]),
        ("if=sex == '2'", "sex", "{age_years}岁住{los_days}天", ["sex: 40岁住4天"]),
        ("if=sex == '2'", "sex", "{nobody}", ["sex: —"]),
        ("if=sex == '2'", "sex", "{code}{name}{i}", ["sex: ———"]),
        ("if=sex == '2'; show.x=age_years / 3", "sex", "{x}", ["sex: 13.33333333333333333333333333"]),
        ("if=sex == '2'; show.x=principal.name", "sex", "{x}", ["sex: 高血压"]),
        ("if=sex == '2'", "principal_dx_code", "{code}{name}{i}{value}", ["principal_dx_code 0: I10.x00高血压0I10.x00"]),  # noqa: E501
        ("if=sex == '2'", "other_dx_code", "{code}{name}{i}", ["other_dx_code 1: E11.900糖尿病1"]),
        ("if=sex == '2'", "op_name", "{op_code}{op_name}{op_date}", ["op_name 0: 51.2300胆囊切除2026-07-02"]),
        ("if=code in codes('54'); each=procedures", "op_code", "{op_code}{op_name}{op_date}{i}",
         ["op_code 1: 54.590054.59002026-07-032"]),
        ("if=code in codes('51'); each=procedures", "op_code", "{op_name}{i}", ["op_code 0: 胆囊切除1"]),
        ("if=code in codes('54'); each=procedures", "op_code", "【{name} 】{name}", ["op_code 1: 【】"]),
        ("if=poa == '4'; each=diagnoses", "other_dx_poa", "{value}", ["other_dx_poa 1: 4"]),
        ("if=poa == '1'; each=diagnoses", "principal_dx_poa", "{value}{code}", ["principal_dx_poa 0: 1I10.x00"]),
        ("if=filled(code); each=diagnoses", "other_dx_code", "{i}", ["principal_dx_code 0: 0", "other_dx_code 1: 1"]),
        ("if=filled(code); each=diagnoses; first=yes", "other_dx_code", "{i}", ["principal_dx_code 0: 0"]),
        ("if=filled(code); each=others", "sex", "{i}", ["other_dx_code 1: 1"]),
        ("if=filled(code); each=others; at=name", "sex", "{value}", ["other_dx_name 1: 糖尿病"]),
        ("if=poa == '4'; each=diagnoses; show.x=name", "other_dx_code", "{x}", ["other_dx_code 1: 糖尿病"]),
        ("if=sex == '2'; at=age_years", "sex", "{value}", ["age_years: 40"]),
        ("if=sex == '2'; at='age_years' if los_days > 3 else 'op_code'", "sex", "{value}", ["age_years: 40"]),
        ("if=sex == '2'; at='age_years' if los_days > 4 else 'op_code'", "sex", "{value}", ["op_code 0: 51.2300"]),
        ("if=sex == '1'", "sex", "{value}", []),
    ],
)  # fmt: skip
def test_where_a_condition_is_told_and_in_which_words(told, params, fields, message, expected):
    assert told(ROWS, "expression", params, fields=fields, message=message) == expected


def test_what_concerns_the_other_diagnoses_is_told_at_the_first_or_where_there_is_none_at_the_principal(told):
    words = {"fields": "other_dx_code", "message": "{code}"}
    assert told("sex=2 | dx=I10.x00 甲", "expression", "if=sex == '2'", **words) == ["principal_dx_code 0: I10.x00"]
    assert told("sex=2 | dx=I10.x00 甲 | dx=E11.900 乙", "expression", "if=sex == '2'", **words) == [
        "other_dx_code 1: E11.900"
    ]


def test_what_would_mend_it_is_offered_where_it_is_told(found):
    (finding,) = found(ROWS, "expression", "if=sex == '2'; set='1'", fields="sex", hint="改{sex}")
    assert read_example(ROWS)[0].apply(finding.changes[0]).text("sex") == "1"
    assert finding.hint == "改女"
    (second,) = found(ROWS, "expression", "if=poa == '4'; each=others; set='3'; at=poa", fields="other_dx_poa")
    assert [d.poa for d in read_example(ROWS)[0].apply(second.changes[0]).diagnoses] == ["1", "3"]
    assert found(ROWS, "expression", "if=sex == '2'", fields="sex")[0].changes == ()


def test_a_finding_bears_what_its_rule_says(found):
    (finding,) = found(ROWS, "expression", "if=sex == '2'", fields="sex", severity="info", dimension="coding")
    assert (finding.rule, finding.severity, finding.dimension) == ("H1-001", "info", "coding")
    assert (finding.basis, finding.hint, finding.value) == ("本院", "核对", "2")


@pytest.mark.parametrize(
    ("fields", "params", "also"),
    [
        ("sex age_years", "if=sex == '2'", ["age_years"]),
        ("sex|age_years los_days", "if=sex == '2'", ["los_days"]),
        (
            "sex age_years los_days org_code case_no fee_total",
            "if=sex == '2'",
            ["age_years", "los_days", "org_code", "case_no"],
        ),
        (
            "other_dx_poa other_dx_code op_code age_years",
            "if=poa == '4'; each=others",
            ["other_dx_code 1", "age_years"],
        ),
        ("op_level op_code principal_dx_code", "if=level == '2'; each=procedures", ["op_code 1"]),
        ("op_level op_code principal_dx_code", "if=level == '3'; each=procedures", []),
        ("other_dx_poa principal_dx_code", "if=poa == '4'; each=others", []),
    ],
)
def test_the_other_fields_of_the_rule_are_shown_beside_it(found, fields, params, also):
    (finding,) = found(ROWS, "expression", params, fields=fields)
    assert [where(p) for p in finding.also] == also


def test_of_two_columns_the_one_that_was_supplied_is_told(told):
    text = "case_no=1 | admission_times=1 | not_supplied={} // case_no=1 | admission_times=1"
    for taken, place in (("case_no", "id_no"), ("id_no", "case_no")):
        assert told(text.format(taken), "neighbours", "check=duplicate", fields="id_no|case_no") == [f"{place}: 提示"]


# -- not judged


@pytest.mark.parametrize(
    ("text", "params", "reason"),
    [
        ("sex=", "if=sex == '2'", "【性别】未填写，补填后可判断。"),
        ("sex=2 | los_days=三", "if=los_days > 3", "【实际住院（天）】的内容无法识别，更正后可判断。"),
        ("sex=2", "if=now > birth_date", "没有给出判断所用的当前日期，本条不作判断。"),
        ("sex=2", "if=sex > 3", "本条规则的条件在这一页上无法计算，请检查规则的写法。"),
    ],
)
def test_why_a_rule_is_not_judged(told, text, params, reason):
    assert told(text, "expression", params, fields="sex") == reason


def test_a_blank_that_the_form_allows_lets_nothing_be_said(told):
    assert told("employer_phone=", "expression", "if=employer_phone == '1'", fields="employer_phone") == []


def test_a_rule_without_its_category_on_the_page_says_nothing(found):
    seen = found("sex=1 | dx=E11.900 甲", "expression", "if=has('I10') and now > birth_date", fields="sex")
    assert isinstance(seen, NotJudged)
    assert found("sex=1 | dx=E11.900 甲 | as_of=2026-08-01", "expression", "if=has('I10')", fields="sex") == ()


# -- identity


def test_an_old_number_of_fifteen_places_has_its_century_and_sex():
    card = read_card("110105491231002")
    assert (card.is_long, card.check_is_right, card.sex) == (False, True, "2")
    assert card.birth.isoformat() == "1949-12-31"
    assert read_card("110105491231003").sex == "1"
    assert read_card("110105491331003").birth is None


CARD = "11010519491231002X"


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        ("shape", "id_no=1101051949", ["id_no: 10"]),
        ("shape", f"id_no={CARD}", []),
        ("shape", "id_no=- | id_type=1", []),
        ("shape", "id_no=无", []),
        ("shape", "id_no=E1234 | id_type=6", []),
        ("shape", "id_no=E1234 | id_type=01", ["id_no: 5"]),
        ("shape", "id_no=E1234 | nationality=840", []),
        ("shape", "id_no=E1234 | nationality=156", ["id_no: 5"]),
        ("shape", "id_no=E1234 | nationality=CHN", ["id_no: 5"]),
        ("shape", "id_no=E1234 | occupation=37", []),
        ("shape", "id_no=E1234 | occupation=11", ["id_no: 5"]),
        ("checksum", f"id_no={CARD[:17]}1", ["id_no: X1"]),
        ("checksum", f"id_no={CARD}", []),
        ("checksum", "id_no=110105491231002", []),
        ("region", f"id_no={CARD}", []),
        ("region", f"id_no=99{CARD[2:]}", []),
        ("region", f"id_no=00{CARD[2:]}", ["id_no: 00"]),
        ("region", "id_no=990105491231002", ["id_no: 99"]),
        ("birth", f"id_no={CARD}", []),
        ("birth", "id_no=110105194913310021", ["id_no: 19491331"]),
        ("birth", "id_no=110105189912310021", ["id_no: 18991231"]),
        ("birth", "id_no=110105190001010021", []),
        ("birth", f"id_no={CARD} | admission_datetime=1949-12-30", ["id_no: 19491231"]),
        ("birth", f"id_no={CARD} | admission_datetime=1949-12-31", []),
        ("birth", "id_no=110105491331002", ["id_no: 491331"]),
        ("birth_date", f"id_no={CARD} | birth_date=1949-12-31", []),
        ("birth_date", f"id_no={CARD} | birth_date=1949-12-30", ["birth_date: 1949-12-311949-12-30"]),
        ("birth_date", f"id_no={CARD} | birth_date=2026-07-01 | age_years=0 | age_days=3", []),
        ("sex", f"id_no={CARD} | sex=2", []),
        ("sex", f"id_no={CARD} | sex=1", ["sex: 女"]),
        ("sex", f"id_no={CARD} | sex=9", []),
        ("sex", f"id_no={CARD} | sex=1 | birth_date=2026-07-01 | age_years=0", []),
        ("sex", f"id_no={CARD} | sex=1 | birth_date=2026-07-01 | age_years=3", ["sex: 女"]),
    ],
)
def test_what_an_identity_card_tells(told, check, text, expected):
    messages = {
        "shape": "{len}",
        "checksum": "{expected}{last}",
        "region": "{region}",
        "birth": "{id_birth}",
        "birth_date": "{id_birth}{birth_date}",
        "sex": "{id_sex}",
    }
    field = check if check in ("birth_date", "sex") else "id_no"
    assert told(text, "id_card", f"check={check}", fields=f"id_no {field}", message=messages[check]) == expected


def test_a_sound_card_mends_the_page_and_a_wrong_one_does_not(found):
    for check, text, field, mended in (
        ("birth_date", "birth_date=1949-12-30", "birth_date", "1949-12-31"),
        ("sex", "sex=1", "sex", "2"),
    ):
        (finding,) = found(f"id_no={CARD} | {text}", "id_card", f"check={check}", fields="id_no")
        page = read_example(f"id_no={CARD} | {text}")[0]
        assert page.apply(finding.changes[0]).text(field) == mended
        assert [where(p) for p in finding.also] == ["id_no"]
        (unsound,) = found(f"id_no={CARD[:17]}1 | {text}", "id_card", f"check={check}", fields="id_no")
        assert unsound.changes == ()


def test_a_guardian_is_twelve_years_older(told):
    digits = "11010520140701002"
    text = f"id_no={digits}{check_character(digits)} | sex=1 | age_years=0 | birth_date={{}}-07-01"
    assert told(text.format(2026), "id_card", "check=sex", fields="id_no") == []
    assert told(text.format(2025), "id_card", "check=sex", fields="id_no") != []


# -- rows and kinds of procedures


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("51.2300", ProcedureKind.OPERATION),
        ("88.7600", ProcedureKind.DIAGNOSTIC),
        ("99.2500", ProcedureKind.TREATMENT),
        ("45.4200", ProcedureKind.UNKNOWN),  # through an endoscope: an operation in some catalogues only
        ("31.1x00", ProcedureKind.UNKNOWN),
    ],
)
def test_the_kind_of_a_procedure_as_the_rules_take_it(embedded, code, kind):
    assert procedure_kind(code, embedded.codes.px) is kind


def test_rows_as_the_rules_read_them(embedded):
    from coding.grouping.case import Grouping, GroupStatus
    from coding.page.context import Context
    from coding.payment.price import Price

    page, _, _ = read_example(
        "dx=ｅ11.300+H36.0* 甲 poa= | dx=- - | dx=*H36.0 乙 | op= 51.2300 丙 level=- | op=_ | icu=01 in_time=2026-07-02"
    )
    nothing = Grouping(GroupStatus.UNGROUPABLE, "", "", "")
    facts = Facts(page, embedded.reference, Context(), nothing, Price(None, None))
    assert [(d.code, d.tail) for d in facts.dx[:2]] == [("E11.300", "H36.0"), ("", "")]
    assert facts.dx[0].value("poa") is None
    assert facts.dx[1].name == ""
    assert (facts.px[0].code, facts.px[0].level, facts.px[0].value("level")) == ("51.2300", "", None)
    assert facts.px[1].kind is ProcedureKind.UNKNOWN
    assert [p.shown_name for p in facts.px] == ["丙", ""]
    assert facts.rows("icus")[0].value("type") == "01"
    assert facts.rows("principal") == facts.dx[:1]
    assert {"E11", "H36", "51"} <= facts.categories
    assert "" not in facts.categories
