"""A page of the manual for the printer: black on white, its pictures as wide as the paper, whatever the window is."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QImage, QTextCursor, QTextDocument

from coding.base.resources import document_path
from ui.manual.looks import set_in_shape
from ui.manual.pages import MANUAL, page_text
from ui.theme.fonts import FAMILIES

_POINTS = 10.5
#: No picture is wider, in the pixels of which an inch has 96: A4 without its margins.
_WIDTH = 620


def paper_copy(page: str) -> QTextDocument:
    """The page as a document of its own."""
    document = QTextDocument()
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSizeF(_POINTS)
    document.setDefaultFont(font)
    document.setBaseUrl(QUrl.fromLocalFile(f"{(document_path(MANUAL) / page).parent.resolve()}/"))
    document.setMarkdown(page_text(page), QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    set_in_shape(document)
    _fit_pictures(document)
    return document


def _fit_pictures(document: QTextDocument) -> None:
    """Read the pictures, which a copy for the printer would not find, and give them their width."""
    block = document.begin()
    while block.isValid():
        for part in block.textFormats():
            if part.format.isImageFormat():
                form = part.format.toImageFormat()
                picture = QImage(document.baseUrl().resolved(QUrl(form.name())).toLocalFile())
                document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(form.name()), picture)
                if picture.width() > _WIDTH:
                    form.setWidth(_WIDTH)
                    form.setHeight(picture.height() * _WIDTH / picture.width())
                    cursor = QTextCursor(block)
                    cursor.setPosition(block.position() + part.start)
                    cursor.setPosition(block.position() + part.start + part.length, QTextCursor.MoveMode.KeepAnchor)
                    cursor.setCharFormat(form)
        block = block.next()
