"""What packages need of a store: pages with their state and history, the versions a page went through, and changes.

The only place where packages write to the history of a store.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.base.errors import StaleChangeError
from coding.exchange.package_body import page_digest
from coding.page.step import PageState
from coding.store.kept_audit import Deed
from coding.work.merging import Version
from coding.work.stored_pages import TOGETHER, chunked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coding.exchange.package_body import PackageKind
    from coding.page.change import Change
    from coding.page.front_page import FrontPage
    from coding.store.kept_history import Entry
    from coding.store.store import Store


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page of a store as it stands and as it came."""

    page_id: int
    now: Version
    original: FrontPage


def stored_pages(store: Store, ids: Sequence[int]) -> Iterator[StoredPage]:
    """The pages one by one, in the order of the ids; unknown ids are left out."""
    for chunk in chunked(ids, TOGETHER):
        states = {row.id: PageState(row.progress) for row in store.rows(chunk)}
        histories = store.histories(chunk)
        originals = dict(store.originals(chunk))
        for page_id, page in store.pages(chunk):
            now = Version(page, states[page_id], tuple(histories.get(page_id, ())))
            yield StoredPage(page_id, now, originals[page_id])


def version_of(
    start: FrontPage, entries: Iterable[Entry], digest: str, began: PageState, wanted: str = ""
) -> Version | None:
    """The first version on the way of a page that has this digest, with the entries since; None where there is none.

    ``began``: the state of the work at the start. ``wanted``: the state of the version; "" for any.
    """
    page, state = start, began

    def is_it() -> bool:
        return wanted in ("", state) and page_digest(page) == digest

    found = Version(page, state) if is_it() else None
    since: list[Entry] = []
    for entry in entries:
        if found is not None:
            since.append(entry)
            continue
        try:
            page = page.apply(entry.change)
        except (StaleChangeError, AssertionError):
            return None
        state = entry.change.step.after if entry.change.step else state
        if is_it():
            found = Version(page, state)
    return None if found is None else replace(found, entries=tuple(since))


def keep_changes(store: Store, page_id: int, changes: Iterable[Change]) -> int:
    """Apply changes to a page of the store, each committed; how many. Raises what ``KeepsHistory.append`` raises."""
    made = 0
    for change in changes:
        store.append(page_id, change)
        made += 1
    return made


def note_package(store: Store, package_id: str, kind: PackageKind, partner: str, pages: int) -> None:
    """Write into the audit that a package was dealt, brought in, given back or merged."""
    store.note(Deed.PACKAGE, {"package": package_id, "kind": kind.value, "partner": partner, "pages": pages})
