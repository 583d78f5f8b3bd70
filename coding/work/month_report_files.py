"""The files of a month's report from the store: four forms at once, written down in the journal and the audit."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coding.indicators.figures import Scope
from coding.reports.docx_report import write_docx
from coding.reports.html_report import write_html_report
from coding.reports.month_workbook import write_month_workbook
from coding.reports.pdf_report import write_pdf
from coding.review.people import Command
from coding.store.setting import Setting
from coding.work.exporting import note_export
from coding.work.months import MONTH_REPORT, WARD_REPORT, note_report, the_month
from coding.work.paying import pay_stored
from coding.work.stored_report import figures_to_report, stored_inputs, stored_report

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from coding.base.period import Period
    from coding.indicators.figures import MonthFigures
    from coding.knowledge.knowledge import Knowledge
    from coding.reports.report_page import Report
    from coding.store.store import Store
    from coding.work.stored_month import StoredMonth

#: The hospital's name as reports bear it.
HOSPITAL: Final = Setting("month.hospital")
_NO_NAME: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_MONTH: Final = len("2026-10")


def report_to_show(store: Store, knowledge: Knowledge, made: StoredMonth, now: datetime, ward: str = "") -> Report:
    """The report of the hospital, or the page of a ward, with the hospital's name; payment where there is a policy."""
    pays = store.me.may(Command.SEE_MONEY) and knowledge.has_policy and not ward
    payment = pay_stored(store, knowledge, list(made.facts.rows)) if pays else None
    inputs = stored_inputs(store, knowledge, made, now, hospital=HOSPITAL.read(store), payment=payment)
    return stored_report(store, knowledge, made, inputs, ward)


def write_store_report(store: Store, made: StoredMonth, report: Report, folder: Path, ward: str = "") -> list[str]:
    """Write a report in its four forms and keep that it was written; the names of the files.

    The page of a ward holds that ward's figures alone, its workbook too. Raises UnusableInputError, NotAllowedError.
    """
    figures = figures_to_report(store, made)
    month, money = figures.period.name, store.me.may(Command.SEE_MONEY)
    stem = f"科室页_{_NO_NAME.sub('_', ward)}_{month}" if ward else f"质控月报_{month}"
    names = [f"{stem}.{suffix}" for suffix in ("xlsx", "docx", "pdf", "html")]
    about = {"what": report.title, "file": str(folder / stem), "pages": figures.pages, "masked": True}
    note_export(store, about)
    frame = made.frame if figures is made.figures and not ward else None  # what was frozen has no pages of its own
    shown = _of_ward(figures, ward) if ward else figures
    write_month_workbook(folder / names[0], report, shown, frame, money=money)
    write_docx(folder / names[1], report)
    write_pdf(folder / names[2], report)
    write_html_report(folder / names[3], report)
    if _is_month(figures.period) and the_month(store, month).state is not None:
        note_report(store, month, WARD_REPORT if ward else MONTH_REPORT, names, ward)
    return names


def write_paper(store: Store, report: Report, folder: Path, stem: str, pages: int) -> list[str]:
    """Write a report that has no workbook of its own (booklet, forum sheet) as .docx, .pdf and .html."""
    stem = _NO_NAME.sub("_", stem)
    note_export(store, {"what": report.title, "file": str(folder / stem), "pages": pages, "masked": True})
    write_docx(folder / f"{stem}.docx", report)
    write_pdf(folder / f"{stem}.pdf", report)
    write_html_report(folder / f"{stem}.html", report)
    return [f"{stem}.{suffix}" for suffix in ("docx", "pdf", "html")]


def _of_ward(figures: MonthFigures, ward: str) -> MonthFigures:
    rows = tuple(row for row in figures.rows if row.scope is Scope.WARD and row.scope_value == ward)
    return replace(figures, rows=rows, groups=(), unjudged={})


def _is_month(period: Period) -> bool:
    return len(period.name) == _MONTH and period.name[5:].isdigit()
