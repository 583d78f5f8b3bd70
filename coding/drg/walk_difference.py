"""The first step in which the walks of a case through two DRG schemes differ, in a coder's words.

Only what can have decided it is asked: the node that took the case under one scheme, and why the other scheme went
past it. Hence some ten thousandths of a second a case, where two traces would take a hundred times as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.drg.atoms import LIST_ATOMS, Atom, Clause, atoms_of
from coding.drg.codelist import Memo
from coding.drg.condition_words import CHECK_WORDS, clause_words
from coding.drg.conditions import codes_of
from coding.drg.group_code import is_ambiguous
from coding.drg.scheme_steps import GroupStep, NodeStep, SchemeSteps, Taken, missed
from coding.grouping.case import Case, Grouping, GroupStatus
from coding.grouping.first_difference import DifferenceKind, FirstDifference

if TYPE_CHECKING:
    from coding.drg.conditions import CaseReader
    from coding.drg.scheme import Scheme

#: What the two schemes are called in the words; the person sees which is which beside them.
OLD, NEW = "原方案", "新方案"
#: Cases remembered: pages of one hospital repeat.
_ROOM = 20_000
#: What the words of a condition call the operations of the operating room.
_VALID = "手术室手术表"
_LEVEL_WORDS = {0: "不在 MCC、CC 表内", 1: "CC", 2: "MCC", 3: "MCC 和 CC"}


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a scheme did not let a case into a node: kind, code, and what it says of the step."""

    kind: DifferenceKind
    code: str
    title: str
    refused: str
    accepted: str


