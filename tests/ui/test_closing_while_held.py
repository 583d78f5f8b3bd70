"""The window is closed while another program holds the store: it asks, and nothing that was typed is lost."""

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.held_store import drafts, held, stored, type_into, window_of_two
from ui.dialogs.closing import ClosingDialog
from ui.dialogs.draft import DraftDialog


@pytest.fixture
def window(coder):
    return window_of_two(coder)


@pytest.fixture
def closing_dialog(coder, window):
    with held(coder.path):
        type_into(window, "contact_name", "abc")
        window.close()
        assert window.isVisible()
        (dialog,) = window.findChildren(ClosingDialog)
        assert "1 处改动还没有存入数据文件" in dialog.words.text()
        assert "联系人" in dialog.words.text()
        yield dialog


def test_closing_asks_and_goes_back_to_work(coder, window, closing_dialog):
    closing_dialog.back.click()
    assert window.isVisible()
    assert window.session.page.text("contact_name") == "abc"
    window.close()
    QApplication.processEvents()
    assert len([d for d in window.findChildren(ClosingDialog) if d.isVisible()]) == 1
    next(d for d in window.findChildren(ClosingDialog) if d.isVisible()).discard.click()
    assert not window.isVisible()


def test_closing_with_the_draft_offers_it_at_the_next_start(coder, window, closing_dialog):
    page_id = window.session.page_id
    closing_dialog.keep.click()
    assert not window.isVisible()
    assert len(drafts(coder.path)) == 1
    coder.end()
    again = coder.start()
    coder.wait(lambda: again.findChildren(DraftDialog))
    (dialog,) = again.findChildren(DraftDialog)
    assert dialog.table.item(0, 4).text() == "abc"
    dialog.later.click()
    assert len(drafts(coder.path)) == 1, "what was not decided stays"
    coder.end()
    again = coder.start()
    coder.wait(lambda: again.findChildren(DraftDialog))
    again.findChildren(DraftDialog)[0].take.click()
    assert again.session.page_id == page_id
    assert again.form._edits["contact_name"].value == "abc", "shown at once, written when the store is free"
    again.session.discard_unsaved()


def test_discarding_leaves_nothing(coder, window, closing_dialog):
    closing_dialog.discard.click()
    assert not window.isVisible()
    assert drafts(coder.path) == []


def test_waiting_closes_when_all_is_stored(coder, window):
    page_id = window.session.page_id
    with held(coder.path):
        type_into(window, "contact_name", "abc")
        window.close()
        (dialog,) = window.findChildren(ClosingDialog)
        dialog.wait.click()
        assert window.isVisible()
    coder.wait(lambda: not window.isVisible())
    assert stored(coder.path, page_id, "contact_name") == "abc"
    assert drafts(coder.path) == []
