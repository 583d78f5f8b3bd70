"""ADRGs that have a group 1 and a group 5 and nothing between, where the published table asks MCC for the 1.

Where the 5 is called 不伴并发症或合并症 an ordinary complication fits neither group by its name. At least one region's
insurer puts it into the 1; others may not. So it is told, never altered: see ``docs/decisions/0023``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.drg.atoms import atoms_of
from coding.drg.conditions import known_rule
from coding.drg.group_code import traits_of
from coding.grouping.grouper import Complication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.drg.compiled import CompiledPack

_ENDS = {Complication.MAJOR, Complication.NONE}
_SHOWN = 5
#: How the 5 is called where its name leaves no room for an ordinary complication.
_WITHOUT_ANY = "不伴并发症"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An ADRG without a middle group: its code, and the group of it that asks MCC."""

    adrg: str
    upper: str


def without_middle(pack: CompiledPack) -> tuple[OpenQuestion, ...]:
    """Every such ADRG, in the order of the scheme."""
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for _, node, adrg, *_ in pack.nodes:
        groups[adrg].update({drg: rule for drg, _, rule, _ in pack.drgs.get(node, ())})
    return tuple(
        OpenQuestion(adrg, next(drg for drg in rules if traits_of(drg).complication is Complication.MAJOR))
        for adrg, rules in groups.items()
        if _is_open(rules)
    )


def _is_open(rules: dict[str, str]) -> bool:
    complications = [traits_of(drg).complication for drg in rules]
    if len(complications) != len(_ENDS) or set(complications) != _ENDS:
        return False
    upper = next(rule for drg, rule in rules.items() if traits_of(drg).complication is Complication.MAJOR)
    return any(atom.kind == "MCC" for atom in atoms_of(known_rule(upper)))


def middle_note(pack: CompiledPack) -> str:
    """One sentence for whoever brings a scheme: how many such ADRGs, which, and what to check; "" for none."""
    found = without_middle(pack)
    if not found:
        return ""
    silent = sum(_WITHOUT_ANY in _name(pack, one.adrg) for one in found)
    named = "，另一组的名称写“不伴并发症或合并症”" if silent == len(found) else ""
    if 0 < silent < len(found):
        named = f"，其中 {silent} 个的另一组名称写“不伴并发症或合并症”"
    return (
        f"有 {len(found)} 个 ADRG 只有 1、5 两组，1 组要求严重并发症或合并症（MCC）{named}：{_examples(found)}。"
        "一组区域医保把一般并发症或合并症（CC）也归入这些 ADRG 的 1 组，各地不同，程序不作更改："
        "请用上月结算结果核对（分组 › 与医保结算结果核对，或 main.py proof）。"
    )


def _examples(found: Sequence[OpenQuestion]) -> str:
    shown = "、".join(one.adrg for one in found[:_SHOWN])
    return f"{shown} 等" if len(found) > _SHOWN else shown


def _name(pack: CompiledPack, adrg: str) -> str:
    """The name of the group without complications."""
    return next(
        (
            name
            for drg, name in pack.names.items()
            if drg.startswith(adrg) and traits_of(drg).complication is Complication.NONE
        ),
        "",
    )
