"""How a page of the manual is set, on the screen and on paper: room above headings and around tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor, QTextTable

from ui.manual.message_entry import ENTRY
from ui.theme.spacing import MEDIUM, WIDE

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument


def set_in_shape(document: QTextDocument) -> None:
    """Shape a document that was read from Markdown."""
    _let_code_wrap(document)
    for _, block in headings_in(document):
        shape = block.blockFormat()
        shape.setTopMargin(WIDE)
        cursor = QTextCursor(block)
        cursor.setBlockFormat(shape)
        if shape.headingLevel() >= ENTRY:  # entries of a long list: no larger than the text
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            form = QTextCharFormat()
            form.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 0)
            cursor.mergeCharFormat(form)
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            form = frame.format()
            form.setTopMargin(MEDIUM)
            form.setBottomMargin(MEDIUM)
            frame.setFormat(form)


def _let_code_wrap(document: QTextDocument) -> None:
    """A long line of code goes on below, as all text does: nobody moves a page sideways to read it."""
    block = document.begin()
    while block.isValid():
        if block.blockFormat().nonBreakableLines():
            shape = block.blockFormat()
            shape.setNonBreakableLines(False)
            QTextCursor(block).setBlockFormat(shape)
        block = block.next()


def headings_in(document: QTextDocument) -> list[tuple[str, QTextBlock]]:
    """The headings of a document and where they stand."""
    found, block = [], document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            found.append((block.text().strip(), block))
        block = block.next()
    return found
