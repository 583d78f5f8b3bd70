"""The doctors' words on the pages of a store, and how often each was written: what standardisation gathers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.codes.entry import CodeKind
from coding.page.fields import RowGroup, is_blank
from coding.work.steps import Step, untold
from coding.work.stored_pages import chunked

if TYPE_CHECKING:
    from coding.store.store import Store

_GROUPS: Final[dict[CodeKind, RowGroup]] = {CodeKind.DIAGNOSIS: "diagnosis", CodeKind.PROCEDURE: "procedure"}
#: Pages between two looks whether to go on.
_TOGETHER = 50


def hospital_words(store: Store, kind: CodeKind, step: Step = untold) -> dict[str, int]:
    """The words of all pages, as the doctors wrote them: what a coder has put right since is standard already."""
    found: dict[str, int] = {}
    ids = store.worklist()
    for done, chunk in enumerate(chunked(ids, _TOGETHER)):
        step(done * _TOGETHER, len(ids))
        for _, page in store.originals(chunk):
            for row in page.rows(_GROUPS[kind]):
                words = getattr(row, "name", "")
                if not is_blank(words):
                    found[words.strip()] = found.get(words.strip(), 0) + 1
    return found
