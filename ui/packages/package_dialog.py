"""工作包: one desk for dealing out, opening, giving back and merging packages, and for the cards of who does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout

from coding.review.people import Command
from ui.packages.brought_tabs import OpenTab, ReturnTab
from ui.packages.cards_tab import CardsTab
from ui.packages.deal_tab import DealTab
from ui.packages.merge_tab import MergeTab
from ui.packages.overview import Overview, overview
from ui.packages.package_work import PackageWork
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from pathlib import Path

    from ui.tasks import Task
    from ui.workplace import Workplace


class PackageDialog(QDialog):
    """``page_wanted``: a page is to be opened; ``written``: pages came or were changed."""

    page_wanted = Signal(int)
    written = Signal()

    def __init__(self, place: Workplace, offered: Path | None = None) -> None:
        """``offered``: the package that is opened or looked at without being asked for; nothing is done with it yet."""
        super().__init__(place.parent)
        self._place = place
        self.setWindowTitle("工作包")
        self.resize(size_on_screen(self, 1080, 620))
        self.work = PackageWork(place, self, offered)
        self.deal = DealTab(self.work, self)
        self.open_ = OpenTab(self.work, self)
        self.return_ = ReturnTab(self.work, self)
        self.merge = MergeTab(self.work, self)
        self.cards = CardsTab(self.work, self)
        self.tabs = QTabWidget(self)
        for tab, title in (
            (self.deal, "分发"),
            (self.open_, "打开"),
            (self.return_, "交回"),
            (self.merge, "合并"),
            (self.cards, "名片"),
        ):
            self.tabs.addTab(tab, title)
        if offered is not None or not place.store.me.may(Command.DEAL_PACKAGE):
            self.tabs.setCurrentWidget(self.open_)
        closing = QDialogButtonBox(self)
        close = closing.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.tabs, 1)
        box.addWidget(self.work)
        box.addWidget(closing)
        self.work.started.connect(lambda: self.tabs.setEnabled(False))
        self.work.ended.connect(lambda: self.tabs.setEnabled(True))
        self.work.written.connect(self._renew)
        self.deal.period.editingFinished.connect(self.reload)
        for tab in (self.open_, self.merge):
            tab.page_wanted.connect(self._want_page)
        self._asking: Task[Overview] | None = None
        self.reload()

    def reload(self) -> None:
        """Ask the store for wards, packages and cards again; what was told stays."""
        store, notes, period = self._place.store, self.work.notes, self.deal.period.text()

        def ask(_task: Task[Overview]) -> Overview:
            return overview(store, notes, period)

        self._stop_asking()
        self._asking = self._place.runner.run(
            "工作包", ask, self._show, lambda error: self.work.say(in_words(error), "error")
        )

    def reject(self) -> None:
        if self.work.is_working:  # what is under way tells how it ended
            self.work.say("正在处理：请等它完成，或先取消。", "error")
            return
        super().reject()

    def done(self, result: int) -> None:
        self._stop_asking()
        super().done(result)

    def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _show(self, found: Overview) -> None:
        for tab in (self.deal, self.open_, self.return_, self.cards):
            tab.show_overview(found)

    def _renew(self) -> None:
        self._place.session.catch_up()
        self.written.emit()
        self.reload()

    def _want_page(self, page_id: int) -> None:
        self.page_wanted.emit(page_id)
        self.accept()
