"""What is wrong with a DIP pack, a sentence each: none of it is hidden behind the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.dip.auxiliary import Auxiliary, auxiliary_faults, build_auxiliary
from coding.dip.items import WHOLE
from coding.dip.never_taken import never_taken
from coding.dip.packet_catalogue import CONSERVATIVE, MIXED_LAYER, PLACE, CoreRow, read_catalogue
from coding.dip.packet_score import figures_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coding.dip.packet_catalogue import Catalogue, MixedRow, Row
    from coding.dip.published import PackTables

#: So many rows or codes are named one by one; the others are counted.
_NAMED = 20


def pack_faults(pack: PackTables) -> tuple[Catalogue, list[str]]:
    """The catalogue of a pack as far as it can be read, and everything that is wrong with the pack."""
    catalogue, refused = read_catalogue(pack.tables, pack.stamp, pack.published)
    told = [*pack.complaints, *refused, *catalogue.complaints]
    told += _layers(catalogue)
    told += _numbers(catalogue)
    told += _unreached(catalogue)
    told += _mixed(catalogue)
    told += _figures(pack.tables, catalogue)
    told += _auxiliary(pack.tables, catalogue)
    return catalogue, list(dict.fromkeys(told))


def _layers(catalogue: Catalogue) -> Iterator[str]:
    for layer in catalogue.layers:
        rows: Sequence[object] = catalogue.mixed if layer == MIXED_LAYER else catalogue.core.get(layer, ())
        if not rows:
            yield f"scheme：layers 中的层次 {layer} 没有病种：请核对 core、mixed 表是否齐全，或从 layers 中去掉。"
    if catalogue.mixed and MIXED_LAYER not in catalogue.layers:
        yield f"mixed：有 {len(catalogue.mixed)} 个综合病种，但 layers 中没有 {MIXED_LAYER}：永远不会匹配。"


def _numbers(catalogue: Catalogue) -> Iterator[str]:
    first: dict[str, CoreRow | MixedRow] = {}
    for row in catalogue.rows:
        if row.seq in first:
            before = first[row.seq].where
            yield f"{row.where or row.layer}：病种序号 {row.seq} 重复{f'（已见于 {before}）' if before else ''}。"
        first.setdefault(row.seq, row)


def _unreached(catalogue: Catalogue) -> Iterator[str]:
    found = list(never_taken(catalogue))
    for row, why in found[:_NAMED]:
        yield f"{row.where or row.layer}：病种 {row.seq} 永远不会有病案：{why}。"
    if len(found) > _NAMED:
        yield f"core：另有 {len(found) - _NAMED} 个病种永远不会有病案。"


def _mixed(catalogue: Catalogue) -> Iterator[str]:
    conservative = [row.dx for row in catalogue.mixed if row.kind == CONSERVATIVE]
    told: set[str] = set()
    for row in catalogue.mixed:
        covered = any(item.first <= row.dx.first and row.dx.last <= item.last for item in conservative)
        if not covered and row.item not in told:
            told.add(row.item)
            yield f"{row.where or 'mixed'}：{row.item} 的综合病种没有{CONSERVATIVE}：类型不符的病案将未入组。"


def _figures(tables: Mapping[str, Sequence[Row]], catalogue: Catalogue) -> Iterator[str]:
    for table, key, column in (("points", "insured", "point"), ("hospital", "level", "factor")):
        for row in tables.get(table, ()):
            try:
                if not figures_by([row], key, column)[row[key]]:
                    yield f"{row.get(PLACE) or table}：{row[key]} 的 {column} 为 0：支付标准将为 0。"
            except KnowledgeError as error:
                yield str(error)
    rows = list(catalogue.rows)
    scored = [row for row in rows if row.score is not None]
    if scored and len(scored) < len(rows):
        without = [row.seq for row in rows if row.score is None]
        yield f"core：{len(without)} 个病种没有分值（{_listed(without)}）：其支付无法估算。"
    for table, what in (("points", "点值"), ("hospital", "医院系数")):
        if scored and not tables.get(table):
            yield f"{table}：有分值而没有{what}表：支付无法估算。"


def _auxiliary(tables: Mapping[str, Sequence[Row]], catalogue: Catalogue) -> Iterator[str]:
    faults = list(auxiliary_faults(tables))
    yield from faults
    if faults:
        return
    auxiliary = build_auxiliary(tables)
    levels = {(kind, one.level) for kind, found in auxiliary.levels.items() for one in found}
    core = {row.seq for row in catalogue.rows if isinstance(row, CoreRow)}
    for row in tables.get("aux", ()):
        where = row.get(PLACE) or "aux"
        if row["seq"] not in core:
            yield f"{where}：核心病种中没有 {row['seq']}：该系数永远不用。"
        if (row["kind"], row["level"]) not in levels:
            yield f"{where}：aux_levels 中没有 {row['kind']}/{row['level']}：该系数永远不用。"
    yield from _behind_all(auxiliary)
    lists = {row["list"] for row in tables.get("aux_codes", ())}
    used = {part for row in tables.get("aux_levels", ()) for part in lists if f"SDX_IN({part})" in row["rule"]}
    for name in sorted(lists - used):
        yield f"aux_codes：没有条件用到编码表 {name}。"


def _behind_all(auxiliary: Auxiliary) -> Iterator[str]:
    """A level behind one that always holds is never reached."""
    for kind, levels in auxiliary.levels.items():
        always = next((at for at, one in enumerate(levels) if one.tumour is None and _is_always(one.atoms)), None)
        for one in levels[always + 1 :] if always is not None else ():
            yield f"aux_levels：{kind}/{one.level} 排在总是成立的一级之后，永远不会触发。"


def _is_always(atoms: Sequence[object]) -> bool:
    return all(getattr(atom, "text", "") == "ALWAYS" for atom in atoms)


def codes_of(catalogue: Catalogue) -> tuple[set[str], set[str]]:
    """The whole diagnosis codes and the procedure codes that a catalogue names; see ``barred_codes``."""
    rows = [row for found in catalogue.core.values() for row in found]
    items = [item for row in rows for item in (*row.dx, *(row.sdx.items if row.sdx else ()))]
    items += [item for pair in catalogue.basic for item in pair.items]
    px = {code for row in rows for codes in (*(row.px or ()), *row.rpx) for code in codes}
    px.update(code for pair in catalogue.basic for code in pair.px)
    px.update(catalogue.kinds)
    return {item.text for item in items if item.closeness == WHOLE} | catalogue.resistant, px


def barred_codes(catalogue: Catalogue) -> tuple[set[str], set[str]]:
    """The codes that are listed because they may not be principal: headings among them are no mistake."""
    return set(catalogue.excluded), set(catalogue.bars)


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + ("……" if len(names) > _NAMED else "")
