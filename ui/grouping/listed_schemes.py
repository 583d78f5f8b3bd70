"""The list of schemes that pages are compared under, each with its tariff: added, weighed, taken off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.work.comparing import Listed, copied, keep_listed, listed_schemes
from ui.dialogs.message import show_message
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.workplace import Workplace

_NOTE = (
    "加入的方案和权重表复制到数据文件旁，原件可以移走。两个方案中有一个没有权重表时，"
    "两方案都用由本院总费用推算的暂定权重，不与公布的权重相减。"
)


class ListedSchemes(QWidget):
    """The table of the list and its buttons. ``changed``: the list is another one."""

    changed = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = workplace
        self._store = workplace.store
        self.table = ReadTable(("用来比较的分组方案", "它的权重表"), (0, 320), self)
        self.table.setAccessibleName("用来比较的分组方案")
        buttons = QHBoxLayout()
        for text, do in (
            ("加入方案文件夹…", self._add_folder),
            ("加入 zip 或 xlsx…", self._add_file),
            ("加入内置通用方案", lambda: self.add(Listed())),
            ("选权重表…", self._choose_tariff),
            ("移除", self.remove),
        ):
            buttons.addWidget(_button(text, do, self))
        buttons.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, MEDIUM, 0, 0)
        box.addLayout(buttons)
        box.addWidget(self.table, 1)
        box.addWidget(PlainLabel(_NOTE, self, wordWrap=True))
        self._show_list()

    def add(self, listed: Listed) -> None:
        """Add a scheme to the list; one that stands in it already stays where it is."""
        kept = listed_schemes(self._store)
        if (found := self._copied(listed)) is not None and all(one.scheme != found.scheme for one in kept):
            self._keep([*kept, found])

    def set_tariff(self, path: str) -> None:
        """Let the chosen scheme weigh its groups by this tariff."""
        kept = listed_schemes(self._store)
        at = self.table.currentRow()
        if 0 <= at < len(kept) and (found := self._copied(Listed(kept[at].scheme, path))) is not None:
            kept[at] = found
            self._keep(kept)

    def remove(self) -> None:
        """Take the chosen scheme off the list."""
        kept = listed_schemes(self._store)
        at = self.table.currentRow()
        if 0 <= at < len(kept):
            del kept[at]
            self._keep(kept)

    def _copied(self, listed: Listed) -> Listed | None:
        """The scheme as copies of the store, None where it cannot be used and that was said."""
        try:
            return copied(self._store, listed)
        except CodingError as error:
            show_message(self, str(error), "error")
            return None

    def _keep(self, schemes: list[Listed]) -> None:
        keep_listed(self._store, schemes)
        self._show_list()
        self.changed.emit()

    def _show_list(self) -> None:
        kept = listed_schemes(self._store)
        rows = [(one.title, Path(one.tariff).name if one.tariff else "未选") for one in kept]
        self.table.fill(rows, [f"{one.scheme or one.title}\n{one.tariff}" for one in kept])

    def _add_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选择分组方案所在的文件夹", self._place.last_folder)
        if chosen:
            self.add(Listed(chosen))

    def _add_file(self) -> None:
        kinds = "分组方案 (*.zip *.xlsx)"
        chosen, _ = QFileDialog.getOpenFileName(self, "选择分组方案", self._place.last_folder, kinds)
        if chosen:
            self.add(Listed(chosen))

    def _choose_tariff(self) -> None:
        kinds = "权重表 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"
        chosen, _ = QFileDialog.getOpenFileName(self, "选择该方案的权重表", self._place.last_folder, kinds)
        if chosen:
            self.set_tariff(chosen)


def _button(text: str, do: Callable[[], None], parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: do())
    return button
