"""What the booklet tells of one group: backwards from the scheme, and from the ward's own pages."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from coding.codes.entry import CodeKind
from coding.examine.alternatives import as_main, as_principal, without_each
from coding.examine.evidence import need_of
from coding.page.fields import is_blank
from coding.page.finding import Severity
from coding.reports.booklet import CodeCount, Companion, DefectLine, FamilyLine, GroupPart, Shift
from coding.work.month_inputs import rule_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coding.examine.alternatives import WhatIf
    from coding.grouping.case import Grouping
    from coding.grouping.grouper import Grouper
    from coding.indicators.figures import GroupRow
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.reports.booklet import LossLine
    from coding.work.group_sums import SeenPage

#: So many pages of a group are tried otherwise; a page takes some ten groupings.
MOST_TRIED: Final = 100
_DROP_DX, _DROP_PX = "去掉其他诊断", "去掉手术操作"
_PRINCIPAL, _MAIN = "改为主要诊断", "改为主要手术操作"


def group_part(
    seen: Sequence[SeenPage], row: GroupRow, knowledge: Knowledge, family_cases: Mapping[str, int], *, money: bool,
    losses: Sequence[LossLine] = (),
) -> GroupPart:  # fmt: skip
    """The part of a group, of the pages that are in it. ``family_cases``: stays by group in the whole ward."""
    drg = seen[0].facts.drg
    held = knowledge.of(seen[-1].page)
    scheme = held.scheme
    tried = sorted(seen, key=lambda one: (one.facts.discharged, one.facts.case_no), reverse=True)[:MOST_TRIED]
    moves = [(what, kind, code, after) for one in tried for what, kind, code, after in _moves(one.page, knowledge)]
    carried = Counter((kind, code) for what, kind, code, after in moves if what in (_DROP_DX, _DROP_PX))
    return GroupPart(
        row=row,
        ways=tuple(_ways(scheme, drg)),
        family=tuple(family_lines(drg, family_cases, seen[-1].page, held, money=money)),
        principals=principal_counts(seen, held),
        procedures=tuple(_codes((page.procedures[:1] for page in _pages(seen)), CodeKind.PROCEDURE, held)),
        companions=tuple(_companions(seen, carried, held)),
        shifts=tuple(_shifts(drg, moves, tried, held, money=money)),
        defects=defect_lines(seen, knowledge),
        losses=tuple(losses) if money else (),
        tried=len(tried),
    )


def defect_lines(seen: Iterable[SeenPage], knowledge: Knowledge) -> tuple[DefectLine, ...]:
    """The rules that found errors or warnings, most pages first; in words that tell nothing of a page."""
    pages: Counter[str] = Counter()
    said = {}
    for one in seen:
        counted = [finding for finding in one.findings if finding.severity is not Severity.INFO]
        pages.update({finding.rule for finding in counted})
        said.update({finding.rule: finding for finding in counted})
    lines = []
    for rule_id, count in sorted(pages.items(), key=lambda pair: (-pair[1], pair[0])):
        title = rule_title(rule_id, knowledge)
        lines.append(DefectLine(rule_id, title, said[rule_id].dimension.label, count, said[rule_id].basis))
    return tuple(lines)


def _pages(seen: Iterable[SeenPage]) -> Iterator[FrontPage]:
    return (one.page for one in seen)


def _ways(scheme: Grouper, drg: str) -> Iterator[tuple[str, str]]:
    words = scheme.words
    ways = scheme.ways_into(drg)
    if not ways:
        yield "说明", "分组方案没有写明怎样进入这个病组，只能看本科室的病案。"
    for number, way in enumerate(ways, 1):
        if len(ways) > 1:
            yield f"第 {number} 条路", ""
        yield words.chapter, way.chapter
        yield words.family, way.family
        for condition in way.conditions:
            yield "条件", condition
        if way.before:
            yield "先问", f"不符合 {'、'.join(way.before)} 的才问到这里"
        for one in way.lists:
            yield f"{one.title} 的编码", one.words


def family_lines(
    drg: str, cases: Mapping[str, int], page: FrontPage, held: Knowledge, *, money: bool
) -> Iterator[FamilyLine]:
    """The groups of the family of a group, in the order of the scheme."""
    scheme = held.scheme
    family = scheme.traits(drg).family
    for other in scheme.groups:
        if other == drg or (family and scheme.traits(other).family == family):
            ways = scheme.ways_into(other)
            asks = ways[0].conditions[-1] if ways and ways[0].conditions else ""
            weight = _weight(page, scheme.grouping(other), held) if money else None
            yield FamilyLine(other, scheme.group_name(other), asks, cases.get(other, 0), weight)


def principal_counts(seen: Iterable[SeenPage], held: Knowledge) -> tuple[CodeCount, ...]:
    """The principal diagnoses of these pages, the most first."""
    return tuple(_codes((page.diagnoses[:1] for page in _pages(seen)), CodeKind.DIAGNOSIS, held))


def _codes(rows: Iterable[Sequence[object]], kind: CodeKind, held: Knowledge) -> Iterator[CodeCount]:
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for row in (row for found in rows for row in found):
        code, name = str(getattr(row, "code", "")).strip(), str(getattr(row, "name", "")).strip()
        if not is_blank(code):
            counts[code] += 1
            names.setdefault(code, name)
    for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        yield CodeCount(code, _name(code, kind, held) or names[code], count, _needs(code, kind))


def _companions(
    seen: Sequence[SeenPage], carried: Mapping[tuple[CodeKind, str], int], held: Knowledge
) -> Iterator[Companion]:
    counts: Counter[tuple[CodeKind, str]] = Counter()
    names: dict[tuple[CodeKind, str], str] = {}
    for page in _pages(seen):
        here = {(kind, code): name for kind, code, name in _rows(page, further=True)}
        counts.update(here.keys())
        names = {**here, **names}
    for key, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0][0].value, pair[0][1])):
        kind, code = key
        what = "其他诊断" if kind is CodeKind.DIAGNOSIS else "其他手术操作"
        name = _name(code, kind, held) or names[key]
        yield Companion(what, code, name, count, carried.get(key, 0), _needs(code, kind))


def _rows(page: FrontPage, *, further: bool = False) -> Iterator[tuple[CodeKind, str, str]]:
    """Kind, code and name of the rows that have a code; ``further``: without the principal and the main one."""
    start = 1 if further else 0
    rows = [(CodeKind.DIAGNOSIS, row.code, row.name) for row in page.diagnoses[start:]]
    rows += [(CodeKind.PROCEDURE, row.code, row.name) for row in page.procedures[start:]]
    return ((kind, code.strip(), name.strip()) for kind, code, name in rows if not is_blank(code))


def _moves(page: FrontPage, knowledge: Knowledge) -> Iterator[tuple[str, CodeKind, str, Grouping]]:
    """What-ifs of a page that end in another group: what was supposed, of which code, and the group."""
    now = knowledge.of(page).reference.group(page)
    tries: list[tuple[str, list[WhatIf]]] = [
        (_PRINCIPAL, as_principal(page, knowledge)),
        (_MAIN, as_main(page, knowledge)),
        ("", without_each(page, knowledge)),
    ]
    for said, found in tries:
        for change, after in found:
            if after == now:
                continue
            left = page.apply(change)
            kind, code = _moved(page, left, said)
            what = said or (_DROP_DX if kind is CodeKind.DIAGNOSIS else _DROP_PX)
            yield what, kind, code, after


def _moved(page: FrontPage, after: FrontPage, said: str) -> tuple[CodeKind, str]:
    """Which code a what-if is about: the one that leads now, or the one that is gone."""
    if said == _PRINCIPAL:
        return CodeKind.DIAGNOSIS, after.diagnoses[0].code.strip()
    if said == _MAIN:
        return CodeKind.PROCEDURE, after.procedures[0].code.strip()
    gone = Counter(row.code for row in page.diagnoses) - Counter(row.code for row in after.diagnoses)
    if gone:
        return CodeKind.DIAGNOSIS, next(iter(gone)).strip()
    gone = Counter(row.code for row in page.procedures) - Counter(row.code for row in after.procedures)
    return CodeKind.PROCEDURE, next(iter(gone), "").strip()


def _shifts(
    drg: str,
    moves: Sequence[tuple[str, CodeKind, str, Grouping]],
    tried: Sequence[SeenPage],
    held: Knowledge,
    *,
    money: bool,
) -> Iterator[Shift]:
    scheme, page = held.scheme, tried[0].page
    names = {(kind, code): name for one in tried for kind, code, name in _rows(one.page)}
    counts: Counter[tuple[str, CodeKind, str, str]] = Counter()
    ends: dict[str, Grouping] = {}
    for what, kind, code, after in moves:
        to = after.drg if after.is_grouped else after.status.value
        counts[what, kind, code, to] += 1
        ends[to] = after
    before = _weight(page, scheme.grouping(drg), held)
    for (what, kind, code, to), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        after = ends[to]
        weight = _weight(page, after, held) if after.is_grouped else None
        yield Shift(
            supposed=what,
            code=code,
            name=_name(code, kind, held) or names.get((kind, code), ""),
            to=to,
            to_name=after.name or scheme.group_name(after.drg),
            cases=count,
            direction=_by_weight(before, weight) if money else _by_family(scheme, drg, to),
            before=before if money else None,
            after=weight if money else None,
            needs=_shift_needs(what, code, kind),
        )


def _by_weight(before: Decimal | None, after: Decimal | None) -> str:
    if before is None or after is None:
        return "无法比较"
    return "升高" if after > before else "降低" if after < before else "不变"


def _by_family(scheme: Grouper, drg: str, to: str) -> str:
    if scheme.is_lower(to, drg):
        return "降低"
    return "升高" if scheme.is_lower(drg, to) else "无法比较"


def _weight(page: FrontPage, grouping: Grouping, held: Knowledge) -> Decimal | None:
    weight = held.reference.price(page, grouping).weight
    return None if weight is None else Decimal(repr(weight))


def _shift_needs(what: str, code: str, kind: CodeKind) -> str:
    if what == _PRINCIPAL:
        return "病历写明它是本次住院的主要原因，占用的医疗资源最多"
    if what == _MAIN:
        return "手术记录写明它针对主要诊断、是本次的主要术式"
    needs = _needs(code, kind).partition("；")[0]
    return f"由医师撤销，或核实病历中确无其依据（{needs}）" if needs else "由医师撤销，或核实病历中确无其依据"


def _needs(code: str, kind: CodeKind) -> str:
    need = need_of(code, kind)
    return need.needs if need is not None else ""


def _name(code: str, kind: CodeKind, held: Knowledge) -> str:
    entry = held.codes.library(kind).get(code)
    return entry.name if entry is not None else ""
