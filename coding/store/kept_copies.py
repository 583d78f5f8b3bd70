"""What a hospital has imported, as the settings of the store remember it: the shelf of each part, a record a file.

Version 1 was the bare path of the file as it lay somewhere; since version 2 the file is copied beside the data and
the record says what was copied, when and by whom. Since version 3 a part may have several records, each with its days;
one record without days is written as version 2 still, so that an older program reads what it can use.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, asdict, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coding.base.private_copies import place_of
from coding.store.kept_json import VERSION, json_text
from coding.store.store_errors import NewerStoreError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class ImportedCopy:
    """One file of the hospital's knowledge. ``file`` is the name of the copy, ``original`` that of the file that was
    brought. ``count``: codes, groups, lines or pairs. ``valid_from``, ``valid_to``: what the file says of its validity;
    ``brought_at``: ISO, "" = unknown.

    ``digest`` "" : a store of former days that names a path, ``file``, and nothing was copied; without a file it is a
    record that cannot be read.

    ``holds_from``, ``holds_to``: the days of discharge that it is used for, both included, "" = open; ``options``: what
    was answered when a tariff with days was imported. ``days_at``, ``days_by``: who has changed the days and when,
    ``is_retroactive``: the change made them begin earlier. ``stopped_at``, ``stopped_by``: it is used for no day.
    ``number`` tells the records of a part apart.
    """

    digest: str
    file: str
    original: str = ""
    edition: str = ""
    count: int = 0
    valid_from: str = ""
    valid_to: str = ""
    brought_at: str = ""
    brought_by: str = ""
    holds_from: str = ""
    holds_to: str = ""
    options: str = ""
    number: int = 0
    days_at: str = ""
    days_by: str = ""
    is_retroactive: bool = False
    stopped_at: str = ""
    stopped_by: str = ""

    @property
    def is_damaged(self) -> bool:
        """Whether the record itself cannot be read."""
        return not self.file

    @property
    def is_used(self) -> bool:
        """Whether it is to be used for any day."""
        return not self.stopped_at and not self.is_damaged

    @property
    def has_days(self) -> bool:
        """Whether it is used for some days only."""
        return bool(self.holds_from or self.holds_to)

    @property
    def is_path(self) -> bool:
        """Whether this is only the path of a file that lies somewhere."""
        return not self.digest

    def place(self, folder: Path) -> Path:
        """Where the file lies; ``folder`` holds the copies of the store."""
        return Path(self.file) if self.is_path else place_of(self.digest, self.file, folder)


#: How many digits of a digest people are shown.
SHOWN_DIGITS: Final = 8
#: The version of a shelf of several records.
_SHELF_VERSION: Final = 3
#: What a record had before there were shelves, in the order in which it is written.
_FIRST_FIELDS: Final = 9


def copy_json(copy: ImportedCopy) -> str:
    """One record as it is kept."""
    return copy.file if copy.is_path else json_text({"version": VERSION, **_told(copy)})


def copy_of(text: str) -> ImportedCopy | None:
    """The one record that was kept, None for none. Raises ValueError where the text is damaged, NewerStoreError."""
    if not text:
        return None
    if not text.startswith("{"):
        return ImportedCopy("", text, Path(text).name)
    data = json.loads(text)
    if data.pop("version", None) != VERSION:
        raise NewerStoreError("本院知识的记录由更新版本的程序写成：请升级程序后再打开。")
    return _record(data, text)


def shelf_json(copies: Sequence[ImportedCopy]) -> str:
    """The records of a part as they are kept; "" for none."""
    if not copies:
        return ""
    [first, *others] = copies
    alone = replace(first, number=0)
    if not others and set(_told(alone)) == {field.name for field in fields(alone)[:_FIRST_FIELDS]}:
        return copy_json(alone)
    return json_text({"version": _SHELF_VERSION, "entries": [_told(copy) for copy in copies]})


def shelf_of(text: str) -> tuple[ImportedCopy, ...]:
    """The records of a part, each with a number of its own; one of several that cannot be read is ``is_damaged``.

    Raises ValueError where the whole text is damaged, NewerStoreError.
    """
    data = json.loads(text) if text.startswith("{") else {}
    if data.get("version") != _SHELF_VERSION:
        one = copy_of(text)
        return () if one is None else (replace(one, number=1),)
    entries = data.get("entries")
    if not isinstance(entries, list):
        raise ValueError(text)  # noqa: TRY004 - the text is damaged, no caller gave a wrong type
    return _numbered([_readable(entry) for entry in entries])


def _numbered(copies: Sequence[ImportedCopy]) -> tuple[ImportedCopy, ...]:
    """The same records; one whose number is another's or none gets the next that is free."""
    taken: set[int] = set()
    found = []
    for copy in copies:
        number = copy.number if copy.number > 0 and copy.number not in taken else max(taken, default=0) + 1
        taken.add(number)
        found.append(replace(copy, number=number))
    return tuple(found)


def _readable(entry: object) -> ImportedCopy:
    try:
        if not isinstance(entry, dict):
            return ImportedCopy("", "")
        if not entry.get("digest") and isinstance(entry.get("file"), str):  # a path of former days beside others
            return ImportedCopy("", entry["file"], Path(entry["file"]).name)
        return _record(entry, "")
    except ValueError:
        return ImportedCopy("", "")


def _record(data: dict[str, Any], text: str) -> ImportedCopy:
    known = {field.name: data[field.name] for field in fields(ImportedCopy) if field.name in data}
    try:
        copy = ImportedCopy(**known)
    except TypeError as error:
        raise ValueError(text) from error
    words = all(isinstance(getattr(copy, f.name), type(f.default)) for f in fields(copy) if f.default is not MISSING)
    if not (words and isinstance(copy.digest, str) and copy.digest.isalnum() and _is_name(copy.file)):
        raise ValueError(text)
    for day in (copy.holds_from, copy.holds_to):
        if day:
            date.fromisoformat(day)
    return copy


def _is_name(file: object) -> bool:
    return isinstance(file, str) and bool(file) and Path(file).name == file


def _told(copy: ImportedCopy) -> dict[str, Any]:
    """What a record says; what came with the shelves only where it says something."""
    told = asdict(copy)
    later = {field.name for field in fields(copy)[_FIRST_FIELDS:]}
    return {name: said for name, said in told.items() if name not in later or said}
