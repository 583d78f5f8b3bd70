"""Which entry of the page of messages tells of a sentence that is shown: ``docs/manual/messages.md`` has one of each.

An entry is a heading that is the sentence up to what to do, with 〈…〉 for what is known at run time only.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from ui.manual.pages import headings_of, page_text

MESSAGES_PAGE: Final = "messages.md"
#: What stands for a part that is known at run time only.
GAP: Final = "〈…〉"
#: The depth of the headings that are entries.
ENTRY: Final = 4


def entry_of(sentence: str) -> str:
    """The heading of the entry for a sentence; "" where there is none. Of several the one that fits closest."""
    shown = sentence.strip()
    return max((words for words, parts in _entries() if _fits(shown, parts)), key=_own_length, default="")


@cache
def _entries() -> tuple[tuple[str, tuple[str, ...]], ...]:
    words = [heading.words for heading in headings_of(page_text(MESSAGES_PAGE)) if heading.depth == ENTRY]
    return tuple((one, tuple(one.split(GAP))) for one in words)


def _fits(shown: str, parts: tuple[str, ...]) -> bool:
    """Whether a sentence begins with what an entry says; between its parts stands anything."""
    if not shown.startswith(parts[0]):
        return False
    at = 0
    for part in parts:
        at = shown.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _own_length(words: str) -> int:
    return len(words.replace(GAP, ""))
