"""A comparison of two schemes as a workbook for the director: one page first, then the tables behind it."""

from __future__ import annotations

from operator import itemgetter
from typing import IO, TYPE_CHECKING, Any

from coding.base.errors import UnusableInputError
from coding.base.private_folder import PrivateFolder
from coding.base.whole_file import whole_binary
from coding.payment.compared_case import Basis
from coding.payment.scheme_switch import reasons_of
from coding.reports import switch_tables as tables
from coding.reports.book_text import MOST_ROWS, book_text
from coding.reports.switch_summary import BY, CODES_NOTE, fate_counts, moved_sentence, side_sentence, worth_sentences
from coding.reports.switch_tables import Cell, Column, Form, Standing, SwitchTable, winners_and_losers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from coding.payment.scheme_switch import SchemeSwitch

_FORMATS = {
    Form.TEXT: "@",
    Form.COUNT: "#,##0",
    Form.WEIGHT: "#,##0.0000;[Red]-#,##0.0000",
    Form.MONEY: "#,##0.00;[Red]-#,##0.00",
    Form.SHARE: "0.0%",
}
#: Pages up to which a workbook is made in memory.
_IN_MEMORY = 50_000
#: Winners and losers on the first page.
_NAMED = 5
_ESTIMATE = "权重、支付均为测算，不是医保结算结果；分组一致也不能证明编码正确。"


def write_switch_workbook(path: Path, switch: SchemeSwitch) -> None:
    """Write the workbook, whole or not at all. Raises UnusableInputError when it cannot be written."""
    with whole_binary(path) as file, PrivateFolder() as folder:
        _fill(file, switch, str(folder), path.name)


def _fill(file: IO[bytes], switch: SchemeSwitch, folder: str, name: str) -> None:
    from xlsxwriter import Workbook  # kept from the start of the program
    from xlsxwriter.exceptions import FileCreateError

    # row by row to the disk where the pages are too many for the memory; else with a table of the texts, quicker
    book = Workbook(file, {"constant_memory": len(switch.cases) > _IN_MEMORY, "tmpdir": folder})
    book.use_zip64()
    writer = _Writer(book, switch)
    writer.summary()
    writer.table("科室", tables.ward_table(switch))
    writer.table("医疗组", tables.team_table(switch))
    writer.table("参保", tables.insured_table(switch))
    writer.table("病组", tables.pair_table(switch))
    writer.table("病组增减", tables.old_group_table(switch))
    writer.table("原因", tables.reason_table(switch))
    writer.table("原因明细", tables.step_table(switch))
    writer.cases("病例")
    writer.table("消失与新增", tables.fate_table(switch))
    writer.table("编码", tables.carried_table(switch), CODES_NOTE)
    writer.notes()
    try:
        book.close()
    except FileCreateError as error:
        raise UnusableInputError(f"“{name}”写不出：请检查磁盘空间和权限后再试。") from error


