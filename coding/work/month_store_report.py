"""The report of a month from the store: what it needs beside the figures, and its files."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from coding.base.period import Period, read_period
from coding.indicators.course import hospital_figure
from coding.indicators.figures import Scope
from coding.indicators.preparing import prepared
from coding.page.fields import field_catalogue
from coding.page.finding import Dimension, Severity
from coding.reports.docx_report import write_docx
from coding.reports.html_report import write_html_report
from coding.reports.month_pages import month_report, ward_report
from coding.reports.month_plan import tells_money
from coding.reports.month_workbook import write_month_workbook
from coding.reports.pdf_report import write_pdf
from coding.reports.report_inputs import ReportInputs, RuleLine, SlipLine
from coding.review.people import Command
from coding.store.setting import Setting
from coding.work.compliance import compliance_month
from coding.work.exporting import note_export
from coding.work.month_inputs import knowledge_sentences, rule_title
from coding.work.month_records import kept_risks, kept_teams
from coding.work.month_store_lines import error_lines, received_lines, sample_lines, suspected_lines, written_back_lines
from coding.work.months import MONTH_REPORT, WARD_REPORT, note_report, the_month
from coding.work.paying import pay_stored
from coding.work.slips import slip_rows
from coding.work.stored_facts import spell_frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    import pandas as pd

    from coding.indicators.figures import MonthFigures
    from coding.knowledge.knowledge import Knowledge
    from coding.reports.report_page import Report
    from coding.store.store import Store
    from coding.work.contexts import Contexts
    from coding.work.stored_month import StoredMonth

#: The hospital's name as reports bear it.
HOSPITAL: Final = Setting("month.hospital")
#: What is followed over the periods before, and how many of them.
_FOLLOWED: Final = ("cmi", "grouping_rate", "cases", "first_pass_rate")
_PERIODS: Final = 6
_NO_NAME: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_MONTH: Final = len("2026-10")


def store_report(
    store: Store,
    knowledge: Knowledge,
    contexts: Contexts,
    made: StoredMonth,
    figures: MonthFigures,
    now: datetime,
    ward: str = "",
) -> Report:
    """The report of the hospital, or the page of a ward; without weights and yuan for whoever sees none.

    ``figures``: those of ``made``, or those that a closing froze.
    """
    if ward:
        money = _sees_money(store)
        state, hospital = _state(store, figures.period), HOSPITAL.read(store)
        inputs = ReportInputs(hospital, now, money, state, knowledge_sentences(knowledge))
        return ward_report(figures, ward, inputs)
    return month_report(figures, store_inputs(store, knowledge, contexts, made, figures, now))


def store_inputs(
    store: Store, knowledge: Knowledge, contexts: Contexts, made: StoredMonth, figures: MonthFigures, now: datetime
) -> ReportInputs:
    """What the report needs beside its figures. What is of months alone is missing of a longer spell, and told so."""
    period, money = figures.period, _sees_money(store)
    inputs = ReportInputs(
        hospital=HOSPITAL.read(store),
        made_at=now,
        money=money,
        state=_state(store, period),
        knowledge=knowledge_sentences(knowledge),
        titles=_titles(figures),
        trend=_trend(store, period, money=money),
        rules=tuple(_rules(made, knowledge)),
        ward_rules=_ward_rules(made),
        fines=made.fines,
        payment=pay_stored(store, knowledge, list(made.facts.rows)) if money and knowledge.has_policy else None,
        paid=made.paid if money else None,
    )
    if not _is_month(period):
        return inputs
    month = period.name
    slips = tuple(
        SlipLine(row.number, row.ward, row.due, row.asked, row.answered, row.is_overdue)
        for row in slip_rows(store, month, now.date())
    )
    return replace(
        inputs,
        slips=slips,
        sampling=sample_lines(store, month),
        errors=error_lines(store, month),
        suspected=suspected_lines(compliance_month(store, knowledge, contexts, month, now), knowledge),
        written_back=written_back_lines(store, month),
        received=received_lines(store, month) or None,
    )


def write_store_report(
    store: Store, made: StoredMonth, figures: MonthFigures, report: Report, folder: Path, ward: str = ""
) -> list[str]:
    """Write a report in its four forms and keep that it was written; the names of the files.

    The page of a ward holds that ward's figures alone, its workbook too. Raises UnusableInputError, NotAllowedError.
    """
    month, money = figures.period.name, _sees_money(store)
    stem = f"科室页_{_NO_NAME.sub('_', ward)}_{month}" if ward else f"质控月报_{month}"
    names = [f"{stem}.{suffix}" for suffix in ("xlsx", "docx", "pdf", "html")]
    about = {"what": report.title, "file": str(folder / stem), "pages": figures.pages, "masked": True}
    note_export(store, about)
    shown, frame = (_of_ward(figures, ward), None) if ward else (figures, _frame(store, made, figures))
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


def _frame(store: Store, made: StoredMonth, figures: MonthFigures) -> pd.DataFrame | None:
    """The frame that the figures were made of, prepared as they were; None of figures that were frozen."""
    if figures is not made.figures:
        return None
    return prepared(made.facts.frame, figures.period, kept_teams(store) or None, risks=kept_risks(store)).frame


def _of_ward(figures: MonthFigures, ward: str) -> MonthFigures:
    rows = tuple(row for row in figures.rows if row.scope is Scope.WARD and row.scope_value == ward)
    return replace(figures, rows=rows, groups=(), unjudged={})


def _rules(made: StoredMonth, knowledge: Knowledge) -> Iterator[RuleLine]:
    """What each rule found, from the most pages on."""
    found = made.hits.groupby("rule", observed=True).agg(pages=("row", "nunique"), findings=("count", "sum"))
    counted = sorted((-int(pages), str(rule), int(findings)) for rule, pages, findings in found.itertuples())
    for negative, rule_id, findings in counted:
        rule = knowledge.rules.rule(rule_id)
        title = rule_title(rule_id, knowledge)
        dimension = Dimension(rule.dimension).label if rule is not None else ""
        severity = Severity(rule.severity).label if rule is not None else ""
        yield RuleLine(rule_id, title, dimension, severity, -negative, findings, rule.basis if rule is not None else "")


def _ward_rules(made: StoredMonth) -> Mapping[tuple[str, str], int]:
    wards = made.facts.frame["ward"].astype(str).to_numpy()
    found: dict[tuple[str, str], set[int]] = {}
    for row, rule in zip(made.hits["row"].tolist(), made.hits["rule"].astype(str), strict=True):
        found.setdefault((str(wards[row]), rule), set()).add(row)
    return {key: len(rows) for key, rows in sorted(found.items())}


def _titles(figures: MonthFigures) -> Mapping[str, str]:
    catalogue = field_catalogue()
    kinds = {row.scope_value for row in figures.rows if row.scope is Scope.INSURED}
    return {kind: catalogue.value_label("payment_method", kind) for kind in sorted(kinds)}


def _trend(store: Store, period: Period, *, money: bool) -> tuple[tuple[str, Mapping[str, Decimal]], ...] | None:
    """The periods before, oldest first; those without a page are left out."""
    wanted = [id_ for id_ in _FOLLOWED if money or not tells_money(id_)]
    found: list[tuple[str, Mapping[str, Decimal]]] = []
    spell = read_period(period.name)
    for _ in range(_PERIODS):
        spell = spell.before
        frame = spell_frame(store, spell)
        rows = [hospital_figure(id_, frame, spell) for id_ in wanted] if len(frame) else []
        values = {row.id: row.value for row in rows if row is not None and row.value is not None}
        if values:
            found.insert(0, (spell.name, values))
    return tuple(found) or None


def _state(store: Store, period: Period) -> str:
    return the_month(store, period.name).label if _is_month(period) else ""


def _is_month(period: Period) -> bool:
    return len(period.name) == _MONTH and period.name[5:].isdigit()


def _sees_money(store: Store) -> bool:
    return store.me.may(Command.SEE_MONEY)
