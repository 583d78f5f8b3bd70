"""A row of a rule file: how its cells are read, and what is told of a rule before any page is seen."""

from datetime import date
from decimal import Decimal

import pytest

from coding.base.errors import KnowledgeError
from coding.base.tables import read_table
from coding.page.fields import field_catalogue
from coding.page.finding import Strength
from coding.page.moment import Moment
from coding.rules.params import Params, read_params
from coding.rules.reads import affected, tokens
from coding.rules.rule import Role
from coding.rules.rule_book import COLUMNS, RuleBook, blank_reason, load_rules, read_sets
from coding.rules.triggers import categories_of


def params(text, **sets):
    return Params(read_params(text, "甲.csv 第2行"), sets, "甲.csv 第2行")


# -- parameters


def test_parts_are_told_apart_by_semicolons_outside_quotes():
    text = """if=sex == "1;2"; at = op_code ;show.x=a=b;; note='甲;乙' """
    assert read_params(text, "") == {"if": 'sex == "1;2"', "at": "op_code", "show.x": "a=b", "note": "'甲;乙'"}
    assert read_params("", "") == {}


@pytest.mark.parametrize("text", ["min", "min=1; min=2", "=1", "a b=1", "a.b.c=1", "min=1; 甲 乙"])
def test_a_part_that_is_no_parameter_is_told_with_its_place(text):
    with pytest.raises(KnowledgeError, match=r"甲\.csv 第2行：参数“.+”无法识别"):
        read_params(text, "甲.csv 第2行")


def test_words_numbers_and_answers():
    given = params("a=x; b=1.50; c=yes; d=no; e=x, y,; f=甲")
    assert given.word("a", ("x", "y")) == "x"
    assert given.word("missing", ("x", "")) == ""
    assert given.decimal("b") == Decimal("1.50")
    assert given.decimal("missing") is None
    assert given.flag("c", default=False) is True
    assert given.flag("d", default=True) is False
    assert given.flag("missing", default=True) is True
    assert given.flag("missing", default=False) is False
    assert given.words("e") == ("x", "y")
    assert given.text("f") == "甲"
    assert given.text("missing") == ""
    given.done()


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda p: p.word("a", ("x", "y", "")), "参数 a 的值“z”不在 x、y 之内"),
        (lambda p: p.word("missing", ("x",)), "参数 missing 的值“”不在 x 之内"),
        (lambda p: p.flag("a", default=True), "参数 a 的值“z”不在 yes、no 之内"),
        (lambda p: p.words("missing"), "缺少参数 missing"),
        (lambda p: p.decimal("a"), "参数 a 的值“z”不是数字"),
        (lambda p: p.codes("missing"), "缺少参数 missing"),
        (lambda p: p.code_sets("missing"), "缺少参数 missing"),
        (lambda p: p.codes("range"), "Q9Z"),
        (lambda p: p.code_sets("range"), "Q9Z"),
        (lambda p: p.pattern("bad"), "参数 bad 的正则表达式缺右括号"),
        (lambda p: p.expression("a"), "不认识的名称“z”"),
        (lambda p: p.text("set"), "没有名为 @nobody 的编码集合"),
        (lambda p: p.done(), "参数“a”不是这类规则的参数"),
    ],
)
def test_what_a_parameter_cannot_be_is_told_with_file_and_line(ask, told):
    with pytest.raises(KnowledgeError) as error:
        ask(params("a=z; bad=(; set=@nobody; range=K80/Q9Z"))
    assert told in str(error.value)
    assert str(error.value).startswith("甲.csv 第2行：")


def test_codes_and_sets_of_codes_by_name():
    given = params("a=@female, N70; b=A00/B00-B09; c=K80", female="C51-C58")
    found = given.codes("a")
    assert [code in found for code in ("C51.900", "N70.900", "C60.900")] == [True, True, False]
    first, second = given.code_sets("b")
    assert ("A00.100" in first, "B05.900" in first, "B05.900" in second) == (True, False, True)
    assert given.codes("missing", optional=True) is None
    assert "K80.200" in given.codes("c", optional=True)


def test_patterns_may_stand_in_quotes():
    assert params("p='a;b'").pattern("p").source == "a;b"
    assert params('p="a"').pattern("p").source == "a"
    for text in ("'", "'a\""):
        assert Params({"p": text}, {}, "").pattern("p").source == text
    assert params("p=aba").pattern("p").source == "aba"
    assert params("").pattern("p") is None


def test_names_behind_a_prefix():
    assert params("show.a=1; show.b=2; if=3").names("show.") == ("a", "b")


