"""Examining grows with the rows of a page and with the other stays of a person, and not faster: by counted calls."""

import sys
from dataclasses import replace
from datetime import datetime

import pytest

from coding.examine.examine import examine
from coding.page.context import Context
from coding.page.edits import set_field
from coding.rules.engine import judged
from coding.rules.example import read_example
from coding.rules.facts import Facts
from coding.rules.local import compile_row, embedded_rows
from tools.growth import longer_page, random_page

AS_OF = datetime(2026, 11, 1)
#: Four times the rows may take so many times the calls: quadratic were sixteen.
MOST = 6
STONE = 'code in codes("K80")'
PAIRS = 'any(any(d.code in codes("Z99") and d.code != e.code for e in diagnoses) for d in diagnoses)'


def calls_of(work):
    """How many functions a piece of work calls: a measure that needs no clock."""
    count = 0

    def called(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("group", ["diagnoses", "procedures"])
def test_a_page_with_four_times_the_rows_takes_about_four_times_the_work(embedded, group):
    context = Context(as_of=AS_OF)

    def work(rows):
        page = random_page(rows, 5) if group == "diagnoses" else random_page(5, rows)
        examine(page, embedded, context)  # what is remembered of codes and names is no part of the measure
        return calls_of(lambda: examine(page, embedded, context))

    assert work(1000) < MOST * work(250)


@pytest.mark.parametrize("rule_id", ["FP-COD-132", "FP-DRG-901", "FP-DRG-017", "FP-ACC-112", "FP-COD-178"])
def test_a_rule_on_its_failing_page_with_many_rows_takes_a_linear_time(embedded, rule_id):
    row = embedded_rows()[rule_id]
    page, neighbours, as_of = read_example(row["fails"])
    rule, context = compile_row(row, rule_id), Context(as_of=as_of, neighbours=neighbours)

    def work(times):
        longer = longer_page(page, times)
        grouping = embedded.reference.group(longer)
        price = embedded.reference.price(longer, grouping)
        judged(rule, Facts(longer, embedded.reference, context, grouping, price))
        facts = Facts(longer, embedded.reference, context, grouping, price)
        return calls_of(lambda: judged(rule, facts))

    assert work(160) < MOST * work(40) + 2000


@pytest.mark.parametrize(
    ("kind", "params", "rows"),
    [
        ("pair", "a=K80; b=K80; same=category", "dx=K80.{n:03} 胆囊结石"),
        ("pair", "rows=procedures; a=51; b=51; sameday=yes", "op=51.2{n:03} 切除术 date=2026-07-{d:02}"),
        ("symptom", "rows=others", "dx=R10.{n:03} 腹痛"),
        ("asterisk_alone", "codes=G63", "dx=G63.{n:03} 神经病"),
        ("expression", f'each=diagnoses; if={STONE} and not has("C00-C97")', "dx=K80.{n:03} 结石"),
        (
            "expression",
            f'each=diagnoses; if={STONE} and any(p.kind == "手术" for p in procedures)',
            "dx=K80.{n:03} 结石",
        ),
        ("expression", f"if={PAIRS}", "dx=K80.{n:03} 结石"),
    ],
)
def test_rows_are_compared_with_their_like_and_the_page_is_asked_once(own_rule, embedded, kind, params, rows):
    rule = own_rule(kind, params, fields="op_code" if "op=" in rows else "other_dx_code")

    def work(count):
        text = " | ".join(["sex=1", "dx=I10 高血压", *(rows.format(n=n % 1000, d=n % 28 + 1) for n in range(count))])
        page = read_example(text)[0]
        grouping = embedded.reference.group(page)
        facts = Facts(page, embedded.reference, Context(), grouping, embedded.reference.price(page, grouping))
        judged(rule, facts)
        fresh = Facts(page, embedded.reference, Context(), grouping, embedded.reference.price(page, grouping))
        return calls_of(lambda: judged(rule, fresh))

    assert work(480) < MOST * work(120) + 2000


def test_a_hundred_other_stays_of_a_person_do_not_make_a_page_many_times_dearer(embedded):
    page = read_example(
        "sex=1 | age_years=40 | admission_datetime=2026-07-02 10:00 | discharge_datetime=2026-07-05 10:00 "
        "| dx=K80.200 胆囊结石 poa=1"
    )[0]
    page = page.apply(set_field(page, "id_no", "11010119860101001X"))
    others = []
    for number in range(100):
        other = page.apply(set_field(page, "case_no", f"A{number}"))
        other = other.apply(set_field(other, "admission_datetime", f"2025-01-{number % 28 + 1:02} 08:00"))
        others.append(other.apply(set_field(other, "discharge_datetime", f"2025-02-{number % 28 + 1:02} 08:00")))

    def work(neighbours):
        context = Context(as_of=AS_OF, neighbours=tuple(neighbours))
        examine(page, embedded, context)
        fresh = replace(page)
        embedded.reference.answers.clear()  # as of a page that nothing was said of before
        return calls_of(lambda: examine(fresh, embedded, context))

    assert work(others) < 3 * work(others[:1])
