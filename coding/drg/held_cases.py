"""Cases that a scheme holds back: a row of an ADRG leads into no group, and says by its name why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.conditions import known_rule
from coding.drg.group_code import is_rest

if TYPE_CHECKING:
    from coding.drg.walked import WalkedScheme
    from coding.grouping.case import Case, Grouping


def held_reason(scheme: WalkedScheme, case: Case, result: Grouping) -> str:
    """The words of the row that held the case back; "" where the case is in no group for another reason.

    The general rest of an MDC bears no such words: its rows have the code and the name of the national list.
    """
    if not is_rest(result.drg):
        return ""
    reader = scheme.reader
    for mdc, node, _, _, rule, _ in scheme.pack.nodes:
        if mdc != result.mdc or not all(reader.clause(c, mdc, node)(case) for c in known_rule(rule)):
            continue
        for drg, name, text, owner in scheme.pack.drgs.get(node, ()):
            if all(reader.clause(c, mdc, owner or node)(case) for c in known_rule(text)):
                return name if drg == result.drg and "不能入组" in name else ""
    return ""
