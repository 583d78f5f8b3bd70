"""The front page: one discharge, immutable. The only way on is ``page.apply(change)``.

Values are kept as the text that came in or was typed, so nothing is lost by reading it; the typed
readings (``integer``, ``number``, ``date``, ``moment``) say None where the text cannot be read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from coding.errors import StaleChangeError
from coding.fields import ROW_ATTRIBUTES, field_catalogue, is_blank

if TYPE_CHECKING:
    from coding.change import Change, Edit


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One diagnosis row. ``poa`` is the condition on admission 入院病情 (RC027), ``outcome`` 出院情况 (RC005)."""

    code: str = ""
    name: str = ""
    poa: str = ""
    outcome: str = ""

    @property
    def is_empty(self) -> bool:
        """True when neither code nor words are filled in."""
        return is_blank(self.code) and is_blank(self.name)


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure row; ``date`` as text, ``duration_hours`` in hours."""

    code: str = ""
    name: str = ""
    date: str = ""
    level: str = ""
    surgeon: str = ""
    assistant1: str = ""
    assistant2: str = ""
    incision_healing: str = ""
    incision_grade: str = ""
    healing_grade: str = ""
    anesthesia: str = ""
    anesthesia_class: str = ""
    anesthetist: str = ""
    site: str = ""
    duration_hours: str = ""

    @property
    def is_empty(self) -> bool:
        """True when neither code, words nor date are filled in."""
        return is_blank(self.code) and is_blank(self.name) and is_blank(self.date)


@dataclass(frozen=True, slots=True)
class IntensiveCare:
    """One stay in an intensive care unit; ``total_duration`` as ``days/hours/minutes``."""

    type: str = ""
    in_time: str = ""
    out_time: str = ""
    total_duration: str = ""

    @property
    def is_empty(self) -> bool:
        """True when nothing at all is filled in."""
        return is_blank(self.type) and is_blank(self.in_time) and is_blank(self.out_time)


Row = Diagnosis | Procedure | IntensiveCare
ROW_TYPES: Mapping[str, type[Row]] = {
    "diagnosis": Diagnosis,
    "procedure": Procedure,
    "intensive_care": IntensiveCare,
}
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
    """

    values: Mapping[str, str] = field(default_factory=dict)
    diagnoses: tuple[Diagnosis, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    intensive_cares: tuple[IntensiveCare, ...] = ()
    supplied: frozenset[str] = field(default_factory=lambda: FRONT_PAGE_KEYS)
    extra: Mapping[str, str] = field(default_factory=dict)
    origin: Origin = Origin()
    _read: dict[tuple[str, str, int], Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        state = (
            dict(self.values),
            self.diagnoses,
            self.procedures,
            self.intensive_cares,
            self.supplied,
            dict(self.extra),
            self.origin,
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

    # -- text

    def text(self, key: str, index: int = 0) -> str:
        """The text of a field as it stands; "" when blank or never supplied.

        ``index`` is the row of a repeated field (0 = principal diagnosis, main procedure).
        """
        found = ROW_ATTRIBUTES.get(key)
        if found is None:
            return self.values.get(key, "")
        rows = self.rows(found[0])
        if index >= len(rows):
            return ""
        value: str = getattr(rows[index], found[1])
        return value

    def rows(self, group: str) -> tuple[Row, ...]:
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
        number: Decimal | None = self._cached("number", key, index, read_number)
        return number

    def date(self, key: str, index: int = 0) -> date | None:
        """The calendar date of a date or date-time field."""
        moment = self.moment(key, index)
        return moment.date() if moment else None

    def moment(self, key: str, index: int = 0) -> datetime | None:
        """Date and time, without zone; midnight when only a date is given."""
        moment: datetime | None = self._cached("moment", key, index, read_moment)
        return moment

    def has_time(self, key: str, index: int = 0) -> bool:
        """True when a date-time field gives a time of day as well."""
        return ":" in self.text(key, index) or "时" in self.text(key, index)

    def _cached(self, kind: str, key: str, index: int, read: Any) -> Any:
        spot = (kind, key, index)
        if spot not in self._read:
            self._read[spot] = read(self.text(key, index))
        return self._read[spot]

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
        return {
            "values": dict(self.values),
            "diagnoses": [_row_dict(r) for r in self.diagnoses],
            "procedures": [_row_dict(r) for r in self.procedures],
            "intensive_cares": [_row_dict(r) for r in self.intensive_cares],
            "supplied": sorted(self.supplied),
            "extra": dict(self.extra),
            "origin": {f.name: getattr(self.origin, f.name) for f in fields(Origin)},
        }

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
        )

    @property
    def digest(self) -> str:
        """A short hash of what the page says, whatever file it came from."""
        parts: list[Any] = [sorted(self.values.items()), self.diagnoses, self.procedures, self.intensive_cares]
        return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


#: What a page that comes from no file is asked for: every item of the western-medicine front page.
FRONT_PAGE_KEYS: frozenset[str] = frozenset(
    key
    for key, f in field_catalogue().items()
    if f.on_front_page and "旧版" not in f.section and "扩展" not in f.section
)


def trimmed(rows: Iterable[Any]) -> tuple[Any, ...]:
    """The rows without empty ones at the end; gaps between filled rows stay, they are a finding."""
    kept = list(rows)
    while kept and kept[-1].is_empty:
        kept.pop()
    return tuple(kept)


_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


def read_number(text: str) -> Decimal | None:
    """A plain decimal number, or None; ``1,200``, ``￥12`` and ``1.2E5`` are not plain."""
    text = text.strip()
    if not _NUMBER.fullmatch(text) or not text.isascii():
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern admits only what Decimal reads
        return None


_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})(?:[:时点](\d{1,2})?分?(?::(\d{1,2})(?:\.\d+)?)?)?秒?)?"
)
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:(?:(\d{2})(\d{2})(\d{2})?)|[ T]*(\d{1,2})[:时点](?:(\d{1,2})(?::(\d{1,2}))?)?分?)?"
)


