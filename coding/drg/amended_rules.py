"""Amendments of rules and of their order: what must stand there is read in the words of the file or of packs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from coding.drg.amended_lists import AmendedLists, DoesNotApplyError
from coding.drg.atoms import UnknownAtomError, atoms_of, parse_rule
from coding.drg.compiled import list_name
from coding.drg.national_language import UnreadableRuleError, condition_of

if TYPE_CHECKING:
    from coding.drg.compiled import CompiledPack

_OF_PRINCIPAL = re.compile(r"(?<![A-Z_])PDX_IN\(((?:@\w+\+?)+)\)")
_LEVELS = ("MCC", "CC", "MCC_OR_CC")


class AmendedRules:
    """The rules of a pack in the making, which is changed in place; ``lists`` are its lists."""

    def __init__(self, pack: CompiledPack, lists: AmendedLists) -> None:
        self._pack = pack
        self._lists = lists

    def mdc_rule(self, mdc: str, old: str, new: str) -> None:
        """Give an MDC another condition."""
        at = next((n for n, row in enumerate(self._pack.mdcs) if row[0] == mdc), -1)
        if at < 0:
            raise DoesNotApplyError(f"方案中没有 {mdc}。")
        row = self._pack.mdcs[at]
        if not self._stands(f"mdc {mdc}", row[2], old, mdc):
            self._refuse(f"mdc {mdc}", row[2], old)
        rule = self._readable(new, mdc, mdc)
        self._pack.mdcs[at] = (row[0], row[1], rule, row[3])
        self._pack.unread.pop(f"mdc {mdc}", None)
        self._widen(mdc, rule)

    def _widen(self, mdc: str, rule: str) -> None:
        """The principal diagnoses that the doctor knows of an MDC: those of the sets that its new rule names, too."""
        target = self._lists.numbers.get(f"MDC:{mdc}")
        named = {
            name for names in _OF_PRINCIPAL.findall(rule) for name in names.split("+") if name in self._lists.numbers
        }
        if target is None or not named:
            return
        numbers = {self._lists.numbers[name] for name in named}
        for code in [c for c, at in self._pack.codes.items() if not numbers.isdisjoint(self._pack.profiles[at])]:
            self._lists.put_in(target, code)
        for name in named:
            followers = self._pack.followers.get(name, [])
            self._pack.followers[name] = list(dict.fromkeys([*followers, f"MDC:{mdc}"]))

    def adrg_rule(self, key: str, old: str, new: str) -> None:
        """Give an ADRG, or one way into it, another condition."""
        nodes = self._pack.nodes
        places = self._nodes_called(key)
        fitting = [n for n in places if self._stands(f"adrg {nodes[n][1]}", nodes[n][4], old, nodes[n][0])]
        if not fitting:
            self._refuse(f"adrg {nodes[places[0]][1]}", nodes[places[0]][4], old)
        rules = [self._readable(new, nodes[n][0], nodes[n][1]) for n in fitting]
        for n, rule in zip(fitting, rules, strict=True):
            mdc, node, adrg, name, _, otherwise = nodes[n]
            nodes[n] = (mdc, node, adrg, name, rule, otherwise)
            self._pack.unread.pop(f"adrg {node}", None)
        self._sort_nodes()

    def drg_rule(self, key: str, old: str, new: str) -> None:
        """Give a group another condition."""
        places = self._rows_called(key)
        mdc_of = {node: mdc for mdc, node, *_ in self._pack.nodes}
        group = key.rpartition("/")[2]
        fitting = [
            (node, n)
            for node, n in places
            if self._stands(f"drg {node} {group}", self._rule(node, n), old, mdc_of.get(node, ""))
        ]
        if not fitting:
            self._refuse(f"drg {places[0][0]} {group}", self._rule(*places[0]), old)
        rules = [self._readable(new, mdc_of.get(node, ""), self._pack.drgs[node][n][3] or node) for node, n in fitting]
        for (node, n), rule in zip(fitting, rules, strict=True):
            self._put_rule(node, n, rule or "ALWAYS")
            self._pack.unread.pop(f"drg {node} {group}", None)

    def severity(self, key: str, old: str, new: str) -> None:
        """Ask another level of complications at every place where the group is decided."""
        if new not in _LEVELS or old not in _LEVELS:
            raise DoesNotApplyError(f"并发症要求只能是 {'、'.join(_LEVELS)}。")
        word = re.compile(rf"(?<![A-Z_]){old}(?![A-Z_])")
        fitting = [(node, n) for node, n in self._rows_called(key) if word.search(self._rule(node, n))]
        if not fitting:
            raise DoesNotApplyError(f"{key} 的条件里没有 {old}。")
        for node, n in fitting:
            self._put_rule(node, n, word.sub(new, self._rule(node, n)))

    def _rule(self, node: str, n: int) -> str:
        return self._pack.drgs[node][n][2]

    def _put_rule(self, node: str, n: int, rule: str) -> None:
        rows = list(self._pack.drgs[node])
        rows[n] = (rows[n][0], rows[n][1], rule, rows[n][3])
        self._pack.drgs[node] = rows

    def _nodes_called(self, key: str) -> list[int]:
        nodes = self._pack.nodes
        found = [n for n, row in enumerate(nodes) if row[1] == key] or [n for n, r in enumerate(nodes) if r[2] == key]
        if not found:
            raise DoesNotApplyError(f"方案中没有 ADRG {key}。")
        return found

    def _rows_called(self, key: str) -> list[tuple[str, int]]:
        """Where a group is decided; ``NODE/GROUP`` names one place of several."""
        node_wanted, slash, group = key.rpartition("/")
        found = [
            (node, n)
            for node, rows in self._pack.drgs.items()
            for n, row in enumerate(rows)
            if row[0] == group and (not slash or node == node_wanted)
        ]
        if not found:
            raise DoesNotApplyError(f"方案中没有病组 {key}。")
        return found

    # -- what stands there, and what is to

    def _refuse(self, name: str, stands: str, old: str) -> NoReturn:
        stands = self._pack.unread.get(name, stands)
        raise DoesNotApplyError(f"{name.split(' ')[-1]} 的规则现为“{stands}”，不是“{old}”。")

    def _stands(self, name: str, stands: str, old: str, mdc: str) -> bool:
        """Whether a rule is the one that stands, in the words of packs or of the national workbook."""
        unread = self._pack.unread.get(name)
        if unread is not None:
            return "".join(unread.split()) == "".join(old.split())
        if _plain(old) == _plain(stands):
            return True
        translated = self._translated(old, mdc)
        return translated is not None and _plain(translated) == _plain(stands)

    def _translated(self, rule: str, mdc: str) -> str | None:
        """A rule of the national language as it was taken over; None where it is none."""
        try:
            found = condition_of(rule, {name[1:] for name in self._pack.lists if name[:1] == "@"})
        except UnreadableRuleError:
            return None
        for name, followers in self._pack.followers.items():
            for follower in followers:
                if follower == "VALID":
                    found = found.replace(f"PPX_IN({name})", "PPX_IN(VALID)")
                elif follower == f"MDC:{mdc}" and "|" not in found and "NOT{" not in found:
                    found = found.replace(f"PDX_IN({name})", "PDX_IN(MDC)")
        return found

    def _readable(self, rule: str, mdc: str, owner: str) -> str:
        """The rule in the words of packs, all its lists known. Raises DoesNotApplyError."""
        if not rule.strip():
            return ""
        try:
            parsed = parse_rule(rule)
        except UnknownAtomError:
            translated = self._translated(rule, mdc)
            if translated is None:
                raise DoesNotApplyError("new 的规则读不懂，或用到没有编码的集合。") from None
            rule, parsed = translated, parse_rule(translated)
        for atom in atoms_of(parsed):
            wanted = [list_name(name, mdc, owner) for name in atom.lists]
            strange = [name for name in wanted if name not in self._lists.numbers]
            if strange:
                raise DoesNotApplyError(f"new 的规则用到的编码表 {'、'.join(strange)} 不存在。")
            if atom.codes:
                self._lists.inline(atom.codes)
        return rule

    # -- order

    def mdc_order(self, key: str, old: str, new: str) -> None:
        """Move an MDC."""
        if all(row[0] != key for row in self._pack.mdcs):
            raise DoesNotApplyError(f"方案中没有 {key}。")
        self._renumber([f"mdc {key}"], old, new)
        orders = self._pack.orders
        self._pack.mdcs.sort(key=lambda row: orders.get(f"mdc {row[0]}", 0.0))
        self._sort_nodes()

    def adrg_order(self, key: str, old: str, new: str) -> None:
        """Move an ADRG within its MDC."""
        self._renumber([f"adrg {self._pack.nodes[n][1]}" for n in self._nodes_called(key)], old, new)
        self._sort_nodes()

    def drg_order(self, key: str, old: str, new: str) -> None:
        """Move a group within its ADRG."""
        group = key.rpartition("/")[2]
        nodes = list(dict.fromkeys(node for node, _ in self._rows_called(key)))
        self._renumber([f"drg {node} {group}" for node in nodes], old, new)
        orders, rest = self._pack.orders, self._rest_is_last()
        for node in nodes:
            self._pack.drgs[node] = sorted(
                self._pack.drgs[node],
                key=lambda row: (rest and row[2] == "ALWAYS", orders.get(f"drg {node} {row[0]}", 0.0)),
            )

    def _renumber(self, names: list[str], old: str, new: str) -> None:
        orders = self._pack.orders
        try:
            before, after = float(old), float(new)
        except ValueError:
            raise DoesNotApplyError("排序要写成数字。") from None
        for name in names:
            if orders.get(name) != before:
                shown = f"{orders[name]:g}" if name in orders else "没有"
                raise DoesNotApplyError(f"{name.split(' ')[-1]} 的排序现为 {shown}，不是 {old}。")
        orders.update(dict.fromkeys(names, after))

    def _sort_nodes(self) -> None:
        at = {row[0]: n for n, row in enumerate(self._pack.mdcs)}
        orders, rest = self._pack.orders, self._rest_is_last()
        self._pack.nodes.sort(
            key=lambda row: (at[row[0]], rest and not row[4], orders.get(f"adrg {row[1]}", 0.0)),
        )

    def _rest_is_last(self) -> bool:
        """In the national workbook an empty rule takes what is left, wherever it is numbered."""
        return bool(self._pack.settings.get("file"))


def _plain(rule: str) -> str:
    """A condition without what makes no difference."""
    text = "".join(rule.split())
    return "" if text == "ALWAYS" else text
