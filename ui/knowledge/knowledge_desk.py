"""本院知识: what stands on the shelves, for which days, since when, by whom; brought, dated, stopped by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout

from coding.work.hospital_knowledge import INSTEAD, PARTS, days_words, shelves_of
from coding.work.knowledge_lines import PartLine, knowledge_lines
from coding.work.scheme_report import scheme_report
from coding.work.shelf import EditOf, ShelfDays, ShelfEdit, days_of
from coding.work.shelf_effect import tried_edit, tried_empty
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.shelves.days_dialog import DaysDialog, GivingUpDialog
from ui.theme.fonts import scaled
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QKeyEvent

    from ui.workplace import Workplace

_HEADERS = ("部分", "状态", "原文件", "版本", "内容", "用于出院日期", "导入时间", "导入人", "校验")
_WIDTHS = (108, 178, 0, 96, 88, 176, 122, 64, 76)
#: The shelves, each with the parts that stand on it.
SHELVES: Final[Mapping[str, tuple[str, ...]]] = {
    "诊断码表": ("dx_table",),
    "手术操作码表": ("px_table",),
    "分组方案": ("scheme", "amendments"),
    "权重与支付政策": ("tariff", "policy"),
    "术语": ("terms",),
    "诊断对照": ("dx_map",),
    "手术对照": ("px_map",),
    "其他": ("calendar", "sex_table", "tcm_sheet"),
}
_SHELF_WIDTH: Final = 168
#: In place of a part: a whole folder is to be brought.
FOLDER: Final = "folder"
_EMPTY = "还没有导入本院的知识：现在全部用内置的通用内容。选中一行按“导入…”，从本院、本地区的文件开始。"
_FULL = (
    "病案按出院日期选用知识；同一类可以有几份，各管各的日子。"
    "导入的文件已复制在下面的文件夹里，原文件移走、改动都不影响。"
)


class _ShelfTable(ReadTable):
    """Insert brings a file, Delete puts one out of use."""

    import_wanted = Signal()
    stop_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Insert:
            self.import_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.stop_wanted.emit()
        else:
            super().keyPressEvent(event)


class KnowledgeDesk(QDialog):
    """One line a file, by kind and day. ``import_wanted`` carries the part for which a file is to be chosen."""

    import_wanted = Signal(str)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.parent)
        self._place = place
        self.lines: list[PartLine] = []
        self.setWindowTitle("本院知识")
        self.resize(size_on_screen(self, 1240, 520))
        self.head = PlainLabel("", self, wordWrap=True)
        self.place_label = PlainLabel(f"存放在：{place.store.knowledge_folder}（备份数据文件时一起复制）", self)
        self.place_label.setWordWrap(True)
        self.place_label.setProperty("role", "muted")
        self.place_label.setTextFormat(Qt.TextFormat.PlainText)
        self.place_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = _ShelfTable(_HEADERS, _WIDTHS, self)
        self.table.import_wanted.connect(self._import)
        self.table.stop_wanted.connect(self._stop)
        self.table.setAccessibleName("本院知识")
        self.table.currentCellChanged.connect(lambda *_: self._tell())
        self.table.activated.connect(lambda _index: self._on_activated())
        self.shelves = QListWidget(self)
        self.shelves.setAccessibleName("书架")
        self.shelves.setFixedWidth(round(scaled(_SHELF_WIDTH)))
        self.shelves.addItems(["", *([""] * len(SHELVES))])
        self.shelves.setCurrentRow(0)
        self.shelves.currentRowChanged.connect(lambda _row: self._show_shelf())
        self.trouble = PlainLabel(self, wordWrap=True)
        self.trouble.setProperty("role", "warning")
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.more = PlainLabel(self, wordWrap=True)
        self.more.setProperty("role", "muted")
        self.import_button = self._button("导入…(&I)", self._import)
        self.folder_button = self._button("整个文件夹…(&F)", lambda: self.import_wanted.emit(FOLDER))
        self.days_button = self._button("生效日期…(&D)", self._ask_days)
        self.stop_button = self._button("停用(&S)", self._stop)
        self.embedded_button = self._button("本类恢复内置(&B)", self._give_up)
        self.check_button = self._button("核对副本(&C)", place.loading.check)
        line = QHBoxLayout()
        for button in (
            self.import_button,
            self.folder_button,
            self.days_button,
            self.stop_button,
            self.embedded_button,
            self.check_button,
        ):
            line.addWidget(button)
        line.addStretch(1)
        closing = QDialogButtonBox(self)
        close = closing.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        line.addWidget(closing)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (self.head, self.place_label):
            box.addWidget(widget)
        both = QHBoxLayout()
        both.setSpacing(MEDIUM)
        both.addWidget(self.shelves)
        both.addWidget(self.table, 1)
        box.addLayout(both, 1)
        box.addWidget(self.trouble)
        box.addWidget(self.more)
        box.addLayout(line)
        place.loading.troubled.connect(self._on_troubled)  # a method: the connection ends with the dialog
        self.refresh()
        self.table.setFocus()

    @property
    def chosen(self) -> PartLine:
        """The line that is chosen."""
        return self.lines[max(self.table.currentRow(), 0)]

    def choose(self, part: str, number: int = 0) -> None:
        """Go to a line: a file of a part, or the first of it."""
        for at, line in enumerate(self.lines):
            if line.part == part and number in (0, line.number):
                if self.table.isRowHidden(at):
                    self.shelves.setCurrentRow(0)
                self.table.setCurrentCell(at, 0)
                return

    def refresh(self) -> None:
        """Show what the store names now; the line that was chosen stays chosen."""
        held = self.chosen if self.lines else None
        today = self._place.session.clock().date()
        self.lines = knowledge_lines(self._place.store, self._place.loading.troubles, today)
        self.table.fill([_cells(line) for line in self.lines])
        self._tell_shelves()
        self._show_shelf()
        if held is not None:
            self.choose(held.part, held.number)
        self.head.setText(_FULL if any(line.number for line in self.lines) else _EMPTY)
        self._tell()

    def _tell_shelves(self) -> None:
        """Each shelf with how many of its files are used for some day; what is wrong with one is told by a mark."""
        for at, parts in enumerate(((), *SHELVES.values())):
            held = [line for line in self.lines if not parts or line.part in parts]
            used, marked = sum(line.is_used for line in held), any(line.trouble for line in held)
            name = "全部" if not at else list(SHELVES)[at - 1]
            item = self.shelves.item(at)
            item.setText(f"{name} {used}" + ("　！" if marked else ""))
            item.setToolTip(plain_tip(f"{name}：在用 {used} 份" + ("，有要核对的" if marked else "")))

    def _show_shelf(self) -> None:
        """Only the files of the shelf that is chosen; the first of them is looked at where the other one is hidden."""
        at = self.shelves.currentRow()
        parts = list(SHELVES.values())[at - 1] if at > 0 else ()
        for row, line in enumerate(self.lines):
            self.table.setRowHidden(row, bool(parts) and line.part not in parts)
        here = self.table.currentRow()
        if here < 0 or self.table.isRowHidden(here):
            first = next((row for row in range(len(self.lines)) if not self.table.isRowHidden(row)), 0)
            self.table.setCurrentCell(first, 0)

    def _on_troubled(self, _troubles: object) -> None:
        self.refresh()

    def _tell(self) -> None:
        line = self.chosen
        words = line.trouble or self._scheme_words()
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        stated = f"文件自己写的有效期：{line.valid}" if line.valid else ""
        self.more.setText("　".join(part for part in (stated, line.history) if part))
        self.more.setVisible(bool(self.more.text()))
        self.embedded_button.setEnabled(any(x.part == line.part and x.is_imported for x in self.lines))
        self.days_button.setEnabled(line.takes_days)
        self.stop_button.setEnabled(bool(line.number))
        is_stopped = bool(line.number) and not line.is_used and bool(line.digest)
        self.stop_button.setText("重新启用(&S)" if is_stopped else "停用(&S)")

    def _on_activated(self) -> None:
        if self.chosen.takes_days:
            self._ask_days()
        elif not self.chosen.number:
            self._import()

    def _scheme_words(self) -> str:
        """What is wrong with a scheme that is used, while its line is chosen."""
        knowledge, line = self._place.session.knowledge, self.chosen
        if knowledge is None or line.part != "scheme":
            return ""
        for held in knowledge.spans or (knowledge,):
            path = held.source.scheme
            if (path is None and not line.number) or (path and line.is_used and line.digest in path):
                return scheme_report(held.scheme).in_words()
        return ""

    def _import(self) -> None:
        self.import_wanted.emit(self.chosen.part)

    def _ask_days(self) -> None:
        line, store = self.chosen, self._place.store
        copy = next((c for c in shelves_of(store).get(line.part, ()) if c.number == line.number), None)
        if copy is None or not line.takes_days:
            return

        def edit(days: ShelfDays) -> ShelfEdit:
            return ShelfEdit(line.part, line.number, EditOf.DAYS, days)

        def use(days: ShelfDays) -> None:
            when = days_words(days.first, days.last) or "全部"
            name = line.edition or line.original
            self._place.loading.edit(edit(days), f"{line.title}“{name}”现用于 {when}出院的病案。")

        dialog = DaysDialog(
            self._place,
            line.part,
            line.edition or line.original,
            lambda days: tried_edit(store, edit(days)),
            ShelfDays(*days_of(copy)),
            days_of(copy)[0],
        )
        dialog.agreed.connect(use)
        _open(dialog)

    def _stop(self) -> None:
        line = self.chosen
        if not line.number:
            return
        is_stopped = not line.is_used and bool(line.digest)
        edit = ShelfEdit(line.part, line.number, EditOf.RESUME if is_stopped else EditOf.STOP)
        name, word = line.edition or line.original, "重新启用" if is_stopped else "停用"
        dialog = GivingUpDialog(
            self._place, f"{word}{line.title}“{name}”（{line.days}）？", word, tried_edit(self._place.store, edit)
        )
        dialog.accepted.connect(lambda: self._place.loading.edit(edit, f"{line.title}“{name}”已{word}。"))
        _open(dialog)

    def _give_up(self) -> None:
        part = self.chosen.part
        sentence = f"{PARTS[part]}恢复为{INSTEAD[part]}？导入的文件停用，仍留在列表里，可以重新启用。"
        dialog = GivingUpDialog(self._place, sentence, "恢复内置", tried_empty(self._place.store, part))
        dialog.accepted.connect(lambda: self._place.loading.use_embedded_part(part))
        _open(dialog)

    def _button(self, text: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: do())
        return button


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _cells(line: PartLine) -> tuple[str, ...]:
    title = line.title.partition("（")[0]
    told = (line.original, line.edition, line.count, line.days, line.brought_at, line.brought_by, line.digest)
    return (title, line.state, *told)
