"""A page in the conventions of another layout: code systems, incision split or joined, times to the second.

What came in goes back as it was; this is for a new file of another family.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.exchange.times import split_time
from coding.page.fields import field_catalogue, is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.exchange.layout import Layout
    from coding.page.front_page import FrontPage
    from coding.page.rows import IntensiveCare, Procedure

#: Incision and healing in one code (RC014) ↔ two (incision, healing). Source: formats of N041 and the 2020 interface.
_JOINED = {
    **{(str(grade), str(healing)): str(3 * (grade - 1) + healing) for grade in (1, 2, 3) for healing in (1, 2, 3)},
    **{(str(grade), "9"): f"{grade}0" for grade in (1, 2, 3)},
}
_SPLIT = {code: pair for pair, code in _JOINED.items()}


class Translator:
    """Pages into the conventions of one layout; ``notes`` says what was not certain."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._keys = {column.key for column in layout.columns}
        self._doubtful: Counter[str] = Counter()
        self._hours_only = 0

    def page(self, page: FrontPage) -> FrontPage:
        """The page as this layout would write it."""
        if page.origin.layout == self._layout.id:
            return page
        values = dict(page.values)
        if self._layout.to_second:
            for key in ("admission_datetime", "discharge_datetime"):
                if halves := split_time(values.get(key, "")):
                    values[key] = f"{halves[0]} {int(halves[1]):02}:00:00"
                    self._hours_only += 1
        self._receiver(values)
        return replace(
            page,
            values=values,
            procedures=tuple(self._procedure(row) for row in page.procedures),
            intensive_cares=tuple(self._care(row) for row in page.intensive_cares),
        )

    def notes(self) -> tuple[str, ...]:
        """What a person should look at, in Chinese."""
        notes = []
        if self._hours_only:
            notes.append(f"有 {self._hours_only} 个时间原来只到小时，分秒按 00:00 写出。")
        for key, count in self._doubtful.items():
            notes.append(f"“{field_catalogue().label(key)}”有 {count} 个代码在两套值域间不是一一对应，请抽查。")
        return tuple(notes)

    def _receiver(self, values: dict[str, str]) -> None:
        """Hospital and community share one column in the 2020 interface and have one each elsewhere."""
        org, community = (not is_blank(values.get(key, "")) for key in ("receiving_org", "receiving_community"))
        if "receiving_community" not in self._keys:
            if community and not org:
                values["receiving_org"] = values.pop("receiving_community")
        elif org and not community and values.get("discharge_way") == "3":
            values["receiving_community"] = values.pop("receiving_org")

    def _procedure(self, row: Procedure) -> Procedure:
        row = replace(row, anesthesia=self._code("op_anesthesia", row.anesthesia))
        if "op_incision_healing" in self._keys and not row.incision_healing and row.incision_grade:
            pair = (row.incision_grade, row.healing_grade)
            return replace(row, incision_healing="0" if pair[0] == "0" else _JOINED.get(pair, ""))
        if "op_incision_grade" in self._keys and row.incision_healing and not row.incision_grade:
            if row.incision_healing == "0":
                return replace(row, incision_grade="0")
            grade, healing = _SPLIT.get(row.incision_healing, ("", ""))
            return replace(row, incision_grade=grade, healing_grade=healing)
        return row

    def _care(self, row: IntensiveCare) -> IntensiveCare:
        return replace(row, type=self._code("icu_type", row.type))

    def _code(self, key: str, code: str) -> str:
        system = self._layout.systems.get(key, "")
        domain = field_catalogue().domains.get(system)
        if not code or domain is None or code in domain.labels:
            return code
        found = _crosswalk().get((key, system), {}).get(code)
        if found is None:
            return code
        target, certain = found
        if not certain:
            self._doubtful[key] += 1
        return target


@cache
def _crosswalk() -> Mapping[tuple[str, str], dict[str, tuple[str, bool]]]:
    table: dict[tuple[str, str], dict[str, tuple[str, bool]]] = {}
    for row in resource_table("layouts/crosswalks.csv", "key", "to", "code_from", "code_to", "certain"):
        codes = table.setdefault((row["key"], row["to"]), {})
        codes[row["code_from"]] = (row["code_to"], row["certain"] == "1")
    return table
