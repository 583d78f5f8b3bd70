"""术语: the term book and term standardisation, beside the main window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.terms.book_page import BookTab
from ui.terms.clusters import ClustersTab
from ui.terms.parts import button
from ui.terms.years_page import YearsTab
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from ui.terms.terms_desk import TermDesk

_SIZE = (1240, 680)
_LEAST = 220


class TermWindow(QDialog):
    """Stays open while pages are worked on. Ctrl+Tab goes to the other tab."""

    def __init__(self, desk: TermDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("术语本与术语归一")
        self.setModal(False)
        self.resize(size_on_screen(self, *_SIZE))
        self.desk = desk
        self.book = BookTab(desk)
        self.clusters = ClustersTab(desk)
        self.years = YearsTab(desk)
        self.tabs = QTabWidget()
        # beside the page there may be little height: the tables scroll
        self.tabs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.tabs.setMinimumHeight(_LEAST)
        self.tabs.addTab(self.book, "术语本")
        self.tabs.addTab(self.clusters, "术语归一")
        self.tabs.addTab(self.years, "历年学习")
        self.words = PlainLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        close = button("关闭")
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.addWidget(self.words, 1)
        bottom.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.tabs, 1)
        box.addLayout(bottom)
        for tab in (self.book, self.clusters, self.years):
            tab.told.connect(self.tell)
        self.years.kept.connect(self.reload)
        self.book.start_search()

    def tell(self, sentence: str, kind: str = "info") -> None:
        """Say what came of it, in the line at the foot."""
        self.words.setText(sentence)
        self.words.setProperty("role", "error" if kind == "error" else "")
        self.words.style().polish(self.words)

    def reload(self) -> None:
        """Show the term book as it is now."""
        self.book.reload()

    def show_clusters(self) -> None:
        """Go to term standardisation."""
        self.tabs.setCurrentWidget(self.clusters)
        self.clusters.start()
