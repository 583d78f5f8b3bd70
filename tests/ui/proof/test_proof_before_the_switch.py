"""Proof of last year's list while next year's scheme stands on the shelf. The list has no days: it is compared under
the scheme that knows its groups, and what is taken over amends that scheme alone.
"""

import datetime as dt

import pytest
from PySide6.QtWidgets import QApplication

from coding.work.knowledge_copies import PartsWanted, bring
from coding.work.shelf import ShelfDays
from tests.ui.grouping.test_grouping_window import dialog_of
from tests.ui.knowledge.test_dated_shelves import UNDIVIDED
from tests.ui.proof.test_proof_window import planted, proved
from ui.proof.adopt_dialog import AdoptDialog
from ui.proof.proof_dialog import ProofDialog

__all__ = ["planted"]  # a fixture
SWITCH = dt.date(2027, 1, 1)


@pytest.fixture
def window(coder, planted, write_pack):
    """The window with the altered scheme until the end of the year and another one from the new year on."""
    window = coder.start()
    window.show_offer(False)
    store = window.session.store
    for path, days in ((planted[0] / "pack", ShelfDays()), (write_pack("明年", **UNDIVIDED), ShelfDays(SWITCH))):
        before = window.session.knowledge
        window.knowledge_loading.use(PartsWanted({"scheme": bring(store, "scheme", path)}, days={"scheme": days}), "")
        coder.wait(lambda was=before: window.session.knowledge is not was)
        coder.rest()
    assert window.session.knowledge.spans
    return window


def test_what_is_taken_over_amends_the_scheme_that_was_proved_and_no_other(coder, window, planted, monkeypatch):
    folder, expected = planted
    dialog = proved(coder, window, folder, monkeypatch)
    assert dialog.adopt_button.isEnabled()
    dialog.mends.setFocus()
    coder.press("Return")
    dialog_of(coder, AdoptDialog)
    coder.type("已电话询问")
    coder.press("Return")
    coder.wait(
        lambda: (
            isinstance(QApplication.activeModalWidget(), ProofDialog) and QApplication.activeModalWidget() is not dialog
        )
    )
    again = QApplication.activeModalWidget()
    assert f"{300 - expected['noise']} / 300 份" in again.tiles[2].accessibleName()
    old, new = window.session.knowledge.on(dt.date(2026, 12, 31)), window.session.knowledge.on(SWITCH)
    assert old.source.amendments
    assert not new.source.amendments
    assert new.scheme.title == "新方案2027年版"
