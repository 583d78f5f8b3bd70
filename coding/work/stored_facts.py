"""The pages of a spell of time as the store knows them, read once: a frame of their facts, and what lies beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from coding.exchange.sampling_file import SampledPage
from coding.indicators.frame import hits_frame, packed_frame
from coding.payment.paid_match import PaidStay
from coding.payment.payment_sum import PricedStay
from coding.payment.price import Price
from coding.work.archiving import stays_of
from coding.work.month_beside import SampledFacts
from coding.work.paid_results import latest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from coding.base.period import Period
    from coding.indicators.packed_facts import FactBlock
    from coding.indicators.page_facts import PageFacts
    from coding.knowledge.knowledge import Knowledge
    from coding.payment.paid_result import PaidResult
    from coding.review.archiving import ArchivedStay
    from coding.store.store import KeptPaid, Store


@dataclass(frozen=True, slots=True, eq=False)
class StoredFacts:
    """A spell of time. ``frame``: a row a page, in the order of discharge; ``rows``: page → its row.

    ``sampled`` None: no page of it was graded. ``archived``: the stays whose archiving can be judged. ``paid``: those
    that a result of the insurer may speak of; ``results``: these results, the one read last of each stay.
    """

    frame: pd.DataFrame
    rows: dict[int, int]
    sampled: SampledFacts | None = None
    archived: tuple[ArchivedStay, ...] = ()
    paid: tuple[PaidStay, ...] = ()
    results: tuple[KeptPaid, ...] = ()


def spell_frame(store: Store, period: Period) -> pd.DataFrame:
    """The facts of the pages of a period alone, as a frame."""
    return packed_frame(store.fact_blocks(*days_of(period)))


def stored_facts(store: Store, period: Period, *, money: bool) -> StoredFacts:
    """The pages of a period with all that is asked of each. ``money`` False: no results of the insurer."""
    gathered = _Gathered(_verdicts(store), _results(store, period) if money else [])
    frame = packed_frame(gathered.passing(store.fact_blocks(*days_of(period))))
    sampled = SampledFacts(tuple(gathered.sampled), ()) if gathered.sampled else None
    return StoredFacts(
        frame,
        gathered.rows,
        sampled,
        tuple(stays_of(gathered.archived)),
        tuple(gathered.paid),
        tuple(gathered.results),
    )


def stored_hits(store: Store, period: Period, knowledge: Knowledge, rows: dict[int, int]) -> pd.DataFrame:
    """What the rules found on these pages when they were examined last, without what is waived."""
    severities: dict[str, str] = {}

    def hits() -> Iterator[tuple[int, str, str, int]]:
        for page_id, rule, count in store.each_fired(*days_of(period)):
            if rule not in severities:
                known = knowledge.rules.rule(rule)
                severities[rule] = known.severity.value if known is not None else ""
            if (row := rows.get(page_id)) is not None:
                yield row, rule, severities[rule], count

    return hits_frame(hits())


def days_of(period: Period) -> tuple[str, str]:
    """The first day and the last as the store is asked."""
    return period.first.isoformat(), period.last.isoformat()


@dataclass(slots=True)
class _Gathered:
    """What is kept of the pages that pass by on their way into the frame."""

    verdicts: dict[int, SampledPage]
    results: list[KeptPaid]
    rows: dict[int, int] = field(default_factory=dict)
    sampled: list[tuple[SampledPage, PageFacts]] = field(default_factory=list)
    archived: list[PageFacts] = field(default_factory=list)
    paid: list[PaidStay] = field(default_factory=list)

    def passing(self, blocks: Iterator[FactBlock]) -> Iterator[FactBlock]:
        numbers = {_bare(one.result.case_no) for one in self.results}
        for block in blocks:
            words = block.words
            for at, page_id in enumerate(block.ids):
                self.rows[page_id] = len(self.rows)
                is_archived = words["archived"][at] is not None
                is_paid = bool(numbers) and _bare(words["case_no"][at]) in numbers
                if not (is_archived or is_paid or page_id in self.verdicts):
                    continue
                facts = block.facts(at)
                if page_id in self.verdicts:
                    self.sampled.append((self.verdicts[page_id], facts))
                if is_archived:
                    self.archived.append(facts)
                if is_paid:
                    self.paid.append(_paid_stay(page_id, facts))
            yield block


def _verdicts(store: Store) -> dict[int, SampledPage]:
    """Page → what was said of it last in a sample."""
    found: dict[int, SampledPage] = {}
    for sample in store.samples():
        for one in store.grades_of(sample.id):
            found[one.page_id] = SampledPage(
                "", None, one.principal, one.main_procedure, one.others, one.grade, one.errors, one.right_codes
            )
    return found


def _results(store: Store, period: Period) -> list[KeptPaid]:
    """The results that may speak of a stay of a period: by the day of discharge, and those that name none."""

    def may_be(result: PaidResult) -> bool:
        if result.discharged is not None:
            return period.holds(result.discharged)
        return result.settled is None or result.settled >= period.first

    return [one for one in latest(store.paid_results()) if may_be(one.result)]


def _paid_stay(page_id: int, facts: PageFacts) -> PaidStay:
    """A page as a result is looked for, from its facts: nothing is grouped again."""
    moment = _moment(facts.discharged)
    price = Price(_natural(facts.weight, 10_000), _natural(facts.payment, 100))
    stay = PricedStay(
        page_id,
        facts.case_no,
        moment.date() if moment else None,
        facts.ward,
        facts.insured,
        facts.drg,
        "",
        _natural(facts.cost, 100),
        facts.stay,
        price,
    )
    return PaidStay(stay, "", "", facts.mdc, facts.adrg)


def _natural(number: int | None, scale: int) -> float | None:
    return None if number is None else number / scale


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _bare(case_no: str) -> str:
    """A record number without the zeros that a spreadsheet eats."""
    return case_no.strip().lstrip("0")
