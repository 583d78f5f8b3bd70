"""Ranges of codes that DIP asks for by meaning: malignant tumours, drug resistance of tuberculosis."""

from __future__ import annotations

from functools import cache

from coding.base.resources import resource_table


def is_tumour(code: str) -> bool:
    """True for a malignant tumour, by its category."""
    return _stands(code[:3], "tumour")


def is_principal_tumour(code: str) -> bool:
    """True for a principal diagnosis for which the auxiliary catalogue has levels of its own."""
    return _stands(code[:3], "tumour_principal")


def says_resistance(code: str) -> bool:
    """True for the secondary diagnosis that says drug resistance."""
    return _stands(code, "drug_resistance")


def _stands(code: str, key: str) -> bool:
    first, last = _ranges()[key]
    return first <= code <= last


@cache
def _ranges() -> dict[str, tuple[str, str]]:
    table = resource_table("dip/code_ranges.csv", "key", "first", "last")
    return {row["key"]: (row["first"], row["last"]) for row in table}
