"""One quiet line over the areas while the server cannot be reached: the work goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from coding.store.store_errors import WrongPasswordError
from ui.elided_label import ElidedLabel
from ui.plain import plain_tip
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from coding.store.store_errors import StoreError
    from ui.session import Session

_AWAY: Final = "连不上服务器：这份病案可以继续录入，输入先留在本机的草稿中，接通后自动保存。"
_WAITING: Final = "连不上服务器：有 {count} 处输入留在本机的草稿中，可以继续录入，接通后自动保存。"
_NOT_LET_IN: Final = "服务器不让登录（口令已改，或登录已停用）：输入都在本机的草稿中，请用现在的口令重新登录。"
_REFUSED: Final = "{why}输入都留在本机的草稿中，接通后自动保存。"


class AwayStrip(QWidget):
    """Seen while the server is away, and says how much waits; it goes by itself when the server is back.

    ``sign_in_wanted``: the server does not let her in, and she wants to sign in again, where that is ``offered``.
    """

    sign_in_wanted = Signal()

    def __init__(self, session: Session, *, offered: bool) -> None:
        super().__init__()
        self._offered = offered
        self._session = session
        self._is_away = False
        self._why = ""  # the server is there, and it goes on with nobody
        self.words = ElidedLabel("")
        self.words.setProperty("role", "warning")
        self.words.setAccessibleName("服务器")
        self.sign_in = QPushButton("重新登录(&R)")
        self.sign_in.setToolTip("用现在的口令登录，留在本机的输入随后自动保存（Alt+R）")
        self.sign_in.setAutoDefault(False)
        self.sign_in.hide()
        self.sign_in.clicked.connect(self.sign_in_wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        line.setSpacing(MEDIUM)
        line.addWidget(self.words, 1)
        line.addWidget(self.sign_in)
        session.unsaved_changed.connect(self._tell)
        self.hide()

    def show_reached(self, reached: bool) -> None:
        """Whether the server can be reached is another answer than before."""
        self._is_away, self._why = not reached, ""
        self.sign_in.hide()
        self._tell()

    def show_refused(self, why: StoreError | None) -> None:
        """The server is there and does not let her in, or cannot be listened to, and why; None: all is well."""
        is_shut = isinstance(why, WrongPasswordError)
        if why is None:
            self._why = ""
        else:
            self._why = _NOT_LET_IN if is_shut else _REFUSED.format(why=why)
        self.sign_in.setVisible(is_shut and self._offered)
        self._tell()

    def _tell(self) -> None:
        count = len(self._session.held.unsaved)
        sentence = self._why or (_WAITING.format(count=count) if count else _AWAY)
        self.words.setText(sentence)
        self.words.setToolTip(plain_tip(sentence))
        self.setVisible(self._is_away or bool(self._why))
