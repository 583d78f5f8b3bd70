"""What a row of a DIP catalogue asks, condition by condition in a coder's words, and whether a case has it.

Row by row and without index: trace and doctor rest on this, and the tests hold it against the fast matching.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.dip.code_ranges import says_resistance
from coding.dip.row_fit import FALLING_BACK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.dip.effective import Effective
    from coding.dip.items import DiagnosisItem
    from coding.dip.packet_catalogue import Catalogue, CoreRow
    from coding.grouping.case import Case

#: So many codes of a cell are written out.
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition of a row: what it is about (dx, sdx, px, rpx, newborn, resistant), whether it holds, in words."""

    about: str
    holds: bool
    words: str


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What a row asks of a case, the diagnosis first; ``rank``: closeness, further codes met, codes met."""

    row: CoreRow
    asked: tuple[Asked, ...]
    rank: tuple[int, int, int]

    @property
    def holds(self) -> bool:
        """True when the row takes the case."""
        return all(one.holds for one in self.asked)

    @property
    def missed(self) -> tuple[Asked, ...]:
        """The conditions that do not hold."""
        return tuple(one for one in self.asked if not one.holds)


def verdict_of(row: CoreRow, case: Case, effective: Effective, catalogue: Catalogue) -> RowVerdict | None:
    """What a row asks and whether a case has it; None where the row is of other diagnoses."""
    codes = case.dx if row.looks_at_all_dx else case.dx[:1]
    near = [item for item in row.dx if any(item.meets(code) for code in codes)]
    if not near:
        return None
    closest = max(near, key=lambda item: item.closeness)
    asked = [Asked("dx", True, _diagnosis_words(closest, case, row))]
    asked += _newborn(row, case)
    if row.sdx is not None:
        holds = any(all(any(item.meets(c) for c in case.dx[1:]) for item in group) for group in row.sdx.groups)
        texts = ["+".join(item.text for item in group) for group in row.sdx.groups]
        asked.append(Asked("sdx", holds, f"其他诊断{'有' if holds else '须有'} {_listed(texts)}"))
    asked += _resistance(row, case, catalogue)
    met, further = 0, 0
    if row.px is not None:
        met = _met(row.px, effective.every if row.looks_at_all_px else {effective.principal})
        asked.append(Asked("px", *_procedure_words(row, effective, met, catalogue)))
    if row.rpx:
        further = _met(row.rpx, set(effective.others))
        word = "有" if further > 0 else "须有"
        asked.append(Asked("rpx", further > 0, f"相关手术操作{word} {_sets(row.rpx)}"))
    return RowVerdict(row, tuple(asked), (closest.closeness, max(further, 0), max(met, 0)))


def _met(sets: Sequence[frozenset[str]], codes: Iterable[str]) -> int:
    there = set(codes)
    return max((len(one) for one in sets if not one - there), default=0)


def _diagnosis_words(item: DiagnosisItem, case: Case, row: CoreRow) -> str:
    if row.looks_at_all_dx:
        return f"诊断中有 {item.text}"
    return f"主要诊断 {case.dx[0]} 属于 {'所有诊断' if item.text == '*' else item.text}"


def _newborn(row: CoreRow, case: Case) -> Iterable[Asked]:
    if row.below_days is not None:
        days = "未填写" if case.age_days is None else f"{case.age_days} 天"
        young = case.age == 0 and case.age_days is not None and case.age_days < row.below_days
        yield Asked("newborn", young, f"天龄须小于 {row.below_days} 天且不满 1 岁，本例 {days}")
    if row.weight is not None:
        low, high = row.weight
        grams = "未填写" if case.birth_weight is None else f"{case.birth_weight} 克"
        fits = case.birth_weight is not None and low <= case.birth_weight <= high
        yield Asked("newborn", fits, f"出生体重须为 {low}–{high} 克，本例 {grams}")


def _resistance(row: CoreRow, case: Case, catalogue: Catalogue) -> Iterable[Asked]:
    if row.resistant is not None:
        found = case.dx[0] in catalogue.resistant or any(says_resistance(code) for code in case.dx[1:])
        yield Asked(
            "resistant",
            row.resistant == found,
            f"须{'' if row.resistant else '不'}耐药，本例{'' if found else '不'}耐药",
        )


def _procedure_words(row: CoreRow, effective: Effective, met: int, catalogue: Catalogue) -> tuple[bool, str]:
    principal = effective.principal
    if not row.px:
        if principal and catalogue.settings.falls_back and row.kind in FALLING_BACK:
            return True, f"没有按 {principal} 的病种时归入保守治疗"
        found = f"，本例为 {principal}" if principal else ""
        return not principal, f"须没有有效主要手术操作（保守治疗）{found}"
    place = "手术操作中" if row.looks_at_all_px else "有效主要手术操作"
    if met:
        return True, f"{place}有 {_sets([s for s in row.px or () if len(s) == met and s <= effective.every])}"
    own = f"，本例为 {principal}" if principal else "，本例没有"
    return False, f"{place}须为 {_sets(row.px or ())}{own if not row.looks_at_all_px else ''}"


def _sets(sets: Sequence[frozenset[str]]) -> str:
    return _listed(["+".join(sorted(one)) for one in sets])


def _listed(texts: Sequence[str]) -> str:
    shown = "、".join(texts[:_SHOWN])
    return f"{shown} 等 {len(texts)} 种之一" if len(texts) > _SHOWN else shown
