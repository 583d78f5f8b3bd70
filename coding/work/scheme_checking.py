"""A scheme looked at in full before it is used: what cannot be reached, and its codes against the code tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.dip.dip_scheme import DipScheme, pack_tables
from coding.dip.packet_checks import barred_codes, codes_of, pack_faults
from coding.drg.coded_rows import coded_rows
from coding.drg.complaint import Complaint, Grade
from coding.drg.edition_check import EditionTables, edition_complaints, untaken_codes
from coding.drg.lost_groups import lost_groups
from coding.drg.reach import reach_complaints
from coding.drg.scheme import Scheme
from coding.work.scheme_report import SchemeReport, complaint_of, report_of, scheme_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coding.codes.library import CodeLibrary
    from coding.dip.packet_catalogue import Catalogue
    from coding.grouping.grouper import Grouper

_NO_TABLES = EditionTables()
#: So many codes are named one by one; the others are counted.
_NAMED = 20


def checked_grouper(scheme: Grouper, path: Path, tables: EditionTables = _NO_TABLES) -> SchemeReport:
    """All that can be found wrong with a scheme, whatever it pays by. ``path``: where it was read from."""
    if isinstance(scheme, DipScheme):
        return checked_packets(scheme, path, tables)
    return checked_scheme(scheme, path, tables) if isinstance(scheme, Scheme) else scheme_report(scheme)


def checked_packets(scheme: DipScheme, path: Path, tables: EditionTables = _NO_TABLES) -> SchemeReport:
    """A DIP pack as it lies at ``path``; that it has no scores of its own is a note: the national one has none."""
    catalogue, told = pack_faults(pack_tables(path))
    told += strange_codes(catalogue, tables)
    notes = () if any(row.score is not None for row in scheme.catalogue.rows) else (_WITHOUT_SCORES,)
    return SchemeReport(scheme.title, tuple(map(complaint_of, told)), notes)


_WITHOUT_SCORES = Complaint(
    "分值",
    0,
    "方案没有病种分值：采用后请用“文件 › 导入知识 › 权重与费率表”导入本地区的分值表，之前只分组，不估算支付。",
    Grade.NOTE,
)


def strange_codes(catalogue: Catalogue, tables: EditionTables) -> Iterator[str]:
    """Codes of a DIP pack that a code table does not hold, and grey ones, which no page may carry."""
    for kind, own, barred in zip(CodeKind, codes_of(catalogue), barred_codes(catalogue), strict=True):
        if (table := tables.library(kind)) is not None:
            yield from _strangers(own, barred, table)


def _strangers(own: set[str], barred: set[str], table: CodeLibrary) -> Iterator[str]:
    """``barred`` codes may be grey: they are listed because nobody may use them."""
    word = "诊断" if table.kind is CodeKind.DIAGNOSIS else "手术操作"
    unknown = sorted(code for code in own | barred if table.get(code) is None)
    grey = sorted(code for code in own - barred if (entry := table.get(code)) is not None and entry.grey)
    for found, what in ((unknown, "不在编码表中"), (grey, "在编码表中是医保灰码")):
        if found:
            shown = "、".join(found[:_NAMED]) + ("……" if len(found) > _NAMED else "")
            yield f"编码：方案用到的{word}编码有 {len(found)} 个{what}：{shown}"


def checked_scheme(scheme: Scheme, path: Path | None = None, tables: EditionTables = _NO_TABLES) -> SchemeReport:
    """All that can be found, the groups that no case reaches and the codes against the tables with it: some seconds.

    ``path`` is where the scheme was read from; without it its codes are not looked at.
    """
    told = [*scheme.pack.told(), *_reach(scheme)]
    if path is not None and tables != _NO_TABLES:
        told += edition_complaints(coded_rows(path), tables)
        told += untaken_codes(scheme, tables)
    return report_of(scheme, tuple(told))


def _reach(scheme: Scheme) -> list[Complaint]:
    """Groups out of reach; those that are lost by what was told before, or by a table that is not there, have that one
    cause.
    """
    lost = set(lost_groups(scheme.pack))
    is_torn = any(complaint.cause.startswith("没有 ") for complaint in scheme.pack.told())
    places = {scheme.pack.places.get(drg, ("", 0)): drg for drg in lost}
    found = []
    for c in reach_complaints(scheme):
        cause = "条件不认识或编码表缺失" if is_torn or places.get((c.file, c.row)) in lost else c.cause
        found.append(Complaint(c.file, c.row, c.message, c.grade, cause))
    return found
