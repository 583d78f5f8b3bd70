"""Rules in force by the day of discharge: window (one edit after the other) and batch (a page at once) obey alike."""

from datetime import datetime

import pytest

from coding.examine.examine import examine, examine_again
from coding.page.context import Context
from coding.page.edits import set_field
from coding.rules.example import read_example
from coding.rules.local import local_rules

CONTEXT = Context(as_of=datetime(2027, 3, 1))
#: Asked of every page, and one that the columns of most sources cannot answer.
ASKED, OPEN = "FP-CMP-006", "FP-TIM-002"


@pytest.fixture
def dated(embedded):
    """Both rules begin on the first day of 2027."""
    return embedded.with_rules(local_rules((rule, {"valid_from": "2027-01-01"}) for rule in (ASKED, OPEN)))


def page_of(day):
    return read_example(f"sex=1 | admission_datetime=2026-12-20 10:00 | discharge_datetime={day} 10:00")[0]


def told(seen):
    return {f.rule for f in seen.findings} & {ASKED}, {n.rule for n in seen.not_judged} & {OPEN}


@pytest.mark.parametrize(("day", "expected"), [("2026-12-31", (set(), set())), ("2027-01-01", ({ASKED}, {OPEN}))])
def test_a_rule_speaks_and_stands_open_from_its_day_on(dated, day, expected):
    assert told(examine(page_of(day), dated, CONTEXT)) == expected


@pytest.mark.parametrize(("before", "after"), [("2026-12-31", "2027-01-01"), ("2027-01-01", "2026-12-31")])
def test_another_day_of_discharge_typed_in_the_window_says_what_the_batch_says(dated, before, after):
    page = page_of(before)
    change = set_field(page, "discharge_datetime", f"{after} 10:00")
    again = examine_again(page, change, examine(page, dated, CONTEXT), dated, CONTEXT)
    at_once = examine(page.apply(change), dated, CONTEXT)
    assert told(again) == told(at_once)
    assert again == at_once
