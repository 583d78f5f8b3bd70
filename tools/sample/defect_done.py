"""What a step of a defect needs: writing into a page and saying what was there before."""

from __future__ import annotations

from dataclasses import dataclass

from coding.page.fields import ROW_ATTRIBUTES
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
