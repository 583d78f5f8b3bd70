"""打开 and 交回: packages that were brought in here, and what was done on them written for who dealt them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from coding.exchange.package_body import PackageKind
from coding.review.people import Command
from coding.work.bringing_in import BroughtIn, GivenBack, bring_in, give_back
from coding.work.package_desk import lock_back, opened_at, sender_of
from ui.grouping.group_table import ReadTable
from ui.packages.package_work import FolderLine, button, enable
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.kept_packages import NotedPackage
    from ui.packages.overview import Overview
    from ui.packages.package_work import PackageWork
    from ui.tasks import Task

_COLUMNS: Final = ("发件人", "用途", "内容", "日期", "份数")
_WIDTHS: Final = (150, 70, 0, 110, 70)


class _BroughtTable(ReadTable):
    """Packages that were brought in, the last one first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_COLUMNS, _WIDTHS, parent, (4,))
        self.setAccessibleName("读入的工作包")
        self._packages: tuple[NotedPackage, ...] = ()

    def show_packages(self, packages: tuple[NotedPackage, ...]) -> None:
        """Show these."""
        self._packages = packages
        self.fill(
            [(p.partner, PackageKind(p.kind).label, p.title, f"{p.at:%Y-%m-%d}", f"{len(p.pages):,}") for p in packages]
        )

    @property
    def chosen(self) -> NotedPackage | None:
        """The one that is selected."""
        row = self.currentRow()
        return self._packages[row] if 0 <= row < len(self._packages) else None


class OpenTab(QWidget):
    """``page_wanted``: the first page of a package is to be opened (Enter on its line)."""

    page_wanted = Signal(int)

    def __init__(self, work: PackageWork, parent: QWidget) -> None:
        super().__init__(parent)
        self._work = work
        self.table = _BroughtTable(self)
        self.table.activated.connect(lambda _index: self._want_page())
        self.open_button = button("打开工作包…", self._ask, self, is_primary=True)
        enable(self.open_button, work.store, Command.WORK_PACKAGE)
        note = PlainLabel("打开即读入其中的病案；本机已改过的不覆盖。按回车打开工作包的第一份病案。", self)
        note.setProperty("role", "muted")
        below = QHBoxLayout()
        below.addWidget(note, 1)
        below.addWidget(self.open_button)
        box = QVBoxLayout(self)
        box.setSpacing(MEDIUM)
        box.addWidget(self.table, 1)
        box.addLayout(below)

    def show_overview(self, found: Overview) -> None:
        """Packages as they are now."""
        self.table.show_packages(found.brought)

    def open(self, path: Path) -> None:
        """Bring a package in."""
        work, passphrase = self._work, self._work.passphrase

        def do(_task: Task[BroughtIn]) -> BroughtIn:
            return bring_in(work.store, work.notes, opened_at(work.store, path, passphrase), path.name)

        work.run("打开工作包", do, lambda brought: work.say(brought.in_words()), writes=True)

    def _ask(self) -> None:
        if path := self._work.ask_for_package("打开工作包"):
            self.open(path)

    def _want_page(self) -> None:
        if (chosen := self.table.chosen) is not None and chosen.pages:
            self.page_wanted.emit(chosen.pages[0].page_id)


class ReturnTab(QWidget):
    """A package may be given back as often as one likes: each time all that was done since it was dealt."""

    def __init__(self, work: PackageWork, parent: QWidget) -> None:
        super().__init__(parent)
        self._work = work
        self.table = _BroughtTable(self)
        self.table.currentCellChanged.connect(lambda *_: self._tell_button())
        self.folder = FolderLine("写到文件夹", work.place.last_folder, self)
        self.return_button = button("写成交回的工作包", self.give_back, self, is_primary=True)
        below = QHBoxLayout()
        below.setSpacing(MEDIUM)
        below.addWidget(self.folder, 1)
        below.addWidget(self.return_button)
        box = QVBoxLayout(self)
        box.setSpacing(MEDIUM)
        box.addWidget(self.table, 1)
        box.addLayout(below)
        self._tell_button()

    def show_overview(self, found: Overview) -> None:
        """Packages as they are now."""
        self.table.show_packages(found.brought)
        self._tell_button()

    def give_back(self) -> None:
        """Write what was done on the pages of the package that is selected."""
        work, noted, folder = self._work, self.table.chosen, self.folder.folder
        if noted is None:
            return
        if folder is None:
            work.say("请先选择工作包写到哪个文件夹。", "error")
            self.folder.edit.setFocus()
            return
        passphrase = work.passphrase

        def do(_task: Task[GivenBack]) -> GivenBack:
            lock = lock_back(noted, passphrase)
            store = work.store
            return give_back(store, work.notes, noted.id, folder, sender_of(store), lock, datetime.now())

        work.run("交回", do, lambda given: work.say(given.in_words()), writes=True)

    def _tell_button(self) -> None:
        enable(self.return_button, self._work.store, Command.WORK_PACKAGE, fits=self.table.chosen is not None)
