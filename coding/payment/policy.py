"""What a region does with a tariff: rates, coefficients, multiples, special cases, exclusions; a dated file.

``Policy.of(day)`` are its terms on a day of discharge. The terms answer with rows, so that whatever is said of a stay
can name the clause that it rests on; they invent none.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resources
from coding.base.trouble import file_trouble
from coding.payment.extent import INSURED, LEVEL, extents_of, kinds_in, levels_in
from coding.payment.policy_table import policy_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from coding.payment.extent import Extent, Situation
    from coding.payment.policy_row import PolicyRow

#: The name by which the embedded example is asked for.
DEMONSTRATION = ("demo", "演示")
_EMBEDDED = "policies/demo.csv"


@dataclass(frozen=True)
class Terms:
    """What of a policy holds on a day. ``is_known``: False where the day is not known and rows depend on it."""

    rows: tuple[PolicyRow, ...] = ()
    title: str = ""
    is_known: bool = True

    @cached_property
    def _by_key(self) -> Mapping[str, tuple[PolicyRow, ...]]:
        found: dict[str, list[PolicyRow]] = {}
        for row in self.rows:
            found.setdefault(row.key, []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def all(self, key: str) -> tuple[PolicyRow, ...]:
        """The rows of a key, in the order of the file."""
        return self._by_key.get(key, ())

    def text(self, key: str, otherwise: str = "") -> str:
        """What a key says that stands once."""
        rows = self.all(key)
        return rows[0].text if rows else otherwise

    def number(self, key: str) -> float | None:
        """The figure of a key that stands once; None where there is none."""
        rows = self.all(key)
        return rows[0].number if rows else None

    def best(self, key: str, situation: Situation) -> PolicyRow | None:
        """The row of a key that speaks of a situation most closely; None where none does."""
        rows = self._by_extent.get(key)
        if rows is None:
            return None
        return next((row for extent in extents_of(situation) if (row := rows.get(extent)) is not None), None)

    def lacking(self, key: str, situation: Situation) -> str:
        """What must be known before a row of a key can be chosen (医院等级, 参保类别); "" where all is, and where every
        answer would choose the same row.
        """
        if key not in self._asked or (situation.level and situation.insured):
            return ""
        said = self._asked[key]
        levels = (situation.level,) if situation.level else ("", *said[0])
        kinds = (situation.insured,) if situation.insured else ("", *said[1])
        chosen = [[self.best(key, replace(situation, level=level, insured=kind)) for kind in kinds] for level in levels]
        if any(row is not by_level[0] for by_level in zip(*chosen, strict=True) for row in by_level):
            return LEVEL
        return INSURED if any(row is not by_kind[0] for by_kind in chosen for row in by_kind) else ""

    @cached_property
    def _by_extent(self) -> Mapping[str, Mapping[Extent, PolicyRow]]:
        return {key: {row.extent: row for row in reversed(rows)} for key, rows in self._by_key.items()}

    @cached_property
    def _asked(self) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """The levels and the kinds of insured that the rows of a key tell apart; no entry where they tell none."""
        said = {
            key: (levels_in(row.extent for row in rows), kinds_in(row.extent for row in rows))
            for key, rows in self._by_key.items()
        }
        return {key: found for key, found in said.items() if any(found)}

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels of hospital that the rows tell apart."""
        return levels_in(row.extent for row in self.rows)

    @cached_property
    def basic_groups(self) -> Mapping[str, PolicyRow]:
        """Groups and families of groups that are paid alike in every hospital."""
        return {code: row for row in self.all("basic_group") for code in row.codes}

    @cached_property
    def lists(self) -> Mapping[str, tuple[str, ...]]:
        """The policy's lists of codes by name."""
        found: dict[str, tuple[str, ...]] = {}
        for row in self.all("code_list"):
            found[row.of] = (*found.get(row.of, ()), *row.codes)
        return found

    @cached_property
    def own_items(self) -> Mapping[str, str]:
        """Name in conditions → column of the hospital's own files."""
        return {row.of: row.text for row in self.all("own_item")}


@dataclass(frozen=True)
class Policy:
    """A payment policy, read only. ``stamp`` changes with any byte of the file; ``notes`` say what was not read."""

    title: str
    stamp: str
    rows: tuple[PolicyRow, ...] = field(repr=False)
    region: str = ""
    notes: tuple[str, ...] = ()
    is_demonstration: bool = False

    def of(self, day: date | None) -> Terms:
        """The terms on a day of discharge; without one only what holds always, and they say so."""
        if day is None:
            return self._undated
        spell = bisect_right(self._begins, day)
        found = self._spells.get(spell)
        if found is None:
            rows = tuple(row for row in self.rows if row.holds_on(day))
            found = self._spells.setdefault(spell, Terms(rows, self.title))
        return found

    @cached_property
    def _begins(self) -> tuple[date, ...]:
        """The days on which other rows come into force, or go out of it."""
        firsts = {row.first for row in self.rows if row.first}
        ends = {row.last + timedelta(days=1) for row in self.rows if row.last and row.last < date.max}
        return tuple(sorted(firsts | ends))

    @cached_property
    def _spells(self) -> dict[int, Terms]:
        """The terms between two of those days, made when they are asked for."""
        return {}

    @cached_property
    def _undated(self) -> Terms:
        always = tuple(row for row in self.rows if row.first is None and row.last is None)
        return Terms(always, self.title, is_known=len(always) == len(self.rows))

    @property
    def valid_from(self) -> date | None:
        """The first day of which a row speaks; None where one holds always."""
        firsts = [row.first for row in self.rows if row.key != "name"]
        return min(d for d in firsts if d) if firsts and all(firsts) else None

    @property
    def valid_to(self) -> date | None:
        """The last day of which a row speaks; None where one holds for ever."""
        lasts = [row.last for row in self.rows if row.key != "name"]
        return max(d for d in lasts if d) if lasts and all(lasts) else None


def load_policy(path: Path) -> Policy:
    """The policy in a CSV or workbook. Raises KnowledgeError with one Chinese sentence when it cannot be used."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"支付政策表“{path}”打不开（{file_trouble(error)}）：请检查路径和读取权限。") from error
    return _policy(data, path.name, path.stem)


def embedded_policy() -> Policy:
    """The example that ships with the program: invented figures, no region's own."""
    return _policy(resources().content(_EMBEDDED), _EMBEDDED, "演示政策", is_demonstration=True)


def _policy(data: bytes, name: str, title: str, *, is_demonstration: bool = False) -> Policy:
    rows, notes = policy_rows(data, name)
    return Policy(
        title=_said(rows, "name") or title,
        stamp=hashlib.blake2b(data, digest_size=8).hexdigest(),
        rows=rows,
        region=_said(rows, "region"),
        notes=notes,
        is_demonstration=is_demonstration,
    )


def _said(rows: Iterable[PolicyRow], key: str) -> str:
    return next((row.text for row in rows if row.key == key), "")
