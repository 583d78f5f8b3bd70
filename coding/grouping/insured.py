"""Which kind of insured a way of payment is: some tables state figures for each."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Mapping


def insured_of(payment_method: str) -> str:
    """The kind of insured (职工, 居民) that a 医疗付费方式 says; "" for the others."""
    return next((word for start, word in _insured().items() if payment_method.strip().startswith(start)), "")


def kinds_of_insured() -> tuple[str, ...]:
    """The kinds of insured that tables tell apart."""
    return tuple(dict.fromkeys(_insured().values()))


@cache
def _insured() -> Mapping[str, str]:
    """Beginning of the way of payment → kind of insured."""
    rows = resource_table("tariffs/insured.csv", "payment_method", "insured")
    return {row["payment_method"]: row["insured"] for row in rows}
