"""What a comparison of two schemes found, to look at: its summary, tables by ward, team, group and reason, the pages.

Enter on a line of a table shows its pages; Enter on a page opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from coding.payment.compared_case import Basis, ComparedCase
from coding.reports import switch_tables as tables
from coding.reports.switch_summary import BY, CODES_NOTE, moved_sentence, side_sentence, worth_sentences
from coding.reports.switch_tables import Cell, Column, Form, SwitchTable, cell_text, winners_and_losers
from ui.grouping.group_table import SHOWN, ReadTable
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from coding.payment.scheme_switch import SchemeSwitch

#: Which pages a line of a table stands for.
LinePages = Callable[[Sequence[Cell], ComparedCase], bool]
#: Columns of the pages that have room on the screen; the workbook has all.
_PAGE_COLUMNS = frozenset(
    [
        "case_no",
        "discharge",
        "ward",
        "doctor",
        "group_a",
        "group_b",
        "weight_diff",
        "payment_diff",
        "step_kind",
        "step_code",
        "step",
    ]
)
#: Width of a narrow sign on the screen, and the widest column, in pixels.
_SIGN, _WIDEST = 8, 420


def shown_text(cell: Cell, column: Column) -> str:
    """A cell as the screen shows it: thousands apart, a share in per cent, a difference with its sign."""
    if cell is None:
        return "—"
    if isinstance(cell, str):
        return cell
    if column.form is Form.SHARE:
        return f"{cell:.0%}"
    if column.form is Form.COUNT:
        return f"{cell:,}"
    text = cell_text(cell, column.form)
    return f"+{text}" if column.key.endswith("_diff") and cell > 0 and text != "0" else text


class SwitchTableView(QWidget):
    """One table of a comparison. ``wanted``: the pages of a line are to be shown; carries the cells of the line."""

    wanted = Signal(object)

    def __init__(self, name: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, MEDIUM, 0, 0)
        if note:
            self._box.addWidget(PlainLabel(note, self, wordWrap=True))
        self.table: ReadTable | None = None
        self.rows: Sequence[Sequence[Cell]] = ()

    def show_table(self, switch: SchemeSwitch, found: SwitchTable, wanted: frozenset[str] = frozenset()) -> None:
        """Show this table in the place of the last one; of its columns those that are ``wanted``, where it is said."""
        kept = [at for at in tables.speaking(switch, found.columns) if not wanted or found.columns[at].key in wanted]
        columns = [found.columns[at] for at in kept]
        table = ReadTable(
            [tables.titled(switch, column) for column in columns],
            [min(column.width * _SIGN + 16, _WIDEST) for column in columns],
            self,
            [at for at, column in enumerate(columns) if column.form is not Form.TEXT],
        )
        table.setAccessibleName(self._name)
        table.horizontalHeader().setStretchLastSection(columns[-1].form is Form.TEXT)
        table.fill([[shown_text(row[at], found.columns[at]) for at in kept] for row in found.rows[:SHOWN]])
        table.activated.connect(lambda index: self.wanted.emit(self.rows[index.row()]))
        if self.table is not None:
            self._box.removeWidget(self.table)
            self.table.deleteLater()
        self._box.addWidget(table, 1)
        self.table, self.rows = table, found.rows


class ComparedPages(QWidget):
    """The pages, all or those of one line of another table. ``page_wanted``: a page of the store is to be opened."""

    page_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._switch: SchemeSwitch | None = None
        self.cases: list[ComparedCase] = []
        self.told = PlainLabel(self)
        self.every = QPushButton("列出全部", self)
        self.every.setAutoDefault(False)
        self.every.clicked.connect(lambda: self.show_all())
        line = QHBoxLayout()
        line.addWidget(self.told, 1)
        line.addWidget(self.every)
        self.view = SwitchTableView("病例", parent=self)
        self.view.wanted.connect(self._open)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, MEDIUM, 0, 0)
        box.setSpacing(0)
        box.addLayout(line)
        box.addWidget(self.view, 1)

    def use(self, switch: SchemeSwitch) -> None:
        """Another comparison."""
        self._switch = switch
        self.show_all()

    def show_all(self) -> None:
        """All pages, those in another group first."""
        if self._switch is not None:
            self._fill(sorted(self._switch.cases, key=lambda case: not case.moved), "全部")

    def show_those(self, words: str, wanted: Callable[[ComparedCase], bool]) -> None:
        """The pages of one line."""
        if self._switch is not None:
            found = [case for case in self._switch.cases if wanted(case)]
            self._fill(sorted(found, key=lambda case: not case.moved), words)

    def _fill(self, cases: list[ComparedCase], words: str) -> None:
        assert self._switch is not None
        self.cases = cases
        more = f"，列出前 {SHOWN:,} 份，其余见保存的工作簿" if len(cases) > SHOWN else ""
        self.told.setText(f"{words}：{len(cases):,} 份{more}。回车打开病案。")
        self.view.show_table(self._switch, tables.case_table(cases[:SHOWN]), _PAGE_COLUMNS)

    def _open(self, _row: object) -> None:
        table = self.view.table
        at = table.currentRow() if table is not None else -1
        if 0 <= at < len(self.cases) and (page_id := self.cases[at].page_id) is not None:
            self.page_wanted.emit(page_id)


class SwitchPage(QWidget):
    """One page of a comparison: what was compared, what it is worth and on what that rests, who wins and loses."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._switch: SchemeSwitch | None = None
        self.told = PlainLabel(self)
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.by = QComboBox(self)
        self.by.setAccessibleName("按什么列出增减")
        for key, title, _ in BY:
            self.by.addItem(title, key)
        self.by.currentIndexChanged.connect(lambda _: self._rank())
        self.up = ReadTable(("增加最多", "增减", "例数"), (0, 110, 64), self, (1, 2))
        self.down = ReadTable(("减少最多", "增减", "例数"), (0, 110, 64), self, (1, 2))
        self.up.setAccessibleName("增加最多")
        self.down.setAccessibleName("减少最多")
        line = QHBoxLayout()
        line.addWidget(PlainLabel("谁增谁减，按", self))
        line.addWidget(self.by)
        self.measure = PlainLabel(self)
        line.addWidget(self.measure, 1)
        both = QHBoxLayout()
        both.addWidget(self.up, 1)
        both.addWidget(self.down, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, MEDIUM, 0, 0)
        box.addWidget(self.told)
        box.addLayout(line)
        box.addLayout(both, 1)

    def use(self, switch: SchemeSwitch) -> None:
        """Show another comparison."""
        self._switch = switch
        lines = [
            f"原方案：{side_sentence(switch.old)}",
            f"新方案：{side_sentence(switch.new)}",
            "；".join((moved_sentence(switch), *worth_sentences(switch))) + "。",
            *switch.notes,
        ]
        self.told.setText("\n".join(lines))
        self._rank()

    def _rank(self) -> None:
        switch = self._switch
        if switch is None:
            return
        pick = next(pick for key, _, pick in BY if key == self.by.currentData())
        form = Form.MONEY if switch.payment_basis is Basis.TARIFF else Form.WEIGHT
        self.measure.setText(f"：{switch.gain_words}。没有列出的没有增减，或没有可比的权重。")
        for table, found in zip((self.up, self.down), winners_and_losers(switch, pick), strict=True):
            table.fill(
                [
                    (one.word, f"{'+' if one.gain > 0 else ''}{cell_text(one.gain, form)}", f"{one.sums.cases:,}")
                    for one in found
                ]
            )


def same(word: str, cell: Cell) -> bool:
    """Whether a word of a page is the one that a line is about."""
    return (word or "未填") == cell


#: Name of the tab, its table, and which pages a line stands for.
VIEWS: tuple[tuple[str, Callable[[SchemeSwitch], SwitchTable], LinePages, str], ...] = (
    ("科室", tables.ward_table, lambda row, case: same(case.ward, row[0]), ""),
    (
        "医疗组",
        tables.team_table,
        lambda row, case: same(case.ward, row[0]) and same(case.team, row[1]) and same(case.doctor, row[2]),
        "",
    ),
    ("病组", tables.pair_table, lambda row, case: (case.was.drg, case.will.drg) == (row[0], row[2]), ""),
    (
        "原因",
        tables.step_table,
        lambda row, case: case.why is not None and (case.why.kind.label, case.why.code) == tuple(row[:2]),
        "",
    ),
    ("消失与新增", tables.fate_table, lambda row, case: row[1] in (case.was.drg, case.will.drg), ""),
    (
        "编码",
        tables.carried_table,
        lambda row, case: any(one.code == row[2] for one in (*case.lost, *case.gained)),
        CODES_NOTE,
    ),
)
