"""What was being typed when the program was cut off: taken up at the next start as the Change that it was to become."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import CodingError

if TYPE_CHECKING:
    from coding.store.store import Store

#: Characters of what was typed that the sentence tells.
_TOLD = 40


def take_up_drafts(store: Store, author: str) -> str:
    """Make the Changes of all drafts, and say so in a sentence; "" where there is none. A draft whose page has gone
    another way since is given up: what stands there now was put there later.
    """
    told = []
    for page_id, change in store.drafts():
        try:
            page = store.append(page_id, change, author).page
        except CodingError:
            _drop(store, page_id)
            continue
        told.append(f"病案号 {page.case_no or '（空）'}，{change.describe()[:_TOLD]}")
    return f"上次没有写完的内容已经补上（可撤销）：{'；'.join(told)}。" if told else ""


def _drop(store: Store, page_id: int) -> None:
    try:
        store.drop_draft(page_id)
    except CodingError:
        return  # it is asked again at the next start
