"""Files of several kinds that were given together: what each is, what would be done with it, which are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.dialogs.agree_foot import agree_foot
from ui.grouping.group_table import TickTable
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.work.given_files import Given

_HEADERS: Final = ("使用", "文件", "识别为", "怎样处理")
_WIDTHS: Final = (48, 280, 170, 0)
_HINT: Final = "空格选用或不用，Enter 开始：从上到下逐个处理，每一个照常检查、询问。"


class GivenDialog(QDialog):
    """``agreed`` carries those that are ticked, in the order of the list."""

    agreed = Signal(object)

    def __init__(self, found: Sequence[Given], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = tuple(found)
        self.setWindowTitle("收到的文件")
        self.resize(size_on_screen(self, 900, 380))
        usable = sum(not one.why for one in self.found)
        refused = len(self.found) - usable
        told = f"收到 {len(self.found):,} 个，{usable:,} 个可以处理"
        head = PlainLabel(f"{told}，{refused:,} 个不能处理。" if refused else f"{told}。", self, wordWrap=True)
        head.setProperty("role", "large")
        self.table = TickTable(_HEADERS, _WIDTHS, self)
        self.table.setAccessibleName("收到的文件")
        self.table.setWordWrap(True)
        self.table.fill([("", one.path.name, one.title, one.deed) for one in self.found])
        for at, one in enumerate(self.found):
            self.table.put_tick(at, str(one.path), may=not one.why, on=not one.why)
        self.table.resizeRowsToContents()
        self.table.itemChanged.connect(lambda _item: self._judge())
        hint = PlainLabel(_HINT, self, wordWrap=True)
        hint.setProperty("role", "muted")
        buttons, self.begin_button = agree_foot(self, "开始", self._agree)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (head, self.table, hint, buttons):
            box.addWidget(widget, int(widget is self.table))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._judge()

    @property
    def chosen(self) -> list[Given]:
        """Those that are ticked."""
        return [one for at, one in enumerate(self.found) if self.table.is_ticked(at)]

    def _judge(self) -> None:
        self.begin_button.setEnabled(bool(self.chosen))

    def _agree(self) -> None:
        chosen = self.chosen
        self.accept()
        self.agreed.emit(chosen)
