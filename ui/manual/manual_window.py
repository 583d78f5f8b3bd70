"""The manual in a window beside the work: its contents, a line to search by, pages, links, back and forth, print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.icons.icons import icon
from ui.manual.contents_tree import ContentsTree
from ui.manual.hit_list import HitList
from ui.manual.manual_page import ManualPage
from ui.manual.pages import FIRST_PAGE, resolved
from ui.manual.search_index import MOST, build_index
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.tasks import while_there
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent
    from PySide6.QtPrintSupport import QPrinter

    from ui.manual.search_index import Hit, SearchIndex
    from ui.tasks import TaskRunner

#: A page and the heading on it; "" = its beginning.
Stop = tuple[str, str]
_SIZE: Final = (960, 640)
_SIDE: Final = 270


@dataclass(slots=True)
class _Visit:
    """Where she was: ``top`` is how far down, kept when she goes on."""

    page: str
    heading: str
    top: int | None = None


class ManualWindow(QDialog):
    """Stands open beside the work. Ctrl+F searches as one types, ↑ ↓ and Enter go through what was found, Esc puts the
    contents back and then closes; Alt+← and Alt+→ go back and forth, Ctrl+P prints the page.
    """

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.setModal(False)
        self.resize(size_on_screen(self, *_SIZE))
        self._runner = runner
        self._past: list[_Visit] = []
        self._at = -1
        self._index: SearchIndex | None = None
        self._is_reading = False
        self.back = self._button("chevron_left", "后退（Alt+←）", "Alt+Left", lambda: self._step(-1))
        self.forth = self._button("chevron_right", "前进（Alt+→）", "Alt+Right", lambda: self._step(1))
        self.first = self._button("help", "目录（Alt+Home）", "Alt+Home", lambda: self.go(FIRST_PAGE))
        self.printing = self._button("print", "打印这一页（Ctrl+P）", "Ctrl+P", self._ask_and_print)
        self.search = QLineEdit(
            placeholderText="在手册中查找：文字或标题的拼音首字母（Ctrl+F）", clearButtonEnabled=True
        )
        self.search.setAccessibleName("在手册中查找")
        self.search.textChanged.connect(self._look)
        self.search.installEventFilter(self)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self._to_search)
        QShortcut(QKeySequence("F3"), self).activated.connect(lambda: self.hits.step(1))
        QShortcut(QKeySequence("Shift+F3"), self).activated.connect(lambda: self.hits.step(-1))
        self.told = PlainLabel()
        self.told.setProperty("role", "muted")
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)  # an address is copied from it
        self.contents = ContentsTree(self)
        self.contents.wanted.connect(self.go)
        self.hits = HitList(self)
        self.hits.chosen.connect(self._go_to_hit)
        self.view = ManualPage(runner, self)
        self.view.anchorClicked.connect(self._follow)
        self._lay_out()

    @property
    def stop(self) -> Stop:
        """The page and the heading that were gone to."""
        return (self._past[self._at].page, self._past[self._at].heading) if self._past else ("", "")

    def go(self, page: str, heading: str = "") -> None:
        """Go to a page, and to a heading on it."""
        self._visit(page, heading)
        self._show()
        self.view.setFocus()

    def look_for(self, words: str) -> None:
        """Search, as if it was typed."""
        self._to_search()
        self.search.setText(words)

    def print_on(self, printer: QPrinter) -> None:
        """The page that is shown, on paper: black on white whatever the window is."""
        from ui.manual.on_paper import paper_copy

        paper_copy(self.view.page).print_(printer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """↑, ↓ and Enter in the line go through what was found; Esc gives the contents back first."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1}
            if event.key() in steps:
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self.hits.step(-1 if back else steps[Qt.Key(event.key())])
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.search.removeEventFilter(self)
        super().closeEvent(event)

    # -- search

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()
        self._read()

    def _read(self) -> None:
        """Make the index once, behind the window."""
        if self._index is None and not self._is_reading:
            self._is_reading = True
            self._runner.run("手册的查找", lambda task: build_index(task.check), while_there(self, self._have_read))

    def _have_read(self, index: SearchIndex) -> None:
        self._index = index
        if self.search.text():
            self._look(self.search.text())

    def _look(self, typed: str) -> None:
        self.side.setCurrentWidget(self.hits if typed.strip() else self.contents)
        if not typed.strip():
            self.told.setText("")
            self.view.setExtraSelections([])
            return
        if self._index is None:
            self._read()
            return
        found = self._index.found(typed)
        self.hits.show_hits(found)
        many = f"{len(found)} 处" if len(found) < MOST else f"{MOST} 处以上"
        self.told.setText(many if found else "手册中没有")

    def _go_to_hit(self, hit: Hit) -> None:
        """Show a hit; the line keeps the focus."""
        self._visit(hit.page, hit.heading if hit.heading != hit.title else "")
        self._show(is_hit=True)
        self.view.mark(self.search.text().split(), hit.heading, hit.turn, hit.line)

    # -- pages

    def _visit(self, page: str, heading: str) -> None:
        if self.stop != (page, heading):
            if self._past:
                self._past[self._at].top = self.view.verticalScrollBar().value()
            self._past = [*self._past[: self._at + 1], _Visit(page, heading)]
            self._at = len(self._past) - 1

    def _follow(self, url: QUrl) -> None:
        """A link to another page of ours; what lies outside is not opened, its address can be copied from the line."""
        if url.scheme() not in ("", "file"):
            self.told.setText(url.toString())
            return
        self.go(resolved(self.view.page, url.path()), url.fragment())

    def _step(self, by: int) -> None:
        if 0 <= self._at + by < len(self._past):
            self._past[self._at].top = self.view.verticalScrollBar().value()
            self._at += by
            self._show()
            if (top := self._past[self._at].top) is not None:
                self.view.verticalScrollBar().setValue(top)
            self.view.setFocus()

    def _show(self, *, is_hit: bool = False) -> None:
        page, heading = self.stop
        if not is_hit:
            self.told.setText("")
        if page != self.view.page:
            self.view.show_page(page)
        if not heading or not self.view.go_to_heading(heading):
            self.view.verticalScrollBar().setValue(0)
        self.contents.show_at(page, heading)
        self.back.setEnabled(self._at > 0)
        self.forth.setEnabled(self._at < len(self._past) - 1)

    def _ask_and_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # the printing part of Qt is loaded when it is wanted

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.windowTitle())
        if QPrintDialog(printer, self).exec():
            self.print_on(printer)

    # -- its parts

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(SMALL)
        for widget in (self.back, self.forth, self.first, self.printing):
            above.addWidget(widget)
        above.addWidget(self.search, 1)
        above.addWidget(self.told)
        self.side = QStackedWidget(self)
        self.side.addWidget(self.contents)
        self.side.addWidget(self.hits)
        both = QSplitter(Qt.Orientation.Horizontal, self)
        both.addWidget(self.side)
        both.addWidget(self.view)
        both.setStretchFactor(1, 1)
        both.setSizes([_SIDE, _SIZE[0] - _SIDE])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        whole.addLayout(above)
        whole.addWidget(both, 1)

    def _button(self, shape: str, told: str, keys: str, do: object) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(shape))
        button.setToolTip(plain_tip(told))
        button.setAccessibleName(told)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(do)
        QShortcut(QKeySequence(keys), self).activated.connect(do)
        return button
