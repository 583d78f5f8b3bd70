"""Which diagnoses an operation is done for: ``tables/operation_indications.csv``, read and indexed once.

The table goes by the places of ICD-9-CM-3 (``81.51``, ``79.35``, ``51``): of all rows that name the beginning of a code
the longest beginning is the one that speaks. Diagnoses are written as sets of ICD-10 categories and subcategories;
``@name`` stands for a row of ``tables/indication_groups.csv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.codes.ranges import CodeSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TABLE = "rules/tables/operation_indications.csv"
_GROUPS = "rules/tables/indication_groups.csv"
#: Diagnoses of an operation that may be done for anything.
_ANYTHING = "*"
#: The group that is added to every row: what has no place in the body.
_ALWAYS = "任何手术"
_PLACES = 4


@dataclass(frozen=True, slots=True)
class Indication:
    """What the table says of an operation: the diagnoses that can be its reason, in words which they are, and the
    regions of the body in which it may go along with another operation (no region: it never does).
    """

    diagnoses: CodeSet
    expects: str
    regions: frozenset[str]


def treats(operation: str, diagnosis: str) -> bool | None:
    """Whether a diagnosis can be the reason of an operation; codes as they are normalised, six places or fewer.

    Of a pair (``E11.3+H36.0*``) either half will do. None where the table says nothing of the operation, or says that
    it is done for anything (biopsies, punctures, debridement, exploration, imaging, ventilation).
    """
    found = indication_of(operation)
    return None if found is None else found.diagnoses.any_half(diagnosis)


def indication_of(operation: str) -> Indication | None:
    """What the table says of an operation; None where it says nothing, or that it is done for anything."""
    digits = operation.replace(".", "")[:_PLACES]
    table = _indications()
    for places in range(len(digits), 1, -1):
        if digits[:places] in table:
            return table[digits[:places]]
    return None


@cache
def _indications() -> Mapping[str, Indication | None]:
    """The beginning of a code without its dot → what is said of it.

    ``79.?5`` stands for the fourth place 5 (the bone, the joint) of a category wherever no other row names the
    subcategory or its third place.
    """
    named: dict[str, Indication | None] = {}
    by_part: dict[str, Indication | None] = {}
    for row in resource_table(_TABLE, "operations", "diagnoses", "expects", "region"):
        said = None
        if row["diagnoses"].strip() != _ANYTHING:
            text = _spelled_out(f"{row['diagnoses']}, @{_ALWAYS}")
            said = Indication(CodeSet.parse(text), row["expects"], frozenset(row["region"].split()))
        for item in filter(None, re.split(r"[,，\s]+", row["operations"])):
            for beginning in _beginnings(item):
                into = by_part if "?" in item else named
                if beginning in into:
                    raise KnowledgeError(f"{_TABLE} 中的手术“{item}”写了两次，请并为一行。")
                into[beginning] = said
    return {**{b: said for b, said in by_part.items() if b[:3] not in named}, **named}


def _beginnings(item: str) -> Iterator[str]:
    """``51.2-51.4`` → 512, 513, 514; ``79.?5`` → 7905 … 7995."""
    if re.fullmatch(r"\d\d\.\?\d", item):
        yield from (f"{item[:2]}{n}{item[-1]}" for n in range(10))
        return
    low, _, high = item.replace(".", "").partition("-")
    high = high or low
    if not (low.isdigit() and high.isdigit() and len(low) == len(high) and low <= high):
        raise KnowledgeError(f"{_TABLE} 中的手术“{item}”无法识别，请写成 51.2-51.4、47 或 79.?5 的形式。")
    yield from (str(n).zfill(len(low)) for n in range(int(low), int(high) + 1))


@cache
def named_diagnoses(name: str) -> CodeSet:
    """The diagnoses of a row of ``indication_groups.csv``."""
    return CodeSet.parse(_group(name))


def _spelled_out(diagnoses: str) -> str:
    """A set of diagnoses with its ``@names`` put in full."""
    return re.sub(r"@(\w+)", lambda name: _group(name[1]), diagnoses)


@cache
def _group(name: str) -> str:
    groups = {row["name"]: row["diagnoses"] for row in resource_table(_GROUPS, "name", "diagnoses")}
    if name not in groups:
        raise KnowledgeError(f"{_GROUPS} 中没有名为“{name}”的诊断组。")
    return _spelled_out(groups[name])
