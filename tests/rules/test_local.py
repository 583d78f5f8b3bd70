"""The hospital's own over the embedded rules: switched, weighed, given other parameters or dates, and added."""

import pickle
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.base.errors import KnowledgeError
from coding.examine.examine import examine, stamp_of
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.page.context import Context
from coding.page.finding import NotJudged, Severity
from coding.page.front_page import FrontPage
from coding.rules.example import read_example
from coding.rules.local import (
    LocalRule,
    LocalRules,
    compile_row,
    embedded_rows,
    local_book,
    local_rules,
    row_of,
    said_of,
)
from coding.rules.rule_book import COLUMNS
from coding.work.dry_run import example_troubles, months_before, try_page

TEXT = "sex=1 | age_years=40 | los_days=0 | discharge_datetime=2026-07-05 10:00 | dx=K80.200 胆囊结石 poa=1"
OWN = {
    "id": "H1-001",
    "dimension": "accuracy",
    "severity": "warning",
    "on": "1",
    "fields": "age_years",
    "kind": "expression",
    "params": 'if=age_years > 30 and principal("K80")',
    "message": "本院：{age_years}岁胆石症请核对",
    "hint": "核对",
    "basis": "本院规定",
    "fails": "age_years=40 | dx=K80.200 胆囊结石",
    "passes": "age_years=30 | dx=K80.200 胆囊结石",
}


def altered(rule_id, **columns):
    return LocalRules((said_of({**embedded_rows()[rule_id], **columns}),))


def own(**columns):
    return LocalRules((said_of({**OWN, **columns}),))


def found(embedded, local, text=TEXT, **context):
    page, neighbours, as_of = read_example(text)
    seen = examine(page, embedded.with_rules(local), Context(as_of=as_of, neighbours=neighbours, **context))
    return {f.rule: f for f in seen.findings}


@pytest.fixture(scope="module")
def fires(embedded):
    """A rule that fires on the page of these tests, and its finding."""
    seen = found(embedded, LocalRules())
    rule = next(r for r in seen if seen[r].severity is Severity.ERROR)
    return rule, seen[rule]


def test_a_rule_that_is_switched_off_says_nothing(embedded, fires):
    assert fires[0] not in found(embedded, altered(fires[0], on="0"))


def test_a_rule_can_be_weighed_anew(embedded, fires):
    assert found(embedded, altered(fires[0], severity="info"))[fires[0]].severity is Severity.INFO


def test_a_rule_can_be_given_other_parameters(embedded):
    text = "los_days=90"
    other = next(r for r, row in embedded_rows().items() if row["kind"] == "range" and row["fields"] == "los_days")
    assert other not in found(embedded, LocalRules(), text)
    assert other in found(embedded, altered(other, params="min=1; max=60"), text)


def test_rules_judge_the_discharges_of_their_dates(embedded, fires):
    rule = fires[0]
    assert rule in found(embedded, altered(rule, valid_from="2026-07-05"))
    assert rule not in found(embedded, altered(rule, valid_from="2026-07-06"))
    assert rule in found(embedded, altered(rule, valid_to="2026-07-05"))
    assert rule not in found(embedded, altered(rule, valid_to="2026-07-04"))


def test_an_own_rule_speaks_beside_the_embedded_ones(embedded):
    assert found(embedded, own())["H1-001"].message == "本院：40岁胆石症请核对"
    assert "H1-001" not in found(embedded, own(on="0"))


def test_an_own_rule_is_tried_on_its_examples(embedded):
    assert example_troubles(compile_row(OWN, "规则 H1-001"), embedded) == []
    wrong = compile_row({**OWN, "passes": OWN["fails"], "fails": "age_years=1 | nonsense=3"}, "规则 H1-001")
    troubles = example_troubles(wrong, embedded)
    assert len(troubles) == 2
    assert "nonsense" in troubles[0]
    assert "报出了问题" in troubles[1]


def test_the_stamp_tells_that_the_rules_are_other_ones(embedded, fires):
    other = embedded.with_rules(altered(fires[0], severity="info"))
    assert other.stamp != embedded.stamp
    assert other.reference is embedded.reference
    assert other.with_rules(LocalRules()).stamp == embedded.stamp


