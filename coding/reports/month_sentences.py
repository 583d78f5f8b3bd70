"""The five sentences of the first page, made from rows of ``resources/reports/sentences.csv``.

A sentence stands only where every figure it tells has a value and its comparison holds; of a slot the first that does.
Nothing is told that no figure says.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cache
from operator import eq, ge, gt, le, lt
from typing import TYPE_CHECKING, TypeAlias

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.indicators.figures import Scope
from coding.indicators.shown_digits import shown_value
from coding.reports.cell_text import figure_words, number_text
from coding.reports.report_page import Figure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from coding.indicators.figures import FigureRow, MonthFigures

#: What a sentence may tell: its name → the number to compare with (None for words alone), and the words.
Told: TypeAlias = "dict[str, tuple[Decimal | None, str]]"
_PLACE = re.compile(r"\{([^{}]+)\}")
_COMPARED = re.compile(r"\s*(\S+)\s*(<=|>=|<|>|=)\s*(\S+)\s*")
_HOLDS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {"<": lt, ">": gt, "=": eq, "<=": le, ">=": ge}
_DIMENSIONS = ("completeness", "timeliness", "accuracy", "standardisation")
_TOP = 3


@cache
def _rows() -> tuple[tuple[str, str, str, str], ...]:
    table = resource_table("reports/sentences.csv", "slot", "hides", "when", "text")
    return tuple((row["slot"], row["hides"], row["when"], row["text"]) for row in table)


def sentences(figures: MonthFigures, *, money: bool, ward: str = "") -> tuple[str, ...]:
    """The sentences, one a slot; of a ward where it is named. Raises KnowledgeError for a row that cannot be read."""
    told_of = told(figures, ward)
    found: dict[str, str] = {}
    for slot, hides, when, text in _rows():
        if slot in found or (hides and not money) or not holds(when, told_of):
            continue
        if (said := filled(text, told_of)) is not None:
            found[slot] = said
    return tuple(found.values())


def told(figures: MonthFigures, ward: str = "") -> Told:
    """Everything that the sentences of a report may tell, by name."""
    scope = Scope.WARD if ward else Scope.HOSPITAL
    found: Told = {}
    for row in figures.rows:
        if row.scope is scope and row.scope_value == ward:
            _add_row(found, row)
    dimensions = [one for id_ in _DIMENSIONS if (one := figures.row(id_, scope, ward)) is not None]
    _add_extreme(found, "weakest", dimensions, lowest=True, named=lambda row: row.name)
    if not ward:
        wards = figures.of("mandatory_share", Scope.WARD)
        wards = wards if len(wards) > 1 else ()  # one ward alone has the figures of the hospital
        _add_extreme(found, "ward", wards, lowest=False, named=lambda row: row.scope_value)
        if figures.groups:
            names = (f"{one.drg} {one.name}（{one.cases:,} 例）" for one in figures.groups[:_TOP])
            found["top.names"] = (None, "、".join(names))
    found["unjudged"] = (Decimal(len(figures.unjudged)), f"{len(figures.unjudged)}")
    found["unjudged.words"] = found["unjudged"]
    return found


def _add_row(found: Told, row: FigureRow) -> None:
    if row.value is not None:
        found[row.id] = found[f"{row.id}.value"] = (row.value, _words(row, row.value))
        found[f"{row.id}.size"] = (abs(row.value), _words(row, abs(row.value)))
    for part in ("reference", "last_period", "last_year"):
        if (value := getattr(row, part)) is not None:
            found[f"{row.id}.{part}"] = (value, _words(row, value))
    for part in ("numerator", "denominator"):
        if (value := getattr(row, part)) is not None:
            whole = value == value.to_integral_value()
            found[f"{row.id}.{part}"] = (value, number_text(value, Kind.COUNT if whole else Kind.NUMBER, 2))
    if row.change is not None:
        found[f"{row.id}.change"] = (row.change, number_text(row.change, Kind.CHANGE, 2))
        found[f"{row.id}.by"] = (abs(row.change), number_text(abs(row.change), Kind.SHARE, 2))


def _words(row: FigureRow, value: Decimal) -> str:
    return figure_words(Figure(shown_value(row.id, value), row.unit))


def _add_extreme(
    found: Told, name: str, rows: Sequence[FigureRow], *, lowest: bool, named: Callable[[FigureRow], str]
) -> None:
    """The lowest or highest of some rows; of equals the first by name."""
    valued = [(row.value, named(row), row) for row in rows if row.value is not None]
    if not valued:
        return
    value, word, row = min(valued, key=lambda one: (one[0] if lowest else -one[0], one[1]))
    found[f"{name}.name"] = (None, word)
    found[f"{name}.words"] = (value, _words(row, value))


def filled(text: str, told_of: Told) -> str | None:
    """The sentence with its figures; None where one of them has no value."""
    names = _PLACE.findall(text)
    if any(name not in told_of for name in names):
        return None
    return _PLACE.sub(lambda match: told_of[match[1]][1], text)


def holds(when: str, told_of: Told) -> bool:
    """Whether every comparison holds; what has no value makes none hold. Raises KnowledgeError."""
    return all(_compared(part, told_of) for part in when.split(" and ")) if when.strip() else True


def _compared(part: str, told_of: Told) -> bool:
    match = _COMPARED.fullmatch(part)
    if match is None:
        raise KnowledgeError(f"sentences.csv 的条件“{part}”看不懂：请写成 cmi.change > 0 的样子。")
    left, right = _number(match[1], told_of), _number(match[3], told_of)
    return left is not None and right is not None and _HOLDS[match[2]](left, right)


def _number(word: str, told_of: Told) -> Decimal | None:
    try:
        return Decimal(word)
    except InvalidOperation:
        return told_of[word][0] if word in told_of else None
