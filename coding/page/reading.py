"""What reading a file gives: pages, and the rows that could not become pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping, Sequence

    from coding.page.front_page import FrontPage


class RejectKind(StrEnum):
    """What is wrong with a row that is turned back: its shape, bytes that are no text, characters that are none."""

    LAYOUT = "layout"
    ENCODING = "encoding"
    CHARACTER = "character"


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is not a page: data row from 1, record number if readable, column, Chinese reason, the row.

    ``kind`` is for the program, ``reason`` for people.
    """

    file: str
    row: int
    case_no: str
    column: str
    reason: str
    raw: Mapping[str, str] = field(default_factory=dict)
    kind: RejectKind = RejectKind.LAYOUT


@dataclass(frozen=True, slots=True)
class Repair:
    """A value that was mended while reading because the mending was certain: 03.1 → 03.10 and the like."""

    row: int
    case_no: str
    column: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class ForeignValue:
    """A text in a coded field that is no code of its domain, and on how many pages it stands.

    ``beside``: of a few of these pages the columns that no field knows; the name of a department may be among them.
    """

    text: str
    pages: int
    beside: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignField:
    """The texts in one coded field that are no codes of its domain, most pages first; ``pages`` that have any.

    ``is_open``: there are more different ones than were counted.
    """

    pages: int
    values: tuple[ForeignValue, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written; what is needed to write it back in the same way.

    ``preamble`` are the lines above the header of a text file, ends of line included; ``rows_above`` the
    rows above the header of a sheet; ``below`` rows of Chinese labels under the header.
    ``kind`` is json, settlement, xml or dbf, "" for tables; ``frame`` what stands before, between and after
    records that are kept as text; ``template`` the header of a .dbf, a character a byte. ``profile`` is the
    column map of a source, as JSON, where the file has no layout of its own. ``memo`` is the suffix of the file in
    which a .dbf had its memos, "" where none was read.
    """

    delimiter: str = ","
    newline: str = "\r\n"
    quote_all: bool = False
    final_newline: bool = True
    preamble: tuple[str, ...] = ()
    rows_above: tuple[tuple[str, ...], ...] = ()
    below: tuple[tuple[str, ...], ...] = ()
    kind: str = ""
    frame: tuple[str, str, str] = ("", "", "")
    template: str = ""
    profile: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of the pages of a file while it was read, by the number of the page.

    ``odd``: 1 where a cell is not as its column asks; ``discharged``: the moment in seconds, -1 where none can be read;
    ``repeated``: page → an earlier one of seemingly the same stay.
    """

    odd: bytearray
    discharged: array[int]
    repeated: dict[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """One file read: layout (n041, compact), encoding, its columns in order, pages, rejects, repairs.

    ``pages`` is a tuple, or for a large file a sequence on disk. ``notes`` are Chinese sentences for the user:
    unknown columns, a second sheet that was ignored … ``unread``: those of them that say which files beside it in the
    same folder could not be read. ``foreign``: field → what is no code of its domain; ``source``:
    which source of the layout the file comes from. ``looked``: what was seen of its pages, None where other pages
    stand in their place by now.
    """

    file: str
    layout: str
    encoding: str
    columns: tuple[str, ...]
    pages: Sequence[FrontPage]
    rejects: tuple[Reject, ...] = ()
    repairs: tuple[Repair, ...] = ()
    notes: tuple[str, ...] = ()
    dialect: Dialect = Dialect()
    foreign: Mapping[str, ForeignField] = field(default_factory=dict)
    source: str = ""
    looked: Looked | None = field(default=None, compare=False, repr=False)
    unread: tuple[str, ...] = ()
