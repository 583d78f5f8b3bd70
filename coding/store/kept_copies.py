"""What a hospital has imported, as the settings of the store remember it: one record a part.

Version 1 was the bare path of the file as it lay somewhere; since version 2 the file is copied beside the data and
the record says what was copied, when and by whom.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from coding.base.private_copies import place_of
from coding.store.kept_json import VERSION, json_text
from coding.store.store_errors import NewerStoreError


@dataclass(frozen=True, slots=True)
class ImportedCopy:
    """One part of the hospital's knowledge. ``file`` is the name of the copy, ``original`` that of the file that was
    brought. ``count``: codes, groups, lines or pairs. ``valid_from``, ``valid_to``, ``brought_at``: ISO, "" = unknown.

    ``digest`` "" : a store of former days that names a path, ``file``, and nothing was copied.
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

    @property
    def is_path(self) -> bool:
        """Whether this is only the path of a file that lies somewhere."""
        return not self.digest

    def place(self, folder: Path) -> Path:
        """Where the file lies; ``folder`` holds the copies of the store."""
        return Path(self.file) if self.is_path else place_of(self.digest, self.file, folder)


#: How many digits of a digest people are shown.
SHOWN_DIGITS: Final = 8


def copy_json(copy: ImportedCopy) -> str:
    """A record as it is kept."""
    return copy.file if copy.is_path else json_text({"version": VERSION, **asdict(copy)})


def copy_of(text: str) -> ImportedCopy | None:
    """The record that was kept, None for none. Raises ValueError where the text is damaged, NewerStoreError."""
    if not text:
        return None
    if not text.startswith("{"):
        return ImportedCopy("", text, Path(text).name)
    data = json.loads(text)
    if data.pop("version", None) != VERSION:
        raise NewerStoreError("本院知识的记录由更新版本的程序写成：请升级程序后再打开。")
    known = {field.name: data[field.name] for field in fields(ImportedCopy) if field.name in data}
    try:
        copy = ImportedCopy(**known)
    except TypeError as error:
        raise ValueError(text) from error
    if not (isinstance(copy.digest, str) and copy.digest.isalnum() and copy.file and Path(copy.file).name == copy.file):
        raise ValueError(text)
    return copy
