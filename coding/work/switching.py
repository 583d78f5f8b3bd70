"""Pages under two schemes, for window and command line alike: compared one by one, then weighed alike."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.base.errors import UnusableInputError
from coding.codes.edition import STATED_IN, carried_by
from coding.codes.entry import CodeKind
from coding.dip.dip_scheme import DipScheme
from coding.drg.further_codes import further_diagnoses
from coding.drg.scheme import Scheme
from coding.exchange.cases import decimal
from coding.grouping.carrying import carrying_codes
from coding.grouping.insured import insured_of
from coding.grouping.page_case import case_of
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.fields import field_catalogue, is_blank
from coding.payment.compared_case import ComparedCase, GroupUnder
from coding.payment.dip_price import dip_price
from coding.payment.why_moved import WhyMoved, why_moved
from coding.reference.reference import Reference
from coding.work.batch import done_or_lost
from coding.work.chunks import PlainChunks
from coding.work.pages_job import source_at
from coding.work.steps import Step, untold
from coding.work.stored_pages import each_row
from coding.work.switch_basis import based
from coding.work.switch_side import SwitchSide, load_side, on_equal_terms, side_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.base.period import Period
    from coding.codes.code_tables import CodeTables
    from coding.grouping.carrying import CarryingCode
    from coding.grouping.case import Case, Grouping
    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.payment.comparison import PricedScheme
    from coding.payment.price import Price
    from coding.payment.scheme_switch import SchemeSwitch, SideFacts
    from coding.store.store import Store, WorklistRow
    from coding.work.batch import LostRows
    from coding.work.executors import Executor
    from coding.work.jobs import Places

_Codes = tuple["CarryingCode", ...]
#: Columns in which hospitals write the team 医疗组 of a page; the front page itself has no such item.
_TEAM_COLUMNS = ("医疗组", "医疗组名称", "诊疗组", "诊疗组名称", "主诊组", "team")
_COMPACT = "compact"
#: Groups with their figures that are remembered.
_ROOM = 50_000
#: Pages between two looks whether to go on.
_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class PageComparer:
    """Compares pages under two schemes. ``why`` remembers what it has answered; ``looked_at``: which codes the old and
    the new scheme look at as other diagnoses, None where all have to be tried.
    """

    knowledge: Knowledge
    old: PricedScheme
    new: PricedScheme
    why: WhyMoved
    looked_at: tuple[Mapping[str, bool] | None, Mapping[str, bool] | None]
    #: Groups that are alike for many pages, each made once: they travel from a worker once a chunk then.
    seen: dict[tuple[bool, str, str, float | None, float | None], GroupUnder] = field(default_factory=dict)

    def of(self, page: FrontPage, page_id: int | None = None) -> ComparedCase:
        """One page under both; weights and payments as far as the tariffs give them."""
        case = case_as_written(page, self.knowledge.of(page).codes)
        was, will = self.old.scheme.group(case), self.new.scheme.group(case)
        lost, gained = self._carrying(case, was, will)
        day = page.date("discharge_datetime")
        return ComparedCase(
            file=page.origin.file,
            row=page.origin.row,
            case_no=page.case_no,
            was=self._side(self.old, page, case, was),
            will=self._side(self.new, page, case, will),
            why=self.why(case, was, will),
            ward=_ward(page),
            team=next((told for name in _TEAM_COLUMNS if (told := page.extra.get(name, "").strip())), ""),
            doctor=_told(page, "attending_physician"),
            insured=_insured(case),
            day="" if day is None else day.isoformat(),
            cost=case.cost if case.cost is not None and case.cost > 0 else None,
            lost=lost,
            gained=gained,
            page_id=page_id,
            note=f"出院当日施行：{self.knowledge.of(page).scheme.title}" if self.knowledge.spans else "",
        )

    def _carrying(self, case: Case, was: Grouping, will: Grouping) -> tuple[_Codes, _Codes]:
        if not case.dx or len(case.dx) + len(case.px) < 2:
            return (), ()
        before = carrying_codes(case, was, self.old.scheme.group, self.looked_at[0])
        after = carrying_codes(case, will, self.new.scheme.group, self.looked_at[1])
        if before == after:
            return (), ()
        return tuple(sorted(before - after)), tuple(sorted(after - before))

    def _side(self, plan: PricedScheme, page: FrontPage, case: Case, found: Grouping) -> GroupUnder:
        price = self._price(plan, page, case, found)
        weight, payment = (price.weight, price.payment) if price is not None else (None, None)
        key = (plan is self.old, found.status.value, found.drg, weight, payment)
        side = self.seen.get(key)
        if side is None:
            side = GroupUnder(found.status.value, found.drg, found.name, found.is_grouped, weight, payment)
            if len(self.seen) < _ROOM:
                self.seen[key] = side
        return side

    def _price(self, plan: PricedScheme, page: FrontPage, case: Case, found: Grouping) -> Price | None:
        """As the window and ``check`` price a page; None where there is no tariff."""
        if plan.tariff is None:
            return None
        if isinstance(plan.scheme, DipScheme) and plan.policy is None:
            return dip_price(plan.scheme, case, found)
        return Reference(self.knowledge.of(page).codes, plan.scheme, plan.tariff, plan.policy).price(page, found)


def case_as_written(page: FrontPage, codes: CodeTables) -> Case:
    """The case of a page as ``group`` reads it: a compact file's codes reach the grouper exactly as they stand."""
    case = case_of(page, codes)
    if page.origin.layout != _COMPACT:
        return case
    case = _with_cost(case, page)
    maps = [carried_by(page, kind, codes) for kind in (CodeKind.DIAGNOSIS, CodeKind.PROCEDURE)]
    if any(maps) and any(name in page.extra for name in STATED_IN):
        return case
    dx, px = [row.code for row in page.diagnoses], [row.code for row in page.procedures]
    if maps[0] is not None:
        dx = [maps[0].carry(code) for code in dx]
    if maps[1] is not None:
        px = [maps[1].carry(code) for code in px]
    return replace(case, dx=(*dx[:1], *(code for code in dx[1:] if code)), px=tuple(code for code in px if code))


