"""A change of a rule taken over: kept as a copy beside the data, and the pages that a proof speaks of found again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.private_folder import PrivateFolder
from coding.work.comparing import HeldScheme, held_schemes
from coding.work.hospital_knowledge import imported_copies
from coding.work.insurer_proof import AMENDMENTS_FILE, Proof, kept_amendments, taken, write_amendments
from coding.work.knowledge_copies import BroughtFile, bring
from coding.work.shelf import ShelfDays
from coding.work.stored_pages import each_row

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from coding.drg.amendments import Amendment
    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import Store


def amendments_with(
    store: Store, proof: Proof, number: int, reason: str, by: str, day: date, knowledge: Knowledge | None = None
) -> list[Amendment]:
    """The amendments that are in force, and after them those of the change that stands at ``number`` (from 1). Where
    ``knowledge`` has several schemes, each on its days, those of the scheme that was proved.

    Raises UnusableInputError without a reason.
    """
    if not reason.strip():
        raise UnusableInputError("没有写明理由：采纳本地更正须写明理由。")
    copy = imported_copies(store).get("amendments")
    held = copy.place(store.knowledge_folder) if copy else None
    if knowledge is not None and knowledge.spans:
        own = next((one.knowledge.source.amendments for one in _holding(proof, knowledge)), None)
        held = Path(own) if own else None
    before = kept_amendments(held)
    return [*before, *taken(proof, number, reason, by, day)]


def brought_amendments(store: Store, rows: list[Amendment]) -> BroughtFile:
    """These amendments as a copy beside the data, to be used once it is agreed to. Raises CodingError."""
    with PrivateFolder() as folder:
        path = folder / AMENDMENTS_FILE
        write_amendments(path, rows)
        return bring(store, "amendments", path)


def is_of_scheme_in_force(proof: Proof, knowledge: Knowledge | None) -> bool:
    """Whether what was proved is a scheme that is in force on some days: only such a one can be amended."""
    return knowledge is not None and bool(_holding(proof, knowledge))


def days_of_proved(proof: Proof, knowledge: Knowledge) -> ShelfDays:
    """The days of discharge for which the scheme that was proved holds: its amendments hold on them and on no other."""
    held = _holding(proof, knowledge)
    return ShelfDays(held[0].first, held[-1].last) if held else ShelfDays()


def _holding(proof: Proof, knowledge: Knowledge) -> list[HeldScheme]:
    return [one for one in held_schemes(knowledge) if one.knowledge.scheme.stamp == proof.scheme.stamp]


def pages_by_number(store: Store, wanted: Collection[str]) -> dict[str, int]:
    """Record number → the page of it that was discharged last, for those that the store holds."""
    found: dict[str, int] = {}
    if wanted:
        for row in each_row(store, store.worklist()):  # newest discharge first
            if row.case_no in wanted:
                found.setdefault(row.case_no, row.id)
    return found
