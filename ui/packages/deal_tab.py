"""分发: the pages of each ward to somebody, one package a person; what is out, and waiting for it no more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from coding.exchange.package_body import PackageKind
from coding.review.people import Command
from coding.work.dealing_out import Deal, Dealt, call_off, deal
from coding.work.package_desk import addressed, lock_to, sender_of
from ui.grouping.group_table import ReadTable
from ui.packages.package_work import FolderLine, button, enable
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from ui.packages.overview import Overview
    from ui.packages.package_work import PackageWork
    from ui.tasks import Task

_WARDS: Final = ("病区", "份数", "未交回", "分给")
_OUT: Final = ("分给", "内容", "日期", "份数", "未交回")
_WHO: Final = 3
_NOBODY: Final = "—"
#: Who may do which of both kinds.
_NEEDS: Final = {PackageKind.DEALT: Command.DEAL_PACKAGE, PackageKind.FLAGGED: Command.WORK_PACKAGE}


class DealTab(QWidget):
    """The first row are the pages of the list as it is filtered: so that any pages can be sent."""

    def __init__(self, work: PackageWork, parent: QWidget) -> None:
        super().__init__(parent)
        self._work = work
        self._rows: list[tuple[str, tuple[int, ...]]] = []
        self._overview: Overview | None = None
        self.kind = QComboBox(self)
        self.kind.setAccessibleName("用途")
        for kind in _NEEDS:
            self.kind.addItem(kind.label, kind.value)
        if not work.store.me.may(Command.DEAL_PACKAGE):
            self.kind.setCurrentIndex(self.kind.findData(PackageKind.FLAGGED.value))
        self.kind.currentIndexChanged.connect(lambda _: self._tell_buttons())
        self.period = QLineEdit(self)
        self.period.setAccessibleName("出院时期")
        self.period.setPlaceholderText("全部；或如 2026-10、2026-Q3")
        self.table = ReadTable(_WARDS, (0, 64, 72, 150), self, (1, 2))
        self.table.setAccessibleName("病区")
        self.out = ReadTable(_OUT, (110, 0, 96, 60, 64), self, (3, 4))
        self.out.setAccessibleName("已分发的工作包")
        self.out.currentCellChanged.connect(lambda *_: self._tell_buttons())
        self.folder = FolderLine("写到文件夹", work.place.last_folder, self)
        self.deal_button = button("分发", self.deal, self, is_primary=True)
        self.call_off_button = button("不再等待所选的工作包", self.call_off, self)
        self._lay_out()
        self._tell_buttons()

    def show_overview(self, found: Overview) -> None:
        """Wards, people and packages as they are now."""
        self._overview = found
        listed = tuple(self._work.place.listed())
        self._rows = [(f"列表中的 {len(listed):,} 份", listed), *found.wards.items()]
        self.table.fill(
            [
                (name or "（没有病区）", f"{len(ids):,}", f"{sum(one in found.out for one in ids):,}", "")
                for name, ids in self._rows
            ]
        )
        for row in range(self.table.rowCount()):
            box = QComboBox(self.table)
            box.setAccessibleName("分给")
            box.addItem(_NOBODY, "")
            for name in sorted(found.cards):
                box.addItem(name, name)
            box.setEditable(not self._work.store.is_sealed)
            box.currentTextChanged.connect(lambda _text: self._tell_buttons())
            self.table.setCellWidget(row, _WHO, box)
        self.out.fill(
            [
                (p.partner, f"{PackageKind(p.kind).label} {p.title}", f"{p.at:%Y-%m-%d}", f"{len(p.pages):,}",
                 f"{len(p.out):,}")
                for p in found.dealt
            ]
        )  # fmt: skip
        self._tell_buttons()

    def choose(self, row: int, name: str) -> None:
        """Give a row to somebody."""
        box = self.table.cellWidget(row, _WHO)
        assert isinstance(box, QComboBox)
        box.setCurrentText(name)

    def deals(self) -> list[tuple[str, str, tuple[int, ...]]]:
        """Who gets what, under which title: one package a person."""
        titles: dict[str, list[str]] = {}
        pages: dict[str, list[int]] = {}
        for row, (title, ids) in enumerate(self._rows):
            box = self.table.cellWidget(row, _WHO)
            name = box.currentText().strip() if isinstance(box, QComboBox) else ""
            if name and name != _NOBODY and ids:
                titles.setdefault(name, []).append(title if row else "所选病案")
                pages.setdefault(name, []).extend(ids)
        return [(name, "、".join(titles[name]), tuple(dict.fromkeys(pages[name]))) for name in titles]

    def deal(self) -> None:
        """Write a package for each person."""
        folder, work = self.folder.folder, self._work
        if folder is None:
            work.say("请先选择工作包写到哪个文件夹。", "error")
            self.folder.edit.setFocus()
            return
        kind, wanted, passphrase = PackageKind(self.kind.currentData()), self.deals(), work.passphrase
        store, notes = work.store, work.notes

        def do(task: Task[list[Dealt]]) -> list[Dealt]:
            deals = []
            for name, title, ids in wanted:
                receiver, titled = addressed(store, name, title)
                deals.append(Deal(receiver, lock_to(store, name, passphrase), ids, titled, kind))
            return deal(store, notes, Path(folder), deals, sender_of(store), datetime.now(), task.report)

        work.run(kind.label, do, lambda done: work.say("".join(one.in_words() for one in done)), writes=True)

    def call_off(self) -> None:
        """Wait no more for the package that is selected."""
        row, work = self.out.currentRow(), self._work
        if self._overview is None or not 0 <= row < len(self._overview.dealt):
            return
        package = self._overview.dealt[row]
        work.run(
            "不再等待",
            lambda _task: call_off(work.store, work.notes, package.id, datetime.now()),
            lambda pages: work.say(f"不再等待“{package.partner}”的 {pages:,} 份病案：可以重新分发；交回来仍可合并。"),
            writes=True,
        )

    def _tell_buttons(self) -> None:
        store, row = self._work.store, self.out.currentRow()
        enable(self.deal_button, store, _NEEDS[PackageKind(self.kind.currentData())], fits=bool(self.deals()))
        dealt = self._overview.dealt if self._overview is not None else ()
        chosen = dealt[row] if 0 <= row < len(dealt) else None
        needed = _NEEDS[PackageKind(chosen.kind)] if chosen is not None else Command.DEAL_PACKAGE
        enable(self.call_off_button, store, needed, fits=chosen is not None and bool(chosen.out))

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(MEDIUM)
        above.addWidget(PlainLabel("用途", self))
        above.addWidget(self.kind)
        above.addSpacing(MEDIUM)
        above.addWidget(PlainLabel("出院时期", self))
        above.addWidget(self.period, 1)
        halves = QSplitter(self)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.table)
        halves.addWidget(self.out)
        halves.setSizes([520, 440])
        below = QHBoxLayout()
        below.setSpacing(MEDIUM)
        below.addWidget(self.folder, 1)
        below.addWidget(self.deal_button)
        below.addWidget(self.call_off_button)
        box = QVBoxLayout(self)
        box.setSpacing(MEDIUM)
        box.addLayout(above)
        box.addWidget(halves, 1)
        box.addLayout(below)
