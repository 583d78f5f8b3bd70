"""Cards in the real window: Shift+F1 from wherever a code has the focus, and back to where she was."""

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.test_screen_fit import at_work
from ui.cards.card_key import CardKey, CardKind
from ui.drawer.registry import DRAWER
from ui.form.candidates import CodeEdit

__all__ = ["at_work"]  # a fixture


@pytest.fixture
def rich(at_work):
    """A page with two diagnoses and an operation, grouped."""
    window = at_work.window
    store = window.session.store
    ids = (i for i, page in store.pages(window.worklist.ids) if len(page.diagnoses) > 1 and page.procedures)
    window.pages.open(next(ids))
    at_work.rest()
    return at_work


def cards_of(window):
    return window.drawer.view("cards")


def opened(coder):
    """The card in sight once it is complete."""
    view = cards_of(coder.window)
    coder.wait(lambda: view.is_complete and not coder.window.runner.running)
    return view.key


def test_from_a_code_cell_and_a_name_cell_of_the_form_and_back_by_escape(rich):
    window = rich.window
    for group, attribute, row in (("diagnosis", "code", 1), ("diagnosis", "name", 0), ("procedure", "code", 0)):
        table = window.form._tables[group]
        table.go(row, attribute)
        rich.press("Shift+F1")
        code = window.session.page.rows(group)[row].code
        kind = CardKind.DIAGNOSIS if group == "diagnosis" else CardKind.PROCEDURE
        assert opened(rich) == CardKey(kind, code)
        assert window.drawer.isVisible()
        assert cards_of(window).isAncestorOf(QApplication.focusWidget())
        rich.press("Esc")
        assert QApplication.focusWidget() is table
        assert not window.drawer.isVisible()
        assert table.currentIndex().row() == row


def test_while_a_code_is_typed_the_card_opens_beside_and_nothing_typed_is_taken(rich):
    window = rich.window
    table = window.form._tables["diagnosis"]
    before = window.session.page
    table.go(1, "code")
    rich.press("F2")
    editor = QApplication.focusWidget()
    assert isinstance(editor, CodeEdit)
    editor.selectAll()
    rich.type("K80.0")
    rich.wait(lambda: editor.offers)
    rich.press("Down")
    rich.press("Shift+F1")
    assert opened(rich).kind is CardKind.DIAGNOSIS
    assert opened(rich).code.startswith("K80.0")
    assert QApplication.focusWidget() is editor
    assert window.session.page == before
    assert editor.text()
    rich.press("Esc")
    rich.press("Esc")


def asked_from(coder, lines):
    """Shift+F1 on one of the first rows of a list, until one has a code; and back."""
    window = coder.window
    for row in range(min(12, lines.model().rowCount())):
        lines.setFocus()
        lines.setCurrentIndex(lines.model().index(row, 0))
        coder.press("Shift+F1")
        if window.drawer.isVisible() and cards_of(window).key is not None:
            break
        coder.press("Esc")
    key = opened(coder)
    coder.press("Esc")
    assert QApplication.focusWidget() is lines
    return key


def test_from_a_suggestion(rich):
    view = rich.window.show_panel("suggestions")
    view.take_focus()
    rich.type("胆囊结石")
    rich.wait(lambda: view.list.model().rowCount() > 1)
    assert asked_from(rich, view.list).code.startswith("K8")


def test_from_a_finding_about_a_row_with_a_code(rich):
    window, session = rich.window, rich.session

    def has_one():
        return any(f.place.field == "other_dx_code" and f.value for f in session.examination.findings)

    for page_id in window.worklist.ids:
        window.pages.open(page_id)
        if has_one():
            break
    rich.rest()
    view = window.show_panel("findings")
    assert asked_from(rich, view.list).code in {row.code for row in (*session.page.diagnoses, *session.page.procedures)}


def test_from_a_table_of_what_would_be(rich):
    window = rich.window
    view = window.show_panel("drg_principals")
    view.take_focus()
    rich.wait(lambda: view.table.model().rowCount() > 1)
    rich.press("Down")
    rich.press("Shift+F1")
    assert opened(rich).code == window.session.page.diagnoses[1].code


def test_from_the_way_to_the_group_to_the_card_of_the_group(rich):
    window = rich.window
    window.show_panel("drg").take_focus()
    rich.press("Shift+F1")
    assert opened(rich) == CardKey(CardKind.GROUP, window.session.examination.grouping.drg)


def test_without_a_code_in_focus_the_line_to_look_one_up_has_it(rich):
    window = rich.window
    window.worklist.focus_widget().setFocus()
    rich.press("Shift+F1")
    assert QApplication.focusWidget() is cards_of(window).typed
    rich.type("HC29")
    rich.press("Return")
    assert opened(rich) == CardKey(CardKind.GROUP, "HC29")


def test_another_page_leaves_the_card_and_a_lock_shows_none(rich):
    window = rich.window
    window.form._tables["diagnosis"].go(0, "code")
    rich.press("Shift+F1")
    key = opened(rich)
    rich.press("Ctrl+Down")
    rich.rest()
    assert cards_of(window).key == key


def test_the_cards_are_a_page_of_the_drawer_made_when_first_looked_at(at_work):
    assert [page.title for page in DRAWER if page.key == "cards"] == ["卡片"]
    assert "cards" not in at_work.window.drawer._views
