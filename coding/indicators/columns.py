"""The columns of the frame of facts, as ``resources/indicators/columns.csv`` names them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.indicators.derived import MICRO

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How many of a column's units make one of the natural unit: yuan, weight, point; 1 for counts and days.
SCALES: Mapping[str, int] = MappingProxyType({"money": 100, "weight": 10_000, "score": 10, "micro": MICRO})


@dataclass(frozen=True, slots=True)
class FactColumn:
    """``kind``: text, when, flag, count, money, weight, score, micro; ``label``: its heading on the screen."""

    name: str
    kind: str
    source: str
    label: str

    @property
    def scale(self) -> int:
        """Units of the column in one natural unit."""
        return SCALES.get(self.kind, 1)


@cache
def fact_columns() -> Mapping[str, FactColumn]:
    """The columns by name, in their order."""
    rows = resource_table("indicators/columns.csv", "column", "kind", "source", "label")
    return MappingProxyType({r["column"]: FactColumn(r["column"], r["kind"], r["source"], r["label"]) for r in rows})
