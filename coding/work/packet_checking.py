"""A DIP pack looked at in full before it is used, for window and command line alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.dip.dip_scheme import pack_tables
from coding.dip.packet_checks import barred_codes, codes_of, pack_faults
from coding.drg.edition_check import EditionTables
from coding.work.scheme_report import SchemeReport, complaint_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coding.codes.library import CodeLibrary
    from coding.dip.packet_catalogue import Catalogue

#: So many codes are named one by one; the others are counted.
_NAMED = 20


def packet_complaints(path: Path, tables: EditionTables = EditionTables()) -> tuple[Catalogue, list[str]]:
    """What a pack or the national workbook holds, and a sentence for each thing that is wrong with it, its codes
    against the tables with it. Raises KnowledgeError where it cannot be read at all.
    """
    catalogue, complaints = pack_faults(pack_tables(path))
    kinds = (CodeKind.DIAGNOSIS, CodeKind.PROCEDURE)
    for kind, own, barred in zip(kinds, codes_of(catalogue), barred_codes(catalogue), strict=True):
        table = tables.library(kind)
        if table is not None:
            complaints += _strangers(own, barred, table)
    return catalogue, complaints


def packet_report(path: Path, tables: EditionTables = EditionTables()) -> SchemeReport:
    """The same as the report of a scheme. Raises KnowledgeError."""
    catalogue, complaints = packet_complaints(path, tables)
    return SchemeReport(catalogue.title or path.name, tuple(map(complaint_of, complaints)))


def _strangers(own: set[str], barred: set[str], table: CodeLibrary) -> Iterator[str]:
    """Codes that a code table does not hold, and grey ones, which no page may carry; ``barred`` ones may be grey."""
    word = "诊断" if table.kind is CodeKind.DIAGNOSIS else "手术操作"
    unknown = sorted(code for code in own | barred if table.get(code) is None)
    grey = sorted(code for code in own - barred if (entry := table.get(code)) is not None and entry.grey)
    for found, what in ((unknown, "不在编码表中"), (grey, "在编码表中是医保灰码")):
        if found:
            shown = "、".join(found[:_NAMED]) + ("……" if len(found) > _NAMED else "")
            yield f"编码：方案用到的{word}编码有 {len(found)} 个{what}：{shown}"
