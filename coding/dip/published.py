"""The national DIP workbook opened as a scheme: told from others, read once, and kept in the cache by its content."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from coding.base import cell_text, sheets, workbook_child
from coding.base.disk_cache import cached, keep
from coding.base.errors import CodingError
from coding.base.resources import resources
from coding.base.sheets import read_workbook
from coding.dip import catalogue_sheets, national_catalogue
from coding.dip.catalogue_sheets import kind_of, looks_national
from coding.dip.national_catalogue import published_file, published_tables
from coding.dip.packet_catalogue import NEEDED, PublishedFile, Row
from coding.grouping.pack_files import content_stamp, names_of_sheets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Raised whenever the layout of what is kept changes, so that older cache files are not read.
_FORMAT = 1
#: Sheets of a DRG workbook, whatever else is in it.
_OF_DRG = frozenset({"mdc", "adrg", "drg"})
_FEWEST = 4
#: Where an .xlsx says when it was saved, and as much of it as is looked at.
_PROPERTIES, _MOST_OF_PROPERTIES = "docProps/core.xml", 1 << 16
_SAVED = re.compile(rb"<dcterms:modified[^<>]*>(\d{4}-\d{2}-\d{2})T")


class PackTables(NamedTuple):
    """The tables of a pack, the stamp of its content, the file that they were published in, and what is wrong there."""

    tables: Mapping[str, Sequence[Row]]
    stamp: str
    published: PublishedFile | None = None
    complaints: Sequence[str] = ()


def is_published(path: Path) -> bool:
    """True for the national DIP workbook: by the names of its sheets, and where those tell nothing by their headers."""
    names = names_of_sheets(path)
    if names is None or _OF_DRG & {name.strip().lower() for name in names}:
        return False
    if looks_national(names):
        return True
    if len(names) < _FEWEST or {name.strip().lower() for name in names} & NEEDED.keys():
        return False
    try:
        found = {kind for sheet in read_workbook(path) if (kind := kind_of(sheet)) is not None}
    except (CodingError, OSError):
        return False
    return len(found) >= _FEWEST


def published_pack(files: Mapping[str, bytes]) -> PackTables:
    """The workbook as the tables of a pack, out of the cache where it was read before. Raises KnowledgeError."""
    ((name, data),) = files.items()
    stamp = content_stamp(dict(files))
    key = f"dip-{_reader_stamp()}-{stamp}"
    known: Any = cached(key)
    if known is None:
        tables, complaints = published_tables(read_workbook(data, name), name)
        known = [{table: [dict(row) for row in rows] for table, rows in tables.items()}, complaints]
        keep(key, known)
    return PackTables(
        known[0], stamp, published_file(name, hashlib.sha256(data).hexdigest(), _saved_on(data)), known[1]
    )


def _saved_on(data: bytes) -> str:
    """The day on which a workbook says it was saved last; "" where it does not say it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_PROPERTIES) as part:
            found = _SAVED.search(part.read(_MOST_OF_PROPERTIES))
    except (KeyError, OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        return ""
    return found[1].decode("ascii") if found else ""


@cache
def _reader_stamp() -> str:
    """Changes with the code and the table that read the workbook, so that nothing read by older code is used."""
    digest = hashlib.blake2b(str(_FORMAT).encode(), digest_size=6)
    digest.update(resources().content("dip/national_sheets.csv"))
    for module in (catalogue_sheets, national_catalogue, cell_text, sheets, workbook_child):
        with suppress(OSError):  # a frozen program has no sources: _FORMAT alone speaks then
            digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()
