"""Cells of files that people open: no text of a page is run as a formula by a spreadsheet.

Put on by the writer of such files (``coding.base.sheet_writer``), taken off by whoever reads one of ours back. Files
for other programs (N041, HQMS, 4101, rows to be mended) stay exact.
Source: OWASP, CSV Injection; the wide signs are what a Chinese input method types, and Excel takes them as well.
"""

from __future__ import annotations

import re

_GUARD = "'"
#: What may stand before a sign without making it harmless, guards of ours among it, and the signs. A tab or a return
#: at the very start moves what follows into a cell of its own.
_DANGEROUS = re.compile(r"'*(?:[\t\r]|\s*[=+\-@＝＋－＠])")
#: A negative number stays a number, and the dashes that stand for "nothing" in a front page are no formula.
_HARMLESS = re.compile(r"-\d+(?:\.\d+)?%?|[-－]+")
_FIRST = frozenset("'=+-@＝＋－＠ \t\r\n\v\f\u3000\xa0")


def guarded(text: str) -> str:
    """The text so that no spreadsheet runs it: an apostrophe before =, +, -, @, tab, return and their wide kin."""
    if not text or text[0] not in _FIRST or not is_dangerous(text):
        return text
    return f"{_GUARD}{text}"


def unguarded(text: str) -> str:
    """What was guarded, exactly; any other text stays."""
    return text[1:] if text.startswith(_GUARD) and is_dangerous(text[1:]) else text


def is_dangerous(text: str) -> bool:
    """True for what a spreadsheet may run, guarded once or more already or not."""
    return _DANGEROUS.match(text) is not None and _HARMLESS.fullmatch(text.lstrip(_GUARD)) is None
