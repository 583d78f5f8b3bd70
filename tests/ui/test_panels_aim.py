"""What a panel shows and offers is of the page and the row that she has before her, at every moment."""

import pytest
from PySide6.QtCore import Qt

from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import insert_row, move_row
from coding.page.finding import Place
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from coding.suggest.lookup import Lookup
from coding.suggest.suggestion import Suggestion
from coding.suggest.term_book import embedded_terms
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.at_work import workplace_of
from tests.ui.input_method import type_words
from ui.form.form_view import PageForm
from ui.panels.knowledge_panel import KnowledgePanel
from ui.session import Session

FIRST = FrontPage(
    {"case_no": "000001", "sex": "2", "age_years": "54"},
    (Diagnosis("K35.800", "急性阑尾炎", "1"), Diagnosis("", "高血压", "1"), Diagnosis("J18.900", "肺炎", "1")),
    (
        Procedure("47.0100", "腹腔镜阑尾切除术", "2024-03-02", "3"),
        Procedure("", "动态血压监测", "2024-03-03"),
        Procedure("51.2300", "胆囊切除术", "2024-03-02", "3"),
    ),
)
SECOND = FrontPage({"case_no": "000002", "sex": "1", "age_years": "60"}, (Diagnosis("I10.x00", "高血压", "1"),))


@pytest.fixture
def session(tmp_path):
    store = SqliteStore(tmp_path / "aim.sqlite")
    ids = store.import_reading(Reading("试.csv", "n041", "utf-8", (), (FIRST, SECOND))).added
    session = Session(store, load_knowledge())
    session.ids = ids
    session.open(ids[0])
    yield session
    store.close()


@pytest.fixture
def panel(qtbot, session):
    panel = KnowledgePanel(workplace_of(session, qtbot))
    panel.resize(380, 700)
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    qtbot.waitExposed(panel)
    return panel


def searched(qtbot, panel, words):
    """Words in the search box, found, and the first of them chosen with a preview."""
    panel.show_panel("suggestions")
    shown = panel.view("suggestions")
    shown.search.setFocus()
    type_words(shown.search, words)
    qtbot.waitUntil(lambda: shown.current is not None and shown.current.cause == "检索")
    qtbot.keyClick(shown.search, Qt.Key.Key_Return)
    return shown


def previewed(qtbot, panel):
    panel.show_panel("suggestions")
    shown = panel.view("suggestions")
    qtbot.waitUntil(lambda: bool(shown.model.shifts and shown.text.text()))
    return shown


def history(session):
    return session.store.history(session.page_id)


def test_the_search_box_empties_when_the_row_changes_and_nothing_of_it_can_be_taken(qtbot, panel, session):
    panel.set_place(Place("op_name", 1))
    shown = searched(qtbot, panel, "动态血压监测")
    assert shown.current.index == 1
    panel.set_place(Place("op_name", 0))
    assert shown.search.text() == ""
    assert shown.current is None or shown.current.cause != "检索"
    qtbot.keyClick(shown.list, Qt.Key.Key_Return)
    assert session.page.procedures[0] == FIRST.procedures[0]
    qtbot.wait(200)
    assert shown.search.text() == ""
    assert shown.current is None or shown.current.cause != "检索"


def test_the_search_stays_while_she_stays_in_the_row(qtbot, panel):
    panel.set_place(Place("other_dx_name", 1))
    shown = searched(qtbot, panel, "原发性高血压")
    panel.set_place(Place("other_dx_code", 1))
    assert shown.search.text() == "原发性高血压"
    assert shown.current.index == 1


def test_the_search_box_empties_when_the_rows_move_under_it(qtbot, panel, session):
    for change in (move_row(session.page, "diagnosis", 2, 1), insert_row(session.page, "diagnosis", Diagnosis(), 1)):
        panel.set_place(Place("other_dx_name", 1))
        shown = searched(qtbot, panel, "原发性高血压")
        session.apply(change)
        assert shown.search.text() == ""
        assert shown.current is None or shown.current.cause != "检索"
        session.undo()


