"""One quiet line over the areas while the server cannot be reached: the work goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from coding.store.store_errors import WrongPasswordError
from ui.elided_label import ElidedLabel
from ui.plain import plain_tip
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from coding.store.store_errors import StoreError
    from ui.session import Session

_AWAY: Final = "连不上服务器：这份病案可以继续录入，输入先留在本机的草稿中，接通后自动保存。"
_WAITING: Final = "连不上服务器：有 {count} 处输入留在本机的草稿中，可以继续录入，接通后自动保存。"
_NOT_LET_IN: Final = (
    "服务器不让登录（口令已改，或登录已停用）：输入都在本机的草稿中，请保留草稿并关闭程序，再重新登录。"
)
_REFUSED: Final = "{why}输入都留在本机的草稿中，接通后自动保存。"


class AwayStrip(QWidget):
    """Seen while the server is away, and says how much waits; it goes by itself when the server is back."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._is_away = False
        self._why = ""  # the server is there, and it goes on with nobody
        self.words = ElidedLabel("")
        self.words.setProperty("role", "warning")
        self.words.setAccessibleName("服务器")
        line = QHBoxLayout(self)
        line.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        line.addWidget(self.words, 1)
        session.unsaved_changed.connect(self._tell)
        self.hide()

    def show_reached(self, reached: bool) -> None:
        """Whether the server can be reached is another answer than before."""
        self._is_away, self._why = not reached, ""
        self._tell()

    def show_refused(self, why: StoreError | None) -> None:
        """The server is there and does not let her in, or cannot be listened to, and why; None: all is well."""
        if why is None:
            self._why = ""
        else:
            self._why = _NOT_LET_IN if isinstance(why, WrongPasswordError) else _REFUSED.format(why=why)
        self._tell()

    def _tell(self) -> None:
        count = len(self._session.held.unsaved)
        sentence = self._why or (_WAITING.format(count=count) if count else _AWAY)
        self.words.setText(sentence)
        self.words.setToolTip(plain_tip(sentence))
        self.setVisible(self._is_away or bool(self._why))
