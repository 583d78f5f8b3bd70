"""The manual in a small window beside the work: pages, links, back and forth, a line to search by."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from ui.icons.icons import icon
from ui.manual.manual_page import FIRST_PAGE, ManualPage, manual_pages
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import MEDIUM, SMALL

#: A page and the heading on it; "" = its beginning.
Stop = tuple[str, str]


class ManualWindow(QDialog):
    """Stands open beside the work; Esc closes it, Alt+← and Alt+→ go back and forth, Enter in the line goes on to the
    next place with the words, over all pages.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.setModal(False)
        self.resize(size_on_screen(self, 720, 600))
        self._past: list[Stop] = []
        self._at = -1
        self.back = self._button("chevron_left", "后退（Alt+←）", "Alt+Left", lambda: self._step(-1))
        self.forth = self._button("chevron_right", "前进（Alt+→）", "Alt+Right", lambda: self._step(1))
        self.first = self._button("help", "目录（Alt+Home）", "Alt+Home", lambda: self.go(FIRST_PAGE))
        self.search = QLineEdit(placeholderText="在手册中查找，按 Enter 到下一处", clearButtonEnabled=True)
        self.search.setAccessibleName("在手册中查找")
        self.search.returnPressed.connect(self.find_next)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.search.setFocus)
        self.told = PlainLabel()
        self.told.setProperty("role", "muted")
        self.view = ManualPage(self)
        self.view.anchorClicked.connect(self._follow)
        above = QHBoxLayout()
        above.setSpacing(SMALL)
        for widget in (self.back, self.forth, self.first):
            above.addWidget(widget)
        above.addWidget(self.search, 1)
        above.addWidget(self.told)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        whole.addLayout(above)
        whole.addWidget(self.view, 1)

    @property
    def stop(self) -> Stop:
        """The page and the heading that were gone to."""
        return self._past[self._at] if self._past else ("", "")

    def go(self, page: str, heading: str = "") -> None:
        """Go to a page, and to a heading on it."""
        if self.stop != (page, heading):
            self._past = [*self._past[: self._at + 1], (page, heading)]
            self._at = len(self._past) - 1
        self._show()

    def find_next(self) -> None:
        """The next place with the words of the line, on this page or on those behind it."""
        words = self.search.text().strip()
        self.told.setText("")
        if not words or self.view.find(words):
            return
        pages = manual_pages()
        at = pages.index(self.view.page) if self.view.page in pages else 0
        for name in (*pages[at + 1 :], *pages[: at + 1]):
            if name != self.view.page:
                self.go(name)
            self.view.moveCursor(QTextCursor.MoveOperation.Start)
            if self.view.find(words):
                return
        self.told.setText("手册中没有")

    def _button(self, shape: str, told: str, keys: str, do: object) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(shape))
        button.setToolTip(plain_tip(told))
        button.setAccessibleName(told)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(do)
        QShortcut(QKeySequence(keys), self).activated.connect(do)
        return button

    def _follow(self, url: QUrl) -> None:
        """A link to another page of ours; what lies outside is not opened."""
        if url.scheme() not in ("", "file"):
            self.told.setText(url.toString())
            return
        self.go(url.path() or self.view.page, url.fragment())

    def _step(self, by: int) -> None:
        if 0 <= self._at + by < len(self._past):
            self._at += by
            self._show()

    def _show(self) -> None:
        page, heading = self.stop
        self.told.setText("")
        if page != self.view.page:
            self.view.show_page(page)
        if not heading or not self.view.go_to_heading(heading):
            self.view.verticalScrollBar().setValue(0)
        self.back.setEnabled(self._at > 0)
        self.forth.setEnabled(self._at < len(self._past) - 1)
        self.view.setFocus()
