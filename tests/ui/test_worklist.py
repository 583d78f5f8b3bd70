"""The worklist: ids and light rows over a real store."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from coding.page.front_page import FrontPage, Origin
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from coding.store.store import Verdict, WorklistRow
from db.sqlite.store import SqliteStore
from ui.worklist.selection import SORTS, STATES, WorklistQuery, matches, selected_ids
from ui.worklist.worklist_model import BLOCK, ROW_ROLE, WorklistModel, counts_text, group_text


def page(number, name="王试", principal="肺炎"):
    return FrontPage(
        {
            "case_no": f"{number:06d}",
            "patient_name": name,
            "admission_times": "1",
            "discharge_datetime": f"2026-01-{number % 28 + 1:02d}",
        },
        (Diagnosis("J18.900", principal),),
        origin=Origin("试.csv", number),
    )


def verdict(errors=0, warnings=0, drg="ES35", weight=0.8):
    state = "error" if errors else "warning" if warnings else "clean"
    return Verdict(state, errors, warnings, 0, 0, "分组成功", drg, weight, 8000.0, 98.0, "stamp")


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "worklist.sqlite")
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), tuple(page(i) for i in range(1, 301))))
    yield store
    store.close()


def test_model_keeps_the_contract_of_qt(qtmodeltester, store):
    model = WorklistModel(store)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_ids(store.worklist())
    qtmodeltester.check(model)
    model.set_ids(list(store.worklist())[:3])
    store.keep_verdicts([(model.ids[0], verdict(errors=1))])
    model.refresh([model.ids[0]])
    model.set_ids([])
    assert tester.model() is model


def test_rows_are_read_in_blocks_and_only_when_looked_at(store, monkeypatch):
    asked = []
    rows = store.rows
    monkeypatch.setattr(store, "rows", lambda ids: asked.append(len(list(ids))) or rows(ids))
    model = WorklistModel(store)
    model.set_ids(store.worklist())
    assert asked == []
    for place in range(BLOCK):
        model.index(place, 0).data(ROW_ROLE)
    assert asked == [BLOCK]


def test_a_new_verdict_is_seen_without_reading_the_list_again(store):
    model = WorklistModel(store)
    model.set_ids(store.worklist())
    first = model.index(0, 0)
    assert first.data(ROW_ROLE).state == ""
    store.keep_verdicts([(model.ids[0], verdict(errors=2, warnings=1))])
    model.refresh([model.ids[0]])
    assert first.data(ROW_ROLE).errors == 2
    assert "强制 2" in first.data(Qt.ItemDataRole.DisplayRole)


def test_text_of_a_query_wants_every_word(store):
    ids = store.worklist()
    assert len(selected_ids(store, WorklistQuery(text="王试 肺炎"))) == len(ids)
    assert len(selected_ids(store, WorklistQuery(text="000042"))) == 1
    assert selected_ids(store, WorklistQuery(text="王试 骨折")) == []


def test_states_and_orders_answer_for_the_verdicts(store):
    ids = list(store.worklist())
    store.keep_verdicts([(ids[5], verdict(errors=3, weight=2.5)), (ids[9], verdict(warnings=1, weight=9.1))])
    assert selected_ids(store, WorklistQuery(state="error")) == [ids[5]]
    assert selected_ids(store, WorklistQuery(state="warning")) == [ids[9]]
    assert selected_ids(store, WorklistQuery(sort="weight"))[:2] == [ids[9], ids[5]]
    assert selected_ids(store, WorklistQuery(sort="worst"))[:2] == [ids[5], ids[9]]
    store.set_progress(ids[0], "done")
    assert selected_ids(store, WorklistQuery(state="done")) == [ids[0]]
    assert len(selected_ids(store, WorklistQuery(state="open"))) == len(ids) - 1


@pytest.mark.parametrize("sort", list(SORTS))
def test_every_order_takes_rows_without_a_verdict(store, sort):
    assert sorted(selected_ids(store, WorklistQuery(sort=sort, text="王"))) == sorted(store.worklist())


@pytest.mark.parametrize("state", list(STATES))
def test_every_state_can_be_asked_of_a_new_page(state):
    row = WorklistRow(1, "1", "王试", "2026-01-01", "外科", "肺炎")
    assert matches(row, WorklistQuery(state=state)) == (state in {"all", "open", "waiting"})


def test_ungrouped_pages_are_named_so():
    row = WorklistRow(1, "1", "王试", "", "", "", "error", 1, 0, "0000")
    assert group_text(row) == "0000 未入组"
    assert matches(row, WorklistQuery(state="ungrouped"))
    assert counts_text(row) == "强制 1"
