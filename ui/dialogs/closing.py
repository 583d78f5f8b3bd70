"""The question when a window closes with what the store has not taken: wait, keep the draft, or discard it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.icons.icons import pixmap
from ui.plain import PlainLabel
from ui.theme.spacing import ICON_LARGE, LARGE, WIDE

if TYPE_CHECKING:
    from ui.session import Session

#: Changes that are told one by one.
_TOLD = 6


class ClosingDialog(QDialog):
    """``saved``: everything is stored, the window may close. ``kept``, ``discarded``: close, with or without the draft.

    Esc goes back to work. When what waits is stored while the question stands, the window closes.
    """

    saved = Signal()
    kept = Signal()
    discarded = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle("还有改动没有保存")
        picture = PlainLabel()
        picture.setPixmap(pixmap("warning", "warning", ICON_LARGE, self.devicePixelRatioF()))
        self.words = PlainLabel(wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setMinimumWidth(460)
        line = QHBoxLayout()
        line.setSpacing(WIDE)
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.words, 1)
        buttons = QDialogButtonBox()
        self.wait = buttons.addButton("等待保存，完成后关闭(&W)", QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep = buttons.addButton("保留草稿并关闭(&K)", QDialogButtonBox.ButtonRole.ActionRole)
        self.discard = buttons.addButton("放弃这些改动并关闭(&D)", QDialogButtonBox.ButtonRole.ActionRole)
        self.back = buttons.addButton("返回(&B)", QDialogButtonBox.ButtonRole.RejectRole)
        self.wait.setDefault(True)
        self.wait.clicked.connect(self._wait)
        self.keep.clicked.connect(lambda: self._close(self.kept))
        self.discard.clicked.connect(lambda: self._close(self.discarded))
        self.back.clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        box.setSpacing(WIDE)
        box.addLayout(line)
        box.addWidget(buttons)
        session.unsaved_changed.connect(self._show)
        session.saved.connect(self._show)
        self._show()

    def _show(self) -> None:
        unsaved = self._session.held.unsaved
        if not unsaved:
            self._close(self.saved)
            return
        told = [f"· 病案 {one.case_no}　{one.change.describe()}" for one in unsaved[-_TOLD:]]
        more = [f"· ……共 {len(unsaved)} 处"] if len(unsaved) > _TOLD else []
        why = self._session.writing.trouble or "数据文件正在被写入。"
        head = f"有 {len(unsaved)} 处改动还没有存入数据文件：{why}"
        after = "保留草稿：下次打开时会请您恢复。放弃：这些改动不再保留。"
        self.words.setText("\n".join((head, *told, *more, after)))

    def _wait(self) -> None:
        self.wait.setEnabled(False)
        self.wait.setText("正在等待保存…")
        self._session.writing.wake()

    def _close(self, told: object) -> None:
        self._session.unsaved_changed.disconnect(self._show)
        self._session.saved.disconnect(self._show)
        self.accept()
        told.emit()  # type: ignore[attr-defined]
