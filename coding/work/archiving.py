"""Late archiving of a month: the department's terms, the excused list, the statement, and the statement frozen.

What counts comes from the facts of the pages (``PageFacts``), for window and command line alike.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from coding.review.archiving import KEYS, PREFIX, ArchivedStay, ArchivingTerms, Excuse
from coding.review.fines import FinesStatement, excuse_of, excuse_said, fines_statement
from coding.store.kept_months import MonthKind
from coding.store.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.base.period import Period
    from coding.indicators.page_facts import PageFacts
    from coding.reference.workday_calendar import WorkdayCalendar
    from coding.store.kept_months import KeepsMonths, MonthEntry
    from coding.store.kept_settings import KeepsSettings
    from coding.store.store import Store

#: The terms of the department; without a setting ``resources/people/archiving.csv`` holds.
SETTINGS: Final = {key: Setting(f"{PREFIX}{key}") for key in KEYS}
#: The subject of the statement in the journal of its month.
_STATEMENT: Final = "archiving"
_NO_FACTS: Final = "没有按现在的内容质控，归档时间还不知道"


def terms_of(store: KeepsSettings) -> ArchivingTerms:
    """The department's terms. Raises UnusableInputError where a setting is none."""
    return ArchivingTerms.of({key: setting.read(store) for key, setting in SETTINGS.items()})


def set_terms(store: KeepsSettings, said: dict[str, str]) -> ArchivingTerms:
    """Keep the terms, by key (limit, unit, yuan_a_day, cap). Raises UnusableInputError before anything is kept."""
    terms = ArchivingTerms.of(said)
    for key, setting in SETTINGS.items():
        if key in said:
            setting.write(store, said[key].strip())
    return terms


def stays_of(facts: Iterable[PageFacts]) -> list[ArchivedStay]:
    """The stays as their archiving is judged."""
    return [
        ArchivedStay(
            one.case_no, _moment(one.discharged), _moment(one.archived), one.archived is not None, one.ward, one.doctor
        )
        for one in facts
    ]


def statement_of(
    facts: Iterable[PageFacts],
    period: str,
    as_of: datetime,
    terms: ArchivingTerms,
    excuses: Sequence[Excuse] = (),
    calendar: WorkdayCalendar | None = None,
) -> FinesStatement:
    """The statement of these pages at a moment."""
    return fines_statement(stays_of(facts), terms, period, as_of, excuses, calendar)


# -- the excused list: entries of the journal; the last word on a stay counts


def excuse(store: KeepsMonths, month: str, one: Excuse) -> MonthEntry:
    """Put a stay on the excused list of a month. Raises NotAllowedError."""
    return store.note_month(MonthKind.EXCUSED, excuse_said(one), month=month, subject=_subject(one))


def withdraw_excuse(store: KeepsMonths, month: str, one: Excuse) -> MonthEntry:
    """Take a stay off the list again; what was said before stays in the journal."""
    said = {**excuse_said(one), "withdrawn": True}
    return store.note_month(MonthKind.EXCUSED, said, month=month, subject=_subject(one))


def excuses_of(store: KeepsMonths, month: str) -> list[Excuse]:
    """The excused list of a month as it stands."""
    found: dict[str, MonthEntry] = {}
    for entry in store.month_entries(month, [MonthKind.EXCUSED]):
        found.pop(entry.subject, None)
        found[entry.subject] = entry
    return [excuse_of(entry.said) for entry in found.values() if not entry.said.get("withdrawn")]


# -- the statement of a month of the store


def fines_now(store: Store, period: Period, as_of: datetime, calendar: WorkdayCalendar | None = None) -> FinesStatement:
    """The statement of a month as it stands now, from the facts that the store keeps."""
    days = period.first.isoformat(), period.last.isoformat()
    facts = dict(store.facts(*days))
    statement = statement_of(
        facts.values(), period.name, as_of, terms_of(store), excuses_of(store, period.name), calendar
    )
    without = sum(page_id not in facts for page_id in store.without_facts("", *days))
    return statement.with_unjudged(_NO_FACTS, without) if without else statement


def freeze_fines(
    store: Store, period: Period, as_of: datetime, calendar: WorkdayCalendar | None = None, *, is_closing: bool = False
) -> FinesStatement | None:
    """Freeze the statement of a month; a later freezing, after a reopening, stands beside it. ``is_closing``: not one
    that was frozen already, nor one of pages of which nobody says when they were archived: then None.
    """
    if is_closing and frozen_fines(store, period.name) is not None:
        return None
    statement = fines_now(store, period, as_of, calendar)
    if is_closing and not statement.stays:
        return None
    entry = store.note_month(MonthKind.FINES, statement.as_said(), month=period.name, subject=_STATEMENT)
    return FinesStatement.from_said(entry.said, _frozen(entry))


def frozen_fines(store: KeepsMonths, month: str) -> FinesStatement | None:
    """The statement that was frozen last; None where none was since the month was reopened: it moves again."""
    entries = store.month_entries(month, [MonthKind.FINES, MonthKind.REOPENED])
    if not entries or entries[-1].kind is not MonthKind.FINES:
        return None
    return FinesStatement.from_said(entries[-1].said, _frozen(entries[-1]))


def _frozen(entry: MonthEntry) -> str:
    return f"{entry.at:%Y-%m-%d %H:%M} {entry.name}".strip()


def _subject(one: Excuse) -> str:
    return f"{one.case_no.strip()}@{one.discharged}" if one.discharged is not None else one.case_no.strip()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