def test_a_set_may_use_the_sets_above_it(tmp_path):
    path = tmp_path / "sets.csv"
    path.write_text('name,codes\none,A00\ntwo,"@one, B00"\n', encoding="utf-8")
    assert read_sets(read_table(path)) == {"one": "A00", "two": "A00, B00"}


# -- categories


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("K80", {"K80"}),
        ("K80.2", {"K80"}),
        ("I10.x", {"I10"}),
        ("K80-K82", {"K80", "K81", "K82"}),
        ("K80.0 - K81.9", {"K80", "K81"}),
        ("K99-L01", {"K99", "L00", "L01"}),
        ("51.2", {"51"}),
        ("08-11", {"08", "09", "10", "11"}),
        ("K80, I10；51", {"K80", "I10", "51"}),
        ("K80-K82, !K81", {"K80", "K81", "K82"}),
        ("", set()),
        ("M8500/3", None),
        ("K80, M8500/3", None),
        ("K80-51", None),
    ],
)
def test_the_categories_that_codes_lie_in(text, categories):
    assert categories_of(text) == categories


# -- what a rule reads


def test_fields_rows_and_hours_as_what_a_page_is_told_apart_into():
    assert tokens(["sex", "other_dx_code", "op_date", "icu_in_time"]) == {
        "sex", "diagnosis", "procedure", "intensive_care",
    }  # fmt: skip
    assert tokens(["admission_datetime"]) == {"admission_datetime", "admission_hour"}
    assert tokens(["discharge_datetime"]) == {"discharge_datetime", "discharge_hour"}
    assert tokens(["admission_hour"]) == {"admission_hour"}


@pytest.mark.parametrize(
    ("kind", "text", "cells", "touched", "is_asked_again"),
    [
        ("range", "min=1", {}, "los_days", True),
        ("range", "min=1", {}, "sex", False),
        ("range", "min=1", {"when": "age_years > 3"}, "age_years", True),
        ("range", "min=1", {"message": "{sex}"}, "sex", True),
        ("range", "min=1", {"hint": "{sex}"}, "sex", True),
        ("range", "min=1", {"fields": "los_days sex?"}, "sex", True),
        ("expression", "if=age_years > 3", {}, "age_years", True),
        ("expression", "if=age_years > 3", {}, "sex", False),
        ("expression", "if=age_years > 3; show.x=sex", {}, "sex", True),
        ("expression", "if=age_years > 3; set=sex", {}, "sex", True),
        ("expression", "if=age_years > 3; at=sex", {}, "sex", True),
        ("expression", "if=age_years > 3; at=op_code", {}, "op_name", True),
        ("expression", 'if=age_years > 3; at="sex" if has("I10") else "age_years"', {}, "other_dx_code", True),
        ("expression", "if=stay_days > 3", {}, "discharge_hour", True),
        ("required", "if=age_years > 3", {}, "age_years", True),
        ("required", "", {}, "age_years", False),
        ("domain", "domain=RC001", {"fields": "sex"}, "age_years", False),
        ("format", "is=number; if=age_years > 3", {}, "age_years", True),
        ("reckoned", "as=stay_days; if=age_years > 3", {}, "age_years", True),
        ("reckoned", "as=stay_days", {}, "admission_hour", True),
        ("reckoned", "as=stay_days", {}, "age_years", False),
        ("sum", "", {"fields": "fee_total fee_blood"}, "fee_blood", True),
        ("hour_of", "", {"fields": "admission_hour"}, "discharge_datetime", True),
        ("pair", "a=K80; b=K81; unless=age_years > 3", {}, "age_years", True),
        ("pair", "a=K80; b=K81", {}, "age_years", False),
        ("pair", "a=K80; b=K81", {}, "other_dx_code", True),
        ("principal_not", "codes=K80; unless=age_years > 3", {}, "age_years", True),
        ("duplicate", "rows=procedures; unless=age_years > 3", {}, "age_years", True),
        ("needs", "rows=others; codes=K80; dx=K81; if=age_years > 3", {}, "age_years", True),
        ("intensive_care", "check=overlap", {"fields": "icu_in_time"}, "icu_out_time", True),
        ("sex_and_code", "sex=1; rows=others; codes=N70", {}, "native_place", True),
    ],
)
def test_a_rule_is_asked_again_when_what_it_reads_has_changed(own_rule, kind, text, cells, touched, is_asked_again):
    rules = (own_rule("range", "min=1", fields="current_postcode"), own_rule(kind, text, **cells))
    assert (1 in affected(rules, frozenset({touched}), are_dated=False)) is is_asked_again
    assert 0 not in affected(rules, frozenset({touched}), are_dated=False)


