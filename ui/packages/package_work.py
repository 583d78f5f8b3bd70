"""What the tabs of packages share: the passphrase, the work behind the window with its progress, and what is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coding.store.packages_in_settings import PackagesInSettings
from ui.allowed import who_may
from ui.people.password_edit import PasswordEdit
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.review.people import Command
    from coding.store.kept_people import KeepsPeople
    from coding.store.store import Store
    from ui.tasks import Task
    from ui.workplace import Workplace

T = TypeVar("T")
_FILES = "工作包 (*.fpk);;所有文件 (*)"
_OFFERED = "收到工作包“{name}”：发来的在“打开”按“打开工作包”，交回的在“合并”按“选择交回的工作包”。口令请先填写。"
_CLEAR = "数据文件没有加密：不能用名片，只能用口令收发，供试用。"


class PackageWork(QWidget):
    """Stands below the tabs. ``started`` and ``ended``: something is worked at, the tabs rest. ``written``: the store
    holds something else than before.
    """

    started = Signal()
    ended = Signal()
    written = Signal()

    def __init__(self, place: Workplace, parent: QWidget, offered: Path | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.offered = offered
        self.notes = PackagesInSettings(place.store)
        self._task: Task[object] | None = None
        self.by_phrase = QCheckBox("用口令（不用名片）", self)
        self.phrase = PasswordEdit("工作包口令")
        self.phrase.setPlaceholderText("至少 12 个字符，另用别的途径告诉对方")
        self.phrase.setEnabled(False)
        self.by_phrase.toggled.connect(self.phrase.setEnabled)
        if not place.store.is_sealed:
            self.by_phrase.setChecked(True)
            self.by_phrase.setEnabled(False)
            self.by_phrase.setToolTip(plain_tip(_CLEAR))
        self.told = PlainLabel(self, wordWrap=True)
        self.told.setAccessibleName("结果")
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName("进度")
        self.progress.setFixedWidth(140)
        self.cancel_button = QPushButton("取消", self)
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.cancel)
        above = QHBoxLayout()
        above.setSpacing(MEDIUM)
        above.addWidget(self.by_phrase)
        above.addWidget(self.phrase, 1)
        below = QHBoxLayout()
        below.setSpacing(MEDIUM)
        below.addWidget(self.told, 1)
        below.addWidget(self.progress)
        below.addWidget(self.cancel_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(MEDIUM)
        box.addLayout(above)
        box.addLayout(below)
        self._show_busy(False)
        offer = "" if offered is None else _OFFERED.format(name=offered.name)
        self.say("\n".join(filter(None, (offer, "" if place.store.is_sealed else _CLEAR))), "muted")

    @property
    def store(self) -> Store:
        """The store of the window."""
        return self.place.store

    @property
    def passphrase(self) -> str:
        """What was typed; "" where cards are used."""
        return self.phrase.text() if self.by_phrase.isChecked() else ""

    @property
    def is_working(self) -> bool:
        """Whether something is worked at."""
        return self._task is not None

    def say(self, sentence: str, role: str = "") -> None:
        """Tell a sentence; ``role`` "error" for what was not done."""
        self.told.setProperty("role", role)
        self.told.style().polish(self.told)
        self.told.setText(sentence)

    def run(
        self,
        title: str,
        work: Callable[[Task[T]], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None,
        *,
        writes: bool = False,
    ) -> None:
        """Work behind the window; what goes wrong is told, and ``failed`` hears of it. ``writes``: ``written`` follows,
        whatever came of it: what was written before an error or a cancel stays.
        """
        if self._task is not None:
            return
        self.say(f"{title}…", "muted")

        def on_error(error: Exception) -> None:
            self.say(in_words(error), "error")
            if failed is not None:
                failed(error)

        def on_end() -> None:
            was_cancelled = self._task is not None and self._task.cancelled
            self._task = None
            self._show_busy(False)
            if was_cancelled:
                self.say(f"{title}已取消，已写入的保留，可以再做一次。", "muted")
            self.ended.emit()
            if writes:
                self.written.emit()

        self._show_busy(True)
        self.started.emit()
        self._task = self.place.runner.run(title, work, done, on_error, self._tell_progress, on_end, foreground=True)

    def cancel(self) -> None:
        """Give up what is worked at."""
        if self._task is not None:
            self._task.cancel()

    def ask_for_package(self, title: str) -> Path | None:
        """A package that somebody has sent; the one that was given to the window before any other."""
        if self.offered is not None:
            offered, self.offered = self.offered, None
            return offered
        chosen, _ = QFileDialog.getOpenFileName(self, title, self.place.last_folder, _FILES)
        return Path(chosen) if chosen else None

    def _tell_progress(self, done: int, total: int, _part: object) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _show_busy(self, on: bool) -> None:
        self.progress.setRange(0, 0)
        self.progress.setVisible(on)
        self.cancel_button.setVisible(on)


class FolderLine(QWidget):
    """A folder that can be typed or chosen."""

    def __init__(self, name: str, folder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self.edit = QLineEdit(folder, self)
        self.edit.setAccessibleName(name)
        button = QPushButton("选择…", self)
        button.setAutoDefault(False)
        button.clicked.connect(self._choose)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(MEDIUM)
        line.addWidget(PlainLabel(name, self))
        line.addWidget(self.edit, 1)
        line.addWidget(button)

    @property
    def folder(self) -> Path | None:
        """The folder; None where none is named."""
        text = self.edit.text().strip()
        return Path(text) if text else None

    def _choose(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, self._name, self.edit.text()):
            self.edit.setText(chosen)


def button(text: str, do: Callable[[], object], parent: QWidget, *, is_primary: bool = False) -> QPushButton:
    """A button that Enter presses only where it has the focus."""
    made = QPushButton(text, parent)
    made.setAutoDefault(False)
    if is_primary:
        made.setProperty("kind", "primary")
    made.clicked.connect(lambda _on=False: do())
    return made


def enable(what: QWidget, store: KeepsPeople, command: Command, *, fits: bool = True) -> None:
    """Have a part pressed where it fits and the person may; a tool tip says whose it is."""
    may = store.me.may(command)
    what.setEnabled(fits and may)
    what.setToolTip("" if may else plain_tip(who_may(command)))
