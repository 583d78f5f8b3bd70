"""The parts of the pivot's view: the bar of cuts, what the rows are ordered by, the two lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QTableView,
    QToolButton,
    QWidget,
)

from coding.work.pivot_periods import PivotPeriod, periods
from ui.officer.pivot_delegate import PivotDelegate, pivot_row_height
from ui.officer.pivot_model import COURSE, NAME, RATE, SHARE
from ui.plain import plain_tip
from ui.theme.spacing import CARD_HEIGHT, TINY
from ui.worklist.delegate import CardDelegate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QAction, QFocusEvent, QInputMethodEvent

    from coding.work.officer_pivot import CutView
    from ui.officer.pivot_model import PivotModel
    from ui.worklist.worklist_model import WorklistModel

#: What stands in the bar behind the cuts: what was drawn for grading, and the pages that wait for the officer.
SAMPLES: Final = "samples"
SUBMITTED: Final = "submitted"
_FURTHER: Final = ((SAMPLES, "抽查", "抽查的样本，盲评"), (SUBMITTED, "待质控", "已提交、等待质控的病案"))
_IN_A_LINE: Final = 4
#: Letters by themselves narrow the rows.
PERIOD_KEY: Final = "Alt+P"
_ORDERS: Final = {NAME: "名称", SHARE: "份数", RATE: "率", COURSE: "近月"}


class CutBar(QWidget):
    """A button for each cut and for what stands behind them, with its digit. ``chosen`` carries the name."""

    chosen = Signal(str)

    def __init__(self, cuts: Sequence[CutView], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QToolButton] = {}
        self._keys: dict[str, str] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(TINY)
        group = QButtonGroup(self)
        entries = [(str(view.cut), view.label, f"按{view.label}汇总") for view in cuts]
        for number, (name, label, tip) in enumerate((*entries, *_FURTHER)):
            button = QToolButton(self)
            button.setText(label)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setToolTip(plain_tip(f"{tip}（{number + 1}）"))
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _on=False, name=name: self.chosen.emit(name))
            group.addButton(button)
            grid.addWidget(button, number // _IN_A_LINE, number % _IN_A_LINE)
            self.buttons[name] = button
            self._keys[str(number + 1)] = name

    def named_by(self, key: str) -> str | None:
        """What a digit stands for; None for nothing."""
        return self._keys.get(key)

    def mark(self, name: str) -> None:
        """Show which is chosen."""
        self.buttons[name].setChecked(True)


class PeriodButton(QToolButton):
    """Over which period is counted; Alt+P opens the menu, a letter chooses. ``chosen`` carries the PivotPeriod."""

    chosen = Signal(PivotPeriod)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip(plain_tip(f"汇总哪一段时间出院的病案（{PERIOD_KEY}）"))
        self.menu_ = QMenu(self)
        self.menu_.setAccessibleName("时期")
        self._actions: dict[PivotPeriod, QAction] = {}
        self.label = ""  # of the one that is chosen
        for view in periods():
            action = self.menu_.addAction(f"{view.label}(&{view.key})")
            action.setCheckable(True)
            action.triggered.connect(lambda _on=False, view=view: self.chosen.emit(view.period))
            self._actions[view.period] = action
        self.clicked.connect(self.ask)

    def ask(self) -> None:
        """Open the menu, at the period that is chosen."""
        self.menu_.popup(self.mapToGlobal(QPoint(0, -self.menu_.sizeHint().height())))
        self.menu_.setActiveAction(next(one for one in self._actions.values() if one.isChecked()))

    def mark(self, period: PivotPeriod) -> None:
        """Show which is chosen."""
        for each, action in self._actions.items():
            action.setChecked(each is period)
        self.label = next(view.label for view in periods() if view.period is period)
        self.setText(f"{self.label} ▾")
        self.setAccessibleName(f"时期：{self.label}")


class OrderBar(QWidget):
    """By what the rows can be ordered. ``chosen`` carries the column."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[int, QToolButton] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for column, word in _ORDERS.items():
            button = QToolButton(self)
            button.setText(word)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            by = "末月比六个月合计高多少" if column == COURSE else word
            button.setToolTip(plain_tip(f"按{by}排列（F3 依次）"))
            button.setAccessibleName(f"按{word}排列")
            button.clicked.connect(lambda _on=False, column=column: self.chosen.emit(column))
            line.addWidget(button)
            self._buttons[column] = button

    def mark(self, column: int | None) -> None:
        """Show by which the rows are ordered; None: in their own order."""
        for each, button in self._buttons.items():
            button.setChecked(each == column)


class _NarrowedTable(QTableView):
    """A list that is narrowed by what is typed, by an input method too. ``composed`` carries its event."""

    composed = Signal(object)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)  # Qt takes it off where no cell can be edited

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.commitString() or event.preeditString():
            self.composed.emit(event)


class PivotTable(_NarrowedTable):
    """The column of the name shows the whole row."""

    def __init__(self, model: PivotModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("汇总的行")
        self.setModel(model)
        self.setItemDelegate(PivotDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().hide()
        for column in (SHARE, RATE, COURSE):
            self.hideColumn(column)
        self.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.fit()

    def fit(self) -> None:
        """The rows have the room that their text needs."""
        self.verticalHeader().setDefaultSectionSize(pivot_row_height())


class PageList(_NarrowedTable):
    """The pages behind a row, as the worklist draws them."""

    def __init__(self, model: WorklistModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("这一行的病案")
        self.setModel(model)
        self.setItemDelegate(CardDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(CARD_HEIGHT)
