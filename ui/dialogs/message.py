"""One sentence in a box, with the shape that says how grave it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.icons.icons import pixmap
from ui.plain import PlainLabel
from ui.theme.spacing import ICON_LARGE, LARGE, WIDE

_TITLES = {"error": "没有完成", "warning": "请注意", "info": "提示"}


class MessageDialog(QDialog):
    """A sentence and one button; Enter or Esc closes it. The sentence can be copied."""

    def __init__(self, parent: QWidget | None, sentence: str, role: str, title: str = "") -> None:
        super().__init__(parent)
        self.sentence = sentence
        self.setWindowTitle(title or _TITLES[role])
        picture = PlainLabel()
        picture.setPixmap(pixmap(role, role, ICON_LARGE, self.devicePixelRatioF()))
        words = PlainLabel(sentence, wordWrap=True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setMinimumWidth(380)
        line = QHBoxLayout()
        line.setSpacing(WIDE)
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(words, 1)
        self.buttons = QDialogButtonBox()
        button = self.buttons.addButton("知道了", QDialogButtonBox.ButtonRole.AcceptRole)
        button.setDefault(True)
        button.clicked.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        box.setSpacing(WIDE)
        box.addLayout(line)
        box.addWidget(self.buttons)


def show_message(parent: QWidget | None, sentence: str, role: str = "info", title: str = "") -> MessageDialog:
    """Show a sentence without stopping what runs behind it. ``role``: error, warning or info."""
    dialog = MessageDialog(parent, sentence, role, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
