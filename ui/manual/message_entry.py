"""Which entry of the page of messages tells of a sentence that is shown: ``docs/manual/messages.md`` has one of each.

An entry is a heading that is the sentence up to what to do, with 〈…〉 for what is known at run time only.
"""

from __future__ import annotations

import re
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
    return max((words for words, form in _entries() if form.match(shown)), key=_own_length, default="")


@cache
def _entries() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = [heading.words for heading in headings_of(page_text(MESSAGES_PAGE)) if heading.depth == ENTRY]
    return tuple((one, _form(one)) for one in words)


def _form(words: str) -> re.Pattern[str]:
    """A sentence with gaps as a pattern: a gap is anything, the rest is as it stands."""
    return re.compile(".*?".join(re.escape(part) for part in words.split(GAP)), re.DOTALL)


def _own_length(words: str) -> int:
    return len(words.replace(GAP, ""))
