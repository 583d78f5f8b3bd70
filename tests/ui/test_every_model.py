"""Every model of the window keeps Qt's contract: a tester watches it while it is filled, altered, sorted and emptied.

A model that is not in ``EXERCISES`` fails: whoever writes one adds how it lives.
"""

import importlib
import inspect
import pkgutil
import shutil
from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

import ui
from coding.codes.entry import CodeKind
from coding.examine.preview import preview
from coding.indicators.pivot import PivotRow, Share
from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import insert_row, move_row, remove_row, set_row
from coding.page.waiver import Waived, Waiver
from coding.store.kept_audit import AuditQuery
from coding.store.store import WorklistQuery
from coding.suggest.suggestion import Cause, Suggestion
from coding.work.dry_run import Firing
from coding.work.rule_lines import rule_lines
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.conftest import the_sample
from ui.cards.card_key import CardKey, CardKind, ListedCard
from ui.cards.listed_cards import ListedCardsModel
from ui.drawer.cells import Cell, CellModel, Column
from ui.form.rows_model import RowsModel
from ui.officer.pivot_model import PivotModel
from ui.panels.finding_list import FindingModel
from ui.panels.suggestion_list import Head, SuggestionModel
from ui.people.audit_model import AuditModel
from ui.rules.choice_line import ChoiceModel, choice
from ui.rules.live_view import SampleModel
from ui.rules.rules_model import RuleModel
from ui.session import Session
from ui.terms.terms_model import LineModel
from ui.worklist.worklist_model import WorklistModel

DOWN, UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


def models_of_the_window():
    """Every class of ``ui`` that is a model, wherever it stands."""
    found = set()
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        for _, each in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(each, QAbstractItemModel) and each.__module__.startswith("ui."):
                found.add(each)
    return found


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """The sample, judged, with a page of some diagnoses and findings in work."""
    folder = tmp_path_factory.mktemp("models")
    for file in the_sample():
        shutil.copy(file, folder / file.name)
    store = SqliteStore(folder / "sample.sqlite")
    session = Session(store, load_knowledge())
    session.open(next(r.id for r in store.rows(store.worklist()) if r.errors and len(store.page(r.id).diagnoses) > 2))
    yield session
    session.end()
    store.close()


# -- how each of them lives


def worklist(model, session, look):
    ids = list(session.store.worklist())
    model.show_window(session.store.listed(WorklistQuery(), limit=20), lambda: ids)
    look()
    model.set_ids(ids)
    look()
    model.refresh(ids[:3])
    model.set_ids(ids[::-1])
    model.set_ids(ids[:3])
    look()
    model.forget()
    model.set_ids([])


def rows_of_the_page(model, session, look):
    model.reset()
    told = session.changed.connect(lambda _: model.refresh())
    for change in (
        lambda page: insert_row(page, "diagnosis", replace(page.diagnoses[0], code="I10.x00", name="高血压"), 1),
        lambda page: set_row(page, "diagnosis", 1, {"name": "高血压病"}),
        lambda page: move_row(page, "diagnosis", 1, 0),
        lambda page: remove_row(page, "diagnosis", 0),
    ):
        assert session.apply(change(session.page))
        look()
    while session.can_undo():
        session.undo()
    session.changed.disconnect(told)
    first = session.page_id
    session.open(next(i for i in session.store.worklist() if i != first))
    model.reset()
    look()
    session.open(first)
    model.reset()


def findings(model, session, look):
    seen = session.examination.findings
    model.show(seen)
    look()
    waiver = Waiver(seen[0].rule, "已核对", "某人", datetime(2026, 11, 1))
    model.show(seen[1:], (Waived(seen[0], waiver),))
    look()
    model.show(())


def suggestions(model, session, look):
    row = session.page.diagnoses[1]
    matches = session.knowledge.lookup.search(CodeKind.DIAGNOSIS).search("高血压", 4)
    change = set_row(session.page, "diagnosis", 1, {"code": "I10.x00"})
    lines = [Suggestion(change, match, "diagnosis", 1, next(iter(Cause))) for match in matches]
    model.show([Head("其他诊断1", row.name, "无编码"), *lines])
    look()
    model.put_shift(1, preview(session.page, change, session.knowledge))
    look()
    model.show([])


