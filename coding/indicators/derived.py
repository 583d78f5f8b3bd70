"""Columns that are made of other columns of facts: what they mean stands in ``resources/indicators``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from coding.base.resources import resource_table
from coding.grouping.case import WITH_GROUP, GroupStatus
from coding.grouping.insured import insured_of
from coding.page.fields import field_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    #: The columns that are made so far, by name, as they stand in the frame.
    Made = Mapping[str, Any]

#: The kind of insured where the way of payment is of neither kind that tables tell apart.
OTHER = "其他"
#: What a reference figure of a tariff is counted in.
MICRO = 1_000_000
_MOST_REFERENCE = Decimal(10) ** 8
_GROUPED = frozenset(status.value for status in WITH_GROUP)
_AMBIGUOUS = frozenset({GroupStatus.AMBIGUOUS.value})
_UNGROUPED = frozenset(status.value for status in GroupStatus) - _GROUPED - _AMBIGUOUS


def payer_of(insured: str) -> str:
    """职工, 居民, 其他; "" where the page has no way of payment, or one that the table of codes does not know."""
    known = insured_of(insured)
    if known or not insured:
        return known
    domain = field_catalogue().domain_of("payment_method")
    return OTHER if domain is not None and insured.removeprefix("0") in domain.labels else ""


def millionths(figure: str) -> int | None:
    """A figure of a tariff in whole millionths; None for "" and for what nothing can be divided by."""
    exact = Decimal(figure or 0)
    if not 0 < exact < _MOST_REFERENCE:
        return None
    return int((exact * MICRO).quantize(Decimal(1), ROUND_HALF_UP)) or None


@dataclass(frozen=True, slots=True)
class ViolationClass:
    """One of the insurer's six classes, and the names of violations in the rules that belong to it."""

    number: int
    name: str
    violations: frozenset[str]
    clause: str


@cache
def violation_classes() -> tuple[ViolationClass, ...]:
    """The six classes, in their order."""
    rows = resource_table("indicators/violation_classes.csv", "class", "name", "violations", "clause")
    return tuple(
        ViolationClass(int(row["class"]), row["name"], frozenset(row["violations"].split()), row["clause"])
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class SingleDisease:
    """A single disease 单病种: principal diagnoses that begin so, at these ages (years, both included)."""

    key: str
    name: str
    codes: tuple[str, ...]
    least: int | None
    most: int | None


@cache
def single_diseases() -> tuple[SingleDisease, ...]:
    """The single diseases, in the order of the table."""
    rows = resource_table("indicators/single_diseases.csv", "disease", "name", "codes", "least_age", "most_age")
    return tuple(
        SingleDisease(
            row["disease"],
            row["name"],
            tuple(row["codes"].split()),
            int(row["least_age"]) if row["least_age"] else None,
            int(row["most_age"]) if row["most_age"] else None,
        )
        for row in rows
    )


def texts_as(column: Any, meaning: Callable[[str], str]) -> Any:
    """A column of texts with another text for each."""
    import numpy as np
    import pandas as pd

    values = [meaning(text) for text in column.categories]
    known = {text: at for at, text in enumerate(dict.fromkeys(values))}
    to = np.array([known[text] for text in values], dtype=np.int32)
    codes = to[column.codes] if len(column) else np.array([], dtype=np.int32)
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(known), dtype=str))


def _numbers_as(column: Any, meaning: Callable[[str], int | None], width: str) -> Any:
    """A column of texts with a number for each; None = missing."""
    import numpy as np
    import pandas as pd

    values = [meaning(text) for text in column.categories] or [None]
    missing = np.array([value is None for value in values])
    plain = np.array([value or 0 for value in values], dtype=width)
    codes = column.codes
    return pd.arrays.IntegerArray(plain[codes], missing[codes])


def _status_in(wanted: frozenset[str]) -> Callable[[Made], Any]:
    def meaning(status: str) -> int | None:
        return int(status in wanted) if status else None

    return lambda made: _numbers_as(made["status"], meaning, "int8")


def _loss(made: Made) -> Any:
    """What the stay cost above its payment; 0 where it did not."""
    lost = made["cost"] - made["payment"]
    lost[(lost < 0).fillna(False).astype(bool)] = 0
    return lost


def _defects(made: Made) -> Any:
    names = ("completeness", "timeliness", "accuracy", "standardisation", "coding", "drg")
    total = made[f"{names[0]}_defects"]
    for name in names[1:]:
        total = total + made[f"{name}_defects"]
    return total


def _disease(made: Made) -> Any:
    """The first single disease whose codes and ages a page meets; an age that is not known meets no limit."""
    import numpy as np
    import pandas as pd

    column, ages = made["principal"], made["age"]
    numbers = np.zeros(len(column), dtype=np.int32)
    known_age = ~ages.isna()
    years = ages.fillna(0).to_numpy(dtype=np.int64)
    for at, one in enumerate(single_diseases(), 1):
        begins = np.array([text.startswith(one.codes) for text in column.categories] or [False])
        met = begins[column.codes] & (numbers == 0)
        if one.least is not None or one.most is not None:
            met &= known_age & (years >= (one.least or 0)) & (years <= (years if one.most is None else one.most))
        numbers[met] = at
    return pd.Categorical.from_codes(numbers, categories=pd.Index(["", *(one.key for one in single_diseases())]))


#: Name after the = of a source → what makes the column of those that stand before it in the table, and the raw ones.
MADE: Mapping[str, Callable[[Made], Any]] = MappingProxyType(
    {
        "grouped": _status_in(_GROUPED),
        "ambiguous": _status_in(_AMBIGUOUS),
        "ungrouped": _status_in(_UNGROUPED),
        "payer": lambda made: texts_as(made["insured"], payer_of),
        "reference_cost": lambda made: _numbers_as(made["reference_cost_text"], millionths, "int64"),
        "reference_stay": lambda made: _numbers_as(made["reference_stay_text"], millionths, "int64"),
        "balance": lambda made: made["payment"] - made["cost"],
        "loss": _loss,
        "defects": _defects,
        "disease": _disease,
        "items_missing": lambda made: made["items_required"] - made["items_filled"],
    }
)