def read_moment(text: str) -> datetime | None:
    """A date with or without time in the spellings that exports use, or None.

    ``2024-03-01``, ``2024/3/1 8:05``, ``20240301``, ``20240301083000``, ``2024年3月1日8时5分``.
    """
    text = text.strip()
    match = _MOMENT.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is None or not text.replace("年", "").replace("月", "").replace("日", "").strip():
        return None
    parts = [int(p) if p else 0 for p in match.groups()[:6]]
    if len(match.groups()) > 6 and match.group(7):
        parts[3:] = [int(p) if p else 0 for p in match.groups()[6:]]
    try:
        return datetime(*parts)  # type: ignore[arg-type]
    except ValueError:
        return None


def _row_dict(row: Row) -> dict[str, str]:
    return {f.name: value for f in fields(row) if (value := getattr(row, f.name))}


def _applied(page: FrontPage, edit: Edit) -> FrontPage:
    if edit.kind == "set":
        return _set(page, edit)
    rows = list(page.rows(edit.group))
    if edit.kind == "insert":
        if not 0 <= edit.index <= len(rows) or edit.row is None:
            raise StaleChangeError("页面已变化：要插入的行号不存在，请重新打开该病案后再试。")
        rows.insert(edit.index, edit.row)
    elif edit.kind == "remove":
        if not 0 <= edit.index < len(rows) or rows[edit.index] != edit.row:
            raise StaleChangeError("页面已变化：要删除的行与当前内容不一致，请重新打开该病案后再试。")
        del rows[edit.index]
    else:
        there = 0 <= edit.index < len(rows) and 0 <= edit.to < len(rows)
        if not there or (edit.row is not None and rows[edit.index] != edit.row):
            raise StaleChangeError("页面已变化：要移动的行与当前内容不一致，请重新打开该病案后再试。")
        rows.insert(edit.to, rows.pop(edit.index))
    return _with_rows(page, edit.group, tuple(rows))


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


def _with_rows(page: FrontPage, group: str, rows: tuple[Row, ...]) -> FrontPage:
    return replace(page, **{_TUPLES[group]: rows})  # type: ignore[arg-type]
