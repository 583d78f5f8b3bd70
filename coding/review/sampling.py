"""Drawing a sample: plans as data, a seed that is kept, and the same pages again from the same seed.

The plans are ``resources/people/sampling_plans.csv``. The order is that of digests of seed and page, so that it is the
same on every machine and in every version of Python, whatever the order of the pages.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Looked(StrEnum):
    """Of which pages a part of a plan is: by whether their ward was sampled before."""

    ANY = "any"
    NEW = "new"
    LOOKED_AT = "looked_at"


class By(StrEnum):
    """What the pages of a plan are parted by."""

    WARD = "ward"
    CODER = "coder"
    GROUP = "group"
    RISK = "risk"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {"ward": "病区", "coder": "编码员", "group": "病组", "risk": "风险"}[self.value]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may be drawn. ``is_looked_at``: its ward was sampled before."""

    page_id: int
    ward: str = ""
    coder: str = ""
    group: str = ""
    risk: str = ""
    is_looked_at: bool = False

    def stratum(self, by: Iterable[By]) -> tuple[str, ...]:
        """What it is parted by."""
        told = {By.WARD: self.ward, By.CODER: self.coder, By.GROUP: self.group, By.RISK: self.risk}
        return tuple(told[one] for one in by)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a plan: so many pages of so many strata. ``strata`` None = all."""

    label: str
    of: Looked
    by: tuple[By, ...]
    strata: int | None
    least: int
    most: int

    def holds(self, candidate: Candidate) -> bool:
        """Whether a page belongs to this part."""
        return self.of is Looked.ANY or candidate.is_looked_at is (self.of is Looked.LOOKED_AT)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with its parts, as they stand in the table."""

    id: str
    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page that was drawn, for which part of the plan, and from which stratum."""

    page_id: int
    part: str
    stratum: tuple[str, ...]


def draw(plan: Plan, population: Sequence[Candidate], seed: str) -> tuple[Drawn, ...]:
    """The sample of a plan: the parts in their order, in each the strata and the pages as the seed has them.

    Strata that hold enough pages come first; of one that holds fewer all are taken. No page is drawn twice.
    """
    drawn: list[Drawn] = []
    left = {candidate.page_id: candidate for candidate in population}
    for part in plan.parts:
        found = _draw(part, [c for c in left.values() if part.holds(c)], f"{seed}\0{plan.id}\0{part.label}")
        drawn += found
        for one in found:
            del left[one.page_id]
    return tuple(drawn)


def grading_order(drawn: Iterable[Drawn], seed: str) -> tuple[int, ...]:
    """The pages in the order in which they are graded: neighbours tell nothing of ward, part or coder."""
    return tuple(sorted((one.page_id for one in drawn), key=lambda page_id: _place(seed, "grading", page_id)))


@cache
def plans() -> Mapping[str, Plan]:
    """The plans by id, in the order of the table. Raises KnowledgeError that names the row that cannot be read."""
    table = resource_table("people/sampling_plans.csv", "plan", "label", "part", "of", "by", "strata", "least", "most")
    found: dict[str, Plan] = {}
    for row, line in zip(table, table.lines, strict=True):
        try:
            part = _part(row)
        except ValueError as error:
            raise KnowledgeError(f"{table.name} 第{line}行：抽查计划不能识别，请对照表头的说明改正。") from error
        before = found.get(row["plan"])
        found[row["plan"]] = Plan(row["plan"], row["label"], (*(before.parts if before else ()), part))
    return found


def _part(row: Mapping[str, str]) -> Part:
    strata = int(row["strata"]) if row["strata"] else None
    least, most = int(row["least"]), int(row["most"])
    if not 0 < least <= most or (strata is not None and strata < 1):
        raise ValueError("no such number of pages")
    return Part(row["part"], Looked(row["of"]), tuple(By(word) for word in row["by"].split()), strata, least, most)


def _draw(part: Part, candidates: Iterable[Candidate], seed: str) -> list[Drawn]:
    strata: dict[tuple[str, ...], list[int]] = {}
    for candidate in candidates:
        strata.setdefault(candidate.stratum(part.by), []).append(candidate.page_id)
    order = sorted(strata, key=lambda stratum: (len(strata[stratum]) < part.least, _place(seed, "stratum", *stratum)))
    drawn: list[Drawn] = []
    for stratum in order[: part.strata]:
        pages = sorted(strata[stratum], key=lambda page_id: _place(seed, "page", page_id))
        more = int(_place(seed, "number", *stratum)[:8], 16) % (part.most - part.least + 1)
        drawn += (Drawn(page_id, part.label, stratum) for page_id in pages[: part.least + more])
    return drawn


def _place(seed: str, *told: object) -> str:
    """Where something stands in the order of a seed."""
    return hashlib.sha256("\0".join([seed, *map(str, told)]).encode()).hexdigest()