def test_rules_with_dates_are_all_asked_again_when_the_day_changes(own_rule):
    rules = (own_rule("range", "min=1"), own_rule("range", "min=1", fields="age_years"))
    for day in ("discharge_datetime", "admission_datetime"):
        assert affected(rules, frozenset({day}), are_dated=True) == {0, 1}
        assert affected(rules, frozenset({day}), are_dated=False) == frozenset()
    assert affected(rules, frozenset({"age_years"}), are_dated=True) == {1}


def test_what_hangs_on_the_group_is_asked_again_when_the_group_changes(own_rule):
    rules = (own_rule("expression", 'if=drg == "A"'), own_rule("range", "min=1"))
    assert affected(rules, frozenset({"grouping"}), are_dated=False) == {0}


# -- reading a row


HEAD = ",".join(COLUMNS)


def book(tmp_path, *rows, head=HEAD):
    path = tmp_path / "mine.csv"
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return load_rules([read_table(path)], {})


def test_every_cell_of_a_row_arrives(tmp_path):
    row = (
        "X-1,coding,info,1,sex|age_years los_days org_code?,range,min=1; max=9,age_years > 1,信,改,据,"
        "2026-01-01,2026-06-30,batch,doctor,A-1 A-2,los_days=0,los_days=1,los_days=9,clear,高套"
    )
    rule = book(tmp_path, row).rules[0].rule
    assert (rule.id, rule.dimension.value, rule.severity.value, rule.on) == ("X-1", "coding", "info", True)
    assert rule.fields == (("sex", "age_years"), ("los_days",))
    assert rule.optional == {"org_code"}
    assert rule.field == "sex"
    assert (rule.kind, rule.params, rule.when) == ("range", {"min": "1", "max": "9"}, "age_years > 1")
    assert (rule.message, rule.hint, rule.basis) == ("信", "改", "据")
    assert (rule.valid_from, rule.valid_to) == (date(2026, 1, 1), date(2026, 6, 30))
    assert (rule.moment, rule.role) == (Moment.BATCH, Role.DOCTOR)
    assert rule.yields_to == {"A-1", "A-2"}
    assert (rule.fails, rule.passes, rule.near) == ("los_days=0", "los_days=1", "los_days=9")
    assert (rule.strength, rule.violation) == (Strength.CLEAR, "高套")
    assert rule.source == "mine.csv 第2行"


PLAIN = "X-{},accuracy,error,{},los_days,range,min=1,,信,改,据,{},,,,,,,,,"


def test_what_a_row_leaves_blank(tmp_path):
    rule = book(tmp_path, PLAIN.format(1, 1, "")).rules[0].rule
    assert (rule.moment, rule.role, rule.valid_from, rule.valid_to) == (Moment.TYPING, Role.CODER, None, None)
    assert rule.valid_on(date(1990, 1, 1))


def test_a_file_of_an_earlier_version_may_lack_the_columns_that_came_later_and_no_other(tmp_path):
    row = PLAIN.format(1, 1, "")
    rule = book(tmp_path, row.removesuffix(",,"), head=HEAD.removesuffix(",strength,violation")).rules[0].rule
    assert (rule.near, rule.strength, rule.violation) == ("", Strength.CLEAR, "")
    older = HEAD.removesuffix(",near,strength,violation")
    assert book(tmp_path, row.removesuffix(",,,"), head=older).rules[0].rule.near == ""
    with pytest.raises(KnowledgeError, match="缺少列 passes，"):
        book(tmp_path, row.removesuffix(",,,,"), head=older.removesuffix(",passes"))


@pytest.mark.parametrize(("severity", "meant"), [("error", "clear"), ("warning", "suspected"), ("info", "suspected")])
def test_a_blank_strength_goes_by_the_severity(tmp_path, severity, meant):
    row = PLAIN.format(1, 1, "").replace("error", severity)
    assert book(tmp_path, row).rules[0].rule.strength == meant


def test_a_strength_that_nobody_knows_is_told(tmp_path):
    row = PLAIN.format(1, 1, "").removesuffix(",,") + ",sure,"
    with pytest.raises(KnowledgeError, match=r"mine\.csv 第2行：规则 X-1 的把握（strength）应为 clear 或 suspected"):
        book(tmp_path, row)


def test_a_rule_that_is_switched_off_is_kept_apart_and_found_by_its_id(tmp_path):
    made = book(tmp_path, PLAIN.format(1, 1, ""), PLAIN.format(2, 0, ""))
    assert ([c.rule.id for c in made.rules], [r.id for r in made.off]) == (["X-1"], ["X-2"])
    assert made.rule("X-1").id == "X-1"
    assert made.rule("X-2").id == "X-2"
    assert made.rule("X-3") is None
    assert made.role_of("X-3") is Role.CODER


