"""An edit of a page that a file has renewed since it was shown: what was typed is kept, and stands over the file's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coding.base.errors import StaleChangeError
from coding.page.change import Change, ChangeSource, Edit, EditKind
from coding.page.fields import ROW_ATTRIBUTES

if TYPE_CHECKING:
    from coding.page.front_page import FrontPage
    from coding.store.store import Applied, Store


def append_over_import(
    store: Store, page_id: int, change: Change, undoes: int | None, shown: FrontPage, since: int, sent: str = ""
) -> tuple[Applied, Change | None]:
    """Store a change of the page as it was ``shown``; where a file has renewed the page meanwhile, the change that
    stands over what the file says, and that one. Does not wait for the store. Raises StoreError, StaleChangeError.
    """
    try:
        return store.append(page_id, change, undoes, wait=False, sent=sent), None
    except StaleChangeError:
        over = over_import(store, page_id, change, shown, since)
        if over is None:
            raise
        return store.append(page_id, over, undoes, wait=False, sent=sent), over


def over_import(store: Store, page_id: int, change: Change, shown: FrontPage, since: int) -> Change | None:
    """What was typed on the page as it was ``shown``, as a change of the page that an import has renewed meanwhile.

    ``since``: the id of the last entry of the page that was known. None where a person has changed the page, where the
    change is none that was typed, and where the import has put another row into its place.
    """
    new = [entry for entry in store.history(page_id) if entry.id > since]
    if change.source != ChangeSource.TYPED or not new:
        return None
    if any(entry.change.source != ChangeSource.IMPORT for entry in new):
        return None
    stored = store.page(page_id)
    if not all(edit.kind is EditKind.SET and _is_same_place(edit, shown, stored) for edit in change.edits):
        return None
    return replace(change, edits=tuple(_over(edit, stored) for edit in change.edits))


def _is_same_place(edit: Edit, shown: FrontPage, stored: FrontPage) -> bool:
    """Whether the row that was edited is the same one but for what was edited; single fields are."""
    if edit.field not in ROW_ATTRIBUTES:
        return True
    group, attribute = ROW_ATTRIBUTES[edit.field]
    before, after = shown.rows(group), stored.rows(group)
    if edit.index >= min(len(before), len(after)):
        return False
    as_it_was: dict[str, Any] = {attribute: edit.before}
    return replace(after[edit.index], **as_it_was) == before[edit.index]


def _over(edit: Edit, stored: FrontPage) -> Edit:
    return replace(edit, before=stored.text(edit.field, edit.index), was_supplied=stored.is_supplied(edit.field))
