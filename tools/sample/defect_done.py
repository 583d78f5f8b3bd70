"""What a step of a defect needs: writing into a page and saying what was there before."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from coding.fields import ROW_ATTRIBUTES
from coding.resource import resource_path
from tools.sample.draft import Draft


@dataclass(frozen=True, slots=True)
class Done:
    """Where a defect stands now: catalogue key, row (None for single fields), text before and after."""

    field: str
    index: int | None
    before: str
    after: str


def put(draft: Draft, key: str, value: str, index: int = 0) -> Done:
    """Write a text into a field and say so."""
    place = ROW_ATTRIBUTES.get(key)
    before = draft.text(key, index)
    if place is None:
        draft.values[key] = value
        return Done(key, None, before, value)
    rows = draft.diagnoses if place[0] == "diagnosis" else draft.procedures
    rows[index][place[1]] = value
    return Done(key, index, before, value)


@cache
def known_subcategories(resource: str) -> frozenset[str]:
    """The subcategories (five characters with the dot) of an embedded code table."""
    with resource_path(resource).open(encoding="utf-8-sig", newline="") as file:
        return frozenset(row["code"][:5] for row in csv.DictReader(file))
