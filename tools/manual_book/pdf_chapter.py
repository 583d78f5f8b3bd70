"""A page of the manual, and its contents, as documents that are set for sheets of A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from PySide6.QtCore import QSizeF, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QImage,
    QPdfWriter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTable,
)

from coding.base.resources import document_path, resource_path
from ui.manual.looks import headings_in, set_in_shape
from ui.manual.pages import MANUAL, page_text

#: Points, 72 an inch: the room for text on a sheet.
WIDTH: Final = 483.0
HEIGHT: Final = 714.0
_DPI: Final = 600
#: Margins above and below, tabs and pictures are told in pixels, 96 an inch; margins at the side in units of the paper.
_PIXEL: Final = 96 / 72  # Qt makes units of the first
_POINTS: Final = 10.0
_SIZES: Final = {1: 20.0, 2: 14.5, 3: 11.5, 4: 10.0, 5: 10.0, 6: 10.0}
#: Room above a heading, in points, by its depth.
_ABOVE: Final = {1: 0, 2: 16, 3: 11}
_LINE_HEIGHT: Final = 108.0  # per cent of what the font asks for
#: A picture is no higher than this share of a sheet, so that text finds room beside it.
_PICTURE_HEIGHT: Final = 0.42
#: Signs that the font has not, and what stands for them.
_OTHER_SIGNS: Final = str.maketrans({"✕": "×", "✗": "×", "\ufffd": "□"})
_CODE: Final = QColor("#eef1f4")
_TABLE_HEAD: Final = QColor("#eef1f4")
_TABLE_LINE: Final = QColor("#b8c2cc")
_BACK: Final = "[目录](index.md)"


def units(points: float) -> float:
    """Points in the units of the paper."""
    return points * _DPI / 72


def sheets(document: QTextDocument) -> int:
    """How many sheets a document fills."""
    return max(1, document.pageCount())


def own_family() -> str:
    """The font that ships with the program, made known to Qt."""
    number = QFontDatabase.addApplicationFont(str(resource_path("fonts/report.ttf")))
    return QFontDatabase.applicationFontFamilies(number)[0]


def own_font(family: str, points: float, *, bold: bool = False) -> QFont:
    """The font in a size."""
    font = QFont(family)
    font.setPointSizeF(points)
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def chapter_of(page: str, family: str, paper: QPdfWriter) -> QTextDocument:
    """A page of the manual, set for the paper."""
    document = _document(family, paper)
    document.setBaseUrl(QUrl.fromLocalFile(f"{(document_path(MANUAL) / page).parent.resolve()}/"))
    text = page_text(page).replace(_BACK, "").translate(_OTHER_SIGNS)
    document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    whole = QTextCursor(document)
    whole.beginEditBlock()  # laid out once, at its end
    set_in_shape(document)
    _set_fonts(document, family)
    _set_pictures(document)
    _set_tables(document)
    whole.endEditBlock()
    _lay_out(document)
    _keep_headings_with_text(document)
    return document


def contents_of(lines: Sequence[tuple[str, int, int | None]], family: str, paper: QPdfWriter) -> QTextDocument:
    """The contents: words, how deep, the page at the right edge (None: the title of a group)."""
    document = _document(family, paper)
    document.setPageSize(QSizeF(units(WIDTH), units(HEIGHT)))
    cursor = QTextCursor(document)
    title = QTextCharFormat()
    title.setFont(own_font(family, _SIZES[1], bold=True))
    cursor.insertText("目录", title)
    for words, depth, page in lines:
        form = QTextCharFormat()
        form.setFont(own_font(family, _POINTS, bold=depth < 2))
        shape = QTextBlockFormat()
        shape.setTopMargin(_PIXEL * (14 if page is None else 6 if depth == 1 else 1))
        shape.setLeftMargin(units(18) * max(0, depth - 1))
        edge = QTextOption.Tab(_PIXEL * (WIDTH - 18 * max(0, depth - 1)) - 1, QTextOption.TabType.RightTab)
        shape.setTabPositions([edge])
        cursor.insertBlock(shape, form)
        cursor.insertText(words if page is None else f"{words}\t{page}", form)
    return document


def _document(family: str, paper: QPdfWriter) -> QTextDocument:
    document = QTextDocument()
    document.documentLayout().setPaintDevice(paper)
    document.setDefaultFont(own_font(family, _POINTS))
    document.setDocumentMargin(0)
    document.setIndentWidth(22)
    return document


def _set_fonts(document: QTextDocument, family: str) -> None:
    """One font for all; headings by their depth, code on grey, links as black as the rest."""
    for block in _blocks(document):
        depth = block.blockFormat().headingLevel()
        shape = block.blockFormat()
        shape.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if depth:
            shape.setTopMargin(_PIXEL * _ABOVE.get(depth, 6))
        is_fence = shape.hasProperty(QTextFormat.Property.BlockCodeFence.value)
        shape.setBottomMargin(_PIXEL * (4 if depth else 0 if is_fence else 5))
        if is_fence:
            shape.setBackground(_CODE)
        cursor = QTextCursor(block)
        if not _holds_picture(block):
            cursor.setBlockFormat(shape)
        for part in block.textFormats():
            if part.format.isImageFormat():
                continue
            form = QTextCharFormat(part.format)
            is_code = form.fontFixedPitch()
            is_bold = bool(depth) or form.fontWeight() > QFont.Weight.Normal.value
            for known in (QTextFormat.Property.FontSizeAdjustment, QTextFormat.Property.FontFixedPitch):
                form.clearProperty(known.value)
            form.setFont(own_font(family, _SIZES.get(depth, _POINTS), bold=is_bold))
            form.setForeground(QColor("black"))
            form.setFontUnderline(False)
            if is_code:
                form.setBackground(_CODE)
            cursor.setPosition(block.position() + part.start)
            cursor.setPosition(block.position() + part.start + part.length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(form)


def _set_pictures(document: QTextDocument) -> None:
    """As wide as the text, at most, and no higher than a share of the sheet."""
    for block in _blocks(document):
        for part in block.textFormats():
            if not part.format.isImageFormat():
                continue
            form = part.format.toImageFormat()
            picture = _picture(document.baseUrl().resolved(QUrl(form.name())).toLocalFile())
            if picture.isNull():
                continue
            document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(form.name()), picture)
            inside = WIDTH - 22 * block.blockFormat().indent() - (40 if block.textList() else 0)
            shrunk = min(1.0, _PIXEL * inside / picture.width(), _PIXEL * HEIGHT * _PICTURE_HEIGHT / picture.height())
            form.setWidth(picture.width() * shrunk)
            form.setHeight(picture.height() * shrunk)
            cursor = QTextCursor(block)
            cursor.setPosition(block.position() + part.start)
            cursor.setPosition(block.position() + part.start + part.length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(form)


@cache
def _picture(path: str) -> QImage:
    """A picture, the same object each time: Qt then writes it into the file once."""
    return QImage(path)


def _set_tables(document: QTextDocument) -> None:
    """As wide as the text, the first row grey, a line below each."""
    for table in document.rootFrame().childFrames():
        if not isinstance(table, QTextTable):
            continue
        form = table.format()
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        form.setHeaderRowCount(0)  # told again, it is painted over the text where a table ends with its sheet
        form.setBorder(0)
        form.setBorderCollapse(True)
        form.setCellPadding(4)
        form.setTopMargin(6)
        form.setBottomMargin(8)
        table.setFormat(form)
        for row in range(table.rows()):
            for column in range(table.columns()):
                cell = table.cellAt(row, column)
                look = cell.format().toTableCellFormat()
                look.setBottomBorder(0.6)
                look.setBottomBorderBrush(_TABLE_LINE)
                look.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                if row == 0:
                    look.setBackground(_TABLE_HEAD)
                cell.setFormat(look)


def _keep_headings_with_text(document: QTextDocument) -> None:
    """A heading whose text would begin on the next sheet goes there with it."""
    for _, block in headings_in(document):
        following = block.next()
        while following.isValid() and following.blockFormat().headingLevel():
            following = following.next()
        if following.isValid() and _sheet_of(document, block) != _sheet_of(document, following):
            shape = block.blockFormat()
            shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            QTextCursor(block).setBlockFormat(shape)
            _lay_out(document)


def _lay_out(document: QTextDocument) -> None:
    """Lay out the whole document: laid out in part, after a change, Qt loses lines of what follows a table."""
    document.setPageSize(QSizeF(units(WIDTH), units(HEIGHT) + 1))
    document.setPageSize(QSizeF(units(WIDTH), units(HEIGHT)))


def _sheet_of(document: QTextDocument, block: QTextBlock) -> int:
    """The sheet on which the first line of a block stands."""
    top = document.documentLayout().blockBoundingRect(block).top()
    first = block.layout().lineAt(0) if block.layout().lineCount() else None
    return int((top + (first.y() + first.height() if first is not None else 0)) // units(HEIGHT))


def _holds_picture(block: QTextBlock) -> bool:
    return any(part.format.isImageFormat() for part in block.textFormats())


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()