def cells(model, session, look):
    model.show([(Cell("K80.000", picture=("group", "text")), Cell("结石", struck=True)), (Cell("I10"), Cell("甲"))])
    look()
    model.put(1, (Cell("I10.x00", bold=True), Cell("高血压")))
    model.name(1, "诊断")
    look()
    model.show([])


def cards(model, session, look):
    model.show(
        [ListedCard(None, "K80", "胆石症", "类目"), ListedCard(CardKey(CardKind.DIAGNOSIS, "I10"), "I10", "高血压")]
    )
    look()
    model.narrow("高血压")
    look()
    model.narrow("没有这个")
    model.narrow("")
    model.show([])


def choices(model, session, look):
    model.show([choice(1, "主要诊断"), choice(2, "年龄", "岁")])
    look()
    model.show([])


def samples(model, session, look):
    store = session.store
    rows = store.rows(list(store.worklist())[:4])
    model.show(tuple(Firing(row, session.examination.findings[:2]) for row in rows))
    look()
    model.show(())


def rules(model, session, look):
    lines = rule_lines(session.store)
    model.show(lines[:40])
    look()
    for column in range(model.columnCount()):
        model.sort(column, DOWN)
        look()
    model.show(lines[:3])
    model.show([])


def lines_of_any_kind(model, session, look):
    model.show([("胆石症", "K80.2", 3), ("高血压", "I10.x00", 12), ("肺炎", "J18.9", 1)])
    look()
    chosen = QPersistentModelIndex(model.index(1, 0))
    for order in (UP, DOWN):
        model.sort(2, order)
        look()
        assert model.lines[chosen.row()][0] == "高血压", "what is chosen is a line, not a row"
    model.renew(0)
    model.show([])


def pivot(model, session, look):
    rows = [PivotRow(key, Share(a, 20), (Share(a, 20), Share())) for key, a in (("内科", 3), ("外科", 9), ("儿科", 0))]
    model.show(rows, lambda row: row.key, ("2026-09", "2026-10"))
    look()
    chosen = QPersistentModelIndex(model.index(1, 0))
    for column in range(model.columnCount()):
        model.sort(column, DOWN)
        look()
        assert model.name(chosen.row()) == "外科"
    model.narrow("儿")
    look()
    model.narrow("")
    model.show([], lambda row: row.key, ())


def audit(model, session, look):
    model.ask(AuditQuery())
    look()
    assert model.total
    while model.canFetchMore():
        model.fetchMore()
    look()
    model.ask(AuditQuery(page_id=-1))
    look()


#: Class → how one is made in a session, and how it lives.
EXERCISES = {
    WorklistModel: (lambda s: WorklistModel(s.store), worklist),
    RowsModel: (lambda s: RowsModel(s, "diagnosis"), rows_of_the_page),
    FindingModel: (lambda _: FindingModel(), findings),
    SuggestionModel: (lambda _: SuggestionModel(), suggestions),
    CellModel: (lambda _: CellModel((Column("编码", 60, is_code=True), Column("名称", 80, grows=True))), cells),
    ListedCardsModel: (lambda _: ListedCardsModel(), cards),
    ChoiceModel: (lambda _: ChoiceModel(), choices),
    SampleModel: (lambda _: SampleModel(), samples),
    RuleModel: (lambda _: RuleModel(), rules),
    LineModel: (
        lambda _: LineModel(("原词", "编码", "次数"), lambda one: (one[0], one[1], str(one[2])), tuple, frozenset({2})),
        lines_of_any_kind,
    ),
    PivotModel: (lambda _: PivotModel(), pivot),
    AuditModel: (lambda s: AuditModel(s.store), audit),
}


def test_every_model_of_the_window_is_exercised():
    assert {each.__name__ for each in models_of_the_window()} == {each.__name__ for each in EXERCISES}


@pytest.mark.parametrize("kind", EXERCISES, ids=lambda kind: kind.__name__)
def test_a_model_keeps_the_contract_of_qt(kind, session, qtmodeltester, qtlog):
    make, live = EXERCISES[kind]
    model = make(session)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    seen = []

    def look():
        """Every cell in every role, as the views ask."""
        seen.append(model.rowCount())
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
        for row in range(min(model.rowCount(), 60)):
            for column in range(columns):
                for role in Qt.ItemDataRole:
                    model.data(model.index(row, column), role)
        qtmodeltester.check(model)

    live(model, session, look)
    assert tester.model() is model
    assert any(seen), "it was looked at while it held something"
    assert [r.message for r in qtlog.records if "FAIL" in r.message] == []