def test_the_search_box_empties_with_the_page(qtbot, panel, session):
    panel.set_place(Place("principal_dx_name", 0))
    shown = searched(qtbot, panel, "原发性高血压")
    session.open(session.ids[1])
    assert shown.search.text() == ""
    assert shown.current is None
    qtbot.wait(200)
    qtbot.keyClick(shown.list, Qt.Key.Key_Return)
    assert history(session) == []


def test_enter_before_the_new_words_were_searched_does_not_lead_to_what_the_old_ones_found(qtbot, panel):
    panel.set_place(Place("other_dx_name", 1))
    shown = searched(qtbot, panel, "原发性高血压")
    shown.search.setFocus()
    shown.search.selectAll()
    type_words(shown.search, "急性阑尾炎")
    qtbot.keyClick(shown.search, Qt.Key.Key_Return)
    assert "阑尾炎" in shown.current.match.name


def test_the_preview_of_the_last_patient_goes_with_its_page_at_once(qtbot, panel, session):
    shown = previewed(qtbot, panel)
    session.open(session.ids[1])
    assert shown.text.text() == ""
    assert shown.button.isHidden()
    assert shown.model.lines == []
    assert shown.current is None
    shown.accept()
    assert history(session) == []


def test_what_was_under_way_for_the_last_patient_never_comes(qtbot, panel, session):
    panel.show_panel("suggestions")
    shown = panel.view("suggestions")
    qtbot.waitUntil(lambda: bool(shown._rows) or bool(shown.model.lines))
    session.open(session.ids[1])
    assert (list(shown._rows), list(shown._previews)) == ([], [])
    qtbot.waitUntil(lambda: not shown._is_waiting)
    qtbot.wait(50)
    assert all(getattr(line, "index", 0) < len(SECOND.diagnoses) for line in shown.model.lines)


def test_what_was_not_looked_at_yet_is_not_told_as_needing_nothing(qtbot, panel, session):
    session.open(session.ids[1])
    panel.show_panel("suggestions")
    shown, said = panel.view("suggestions"), panel.section("suggestions").head.sentence
    assert said.text() == "正在查找…"
    qtbot.waitUntil(lambda: not shown._is_waiting)
    assert said.text() == "无需建议"


def test_where_she_is_on_the_next_page_is_where_the_search_aims(qtbot, session):
    form = PageForm(session)
    panel = KnowledgePanel(workplace_of(session, qtbot))
    form.place_changed.connect(panel.set_place)
    for widget in (form, panel):
        qtbot.addWidget(widget)
        widget.show()
    form.activateWindow()
    form.focus_place(Place("op_name", 0))
    qtbot.waitUntil(form._tables["procedure"].hasFocus)
    session.open(session.ids[1])
    shown = panel.view("suggestions")
    assert (form.place, shown.kind.currentData()) == (Place("op_name", 0), "procedure")


def test_a_grey_code_stands_behind_all_others_that_were_searched_for(qtbot, panel, session):
    names = {"K35.800": ("急性阑尾炎", True), "K35.800x001": ("急性单纯性阑尾炎", False), "K35.900": ("阑尾炎", False)}
    dx = CodeLibrary(CodeKind.DIAGNOSIS, [CodeEntry(c, n, grey=g) for c, (n, g) in names.items()], "表", "s")
    knowledge = load_knowledge().with_terms(())
    knowledge.__dict__["lookup"] = Lookup(CodeTables(dx, knowledge.codes.px), embedded_terms())
    session.use_knowledge(knowledge)
    panel.set_place(Place("principal_dx_code", 0))
    shown = searched(qtbot, panel, "急性阑尾炎")
    found = [line.match for line in shown.model.lines if isinstance(line, Suggestion)]
    assert found[-1].code == "K35.800"
    assert "灰码" in found[-1].reason
    assert shown.current.match.code != "K35.800"
