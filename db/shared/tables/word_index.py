"""The words of the worklist: any part of a word is found without reading the other rows.

``said`` holds what a row says, folded; each engine has an index over every two characters that stand side by side
(Chinese has no spaces to index by). Two characters are found by the index alone, longer parts are then looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coding.grouping.case import WITH_GROUP
from db.shared.tables.pagetext import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: So many characters are found by the index alone.
_BY_THE_INDEX: Final = 2
#: What a row says; the group is no part of it, it changes with every verdict and has an index of its own.
SAID: Final = ("case_no", "patient_name", "dept", "principal", "discharge_date")

#: Every group that stands on a page, each looked up once (a DISTINCT would read the whole index).
GROUPS: Final = (
    "WITH RECURSIVE each_group(drg) AS (SELECT min(drg) FROM pages UNION ALL"
    " SELECT (SELECT min(drg) FROM pages WHERE drg > each_group.drg) FROM each_group WHERE each_group.drg IS NOT NULL)"
    " SELECT drg FROM each_group"
)
#: The words of a status with a group, as a list of SQL.
ENDED_IN_A_GROUP: Final = ", ".join(f"'{status.value}'" for status in sorted(WITH_GROUP))
#: The groups that are none: all pages of a group ended alike, one of them tells how.
GROUPS_OF_NONE: Final = (
    f"{GROUPS} WHERE drg = '' OR (SELECT status FROM pages AS any_of WHERE any_of.drg = each_group.drg"
    f" AND any_of.state <> '' LIMIT 1) NOT IN ({ENDED_IN_A_GROUP})"
)
#: Pages in one of them.
UNGROUPED: Final = f"drg IN ({GROUPS_OF_NONE})"


def said_of(columns: Mapping[str, Any]) -> str:
    """What a row says."""
    return " ".join(str(columns[name]) for name in SAID).casefold()


def pairs_of(said: str) -> list[str]:
    """Every two characters side by side in a word, and its last one by itself: one character is looked for as the
    beginning of a pair.
    """
    return list(dict.fromkeys(word[i : i + 2] for word in plain(said).split() for i in range(len(word))))


def side_by_side(word: str) -> list[str]:
    """Every two characters of a word that is looked for."""
    return [word[i : i + 2] for i in range(len(word) - 1)]


def looked_for(words: Iterable[str]) -> tuple[list[list[str]], list[str]]:
    """For each word the pairs under which it is found, one of a single character by itself; and those words, folded, of
    which the index only says where they may be: each of these is looked at as well.
    """
    pairs, looked_at = [], []
    for folded in (whole(word.casefold()) for word in words):
        typed = plain(folded)
        pairs.append(side_by_side(typed) or [typed])
        if len(folded) > _BY_THE_INDEX or typed != folded:
            looked_at.append(folded)
    return pairs, looked_at


def plain(said: str) -> str:
    """What an index would not take as a character is replaced."""
    return "".join("\u2400" if c in "'\"" or (c < " " and not c.isspace()) or c == "\x7f" else c for c in said)
