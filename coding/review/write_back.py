"""回写核对: what was changed here against a later export of the HIS, which keeps the old page: written back or not.

Compared place by place: the order of diagnoses is part of what has to be written back. What the export has no column
for, and pages that it does not hold, are not judged.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from coding.base.dates import read_moment
from coding.base.numbers import read_number
from coding.codes.parse import normalise_code
from coding.page.fields import ROW_ATTRIBUTES, RowGroup, field_catalogue, field_key, is_blank
from coding.page.linked_records import LINKED
from coding.page.rows import ROW_TYPES, row_label
from coding.review.masks import is_identity, masked_text
from coding.review.slip_wording import is_money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from coding.page.front_page import FrontPage
    from coding.review.noted import Noted

#: The kind of the journal that is read here.
WRITTEN_BACK: Final = "written_back"
#: The outcome of a place that is no change any more: whatever was said of it before is taken back.
_UNDONE: Final = "undone"
#: Code and name of a row are written back together: they are one place.
_PAIR: Final = ("code", "name")
#: What stands in a list in the place of an identity, and of an amount.
_HIDDEN: Final = "（身份项，见系统）"
_AMOUNT: Final = "（金额，见系统）"


class Outcome(StrEnum):
    """What the next export says of a change."""

    WRITTEN = "written"
    MISSING = "missing"
    ALTERED = "altered"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The word on the screen."""
        words = {"written": "已写回", "missing": "未写回", "altered": "又被改动", "unknown": "不能核对"}
        return words[self.value]


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """A place of a page that says another thing than the HIS does. ``field``: a key of the catalogue, or the group of a
    row whose code and name are meant; ``index``: its row, None for single fields.
    """

    field: str
    index: int | None
    old: str
    new: str

    @property
    def label(self) -> str:
        """其他诊断2: the words of the place."""
        if self.field in ROW_TYPES:
            return row_label(_group(self.field), self.index or 0)
        found = ROW_ATTRIBUTES.get(self.field)
        label = field_catalogue().label(self.field)
        if found is None or self.index is None:
            return label
        return f"{row_label(found[0], self.index)}·{label}"

    def listed(self, page: FrontPage) -> PlaceChange:
        """As it may stand on a list: no name, number, address or amount in it."""
        return replace(self, old=_listed(self.field, self.old, page), new=_listed(self.field, self.new, page))


@dataclass(frozen=True, slots=True)
class Checked:
    """A change as an export was compared with it. ``found``: what the export says."""

    page_id: int
    change: PlaceChange
    outcome: Outcome
    found: str = ""
    file: str = ""
    why: str = ""

    def as_said(self) -> dict[str, Any]:
        """What its entry says: JSON values."""
        return {
            "field": self.change.field,
            "index": self.change.index,
            "old": self.change.old,
            "new": self.change.new,
            "outcome": self.outcome.value,
            "found": self.found,
            "file": self.file,
            "why": self.why,
        }

    def undone(self, file: str) -> dict[str, Any]:
        """What the entry says that takes it back: its place is no change any more."""
        return {**self.as_said(), "outcome": _UNDONE, "found": "", "file": file, "why": ""}

    @property
    def place(self) -> tuple[int, str, int | None]:
        """Page, field and row."""
        return self.page_id, self.change.field, self.change.index

    def listed(self, page: FrontPage) -> Checked:
        """As it may be kept and listed: no name, number, address or amount in it."""
        return replace(self, change=self.change.listed(page), found=_listed(self.change.field, self.found, page))


@dataclass(frozen=True, slots=True)
class ChangedHere:
    """One place of a page that a person has changed since it came from the HIS, last by ``who`` at ``at``."""

    page_id: int
    case_no: str
    discharged: str
    ward: str
    change: PlaceChange
    who: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class WriteBackCounts:
    """So many changes: written back, missing, altered again; ``unknown`` could not be judged and are in no share."""

    written: int = 0
    missing: int = 0
    altered: int = 0
    unknown: int = 0

    @property
    def judged(self) -> int:
        """The denominator: changes whose page and column the export holds."""
        return self.written + self.missing + self.altered

    def in_words(self) -> str:
        """已写回 40/45，未写回 3，又被改动 2，不能核对 1"""
        parts = [f"已写回 {self.written:,}/{self.judged:,}"] if self.judged else ["没有能核对的修改"]
        for word, count in (("未写回", self.missing), ("又被改动", self.altered), ("不能核对", self.unknown)):
            if count:
                parts.append(f"{word} {count:,}")
        return "，".join(parts) + "。"


