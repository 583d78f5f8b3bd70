"""A row of cells → a FrontPage, by the columns of its file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from coding.base.encoding import has_broken_bytes, shown
from coding.base.error_cells import is_error
from coding.exchange.column_names import REASON_COLUMNS, extra_names
from coding.exchange.conventions import age_parts, mend_of
from coding.exchange.joined_codes import codes_in
from coding.exchange.layout import Column, ColumnReading, HeaderMatch
from coding.exchange.local_values import mend_with
from coding.exchange.mend import Mend, bare_text
from coding.exchange.times import duration_of_hours, joined_time, without_midnight
from coding.page.fields import ROW_ATTRIBUTES, RowGroup, field_catalogue, is_blank
from coding.page.front_page import FrontPage, Origin
from coding.page.reading import Reject, Repair
from coding.page.rows import ROW_TYPES, Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.exchange.textfile import Record


@dataclass(frozen=True, slots=True)
class Built:
    """What a row became: a page with the repairs that it needed, or a reject."""

    page: FrontPage | None
    reject: Reject | None = None
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class _Single:
    position: int
    header: str
    key: str
    mend: Mend | None
    plain: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _InRow:
    position: int
    header: str
    attribute: str
    mend: Mend | None
    plain: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _RowPlan:
    """The columns of one row of a group. ``known``: rows by their cells, of cells that stand as they are."""

    index: int
    kind: type[Row]
    spots: list[_InRow] = field(default_factory=list)
    known: dict[tuple[str, ...], Row] = field(default_factory=dict)

    def row(self, cells: tuple[str, ...], draft: _Draft) -> Row | None:
        """The row of these cells; None where they say nothing."""
        row = self.known.get(cells)
        if row is not None:
            return row
        attributes = {}
        for spot, cell in zip(self.spots, cells, strict=True):
            if cell and (text := cell if cell in spot.plain else draft.mended(cell, spot)):
                attributes[spot.attribute] = text
        if not attributes:
            return None
        row = self.kind(**attributes)
        if len(self.known) < _MOST_PLAIN and all(c in s.plain for s, c in zip(self.spots, cells, strict=True) if c):
            self.known[cells] = row
        return row


#: Cells of a column that stand as they are, remembered up to so many and so long: most columns hold few texts, and to
#: ask a set is far quicker than to look whether a text wants mending.
_MOST_PLAIN, _LONGEST_PLAIN = 2_000, 40
#: Why a cell was not taken.
FORMULA_ERROR = "表格软件的公式错误，不是内容，没有读入"
#: How the reason begins why a memo was not taken.
MEMO_LOST = "备注没有读出："

#: One of these must be filled, or nobody can tell whose page it is; a settlement list has numbers of its own.
_IDENTITY = frozenset({"case_no", "patient_name", "setl_mdtrt_id", "setl_id"})


class PageBuilder:
    """Builds the pages of one file. The plan is made once from the header, so a row costs little."""

    def __init__(self, match: HeaderMatch, origin: Origin) -> None:
        # the reasons in a list of rejects that comes back mended are no part of the pages
        reasoned = match.header[: len(REASON_COLUMNS)] == REASON_COLUMNS
        self.match = match
        self.origin = origin
        self.names = extra_names(match)
        self._supplied = match.supplied
        self._singles: list[_Single] = []
        rows: dict[tuple[RowGroup, int], _RowPlan] = {}
        self._special: list[tuple[int, Callable[[str, _Draft], None]]] = []
        self._times: list[tuple[str, str, int]] = []
        self._extras: list[tuple[int, str]] = []
        self._spare: list[int] = []
        for position, column in enumerate(match.columns):
            header = self.names[position]
            if column is None:
                if reasoned and header.startswith("#"):
                    self._spare.append(position)
                elif not (reasoned and position < len(REASON_COLUMNS)):
                    self._extras.append((position, header))
            elif column.reading is ColumnReading.LIST:
                group = ROW_ATTRIBUTES[column.key][0]
                self._special.append((position, _codes_reader(group)))
            elif column.reading is ColumnReading.ALL_CODES:
                self._special.append((position, _all_codes_reader(column, header)))
            elif column.reading is ColumnReading.HOURS:
                self._special.append((position, _hours_reader(column.key)))
            elif column.reading is ColumnReading.CODES:
                self._special.append((position, _joined_reader(column, header)))
            elif column.reading is ColumnReading.AGE_TEXT:
                self._special.append((position, _age_reader(header)))
            elif column.group:
                group, attribute = ROW_ATTRIBUTES[column.key]
                plan = rows.setdefault((group, column.index), _RowPlan(column.index, ROW_TYPES[group]))
                plan.spots.append(_InRow(position, header, attribute, _mend(column, match)))
            else:
                self._singles.append(_Single(position, header, column.key, _mend(column, match)))
                if column.reading is ColumnReading.DAY:
                    hour = column.key.replace("_datetime", "_hour")
                    if hour in self._supplied:
                        self._times.append((column.key, hour, position))
        self._pick_singles = _picker([single.position for single in self._singles])
        self._rows = [
            (group, plan, _picker([spot.position for spot in plan.spots]))
            for group in ROW_TYPES
            for (of, _), plan in rows.items()
            if of == group
        ]
        spots = [(group, spot) for group, plan, _ in self._rows for spot in plan.spots]
        in_order = sorted(spots, key=lambda one: (list(ROW_TYPES).index(one[0]), one[1].position))
        self._order = {spot.header: number for number, (_, spot) in enumerate(in_order)}
        self._identity = [p for p, c in enumerate(match.columns) if c and c.key in _IDENTITY]
        self._case_no = next((p for p, c in enumerate(match.columns) if c and c.key == "case_no"), None)

    def is_label_row(self, record: Record) -> bool:
        """True for a second header row that repeats the columns in Chinese: 病案号, 姓名, 性别 …"""
        label = field_catalogue().label
        pairs = zip(record.cells, self.match.columns, strict=False)
        return sum(c is not None and cell.strip() in (label(c.key), c.label) for cell, c in pairs) >= 3

    def build(self, record: Record) -> Built:
        """The page of a record, or why it is none."""
        if record.problem:
            return Built(None, self._reject(record, record.problem, self._broken_column(record.cells)))
        cells, errors = self._without_errors(record.cells)
        if cells[0] == self.match.header[0] and tuple(cells) == self.match.header:
            return Built(None, self._reject(record, "该行是重复的表头，不是病案：可以忽略或删去该行。", ""))
        if all(is_blank(cells[p]) for p in self._identity):
            header = self.match.header[self._identity[0]] if self._identity else ""
            return Built(
                None, self._reject(record, "病案号和姓名都是空的，无法认定是哪一份病案：请补填后重新导入。", header)
            )
        if any(cells[position].strip() for position in self._spare):
            reason = "该行比表头多出的内容还在行末：请移到所属的列或删去后重新导入。"
            return Built(None, self._reject(record, reason, ""))
        for position, first in self.match.doubles:
            if cells[position].strip() and cells[position] != cells[first]:
                reason = f"列“{self.match.header[position]}”出现两次而内容不同：请删去其中一列后重新导入。"
                return Built(None, self._reject(record, reason, self.match.header[position]))
        draft = _Draft(record.row, errors, [(self.names[p], before, why) for p, before, why in record.lost])
        for single, cell in zip(self._singles, self._pick_singles(cells), strict=True):
            if cell and (text := cell if cell in single.plain else draft.mended(cell, single)):
                draft.values[single.key] = text
        repaired = len(draft.repairs)
        for group, plan, pick in self._rows:
            texts = pick(cells)
            if any(texts) and (row := plan.row(texts, draft)) is not None:
                draft.rows[group][plan.index] = row
        if len(draft.repairs) > repaired + 1:  # told in the order of the columns, wherever those of a row stand
            draft.repairs[repaired:] = sorted(draft.repairs[repaired:], key=lambda repair: self._order[repair[0]])
        for position, read in self._special:
            if cells[position]:
                read(cells[position], draft)
        for day, hour, position in self._times:
            self._join_times(draft, day, hour, self.names[position], cells[position])
        for position, name in self._extras:
            draft.extra[name] = record.cells[position]
        return Built(self._page(record, draft), None, draft.finished(self.case_no(cells)))

    def _without_errors(self, cells: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
        """The cells of known columns without the errors of formulas; column and text of each of these."""
        if "#" not in "".join(cells):  # so are nearly all rows
            return cells, []
        found = [p for p, c in enumerate(self.match.columns) if c is not None and is_error(cells[p])]
        if not found:
            return cells, []
        return [("" if p in found else cell) for p, cell in enumerate(cells)], [
            (self.names[p], cells[p]) for p in found
        ]

    def case_no(self, cells: list[str]) -> str:
        """The record number as it stands in the row, "" where there is none."""
        if self._case_no is None or self._case_no >= len(cells):
            return ""
        return shown(cells[self._case_no]).strip()

    def _join_times(self, draft: _Draft, day: str, hour: str, header: str, cell: str) -> None:
        before = draft.values.get(day, "")
        joined = joined_time(before, draft.values.get(hour, ""))
        if joined:
            draft.values[day] = joined
            if without_midnight(before) != before:
                draft.extra.setdefault(header, cell)

    def _page(self, record: Record, draft: _Draft) -> FrontPage:
        origin = self.origin
        return FrontPage(
            values=draft.values,
            diagnoses=_rows_of(draft, "diagnosis"),
            procedures=_rows_of(draft, "procedure"),
            intensive_cares=_rows_of(draft, "intensive_care"),
            supplied=self._supplied,
            extra=draft.extra,
            origin=Origin(origin.file, record.row, origin.sheet, origin.layout, origin.encoding),
        )

    def _reject(self, record: Record, reason: str, column: str) -> Reject:
        width = len(self.names)
        raw = {self.names[p]: shown(c) for p, c in enumerate(record.cells[:width])}
        for p, cell in enumerate(record.cells[width : width + 200], start=width + 1):
            raw[f"#{p}"] = shown(cell)
        return Reject(self.origin.file, record.row, self.case_no(record.cells), column, reason, raw, record.kind)

    def _broken_column(self, cells: list[str]) -> str:
        for position, cell in enumerate(cells[: len(self.names)]):
            if "\x00" in cell or has_broken_bytes(cell):
                return self.match.header[position]
        return ""


def _mend(column: Column, match: HeaderMatch) -> Mend | None:
    """The repair of a column: as any source writes it, and as this hospital has said that it does."""
    return mend_with(mend_of(column.key, column.reading), column.key, match.local)


class _Draft:
    """The values of a page in the making."""

    __slots__ = ("_row", "extra", "repairs", "rows", "values")

    def __init__(self, row: int, errors: list[tuple[str, str]], lost: list[tuple[str, str, str]]) -> None:
        self.values: dict[str, str] = {}
        self.rows: dict[RowGroup, dict[int, Row]] = {group: {} for group in ROW_TYPES}
        # what a formula came to is kept for writing back, and is no value
        self.extra: dict[str, str] = dict(errors)
        self._row = row
        self.repairs = [(header, cell, "", FORMULA_ERROR) for header, cell in errors]
        self.repairs += [(header, before, "", MEMO_LOST + why) for header, before, why in lost]

    def mended(self, cell: str, spot: _Single | _InRow) -> str:
        """The text of a cell: outer blanks dropped, certain repairs made; the cell is kept where they changed it."""
        text, repair = bare_text(cell, spot.mend)
        if repair is not None:
            self.repairs.append((spot.header, *repair))
        if text != cell:
            self.extra[spot.header] = cell
        elif repair is None and len(spot.plain) < _MOST_PLAIN and len(cell) <= _LONGEST_PLAIN:
            spot.plain.add(cell)
        return text

    def put(self, group: RowGroup, index: int, attribute: str, text: str) -> None:
        """Put one attribute on a row that other columns may tell of, too."""
        row = self.rows[group].get(index) or ROW_TYPES[group]()
        put: dict[str, Any] = {attribute: text}
        self.rows[group][index] = replace(row, **put)

    def finished(self, case_no: str) -> tuple[Repair, ...]:
        return tuple(Repair(self._row, case_no, *repair) for repair in self.repairs)


def _rows_of(draft: _Draft, group: RowGroup) -> tuple[Any, ...]:
    found = draft.rows[group]
    if not found:
        return ()
    most = max(found) + 1
    if len(found) == most:
        return tuple(found[index] for index in range(most))
    empty = ROW_TYPES[group]()
    return tuple(found.get(index, empty) for index in range(most))


def _picker(positions: list[int]) -> Callable[[list[str]], tuple[str, ...]]:
    """What takes the cells at these positions."""
    if len(positions) < 2:
        return lambda cells: tuple(cells[position] for position in positions)
    return itemgetter(*positions)


def _codes_reader(group: RowGroup) -> Callable[[str, _Draft], None]:
    header = {"diagnosis": "dx", "procedure": "px"}[group]

    def read(cell: str, draft: _Draft) -> None:
        codes = [code.strip() for code in cell.split("|")]
        while codes and not codes[-1]:
            codes.pop()
        for index, code in enumerate(codes):
            draft.rows[group][index] = ROW_TYPES[group](**{"code": code})
        if "|".join(codes) != cell:
            draft.extra[header] = cell

    return read


_SEPARATORS = re.compile(r"[|;；、,，]")


def _joined_reader(column: Column, header: str) -> Callable[[str, _Draft], None]:
    """Several codes or names in one cell, from the row of the column on."""
    group, attribute = ROW_ATTRIBUTES[column.key]

    def read(cell: str, draft: _Draft) -> None:
        parts = [part.strip() for part in _SEPARATORS.split(cell) if part.strip()]
        for index, part in enumerate(parts[:100], start=column.index):
            draft.put(group, index, attribute, part)
        draft.extra[header] = cell

    return read


def _all_codes_reader(column: Column, header: str) -> Callable[[str, _Draft], None]:
    """The codes of all rows in one cell, the principal or main one first."""
    group, attribute = ROW_ATTRIBUTES[column.key]

    def read(cell: str, draft: _Draft) -> None:
        codes = codes_in(cell)
        for index, code in enumerate(codes):
            draft.rows[group][index] = ROW_TYPES[group](**{attribute: code})
        if ",".join(codes) != cell:
            draft.extra[header] = cell

    return read


def _age_reader(header: str) -> Callable[[str, _Draft], None]:
    def read(cell: str, draft: _Draft) -> None:
        years, days = age_parts(cell)
        if years:
            draft.values["age_years"] = years
        if days:
            draft.values.setdefault("age_days", days)
        draft.extra[header] = cell

    return read


def _hours_reader(key: str) -> Callable[[str, _Draft], None]:
    attribute = ROW_ATTRIBUTES[key][1]

    def read(cell: str, draft: _Draft) -> None:
        duration = duration_of_hours(cell)
        if duration:
            draft.rows["intensive_care"][0] = ROW_TYPES["intensive_care"](**{attribute: duration})
        draft.extra["icu_hours"] = cell

    return read
