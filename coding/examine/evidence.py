"""What the record must hold before a change that moves the weight is made: the same for raising and for lowering.

The table is ``resources/fields/evidence_needs.csv``; the sentences ask, they judge nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.codes.edition import spelled
from coding.codes.entry import CodeKind
from coding.codes.parse import category
from coding.codes.ranges import CodeSet
from coding.page.change import EditKind
from coding.page.fields import field_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coding.knowledge.knowledge import Knowledge
    from coding.page.change import Change
    from coding.page.front_page import FrontPage
    from coding.page.rows import Row

#: More codes than this are not asked for one by one.
_MOST = 6


@dataclass(frozen=True, slots=True)
class Need:
    """What the record must hold for some codes; ``kinds`` are keys of ``fields/evidence.csv``."""

    needs: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """One sentence that asks for evidence, and the kinds of papers that can be it."""

    sentence: str
    kinds: tuple[str, ...] = ()


def need_of(code: str, kind: CodeKind) -> Need | None:
    """What the record must hold for a code, by the first row of the table that holds it; None for no code."""
    return next((need for codes, need in _table()[kind.value] if codes.any_half(code)), None)


def demands(page: FrontPage, change: Change, knowledge: Knowledge) -> tuple[Demand, ...]:
    """What the record must hold for a change, in the order of the page: what comes, what goes, what leads."""
    after = page.apply(change)
    knowledge = knowledge.of(after)
    found = [
        *_rows(CodeKind.DIAGNOSIS, page.diagnoses, after.diagnoses, knowledge),
        *_rows(CodeKind.PROCEDURE, page.procedures, after.procedures, knowledge),
        *_fields(change),
    ]
    return tuple(found[:_MOST])


def _rows(kind: CodeKind, before: tuple[Row, ...], after: tuple[Row, ...], knowledge: Knowledge) -> Iterator[Demand]:
    had, has = _codes(before, kind), _codes(after, kind)
    come, gone = Counter(filter(None, has)) - Counter(filter(None, had)), Counter(had) - Counter(has)
    words = {spelled(row.code, kind): row.name for row in (*before, *after)}  # type: ignore[union-attr]
    word = "诊断" if kind is CodeKind.DIAGNOSIS else "手术操作"
    for code in come:
        if (need := need_of(code, kind)) is not None:
            yield Demand(f"{_named(code, kind, words, knowledge)}：病历中须有{need.needs}。", need.kinds)
    refined = {category(code) for code in come}
    for code in filter(None, gone):
        # a code that is only written out further takes nothing away
        if category(code) not in refined and (need := need_of(code, kind)) is not None:
            name = _named(code, kind, words, knowledge)
            yield Demand(
                f"不再编{word} {name}：须由医师撤销，或核实病历中确无其依据（{need.needs.partition('；')[0]}）。",
                (*need.kinds, "physician"),
            )
    lead, led = (has or [""])[0], (had or [""])[0]
    if lead and led and lead != led and not come[lead]:
        yield _lead(kind, _named(lead, kind, words, knowledge))


def _lead(kind: CodeKind, name: str) -> Demand:
    if kind is CodeKind.DIAGNOSIS:
        sentence = (
            f"以 {name} 为主要诊断：病历须写明它是本次住院的主要原因，占用的医疗资源最多（入院记录、手术或治疗记录）。"
        )
        return Demand(sentence, ("progress", "operation", "physician"))
    sentence = f"以 {name} 为主要手术操作：手术记录须写明它针对主要诊断、是本次的主要术式。"
    return Demand(sentence, ("operation", "progress"))


def _fields(change: Change) -> Iterator[Demand]:
    for edit in change.edits:
        need = _table_of_fields().get(edit.field) if edit.kind is EditKind.SET else None
        if need is not None:
            yield Demand(f"{field_catalogue().label(edit.field)}：以{need.needs}为准。", need.kinds)


def _codes(rows: Iterable[Row], kind: CodeKind) -> list[str]:
    return [spelled(getattr(row, "code", ""), kind) for row in rows]


def _named(code: str, kind: CodeKind, words: Mapping[str, str], knowledge: Knowledge) -> str:
    entry = knowledge.codes.library(kind).get(code)
    return f"{code} {entry.name if entry else words.get(code, '')}".strip()


@cache
def _table() -> dict[str, tuple[tuple[CodeSet, Need], ...]]:
    found: dict[str, tuple[tuple[CodeSet, Need], ...]] = {"dx": (), "px": ()}
    for kind, codes, need in _lines():
        if kind in found:
            found[kind] = (*found[kind], (CodeSet.parse(codes), need))
    return found


@cache
def _table_of_fields() -> dict[str, Need]:
    return {key: need for kind, keys, need in _lines() if kind == "field" for key in keys.split("|")}


@cache
def _lines() -> tuple[tuple[str, str, Need], ...]:
    rows = resource_table("fields/evidence_needs.csv", "kind", "codes", "needs", "kinds")
    return tuple((r["kind"], r["codes"], Need(r["needs"], tuple(filter(None, r["kinds"].split("|"))))) for r in rows)
