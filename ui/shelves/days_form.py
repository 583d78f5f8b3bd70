"""For which days of discharge a file is used: proposed by the file, set by a person, with all that follows in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from coding.base.dates import read_moment
from coding.work.shelf import ShelfDays
from coding.work.shelf_effect import ShelfEffect, ShelfTrial, shelf_effect
from coding.work.shelf_words import closing_words
from ui.plain import PlainLabel
from ui.theme.fonts import scaled
from ui.theme.spacing import LARGE, MEDIUM, SMALL
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from ui.tasks import Task
    from ui.workplace import Workplace

#: Milliseconds after the last key until it is counted what follows.
_PATIENCE = 200
#: Pixels of a field at 100 %: its hint is read whole.
_WIDEST = 270


class DaysForm(QWidget):
    """First and last day, whether what is used now ends the day before, gaps and overlaps, and how many pages get other
    knowledge: counted behind the window. ``told`` when all of it is known of the days as they stand.

    ``trial`` gives what the shelf would be with some days; ``began``: the first day that is in force now, where it has
    one: an earlier one is retroactive use, which is said and remembered.
    """

    told = Signal()

    def __init__(
        self,
        place: Workplace,
        trial: Callable[[ShelfDays], ShelfTrial],
        proposed: ShelfDays,
        parent: QWidget | None = None,
        began: date | None = None,
    ) -> None:
        super().__init__(parent)
        self._began = began
        self._place = place
        self._trial = trial
        self._task: Task[ShelfEffect] | None = None
        self.effect: ShelfEffect | None = None
        self.first = self._line(proposed.first, "如 2027-01-01；空着表示一直以来", "从哪天起")
        self.last = self._line(proposed.last, "如 2027-12-31；空着表示以后一直用", "到哪天止")
        self.closes = QCheckBox(self)
        self.closes.setChecked(proposed.closes)
        self.closes.toggled.connect(lambda _on: self._ask())
        self.doubts = PlainLabel(self, wordWrap=True)
        self.doubts.setProperty("role", "warning")
        self.change = PlainLabel(self, wordWrap=True)
        days = QHBoxLayout()
        days.setSpacing(MEDIUM)
        for widget in (self.first, PlainLabel("至", self), self.last, PlainLabel("出院的病案", self)):
            days.addWidget(widget)
        days.addStretch(1)
        form = QFormLayout()
        form.addRow("用于", days)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        box.addLayout(form)
        for widget in (self.closes, self.doubts, self.change):
            box.addWidget(widget)
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._soon.timeout.connect(self._count)
        self._ask()

    @property
    def days(self) -> ShelfDays | None:
        """The days as they stand; None while they cannot be read."""
        first, last = _day(self.first.text()), _day(self.last.text())
        if first is False or last is False or (first and last and first > last):
            return None
        return ShelfDays(first or None, last or None, self.closes.isChecked())

    @property
    def is_known(self) -> bool:
        """Whether what follows from the days as they stand is told."""
        return self.effect is not None and self.days is not None

    @property
    def is_retroactive(self) -> bool:
        """Whether the days as they stand begin earlier than those in force now."""
        days = self.days
        return bool(days and self._began and (days.first is None or days.first < self._began))

    def _of_the_past(self, days: ShelfDays) -> list[str]:
        if not self.is_retroactive:
            return []
        since = f" {days.first} 起" if days.first else "以前全部"
        return [f"追溯使用：原来从 {self._began} 起，现在也用于{since}出院的病案；由谁、何时改的会记下来。"]

    def stop(self) -> None:
        """Nobody waits any more."""
        self._soon.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _line(self, day: date | None, hint: str, name: str) -> QLineEdit:
        line = QLineEdit(day.isoformat() if day else "", self)
        line.setPlaceholderText(hint)
        line.setMinimumWidth(min(line.fontMetrics().horizontalAdvance(hint) + 2 * LARGE, round(scaled(_WIDEST))))
        line.setAccessibleName(name)
        line.textChanged.connect(lambda _text: self._ask())
        return line

    def _ask(self) -> None:
        """Say at once what the days mean for the shelf, and count the pages a moment later."""
        if not hasattr(self, "_soon"):
            return
        self.stop()
        self.effect = None
        days = self.days
        if days is None:
            self.closes.hide()
            self.doubts.setText("日期看不懂，或者止日早于起日：请写成 2027-01-01 的样子，可以空着。")
            self.doubts.show()
            self.change.setText("")
            self.told.emit()
            return
        trial = self._trial(days)
        self.closes.setVisible(bool(trial.closed) and days.first is not None)
        if trial.closed and days.first is not None:
            self.closes.setText(closing_words(trial.closed, days.first))
        sentences = [*self._of_the_past(days), *trial.doubts()]
        self.doubts.setText("\n".join(sentences))
        self.doubts.setVisible(bool(sentences))
        self.change.setText("正在核对涉及的病案…")
        self._soon.start()
        self.told.emit()

    def _count(self) -> None:
        days = self.days
        if days is None:
            return
        trial, store = self._trial(days), self._place.store
        self._task = self._place.runner.run(
            "核对涉及的病案",
            lambda task: shelf_effect(store, trial.before, trial.after, task.report),
            on_result=self._show,
            on_error=lambda error: self.change.setText(in_words(error)),
        )

    def _show(self, effect: ShelfEffect) -> None:
        self._task = None
        self.effect = effect
        self.change.setText(effect.in_words())
        self.change.setProperty("role", "warning" if effect.passed else "")
        self.change.style().polish(self.change)
        self.told.emit()


def _day(text: str) -> date | bool | None:
    """A day that was typed, None for nothing, False for what is none."""
    if not text.strip():
        return None
    moment = read_moment(text)
    return moment.date() if moment else False
