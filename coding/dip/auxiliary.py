"""Auxiliary types 辅助分型 of a DIP pack: age, severity, comorbidity index, intensive care."""

from __future__ import annotations

import operator
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.dip.code_ranges import is_tumour
from coding.dip.packet_catalogue import Row, figure

if TYPE_CHECKING:
    from coding.dip.stay import Stay

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
_NUMERIC = re.compile(r"(AGE|AGEDAYS|LOS|ICUDAYS|CCI|RATIO|DRUGSHARE|TREATSHARE)\s*(>=|<=|==|=|<|>)\s*(\d+(?:\.\d+)?)")
_LEAVING = re.compile(r"LEAVING_IN\(([^()]+)\)")
_SECONDARY = re.compile(r"SDX_IN\((\w+)\)")


@dataclass(frozen=True, slots=True)
class Told:
    """What the conditions ask of a stay: ``ratio`` of cost to standard, and the comorbidity index."""

    stay: Stay
    ratio: float | None
    index: float


Test = Callable[[Told], bool]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a kind; ``tumour`` True = only with a principal tumour, False = only without, None = both."""

    kind: str
    level: str
    tumour: bool | None
    tests: tuple[Test, ...]

    def holds(self, told: Told) -> bool:
        """True when the stay is of this level."""
        if self.tumour is not None and self.tumour is not is_tumour(told.stay.case.dx[0]):
            return False
        return all(test(told) for test in self.tests)


@dataclass(frozen=True, slots=True)
class Auxiliary:
    """The levels of each kind in order, the factor of each row, and the components of the comorbidity index."""

    levels: Mapping[str, tuple[Level, ...]]
    factors: Mapping[tuple[str, str, str], float]
    components: tuple[tuple[str, str, float], ...]

    def index(self, stay: Stay) -> float:
        """The comorbidity index: the weights of the components among the secondary diagnoses, each once."""
        found = {
            component: weight
            for code, component, weight in self.components
            if any(dx.startswith(code) for dx in stay.case.dx[1:])
        }
        return sum(found.values(), 0.0)

    def of(self, seq: str, stay: Stay, ratio: float | None) -> tuple[str, float]:
        """The level that raises a core row most, and its factor; ("", 1) where none is above 1."""
        told = Told(stay, ratio, self.index(stay))
        best = ("", 1.0)
        for kind, levels in self.levels.items():
            level = next((one.level for one in levels if one.holds(told)), "")
            factor = self.factors.get((seq, kind, level), 1.0)
            if factor > best[1]:
                best = (f"{kind}/{level}", factor)
        return best


def build_auxiliary(tables: Mapping[str, Sequence[Row]]) -> Auxiliary:
    """The auxiliary types in the tables of a pack. Raises KnowledgeError for a condition that nobody knows."""
    lists: dict[str, list[str]] = defaultdict(list)
    for row in tables.get("aux_codes", ()):
        lists[row["list"]].append(row["code"])
    levels: dict[str, list[Level]] = defaultdict(list)
    for row in tables.get("aux_levels", ()):
        tumour = {"1": True, "0": False}.get(row.get("tumour", ""))
        tests = tuple(_test(part.strip(), lists) for part in row["rule"].split("&"))
        levels[row["kind"]].append(Level(row["kind"], row["level"], tumour, tests))
    factors = {
        (row["seq"], row["kind"], row["level"]): figure(row, "factor", "aux") or 1.0 for row in tables.get("aux", ())
    }
    components = tuple(
        (row["code"], row["component"], figure(row, "weight", "cci") or 0.0) for row in tables.get("cci", ())
    )
    return Auxiliary({kind: tuple(found) for kind, found in levels.items()}, factors, components)


def _test(text: str, lists: Mapping[str, Sequence[str]]) -> Test:
    if text == "ALWAYS":
        return lambda _told: True
    if text == "SDX_OTHER_TUMOUR":
        return _other_tumour
    if match := _LEAVING.fullmatch(text):
        ways = frozenset(part.strip() for part in match[1].split(","))
        return lambda told: told.stay.case.leaving_type in ways
    if (match := _SECONDARY.fullmatch(text)) and match[1] in lists:
        beginnings = tuple(lists[match[1]])
        return lambda told: any(code.startswith(beginnings) for code in told.stay.case.dx[1:])
    if match := _NUMERIC.fullmatch(text):
        value, compare, limit = _VALUES[match[1]], _COMPARE[match[2]], float(match[3])

        def test(told: Told) -> bool:
            found = value(told)
            return found is not None and compare(found, limit)

        return test
    raise KnowledgeError(f"DIP 方案 aux_levels 中的条件“{text}”不认识：请核对写法（见手册“DIP 方案”一章）。")


def _other_tumour(told: Told) -> bool:
    principal = told.stay.case.dx[0]
    return any(is_tumour(code) and code[:3] != principal[:3] for code in told.stay.case.dx[1:])


_VALUES: Mapping[str, Callable[[Told], float | None]] = {
    "AGE": lambda told: told.stay.case.age,
    "AGEDAYS": lambda told: told.stay.case.age_days,
    "LOS": lambda told: told.stay.case.los,
    "ICUDAYS": lambda told: told.stay.icu_days,
    "CCI": lambda told: told.index,
    "RATIO": lambda told: told.ratio,
    "DRUGSHARE": lambda told: told.stay.drug_share,
    "TREATSHARE": lambda told: told.stay.treat_share,
}
