"""锁定: what stands in the place of the window while nobody is in front of it; nothing of a page is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coding.base.numbers import whole_number
from coding.store.kept_people import SignIn
from ui import settings
from ui.people.door_dialog import muted
from ui.people.password_edit import CapsHint, PasswordEdit
from ui.plain import PlainLabel
from ui.tasks import TaskRunner
from ui.theme.spacing import LARGE, MEDIUM, WIDE
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from coding.store.doorkeeper import Doorkeeper
    from coding.store.store import Store

_CARD = 400
_ACTIVE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)
_TOLD = "已输入而未保存的内容都在，解锁后继续。"


class LockView(QWidget):
    """A window of its own, in the place of the locked one. ``unlocked``: the same person is back; ``switch_wanted``:
    somebody else; ``leaving``: it is closed, and with it the program.
    """

    unlocked = Signal()
    switch_wanted = Signal()
    leaving = Signal()

    def __init__(self, keeper: Doorkeeper, store: Store, path: Path, title: str) -> None:
        super().__init__()
        self._keeper = keeper
        self._store = store
        self._path = path
        self._is_done = False
        self._runner = TaskRunner(self, threads=1)
        self.setWindowTitle(f"已锁定 — {title}")
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(_CARD)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        inner.setSpacing(MEDIUM)
        head = PlainLabel(f"已锁定：{store.me.name}")
        head.setProperty("role", "title")
        self.password = PasswordEdit("口令")
        self.password.setPlaceholderText(f"{store.me.user} 的口令")
        self.password.returnPressed.connect(self._unlock)
        self.told = PlainLabel(wordWrap=True)
        self.told.setProperty("role", "error")
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setFixedHeight(4)
        policy = self.busy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.busy.setSizePolicy(policy)
        self.busy.hide()
        self.unlock_button = QPushButton("解锁")
        self.unlock_button.setProperty("kind", "primary")
        self.unlock_button.clicked.connect(self._unlock)
        self.other_button = QPushButton("其他用户登录…")
        self.other_button.clicked.connect(self.switch_wanted)
        line = QHBoxLayout()
        line.addWidget(self.other_button)
        line.addStretch(1)
        line.addWidget(self.unlock_button)
        for widget in (head, muted(_TOLD), self.password, CapsHint(self.password), self.told, self.busy):
            inner.addWidget(widget)
        inner.addLayout(line)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        self.setFocusProxy(self.password)

    @property
    def is_working(self) -> bool:
        """Whether a password is being tried."""
        return bool(self._runner.running)

    def _unlock(self) -> None:
        typed = self.password.text()
        if not typed or self.is_working:
            return
        self.told.setText("")
        self.busy.show()
        self._rest(True)
        sign_in = SignIn(self._store.me.user, typed)

        def try_it() -> None:
            self._keeper(self._path, sign_in).close()

        self._runner.run("解锁", lambda _task: try_it(), on_result=lambda _: self._open(), on_error=self._refuse)

    def _open(self) -> None:
        self.end()
        self.unlocked.emit()

    def _refuse(self, error: Exception) -> None:
        self.busy.hide()
        self._rest(False)
        self.told.setText(in_words(error))
        self.password.clear()
        self.password.setFocus()

    def _rest(self, on: bool) -> None:
        for widget in (self.password, self.unlock_button, self.other_button):
            widget.setEnabled(not on)

    def end(self) -> None:
        """Nothing is tried any more; closing it now means nothing."""
        self._is_done = True
        self._runner.shutdown()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_done:
            super().closeEvent(event)
            return
        event.ignore()
        self.leaving.emit()


class IdleLock(QObject):
    """Locks the window of a sealed store: at once, or after so many minutes without key or mouse.

    ``write_down`` keeps what is typed before anything is hidden; ``leave`` closes the window from outside, with a draft
    of what could not be stored. The window and whatever stands over it are hidden, not closed: nothing is lost.
    """

    switch_wanted = Signal()

    def __init__(
        self,
        window: QWidget,
        store: Store,
        keeper: Doorkeeper,
        path: Path,
        write_down: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._write_down = write_down
        self._leave = leave
        self._window = window
        self._store = store
        self._keeper = keeper
        self._path = path
        self._hidden: list[tuple[QWidget, bool]] = []
        self.view: LockView | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._idle)
        self._app = QApplication.instance()
        assert self._app is not None
        self._app.installEventFilter(self)
        self.begin()

    @property
    def is_locked(self) -> bool:
        """Whether the window is locked."""
        return self.view is not None

    @property
    def minutes(self) -> int:
        """After how long; 0 = never."""
        return whole_number(settings.IDLE_LOCK.read(self._store)) or 0

    def begin(self) -> None:
        """Count anew, by the setting as it is now."""
        minutes = self.minutes
        if minutes and not self.is_locked:
            self._timer.start(minutes * 60_000)
        else:
            self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVE and event.spontaneous() and self._timer.isActive():
            self._timer.start()  # of the same length
        return False

    def _idle(self) -> None:
        if self.minutes:  # it may have been set to never meanwhile
            self.lock()

    def lock(self) -> None:
        """Lock at once."""
        if self.is_locked:
            return
        self._timer.stop()
        window = self._window
        self._write_down()
        view = self.view = LockView(self._keeper, self._store, self._path, "住院病案首页编码与质控")
        view.unlocked.connect(self._unlock)
        view.switch_wanted.connect(self.switch_wanted)
        view.leaving.connect(self._leave)
        view.setGeometry(window.geometry())
        view.setWindowState(window.windowState())
        popup = QApplication.activePopupWidget()
        while popup is not None:
            popup.close()
            popup = QApplication.activePopupWidget()
        self._hidden = []
        for over in QApplication.topLevelWidgets():
            if over not in (window, view) and over.isVisible() and over.isWindow():
                self._hidden.append((over, over.isModal()))
                over.hide()
        view.show()
        view.activateWindow()
        view.password.setFocus()
        window.hide()

    def _unlock(self) -> None:
        view, self.view = self.view, None
        window = self._window
        window.show()
        for over, was_modal in self._hidden:
            if was_modal and isinstance(over, QDialog):
                over.open()
            else:
                over.show()
        self._hidden = []
        if view is not None:
            view.hide()
            view.deleteLater()
        (QApplication.activeModalWidget() or window).activateWindow()
        self.begin()

    def end(self) -> None:
        """The window closes."""
        self._timer.stop()
        if self._app is not None:
            self._app.removeEventFilter(self)
        if self.view is not None:
            self.view.end()
            self.view.hide()
            self.view.deleteLater()
            self.view = None
