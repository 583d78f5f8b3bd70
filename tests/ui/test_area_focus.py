"""The focus is where she was when the window comes to the front again, though what held it has gone meanwhile."""

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from shiboken6 import delete

from ui.form.candidates import EntryEdit


@pytest.fixture
def at_entry(coder):
    """In the cell of a diagnosis, with the editor of its name open."""
    window = coder.start(sample=True)
    coder.wait(lambda: window.worklist.ids and coder.session.is_search_ready)
    coder.rest()
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
    coder.press("Alt+2")
    table = window.form._tables["diagnosis"]
    table.go(len(coder.session.page.diagnoses) - 1, "name")
    coder.press("Down")
    coder.type("g")
    assert isinstance(QApplication.focusWidget(), EntryEdit)
    return coder


def over(coder):
    """A dialog over the window, in front."""
    dialog = QDialog(coder.window)
    QLineEdit(dialog)
    dialog.open()
    dialog.activateWindow()
    coder.wait(dialog.isActiveWindow)
    return dialog


def back_in_front(coder, dialog):
    """The dialog closes, and all that was to follow has."""
    dialog.close()
    coder.window.activateWindow()
    coder.wait(coder.window.isActiveWindow)
    coder.wait(lambda: not coder.window.areas._later.isActive())


@pytest.mark.parametrize("go_away", [delete, QLineEdit.hide], ids=["deleted", "hidden"])
def test_who_was_in_a_part_that_has_gone_is_in_its_area_and_not_in_the_search(at_entry, go_away):
    window = at_entry.window
    held = QLineEdit(window.form)
    held.show()
    held.setFocus()
    dialog = over(at_entry)
    go_away(held)
    back_in_front(at_entry, dialog)
    assert window.areas.current() == 1
    assert not window.worklist.search.hasFocus()


def test_who_opened_a_dialog_out_of_a_cell_is_in_its_table_again(at_entry):
    dialog = over(at_entry)  # what is typed is written down, and the editor of the cell is closed
    back_in_front(at_entry, dialog)
    assert at_entry.window.form._tables["diagnosis"].hasFocus()


@pytest.mark.parametrize("is_gone", [True, False])
def test_where_somebody_has_put_the_focus_meanwhile_it_stays(at_entry, is_gone):
    window = at_entry.window
    held = QLineEdit(window.form)
    held.show()
    held.setFocus()
    dialog = over(at_entry)
    if is_gone:
        delete(held)
    window.worklist.search.setFocus()
    back_in_front(at_entry, dialog)
    assert window.worklist.search.hasFocus()
