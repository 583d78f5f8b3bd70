"""The sentence under what the group is or would be: it proves nothing of the coding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM, SMALL
from ui.wording.finding_words import NO_PROOF

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def no_proof(parent: QWidget) -> PlainLabel:
    """The sentence, in muted words."""
    note = PlainLabel(NO_PROOF, parent)
    note.setProperty("role", "muted")
    note.setWordWrap(True)
    note.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
    return note
