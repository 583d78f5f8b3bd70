"""The figures of a month as they are frozen: JSON values out, the same figures back. Numbers are texts, never floats.

Version 1. A shape that changes gets the next number, and a reader beside the old one: what is frozen is read for ever.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import KnowledgeError
from coding.base.period import read_period
from coding.indicators.figures import FigureRow, GroupRow, MonthFigures, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VERSION: Final = 1

#: The columns of a row as it is frozen, in the order in which they stand; a list a row keeps a year's figures small.
_ROW: Final = (
    ("id", "name", "scope", "scope_value", "period", "unit", "not_judged", "source"),
    ("numerator", "denominator", "value", "reference", "last_period", "last_year", "change"),
)
_GROUP: Final = (
    ("drg", "name", "cases", "insured", "deaths", "multiples", "last_year"),
    (
        "weight",
        "total_weight",
        "cost",
        "mean_cost",
        "reference_cost",
        "mean_stay",
        "reference_stay",
        "payment",
        "balance",
        "cost_share",
        "change",
    ),
)


def figures_as_dict(figures: MonthFigures) -> dict[str, Any]:
    """The figures as JSON values; ``figures_from_dict`` gives equal ones."""
    return {
        "version": VERSION,
        "period": figures.period.name,
        "pages": figures.pages,
        "stamp": figures.stamp,
        "before": figures.before,
        "last_year": figures.last_year,
        "unjudged": {key: list(told) for key, told in figures.unjudged.items()},
        "row_columns": [*_ROW[0], *_ROW[1]],
        "rows": [_listed(row, _ROW) for row in figures.rows],
        "group_columns": [*_GROUP[0], *_GROUP[1]],
        "groups": [_listed(group, _GROUP) for group in figures.groups],
    }


def figures_from_dict(data: Mapping[str, Any]) -> MonthFigures:
    """The figures that were frozen. Raises KnowledgeError for those of a newer program, or damaged ones."""
    if data.get("version") != VERSION:
        raise KnowledgeError("这个月的冻结指标由更新版本的程序写出，本版本读不了：请先升级程序。")
    try:
        rows = [dict(zip(data["row_columns"], cells, strict=True)) for cells in data["rows"]]
        groups = [dict(zip(data["group_columns"], cells, strict=True)) for cells in data["groups"]]
        return MonthFigures(
            period=read_period(data["period"]),
            rows=tuple(FigureRow(**{**_read(row, _ROW[1]), "scope": Scope(row["scope"])}) for row in rows),
            groups=tuple(_group(group) for group in groups),
            pages=int(data["pages"]),
            stamp=str(data["stamp"]),
            unjudged={key: (int(pages), str(why)) for key, (pages, why) in data["unjudged"].items()},
            before=str(data["before"]),
            last_year=str(data["last_year"]),
        )
    except (ValueError, TypeError, KeyError, ArithmeticError) as error:
        raise KnowledgeError("这个月的冻结指标已损坏：请从备份恢复数据文件。") from error


def hospital_values(data: Mapping[str, Any]) -> dict[str, Decimal]:
    """Indicator → value of the hospital, of figures as plain data: of tens of thousands of rows those alone are read.
    Raises as ``figures_from_dict``.
    """
    at = data["row_columns"].index("scope") if data.get("version") == VERSION else 0
    own = [cells for cells in data.get("rows", ()) if cells[at] == Scope.HOSPITAL.value]
    figures = figures_from_dict({**data, "rows": own, "groups": []})
    return {row.id: row.value for row in figures.rows if row.value is not None}


def _listed(row: FigureRow | GroupRow, columns: tuple[Sequence[str], Sequence[str]]) -> list[Any]:
    plain, numbers = columns
    told = [getattr(row, name) for name in plain]
    return [*map(_plain, told), *(_text(getattr(row, name)) for name in numbers)]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str | int | None) else dict(value)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _read(row: Mapping[str, Any], numbers: Sequence[str]) -> dict[str, Any]:
    return {name: _number(value) if name in numbers else value for name, value in row.items()}


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _group(row: Mapping[str, Any]) -> GroupRow:
    high, low = row["multiples"]
    return GroupRow(**{**_read(row, _GROUP[1]), "multiples": (_count(high), _count(low))})


def _count(number: Any) -> int | None:
    return None if number is None else int(number)
