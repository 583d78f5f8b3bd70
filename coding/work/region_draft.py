"""A region's scheme that is being worked on in the window, kept beside the store so that no answer is lost.

The base and the list are written once, at the beginning; after every answer only the small tables of what was typed.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.work.region_files import is_region_pack, reopened, save_pack, save_typed

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.store import Store
    from coding.work.region_scheme import RegionPlan, RegionWork


def draft_place(store: Store) -> Path:
    """Where the draft of a store lies."""
    folder = store.knowledge_folder
    return folder.with_name(f"{folder.name}.region-draft")


def begin_draft(plan: RegionPlan, place: Path) -> None:
    """Write the whole work down; an earlier draft goes. Raises UnusableInputError."""
    end_draft(place)
    save_pack(plan, place)


def keep_typed(work: RegionWork, place: Path) -> None:
    """Write down what was answered and pasted. Raises UnusableInputError."""
    save_typed(work, place)


def drafted(place: Path) -> RegionWork | None:
    """The work that was not finished; None where there is none that can be read."""
    if not is_region_pack(place):
        return None
    try:
        return reopened(place)[0]
    except CodingError:
        return None


def end_draft(place: Path) -> None:
    """The work is saved elsewhere, or given up."""
    shutil.rmtree(place, ignore_errors=True)
