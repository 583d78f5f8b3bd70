"""A rule tried while it is written: how often, in which wards, with what beside it."""

from datetime import datetime

import pytest

from coding.rules.local import BLANK_ROW, compile_row
from coding.work.contexts import Contexts
from coding.work.live_trial import SAMPLES, try_live
from coding.work.stored_neighbours import StoredNeighbours
from tests.db.conftest import make_page, make_reading

NOW = datetime(2026, 11, 1, 12)
ROW = {
    **BLANK_ROW,
    "id": "H1-001",
    "dimension": "accuracy",
    "fields": "age_years",
    "kind": "expression",
    "params": "if=age_years > 50",
    "message": "本院：【{age_years}】岁，住院【{stay_days}】天",
}


@pytest.fixture
def filled(store):
    store.import_reading(
        make_reading(
            make_page("1", age_years="60", discharge_dept="03"),
            make_page("2", age_years="70", discharge_dept="03"),
            make_page("3", age_years="40", discharge_dept="05"),
            make_page("4", age_years="六十", discharge_dept="05"),
            make_page("5", age_years="80", discharge_dept="05", discharge_datetime="2023-03-10 10:00:00"),
        )
    )
    return store


def tried(store, knowledge, row=ROW, months=1, step=lambda done, total: None):
    contexts = Contexts((), {}, neighbours=StoredNeighbours(store))
    return try_live(store, knowledge, contexts, compile_row(row, "试"), months, NOW, step)


def test_the_last_month_is_counted_by_ward(filled, embedded):
    trial = tried(filled, embedded)
    assert (trial.pages, trial.fires, trial.not_judged) == (4, 2, 1)
    assert trial.share == 0.5
    ((ward, fires, pages),) = trial.wards
    assert (fires, pages) == (2, 2)
    assert ward == filled.rows([1])[0].dept
    assert {sample.row.case_no for sample in trial.samples} == {"1", "2"}
    assert {f.message for s in trial.samples for f in s.findings} == {
        "本院：【60】岁，住院【9】天",
        "本院：【70】岁，住院【9】天",
    }


def test_what_another_rule_tells_at_the_same_place_is_repeated(filled, embedded):
    other = next(f for f in embedded_findings(filled, embedded) if f.place.index is None)
    params = f"if=not supplied({other.place.field}) or blank({other.place.field}) or filled({other.place.field})"
    row = {**ROW, "fields": other.place.field, "params": params, "message": "重复"}
    trial = tried(filled, embedded, row)
    assert trial.held == trial.fires == 4
    assert dict(trial.beside)[other.rule] == trial.repeated == 3, "one page does not have it"
    assert tried(filled, embedded).repeated < tried(filled, embedded).fires


def embedded_findings(store, knowledge):
    from coding.examine.examine import examine
    from coding.page.context import Context

    return examine(store.page(1), knowledge, Context(as_of=NOW)).findings


def test_no_more_samples_than_can_be_looked_through(store, embedded):
    store.import_reading(make_reading(*(make_page(str(n), age_years="60") for n in range(1, SAMPLES + 11))))
    trial = tried(store, embedded)
    assert (trial.fires, len(trial.samples)) == (SAMPLES + 10, SAMPLES)


def test_a_run_can_be_left_on_the_way(filled, embedded):
    def stop(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tried(filled, embedded, step=stop)


def test_nothing_is_written(filled, embedded):
    before = filled.page(1), filled.rule_edits(), filled.fired()
    tried(filled, embedded)
    assert (filled.page(1), filled.rule_edits(), filled.fired()) == before