def _with_cost(case: Case, page: FrontPage) -> Case:
    """The case with what DIP reads beside it: columns of the compact layout that no field of a page knows."""
    told = {key.strip().lower(): cell.strip() for key, cell in page.extra.items()}
    days = decimal(told.get("icu_days", ""))
    return replace(
        case,
        icu_hours=case.icu_hours if days is None else days * 24,
        cost=case.cost if "cost" not in told else decimal(told["cost"]),
        insured=told.get("insured", case.insured),
        level=told.get("level", ""),
        drug_share=decimal(told.get("drug_share", "")),
        treat_share=decimal(told.get("treat_share", "")),
    )


def comparer(knowledge: Knowledge, old: PricedScheme, new: PricedScheme) -> PageComparer:
    """What compares pages under these two."""
    looked_at = _looked_at(old), _looked_at(new)
    return PageComparer(knowledge, old, new, why_moved(old.scheme, new.scheme), looked_at)


def _looked_at(plan: PricedScheme) -> Mapping[str, bool] | None:
    return further_diagnoses(plan.scheme) if isinstance(plan.scheme, Scheme) else None


# -- files


def compare_read(
    pages: Sequence[FrontPage],
    source: KnowledgeSource,
    sides: tuple[SwitchSide, SwitchSide],
    executor: Executor,
    period: Period | None = None,
    step: Step = untold,
) -> SchemeSwitch:
    """Pages that were read from files, in their order; of a ``period`` those discharged in it.

    ``source``: crosswalks and edition. Pages that nobody could compare are told in the notes. Raises KnowledgeError,
    UnusableInputError where no page is left.
    """
    plans = load_side(sides[0]), load_side(sides[1])
    old, new = on_equal_terms(*plans)
    facts = _facts(old, sides[0]), _facts(new, sides[1])
    work = _Comparing(sides, source, period)
    chunks = PlainChunks(pages)
    cases: list[ComparedCase] = []
    lost: list[LostRows] = []

    def left_out(rows: LostRows, own: Sequence[FrontPage]) -> list[ComparedCase | None]:
        lost.append(rows)
        return [None] * len(own)

    done = 0
    with closing(executor.map(work, chunks, source)) as found:
        for number, piece in enumerate(found):
            chunk = done_or_lost(piece, chunks, number, left_out)
            cases += (case for case in chunk if case is not None)
            done += len(chunk)
            step(done, len(pages))
    switch = _switch(cases, facts, plans, load_knowledge(source).codes, period)
    return replace(switch, lost=sum(rows.pages for rows in lost), notes=(*switch.notes, *(r.in_words() for r in lost)))


