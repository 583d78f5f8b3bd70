"""A page of the manual, as it stands in ``docs/manual``: with its pictures, and links that lead to other pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageReader,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from coding.base.resources import document_path
from ui.manual.looks import headings_in, set_in_shape
from ui.manual.pages import MANUAL, page_text, place_name
from ui.tasks import while_there
from ui.theme.fonts import text_font
from ui.theme.spacing import SCROLL_BAR, WIDE
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ui.tasks import TaskRunner

_ABSENT: Final = "这一页没有随程序安装（docs/{name}）：请向安装程序的人索取完整的安装包，或打开随附的手册。"
_IMAGE: Final = QTextDocument.ResourceType.ImageResource
#: Milliseconds that the width has to stand still before pictures are scaled to it.
_STILL: Final = 120
#: No picture is made narrower.
_LEAST_WIDTH: Final = 200


class ManualPage(QTextBrowser):
    """Shows one page. It loads what lies in ``docs``, nothing else, and goes nowhere by itself (``anchorClicked``).

    Pictures are read behind the window: until they are there their room is kept.
    """

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = ""
        self._runner = runner
        self._shown: QTextDocument | None = None
        self._sizes: dict[str, QSize] = {}  # of the pictures of this page, by their files
        self._scaled_to = 0
        self._still = QTimer(self, singleShot=True, interval=_STILL)
        self._still.timeout.connect(self._scale_again)
        self.setOpenLinks(False)
        self.setAccessibleName("使用手册")

    def show_page(self, name: str) -> None:
        """Show a page by its name below ``docs/manual`` (``form.md``, ``../rules.md``)."""
        self.page = name
        self._sizes.clear()
        folder = (document_path(MANUAL) / name).parent
        document = QTextDocument(self)  # a new one: of the old one the look of its last line would stay
        document.setDefaultFont(text_font())
        document.setDocumentMargin(WIDE)
        document.setIndentWidth(WIDE)
        document.setBaseUrl(QUrl.fromLocalFile(f"{folder.resolve()}/"))
        text = page_text(name) or _ABSENT.format(name=f"{MANUAL}/{name}")
        document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        set_in_shape(document)
        before, self._shown = self._shown, document  # shown when it is done: laid out while it changes it loses lines
        self.setDocument(document)
        self.setExtraSelections([])
        if before is not None:
            before.deleteLater()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._scaled_to = self._room()
        self._fetch_pictures()

    @property
    def headings(self) -> list[tuple[str, QTextBlock]]:
        """The headings of the page and where they stand."""
        return headings_in(self.document())

    def go_to_heading(self, words: str, turn: int = 1) -> bool:
        """Bring a heading to the top, by its words or the name of its place; whether the page has it."""
        fitting = [block for text, block in self.headings if words in (text, place_name(text))]
        if not fitting:
            return False
        self._bring_up(fitting[min(turn, len(fitting)) - 1])
        return True

    def mark(self, words: list[str], heading: str, turn: int, line: str) -> None:
        """Mark all that was looked for, and bring the hit into sight: a line below a heading."""
        self._mark_all(words)
        fitting = [block for text, block in self.headings if text == heading]
        block = fitting[min(turn, len(fitting)) - 1] if fitting else self.document().begin()
        while block.isValid() and not _is_of(block.text(), line, words):
            block = block.next()
        if not block.isValid():
            self.go_to_heading(heading, turn)
            return
        at = min((place for word in words if (place := block.text().lower().find(word.lower())) >= 0), default=0)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + at)
        long = next((len(word) for word in words if block.text().lower().startswith(word.lower(), at)), 0)
        cursor.setPosition(block.position() + at + long, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._bring_into_sight(block)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Pictures of the manual, no wider than the page; at first the room for them."""
        path = Path(self.document().baseUrl().resolved(QUrl(name)).toLocalFile())
        if kind != _IMAGE.value or not self._is_ours(path):
            return None
        if (size := self._sizes.get(str(path))) is None:
            size = self._sizes[str(path)] = QImageReader(str(path)).size()
        if not size.isValid():
            return None
        room = QImage(_fitting(size, self._room()), QImage.Format.Format_RGB32)
        room.fill(QColor(current_theme().colour("alternate")))
        return room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.page and self._sizes and event.oldSize().width() != event.size().width():
            self._still.start()

    def changeEvent(self, event: QEvent) -> None:
        """Text in another size, other colours: the page is set anew, where it stands."""
        super().changeEvent(event)
        kinds = (QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if event.type() in kinds and self.page:
            bar = self.verticalScrollBar()
            share = bar.value() / max(1, bar.maximum())
            self.show_page(self.page)
            bar.setValue(round(share * bar.maximum()))

    # -- pictures

    def _room(self) -> int:
        return max(_LEAST_WIDTH, self.contentsRect().width() - 3 * WIDE - SCROLL_BAR)  # one more: a picture in a list

    def _scale_again(self) -> None:
        if self._room() == self._scaled_to:
            return
        top = self.verticalScrollBar().value()
        self._scaled_to = self._room()
        for path in self._sizes:
            url = QUrl.fromLocalFile(path)
            self.document().addResource(_IMAGE, url, self.loadResource(_IMAGE.value, url))
        self._lay_out()
        self.verticalScrollBar().setValue(top)
        self._fetch_pictures()

    def _fetch_pictures(self) -> None:
        """Read and scale the pictures of the page; called when it is laid out, which asks for all of them."""
        self.document().size()
        wanted, width, document = tuple(self._sizes), self._scaled_to, self.document()
        if not wanted:
            return

        def read(task: Any) -> dict[str, QImage]:
            found = {}
            for path in wanted:
                task.check()
                found[path] = _picture(path, width)
            return found

        def put_in(pictures: Mapping[str, QImage]) -> None:
            if self.document() is not document or self._scaled_to != width:
                return
            for path, picture in pictures.items():
                if not picture.isNull():
                    document.addResource(_IMAGE, QUrl.fromLocalFile(path), picture)
            self._lay_out()

        self._runner.run("手册的图片", read, while_there(self, put_in))

    def _lay_out(self) -> None:
        self.document().markContentsDirty(0, self.document().characterCount())
        self.viewport().update()

    # -- places

    def _mark_all(self, words: list[str]) -> None:
        form = QTextCharFormat()
        form.setBackground(QColor(current_theme().colour("mark")))
        found: list[QTextEdit.ExtraSelection] = []
        for word in words:
            cursor = self.document().find(word)
            while not cursor.isNull() and len(found) < 500:
                one = QTextEdit.ExtraSelection()
                one.cursor, one.format = cursor, form  # type: ignore[attr-defined]
                found.append(one)
                cursor = self.document().find(word, cursor)
        self.setExtraSelections(found)

    def _bring_up(self, block: QTextBlock) -> None:
        self.setTextCursor(QTextCursor(block))
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top) - SCROLL_BAR)

    def _bring_into_sight(self, block: QTextBlock) -> None:
        """A third below the top, so that what stands above a hit is seen too."""
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top - self.viewport().height() / 3))

    @staticmethod
    def _is_ours(path: Path) -> bool:
        return path.resolve().is_relative_to(document_path("").resolve())


def _picture(path: str, width: int) -> QImage:
    picture = QImage(path)
    if picture.isNull():
        return picture
    smooth = Qt.TransformationMode.SmoothTransformation
    return picture.scaled(_fitting(picture.size(), width), Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


def _fitting(size: QSize, width: int) -> QSize:
    """The size of a picture that is no wider than this."""
    return size if size.width() <= width else QSize(width, max(1, round(size.height() * width / size.width())))


def _is_of(text: str, line: str, words: list[str]) -> bool:
    """Whether a block of the page is a hit, or the cell of the row that is one."""
    shown = text.strip()
    return bool(shown) and (shown in line or line in shown) and any(word.lower() in shown.lower() for word in words)
