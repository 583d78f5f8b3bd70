"""Pages of a period under two schemes: who moves, why, who wins and loses; the pages, and a workbook."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from coding.reports.switch_workbook import write_switch_workbook
from coding.work.comparing import Listed, held_schemes, listed_schemes, periods_of, switch_between
from coding.work.exporting import note_export
from ui.dialogs.message import show_message
from ui.grouping.listed_schemes import ListedSchemes
from ui.grouping.switch_views import VIEWS, ComparedPages, SwitchPage, SwitchTableView
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from coding.payment.scheme_switch import SchemeSwitch
    from coding.reports.switch_tables import Cell
    from ui.grouping.switch_views import LinePages
    from ui.tasks import Task
    from ui.workplace import Workplace

_ALL = "列表中的全部病案"
_TIP = Qt.ItemDataRole.ToolTipRole
#: So many schemes it takes to compare.
_TWO = 2


class MonthDialog(QDialog):
    """Which two schemes, which pages, the run in the task runner, and what it found.

    ``listed_changed``: the list of schemes is another one, for all who compare under it. ``page_wanted``: a page is to
    be opened; the dialog stays beside it.
    """

    listed_changed = Signal()
    page_wanted = Signal(int)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._store = workplace.store
        self._task: Task[SchemeSwitch] | None = None
        self.switch: SchemeSwitch | None = None
        self.setModal(False)
        self.setWindowTitle("换用方案比较")
        self.resize(size_on_screen(self, 1180, 660))
        self.old = _box("原方案", self)
        self.new = _box("新方案", self)
        self.scope = _box("比较哪些病案", self)
        self.scope.addItem(_ALL, "")
        for name in periods_of(self._store, self._ids()):
            self.scope.addItem(period_words(name), name)
        self.start_button = QPushButton("开始比较", self)
        self.cancel_button = QPushButton("停止", self)
        self.start_button.clicked.connect(lambda: self.start())
        self.cancel_button.clicked.connect(lambda: self._stop())
        choices = QHBoxLayout()
        for label, chosen, share in (("原方案：", self.old, 3), ("新方案：", self.new, 3), ("病案：", self.scope, 2)):
            choices.addWidget(PlainLabel(label, self))
            choices.addWidget(chosen, share)
        choices.addWidget(self.start_button)
        choices.addWidget(self.cancel_button)
        self.summary = PlainLabel(self)
        self.summary.setWordWrap(True)
        self.summary.setProperty("role", "muted")
        self.tabs = QTabWidget(self)
        self.page = SwitchPage(self)
        self.tabs.addTab(self.page, "摘要")
        self.views: dict[str, SwitchTableView] = {}
        for name, _, pages, note in VIEWS:
            view = self.views[name] = SwitchTableView(name, note, self)
            view.wanted.connect(partial(self._show_pages, pages))
            self.tabs.addTab(view, name)
        self.cases = ComparedPages(self)
        self.cases.page_wanted.connect(self.page_wanted)
        self.tabs.addTab(self.cases, "病例")
        self.listed = ListedSchemes(workplace, self)
        self.listed.changed.connect(self._renew_choices)
        self.listed.changed.connect(self.listed_changed)
        self.tabs.addTab(self.listed, "方案清单")
        closing = QDialogButtonBox(self)
        self.save_button = closing.addButton("导出工作簿…", QDialogButtonBox.ButtonRole.ActionRole)
        self.save_button.clicked.connect(lambda: self._ask_and_save())
        close = closing.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        close.clicked.connect(self.reject)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addLayout(choices)
        box.addWidget(self.summary)
        box.addWidget(self.tabs, 1)
        box.addWidget(closing)
        self._renew_choices()
        self._run_ended()
        self._tell("选好原方案和新方案，按“开始比较”。新方案在“方案清单”中加入。")
        self.finished.connect(lambda _: self._stop())

    # -- what is compared

    def add(self, listed: Listed) -> None:
        """Add a scheme to the list."""
        self.listed.add(listed)

    def _renew_choices(self) -> None:
        """The schemes of the shelf and those of the list. The newest of the list stands as the new scheme, the last of
        the shelf as the old one; where there is no list, the last two of the shelf are set against each other.
        """
        knowledge = self._place.session.knowledge
        held = held_schemes(knowledge) if knowledge else []
        listed = listed_schemes(self._store)
        sides = [*held, *listed] or [None]
        new = len(sides) - 1
        for chosen, at in ((self.old, len(held) - 1 if listed else max(new - 1, 0)), (self.new, new)):
            chosen.clear()
            for side in sides:
                chosen.addItem(side.title if side else "现用：正在装入", side)
                chosen.setItemData(chosen.count() - 1, plain_tip(chosen.itemText(chosen.count() - 1)), _TIP)
            chosen.setCurrentIndex(max(at, 0))
        if len(sides) < _TWO:
            self.tabs.setCurrentWidget(self.listed)

    # -- the run

    def start(self) -> None:
        """Compare; the window stays free meanwhile."""
        knowledge = self._place.session.knowledge
        if knowledge is None:
            self._tell("知识库还在装入，请稍候。")
            return
        if self.old.currentIndex() == self.new.currentIndex():
            self._tell("原方案和新方案是同一个：请选不同的两个，新方案在“方案清单”中加入。")
            return
        self._stop()
        ids, store, period = self._ids(), self._store, self.scope.currentData()
        sides = (self.old.currentData(), self.new.currentData())
        self._tell("正在比较…")
        self.start_button.setEnabled(False)
        self.cancel_button.setEnabled(True)
        self._task = self._place.runner.run(
            "换用方案比较",
            lambda task: switch_between(store, knowledge, sides, ids, period, task.report),
            on_result=self._show,
            on_error=lambda error: self._tell(in_words(error)),
            on_progress=lambda done, total, _part: self._tell(f"已比较 {done:,} / {total:,} 份"),
            on_end=self._run_ended,
            foreground=True,
        )

    def _run_ended(self) -> None:
        self.start_button.setEnabled(True)
        self.cancel_button.setEnabled(False)
        self.save_button.setEnabled(self.switch is not None)

    def _show(self, switch: SchemeSwitch) -> None:
        self.switch = switch
        self.page.use(switch)
        for name, table, _, _ in VIEWS:
            self.views[name].show_table(switch, table(switch))
        self.cases.use(switch)
        self._tell(
            f"{switch.old.title} → {switch.new.title}，{self.scope.currentText()}：共 {len(switch.cases):,} 份。"
        )
        self.tabs.setCurrentWidget(self.page)
        self.tabs.setFocus()

    def _show_pages(self, pages: LinePages, row: Sequence[Cell]) -> None:
        words = " ".join(str(cell) for cell in row[:4] if isinstance(cell, str) and cell)
        self.cases.show_those(words, lambda case: pages(row, case))
        self.tabs.setCurrentWidget(self.cases)
        if self.cases.view.table is not None:
            self.cases.view.table.setFocus()

    def _tell(self, sentence: str) -> None:
        self.summary.setText(sentence)

    def _stop(self) -> None:
        if self._task is not None and not self._task.cancelled:
            self._task.cancel()
            self._tell("已停止。")
        self._task = None

    def _ids(self) -> list[int]:
        return self._place.listed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to what has the focus: a table has used it already, a button is pressed."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if isinstance(focus, QPushButton):
                focus.click()
            elif isinstance(focus, QComboBox):
                self.start()
            return
        super().keyPressEvent(event)

    # -- the file

    def save(self, path: Path) -> None:
        """Write the workbook behind the window."""
        switch = self.switch
        if switch is None:
            return
        store = self._place.store

        def write() -> None:
            about = {"what": "换用方案比较", "file": str(path), "pages": len(switch.cases), "masked": True}
            note_export(store, about)
            write_switch_workbook(path, switch)

        self._tell("正在写工作簿…")
        self._place.runner.run(
            "保存比较工作簿",
            lambda _task: write(),
            on_result=lambda _: self._tell(f"已保存：{path}"),
            on_error=lambda error: show_message(self, in_words(error), "error"),
            foreground=True,
        )

    def _ask_and_save(self) -> None:
        name = str(Path(self._place.last_folder) / "换用方案比较.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "保存比较工作簿", name, "Excel 工作簿 (*.xlsx)")
        if chosen:
            self.save(Path(chosen))


def period_words(name: str) -> str:
    """2026 年, 2026 年第 3 季度, 2026 年 10 月."""
    year, _, rest = name.partition("-")
    if not rest:
        return f"{year} 年"
    return f"{year} 年第 {rest[1:]} 季度" if rest.startswith("Q") else f"{year} 年 {int(rest)} 月"


def _box(name: str, parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    box.currentTextChanged.connect(lambda text: box.setToolTip(plain_tip(text)))  # a long title is cut in the box
    return box