@dataclass(frozen=True, slots=True)
class _Comparing:
    """Compares a page under both schemes; None for one that was not discharged in the period."""

    sides: tuple[SwitchSide, SwitchSide]
    source: KnowledgeSource
    period: Period | None

    def __call__(self, page: FrontPage, _knowledge: Knowledge, _context: Context) -> ComparedCase | None:
        if self.period is not None and not self.period.holds(page.date("discharge_datetime")):
            return None
        return _comparer_of(self.sides, self.source).of(page)

    def files(self) -> tuple[str, ...]:
        """The files of both sides."""
        return tuple(file for side in self.sides for file in side.files())

    def at(self, places: Places) -> _Comparing:
        """The same where these files lie elsewhere."""
        old, new = (side.at(places) for side in self.sides)
        return _Comparing((old, new), source_at(self.source, places), self.period)


@cache
def _comparer_of(sides: tuple[SwitchSide, SwitchSide], source: KnowledgeSource) -> PageComparer:
    """The comparer of this process."""
    return comparer(load_knowledge(source), *on_equal_terms(load_side(sides[0]), load_side(sides[1])))


def _facts(plan: PricedScheme, side: SwitchSide) -> SideFacts:
    return side_facts(plan, side.scheme, side.tariff)


# -- a store


def compare_stored(
    store: Store,
    knowledge: Knowledge,
    plans: tuple[PricedScheme, PricedScheme],
    facts: tuple[SideFacts, SideFacts],
    ids: Sequence[int],
    period: Period | None = None,
    step: Step = untold,
) -> SchemeSwitch:
    """Pages of a store; see ``compare_read``. ``facts``: what is told of each scheme (see ``side_facts``)."""
    compare = comparer(knowledge, *on_equal_terms(*plans))
    wanted = list(ids) if period is None else [row.id for row in each_row(store, ids) if _discharged(row, period)]
    cases = []
    for done, (page_id, page) in enumerate(store.pages(wanted), 1):
        cases.append(compare.of(page, page_id))
        if done % _TOGETHER == 0 or done == len(wanted):
            step(done, len(wanted))
    return _switch(cases, facts, plans, knowledge.codes, period)


def _discharged(row: WorklistRow, period: Period) -> bool:
    moment = read_moment(row.discharge_date)
    return moment is not None and period.holds(moment.date())


# -- both


def _switch(
    cases: Sequence[ComparedCase],
    facts: tuple[SideFacts, SideFacts],
    plans: tuple[PricedScheme, PricedScheme],
    codes: CodeTables,
    period: Period | None,
) -> SchemeSwitch:
    if not cases:
        raise UnusableInputError(
            f"{period.name if period else '所选范围'}没有出院的病案，无可比较：请换一个时期或文件。"
        )
    switch = based(cases, facts, plans, "" if period is None else period.name)
    return replace(switch, code_names=_names(switch.cases, codes))


def _names(cases: Sequence[ComparedCase], codes: CodeTables) -> dict[str, str]:
    """The names of the codes that reasons turn on and that carry groups, as far as the code tables know them."""
    told = {case.why.code for case in cases if case.why is not None}
    told.update(one.code for case in cases for one in (*case.lost, *case.gained))
    found = {}
    for code in sorted(told):
        entry = codes.dx.get(code) or codes.px.get(code)
        if entry is not None:
            found[code] = entry.name
    return found


def _ward(page: FrontPage) -> str:
    """The ward of discharge; the department where the ward is not written."""
    if ward := _told(page, "discharge_ward"):
        return ward
    return field_catalogue().value_label("discharge_dept", _told(page, "discharge_dept"))


def _insured(case: Case) -> str:
    """职工, 居民, or what the way of payment is called."""
    return insured_of(case.insured) or field_catalogue().value_label("payment_method", case.insured)


def _told(page: FrontPage, key: str) -> str:
    text = page.text(key).strip()
    return "" if is_blank(text) else text
