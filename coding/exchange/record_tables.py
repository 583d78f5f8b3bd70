"""Tables that a hospital keeps beside its months: indicator, ward, year, value; group, risk; ward, class."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.base.numbers import read_number, whole_number
from coding.exchange.headed_rows import HeadedRow, headed_table
from coding.indicators.risk import risk_class

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from pathlib import Path

_NO_TARGETS: Final = "不像指标目标表：表头中要有指标和目标值两列，可另有病区、年度。"
_NO_RISKS: Final = "不像病组风险等级表：表头中要有病组编码和风险等级两列。"
_NO_CLASSES: Final = "不像病区类别表：表头中要有病区和类别两列，类别如 内科系统、外科系统、医技。"
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class TargetRow:
    """What a ward ("" = every one) aims at in a year (0 = every one); ``value`` in the unit of the indicator."""

    indicator: str
    ward: str
    year: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class RecordTable:
    """What was read; a sentence for every row that could not be used."""

    targets: tuple[TargetRow, ...] = ()
    risks: tuple[tuple[str, str], ...] = ()
    classes: tuple[tuple[str, str], ...] = ()
    troubles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_targets(path: Path, indicators: Mapping[str, str]) -> RecordTable:
    """The targets in a file. ``indicators``: how each may be called → its id. Raises UnusableInputError."""
    table = headed_table(path, "targets", ("indicator", "value"), _NO_TARGETS)
    found: list[TargetRow] = []
    troubles: list[str] = []
    for row in table.rows:
        try:
            found.append(_target(row, indicators))
        except ValueError as error:
            troubles.append(f"{row.place}：{error}，这一行没有读入，请改正后再读。")
    return RecordTable(targets=tuple(found), troubles=tuple(troubles), notes=table.notes)


def read_risks(path: Path) -> RecordTable:
    """Groups and their class of risk, as ``risk_class`` reads its words. Raises UnusableInputError."""
    table = headed_table(path, "risks", ("drg", "risk"), _NO_RISKS)
    found: dict[str, str] = {}
    troubles: list[str] = []
    for row in table.rows:
        drg = row.text("drg").split()[0].upper() if row.text("drg") else ""
        risk = risk_class(row.text("risk"))
        if drg and risk:
            found[drg] = risk
        else:
            why = f"风险等级“{row.text('risk')}”看不懂" if drg else "没有病组编码"
            troubles.append(f"{row.place}：{why}，这一行没有读入，请改正后再读。")
    return RecordTable(risks=tuple(found.items()), troubles=tuple(troubles), notes=table.notes)


def read_ward_classes(path: Path) -> RecordTable:
    """Wards and their class; of a ward that stands twice the last row counts. Raises UnusableInputError."""
    table = headed_table(path, "ward_classes", ("ward", "class"), _NO_CLASSES)
    found: dict[str, str] = {}
    troubles: list[str] = []
    for row in table.rows:
        ward, its = row.text("ward").strip(), row.text("class").strip()
        if ward and its:
            found[ward] = its
        else:
            why = "没有病区" if not ward else f"病区“{ward}”没有类别"
            troubles.append(f"{row.place}：{why}，这一行没有读入，请补上后再读。")
    return RecordTable(classes=tuple(found.items()), troubles=tuple(troubles), notes=table.notes)


def _target(row: HeadedRow, indicators: Mapping[str, str]) -> TargetRow:
    named = row.text("indicator")
    indicator = indicators.get(named) or indicators.get(named.lower())
    if indicator is None:
        raise ValueError(f"没有叫“{named}”的指标")
    value = read_number(re.sub(r"[%％,，\s]", "", row.text("value")))
    if value is None:
        raise ValueError(f"目标值“{row.text('value')}”不是数字")
    text = re.sub(r"[年度\s]", "", row.text("year"))
    year = whole_number(text) if text else 0
    if year is None or (year and not _FIRST_YEAR <= year <= _LAST_YEAR):
        raise ValueError(f"年度“{row.text('year')}”看不懂，应写作 2026")
    ward = row.text("ward")
    return TargetRow(indicator, "" if ward in ("全院", "医院") else ward, year, value)
