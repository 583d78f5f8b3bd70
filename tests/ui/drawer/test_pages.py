"""The pages of the drawer on the session: what they tell, in whose order, and that they go with their page at once."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel

from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import set_field
from coding.page.finding import Place
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.at_work import workplace_of
from tests.ui.test_tables_copied import copied, in_sight
from ui.app import application
from ui.drawer.cells import Cell, CellModel, CellTable, Column
from ui.drawer.registry import DRAWER
from ui.drawer.what_if_lines import GROUP, OPINION, ROW
from ui.session import Session

PAGE = FrontPage(
    {"case_no": "000001", "sex": "2", "age_years": "54", "admission_times": "1", "los_days": "5", "rh_blood": "9"},
    (Diagnosis("K35.800", "急性阑尾炎", "1"), Diagnosis("", "高血压", "1"), Diagnosis("J18.900", "肺炎", "1")),
    (
        Procedure("47.0100", "腹腔镜阑尾切除术", "2024-03-02", "3"),
        Procedure("54.1100", "剖腹探查", "2024-03-02", "3"),
    ),
)
#: Pages of the drawer that have nothing to show of the second page: it has one diagnosis.
EMPTY_THERE = frozenset({"drg_principals"})
SECOND = replace(PAGE, values={**PAGE.values, "case_no": "000002"}, diagnoses=(Diagnosis("I10.x00", "高血压", "1"),))


@pytest.fixture
def session(tmp_path):
    store = SqliteStore(tmp_path / "pages.sqlite")
    result = store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE, SECOND)))
    session = Session(store, load_knowledge())
    session.ids = result.added
    session.open(session.ids[0])
    yield session
    store.close()


@pytest.fixture
def shown(qtbot, session):
    """A page of the drawer by its key, on the screen."""

    application()  # where every table has the key that copies its rows

    def show(key):
        view = next(page for page in DRAWER if page.key == key).make(workplace_of(session, qtbot))
        qtbot.addWidget(view)
        session.opened.connect(lambda _: view.start_over())
        session.examined.connect(lambda _: view.refresh())
        view.start_over()
        view.resize(1060, 380)
        view.show()
        view.activateWindow()
        qtbot.waitExposed(view)
        return view

    yield show
    qtbot.wait(200)  # what a view began is done before the store is closed


def table_of(view):
    return view.focus_widget()


def test_trace_ends_in_the_group_of_the_page(qtbot, shown, session):
    tree = shown("drg").tree
    qtbot.waitUntil(lambda: tree.topLevelItemCount() > 0)
    top = tree.topLevelItem(0)
    assert session.examination.grouping.drg in top.text(0)
    assert top.childCount() > 0


def test_every_other_diagnosis_as_principal_in_the_order_of_the_page(qtbot, shown, session):
    view = shown("drg_principals")
    cells = view.table.cells
    qtbot.waitUntil(lambda: cells.rowCount() == 2 and view.told(1))
    assert [cells.text(row, ROW) for row in range(2)] == ["现主要", "其他2"]
    assert all(cells.text(row, GROUP) for row in range(2))
    view.table.choose(1)
    with qtbot.waitSignal(view.place_activated) as asked:
        qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert asked.args == [Place("other_dx_code", 2)]
    assert session.page == PAGE
    QAbstractItemModelTester(cells, QAbstractItemModelTester.FailureReportingMode.Fatal)


@pytest.mark.parametrize("key", ["drg", "drg_principals", "drg_mains", "drg_without", "drg_schemes"])
def test_every_page_goes_with_its_page_at_once(qtbot, shown, session, key):
    view = shown(key)
    table = table_of(view)
    qtbot.waitUntil(lambda: table.model().rowCount() > 0)
    qtbot.wait(100)
    session.open(session.ids[1])
    assert table.model().rowCount() == 0
    assert all("阑尾" not in label.text() for label in view.findChildren(QLabel))
    if key not in EMPTY_THERE:
        qtbot.waitUntil(lambda: table.model().rowCount() > 0)


def test_the_space_bar_puts_the_details_beside_the_table_and_they_stay(qtbot, shown):
    view = shown("drg_principals")
    qtbot.waitUntil(lambda: view.table.cells.rowCount() == 2 and view.told(1))
    wide = view.table.width()
    qtbot.keyClick(view.table, Qt.Key.Key_Space)
    assert view.detail.isVisible()
    assert view.table.width() < wide
    view.table.choose(1)
    assert "规则意见" in view.detail.text()
    assert shown("drg_mains").split.beside.isVisible(), "on the other pages too"


def test_who_may_not_see_money_sees_no_weight(qtbot, shown, session, monkeypatch):
    monkeypatch.setattr(type(session), "sees_money", property(lambda _self: False))
    view = shown("drg_principals")
    qtbot.waitUntil(lambda: view.table.cells.rowCount() == 2 and view.told(1))
    titles = [view.table.cells.columns[at].title for at in range(9) if not view.table.isColumnHidden(at)]
    assert titles == ["行", "编码", "名称", "病组", "病组名称", "规则意见", "理由"]
    view.table.setFocus()
    view.table.selectAll()
    assert copied(view.table).split("\n")[0].split("\t") == titles
    assert "RW" not in view.detail.text()


def test_a_model_of_cells_is_a_model(qtbot):
    model = CellModel((Column("甲", 40, is_code=True), Column("乙", 40, grows=True)))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show([(Cell("1"), Cell("a")), (Cell("2", struck=True), Cell("b", picture=("clean", "clean")))])
    model.put(1, (Cell("3", bold=True), Cell("c")))
    model.name(0, "丙")
    assert model.headerData(0, Qt.Orientation.Horizontal) == "丙"
    assert model.text(1, 0) == "3"
    assert model.data(model.index(1, 0), Qt.ItemDataRole.FontRole).bold()
    model.show([])


def test_chosen_lines_are_copied_as_a_sheet_takes_them(qtbot):
    table = CellTable((Column("甲", 40), Column("乙", 40)), "试")
    table.show_lines([(Cell("1"), Cell("两\n行")), (Cell("2"), Cell("=b\tc"))])
    in_sight(qtbot, table)
    table.selectAll()
    assert copied(table).split("\n") == ["甲\t乙", "1\t两 行", "2\t'=b c"]


def test_what_the_rules_say_waits_until_it_is_known(shown):
    view = shown("drg_principals")
    view._make()
    assert view.table.cells.text(1, OPINION) == "…"
    assert not view.told(1)


def test_a_page_of_the_drawer_that_is_hidden_works_nothing_out_and_goes_on_when_it_is_shown(
    qtbot, shown, session, monkeypatch
):
    view = shown("drg_without")
    cells = view.table.cells
    qtbot.waitUntil(lambda: cells.rowCount() > 2 and view.told(cells.rowCount() - 1))
    tried, preview = [], session.preview
    monkeypatch.setattr(session, "preview", lambda change: tried.append(change) or preview(change))
    view._make()
    view.hide()
    QApplication.processEvents()
    assert tried == []
    view.show()
    assert not view.told(0)
    view.refresh()  # as after an edit, whose quiet has not come yet
    view.hide()
    assert not view._quiet.isActive()
    for name in ("甲", "乙", "丙"):
        session.apply(set_field(session.page, "contact_name", name))
        QApplication.processEvents()
    assert tried == []
    view.show()
    qtbot.waitUntil(lambda: view.told(cells.rowCount() - 1))
    assert len(tried) == cells.rowCount(), "each row once"
