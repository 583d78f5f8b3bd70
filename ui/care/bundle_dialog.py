"""求助包: each of its files is read here before it is saved, and left out where it is not wanted."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.work.support_bundle import bundle_name, write_bundle
from ui.dialogs.message import show_message
from ui.people.door_dialog import muted
from ui.plain import plain_tip
from ui.screen_fit import size_on_screen
from ui.tasks import TaskRunner, while_there
from ui.theme.fonts import code_font, scaled
from ui.theme.spacing import LARGE, MEDIUM, WIDE
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.work.support_bundle import Piece
    from ui.tasks import Task

    Gather = Callable[[Task[tuple[Piece, ...]]], tuple[Piece, ...]]

_TOLD: Final = (
    "发给维护人员的文件，不含病案内容：下面是其中每个文件的全文，请看过再保存，不想给的去掉勾。程序自己不发送。"
)
_LIST, _TEXT = 210, 640


class BundleDialog(QDialog):
    """``gather`` makes the pieces behind it; ``saved`` carries the path of the file that was written."""

    saved = Signal(object)

    def __init__(self, gather: Gather, runner: TaskRunner | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces: Sequence[Piece] = ()
        self.setWindowTitle("求助包")
        self.resize(size_on_screen(self, 900, 560))
        self.list = QListWidget()
        self.list.setAccessibleName("求助包的文件")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(code_font())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName("文件的全文")
        self.about = muted("正在收集…")
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(self.list)
        both.addWidget(self.text)
        both.setSizes([round(scaled(_LIST)), _TEXT])
        both.setChildrenCollapsible(False)
        self.save_button = QPushButton("保存…")
        self.save_button.setDefault(True)
        self.save_button.setEnabled(False)
        self.save_button.clicked.connect(self._ask_and_save)
        close = QPushButton("关闭")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        foot.addWidget(self.about, 1)
        foot.addWidget(self.save_button)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(muted(_TOLD))
        box.addWidget(both, 1)
        box.addLayout(foot)
        self.list.currentRowChanged.connect(self._show)
        self.list.itemChanged.connect(lambda _item: self._judge())
        self._own = TaskRunner(self, threads=1)
        (runner or self._own).run(
            "收集求助包",
            gather,
            on_result=while_there(self, self.fill),
            on_error=while_there(self, lambda error: self.about.setText(in_words(error))),
        )

    def fill(self, pieces: Sequence[Piece]) -> None:
        """Show the pieces."""
        self._pieces = pieces
        for piece in pieces:
            item = QListWidgetItem(piece.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setToolTip(plain_tip(piece.about))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._judge()
        self.list.setFocus()

    @property
    def chosen(self) -> list[Piece]:
        """The pieces that are ticked."""
        ticked = [self.list.item(row).checkState() == Qt.CheckState.Checked for row in range(self.list.count())]
        return [piece for piece, is_on in zip(self._pieces, ticked, strict=True) if is_on]

    def save(self, path: Path) -> None:
        """Write what is ticked; what goes wrong is said."""
        try:
            write_bundle(path, self.chosen)
        except CodingError as error:
            show_message(self, str(error), "error")
            return
        self.saved.emit(path)
        self.accept()

    def done(self, result: int) -> None:
        self._own.shutdown()
        super().done(result)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._pieces):
            self.text.setPlainText(self._pieces[row].text)
            self.about.setText(self._pieces[row].about)

    def _judge(self) -> None:
        self.save_button.setEnabled(bool(self._pieces) and bool(self.chosen))

    def _ask_and_save(self) -> None:
        name = str(Path.home() / bundle_name(datetime.now()))
        chosen, _ = QFileDialog.getSaveFileName(self, "保存求助包", name, "压缩包 (*.zip)")
        if chosen:
            self.save(Path(chosen))
