"""Column maps of sources that follow no layout: guessed or made by hand, remembered under a name."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.exchange.guess import Guess, bare, guess_columns
from coding.exchange.layout import Column, ColumnReading, Finder, HeaderMatch, Layout, all_layouts, match_header
from coding.page.fields import field_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FREE = "free"
WORKFLOW = "workflow"
FREE_TITLE = "自由表格"
#: A free sheet of fewer known columns is not taken for front pages without being asked.
_LEAST = 5
_SURE = 0.9
#: Ways in which a source may write a field, beside the standard one: name → Chinese words for the wizard.
CONVENTIONS = {
    "reversed": "1 是 2 否（与标准相反）",
    "agetext": "带单位的年龄（54岁、3月、15天）",
    "mdy": "月/日/年",
    "dmy": "日/月/年",
    "codes": "多个编码在一格里",
}


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of a source: its header and the place it has on a page."""

    header: str
    key: str
    index: int = 0
    reading: ColumnReading = ColumnReading.AS_IT_STANDS


@dataclass(frozen=True, slots=True)
class SourceProfile:
    """The column map of one source, with its conventions.

    ``headers`` are all columns of a source in a known family whose conventions differ: it is used for files with
    just these columns and no other.
    """

    name: str
    columns: tuple[MappedColumn, ...]
    layout: str = FREE
    headers: tuple[str, ...] = ()

    def as_json(self) -> str:
        """The profile as text for the store or a file."""
        columns = [[c.header, c.key, c.index, c.reading] for c in self.columns]
        return json.dumps(
            {"name": self.name, "layout": self.layout, "columns": columns, "headers": self.headers}, ensure_ascii=False
        )

    @classmethod
    def from_json(cls, text: str) -> SourceProfile:
        """The profile that ``as_json`` described. Raises CodingError for anything else."""
        try:
            data = json.loads(text)
            known = field_catalogue()
            columns = tuple(MappedColumn(str(h), str(k), int(i), ColumnReading(r)) for h, k, i, r in data["columns"])
            headers = tuple(str(h) for h in data.get("headers", ()))
            used = tuple(c for c in columns if c.key in known)
            return cls(str(data["name"]), used, str(data.get("layout", FREE)), headers)
        except (ValueError, TypeError, KeyError) as error:
            raise CodingError("列对照已损坏，无法使用：请重新建立这个来源的列对照。") from error

    def match(self, header: Sequence[str]) -> HeaderMatch | None:
        """The columns of a header row by this profile; None when most of what it knows is missing there."""
        if self.headers and {bare(h) for h in self.headers} != {bare(h) for h in header if not h.startswith("#")}:
            return None
        wanted = {bare(c.header): c for c in self.columns}
        there = [wanted.get(bare(cell)) for cell in header]
        found = {c.header for c in there if c}
        if not found or len(found) * 10 < 8 * len(wanted):
            return None
        columns: list[Column | None] = []
        used: set[tuple[str, int]] = set()
        for cell, mapped in zip(header, there, strict=True):
            if mapped is None or (mapped.key, mapped.index) in used:
                columns.append(None)
                continue
            used.add((mapped.key, mapped.index))
            columns.append(Column(cell, mapped.key, mapped.index, mapped.reading))
        known = [c for c in columns if c]
        family = next((each for each in all_layouts() if each.id == self.layout), None)
        if family is not None:  # what the source lacks and a page may yet fill
            known += [c for c in family.columns if (c.key, c.index) not in used]
        names = {c.name.upper(): c for c in reversed(known)}
        systems = family.systems if family else {}
        layout = Layout(self.layout, self.name, frozenset(), frozenset(), tuple(known), names, systems)
        return HeaderMatch(layout, tuple(header), tuple(columns))


def profile_of(name: str, guesses: Iterable[Guess], layout: str = FREE) -> SourceProfile:
    """The guesses as a profile."""
    return SourceProfile(
        name, tuple(MappedColumn(g.header, g.key, g.index, g.reading) for g in guesses if g.key), layout
    )


def finder(profiles: Sequence[SourceProfile] = ()) -> Finder:
    """Finds the layout of a header: a known family, a remembered source, a sheet whose words are all plain."""

    def find(header: Sequence[str]) -> HeaderMatch | None:
        for profile in profiles:
            if profile.headers and (match := profile.match(header)) is not None:
                return match
        found = match_header(header)
        if found is not None:
            return found
        for profile in profiles:
            if (match := profile.match(header)) is not None:
                return match
        return free_match(header)

    return find


def free_match(header: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> HeaderMatch | None:
    """A sheet with Chinese or English headers that say exactly what they are; None where too few do."""
    if not 2 <= len(header) <= 3000:
        return None
    # what only the content suggests is for a person to confirm
    guesses = [g if g.score >= _SURE else Guess(g.header) for g in guess_columns(header, rows, like=False)]
    keys = {g.key for g in guesses}
    known = sum(bool(g.key) for g in guesses)
    workflow = any(key.startswith("wf_") for key in keys)
    diagnosis = bool(keys & {"principal_dx_code", "principal_dx_name"})
    if workflow and not diagnosis and "case_no" in keys:
        return profile_of("流程与明细表", guesses, WORKFLOW).match(header)
    if known < _LEAST or not diagnosis or not keys & {"case_no", "patient_name"}:
        return None
    found = profile_of(FREE_TITLE, guesses).match(header)
    return replace(found, layout=replace(found.layout, is_guessed=True)) if found is not None else None