def test_a_worker_loads_the_same_rules_by_the_source(embedded):
    local = own()
    source = pickle.loads(pickle.dumps(embedded.with_rules(local).source))
    assert Knowledge(source).stamp == embedded.with_rules(local).stamp
    assert LocalRules.from_text(local.as_text()) == local
    assert LocalRules.from_text(None) == LocalRules()
    assert KnowledgeSource().rules is None


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"id": "坏 编号"}, "规则编号"),
        ({"id": "FP-999"}, "内置规则的编号"),
        ({"dimension": "completenes"}, "维度"),
        ({"severity": "fatal"}, "级别"),
        ({"kind": "nothing"}, "规则种类"),
        ({"kind": ""}, "规则种类"),
        ({"fields": "no_such_field"}, "no_such_field"),
        ({"params": "if=age_years >"}, "语法错误"),
        ({"params": "if=__import__('os')"}, "表达式"),
        ({"params": "unless=1"}, "缺少参数 if"),
        ({"message": ""}, "提示语"),
        ({"message": "{age_years"}, "花括号"),
        ({"message": "{age_years.__class__}"}, "花括号"),
        ({"hint": "{0}"}, "花括号"),
        ({"valid_from": "昨天"}, "日期"),
        ({"valid_from": "2026-07-02", "valid_to": "2026-07-01"}, "晚于"),
        ({"role": "nurse"}, "role"),
        ({"on": "yes"}, "启用"),
    ],
)
def test_what_cannot_be_used_is_told_in_chinese_with_its_place(columns, told):
    with pytest.raises(KnowledgeError, match=told) as raised:
        compile_row({**OWN, **columns}, "本院规则.csv 第7行")
    assert str(raised.value).startswith(("本院规则.csv 第7行", "规则"))
    assert "第7行" in str(raised.value)


def test_a_rule_that_cannot_be_used_any_more_leaves_the_embedded_one_in_force(embedded, fires):
    rule = fires[0]
    local = LocalRules((LocalRule(rule, (("params", "of=another version"),)), LocalRule("H9", (("kind", "gone"),))))
    made = local_book(local)
    assert set(made.troubles) == {rule, "H9"}
    assert rule in found(embedded, local)


def test_an_own_condition_that_fails_on_a_page_is_not_judged_there(embedded):
    local = own(params='if=age_years + "a" > 3')
    page, _, _ = read_example(TEXT)
    seen = examine(page, embedded.with_rules(local))
    assert "H1-001" in {n.rule for n in seen.not_judged}


def test_only_what_differs_is_kept_so_that_a_newer_program_mends_the_rest():
    said = said_of({**embedded_rows()["FP-STD-036"], "severity": "info", "moment": "typing"})
    assert said == LocalRule("FP-STD-036", (("severity", "info"),))
    assert said_of(embedded_rows()["FP-STD-036"]) is None
    assert row_of("FP-STD-036", LocalRules((said,)))["kind"] == embedded_rows()["FP-STD-036"]["kind"]
    assert row_of("H1-404", LocalRules()) is None


def test_the_last_edit_of_a_rule_is_in_force():
    history = [("A", {"on": "0"}), ("B", {"on": "0"}), ("A", {"severity": "info"}), ("B", None)]
    assert local_rules(history) == LocalRules((LocalRule("A", (("severity", "info"),)),))
    whole_row = {"id": "A", "on": "0", "another column": "x"}
    assert local_rules([("A", whole_row)]) == LocalRules((LocalRule("A", (("on", "0"),)),))


def test_every_embedded_rule_passes_the_checks_of_a_hospitals_own():
    for rule_id, row in embedded_rows().items():
        compile_row(row, rule_id)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=40)))
def test_nothing_that_is_typed_breaks_the_program(columns):
    try:
        compiled = compile_row({**OWN, **columns}, "表单")
    except KnowledgeError:
        return
    assert compiled.rule.kind


def test_what_is_said_of_a_rule_takes_the_place_of_what_was_said_before():
    first, second = LocalRule("A", (("on", "0"),)), LocalRule("A", (("severity", "info"),))
    other = LocalRule("B", (("on", "0"),))
    both = LocalRules((first, other)).having(second)
    assert (both.get("A"), both.get("B"), both.get("C")) == (second, other, None)
    assert len(both.rules) == 2
    assert both.without("A").rules == (other,)
    assert LocalRules().as_text() == ""


@pytest.mark.parametrize("text", ["[", "[1]", '{"A": 3}', '"A"'])
def test_an_archive_that_is_damaged_is_told(text):
    with pytest.raises(KnowledgeError, match="存档已损坏"):
        LocalRules.from_text(text)


def test_a_blank_cell_is_an_answer_and_the_default_is_none():
    base = embedded_rows()["FP-STD-036"]
    assert said_of({**base, "basis": ""}).columns == (("basis", ""),)
    assert said_of({**base, "moment": ""}) is None
    assert said_of({**OWN, "hint": " 改 "}).columns == said_of({**OWN, "hint": "改"}).columns
    assert row_of("H1-001", LocalRules((said_of(OWN),)))["severity"] == "warning"
    assert row_of("H1-001", LocalRules((LocalRule("H1-001", (("kind", "range"),)),)))["on"] == "1"


def test_the_book_holds_what_is_on_and_what_is_off_in_the_order_of_the_files(fires):
    embedded_book = local_book(LocalRules()).book
    made = local_book(LocalRules((LocalRule(fires[0], (("on", "0"),)), *own(on="0").rules))).book
    assert [c.rule.id for c in made.rules] == [c.rule.id for c in embedded_book.rules if c.rule.id != fires[0]]
    assert {r.id for r in made.off} == {r.id for r in embedded_book.off} | {fires[0], "H1-001"}
    with_own = local_book(own()).book
    assert [c.rule.id for c in with_own.rules] == [*(c.rule.id for c in embedded_book.rules), "H1-001"]
    assert embedded_book.is_dated


