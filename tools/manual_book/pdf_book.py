"""The manual as one .pdf to print: a title, the contents with page numbers, each page of the manual as a chapter.

Set by Qt in the font of the reports, which ships: it has no second sign with the shape of 月 or 日, so that what is
copied out of the file, or searched in it, is what stands on the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from tools.manual_book.pdf_chapter import HEIGHT, WIDTH, chapter_of, contents_of, own_family, own_font, sheets, units
from ui.manual.looks import headings_in
from ui.manual.pages import FIRST_PAGE, contents, title_of

#: Points, 72 an inch.
_PAPER: Final = QSizeF(595, 842)
_LEFT: Final = (_PAPER.width() - WIDTH) / 2
_TOP: Final = 62.0
_DPI: Final = 600
#: So much is left out at the foot of a sheet: the upper edge of a picture that begins the next one.
_EDGE: Final = 0.5
#: Headings down to this depth stand in the contents.
_DEEPEST: Final = 2
_TITLE: Final = "住院病案首页编码与质控"
_TOLD: Final = "图中的日期是 2026-12-01，病案都是虚构的。"
_GREY: Final = QColor("#52606d")
_LINE: Final = QColor("#c3ccd5")
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Line:
    """Of the contents: ``page`` is counted from the first page of the text; None for the title of a group."""

    words: str
    depth: int
    page: int | None


def write_pdf(path: Path) -> int:
    """Write the whole manual; how many sheets it has."""
    app = QGuiApplication.instance() or QGuiApplication([])
    assert app is not None
    family = own_family()
    writer = QPdfWriter(str(path))
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    writer.setTitle(f"{_TITLE} 使用手册")
    chapters = [(page, chapter_of(page, family, writer)) for page in _pages()]
    listing = contents_of([(line.words, line.depth, line.page) for line in _lines(chapters)], family, writer)
    painter = QPainter(writer)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)  # of a screen: smaller than JPEG, too
    book = _Book(painter, writer, family)
    book.title_page()
    book.sheets_of(listing, "目录", None)
    number = 1
    for page, document in chapters:
        book.sheets_of(document, title_of(page), number)
        number += sheets(document)
    book.end()
    return 1 + sheets(listing) + number - 1


class _Book:
    """Paints sheets one after the other."""

    def __init__(self, painter: QPainter, writer: QPdfWriter, family: str) -> None:
        self._painter, self._writer, self._family = painter, writer, family

    def title_page(self) -> None:
        """The first sheet."""
        middle = Qt.AlignmentFlag.AlignHCenter
        self._write(QRectF(0, 240, _PAPER.width(), 60), _TITLE, 26, middle)
        self._write(QRectF(0, 300, _PAPER.width(), 40), "使用手册", 18, middle)
        self._write(QRectF(0, 720, _PAPER.width(), 30), _TOLD, 9, middle, _GREY)

    def sheets_of(self, document: QTextDocument, title: str, first: int | None) -> None:
        """The sheets of a document, each with its title above and, from ``first`` on, its number below."""
        head = QRectF(_LEFT, 30, WIDTH, 16)
        for at in range(sheets(document)):
            self._writer.newPage()
            self._write(head, title, 8.5, Qt.AlignmentFlag.AlignRight, _GREY)
            self._write(head, f"{_TITLE} 使用手册", 8.5, Qt.AlignmentFlag.AlignLeft, _GREY)
            self._painter.fillRect(QRectF(units(_LEFT), units(48), units(WIDTH), units(0.6)), _LINE)
            if first is not None:
                foot = QRectF(_LEFT, _PAPER.height() - 42, WIDTH, 16)
                self._write(foot, str(first + at), 9, Qt.AlignmentFlag.AlignHCenter, _GREY)
            self._part(document, at)

    def end(self) -> None:
        """Finish the file."""
        self._painter.end()

    def _part(self, document: QTextDocument, at: int) -> None:
        window = QRectF(0, at * units(HEIGHT), units(WIDTH), units(HEIGHT - _EDGE))
        self._painter.save()
        self._painter.translate(units(_LEFT), units(_TOP) - window.top())
        self._painter.setClipRect(window)
        told = QAbstractTextDocumentLayout.PaintContext()
        told.clip = window  # type: ignore[misc]
        black = QPalette()
        black.setColor(QPalette.ColorRole.Text, QColor("black"))
        told.palette = black  # type: ignore[misc]
        document.documentLayout().draw(self._painter, told)
        self._painter.restore()

    def _write(
        self, box: QRectF, words: str, points: float, where: Qt.AlignmentFlag, colour: QColor | None = None
    ) -> None:
        self._painter.setFont(own_font(self._family, points))
        self._painter.setPen(colour or QColor("black"))
        inside = QRectF(units(box.left()), units(box.top()), units(box.width()), units(box.height()))
        self._painter.drawText(inside, int(where | _MIDDLE), words)


def _pages() -> list[str]:
    """The chapters: what the contents name."""
    return [entry.page for entry in contents() if entry.page and entry.page != FIRST_PAGE]


def _lines(chapters: Sequence[tuple[str, QTextDocument]]) -> list[Line]:
    """The lines of the contents: groups, chapters, their sections."""
    found: list[Line] = []
    waiting = list(chapters)
    first = 1
    for entry in contents():
        if not entry.page:
            found.append(Line(entry.title, 0, None))
            continue
        _, document = waiting.pop(0)
        for words, block in headings_in(document):
            if (depth := block.blockFormat().headingLevel()) <= _DEEPEST:
                top = document.documentLayout().blockBoundingRect(block).bottom()
                found.append(Line(words, depth, first + int(top // units(HEIGHT))))
        first += sheets(document)
    return found
