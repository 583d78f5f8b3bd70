"""How one amendment changes a compiled pack: what must stand there is looked up first, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.drg.amended_lists import AmendedLists, DoesNotApplyError
from coding.drg.amended_rules import AmendedRules

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.drg.compiled import CompiledPack


class Amending:
    """A pack in the making; what is not touched is shared with the pack that it began with."""

    def __init__(self, pack: CompiledPack) -> None:
        self._pack = replace(
            pack,
            mdcs=list(pack.mdcs),
            nodes=list(pack.nodes),
            drgs=dict(pack.drgs),
            lists=list(pack.lists),
            codes=pack.codes.copy(),
            profiles=list(pack.profiles),
            patterns=pack.patterns.copy(),
            values={name: values.copy() for name, values in pack.values.items()},
            complaints=list(pack.complaints),
            orders=pack.orders.copy(),
            followers=pack.followers.copy(),
            unread=pack.unread.copy(),
        )
        self._lists = AmendedLists(self._pack)
        self._rules = AmendedRules(self._pack, self._lists)

    def done(self) -> CompiledPack:
        """The pack with all that was applied."""
        return self._pack

    def apply(self, table: str, key: str, column: str, old: str, new: str) -> None:
        """Make one amendment. Raises DoesNotApplyError, and nothing is changed then."""
        if not key:
            raise DoesNotApplyError("没有写 key（哪个编码、集合或病组）。")
        if old == new:
            raise DoesNotApplyError("old 与 new 相同，没有要更正的内容。")
        way = self._ways().get((table, column))
        if way is None:
            raise DoesNotApplyError(f"不认识表“{table}”的列“{column}”：请对照手册“更正表”一节改写。")
        way(key, old, new)

    def _ways(self) -> dict[tuple[str, str], Callable[[str, str, str], None]]:
        lists, rules = self._lists, self._rules
        return {
            ("exclusion", ""): lists.exclusion,
            ("set", ""): lists.change_set,
            ("adrg_codes", ""): lists.change_set,
            ("mcc", "exclusion_table"): lambda key, old, new: lists.complication("mcc", key, old, new),
            ("cc", "exclusion_table"): lambda key, old, new: lists.complication("cc", key, old, new),
            ("mdc", "rule"): rules.mdc_rule,
            ("adrg", "rule"): rules.adrg_rule,
            ("drg", "rule"): rules.drg_rule,
            ("drg", "severity"): rules.severity,
            ("mdc", "order"): rules.mdc_order,
            ("adrg", "order"): rules.adrg_order,
            ("drg", "order"): rules.drg_order,
        }
