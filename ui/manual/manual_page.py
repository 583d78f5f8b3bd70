"""A page of the manual, as it stands in ``docs/manual``: with its pictures, and links that lead to other pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QResizeEvent, QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from coding.base.resources import document_path
from ui.theme.spacing import SCROLL_BAR, WIDE

if TYPE_CHECKING:
    from pathlib import Path

#: The folder of the manual, below ``docs``, and the page it begins with.
MANUAL = "manual"
FIRST_PAGE = "index.md"
#: A line broken between Chinese signs: Markdown would put a blank there.
_BROKEN = re.compile(r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”])\n(?=[\u4e00-\u9fff（“])")
_ABSENT = "这一页没有随程序安装（docs/{name}）：请向安装程序的人索取完整的安装包，或打开随附的手册。"


def manual_pages() -> tuple[str, ...]:
    """The pages of the manual that are installed, by their names; the first page first."""
    folder = document_path(MANUAL)
    names = sorted(path.name for path in folder.glob("*.md")) if folder.is_dir() else []
    return tuple(sorted(names, key=lambda name: name != FIRST_PAGE))


class ManualPage(QTextBrowser):
    """Shows one page. It loads what lies in ``docs``, nothing else, and goes nowhere by itself (``anchorClicked``)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = ""
        self._shown: QTextDocument | None = None
        self.setOpenLinks(False)
        self.setAccessibleName("使用手册")

    def show_page(self, name: str) -> None:
        """Show a page by its name below ``docs/manual`` (``form.md``, ``../rules.md``)."""
        self.page = name
        path = (document_path(MANUAL) / name).resolve()
        try:
            text = path.read_text(encoding="utf-8") if self._is_ours(path) else _ABSENT.format(name=name)
        except (OSError, UnicodeDecodeError):
            text = _ABSENT.format(name=f"{MANUAL}/{name}")
        document = QTextDocument(self)  # a new one: of the old one the look of its last line would stay
        document.setDefaultFont(self.font())
        document.setDocumentMargin(WIDE)
        document.setBaseUrl(QUrl.fromLocalFile(f"{path.parent}/"))
        document.setMarkdown(_BROKEN.sub("", text), QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        for _, block in _headings(document):
            shape = block.blockFormat()
            shape.setTopMargin(WIDE)
            QTextCursor(block).setBlockFormat(shape)
        before, self._shown = self._shown, document  # shown when it is done: laid out while it changes it loses lines
        self.setDocument(document)
        if before is not None:
            before.deleteLater()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    @property
    def headings(self) -> list[tuple[str, QTextBlock]]:
        """The headings of the page and where they stand."""
        return _headings(self.document())

    def go_to_heading(self, words: str) -> bool:
        """Bring a heading to the top; whether the page has it."""
        block = next((block for text, block in self.headings if text == words), None)
        if block is None:
            return False
        self.setTextCursor(QTextCursor(block))
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top) - SCROLL_BAR)
        return True

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Pictures of the manual, no wider than the page."""
        url = self.document().baseUrl().resolved(QUrl(name))
        path = url.toLocalFile()
        if kind != QTextDocument.ResourceType.ImageResource.value or not self._is_ours(document_path(path)):
            return None
        picture = QImage(path)
        room = self.viewport().width() - 2 * WIDE - SCROLL_BAR
        if picture.isNull() or picture.width() <= room:
            return picture
        return picture.scaledToWidth(max(200, room), Qt.TransformationMode.SmoothTransformation)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.page and event.oldSize().width() != event.size().width():
            top = self.verticalScrollBar().value()
            self.show_page(self.page)  # the pictures take the new width
            self.verticalScrollBar().setValue(top)

    @staticmethod
    def _is_ours(path: Path) -> bool:
        return path.resolve().is_relative_to(document_path("").resolve())


def _headings(document: QTextDocument) -> list[tuple[str, QTextBlock]]:
    found, block = [], document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            found.append((block.text().strip(), block))
        block = block.next()
    return found
