"""Asking for the days of a file, and before a file is put out of use: what follows is told first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout

from coding.work.hospital_knowledge import PARTS, days_words, shelves_of
from coding.work.knowledge_copies import PartsWanted
from coding.work.shelf import UNDATED, ShelfDays, used
from coding.work.shelf_days import file_in_use, first_days_of
from coding.work.shelf_effect import shelf_effect, tried_beside
from ui.dialogs.agree_foot import agree_foot
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.shelves.days_form import DaysForm
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from coding.work.knowledge_copies import BroughtFile
    from coding.work.shelf_effect import ShelfEffect, ShelfTrial
    from ui.tasks import Task
    from ui.workplace import Workplace

#: The only one of these is used for every day: each price that it gives outside of its validity says so.
_TELLS_ITSELF: Final = frozenset({"tariff"})


class DaysDialog(QDialog):
    """From which day to which a file is used. ``agreed`` carries ShelfDays. ``began``: see ``DaysForm``."""

    agreed = Signal(object)

    def __init__(
        self,
        place: Workplace,
        part: str,
        name: str,
        trial: Callable[[ShelfDays], ShelfTrial],
        proposed: ShelfDays,
        began: date | None = None,
    ) -> None:
        super().__init__(place.parent)
        self.setWindowTitle(f"{PARTS[part]}：用于哪些日子出院的病案")
        self.resize(size_on_screen(self, 720, 300))
        head = PlainLabel(name, self, wordWrap=True)
        head.setProperty("role", "large")
        note = PlainLabel("病案按出院日期选用知识：改日期只影响这些日子出院的病案，其他病案的结论不变。", self)
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        self.form = DaysForm(place, trial, proposed, self, began)
        buttons, self.use_button = agree_foot(self, "按此日期使用", self._agree)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (head, note, self.form):
            box.addWidget(widget)
        box.addStretch(1)
        box.addWidget(buttons)
        self.form.told.connect(self._tell)
        self.finished.connect(lambda _: self.form.stop())
        self._tell()
        self.form.first.setFocus()

    def _tell(self) -> None:
        self.use_button.setEnabled(self.form.is_known)
        effect = self.form.effect
        words = "追溯使用" if self.form.is_retroactive else "按此日期使用"
        self.use_button.setText(f"仍{words}" if effect is not None and effect.passed else words)

    def _agree(self) -> None:
        days = self.form.days
        if days is not None and self.form.is_known:
            self.agreed.emit(days)
            self.accept()


class GivingUpDialog(QDialog):
    """Before a file is put out of use, or in use again: what holds then, and how many pages get other knowledge."""

    def __init__(self, place: Workplace, sentence: str, do: str, trial: ShelfTrial) -> None:
        super().__init__(place.parent)
        self.setWindowTitle("本院知识")
        self.resize(size_on_screen(self, 560, 200))
        head = PlainLabel(sentence, self, wordWrap=True)
        doubts = PlainLabel("\n".join(trial.doubts()), self, wordWrap=True)
        doubts.setProperty("role", "warning")
        doubts.setVisible(bool(doubts.text()))
        self.change = PlainLabel("正在核对涉及的病案…", self, wordWrap=True)
        buttons = QDialogButtonBox(self)
        self.do_button = buttons.addButton(do, QDialogButtonBox.ButtonRole.AcceptRole)
        self.do_button.setEnabled(False)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (head, doubts, self.change):
            box.addWidget(widget)
        box.addStretch(1)
        box.addWidget(buttons)
        store = place.store
        self._task: Task[ShelfEffect] | None = place.runner.run(
            "核对涉及的病案",
            lambda task: shelf_effect(store, trial.before, trial.after, task.report),
            on_result=self._show,
            on_error=lambda error: self.change.setText(in_words(error)),
        )
        self.finished.connect(lambda _: self._stop())

    def _show(self, effect: ShelfEffect) -> None:
        self._task = None
        self.change.setText(effect.in_words())
        self.do_button.setEnabled(True)
        self.do_button.setDefault(True)
        self.do_button.setFocus()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None


def put_on_shelf(
    place: Workplace,
    file: BroughtFile,
    title: str = "",
    settings: Mapping[str, str] | None = None,
    stated: ShelfDays = ShelfDays(),
) -> None:
    """Use a file that a person has agreed to; asked for its days where there is something to choose: the file says a
    day, or another one is in use. A file that is in use already keeps its days. ``stated``: days that were
    asked already.
    """
    part = file.part
    shelf = used(shelves_of(place.store).get(part, ()))
    same = file_in_use(place.store, file)
    proposed = first_days_of(place.store, file, title) if same or stated.is_always else stated

    def use(days: ShelfDays) -> None:
        wanted = PartsWanted({part: file}, settings or {}, {part: days})
        place.loading.use(wanted, used_words(part, file.original, days))

    if same is None and not shelf and part in _TELLS_ITSELF:
        proposed = ShelfDays()
    if same is not None or part in UNDATED or (not shelf and proposed.is_always):
        use(proposed)
        return
    dialog = DaysDialog(
        place,
        part,
        title or file.original,
        lambda days: tried_beside(place.store, part, file.copy.digest, days),
        proposed,
    )
    dialog.agreed.connect(use)
    dialog.rejected.connect(lambda: file.discard())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def used_words(part: str, name: str, days: ShelfDays) -> str:
    """What is said when a file is in force."""
    if days.is_always:
        return f"已换用{PARTS[part]}：{name}。全部病案正在重新检查。"
    when = days_words(days.first, days.last)
    return f"{PARTS[part]}“{name}”用于 {when}出院的病案；其他日子的病案不变。"
