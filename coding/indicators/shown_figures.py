"""Frozen figures as somebody is shown them who sees no money, or only the pages of some wards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coding.indicators.figures import Scope
from coding.indicators.indicator import tells_money

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Columns of a group that tell yuan or weights.
_OF_MONEY: Final = frozenset(
    {
        "weight", "total_weight", "cost", "mean_cost", "reference_cost", "payment", "balance", "cost_share",
        "multiples",
    }
)  # fmt: skip
#: What stands in their place, where it is not None.
_NOTHING: Final[Mapping[str, Any]] = {"multiples": [None, None]}


def shown_figures(frozen: Mapping[str, Any], *, money: bool, wards: Collection[str]) -> Mapping[str, Any]:
    """What ``figures_as_dict`` wrote, less what is hidden. ``wards`` empty = all of them; of some wards only their own
    figures are told: those of doctors and groups were frozen for the hospital, and hold the pages of others.
    """
    if money and not wards:
        return frozen
    if not all(part in frozen for part in ("row_columns", "rows", "group_columns", "groups")):
        return {}  # of no shape that this program knows
    at = {name: place for place, name in enumerate(frozen["row_columns"])}
    rows = [
        row
        for row in frozen["rows"]
        if (money or not tells_money(row[at["id"]]))
        and (not wards or (row[at["scope"]] == Scope.WARD and row[at["scope_value"]] in wards))
    ]
    shown = {**frozen, "rows": rows, "groups": [] if wards else _groups(frozen)}
    return {**shown, "unjudged": {}} if wards else shown


def _groups(frozen: Mapping[str, Any]) -> list[list[Any]]:
    """The groups without their yuan and weights."""
    columns = frozen["group_columns"]
    return [
        [_NOTHING.get(name) if name in _OF_MONEY else cell for name, cell in zip(columns, group, strict=True)]
        for group in frozen["groups"]
    ]