class WalkDifferences:
    """The first differences between two schemes, case by case; remembers what it has answered."""

    def __init__(self, old: Scheme, new: Scheme) -> None:
        self._old = SchemeSteps(old)
        self._new = SchemeSteps(new)
        self._known: dict[Case, FirstDifference | None] = {}

    def of(self, case: Case, was: Grouping, will: Grouping) -> FirstDifference | None:
        """Why ``was``, the result under the old scheme, is not ``will``; None where both are the same group."""
        if was.drg == will.drg and was.status is will.status:
            return None
        if case not in self._known:
            if len(self._known) >= _ROOM:
                self._known.clear()
            self._known[case] = self._found(case, was, will)
        return self._known[case]

    def _found(self, case: Case, was: Grouping, will: Grouping) -> FirstDifference:
        if GroupStatus.CHECK_FAILED in (was.status, will.status):
            return FirstDifference(DifferenceKind.CHECK, "", f"{OLD}：{_checked(was)}；{NEW}：{_checked(will)}")
        old, new = self._old.taken(case, was), self._new.taken(case, will)
        if old is not None and new is not None and old.step.adrg == new.step.adrg:
            return self._divided(old, new, was, will)
        found = self._went_past(old, new, case, was, will)
        if (was.status is GroupStatus.AMBIGUOUS) is (will.status is GroupStatus.AMBIGUOUS):
            return found
        ambiguous = f"，{OLD if was.status is GroupStatus.AMBIGUOUS else NEW}归入歧义组"
        # another MDC, or other operations of the operating room: the ambiguity only follows from it
        stays = found.kind is DifferenceKind.MDC or (found.kind is DifferenceKind.OPERATION and _VALID in found.text)
        kind: DifferenceKind = found.kind if stays else DifferenceKind.AMBIGUITY
        return FirstDifference(kind, found.code, found.text + ambiguous)

    # -- one scheme went past what took the case in the other

    def _went_past(
        self, old: Taken | None, new: Taken | None, case: Case, was: Grouping, will: Grouping
    ) -> FirstDifference:
        by_new = old and self._refusal(self._old, old, self._new, new)
        by_old = new and self._refusal(self._new, new, self._old, old)
        if old and by_new and not (by_old and by_old.kind is DifferenceKind.MDC is not by_new.kind):
            words = f"{OLD}：{by_new.accepted}；{NEW}：{by_new.refused}"
            return FirstDifference(by_new.kind, by_new.code, f"{by_new.title}：{words}")
        if new and by_old:
            words = f"{OLD}：{by_old.refused}；{NEW}：{by_old.accepted}"
            return FirstDifference(by_old.kind, by_old.code, f"{by_old.title}：{words}")
        code = case.dx[0] if case.dx else ""
        if old and new:
            words = f"两方案的判断次序不同：{OLD}先判断 {old.step.title}，{NEW}先判断 {new.step.title}"
            return FirstDifference(DifferenceKind.ORDER, code, words)
        # an else rule of an MDC gave one of the results: no node to ask
        words = f"{OLD}：{_ended(was)}；{NEW}：{_ended(will)}"
        return FirstDifference(DifferenceKind.MDC, code, words)

    def _refusal(self, taker: SchemeSteps, taken: Taken, other: SchemeSteps, end: Taken | None) -> _Refusal | None:
        """Why ``other`` went past the node that took the case; None where it never came to it, or no reason shows.

        ``end`` is where the walk of ``other`` ended, None where it went past everything.
        """
        step, case = taken.step, taken.case
        if (end is None or end.step.mdc != step.mdc) and (found := _kept_out(taker, taken, other, end)) is not None:
            return found
        twins = [node for node in other.by_adrg.get(step.adrg, ()) if node.mdc == step.mdc]
        if not twins:
            if end is not None and end.step.mdc != step.mdc and other.mdcs[end.step.mdc] < other.mdcs.get(step.mdc, -1):
                return None
            return _missing(taker, step, case)
        tested = [node for node in twins if end is None or node.at < end.step.at]
        twin = next((node for node in tested if node.node == step.node), tested[0] if tested else None)
        if twin is None:
            return None
        clause = missed(twin.own, case)
        if clause is None:
            if twin.hit(case) is not None:
                return None
            accepted = _accepting(taker, step, case)
            return _Refusal(DifferenceKind.SPLIT, "", step.title, "细分条件都不符合", accepted)
        kind, place = _kind_of(clause)
        accepted, code = _answer(taker, step, place, case)
        words = clause_words(other.reader, clause, case, twin.mdc, twin.node)
        code = code or _first(codes_of(case, place) if place else case.dx)
        return _Refusal(kind, code, step.title, words, accepted)

    # -- the same ADRG, another group of it

    def _divided(self, old: Taken, new: Taken, was: Grouping, will: Grouping) -> FirstDifference:
        title = old.step.title
        if old.step.is_divided is not new.step.is_divided:
            words = f"{OLD}：{_division(old.step)}；{NEW}：{_division(new.step)}"
            return FirstDifference(DifferenceKind.SPLIT, "", f"{title}：{words}")
        before, after = old.step.hit(old.case), new.step.hit(new.case)
        ages = before.ages if before else frozenset(), after.ages if after else frozenset()
        if ages[0] != ages[1]:
            words = f"{OLD}：{_asked(was, before)}；{NEW}：{_asked(will, after)}；年龄 {_age(old.case)}"
            return FirstDifference(DifferenceKind.AGE, "", f"{title}：{words}")
        told = self._by_complications(old.case)
        if told is not None:
            return FirstDifference(told.kind, told.code, f"{title}：{told.text}")
        words = f"{OLD}：{_asked(was, before)}；{NEW}：{_asked(will, after)}"
        return FirstDifference(DifferenceKind.SPLIT, "", f"{title}：细分条件不同，{words}")

    def _by_complications(self, case: Case) -> FirstDifference | None:
        """The diagnosis that counts as MCC or CC under one scheme, and otherwise under the other."""
        old, new = self._old.reader, self._new.reader
        apart = old.levels(case) ^ new.levels(case)
        if not apart:
            return None
        listed = case.dx[min(old.first_secondary, new.first_secondary) :]
        standings = [(code, _Standing.of(old, case, code), _Standing.of(new, case, code)) for code in listed]
        found = [one for one in standings if (one[1].counted ^ one[2].counted) & apart]
        if not found:
            return None
        # the strongest first: what counts as MCC here and not there, then by the order of the page
        code, was, will = max(found, key=lambda one: max(one[1].counted, one[2].counted))
        kind = DifferenceKind.EXCLUSION if was.listed == will.listed else DifferenceKind.CC_LIST
        return FirstDifference(kind, code, f"其他诊断 {code} {OLD}：{was.words}；{NEW}：{will.words}")


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a diagnosis stands in the lists of complications: bit 1 CC, bit 2 MCC, in the list and after exclusion."""

    listed: int
    counted: int
    words: str

    @classmethod
    def of(cls, reader: CaseReader, case: Case, code: str) -> _Standing:
        """The standing of one diagnosis of a case."""
        levels = reader.severity[code]
        if levels is None:
            return cls(0, 0, _LEVEL_WORDS[0])
        own = reader.exclusion[case.dx[0]]
        mcc, cc = levels
        listed = 2 * (mcc is not None) + (cc is not None)
        counted = 2 * (mcc is not None and mcc not in own) + (cc is not None and cc not in own)
        if counted:
            return cls(listed, counted, f"计为 {_LEVEL_WORDS[counted]}")
        table = mcc if mcc is not None else cc
        words = f"本为 {_LEVEL_WORDS[listed]}，但与主要诊断 {case.dx[0]} 同属排除表 {table}，被排除"
        return cls(listed, 0, words)


def _missing(taker: SchemeSteps, step: NodeStep, case: Case) -> _Refusal:
    """The other scheme has no such node at all."""
    accepted = _accepting(taker, step, case)
    if is_ambiguous(step.adrg):
        return _Refusal(DifferenceKind.AMBIGUITY, _first(case.px), step.mdc, "本 MDC 不设歧义组", accepted)
    place = _kind_of(step.own[0][0])[1] if step.own else "pdx"
    code = _first(codes_of(case, place)) if place else _first(case.dx)
    return _Refusal(DifferenceKind.ADRG, code, step.title, "没有这个 ADRG", accepted)


def _kept_out(taker: SchemeSteps, taken: Taken, other: SchemeSteps, end: Taken | None) -> _Refusal | None:
    """Why the other scheme did not enter the MDC in which the case was taken, where it came to it at all."""
    step, case = taken.step, taken.case
    title = f"{step.mdc} {taker.scheme.mdc_name(step.mdc)}".strip()
    if step.mdc not in other.mdcs:
        return _Refusal(DifferenceKind.MDC, _first(case.dx), title, "没有这个 MDC", _entering(taker, step, case))
    if end is not None and other.mdcs[end.step.mdc] < other.mdcs[step.mdc]:
        return None
    clause = missed(other.entries[step.mdc], case)
    if clause is None:
        return None
    words = clause_words(other.reader, clause, case, step.mdc, step.mdc)
    place = _kind_of(clause)[1]
    code = _first(codes_of(case, place) if place else case.dx)
    return _Refusal(DifferenceKind.MDC, code, title, f"不进入，{words}", _entering(taker, step, case))


def _entering(taker: SchemeSteps, step: NodeStep, case: Case) -> str:
    clauses = [clause for clause, _ in step.entry if not _is_open(clause)]
    if not clauses:
        return f"进入，{_accepting(taker, step, case)}"
    return "进入，" + "，".join(_held_words(taker, clause, case, step.mdc, step.mdc) for clause in clauses[:2])


def _accepting(taker: SchemeSteps, step: NodeStep, case: Case) -> str:
    """What let a case into a node."""
    clauses = [clause for clause, _ in step.own if not _is_open(clause)]
    if not clauses:
        return f"归入 {step.adrg}"
    return "，".join(_held_words(taker, clause, case, step.mdc, step.node) for clause in clauses[:2])


def _held_words(taker: SchemeSteps, clause: Clause, case: Case, mdc: str, owner: str) -> str:
    """What a clause says that holds: of several ways in, the one by which the case came."""
    held = next((atom for atom in clause if taker.reader.predicate(atom, mdc, owner)(case)), clause[0])
    return clause_words(taker.reader, (held,), case, mdc, owner)


def _answer(taker: SchemeSteps, step: NodeStep, place: str, case: Case) -> tuple[str, str]:
    """What the node that took the case says of the same place of the page, and the code that it found there."""
    for clause, _ in step.own:
        if place and (seen := _kind_of(clause)[1]) and _same_rows(seen, place):
            words = _held_words(taker, clause, case, step.mdc, step.node)
            return words, _found_code(taker.reader, clause, case, step)
    accepted = _accepting(taker, step, case)
    return (f"不看{'手术操作' if place.endswith('px') else '诊断'}，{accepted}" if place else accepted), ""


def _found_code(reader: CaseReader, clause: Clause, case: Case, step: NodeStep) -> str:
    """The first code of the case that stands in a list of the clause."""
    for atom in atoms_of((clause,)):
        if (place := _place_of(atom)) is not None:
            lists = reader.lists(atom, step.mdc, step.node)
            for code in codes_of(case, place):
                if not lists.isdisjoint(reader.lists_of[code]):
                    return code
    return ""


def _kind_of(clause: Clause) -> tuple[DifferenceKind, str]:
    """What a clause turns on, and the place of the page that it looks at ("" where it looks at no codes)."""
    for atom in atoms_of((clause,)):
        place = _place_of(atom)
        if place is not None:
            is_procedure = place.endswith("px")
            return (DifferenceKind.OPERATION if is_procedure else DifferenceKind.ADRG), place
        if atom.kind == "classes":
            return DifferenceKind.OPERATION, "anypx"
        if atom.kind == "number" and atom.name in ("age", "age_days"):
            return DifferenceKind.AGE, ""
    return DifferenceKind.ADRG, ""


def _place_of(atom: Atom) -> str | None:
    if atom.kind in LIST_ATOMS:
        return LIST_ATOMS[atom.kind][0]
    return atom.name if atom.kind == "count" else None


def _same_rows(one: str, other: str) -> bool:
    """Whether two places are both of diagnoses or both of procedures."""
    return one[-2:] == other[-2:]


def _is_open(clause: Clause) -> bool:
    return all(atom.kind == "ALWAYS" for atom in clause)


def _first(codes: tuple[str, ...]) -> str:
    return codes[0] if codes else ""


def _checked(result: Grouping) -> str:
    if result.status is GroupStatus.CHECK_FAILED:
        return CHECK_WORDS.get(result.failed_check, "分组所需的项目不全，不能分组。").rstrip("。")
    return f"信息校验通过，{_ended(result)}"


def _ended(result: Grouping) -> str:
    if result.status is GroupStatus.GROUPED:
        return f"归入 {result.drg}"
    return f"{result.status.value}（{result.drg or '—'}）"


def _division(step: NodeStep) -> str:
    if not step.is_divided:
        return f"不再细分（{step.groups[0].drg if step.groups else step.adrg}）"
    return f"细分为 {'、'.join(dict.fromkeys(group.drg for group in step.groups))}"


def _asked(result: Grouping, group: GroupStep | None) -> str:
    """The group with what it asks for."""
    if group is None or group.is_unconditional:
        return f"{result.drg}（其余）"
    return f"{result.drg}（{condition_words(group)}）"


def condition_words(group: GroupStep) -> str:
    """What the condition of a group asks for, in a few words: MCC, MCC 或 CC，年龄 ≥ 70 岁."""
    return "，且 ".join(" 或 ".join(_ATOM_WORDS[atom.text] for atom in clause) for clause in group.rule)


def _atom_words(text: str) -> str:
    for sign, shown in (("MCC_OR_CC", "MCC 或 CC"), ("AGEDAYS", "天龄"), ("AGE", "年龄"), ("SEX", "性别")):
        text = text.replace(sign, shown)
    for sign, shown in ((">=", " ≥ "), ("<=", " ≤ "), ("==", " = ")):
        text = text.replace(sign, shown)
    return text


_ATOM_WORDS: Memo[str] = Memo(_atom_words)


def _age(case: Case) -> str:
    if case.age == 0 and case.age_days is not None:
        return f"{case.age_days} 天"
    return "未填" if case.age is None else f"{case.age} 岁"
