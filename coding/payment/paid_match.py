"""Which stay an insurer's result speaks of: by record number and day of discharge; whatever is doubtful is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coding.payment.paid_result import PaidResult
    from coding.payment.payment_sum import PricedStay


class MatchKind(StrEnum):
    """How surely a result belongs to a stay."""

    CERTAIN = "已对应"
    DOUBTFUL = "存疑"
    NONE = "未找到"


@dataclass(frozen=True, slots=True)
class PaidStay:
    """A stay as a result is looked for: with its number of admissions, its settlement number, and what its scheme says
    of its group: ``chapter`` and ``family``.
    """

    stay: PricedStay
    admission_times: str = ""
    settlement_no: str = ""
    chapter: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """A result with its stay. ``why``: what is doubtful, or why there is none; "" where it is certain.

    ``parts``: the rows of which the result is the sum, none where it is a row; ``is_repeated``: another row before it
    belongs to the same stay.
    """

    result: PaidResult
    kind: MatchKind
    paid_stay: PaidStay | None = None
    why: str = ""
    parts: tuple[PaidResult, ...] = ()
    is_repeated: bool = False

    @property
    def stay(self) -> PricedStay | None:
        """The stay; None where none was found."""
        return None if self.paid_stay is None else self.paid_stay.stay


def match_results(results: Iterable[PaidResult], stays: Iterable[PaidStay]) -> list[Matched]:
    """Each result with its stay, in order. A stay that a second result claims is doubtful there."""
    index = _Index(stays)
    taken: set[int] = set()
    found = []
    for result in results:
        matched = index.match(result)
        stay = matched.stay
        if stay is not None and matched.kind is MatchKind.CERTAIN:
            if stay.page in taken:
                why = "这份病案在结果中出现不止一次"
                matched = Matched(result, MatchKind.DOUBTFUL, matched.paid_stay, why, is_repeated=True)
            taken.add(stay.page)
        found.append(matched)
    return found


class _Index:
    def __init__(self, stays: Iterable[PaidStay]) -> None:
        self._by_record: dict[str, list[PaidStay]] = {}
        self._by_settlement: dict[str, list[PaidStay]] = {}
        for one in stays:
            self._by_record.setdefault(_bare(one.stay.case_no), []).append(one)
            if one.settlement_no:
                self._by_settlement.setdefault(one.settlement_no, []).append(one)

    def match(self, result: PaidResult) -> Matched:
        by_settlement = self._by_settlement.get(result.settlement_no, []) if result.settlement_no else []
        if len(by_settlement) == 1:
            return self._with_settlement(result, by_settlement[0])
        if not result.case_no:
            return Matched(result, MatchKind.NONE, why="没有病案号，结算号也没有对应的病案")
        same = self._by_record.get(_bare(result.case_no), [])
        if not same:
            return Matched(result, MatchKind.NONE, why="没有这个病案号的病案")
        return _among(result, same)

    def _with_settlement(self, result: PaidResult, one: PaidStay) -> Matched:
        if result.case_no and _bare(result.case_no) != _bare(one.stay.case_no):
            why = f"结算号相同，病案号却是 {one.stay.case_no}"
            return Matched(result, MatchKind.DOUBTFUL, one, why)
        return Matched(result, MatchKind.CERTAIN, one)


def _among(result: PaidResult, same: Sequence[PaidStay]) -> Matched:
    if result.discharged is not None:
        of_day = [one for one in same if one.stay.day == result.discharged]
        if not of_day:
            days = "、".join(sorted(str(one.stay.day or "无出院日期") for one in same)[:3])
            return Matched(result, MatchKind.NONE, why=f"有这个病案号，但出院日期不同（{days}）")
        return _one_of(result, of_day)
    narrowed = [one for one in same if result.admission_times and one.admission_times == result.admission_times]
    if narrowed:
        return _one_of(result, narrowed)
    before = [one for one in same if result.settled is None or one.stay.day is None or one.stay.day <= result.settled]
    if len(before) == 1:
        return Matched(result, MatchKind.DOUBTFUL, before[0], "结果中没有出院日期，只按病案号对应")
    if not before:
        return Matched(result, MatchKind.NONE, why="有这个病案号，但都在结算日期之后出院")
    return Matched(result, MatchKind.NONE, why=f"这个病案号有 {len(before)} 次住院，结果中没有出院日期")


def _one_of(result: PaidResult, stays: Sequence[PaidStay]) -> Matched:
    if len(stays) > 1 and result.admission_times:
        stays = [one for one in stays if one.admission_times == result.admission_times] or stays
    if len(stays) > 1:
        return Matched(result, MatchKind.DOUBTFUL, stays[0], f"同一天出院的有 {len(stays)} 份，请核对")
    one = stays[0]
    if result.case_no.strip() != one.stay.case_no.strip():
        return Matched(result, MatchKind.DOUBTFUL, one, f"病案号写法不同（病案为 {one.stay.case_no}）")
    return Matched(result, MatchKind.CERTAIN, one)


def unpaid(matched: Iterable[Matched], stays: Iterable[PaidStay]) -> list[PaidStay]:
    """The stays of the months in the results for which there is none."""
    given = list(matched)
    told: Mapping[int, None] = {m.stay.page: None for m in given if m.stay is not None}
    months = {m.stay.month for m in given if m.stay is not None} | {m.result.month for m in given}
    return [one for one in stays if one.stay.page not in told and one.stay.month in months and one.stay.month]


def _bare(case_no: str) -> str:
    """A record number without the zeros that a spreadsheet eats."""
    return case_no.strip().lstrip("0").upper() or case_no.strip()
