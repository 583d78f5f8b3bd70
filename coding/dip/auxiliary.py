"""Auxiliary types 辅助分型 of a DIP pack: age, severity, comorbidity index, intensive care."""

from __future__ import annotations

import operator
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.dip.code_ranges import is_principal_tumour, is_tumour
from coding.dip.packet_catalogue import PLACE, Row, figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from coding.grouping.case import Case

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
_SIGNS = "|".join(re.escape(sign) for sign in _COMPARE)
_NUMERIC = re.compile(rf"(AGE|AGEDAYS|LOS|ICUDAYS|CCI|RATIO|DRUGSHARE|TREATSHARE)\s*({_SIGNS})\s*(\d+(?:\.\d+)?)")
_LEAVING = re.compile(r"LEAVING_IN\(([^()]+)\)")
_SECONDARY = re.compile(r"SDX_IN\(([^()]+)\)")
_TUMOUR = {"1": True, "0": False, "": None}


@dataclass(frozen=True, slots=True)
class Told:
    """What the conditions ask of a case: ``ratio`` of cost to standard, and how the comorbidity index is counted."""

    case: Case
    ratio: float | None
    index_of: Callable[[Case], float]


@dataclass(frozen=True, slots=True)
class Atom:
    """One condition: its text, the test, and the value it compares for the trace (None = no figure)."""

    text: str
    test: Callable[[Told], bool]
    value: Callable[[Told], float | None] | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a kind; ``tumour`` True = only with a principal tumour, False = only without, None = both."""

    kind: str
    level: str
    tumour: bool | None
    atoms: tuple[Atom, ...]

    def holds(self, told: Told) -> bool:
        """True when the case is of this level."""
        return self.speaks_of(told.case) and all(atom.test(told) for atom in self.atoms)

    def speaks_of(self, case: Case) -> bool:
        """Whether the level is one for the principal diagnosis of a case."""
        return self.tumour is None or self.tumour is is_principal_tumour(case.dx[0])


class Auxiliary:
    """The levels of each kind in order, the factor of each row, and the components of the comorbidity index."""

    def __init__(
        self,
        levels: Mapping[str, tuple[Level, ...]],
        factors: Mapping[tuple[str, str, str], float],
        components: Sequence[tuple[str, str, float]],
    ) -> None:
        self.levels = levels
        self.factors = factors
        self._components = components
        self._of_code: dict[str, dict[str, float]] = {}
        self._of_row: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
        for (seq, kind, level), factor in factors.items():
            if factor > 1:  # a factor of 1 or less never wins over none
                self._of_row[seq][kind][level] = factor

    def index(self, case: Case) -> float:
        """The comorbidity index: the weights of the components among the secondary diagnoses, each once."""
        found: dict[str, float] = {}
        for code in case.dx[1:]:
            for component, weight in self._components_of(code).items():
                found[component] = max(weight, found.get(component, weight))
        return sum(found.values(), 0.0)

    def components_met(self, case: Case) -> tuple[tuple[str, str], ...]:
        """(component, code) of the secondary diagnoses that the comorbidity index counts, each component once."""
        found: dict[str, str] = {}
        for code in case.dx[1:]:
            for name in self._components_of(code):
                found.setdefault(name, code)
        return tuple(found.items())

    def _components_of(self, code: str) -> dict[str, float]:
        known = self._of_code.get(code)
        if known is None:
            known = self._of_code[code] = {}
            for beginning, component, weight in self._components:
                if code.startswith(beginning):
                    known[component] = max(weight, known.get(component, weight))
        return known

    def kinds_of(self, seq: str) -> Mapping[str, Mapping[str, float]]:
        """Kind → level → factor above 1 of a core row."""
        return self._of_row.get(seq, {})

    def of(self, seq: str, case: Case, ratio: float | None) -> tuple[str, float]:
        """The level that raises a core row most, and its factor; ("", 1) where none is above 1."""
        kinds = self._of_row.get(seq)
        if kinds is None:
            return "", 1.0
        told = Told(case, ratio, self.index)
        best = ("", 1.0)
        for kind, levels in self.levels.items():
            if kind not in kinds:
                continue
            level = self.level_of(levels, told)
            factor = kinds[kind].get(level, 1.0)
            if factor > best[1]:
                best = (f"{kind}/{level}", factor)
        return best

    @staticmethod
    def level_of(levels: Sequence[Level], told: Told) -> str:
        """The first level in order whose conditions hold; "" for none."""
        return next((one.level for one in levels if one.holds(told)), "")


def build_auxiliary(tables: Mapping[str, Sequence[Row]]) -> Auxiliary:
    """The auxiliary types in the tables of a pack. Raises KnowledgeError for a condition that nobody knows."""
    lists: dict[str, list[str]] = defaultdict(list)
    for row in tables.get("aux_codes", ()):
        lists[row["list"]].append(row["code"])
    levels: dict[str, list[Level]] = defaultdict(list)
    for row in tables.get("aux_levels", ()):
        levels[row["kind"]].append(_level(row, lists))
    factors = {(row["seq"], row["kind"], row["level"]): factor_of(row) for row in tables.get("aux", ())}
    components = tuple(
        (row["code"], row["component"], _needed(row, "weight", "cci")) for row in tables.get("cci", ()) if row["code"]
    )
    return Auxiliary({kind: tuple(found) for kind, found in levels.items()}, factors, components)


def auxiliary_faults(tables: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """A sentence for every row of the auxiliary tables that cannot be read."""
    for table in ("aux_levels", "aux", "cci"):
        for row in tables.get(table, ()):
            beside = {name: tables.get(name, ()) for name in ("aux_codes",)}
            try:
                build_auxiliary({**beside, table: [row]})
            except KnowledgeError as error:
                yield str(error)


def factor_of(row: Row) -> float:
    """The factor of a row of ``aux``."""
    return _needed(row, "factor", "aux")


def _needed(row: Row, column: str, table: str) -> float:
    try:
        found = figure(row, column)
    except KnowledgeError as error:
        raise KnowledgeError(f"{row.get(PLACE) or table}：{error}") from error
    if found is None:
        raise KnowledgeError(f"{row.get(PLACE) or table}：{column} 为空：请填写数字，或删去该行。")
    return found


def _level(row: Row, lists: Mapping[str, Sequence[str]]) -> Level:
    where, tumour = row.get(PLACE) or "aux_levels", row.get("tumour", "")
    if tumour not in _TUMOUR:
        raise KnowledgeError(f"{where}：tumour 的值“{tumour}”看不懂：应为 1、0 或空。")
    parts = [part.strip() for part in row["rule"].split("&")]
    atoms = [atom_of(part, lists) for part in parts]
    for part, atom in zip(parts, atoms, strict=True):
        if atom is None:
            raise KnowledgeError(f"{where}：条件“{part}”不认识：请核对写法（见手册“DIP 方案”一章）。")
    return Level(row["kind"], row["level"], _TUMOUR[tumour], tuple(atom for atom in atoms if atom is not None))


def atom_of(text: str, lists: Mapping[str, Sequence[str]]) -> Atom | None:
    """The condition that a text writes; None for one that nobody knows. A value that is missing makes it false."""
    if text == "ALWAYS":
        return Atom(text, lambda _told: True)
    if text == "SDX_OTHER_TUMOUR":
        return Atom(text, _other_tumour)
    if match := _LEAVING.fullmatch(text):
        ways = frozenset(part.strip() for part in re.split(r"[,，|]", match[1]))
        return Atom(text, lambda told: told.case.leaving_type in ways)
    if (match := _SECONDARY.fullmatch(text)) and match[1] in lists:
        beginnings = tuple(lists[match[1]])
        return Atom(text, lambda told: any(code.startswith(beginnings) for code in told.case.dx[1:]))
    if match := _NUMERIC.fullmatch(text):
        value, compare, limit = _VALUES[match[1]], _COMPARE[match[2]], float(match[3])

        def test(told: Told) -> bool:
            found = value(told)
            return found is not None and compare(found, limit)

        return Atom(text, test, value)
    return None


def _other_tumour(told: Told) -> bool:
    principal = told.case.dx[0]
    return any(is_tumour(code) and code[:3] != principal[:3] for code in told.case.dx[1:])


def _icu_days(told: Told) -> float | None:
    hours = told.case.icu_hours
    return None if hours is None else hours / 24


_VALUES: Mapping[str, Callable[[Told], float | None]] = {
    "AGE": lambda told: told.case.age,
    "AGEDAYS": lambda told: told.case.age_days,
    "LOS": lambda told: told.case.los,
    "ICUDAYS": _icu_days,
    "CCI": lambda told: told.index_of(told.case),
    "RATIO": lambda told: told.ratio,
    "DRUGSHARE": lambda told: told.case.drug_share,
    "TREATSHARE": lambda told: told.case.treat_share,
}
