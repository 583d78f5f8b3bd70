"""Figures of a month of the store that no page tells: slips, uploads, what was written back; by whose they are."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from coding.indicators.figures import Scope
from coding.indicators.outside import Outside
from coding.review.batches import batches_of, open_rejections, rejections_of, uploaded_pages
from coding.review.slip_journal import SLIP_KINDS, slip_counts, slip_courses
from coding.review.write_back import checks_of, write_back_counts
from coding.store.store import MonthKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from coding.indicators.outside import OutsideFigures
    from coding.review.slip_journal import SlipCourse
    from coding.store.store import MonthEntry

Key = tuple[str, Scope, str]


def journal_figures(
    entries: Sequence[MonthEntry],
    pages: Collection[int],
    today: date,
    standing: Mapping[str, bool] | None = None,
) -> OutsideFigures:
    """What the entries of a month say of its ``pages``: nothing of what nobody has done.

    ``standing``: lines of slips that were answered → whether what was asked is still found; None: nobody has looked.
    """
    found: dict[Key, Outside] = {}
    courses = tuple(slip_courses([one for one in entries if one.kind in SLIP_KINDS]).values())
    if courses:
        found.update(_slips(courses, Scope.HOSPITAL, "", today, standing))
        for ward in sorted({course.slip.ward for course in courses}):
            own = [course for course in courses if course.slip.ward == ward]
            found.update(_slips(own, Scope.WARD, ward, today, standing))
    back = write_back_counts(checks_of([one for one in entries if one.kind is MonthKind.WRITTEN_BACK]))
    if back.judged or back.unknown:
        share = Outside(Decimal(back.written), Decimal(back.judged), not_judged=back.unknown)
        found["written_back", Scope.HOSPITAL, ""] = share
    found.update(_uploads(entries, pages))
    return found


def _slips(
    courses: Iterable[SlipCourse], scope: Scope, value: str, today: date, standing: Mapping[str, bool] | None
) -> Iterator[tuple[Key, Outside]]:
    counts = slip_counts(courses, today, standing)
    if not counts.asked:
        return
    asked = Decimal(counts.asked)
    yield ("answered_rate", scope, value), Outside(Decimal(counts.answered), asked)
    yield ("overdue", scope, value), Outside(Decimal(counts.overdue_slips))
    if counts.mended is not None:
        yield ("mended_rate", scope, value), Outside(Decimal(counts.mended), asked)


def _uploads(entries: Sequence[MonthEntry], pages: Collection[int]) -> Iterator[tuple[Key, Outside]]:
    batches = batches_of([one for one in entries if one.kind is MonthKind.BATCH])
    uploaded = uploaded_pages(batches) & set(pages)
    if not uploaded:
        return
    yield ("uploaded_share", Scope.HOSPITAL, ""), Outside(Decimal(len(uploaded)), Decimal(len(pages)))
    rejections = rejections_of([one for one in entries if one.kind is MonthKind.REJECTION])
    with_receipt = uploaded_pages(batches, with_receipt=True) & set(pages)
    if rejections or with_receipt:
        refused = {one.page_id for one in open_rejections(rejections, batches)} & uploaded
        accepted = Decimal(len(uploaded) - len(refused))
        yield ("upload_accepted_share", Scope.HOSPITAL, ""), Outside(accepted, Decimal(len(uploaded)))
