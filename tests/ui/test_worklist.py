"""The worklist: ids and light rows over a real store."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from coding.page.edits import set_field
from coding.page.front_page import FrontPage, Origin
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from coding.store.kept_worklist import COUNTED
from coding.store.store import Marked, Verdict, WorklistQuery, WorklistRow
from coding.store.store_errors import StoreBusyError
from db.sqlite.sqlite_store import SqliteStore
from ui.worklist.selection import SORTS
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


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """The file of a store of three hundred pages."""
    store = SqliteStore(tmp_path_factory.mktemp("imported") / "worklist.sqlite")
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), tuple(page(i) for i in range(1, 301))))
    store.close()
    return store.path


@pytest.fixture
def store(imported, tmp_path):
    store = SqliteStore(shutil.copy(imported, tmp_path / "worklist.sqlite"))
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


def test_the_tip_of_a_changed_page_names_the_fields_and_the_list_reads_no_page_for_it(store, monkeypatch):
    model = WorklistModel(store)
    model.set_ids(store.worklist())
    few, many = model.ids[:2]
    store.append(few, set_field(store.page(few), "sex", "2"))
    for key in ("sex", "nationality", "birthplace", "native_place", "ethnicity", "id_no", "occupation", "employer"):
        store.append(many, set_field(store.page(many), key, "1"))
    model.refresh([few, many])
    read = []
    for name in ("page", "original"):
        asked = getattr(store, name)
        monkeypatch.setattr(
            store, name, lambda page_id, name=name, asked=asked: read.append((name, page_id)) or asked(page_id)
        )
    for place in range(BLOCK):
        for role in (ROW_ROLE, Qt.ItemDataRole.DisplayRole):
            model.index(place, 0).data(role)
    assert read == []
    assert "已改动：与读入时不同（性别）" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert sorted(read) == [("original", few), ("page", few)]
    assert "民族、身份证号等 8 项）" in model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "已改动" not in model.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert {page_id for _, page_id in read} == {few, many}, "one that was not changed is not read"
    monkeypatch.setattr(store, "page", unreachable)
    assert "已改动：与读入时不同" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def unreachable(_page_id):
    raise StoreBusyError("别处正在写入")


def test_first_window_is_shown_at_once_and_the_list_does_not_jump_when_the_rest_comes(store, qtbot):
    model = WorklistModel(store)
    window = store.listed(limit=BLOCK)
    model.show_window(window, store.worklist)
    assert model.rowCount() == 300
    assert model.index(0, 0).data(ROW_ROLE).id == window.rows[0].id
    assert model.index(299, 0).data(ROW_ROLE) is None
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_ids(store.worklist())
    assert model.index(299, 0).data(ROW_ROLE).id == store.worklist()[-1]


def test_who_asks_for_all_ids_gets_all_of_them_before_they_have_come(store):
    model = WorklistModel(store)
    model.show_window(store.listed(limit=BLOCK), store.worklist)
    assert list(model.ids) == list(store.worklist())


@pytest.mark.parametrize("sort", list(SORTS))
def test_every_order_of_the_window_takes_rows_without_a_verdict(store, sort):
    assert sorted(store.worklist(WorklistQuery("王", sort=sort))) == sorted(store.worklist())


@pytest.mark.parametrize("marked", list(COUNTED))
def test_every_state_of_the_window_can_be_asked_of_new_pages(store, marked):
    shown = store.count(WorklistQuery(marked=marked))
    assert shown == (300 if marked in {Marked.ALL, Marked.OPEN, Marked.WAITING} else 0)


def test_ungrouped_pages_are_named_so():
    row = WorklistRow(1, "1", "王试", "", "", "", "error", 1, 0, "0000")
    assert group_text(row) == "0000 未入组"
    assert counts_text(row) == "强制 1"
