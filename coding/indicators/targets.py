"""What an indicator is aimed at, where the hospital has set no target of its own."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from coding.base.resources import resource_table


@dataclass(frozen=True, slots=True)
class UsualTarget:
    """A target by level of hospital ("" = every level) and years, both included (None = without end)."""

    id: str
    level: str
    first: int | None
    last: int | None
    target: Decimal
    clause: str


@cache
def usual_targets() -> tuple[UsualTarget, ...]:
    """The targets of ``resources/indicators/targets.csv``."""
    rows = resource_table("indicators/targets.csv", "id", "level", "from", "to", "target", "clause")
    return tuple(
        UsualTarget(
            row["id"],
            row["level"],
            int(row["from"]) if row["from"] else None,
            int(row["to"]) if row["to"] else None,
            Decimal(row["target"]),
            row["clause"],
        )
        for row in rows
    )


def usual_target(id_: str, year: int, level: str = "") -> Decimal | None:
    """The target of an indicator in a year, for a level of hospital before every level; None where there is none."""
    held = [
        one
        for one in usual_targets()
        if one.id == id_ and (one.first or year) <= year <= (one.last or year) and one.level in (level, "")
    ]
    return min(held, key=lambda one: one.level != level).target if held else None
