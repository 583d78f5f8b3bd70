"""To how many digits a figure is shown where it is known to more: ``resources/indicators/shown_digits.csv``."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Mapping


def shown_value(id_: str, value: Decimal | None) -> Decimal | None:
    """The value of an indicator as a report and the window show it, half up: CMI 1.0070 as 1.01."""
    digits = _digits().get(id_)
    return value if value is None or digits is None else value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@cache
def _digits() -> Mapping[str, int]:
    rows = resource_table("indicators/shown_digits.csv", "id", "digits")
    return {row["id"]: int(row["digits"]) for row in rows}
