"""The bureau's table of codes of one sex looked at before it is used: how many, and which rows were left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from coding.reference.sex_table import MALE
from ui.dialogs.agree_foot import agree_foot
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from coding.reference.sex_table import SexEntry, SexTable

_COLUMNS = ("库", "编码", "名称", "只用于", "行")
_WIDTHS = (90, 130, 0, 70, 60)
#: Lines that are shown; the whole table is the file itself.
_SHOWN = 500


class SexTableDialog(QDialog):
    """Accepted when the table is to be used."""

    def __init__(self, table: SexTable, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("导入性别对照表")
        self.resize(size_on_screen(self, 760, 480))
        told = f"{name}：诊断 {len(table.diagnoses):,} 条，手术操作 {len(table.procedures):,} 条只用于一种性别。"
        head = PlainLabel(told, self, wordWrap=True)
        head.setProperty("role", "large")
        self.notes = PlainLabel("\n".join(table.notes), self, wordWrap=True)
        self.notes.setProperty("role", "warning")
        self.notes.setVisible(bool(table.notes))
        self.table = ReadTable(_COLUMNS, _WIDTHS, self)
        self.table.setAccessibleName("对照表的各行")
        self.table.fill(_lines(table))
        more = f"这里只列前 {_SHOWN:,} 条，采用的是整张表。" if len(table) > _SHOWN else ""
        note = PlainLabel(f"在内置的性别限定之外另查：报出时写明对照表的名称和行号。{more}", self, wordWrap=True)
        note.setProperty("role", "muted")
        buttons, self.accept_button = agree_foot(self, "采用此对照表", self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (head, self.notes):
            box.addWidget(widget)
        box.addWidget(self.table, 1)
        box.addWidget(note)
        box.addWidget(buttons)


def _lines(table: SexTable) -> list[tuple[str, ...]]:
    """The first lines; of both where there are both, however many the other has."""
    diagnoses = [_line("诊断", one) for one in table.diagnoses.values()]
    procedures = [_line("手术操作", one) for one in table.procedures.values()]
    of_procedures = min(len(procedures), max(_SHOWN // 5, _SHOWN - len(diagnoses)))
    return diagnoses[: _SHOWN - of_procedures] + procedures[:of_procedures]


def _line(word: str, one: SexEntry) -> tuple[str, ...]:
    return word, one.code, one.name, "男性" if one.sex == MALE else "女性", str(one.line)
