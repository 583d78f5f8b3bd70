"""The settlement list 医保结算清单 (4101, 4101A): its nested nodes as columns, and back into the nodes.

Source: interface 4101/4101A of the national insurance platform; alias names of the 4103 answer.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from coding.exchange.jsontext import scalar_text
from coding.exchange.times import duration_of_hours

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: The layout of settlement lists.
SETTLEMENT_LIST = "setl4101"
#: What some systems upload where there is nothing.
_NOTHING = frozenset({"*", "-", "--", "0/0/0"})
_DURATION = re.compile(r"\s*(\d{1,5})\s*/\s*(\d{1,5})\s*/\s*(\d{1,5})\s*")
_COMA = {"before": "pwcry_bfadm_coma_dura", "after": "pwcry_afadm_coma_dura"}
#: Names of the 4103 answer for the parts of a duration: days, hours, minutes.
_SPLIT = {
    "pwcry_bfadm_coma_dura": ("bfadm_coma_days", "bfadm_coma_h_cnt", "bfadm_coma_m_cnt"),
    "pwcry_afadm_coma_dura": ("afadm_coma_days", "afadm_coma_h_cnt", "afadm_coma_m_cnt"),
    "vent_used_dura": ("vent_used_days", "vent_used_h_cnt", "vent_used_m_cnt"),
}


def setlinfo_path(record: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The way from the envelope to the object that holds ``setlinfo``; None when there is none."""
    way: tuple[str, ...] = ()
    node: Any = record
    for _ in range(4):
        if not isinstance(node, dict):
            return None
        if isinstance(node.get("setlinfo"), dict):
            return way
        found = next((key for key in ("input", "data", "output") if isinstance(node.get(key), dict)), None)
        if found is None:
            return None
        way, node = (*way, found), node[found]
    return None


def flattened(record: Mapping[str, Any]) -> dict[str, str]:
    """The columns of a list: ``setlinfo.<name>``, ``diseinfo.<row>.<name>`` with the main diagnosis as row 0 …"""
    node: Any = record
    for step in setlinfo_path(record) or ():
        node = node[step]
    cells = {f"setlinfo.{key}": _filled(scalar_text(value)) for key, value in node["setlinfo"].items()}
    _durations(node["setlinfo"], cells)
    weights = (cells.get("setlinfo.mul_nwb_bir_wt") or cells.get("setlinfo.nwb_bir_wt", "")).replace("，", ",")
    for child, weight in enumerate(weights.split(",")[:5], start=1):
        cells["setlinfo.nwb_bir_wt" if child == 1 else f"setlinfo.nwb_bir_wt.{child}"] = weight.strip()
    rows = _objects(node, "diseinfo")
    for number, place in enumerate(western_order(rows)):
        _take(cells, f"diseinfo.{number}", rows[place])
    for kind, name in (("2", "tcm"), ("3", "zheng")):
        chinese = [row for row in rows if scalar_text(row.get("diag_type")) == kind]
        if chinese:
            _take(cells, f"diseinfo.{name}", chinese[0])
    operations = _objects(node, "oprninfo")
    for number, place in enumerate(operation_order(operations)):
        row = operations[place]
        _take(cells, f"oprninfo.{number}", row)
        begun = _filled(scalar_text(row.get("oprn_oprt_begntime")))
        if begun and not cells.get(f"oprninfo.{number}.oprn_oprt_date"):
            cells[f"oprninfo.{number}.oprn_oprt_date"] = begun
        if number == 0:
            _take(cells, "oprninfo.first", row)
    stays = _objects(node, "icuinfo")
    for number, place in enumerate(filled_order(stays)):
        _take(cells, f"icuinfo.{number}", stays[place])
    for part, name in (("payinfo", "fund_payamt"), ("iteminfo", "amt")):
        amounts = [scalar_text(row.get(name)) for row in _objects(node, part)]
        if amounts:
            cells[f"{part}.sum.{name}"] = _sum(amounts)
    return cells


def western_order(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The places of the western diagnoses, the main one first."""
    western = [p for p, row in enumerate(rows) if scalar_text(row.get("diag_type")) not in ("2", "3")]
    return sorted(western, key=lambda p: scalar_text(rows[p].get("maindiag_flag")) != "1")


def operation_order(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The places of the procedures, the main one first."""

    def is_other(place: int) -> bool:
        row = rows[place]
        return "1" not in (scalar_text(row.get("oprn_oprt_type")), scalar_text(row.get("main_oprn_flag")))

    return sorted(range(len(rows)), key=is_other)


def filled_order(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The places of the rows that say something: ``*`` and ``0/0/0`` stand where there was no intensive care."""
    return [p for p, row in enumerate(rows) if any(_filled(scalar_text(v)) for v in row.values())]


def hours_of_duration(text: str) -> str:
    """``1/13/24`` (days/hours/minutes) as hours: 37.4; other text as it stands."""
    found = _DURATION.fullmatch(text)
    if not found:
        return text
    days, hours, minutes = (int(part) for part in found.groups())
    return f"{days * 24 + hours + minutes / 60:.2f}".rstrip("0").rstrip(".")


def duration_text(days: str, hours: str, minutes: str) -> str:
    """Three counts as ``days/hours/minutes``; "" when none is filled."""
    parts = (days, hours, minutes)
    return "/".join(part or "0" for part in parts) if any(parts) else ""


def vent_text(hours: str) -> str:
    """Hours on the ventilator as the list writes them."""
    return duration_of_hours(hours) or hours


def _durations(info: Mapping[str, Any], cells: dict[str, str]) -> None:
    for name, parts in _SPLIT.items():
        if name not in info and any(part in info for part in parts):
            cells[f"setlinfo.{name}"] = duration_text(*(_filled(scalar_text(info.get(part))) for part in parts))
    for name in _COMA.values():
        found = _DURATION.fullmatch(scalar_text(info.get(name)) or cells.get(f"setlinfo.{name}", ""))
        if found:
            for part, number in zip(("days", "hours", "minutes"), found.groups(), strict=True):
                cells[f"setlinfo.{name}.{part}"] = number
            cells.pop(f"setlinfo.{name}", None)
    if "setlinfo.vent_used_dura" in cells:
        raw = cells["setlinfo.vent_used_dura"] or scalar_text(info.get("vent_used_dura"))
        cells["setlinfo.vent_used_dura"] = hours_of_duration(raw) if _DURATION.fullmatch(raw) else ""


def _objects(node: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = node.get(name)
    if isinstance(rows, dict):
        rows = [rows]
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _take(cells: dict[str, str], prefix: str, row: Mapping[str, Any]) -> None:
    for key, value in row.items():
        cells[f"{prefix}.{key}"] = _filled(scalar_text(value))


def _filled(text: str) -> str:
    return "" if text.strip() in _NOTHING and text.strip() != "-" else text


def _sum(amounts: Iterable[str]) -> str:
    try:
        return str(sum((Decimal(a.strip() or "0") for a in amounts), Decimal(0)))
    except ArithmeticError:  # no number, or one beyond all numbers
        return ""
