"""A month's report as a workbook: cover, a sheet a page, figures as formulas over the data, the data themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from coding.base.errors import UnusableInputError
from coding.base.private_folder import PrivateFolder
from coding.base.whole_file import whole_binary
from coding.indicators.expression import columns_in
from coding.indicators.indicator import indicators
from coding.reports.book_text import sheet_name
from coding.reports.workbook_cover import write_cover
from coding.reports.workbook_data import DATA_SHEET, DataPlan, data_plan, data_rows, of_ward, write_data_head
from coding.reports.workbook_figures import FIGURES_SHEET, VALUE, FiguresSheet, figure_rows
from coding.reports.workbook_forms import FONT, Forms
from coding.reports.workbook_groups import GROUPS_SHEET, columns_of_groups, write_groups
from coding.reports.workbook_list import write_list
from coding.reports.workbook_page import PageSheet, placed, set_paper
from coding.reports.workbook_rows import put_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd

    from coding.indicators.figures import FigureRow, GroupRow, MonthFigures
    from coding.reports.report_page import Report, Table

#: Pages up to which the data stand in the workbook; beyond them a spreadsheet counts for minutes at every change.
MOST_PAGES = 100_000
_FORMULAS = "分子、分母、本期、同比为公式，取自“病案”表；“取值”为数值的来自反馈、抽查、罚扣等，不在“病案”表中。"
_NO_DATA = "没有病案数据表，各数为计算后的数值。"
_NONE_HERE = "本期没有病案，各数为数值。"


def write_month_workbook(
    path: Path,
    report: Report,
    figures: MonthFigures,
    frame: pd.DataFrame | None = None,
    *,
    money: bool = True,
    ward: str = "",
    most_pages: int = MOST_PAGES,
) -> None:
    """Write the workbook, whole or not at all. Raises UnusableInputError when it cannot be written.

    ``ward``: of a ward's page, with that ward's figures and pages alone; no sheet of groups then.

    ``frame``: that of ``coding.indicators.preparing.prepared``, of which the figures were made, with the same tables of
    teams and risks; None: figures as values. ``money`` as of the report.
    """
    frame = of_ward(frame, ward) if ward and frame is not None else frame
    rows = figure_rows(figures, money=money, ward=ward)
    plan, note = _planned(frame, rows, money=money, most=most_pages, has_groups=not ward)
    groups = () if ward else figures.groups
    content = _Content(report=report, rows=rows, groups=groups, plan=plan, note=note, money=money, ward=ward)
    with whole_binary(path) as file, PrivateFolder() as folder:
        if plan is None or frame is None:
            _fill(file, str(folder), content)
            return
        made = BytesIO()  # all but the data, which are long
        part, last = _fill(made, str(folder), content)
        put_rows(made, file, part, partial(data_rows, frame, plan), last)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """What stands in a book."""

    report: Report
    rows: Sequence[FigureRow]
    groups: Sequence[GroupRow]
    plan: DataPlan | None
    note: str
    money: bool
    ward: str


def _fill(file: IO[bytes], folder: str, content: _Content) -> tuple[str, str]:
    """All sheets, of the data the head alone; the file of the data's sheet, and its last cell."""
    from xlsxwriter import Workbook  # kept from the start of the program
    from xlsxwriter.exceptions import FileCreateError

    # the font of the book is the measure of its columns: the same here and on Windows
    font = {"font_name": FONT, "font_size": 10}
    book = Workbook(file, {"constant_memory": True, "tmpdir": folder, "default_format_properties": font})
    book.use_zip64()
    book.set_properties(
        {"title": content.report.title, "company": content.report.hospital, "created": content.report.made_at}
    )
    found = _Book(book, content).write()
    try:
        book.close()
    except FileCreateError as error:
        raise UnusableInputError("质控月报的工作簿写不出：请检查磁盘空间和权限后再试。") from error
    return found


def _planned(
    frame: pd.DataFrame | None, rows: Iterable[FigureRow], *, money: bool, most: int, has_groups: bool
) -> tuple[DataPlan | None, str]:
    """What stands in the data sheet, and what is said of it."""
    if frame is None:
        return None, _NO_DATA
    if not len(frame):
        return None, _NONE_HERE
    if len(frame) > most:
        told = (
            f"本期病案 {len(frame):,} 份，超过 {most:,} 份：不附病案数据表，各数为数值。要看公式请按月或按科室出报告。"
        )
        return None, told
    ids = {row.id for row in rows}
    needed: set[str] = set(columns_of_groups())
    for one in (indicators()[id_] for id_ in ids if id_ in indicators()):
        for expression in (one.numerator, one.denominator, one.not_judged):
            needed |= columns_in(expression)
    return data_plan(frame, needed, money=money, has_groups=has_groups), _FORMULAS


class _Book:
    """The sheets of one book in their order."""

    def __init__(self, book: Any, content: _Content) -> None:
        self._book, self._content = book, content
        self._forms = Forms(book)

    def write(self) -> tuple[str, str]:
        """All sheets; those that others look at are written first, but stand behind."""
        content, report, plan = self._content, self._content.report, self._content.plan
        cover = self._sheet("封面")
        names = [sheet_name(f"{at}_{page.title}") for at, page in enumerate(report.pages, 1)]
        pages = [self._sheet(name) for name in names]
        sheet = FiguresSheet(self._sheet(FIGURES_SHEET), self._forms, plan, content.ward)
        places = placed(sheet.write(content.rows, content.note), FIGURES_SHEET, VALUE)
        behind = [(FIGURES_SHEET, "每个指标的分子、分母、本期、上期、去年同期、同比、依据")]
        if not content.ward:
            groups = self._sheet(GROUPS_SHEET)
            write_groups(self._book, groups, content.groups, plan, self._forms, money=content.money)
            behind.append((GROUPS_SHEET, "每个病组一行"))
        part = last = ""
        if plan is not None:
            part = f"xl/worksheets/sheet{len(self._book.worksheets()) + 1}.xml"
            last = write_data_head(self._book, self._sheet(DATA_SHEET), plan, self._forms)
            behind.append((DATA_SHEET, "每份病案一行，没有姓名和证件号"))
        lists: list[tuple[str, Table]] = []
        for number, (page, of_page) in enumerate(zip(pages, report.pages, strict=True), 1):
            # whoever signs sees all of the first page on one sheet of paper
            sheet_of = PageSheet(self._book, page, self._forms, places, of_page.tables, one_page=number == 1)
            lists += sheet_of.write(of_page, number)
        for name, table in lists:
            write_list(self._sheet(name), table, self._forms)
            behind.append((name, f"{table.title}，共 {len(table.rows):,} 行"))
        contents = [(name, page.title) for name, page in zip(names, report.pages, strict=True)]
        write_cover(cover, report, contents, behind, content.note, self._forms)
        cover.activate()
        return part, last

    def _sheet(self, name: str) -> Any:
        page = self._book.add_worksheet(name)
        report = self._content.report
        set_paper(page, report.hospital, f"{report.title} {report.period}")
        return page
