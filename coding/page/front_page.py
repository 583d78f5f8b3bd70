"""The front page: one discharge, immutable. The only way on is ``page.apply(change)``.

Values are kept as the text that came in or was typed, so nothing is lost by reading it; the typed
readings (``integer``, ``number``, ``date``, ``moment``) say None where the text cannot be read.
"""

from __future__ import annotations

import hashlib
import weakref
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from coding.base.dates import read_moment
from coding.base.errors import StaleChangeError
from coding.base.numbers import read_number
from coding.page.change import Change, Edit, EditKind
from coding.page.fields import ROW_ATTRIBUTES, RowGroup, field_catalogue, is_blank
from coding.page.rows import Diagnosis, IntensiveCare, Procedure, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from decimal import Decimal

Key = TypeVar("Key")
Found = TypeVar("Found")


def _nothing() -> None:
    """What is held where there is nothing beside the page."""


_TUPLES = {"diagnosis": "diagnoses", "procedure": "procedures", "intensive_care": "intensive_cares"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a page came from: file name, sheet, data row from 1, layout and encoding."""

    file: str = ""
    row: int = 0
    sheet: str = ""
    layout: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class FrontPage:
    """One discharge front page 住院病案首页.

    ``values`` holds the single fields that are filled, by key of the catalogue. ``supplied`` names the
    keys (row fields included) that the source has a place for: a key that is not supplied was never
    asked, so rules that read it are *not judged*; a supplied key without a value is blank.
    ``extra`` keeps columns of the source that no field knows, so that they can be written back.
    ``settlement`` is the settlement list 医保结算清单 of the same stay, where one was read: its diagnoses, procedures
    and values. Its own items (``setl_…``) stand among the values of the page, too: see ``linked_records``.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    diagnoses: tuple[Diagnosis, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    intensive_cares: tuple[IntensiveCare, ...] = ()
    supplied: frozenset[str] = field(default_factory=lambda: FRONT_PAGE_KEYS)
    extra: Mapping[str, str] = field(default_factory=dict)
    origin: Origin = Origin()
    settlement: FrontPage | None = None
    _read: dict[object, tuple[Callable[[], object], Any]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def __reduce__(self) -> tuple[Any, ...]:
        state = (
            dict(self.values),
            self.diagnoses,
            self.procedures,
            self.intensive_cares,
            self.supplied,
            dict(self.extra),
            self.origin,
            self.settlement,
        )
        return FrontPage, state

    # -- identity

    @property
    def case_no(self) -> str:
        """The record number 病案号."""
        return self.text("case_no")

    @property
    def key(self) -> str:
        """What tells this stay from every other: organisation, record number, admission count, discharge."""
        parts = [self.text("org_code"), self.case_no, self.text("admission_times")]
        if not self.case_no:
            parts += (self.text("discharge_datetime"), self.origin.file, str(self.origin.row))
        return "|".join(parts)

    @property
    def is_settlement_list(self) -> bool:
        """True for a page that was read from a settlement list: it tells of a stay once more and is no second stay."""
        return self.origin.layout.startswith("setl")

    # -- text

    def text(self, key: str, index: int = 0) -> str:
        """The text of a field as it stands; "" when blank or never supplied.

        ``index`` is the row of a repeated field (0 = principal diagnosis, main procedure).
        """
        if key not in ROW_ATTRIBUTES:
            return self.values.get(key, "")
        found = ROW_ATTRIBUTES[key]
        rows = self.rows(found[0])
        if index >= len(rows):
            return ""
        value: str = getattr(rows[index], found[1])
        return value

    def rows(self, group: RowGroup) -> tuple[Row, ...]:
        """The rows of a repeat group: "diagnosis", "procedure" or "intensive_care"."""
        rows: tuple[Row, ...] = getattr(self, _TUPLES[group])
        return rows

    def is_supplied(self, key: str) -> bool:
        """True when the source has a place for this field, filled or not."""
        return key in self.supplied

    def is_filled(self, key: str, index: int = 0) -> bool:
        """True when the field says something; ``-`` counts only where the form allows it as an answer."""
        text = self.text(key, index)
        if not is_blank(text):
            return True
        known = field_catalogue().get(key)
        return bool(known and known.dash_allowed and text.strip())

    @property
    def principal(self) -> Diagnosis | None:
        """The principal diagnosis 主要诊断, or None on a page without diagnoses."""
        return self.diagnoses[0] if self.diagnoses else None

    # -- typed readings, None when blank or unreadable

    def integer(self, key: str, index: int = 0) -> int | None:
        """A whole number; ``3.0`` reads as 3, ``3.5`` as None."""
        number = self.number(key, index)
        return int(number) if number is not None and number == number.to_integral_value() else None

    def number(self, key: str, index: int = 0) -> Decimal | None:
        """A decimal number (yuan, grams, hours … as the catalogue says); no separators, no currency sign."""
        return read_number(self.text(key, index))

    def date(self, key: str, index: int = 0) -> date | None:
        """The calendar date of a date or date-time field."""
        moment = self.moment(key, index)
        return moment.date() if moment else None

    def moment(self, key: str, index: int = 0) -> datetime | None:
        """Date and time, without zone; midnight when only a date is given."""
        return read_moment(self.text(key, index))

    def has_time(self, key: str, index: int = 0) -> bool:
        """True when a date-time field gives a time of day as well."""
        return ":" in self.text(key, index) or "时" in self.text(key, index)

    def once(self, about: Key, read: Callable[[FrontPage, Key], Found]) -> Found:
        """What follows from the page and one thing beside it, a table say, which is told by what it is: read once.

        A page does not hold the thing: what was exchanged leaves the memory.
        """
        kept = self._read.get(read)
        # a thing that has left the memory is not told from none by what is left of it
        if kept is None or kept[0]() is not about or (about is None and kept[0] is not _nothing):
            kept = self._read[read] = _nothing if about is None else weakref.ref(about), read(self, about)
        found: Found = kept[1]
        return found

    # -- the one way on

    def apply(self, change: Change) -> FrontPage:
        """The page after a change.

        Raises StaleChangeError when the change was made for another state of the page.
        """
        page = self
        for edit in change.edits:
            page = _applied(page, edit)
        return page

    # -- as plain data

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; ``from_dict`` gives an equal page."""
        data: dict[str, Any] = {
            "values": dict(self.values),
            "diagnoses": [_row_dict(r) for r in self.diagnoses],
            "procedures": [_row_dict(r) for r in self.procedures],
            "intensive_cares": [_row_dict(r) for r in self.intensive_cares],
            "supplied": sorted(self.supplied),
            "extra": dict(self.extra),
            "origin": {f.name: getattr(self.origin, f.name) for f in fields(Origin)},
        }
        if self.settlement is not None:
            data["settlement"] = self.settlement.as_dict()
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> FrontPage:
        """The page that ``as_dict`` described."""
        return cls(
            values=dict(data.get("values", {})),
            diagnoses=tuple(Diagnosis(**r) for r in data.get("diagnoses", ())),
            procedures=tuple(Procedure(**r) for r in data.get("procedures", ())),
            intensive_cares=tuple(IntensiveCare(**r) for r in data.get("intensive_cares", ())),
            supplied=frozenset(data["supplied"]) if "supplied" in data else FRONT_PAGE_KEYS,
            extra=dict(data.get("extra", {})),
            origin=Origin(**data.get("origin", {})),
            settlement=cls.from_dict(data["settlement"]) if "settlement" in data else None,
        )

    @property
    def digest(self) -> str:
        """A short hash of what the page says, whatever file it came from."""
        parts: list[Any] = [sorted(self.values.items()), self.diagnoses, self.procedures, self.intensive_cares]
        if self.settlement is not None:
            parts.append(self.settlement.digest)
        return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


#: What a page that comes from no file is asked for: every item of the western-medicine front page.
FRONT_PAGE_KEYS: frozenset[str] = frozenset(
    key
    for key, f in field_catalogue().items()
    if f.on_front_page and "旧版" not in f.section and "扩展" not in f.section
)


def _row_dict(row: Row) -> dict[str, str]:
    return {f.name: value for f in fields(row) if (value := getattr(row, f.name))}


def _applied(page: FrontPage, edit: Edit) -> FrontPage:
    if edit.kind is EditKind.SET:
        return _set(page, edit)
    rows = list(page.rows(edit.row_group))
    if edit.kind is EditKind.INSERT:
        if not 0 <= edit.index <= len(rows) or edit.row is None:
            raise StaleChangeError("页面已变化：要插入的行号不存在，请重新打开该病案后再试。")
        rows.insert(edit.index, edit.row)
    elif edit.kind is EditKind.REMOVE:
        if not 0 <= edit.index < len(rows) or rows[edit.index] != edit.row:
            raise StaleChangeError("页面已变化：要删除的行与当前内容不一致，请重新打开该病案后再试。")
        del rows[edit.index]
    else:
        there = 0 <= edit.index < len(rows) and 0 <= edit.to < len(rows)
        if not there or (edit.row is not None and rows[edit.index] != edit.row):
            raise StaleChangeError("页面已变化：要移动的行与当前内容不一致，请重新打开该病案后再试。")
        rows.insert(edit.to, rows.pop(edit.index))
    return _with_rows(page, edit.row_group, tuple(rows))


def _set(page: FrontPage, edit: Edit) -> FrontPage:
    if page.text(edit.field, edit.index) != edit.before:
        raise StaleChangeError("页面已变化：该栏目的内容与修改时不一致，请重新打开该病案后再试。")
    found = ROW_ATTRIBUTES.get(edit.field)
    if found is None:
        values = {k: v for k, v in page.values.items() if k != edit.field}
        if edit.after:
            values[edit.field] = edit.after
        return _with_supplied(replace(page, values=values), edit)
    group, attribute = found
    rows = list(page.rows(group))
    if edit.index >= len(rows):
        raise StaleChangeError("页面已变化：该行不存在，请重新打开该病案后再试。")
    attributes: dict[str, Any] = {attribute: edit.after}
    rows[edit.index] = replace(rows[edit.index], **attributes)
    return _with_supplied(_with_rows(page, group, tuple(rows)), edit)


def _with_supplied(page: FrontPage, edit: Edit) -> FrontPage:
    if (edit.field in page.supplied) == edit.supplied:
        return page
    keys = page.supplied | {edit.field} if edit.supplied else page.supplied - {edit.field}
    return replace(page, supplied=keys)


def _with_rows(page: FrontPage, group: RowGroup, rows: tuple[Row, ...]) -> FrontPage:
    return replace(page, **{_TUPLES[group]: rows})  # type: ignore[arg-type]
