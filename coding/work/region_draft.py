"""A region's scheme that is being worked on in the window, kept beside the store so that no answer is lost.

The base and the list are written once, at the beginning; after every answer only the small tables of what was typed.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.work.region_files import is_region_pack, reopened, save_pack, save_typed, unread_list
from coding.work.region_lists import ListText

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.store import Store
    from coding.work.region_scheme import RegionPlan, RegionWork

_NOTHING = ListText("", "", "")


def draft_place(store: Store) -> Path:
    """Where the draft of a store lies."""
    folder = store.knowledge_folder
    return folder.with_name(f"{folder.name}.region-draft")


def begin_draft(plan: RegionPlan, place: Path) -> None:
    """Write the whole work down; an earlier draft goes. Raises UnusableInputError."""
    end_draft(place)
    save_pack(plan, place)


def keep_typed(work: RegionWork, place: Path, unread: ListText = _NOTHING) -> None:
    """Write down what was answered and pasted, and what is ``unread`` in its field yet. Raises UnusableInputError."""
    save_typed(work, place, unread)


def unread_in(place: Path) -> ListText:
    """What was typed and not read in when the program ended."""
    return unread_list(place) or _NOTHING


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
