"""A page → the cells of its columns: the way back of ``build``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.base.error_cells import is_error
from coding.exchange.column_names import extra_names
from coding.exchange.conventions import age_parts, in_source_order, mend_of, written
from coding.exchange.joined_codes import codes_in
from coding.exchange.layout import JOINED, Column, ColumnReading, HeaderMatch, Layout
from coding.exchange.mend import bare_text
from coding.exchange.times import (
    dated_like,
    day_in,
    duration_of_hours,
    hour_in,
    hour_number,
    split_time,
    without_midnight,
)
from coding.page.fields import ROW_ATTRIBUTES, RowGroup, field_catalogue, field_key, is_blank
from coding.page.rows import ROW_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from coding.page.front_page import FrontPage

_DURATION = re.compile(r"(\d+)/(\d+)/(\d+)")


class CellWriter:
    """Gives the cells of a page for the columns of one file, in their order.

    A cell that was mended while reading is written as it was, as long as the page still says the same.
    ``fill_hours`` writes the hour of a time into the hour column where the page has none of its own.
    ``names`` are those under which the cells were kept, where columns have come between since.
    """

    def __init__(self, match: HeaderMatch, fill_hours: bool = False, names: Sequence[str] = ()) -> None:
        self._match = match
        self._names = names or extra_names(match)
        self._fill_hours = fill_hours
        self._keys = match.supplied
        self._first = dict(match.doubles)
        self._dates = [column for column in match.columns if column is not None and _is_date(column)]

    def cells(self, page: FrontPage, original: FrontPage | None = None) -> list[str]:
        """The cells of a page; ``original`` is the page as it was read, where it is known."""
        return [
            self._extra(page, position) if column is None else self._cell(page, column, self._names[position], original)
            for position, column in enumerate(self._match.columns)
        ]

    def _extra(self, page: FrontPage, position: int) -> str:
        found = page.extra.get(self._names[position])
        if found is None or position not in self._first or not found.strip():
            return found or ""
        # the second of two equal columns follows the first
        first = self._first[position]
        column = self._match.columns[first]
        return self._cell(page, column, self._names[first], None) if column else found

    def _cell(self, page: FrontPage, column: Column, name: str, original: FrontPage | None) -> str:
        if column.reading is ColumnReading.LIST and column.group:
            codes = "|".join(getattr(row, "code", "") for row in page.rows(column.group))
            return _as_it_was(page.extra.get(name), codes, _joined_codes)
        if column.reading is ColumnReading.ALL_CODES and column.group:
            codes = ",".join(getattr(row, "code", "") for row in page.rows(column.group))
            return _as_it_was(page.extra.get(name), codes.rstrip(","), lambda cell: ",".join(codes_in(cell)))
        if column.reading is ColumnReading.HOURS:
            duration = page.text(column.key, column.index)
            raw = page.extra.get(name, "")
            return raw if duration_of_hours(raw) == duration else _hours_of(duration)
        if column.reading is ColumnReading.CODES and column.group:
            parts = [page.text(column.key, i) for i in range(column.index, len(page.rows(column.group)))]
            return _as_it_was(page.extra.get(name), _joined_parts("|".join(parts)), _joined_parts)
        place = (column.key, column.index)
        text = page.text(*place)
        if column.reading is ColumnReading.AGE_TEXT:
            raw = page.extra.get(name, "")
            return raw if age_parts(raw)[0] == text else text
        if column.reading is ColumnReading.DAY:
            halves = split_time(text) if _hour_key(column.key) in self._keys else None
            text = halves[0] if halves else text
        elif column.reading is ColumnReading.HOUR:
            text = self._hour(page, column, text, original)
        mend = mend_of(column.key, column.reading)
        cell = page.extra.get(name)
        if cell is not None and not text and is_error(cell):
            return cell
        if cell is not None and text in (
            told := bare_text(cell, mend)[0],
            column.reading is ColumnReading.DAY and without_midnight(told),
        ):
            return cell
        if original is not None and page.text(*place) != original.text(*place) and column in self._dates:
            text = in_source_order(dated_like(text, self._example(original, column)), column.reading)
        return written(text, column.reading)

    def _example(self, original: FrontPage, column: Column) -> str:
        """How the source spells a date: in this field where it did, else in the first that it filled."""
        texts = (original.text(each.key, each.index) for each in (column, *self._dates))
        return next((text for text in texts if read_moment(day_in(text))), "")

    def _hour(self, page: FrontPage, column: Column, hour: str, original: FrontPage | None) -> str:
        """The hour cell: it follows the time where that was edited, and the hour where that was."""
        time = page.text(_time_key(column.key))
        told = hour_in(time)
        if not told or not (hour or self._fill_hours):
            return hour
        number = hour_number(hour)
        if number is None:
            return hour or told
        if number == int(told) or not split_time(time):
            return hour
        hour_edited = original is not None and original.text(column.key) != hour
        return hour if hour_edited else told


def missing_columns(layout: Layout, present: Iterable[Column], pages: Sequence[FrontPage]) -> list[Column]:
    """Columns of the layout that no column in ``present`` stands for, though a page has something to write there.

    For a repeated group all columns of a row come together, as far as the file has them for other rows.
    """
    present = list(present)
    places = {(c.key, c.index) for c in present}
    listed = {c.group for c in present if c.reading in JOINED}
    attributes = {(c.group, ROW_ATTRIBUTES[c.key][1]) for c in present if c.group}
    depth = dict.fromkeys(ROW_TYPES, 0)
    used: set[str] = set()
    filled: set[tuple[str, int]] = set()
    grouped = [c for c in layout.columns if c.group and (c.key, c.index) not in places]
    for page in pages:
        used.update(page.values)
        for group in ROW_TYPES:
            depth[group] = max(depth[group], len(page.rows(group)))
        filled.update(
            (c.key, c.index) for c in grouped if c.group and c.index < depth[c.group] and page.text(c.key, c.index)
        )
    missing = []
    for column in layout.columns:
        if (
            (column.key, column.index) in places
            or column.group in listed
            or column.reading in (JOINED | {ColumnReading.HOURS})
        ):
            continue
        if column.group:
            if column.index >= depth[column.group]:
                continue
            known = (column.group, ROW_ATTRIBUTES[column.key][1]) in attributes
            if known or (column.key, column.index) in filled:
                missing.append(column)
        elif column.key in used:
            missing.append(column)
    return missing


def unwritten_keys(columns: Iterable[Column], pages: Iterable[FrontPage]) -> list[str]:
    """Labels of filled fields that none of the columns can hold, those of repeated rows included."""
    columns = list(columns)
    keys = {c.key for c in columns}
    places = {(c.group, ROW_ATTRIBUTES[c.key][1], c.index) for c in columns if c.group}
    listed = {(c.group, ROW_ATTRIBUTES[c.key][1]): c.index for c in columns if c.group and c.reading in JOINED}
    found: set[str] = set()
    for page in pages:
        found.update(key for key in page.values if key not in keys)
        for group, attribute, index in _filled_places(page):
            if (group, attribute, index) not in places and index < listed.get((group, attribute), index + 1):
                found.add(field_key(group, attribute, index))
    return [field_catalogue().label(key) for key in sorted(found)]


def _filled_places(page: FrontPage) -> Iterator[tuple[RowGroup, str, int]]:
    for group, kind in ROW_TYPES.items():
        for index, row in enumerate(page.rows(group)):
            for attribute in kind.__dataclass_fields__:
                if not is_blank(getattr(row, attribute)):
                    yield group, attribute, index


def _is_date(column: Column) -> bool:
    field = field_catalogue().get(column.key)
    return field is not None and field.type in ("date", "datetime")


def _as_it_was(raw: str | None, text: str, read: Callable[[str], str]) -> str:
    if raw is not None and read(raw) == text:
        return raw
    return text


def _joined_codes(cell: str) -> str:
    codes = [code.strip() for code in cell.split("|")]
    while codes and not codes[-1]:
        codes.pop()
    return "|".join(codes)


def _joined_parts(cell: str) -> str:
    return "|".join(part.strip() for part in re.split(r"[|;；、,，]", cell) if part.strip())


def _hours_of(duration: str) -> str:
    found = _DURATION.fullmatch(duration)
    if not found:
        return ""
    days, hours, minutes = (int(part) for part in found.groups())
    return f"{days * 24 + hours + minutes / 60:.2f}".rstrip("0").rstrip(".")


def _hour_key(time_key: str) -> str:
    return time_key.replace("_datetime", "_hour")


def _time_key(hour_key: str) -> str:
    return hour_key.replace("_hour", "_datetime")