def place_changes(base: FrontPage, now: FrontPage) -> tuple[PlaceChange, ...]:
    """What a page says otherwise than it came from the HIS, single fields first, then rows in their order.

    What other files put beside a page (times, settlement lists) is none of the HIS page, and left out.
    """
    keys = (base.values.keys() | now.values.keys()) - ROW_ATTRIBUTES.keys()
    single = [
        PlaceChange(key, None, base.text(key), now.text(key))
        for key in sorted(keys)
        if not key.startswith(LINKED) and base.text(key) != now.text(key)
    ]
    rows = [change for group in ROW_TYPES for change in _row_changes(group, base, now)]
    return (*single, *rows)


def outcome(change: PlaceChange, export: FrontPage) -> tuple[Outcome, str]:
    """What the page of an export says of a change, and what stands there."""
    if not _is_supplied(change, export):
        return Outcome.UNKNOWN, ""
    found = text_at(export, change.field, change.index)
    if same_value(change.field, found, change.new):
        return Outcome.WRITTEN, found
    return (Outcome.MISSING if same_value(change.field, found, change.old) else Outcome.ALTERED), found


def text_at(page: FrontPage, field: str, index: int | None) -> str:
    """What stands at a place; of a row its code and name."""
    if field not in ROW_TYPES:
        return page.text(field, index or 0)
    rows = page.rows(_group(field))
    at = index or 0
    return _row_text(rows[at]) if at < len(rows) else ""


def same_value(field: str, one: str, other: str) -> bool:
    """Whether two texts say the same, however an export spells it: blanks, times, numbers, widths of signs."""
    if is_blank(one) or is_blank(other):
        return is_blank(one) and is_blank(other)
    if field in ROW_TYPES or field.endswith(("_code", "_name")):
        return _spelt(one) == _spelt(other)
    moments = read_moment(one), read_moment(other)
    if None not in moments:
        return moments[0] == moments[1]
    numbers = read_number(one), read_number(other)
    return numbers[0] == numbers[1] if None not in numbers else _spelt(one) == _spelt(other)


def checks_of(entries: Iterable[Noted]) -> tuple[Checked, ...]:
    """What the exports said, of each place the last word, in the order in which they were first compared; places that
    were undone since are left out.
    """
    found: dict[tuple[int, str, int | None], Checked] = {}
    for entry in entries:
        if entry.kind == WRITTEN_BACK and entry.page_id is not None:
            said = entry.said
            change = PlaceChange(str(said["field"]), said.get("index"), str(said["old"]), str(said["new"]))
            if said["outcome"] == _UNDONE:
                found.pop((entry.page_id, change.field, change.index), None)
                continue
            told = (str(said.get(name, "")) for name in ("found", "file", "why"))
            one = Checked(entry.page_id, change, Outcome(said["outcome"]), *told)
            before = found.get(one.place)
            # an export without the page or the column says nothing: what an earlier one said of the same change holds
            if one.outcome is not Outcome.UNKNOWN or before is None or before.change.new != change.new:
                found[one.place] = one
    return tuple(found.values())


def write_back_counts(checks: Iterable[Checked]) -> WriteBackCounts:
    """How many of each."""
    told = [one.outcome for one in checks]
    return WriteBackCounts(*(told.count(one) for one in Outcome))


def _listed(field: str, text: str, page: FrontPage) -> str:
    if not text:
        return ""
    if is_identity(field):
        return _HIDDEN
    return _AMOUNT if is_money(field) else masked_text(text, page)


def _row_changes(group: RowGroup, base: FrontPage, now: FrontPage) -> Sequence[PlaceChange]:
    before, after = base.rows(group), now.rows(group)
    found: list[PlaceChange] = []
    for at in range(max(len(before), len(after))):
        old = before[at] if at < len(before) else None
        new = after[at] if at < len(after) else None
        if _row_text(old) != _row_text(new):
            found.append(PlaceChange(group, at, _row_text(old), _row_text(new)))
        if old is None or new is None:
            continue
        for one in fields(ROW_TYPES[group]):
            texts = str(getattr(old, one.name)), str(getattr(new, one.name))
            if one.name not in _PAIR and texts[0] != texts[1]:
                found.append(PlaceChange(field_key(group, one.name, at), at, *texts))
    return found


def _row_text(row: object) -> str:
    """Code and name of a row; of one without a code (intensive care) its kind."""
    told = (str(getattr(row, name, "")) for name in (*_PAIR, "type"))
    return " ".join(text.strip() for text in told if text.strip())


def _is_supplied(change: PlaceChange, export: FrontPage) -> bool:
    if change.field not in ROW_TYPES:
        return export.is_supplied(change.field)
    group = _group(change.field)
    attribute = "type" if group == "intensive_care" else "code"
    return export.is_supplied(field_key(group, attribute, change.index or 0))


def _group(field: str) -> RowGroup:
    return next(group for group in ROW_TYPES if group == field)


def _spelt(text: str) -> str:
    """As it is compared: half width, no blanks, codes as they should be written."""
    parts = unicodedata.normalize("NFKC", text).split()
    return "".join(normalise_code(part) if part.isascii() else part for part in parts).casefold()