class _Writer:
    """Sheets of one book, one after the other; rows go to the disk as they come."""

    def __init__(self, book: Any, switch: SchemeSwitch) -> None:
        self._book = book
        self._switch = switch
        line = {"border": 1, "border_color": "#C8CDD3", "valign": "vcenter"}
        self._cells = {form: book.add_format({"num_format": said, **line}) for form, said in _FORMATS.items()}
        self._cells[Form.TEXT].set_indent(1)
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._head = book.add_format({**line, "bold": True, "bg_color": "#E4EBF3", "text_wrap": True})
        self._head_right = book.add_format(
            {**line, "bold": True, "bg_color": "#E4EBF3", "text_wrap": True, "align": "right"}
        )
        self._title = book.add_format({"bold": True, "font_size": 16})
        self._part = book.add_format({"bold": True, "font_size": 12, "font_color": "#1F4E79", "valign": "top"})

    # -- tables

    def table(self, name: str, table: SwitchTable, note: str = "") -> None:
        """A sheet with a table below a header that stays in sight, and a note above it where there is one."""
        self._told(name, table.columns, table.rows, note)

    def cases(self, name: str) -> None:
        """One row a page."""
        self._told(name, tables.CASE_COLUMNS, tables.case_rows(self._switch))

    def _told(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], note: str = "") -> None:
        """A table without the columns that say nothing here."""
        kept = tables.speaking(self._switch, columns)
        self.rows(name, [columns[at] for at in kept], map(itemgetter(*kept), rows), note)

    def rows(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], note: str = "") -> None:
        """The same, row by row."""
        sheet = self._sheet(name)
        top = 0
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
        if note:
            sheet.write_string(0, 0, note)
            top = 1
        for at, column in enumerate(columns):
            head = self._head if column.form is Form.TEXT else self._head_right
            sheet.write_string(top, at, tables.titled(self._switch, column), head)
        sheet.freeze_panes(top + 1, 0)
        sheet.repeat_rows(top)
        formats = [self._cells[column.form] for column in columns]
        last = top
        for cells in rows:
            last += 1
            if last >= MOST_ROWS - 1:
                sheet.write_string(last, 0, "行数超出 Excel 的一张表：其余各行见 cases.csv。")
                break
            for at, cell in enumerate(cells):
                if cell is None or cell == "":
                    continue
                if isinstance(cell, str):
                    sheet.write_string(last, at, book_text(cell), formats[at])
                else:
                    sheet.write_number(last, at, cell, formats[at])
        if last == top:
            sheet.write_string(top + 1, 0, "没有")
        else:
            sheet.autofilter(top, 0, last, len(columns) - 1)

    def _sheet(self, name: str, *, tall: int = 0) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, tall)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&A&R第 &P 页，共 &N 页")
        return sheet

    # -- the first page

    def summary(self) -> None:
        """One page: what was compared, how many pages move, what it is worth and on what that rests, who, and why."""
        switch = self._switch
        sheet = self._sheet("摘要", tall=1)
        sheet.hide_gridlines(2)
        for at, width in enumerate((14, 44, 14, 9, 2, 44, 14, 9)):
            sheet.set_column(at, at, width)
        at = 0
        sheet.write_string(at, 0, "换用分组方案对本院的影响", self._title)
        first, last = switch.days
        for label, words in (
            ("原方案", side_sentence(switch.old)),
            ("新方案", side_sentence(switch.new)),
            ("病案", f"{switch.period or '全部'}，出院日期 {first or '未知'} 至 {last or '未知'}"),
            ("改变", moved_sentence(switch)),
            *(
                tuple(said.partition("：")[::2]) if "：" in said[:3] else ("变化", said)
                for said in worth_sentences(switch)
            ),
        ):
            at += 1
            sheet.set_row(at, 16 * _lines(words, 120))
            sheet.write_string(at, 0, label, self._part)
            sheet.merge_range(at, 1, at, 7, book_text(words), self._wrapped)
        at = self._reasons(sheet, at + 2)
        for _, title, pick in BY:
            at = self._standings(sheet, title, winners_and_losers(switch, pick, _NAMED), at + 1)
        sheet.write_string(at + 1, 0, _ESTIMATE)

    def _reasons(self, sheet: Any, at: int) -> int:
        """Why pages stand in another group, to the left; what becomes of the groups, to the right."""
        switch = self._switch
        sheet.write_string(at, 0, "改变的原因", self._part)
        for column, titles in (
            (1, ("原因：第一个不同的步骤", "例数", "占改变")),
            (5, ("病组的变化", "病组数", "例数")),
        ):
            for beside, said in enumerate(titles):
                sheet.write_string(at, column + beside, said, self._head_right if beside else self._head)
        moved = switch.total.moved
        reasons: list[tuple[str, int, float]] = [
            (r.kind.label, r.sums.cases, r.sums.cases / moved if moved else 0.0) for r in reasons_of(switch.cases)
        ]
        fates: list[tuple[str, int, float]] = [*fate_counts(switch)]
        forms = ((1, reasons, Form.SHARE), (5, fates, Form.COUNT))
        for line in range(max(len(reasons), len(fates))):
            at += 1
            for column, rows, last in forms:
                if line < len(rows):
                    label, count, third = rows[line]
                    sheet.write_string(at, column, label, self._cells[Form.TEXT])
                    sheet.write_number(at, column + 1, count, self._cells[Form.COUNT])
                    sheet.write_number(at, column + 2, third, self._cells[last])
        return at + 1

    def _standings(self, sheet: Any, title: str, found: tuple[list[Standing], list[Standing]], at: int) -> int:
        """Winners to the left, losers to the right."""
        up, down = found
        if not up and not down:
            return at
        words = self._switch.gain_words
        form = Form.MONEY if self._switch.payment_basis is Basis.TARIFF else Form.WEIGHT
        sheet.write_string(at, 0, title, self._part)
        for column, word in ((1, "增加最多"), (5, "减少最多")):
            for beside, said in enumerate((word, words, "例数")):
                sheet.write_string(at, column + beside, said, self._head_right if beside else self._head)
        for line in range(max(len(up), len(down))):
            at += 1
            for column, side in ((1, up), (5, down)):
                if line < len(side):
                    one = side[line]
                    sheet.write_string(at, column, book_text(one.word), self._cells[Form.TEXT])
                    sheet.write_number(at, column + 1, one.gain, self._cells[form])
                    sheet.write_number(at, column + 2, one.sums.cases, self._cells[Form.COUNT])
        return at + 1

    def notes(self) -> None:
        """Where everything comes from, what is provisional, and what was not judged."""
        switch = self._switch
        sheet = self._sheet("说明")
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 120)
        lines = [
            ("原方案", side_sentence(switch.old)),
            ("新方案", side_sentence(switch.new)),
            ("权重依据", switch.weight_basis.label),
            ("支付依据", switch.payment_basis.label),
            *(("说明", note) for note in switch.notes),
            ("编码", CODES_NOTE),
            ("测算", _ESTIMATE),
        ]
        sheet.write_string(0, 0, "项目", self._head)
        sheet.write_string(0, 1, "内容", self._head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for at, (label, words) in enumerate(lines, 1):
            sheet.set_row(at, 16 * _lines(words, 118))
            sheet.write_string(at, 0, label, self._wrapped)
            sheet.write_string(at, 1, book_text(words), self._wrapped)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a cell of so many narrow signs; a Chinese one is two of them wide."""
    return max(1, -(-sum(2 if ord(sign) > 255 else 1 for sign in text) // width))