def test_a_book_knows_whether_days_matter(tmp_path):
    assert not book(tmp_path, PLAIN.format(1, 1, "")).is_dated
    assert book(tmp_path, PLAIN.format(1, 1, "2026-01-01")).is_dated
    assert not book(tmp_path, PLAIN.format(1, 1, ""), PLAIN.format(2, 0, "2026-01-01")).is_dated


@pytest.mark.parametrize(
    ("first", "last", "day", "holds"),
    [
        ("2026-01-01", "2026-06-30", date(2025, 12, 31), False),
        ("2026-01-01", "2026-06-30", date(2026, 1, 1), True),
        ("2026-01-01", "2026-06-30", date(2026, 6, 30), True),
        ("2026-01-01", "2026-06-30", date(2026, 7, 1), False),
        ("2026-01-01", "", date(2030, 1, 1), True),
        ("", "2026-06-30", date(2030, 1, 1), False),
        ("", "2026-06-30", date(1990, 1, 1), True),
    ],
)
def test_a_rule_holds_between_its_dates(own_rule, first, last, day, holds):
    assert own_rule("range", "min=1", valid_from=first, valid_to=last).rule.valid_on(day) is holds


# -- the plan


ALL = frozenset(field_catalogue())


def planned(*rules, supplied=ALL, missing=frozenset()):
    return RuleBook(rules, "s").plan(supplied, missing)


def test_a_rule_is_asked_only_of_pages_that_may_concern_it(own_rule):
    plan = planned(
        own_rule("expression", 'if=has("I10")'),
        own_rule("expression", 'if=sex == "1"', fields="sex"),
        own_rule("format", "is=number", fields="age_years|fee_total"),
        own_rule("neighbours", "check=duplicate"),
        own_rule("expression", 'if=has("I10") and op("51")'),
        own_rule("length", ""),
    )
    assert plan.always == (5,)
    assert plan.beside_stays == (3,)
    assert plan.by_category["I10"][0] == 0
    assert plan.by_field == {"sex": (1,), "age_years": (2,), "fee_total": (2,)}
    assert plan.not_judged == ()


def test_a_blank_that_has_to_be_filled_is_why_a_rule_is_not_judged(own_rule):
    plan = planned(own_rule("expression", 'if=sex == "1"', fields="sex"))
    assert plan.if_blank == {"sex": (0,)}
    assert blank_reason("sex") == "【性别】未填写，补填后可判断。"
    allowed = planned(own_rule("expression", 'if=employer_phone == "1"', fields="employer_phone"))
    assert allowed.if_blank == {}
    assert blank_reason("employer_phone") == ""


def test_columns_that_were_never_supplied_are_named(own_rule):
    (said,) = planned(own_rule("range", "min=1"), supplied=ALL - {"los_days"}).not_judged
    assert (said.rule, said.reason) == ("H1-001", "来源文件没有【实际住院（天）】栏目，提供后可判断。")
    either = own_rule("range", "min=1", fields="los_days|age_years sex")
    assert planned(either, supplied=ALL - {"los_days"}).not_judged == ()
    (said,) = planned(either, supplied=ALL - {"los_days", "age_years"}).not_judged
    assert said.reason == "来源文件没有【实际住院（天）】或【年龄（岁）】栏目，提供后可判断。"
    many = own_rule("range", "min=1", fields="los_days sex age_years fee_total")
    (said,) = planned(many, supplied=frozenset()).not_judged
    assert said.reason == "来源文件没有【实际住院（天）】、【性别】、【年龄（岁）】等栏目，提供后可判断。"
    three = own_rule("range", "min=1", fields="los_days sex age_years")
    assert "等栏目" not in planned(three, supplied=frozenset()).not_judged[0].reason


@pytest.mark.parametrize(
    ("kind", "text", "need", "told"),
    [
        ("expression", "if=now > birth_date", "as_of", "没有给出判断所用的当前日期"),
        ("neighbours", "check=duplicate", "neighbours", "批量检查整份文件时可判断"),
        ("expression", 'if=drg == "A"', "grouping", "载入分组方案后可判断"),
    ],
)
def test_an_input_beside_the_page_that_is_absent_is_why(own_rule, kind, text, need, told):
    rule = own_rule(kind, text)
    (said,) = planned(rule, missing=frozenset({need})).not_judged
    assert told in said.reason
    assert planned(rule).not_judged == ()


def test_a_plan_is_made_once_for_the_same_columns(own_rule):
    made = RuleBook((own_rule("range", "min=1"),), "s")
    assert made.plan(ALL, frozenset()) is made.plan(ALL, frozenset())
    assert made.plan(ALL, frozenset()) is not made.plan(ALL - {"los_days"}, frozenset())
