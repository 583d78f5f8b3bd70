"""A scheme looked at in full before it is used: what cannot be reached, and its codes against the code tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.coded_rows import coded_rows
from coding.drg.complaint import Complaint
from coding.drg.edition_check import EditionTables, edition_complaints, untaken_codes
from coding.drg.lost_groups import lost_groups
from coding.drg.reach import reach_complaints
from coding.work.scheme_report import SchemeReport, report_of

if TYPE_CHECKING:
    from pathlib import Path

    from coding.drg.scheme import Scheme

_NO_TABLES = EditionTables()


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
