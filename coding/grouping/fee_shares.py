"""Which part of a stay's cost was drugs, which treatment: by the fee items of the page."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coding.base.numbers import read_number
from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.page.front_page import FrontPage


def fee_share(page: FrontPage, share: str) -> float | None:
    """The part of the cost from 0 to 1 that the fee items of a share (``drug``, ``treat``) make up.

    None where the page has no cost or none of the items: what is not filled in is not nothing.
    """
    total = page.number("fee_total")
    if total is None or total <= 0:
        return None
    text_of = page.values.get
    texts = [text for key in _fields()[share] if (text := text_of(key))]
    fees = [fee for text in texts if (fee := read_number(text)) is not None]
    return float(sum(fees) / total) if fees else None


@cache
def _fields() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in resource_table("dip/fee_shares.csv", "share", "field"):
        found[row["share"]] = (*found.get(row["share"], ()), row["field"])
    return found


def fee_share_fields() -> frozenset[str]:
    """The keys of all fields that a share is reckoned from, the cost among them."""
    return frozenset({"fee_total"}.union(*_fields().values()))
