"""Changes of a page as somebody is shown them who may not see the identities of its patient."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from coding.review.masks import is_identity, masked_name, masked_text

if TYPE_CHECKING:
    from coding.page.change import Change, Edit
    from coding.page.front_page import FrontPage


def masked_change(change: Change, page: FrontPage) -> Change:
    """The Change without the identities of the page, whatever they were before and after it."""
    edits = tuple(_masked(edit, page) for edit in change.edits)
    return replace(change, edits=edits, reason=masked_text(change.reason, page))


def _masked(edit: Edit, page: FrontPage) -> Edit:
    row = edit.row
    if row is not None:
        texts: dict[str, Any] = {one.name: masked_text(getattr(row, one.name), page) for one in fields(row)}
        row = replace(row, **texts)
    # what stood in such a field before is an identity too, and the page does not know it any more
    hide = masked_name if is_identity(edit.field) else lambda text: masked_text(text, page)
    return replace(edit, before=hide(edit.before), after=hide(edit.after), row=row)
