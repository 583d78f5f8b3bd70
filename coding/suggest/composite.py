"""Several diagnoses in one row: kept whole where the table has one code for them, split where it has not.

慢性支气管炎急性发作伴肺气肿 has a name of its own; 高血压、2型糖尿病 has not. What may join two diagnoses is data:
``resources/terms/joints.csv`` (strong: an enumeration; weak: may stand inside one name).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.page.change import Change, ChangeSource
from coding.page.edits import insert_row, set_row
from coding.page.rows import Diagnosis, Procedure
from coding.suggest.suggestion import Cause, Match, Suggestion

if TYPE_CHECKING:
    from coding.page.fields import RowGroup
    from coding.page.front_page import FrontPage
    from coding.suggest.search import TermSearch

#: Every part must be recognised at least so well. Above the score at which one first candidate in two is right.
_PART = 60.0
#: So much better must the parts fit than the whole.
_MARGIN = {"strong": 5.0, "weak": 15.0}
#: A whole that fits like a name or an alias is never taken apart.
_WHOLE = 95.0
_MOST_PARTS = 6
_NUMBERED = re.compile(r"(?:^|(?<=[、，,；;。\s]))\d{1,2}[.、．)）]\s*")


def split_words(words: str, search: TermSearch) -> tuple[Match, ...]:
    """The best match of each part when the words are better taken apart, else nothing. At most six parts."""
    whole = search.search(words, 1)
    best = whole[0].score if whole else 0.0
    if best >= _WHOLE:
        return ()
    for strength in ("strong", "weak"):
        parts = [p.strip() for p in _joint(strength).split(_NUMBERED.sub("、", words)) if p.strip()]
        if not 2 <= len(parts) <= _MOST_PARTS or any(len(p) < 2 for p in parts):
            continue
        found = [search.search(part, 1) for part in parts]
        matches = tuple(f[0] for f in found if f)
        if len(matches) < len(parts) or len({m.code for m in matches}) < len(parts):
            continue
        weakest = min(m.score for m in matches)
        if weakest >= _PART and weakest > best + _MARGIN[strength]:
            return matches
    return ()


def taken_apart(page: FrontPage, group: RowGroup, index: int, search: TermSearch) -> Suggestion | None:
    """One Change that gives each part of a row's words a row of its own; None where they belong together.

    The condition on admission of the new rows is left for the doctor to say.
    """
    words = page.text("other_dx_name" if group == "diagnosis" else "op_name", index)
    matches = split_words(words, search)
    if not matches:
        return None
    first, *others = matches
    reason = f"{Cause.SEVERAL_NAMES}：“{words}”拆为 {len(matches)} 条"
    change = set_row(page, group, index, {"code": first.code, "name": first.name}, source=ChangeSource.SUGGESTION)
    edits = list(change.edits)
    page = page.apply(change)
    for offset, match in enumerate(others, start=1):
        row = Diagnosis(match.code, match.name) if group == "diagnosis" else Procedure(match.code, match.name)
        change = insert_row(page, group, row, index + offset, source=ChangeSource.SUGGESTION)
        edits += change.edits
        page = page.apply(change)
    told = " ＋ ".join(f"{m.code} {m.name}" for m in others)
    match = Match(first.code, f"{first.name} ＋ {told}", min(m.score for m in matches), reason)
    return Suggestion(Change(tuple(edits), reason, ChangeSource.SUGGESTION), match, group, index, Cause.SEVERAL_NAMES)


@cache
def _joint(strength: str) -> re.Pattern[str]:
    rows = resource_table("terms/joints.csv", "text", "strength")
    texts = [row["text"] for row in rows if row["strength"] == strength]
    return re.compile("|".join(re.escape(t) for t in sorted(texts, key=len, reverse=True)))
