"""The clause by which a field of the front page is to be filled: that of the rule that asks for it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.rules.clauses import citations

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The rules that ask whether an item is filled; the first field of each is the item.
_ASKING = "rules/completeness_items.csv"
#: The title of a document, which says no more where its number stands beside it.
_TITLE = re.compile(r"《[^《》]*》")


def clause_of_field(key: str) -> str:
    """The first clause that the rule on an item cites, by number and article; "" where no rule asks for the item."""
    return _clauses().get(key, "")


def short_clause(text: str) -> str:
    """A citation without the title of its document where it has a number: 卫医政发〔2011〕84号 附件2."""
    bare = _TITLE.sub("", text).strip()
    return bare if "号" in bare else text.strip()


@cache
def _clauses() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in resource_table(_ASKING, "fields", "basis"):
        key = row["fields"].split()[0]
        cited = [one.text for one in citations(row["basis"]) if one.clauses]
        if cited:
            found.setdefault(key, short_clause(cited[0]))
    return found