@pytest.mark.parametrize(
    ("columns", "is_allowed"),
    [
        ({"id": "H" * 40}, True),
        ({"id": "H" * 41}, False),
        ({"id": "-H1"}, False),
        ({"id": "fp-1"}, False),
        ({"id": "院1.a_b-c"}, True),
        ({"message": "{{甲}}"}, True),
        ({"message": "{age_years!r}"}, False),
        ({"message": "{age_years:>3}"}, False),
        ({"message": "{}"}, False),
        ({"moment": "batch", "role": ""}, True),
        ({"moment": "noon"}, False),
        ({"on": "0"}, True),
        ({"valid_from": "2026-07-01", "valid_to": "2026-07-01"}, True),
    ],
)
def test_what_a_row_may_say(columns, is_allowed):
    if is_allowed:
        assert compile_row({**OWN, **columns}, "表单").rule.kind == "expression"
    else:
        with pytest.raises(KnowledgeError):
            compile_row({**OWN, **columns}, "表单")


# -- dry run


def test_a_rule_is_tried_on_a_page_before_it_is_switched_on(embedded):
    compiled = compile_row({**OWN, "on": "0"}, "规则 H1-001")
    page, _, _ = read_example(TEXT)
    assert [f.message for f in try_page(compiled, page, embedded, Context())] == ["本院：40岁胆石症请核对"]
    assert try_page(compiled, FrontPage(values={"age_years": "40"}), embedded, Context()) == ()
    dated = compile_row({**OWN, "valid_from": "2027-01-01"}, "规则 H1-001")
    assert try_page(dated, page, embedded, Context()) == ()


def test_a_dry_run_says_what_an_examination_says(embedded):
    text = (
        "sex=1 | age_years=40 | birth_date=1980-01-02 | los_days=0 | fee_total=100 | fee_operation=200"
        " | admission_datetime=2026-07-01 10:00 | discharge_datetime=2026-07-05 10:00 | discharge_way=9"
        " | dx=N70.900 输卵管炎 poa=1 | dx=K80.200 胆囊结石 poa=7 | op=51.2300 胆囊切除 date=2026-08-01 level=3"
    )
    page, _, as_of = read_example(text + " | as_of=2026-08-02")
    context = Context(as_of=as_of)
    seen = examine(page, embedded, context)
    tried = {c.rule.id: try_page(c, page, embedded, context) for c in embedded.rules.rules}
    found = {rule: said for rule, said in tried.items() if isinstance(said, tuple) and said}
    by_rule = {f.rule: tuple(g for g in seen.findings if g.rule == f.rule) for f in seen.findings}
    assert len(by_rule) > 5
    assert {rule: found.get(rule) for rule in by_rule} == by_rule
    for rule in found.keys() - by_rule.keys():
        assert embedded.rules.rule(rule).yields_to & by_rule.keys(), "only what yields to another is left out"
    assert {n.rule for n in seen.not_judged} == {r for r, said in tried.items() if isinstance(said, NotJudged)}


def test_what_cannot_be_judged_is_no_pass_in_a_dry_run(embedded):
    compiled = compile_row(OWN, "规则 H1-001")
    page, _, _ = read_example(TEXT + " | not_supplied=age_years")
    assert "【年龄" in try_page(compiled, page, embedded, Context()).reason


def test_months_are_counted_back_by_the_calendar():
    assert months_before(date(2026, 5, 31), 3) == date(2026, 2, 28)
    assert months_before(date(2026, 3, 15), 3) == date(2025, 12, 15)
    assert months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)


# -- audience


def test_a_coder_is_not_shown_what_only_registration_can_mend(embedded):
    text = TEXT + " | current_phone=1 | as_of=2026-08-01"
    page, _, _ = read_example(text)
    everything = examine(page, embedded)
    coder = examine(page, embedded, Context(audience="coder"))
    assert "FP-STD-036" in {f.rule for f in everything.findings}
    assert "FP-STD-036" not in {f.rule for f in coder.findings}
    assert "FP-STD-036" in {f.rule for f in coder.for_others}
    assert coder.count(Severity.ERROR) == everything.count(Severity.ERROR), "what blocks is always told"
    assert coder.score.points == everything.score.points
    assert coder.stamp == stamp_of(embedded, Context(audience="coder")) != everything.stamp == embedded.stamp


def test_an_outlier_is_information_for_the_coder_and_a_warning_for_the_officer(embedded):
    officer = next(r for r, row in embedded_rows().items() if row["role"] == "officer" and row["severity"] == "warning")
    local = altered(officer, kind="expression", params="if=age_years > 3", fields="age_years", when="", message="甲")
    assert found(embedded, local)[officer].severity is Severity.WARNING
    assert found(embedded, local, audience="coder")[officer].severity is Severity.INFO


def test_the_day_of_a_context():
    assert Context(as_of=datetime(2026, 7, 1, 23, 59)).day == date(2026, 7, 1)
    assert Context().day is None
