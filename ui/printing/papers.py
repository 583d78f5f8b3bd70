"""What can be printed, side by side in points: sheets that ``coding.reports`` has laid out, and rich text of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from coding.base.errors import UnusableInputError
from coding.reports.chart_parts import Text
from coding.reports.paper import LONG, SHORT, Sheet
from coding.reports.pdf_report import sheets_as_pdf
from ui.shape_painting import draw_shape, draw_sheet, on_paper, width_of
from ui.theme.fonts import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPagedPaintDevice

    from coding.reports.printed import Printed

    Measure = Callable[[str, float], float]

_DOTS: Final = 300
_INCH: Final = 72.0
#: Margins of rich text: sides, head, foot; the size of its letters and of those at the edge, in points.
_SIDE, _TOP, _BOTTOM = 42.0, 54.0, 60.0
_LETTERS, _EDGE = 11, 8.0


class Paper(Protocol):
    """One paper of several sides of A4."""

    @property
    def count(self) -> int:
        """How many sides there are."""
        ...

    def is_lying(self, side: int) -> bool:
        """Whether a side is broader than high."""
        ...

    def draw(self, painter: QPainter, side: int) -> None:
        """Paint a side, in points from the upper left of the paper."""
        ...

    def words(self) -> str:
        """All that is written on it."""
        ...

    def pdf(self, title: str) -> Callable[[], bytes]:
        """What makes a file of the paper, behind the window. It raises UnusableInputError."""
        ...


@dataclass(frozen=True, slots=True)
class SheetPaper:
    """Sheets; ``lay_out`` makes them for letters that are as wide as it is told."""

    lay_out: Callable[[Measure], list[Sheet]]
    printed: Printed
    sheets: Sequence[Sheet] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sheets", self.lay_out(width_of))

    @property
    def count(self) -> int:
        """How many sides there are."""
        return len(self.sheets)

    def is_lying(self, side: int) -> bool:
        """Whether a side is broader than high."""
        return self.sheets[side].landscape

    def draw(self, painter: QPainter, side: int) -> None:
        """Paint a side."""
        draw_sheet(painter, self.sheets[side])

    def words(self) -> str:
        """All that is written on it."""
        shapes = (shape for sheet in self.sheets for shape in sheet.shapes)
        return "\n".join(shape.text for shape in shapes if isinstance(shape, Text) and shape.text)

    def pdf(self, title: str) -> Callable[[], bytes]:
        """What makes a file of the paper, whose text can be searched."""
        return lambda: sheets_as_pdf(self.lay_out, title, self.printed.hospital, self.printed.at)


class TextPaper:
    """Rich text of ours between a head and a foot."""

    def __init__(self, document: QTextDocument, title: str, printed: Printed) -> None:
        self._document, self._title, self._printed = document, title, printed
        letters = QFont()
        letters.setFamilies(list(FAMILIES))
        letters.setPixelSize(_LETTERS)
        document.setDefaultFont(letters)
        document.setDocumentMargin(0)
        self._room = QSizeF(SHORT - 2 * _SIDE, LONG - _TOP - _BOTTOM)
        document.setPageSize(self._room)

    @property
    def count(self) -> int:
        """How many sides there are."""
        return self._document.pageCount()

    def is_lying(self, _side: int) -> bool:
        """None is broader than high."""
        return False

    def draw(self, painter: QPainter, side: int) -> None:
        """Paint a side."""
        painter.save()
        painter.translate(_SIDE, _TOP - side * self._room.height())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, QColor(on_paper("ink")))
        context.clip = QRectF(0, side * self._room.height(), self._room.width(), self._room.height())
        painter.setClipRect(context.clip)
        self._document.documentLayout().draw(painter, context)
        painter.restore()
        for text in self._edge(side):
            draw_shape(painter, text, on_paper)

    def words(self) -> str:
        """All that is written on it."""
        edges = [text.text for side in range(self.count) for text in self._edge(side)]
        return "\n".join((self._document.toPlainText(), *edges))

    def pdf(self, title: str) -> Callable[[], bytes]:
        """Hands out the file: it is painted at once, as the screen is."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(title)
        writer.setResolution(_DOTS)
        if not paint_on(writer, self):
            raise UnusableInputError(f"“{title}”没有写成 PDF：请再试一次。")
        data = bytes(QByteArray(buffer.data()).data())
        return lambda: data

    def _edge(self, side: int) -> tuple[Text, ...]:
        right = SHORT - _SIDE
        return (
            Text(_SIDE, _TOP - 20, self._printed.hospital, _EDGE, "soft"),
            Text(right, _TOP - 20, self._title, _EDGE, "soft", "end"),
            Text(_SIDE, LONG - 34, self._printed.foot, _EDGE, "soft"),
            Text(right, LONG - 34, f"第 {side + 1} 页　共 {self.count} 页", _EDGE, "soft", "end"),
        )


def paint_on(device: QPagedPaintDevice, paper: Paper) -> bool:
    """Paint all sides on a printer or into a file; False where the device does not take them."""
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageMargins(QMarginsF(0, 0, 0, 0))
    lying = paper.is_lying(0)
    device.setPageOrientation(_orientation(lying))
    painter = QPainter()
    if not painter.begin(device):
        return False
    larger = painter.device().logicalDpiX() / _INCH
    for side in range(paper.count):
        if side:
            device.newPage()
        painter.save()
        painter.scale(larger, larger)
        if paper.is_lying(side) is not lying:  # one printer, one way round: the side is turned
            painter.translate(LONG if lying else SHORT, 0)
            painter.rotate(90)
        paper.draw(painter, side)
        painter.restore()
    return painter.end()


def _orientation(lying: bool) -> QPageLayout.Orientation:
    return QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
