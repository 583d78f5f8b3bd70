"""Forwards through a catalogue of DIP: from a diagnosis or a procedure to the packets whose rows name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.dip.items import ANYTHING, closest
from coding.dip.layer_names import layer_title
from coding.dip.packet_catalogue import MixedRow
from coding.dip.ways_in import way_into
from coding.grouping.leading import CodeRole, Lead, Leads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.dip.effective import Bars
    from coding.dip.packet_catalogue import Catalogue, CoreRow

_BARRED = {
    "never": "目录不把它作为主要手术操作（不计入分组）。",
    "conservative": "目录把它作为保守治疗，不作手术操作判断。",
    "range": "只在目录指定的主要诊断范围内才作主要手术操作。",
}


def packet_leads(catalogue: Catalogue, bars: Bars, code: str, kind: CodeKind) -> Leads:
    """The packets that a code in canonical spelling leads to."""
    if kind is CodeKind.PROCEDURE:
        return Leads(named=tuple(_by_procedure(catalogue, code)), notes=_procedure_notes(catalogue, bars, code))
    if bars.excludes(code):
        beside = tuple(_by_diagnosis(catalogue, code, principal=False))
        return Leads(named=beside, notes=("目录列为不纳入分组的主要诊断。",))
    named = (*_by_diagnosis(catalogue, code, principal=True), *_by_diagnosis(catalogue, code, principal=False))
    layers = dict.fromkeys(lead.chapter for lead in named if lead.role is CodeRole.PRINCIPAL)
    notes = ("在目录的耐药结核诊断表中。",) if code in catalogue.resistant else ()
    return Leads(tuple(layers), named, notes=notes)


def _by_diagnosis(catalogue: Catalogue, code: str, *, principal: bool) -> Iterator[Lead]:
    for row in catalogue.rows:
        if principal and _names(row, code):
            looks_at_all = not isinstance(row, MixedRow) and row.looks_at_all_dx
            yield _lead(row, CodeRole.ANY_DIAGNOSIS if looks_at_all else CodeRole.PRINCIPAL)
        elif not principal and not isinstance(row, MixedRow) and row.sdx is not None and row.sdx.met_by((code,)):
            yield _lead(row, CodeRole.FURTHER_DIAGNOSIS)


def _names(row: CoreRow | MixedRow, code: str) -> bool:
    if isinstance(row, MixedRow):
        return row.dx.meets(code)
    return closest(row.dx, (code,)) > ANYTHING


def _by_procedure(catalogue: Catalogue, code: str) -> Iterator[Lead]:
    for row in catalogue.rows:
        if isinstance(row, MixedRow):
            continue
        if code in row.single_px or any(code in codes for codes in row.px or ()):
            yield _lead(row, CodeRole.ANY_PROCEDURE if row.looks_at_all_px else CodeRole.MAIN_PROCEDURE)
        elif any(code in codes for codes in row.rpx):
            yield _lead(row, CodeRole.FURTHER_PROCEDURE)


def _lead(row: CoreRow | MixedRow, role: CodeRole) -> Lead:
    return Lead(layer_title(row.layer), row.item, role, "，且".join(way_into(row).conditions), (row.seq,))


def _procedure_notes(catalogue: Catalogue, bars: Bars, code: str) -> tuple[str, ...]:
    kind, bar = catalogue.kinds.get(code, ""), bars.of(code)
    told = [f"目录的手术操作类别：{kind}。"] if kind else []
    return (*told, *((_BARRED[bar.rule],) if bar is not None else ()))
