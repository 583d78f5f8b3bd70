"""The steps of a month, their state and who does them, and behind them what is only looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from coding.review.month_life import month_steps
from ui.icons.icons import icon
from ui.plain import plain_tip
from ui.theme.fonts import scaled
from ui.theme.spacing import ICON_SMALL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QEvent

    from coding.review.month_life import StepAt

#: What stands behind the steps: key → words.
LOOKS: Final = {"figures": "指标", "charts": "图表"}
_WIDTH: Final = 206
_ROW: Final = 40
_LOOK_ROW: Final = 30


class StepList(QListWidget):
    """``wanted``: the key of the step or view that is to be shown. Enter goes into it."""

    wanted = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("月末关账的步骤")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(round(scaled(_WIDTH)))
        self.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        self._items: dict[str, QListWidgetItem] = {}
        self._states: Mapping[str, StepAt] = {}
        for key, words in LOOKS.items():
            self._add(key, words, _LOOK_ROW)
        for step in month_steps():
            self._add(step.key, f"{step.number} {step.label}", _ROW)
        self.currentItemChanged.connect(lambda item, _: self.wanted.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.itemActivated.connect(lambda _: self.entered.emit())
        self.show_states({})

    @property
    def keys(self) -> list[str]:
        """The keys in their order."""
        return list(self._items)

    def choose(self, key: str) -> None:
        """Go to a step."""
        self.setCurrentItem(self._items[key])

    def show_states(self, states: Mapping[str, StepAt]) -> None:
        """Tell how far each step is: step → its state; one that is not told has not begun."""
        self._states = states
        for step in month_steps():
            item, at = self._items[step.key], states.get(step.key)
            item.setText(f"{step.number} {step.label}\n{_words(at) if at is not None else ''}　{step.who_words}")
            told = at.told if at is not None else ""
            item.setToolTip(plain_tip("\n".join(part for part in (told, f"做完：{step.done}") if part)))
            is_done = at is not None and at.is_done
            name = "done" if is_done else "waiting" if at is None or not at.count else "later"
            item.setIcon(icon(name, "clean" if is_done else "text_muted"))
        for key in LOOKS:
            self._items[key].setIcon(icon("findings" if key == "figures" else "group", "text_muted"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange and hasattr(self, "_items"):
            self.show_states(self._states)

    def _add(self, key: str, words: str, height: int) -> None:
        item = QListWidgetItem(words)
        item.setData(Qt.ItemDataRole.UserRole, key)
        item.setSizeHint(QSize(round(scaled(_WIDTH)) - 8, round(scaled(height))))
        self.addItem(item)
        self._items[key] = item


def _words(at: StepAt) -> str:
    if at.is_done:
        return "已完成"
    return f"{at.count:,} / {at.of:,}" if at.of else "未开始"
