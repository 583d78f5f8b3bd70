"""What ``month`` writes beside its tables: the report in four forms, the statement of fines, slips for the wards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.exchange.slip_file import read_slip_file
from coding.reports.docx_report import write_docx
from coding.reports.fines_tables import fines_report
from coding.reports.html_report import write_html_report
from coding.reports.month_workbook import write_month_workbook
from coding.reports.pdf_report import write_pdf
from coding.reports.slip_book import write_slip_book
from coding.review.slip_file_words import file_stem
from coding.work.beside import beside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.review.slips import Slip
    from coding.work.month_making import MonthMade

#: Pages up to which the data stand in the workbook and its figures are formulas: to write more takes longer than to
#: examine them. The tables hold every figure.
DATA_UP_TO: Final = 20_000
#: What ``month`` writes into its folder, beside the slips.
RESULTS: Final = (
    "indicators.csv", "groups_table.csv", "report.xlsx", "report.docx", "report.pdf", "report.html", "brief.pdf",
    "fines.pdf", "fines.docx", "summary.json",
)  # fmt: skip


def write_report(out: Path, made: MonthMade, own: Path | None = None) -> list[str]:
    """The report as workbook, document, paper and page; sentences on what could not be used.

    ``own``: the hospital's template of the document, see ``own_template``.
    """
    report = made.report
    frame = made.frame if len(made.frame) <= DATA_UP_TO else None
    with beside(write_month_workbook, out / "report.xlsx", report, made.figures, frame):
        told = write_docx(out / "report.docx", report, own)
        write_pdf(out / "report.pdf", report)
        write_html_report(out / "report.html", report)
    return [told] if told else []


def write_fines(out: Path, made: MonthMade) -> list[str]:
    """The statement of late archiving as a paper to be signed; a sentence where there is nothing to state."""
    statement = made.known.fines
    if statement is None:
        return ["没有归档时间，没有写出扣罚单：请用 --times 给出流程时间表。"]
    report = fines_report(statement, made.inputs.hospital, made.inputs.made_at)
    write_pdf(out / "fines.pdf", report)
    told = write_docx(out / "fines.docx", report)
    return [told] if told else []


def write_slips(folder: Path, slips: Sequence[Slip], made: datetime) -> list[str]:
    """A workbook a ward. One that a ward has answered already is never overwritten: the new one stands beside it."""
    told: list[str] = []
    taken: set[str] = set()
    for slip in slips:
        stem, number = file_stem(slip), 1
        path = folder / f"{stem}.xlsx"
        while path.name.casefold() in taken or _is_answered(path):
            number += 1
            path = folder / f"{stem}_{number}.xlsx"
        if number > 1 and (folder / f"{stem}.xlsx").name.casefold() not in taken:
            told.append(f"“{stem}.xlsx”中已有答复，没有覆盖：新的反馈单写成“{path.name}”。")
        taken.add(path.name.casefold())
        write_slip_book(path, slip, made=made)
    return told


def _is_answered(path: Path) -> bool:
    """Whether a file of this name holds answers, or is none of ours: it is left alone then."""
    if not path.exists():
        return False
    try:
        return bool(read_slip_file(path).rows)
    except CodingError:
        return True
