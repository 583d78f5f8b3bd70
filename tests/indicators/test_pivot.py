"""The officer's pivot: who is counted, what nobody judged, and which pages stand behind a row."""

from types import MappingProxyType

import pytest

from coding.examine.examine import examine
from coding.indicators.facts_of import facts_of
from coding.indicators.judged import judged_rules, rules_of
from coding.indicators.packed_facts import FactBlock, packed
from coding.indicators.page_facts import PageFacts
from coding.indicators.pivot import Cut, PivotPages, Share, pages_of_row, pivot_rows
from coding.page.context import Context
from coding.rules.example import read_example

MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")


class Book:
    """Three rules."""

    numbering = "00000003"
    numbers = MappingProxyType({"A": 0, "B": 1, "C": 2})


def page(discharged="2026-10-07", state="clean", asked="000000033", **more):
    facts = {"dept": "03", "doctor": "甲医", "drg": "GK39", "coder": "周编", **more}
    return PageFacts("1", discharged, state=state, asked=asked, **facts)


def pages_of(*rows, fired=(), period=frozenset(MONTHS)):
    pages = PivotPages(MONTHS, period)
    numbers, texts = zip(*map(packed, rows), strict=True)
    pages.add(FactBlock(tuple(range(1, len(rows) + 1)), b"".join(numbers), texts))
    pages.add_fired(fired)
    return pages


def test_pages_with_a_finding_among_those_judged_and_month_by_month():
    pages = pages_of(page(state="error"), page(), page("2026-09-30T10:00:00", "warning"), page("2026-01-01", "error"))
    (row,) = pivot_rows(pages, Cut.DEPT, Book)
    assert (row.key, row.whole, row.whole.rate) == ("03", Share(2, 3), 2 / 3)
    assert row.months == (Share(), Share(), Share(), Share(), Share(1, 1), Share(1, 2))
    assert row.months[0].rate is None, "nobody judged: no rate, and not 0"
    assert row.whole.is_small
    assert not Share(0, 10).is_small
    assert len(pages) == 3, "a page of no month of these is in no row"


def test_what_is_counted_is_of_the_period_and_the_course_of_six_months():
    rows = (
        page(state="error"),
        page("2026-09-30"),
        page("2026-09-01", "error", dept="05"),
        page("2026-01-01", "error"),
    )
    fired = [(1, "B", 1), (3, "B", 1)]
    pages = pages_of(*rows, fired=fired, period=frozenset({"2026-10"}))
    (row,) = pivot_rows(pages, Cut.DEPT, Book)
    assert (row.key, row.whole) == ("03", Share(1, 1)), "a department without a page of the month is in no row"
    assert row.months == (Share(), Share(), Share(), Share(), Share(0, 1), Share(1, 1))
    assert [row.key for row in pivot_rows(pages, Cut.MONTH, Book)] == ["2026-10"]
    rules = {row.key: row for row in pivot_rows(pages, Cut.RULE, Book)}
    assert (rules["B"].whole, rules["B"].months[4]) == (Share(1, 1), Share(1, 2))
    assert (pages_of_row(pages, Cut.DEPT, "03"), pages_of_row(pages, Cut.RULE, "B")) == ([1], [1])
    assert len(pages) == 1


def test_all_pages_are_counted_whenever_they_were_discharged():
    pages = pages_of(page(state="error"), page("2024-01-01", "error"), page("", "error"), period=None)
    (row,) = pivot_rows(pages, Cut.DEPT, Book)
    assert row.whole == Share(3, 3)
    assert row.months[-1] == Share(1, 1)
    assert [row.key for row in pivot_rows(pages, Cut.MONTH, Book)] == ["", "2024-01", "2026-10"]
    assert pages_of_row(pages, Cut.MONTH, "2024-01") == [2]


def test_months_stand_in_their_order_those_without_a_page_too():
    rows = pivot_rows(pages_of(page(state="error"), page("2026-06-01")), Cut.MONTH, Book)
    assert [row.key for row in rows] == list(MONTHS)
    assert [row.whole for row in rows] == [Share(), Share(0, 1), Share(), Share(), Share(), Share(1, 1)]


def test_a_rule_counts_the_pages_that_it_was_asked_of():
    pages = pages_of(
        page(asked="000000033"), page("2026-09-01", asked="000000031"), page(asked="ffffffff7"), page(asked=""),
        fired=[(1, "B", 2), (2, "A", 1), (99, "A", 1)],
    )  # fmt: skip
    rows = {row.key: row for row in pivot_rows(pages, Cut.RULE, Book)}
    assert rows["A"].whole == Share(1, 2), "what another book asked nobody knows"
    assert rows["B"].whole == Share(1, 1)
    assert rows["C"].whole == Share(0, 0)
    assert rows["C"].whole.rate is None
    assert rows["A"].months[4] == Share(1, 1)
    assert [row.key for row in pivot_rows(pages, Cut.RULE, Book)][-1] == "C", "what nobody judged comes last"
    assert pages_of_row(pages, Cut.RULE, "B") == [1]
    assert pages_of_row(pages, Cut.RULE, "C") == []


def test_behind_a_row_stand_its_pages_those_with_a_finding_first():
    pages = pages_of(page(), page(state="error"), page(dept="05"), page(coder=""))
    assert pages_of_row(pages, Cut.DEPT, "03") == [2, 1, 4]
    assert pages_of_row(pages, Cut.CODER, "") == [4]
    assert pages_of_row(pages, Cut.MONTH, "2026-10") == [2, 1, 3, 4]
    assert pages_of_row(pages, Cut.GROUP, "ZZ99") == []


@pytest.mark.parametrize(("told", "bits"), [("000000035", 5), ("00000003", None), ("", None), ("00000003x", None)])
def test_what_cannot_be_read_is_not_known(told, bits):
    assert rules_of(told, Book) == bits


def test_facts_name_the_rules_that_were_asked_and_could_answer(embedded):
    text, neighbours, as_of = read_example(
        "sex=1 | age_years=60 | case_no=0012 | admission_datetime=2026-07-01 08:00"
        " | discharge_datetime=2026-07-05 16:41:00 | los_days=4 | dx=I21.900 急性心肌梗死"
    )
    context = Context(as_of=as_of, neighbours=neighbours)
    seen = examine(text, embedded, context)
    told = judged_rules(text, seen, embedded.of(text), context)
    bits = rules_of(told, embedded.rules)
    numbers = embedded.rules.numbers
    assert facts_of(text, seen, embedded, context).asked == told
    assert seen.not_judged
    assert not any(bits >> numbers[one.rule] & 1 for one in seen.not_judged)
    assert seen.findings
    assert all(bits >> numbers[one.rule] & 1 for one in seen.findings)
