"""What the head of each row says of it: what the scheme counts a diagnosis for, what may not be principal, and which
rows carry the group.

It says what scheme and rules look at, never what should be added or left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from coding.codes.edition import spelled
from coding.codes.entry import CodeKind
from coding.codes.parse import category
from coding.grouping.carrying import carrying_rows
from coding.grouping.grouper import Complication
from coding.grouping.page_case import case_of
from coding.page.fields import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coding.examine.examine import Examination
    from coding.grouping.case import Case, Grouping
    from coding.grouping.grouper import Counted
    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.fields import RowGroup
    from coding.page.front_page import FrontPage
    from coding.rules.facts import Facts
    from coding.rules.rule import CompiledRule

#: A row of the page: its group and its place in it.
Row = tuple["RowGroup", int]
#: The kind of the rules that say of single codes that they cannot be principal.
_BARRING: Final = "principal_not"
_LEVELS: Final = {Complication.MAJOR: "MCC", Complication.MINOR: "CC"}
_WORDS: Final = {Complication.MAJOR: "严重并发症或合并症", Complication.MINOR: "一般并发症或合并症"}


@dataclass(frozen=True, slots=True)
class RowSign:
    """The few signs that stand beside a diagnosis. ``is_loud``: it counts; ``is_wrong``: it should not stand there."""

    words: str
    is_loud: bool = False
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class RowMark:
    """What is known of a row. ``tips``: each sign in a sentence; ``carries``: what becomes of the group without the
    row, "" where it stays.
    """

    sign: RowSign | None = None
    tips: tuple[str, ...] = ()
    carries: str = ""


def row_marks(page: FrontPage, knowledge: Knowledge, now: Examination, context: Context) -> Mapping[Row, RowMark]:
    """The marks of all rows that have any. ``now``: the examination of the page as it stands, in ``context``."""
    knowledge = knowledge.of(page)
    case = case_of(page, knowledge.reference.codes)
    places = {False: _places(page, "diagnosis"), True: _places(page, "procedure")}
    if (len(places[False]), len(places[True])) != (len(case.dx), len(case.px)):
        return {}  # the case leaves out a row that the page has: nothing could be said of the right one
    barred = _barred(page, knowledge, now, context)
    carried = dict(_carried(case, now.grouping, knowledge))
    counted = knowledge.scheme.counted(case) or (None,) * len(case.dx)
    found: dict[Row, RowMark] = {}
    for at, index in enumerate(places[False]):
        code = case.dx[at]
        words = [*_grey(code, knowledge), *_barred_words(at, code, case, barred.get(index, ""), knowledge)]
        words += _counted_words(counted[at], case.dx[0])
        found["diagnosis", index] = _mark(words, carried.get((False, at), ""))
    for at, index in enumerate(places[True]):
        found["procedure", index] = _mark([], carried.get((True, at), ""))
    return {row: mark for row, mark in found.items() if mark != RowMark()}


def _places(page: FrontPage, group: RowGroup) -> list[int]:
    """The rows of the page that stand in the case, in order: those with a code, and the principal diagnosis always."""
    kind = CodeKind.DIAGNOSIS if group == "diagnosis" else CodeKind.PROCEDURE
    first = group == "diagnosis"
    return [
        at
        for at, row in enumerate(page.rows(group))
        if (first and at == 0) or spelled(row.code, kind)  # type: ignore[union-attr]
    ]


def _mark(signs: list[tuple[RowSign, str]], carries: str) -> RowMark:
    """The gravest sign is shown, all of them are told."""
    ordered = sorted(signs, key=lambda one: (not one[0].is_wrong, not one[0].is_loud))
    return RowMark(ordered[0][0] if ordered else None, tuple(told for _, told in ordered), carries)


# -- what the scheme counts


def _counted_words(counted: Counted | None, principal: str) -> Iterator[tuple[RowSign, str]]:
    if counted is None or counted.level not in _LEVELS:
        return
    level = _LEVELS[counted.level]
    if not counted.excluded_by:
        told = "，该方案中主要诊断也计入" if counted.is_principal else ""
        yield RowSign(level, is_loud=True), f"{level}：按方案计为{_WORDS[counted.level]}{told}"
    else:
        why = f"本为 {level}，但主要诊断 {principal} 在它的排除表 {counted.excluded_by} 中，不计入"
        yield RowSign("CC×"), f"CC×：{why}"


# -- what may not be submitted, or not as principal


def _grey(code: str, knowledge: Knowledge) -> Iterator[tuple[RowSign, str]]:
    entry = knowledge.reference.codes.dx.get(code)
    if entry is not None and entry.grey:
        yield RowSign("灰", is_wrong=True), f"灰码：{code} 只作分类用，不能上报，换成它下面的编码"


def _barred_words(at: int, code: str, case: Case, told: str, knowledge: Knowledge) -> Iterator[tuple[RowSign, str]]:
    by_table = bool(code) and knowledge.scheme.bars_principal(replace(case, dx=(code,)))
    if not told and by_table:
        told = f"{code} 在方案随附的“不能作主要诊断的编码”表中"
    if told:
        yield RowSign("✕主", is_wrong=at == 0), f"{'✕主' if at == 0 else '不作主要诊断'}：{told}"


def _barred(page: FrontPage, knowledge: Knowledge, now: Examination, context: Context) -> dict[int, str]:
    """Of each diagnosis that a rule on single codes bars from being principal: what the rule says, and its clause."""
    book = knowledge.rules
    from coding.rules.facts import Facts  # rules are no part of the start of a window
    from coding.rules.page_rows import DiagnosisRow

    out = book.out_of_force(page)
    rules = [c for n, c in enumerate(book.rules) if c.rule.kind == _BARRING and n not in out]
    found: dict[int, str] = {}
    for at, row in enumerate(page.diagnoses):
        if is_blank(row.code):
            continue
        first_row = DiagnosisRow(0, row)
        heads = {category(first_row.code), category(first_row.tail)}
        asked = [c for c in rules if c.triggers is None or not c.triggers.isdisjoint(heads)]
        if not asked:
            continue
        first = replace(page, diagnoses=(row, *page.diagnoses[:at], *page.diagnoses[at + 1 :]))
        facts = Facts(first, knowledge.reference, context, now.grouping, now.price)
        if told := next(_said(asked, facts), ""):
            found[at] = told
    return found


def _said(rules: list[CompiledRule], facts: Facts) -> Iterator[str]:
    from coding.rules.engine import judged

    for compiled in rules:
        said = judged(compiled, facts)
        for one in said if isinstance(said, list) else ():
            yield f"{one.message}（{one.rule}，依据：{one.basis}）" if one.basis else f"{one.message}（{one.rule}）"


# -- what carries the group


def _carried(case: Case, grouping: Grouping, knowledge: Knowledge) -> Iterator[tuple[tuple[bool, int], str]]:
    if not grouping.is_grouped:
        return
    for is_procedure, at, other in carrying_rows(case, grouping, knowledge.scheme.group):
        there = f"{other.drg} {other.name}".strip() if other.is_grouped else other.status.value
        if not is_procedure and at == 0:
            told = f"换作下一条诊断为主要诊断：{there}" if len(case.dx) > 1 else "唯一的诊断：没有它不能入组"
        else:
            told = f"没有这一行：{there}"
        yield (is_procedure, at), f"承载{knowledge.scheme.words.group} {grouping.drg}（{told}）"
