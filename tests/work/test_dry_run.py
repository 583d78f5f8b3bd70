"""A rule tried on the pages of the last months: what it would say beside what it says now."""

from dataclasses import replace
from datetime import datetime

import pytest

from coding.page.front_page import Origin
from coding.page.waiver import Waiver
from coding.rules.local import BLANK_ROW, compile_row, embedded_rows
from coding.work.contexts import Contexts
from coding.work.dry_run import try_rule
from coding.work.stored_neighbours import StoredNeighbours
from tests.db.conftest import make_page, make_reading

NOW = datetime(2026, 11, 1, 12)
OWN = {
    **BLANK_ROW,
    "id": "H1-001",
    "dimension": "accuracy",
    "fields": "age_years",
    "severity": "info",
    "kind": "expression",
    "params": "if=age_years > 50",
    "message": "本院：五十岁以上",
}


@pytest.fixture
def filled(store):
    pages = (
        make_page("1", age_years="60", discharge_datetime="2024-05-10 10:00:00"),
        make_page("2", age_years="40", discharge_datetime="2024-04-20 10:00:00"),
        make_page("3", age_years="60", discharge_datetime="2024-01-10 10:00:00"),
        make_page("4", age_years="六十", discharge_datetime="2024-05-09 10:00:00"),
    )
    store.import_reading(make_reading(*pages))
    return store


def tried(store, knowledge, row, now=None, months=0, contexts=Contexts()):
    compiled = compile_row(row, "试")
    return try_rule(store, knowledge, contexts, compiled, now and compile_row(now, "现"), months, NOW)


def test_pages_of_the_last_months_are_counted_back_from_the_newest(filled, embedded):
    trial = tried(filled, embedded, OWN, months=1)
    assert trial.pages == 3
    assert [firing.row.case_no for firing in trial.fires] == ["1"]
    assert trial.by_month == (("2024-05", 2, 1), ("2024-04", 1, 0))
    assert trial.not_judged == 1, "an age in words is no pass"
    assert tried(filled, embedded, OWN).pages == 4


def test_what_comes_and_goes_beside_the_rule_in_force(filled, embedded):
    wider = {**OWN, "params": "if=age_years > 30"}
    trial = tried(filled, embedded, wider, OWN)
    assert (trial.before, trial.come, trial.gone, len(trial.fires)) == (2, 1, 0, 3)
    trial = tried(filled, embedded, {**OWN, "params": "if=age_years < 50"}, OWN)
    assert (trial.before, trial.come, trial.gone) == (2, 1, 2)
    assert tried(filled, embedded, OWN).before is None


def test_findings_that_would_be_waived_are_counted(filled, embedded):
    waivers = (Waiver("H1-001", "已知", "甲", NOW),)
    assert tried(filled, embedded, OWN, contexts=Contexts(waivers)).waived == 2
    assert tried(filled, embedded, OWN).waived == 0


def test_a_rule_on_other_stays_is_tried_with_the_other_stays(filled, embedded):
    later = {"admission_datetime": "2024-07-01 08:00:00", "discharge_datetime": "2024-07-10 10:00:00"}
    again = replace(make_page("1", **later), origin=Origin("七月.csv", 1, "", "n041", "gb18030"))
    filled.import_reading(make_reading(again, file="七月.csv"))
    rule = next(row for row in embedded_rows().values() if "check=duplicate" in row["params"])
    neighbours = StoredNeighbours(filled)
    assert tried(filled, embedded, rule, contexts=Contexts(neighbours=neighbours)).not_judged == 5
    neighbours.fill()
    trial = tried(filled, embedded, rule, contexts=Contexts(neighbours=neighbours))
    assert (trial.not_judged, {firing.row.case_no for firing in trial.fires}) == (0, {"1"})
