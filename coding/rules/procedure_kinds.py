"""What kind of procedure a code is: 手术, 介入治疗, 诊断性操作 or 治疗性操作.

The national clinical table says it in a column; where the table in use has none, the chapters and
subcategories of ICD-9-CM-3 tell it for most codes. "" where they do not: rules about operations then
leave the row alone.
"""

from __future__ import annotations

import csv
from functools import cache, lru_cache

from coding.codes.model import CodeEntry
from coding.codes.ranges import CodeSet
from coding.resource import resource_path

OPERATION, INTERVENTION, DIAGNOSTIC, THERAPEUTIC = "手术", "介入治疗", "诊断性操作", "治疗性操作"


def procedure_kind(code: str, entry: CodeEntry | None) -> str:
    """The kind of a procedure: as its table entry says, else as the classification tells; "" when unknown."""
    if entry is not None and entry.kind in (OPERATION, INTERVENTION, DIAGNOSTIC, THERAPEUTIC):
        return entry.kind
    kind = _by_classification(code)
    if kind == OPERATION and entry is not None and entry.operating_room is False:
        return ""
    return kind


@lru_cache(maxsize=20_000)
def _by_classification(code: str) -> str:
    for kind, codes in _kinds():
        if code in codes:
            return "" if kind == "不定" else kind
    return ""


@cache
def _kinds() -> tuple[tuple[str, CodeSet], ...]:
    with resource_path("rules/tables/procedure_kinds.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple((row["kind"], CodeSet.parse(row["codes"])) for row in csv.DictReader(file))
