"""Sentences that quote what stands in a file, fit for a screen whatever stands there."""

from __future__ import annotations

import re

#: What a terminal obeys and nobody sees: control characters, marks that turn the direction of a text.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Nobody reads more signs of one sentence.
_MOST_SIGNS = 600
#: What is quoted, and how many signs of it say which cell is meant.
_QUOTED = re.compile("“([^“”]{60})[^“”]+”")
_HEAD, _TAIL = 300, 200


def readable(sentence: str) -> str:
    """The sentence with what a terminal would obey as �, and where it is too long with the middle left out: first of
    what it quotes, then of itself. What is short and plain comes back as it is; to do it twice changes nothing.
    """
    text = _UNSEEN.sub("\ufffd", sentence)
    if len(text) <= _MOST_SIGNS:
        return text
    text = _QUOTED.sub(r"“\1…”", text)
    return text if len(text) <= _MOST_SIGNS else f"{text[:_HEAD]}……{text[-_TAIL:]}"
