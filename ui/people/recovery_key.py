"""恢复密钥: shown once, printed, typed back; only then a data file can be opened in two ways."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.base.whole_file import whole_file
from coding.review.people import Command
from ui.people.door_dialog import DoorDialog, heading, muted
from ui.plain import PlainLabel
from ui.theme.fonts import POINTS_LARGE, code_font
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from coding.store.store import Store

_SHOWN = "恢复密钥只显示这一次"
_TOLD = "口令忘记时用它重设。请打印或抄下，锁在柜中，不要与数据文件放在一起，也不要拍照发送。"
_ASKED = "上次没有核对恢复密钥"
_ASK = "请对照打印件输入恢复密钥；核对之前，数据文件旁还留着未加密的副本。打印件找不到时，可以换一个新的恢复密钥。"
_WANTED = "新的恢复密钥"
_POINTS = 1.5 * POINTS_LARGE


class RecoveryKeyDialog(DoorDialog):
    """Shows ``words`` and has them typed back; without any it asks for those that were printed. Accepted: proved.

    Rejected: the store is open and sealed all the same, and it is asked at the next sign-in.
    """

    def __init__(self, store: Store, words: str = "", parent: QWidget | None = None, wanted: str = "") -> None:
        super().__init__("恢复密钥", parent, 560)
        self._store = store
        self._wanted = wanted  # what is to be known before another one is made, where that is what was asked for
        self.words = ""
        self._build()
        self._show(words)

    def _build(self) -> None:
        self.head = heading("")
        self.note = muted("")
        self.box.addWidget(self.head)
        self.box.addWidget(self.note)
        self.card = QFrame()
        self.card.setObjectName("card")
        card = QVBoxLayout(self.card)
        card.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        self.key = PlainLabel()
        self.key.setFont(code_font(_POINTS, bold=True))
        self.key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.key.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.key.setAccessibleName("恢复密钥")
        card.addWidget(self.key)
        self.box.addWidget(self.card)
        self.print_button, self.save_button = QPushButton("打印…"), QPushButton("另存为文本…")
        self.print_button.clicked.connect(self._ask_and_print)
        self.save_button.clicked.connect(self._ask_and_save)
        self._outside = QWidget()
        line = QHBoxLayout(self._outside)
        line.setContentsMargins(0, 0, 0, 0)
        for button in (self.print_button, self.save_button):
            button.setAutoDefault(False)
            line.addWidget(button)
        line.addStretch(1)
        self.box.addWidget(self._outside)
        self.box.addSpacing(MEDIUM)
        self.ask = PlainLabel("请对照打印件，把恢复密钥输入一遍：")
        self.box.addWidget(self.ask)
        self.typed = QLineEdit(placeholderText="5 组、每组 5 个字符；大小写和连字符随意")
        self.typed.setAccessibleName("输入恢复密钥")
        self.typed.setFont(code_font())
        self.box.addWidget(self.typed)
        self.box.addWidget(self.told)
        self.box.addWidget(self.busy)
        buttons = QDialogButtonBox(self)
        self.renew = buttons.addButton("换一个新的恢复密钥", QDialogButtonBox.ButtonRole.ResetRole)
        self.renew.setProperty("kind", "flat")
        self.renew.setAutoDefault(False)
        self.prove = buttons.addButton("核对", QDialogButtonBox.ButtonRole.AcceptRole)
        self.prove.setDefault(True)
        self.later = buttons.addButton("以后核对", QDialogButtonBox.ButtonRole.RejectRole)
        self.renew.clicked.connect(self._renew)
        buttons.accepted.connect(self._prove)
        buttons.rejected.connect(self.reject)
        self.box.addWidget(buttons)
        self.rest_while_working(self.typed, self.prove, self.renew, self.later)
        self.typed.setFocus()

    def _show(self, words: str) -> None:
        self.words = words
        is_new = bool(self._wanted) and not words
        self.head.setText(_SHOWN if words else _WANTED if is_new else _ASKED)
        self.note.setText(_TOLD if words else self._wanted or _ASK)
        for widget in (self.ask, self.typed, self.prove):
            widget.setVisible(not is_new)
        self.later.setText("取消" if is_new else "以后核对")
        self.key.setText(words)
        self.card.setVisible(bool(words))
        self._outside.setVisible(bool(words))
        self.renew.setVisible(not words and self._store.me.may(Command.RESET_PASSWORD))
        if self.isVisible():
            self.adjustSize()

    def _renew(self) -> None:
        self.work("新的恢复密钥", self._store.new_recovery_key, self._show, self.typed)
        self.typed.setFocus()

    def _prove(self) -> None:
        typed = self.typed.text().strip()
        if typed:
            self.work(
                "核对恢复密钥", lambda: self._store.prove_recovery_key(typed), lambda _: self.accept(), self.typed
            )

    def sheet(self) -> str:
        """What is printed, as rich text."""
        where = escape(str(getattr(self._store, "path", "")) and Path(getattr(self._store, "path", "")).name)
        return (
            f"<h2>住院病案首页编码与质控：恢复密钥</h2><p>数据文件：{where}</p>"
            f"<p style='font-family:monospace; font-size:20pt'><b>{escape(self.words)}</b></p><p>{escape(_TOLD)}</p>"
        )

    def _ask_and_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        if dialog.exec():
            document = QTextDocument()
            document.setHtml(self.sheet())
            document.print_(printer)

    def save(self, path: Path) -> None:
        """Write the key into a file, for its owner alone. Raises UnusableInputError."""
        with whole_file(path) as file:
            file.write(f"住院病案首页编码与质控：恢复密钥\r\n{self.words}\r\n{_TOLD}\r\n")

    def _ask_and_save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "恢复密钥另存为", "恢复密钥.txt", "文本文件 (*.txt)")
        if not chosen:
            return
        try:
            self.save(Path(chosen))
        except (OSError, CodingError) as error:
            self.say(in_words(error))
