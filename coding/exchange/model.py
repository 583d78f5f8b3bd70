"""What reading a file gives: pages, and the rows that could not become pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coding.page import FrontPage


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is not a page: data row from 1, record number if readable, column, Chinese reason, the row."""

    file: str
    row: int
    case_no: str
    column: str
    reason: str
    raw: Mapping[str, str] = field(default_factory=dict)


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
class Dialect:
    """How a file is written; what is needed to write it back in the same way.

    ``preamble`` are the lines above the header of a text file, ends of line included; ``rows_above`` the
    rows above the header of a sheet; ``below`` rows of Chinese labels under the header.
    """

    delimiter: str = ","
    newline: str = "\r\n"
    quote_all: bool = False
    final_newline: bool = True
    preamble: tuple[str, ...] = ()
    rows_above: tuple[tuple[str, ...], ...] = ()
    below: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One file read: layout (n041, compact), encoding, its columns in order, pages, rejects, repairs.

    ``notes`` are Chinese sentences for the user: unknown columns, a second sheet that was ignored …
    """

    file: str
    layout: str
    encoding: str
    columns: tuple[str, ...]
    pages: tuple[FrontPage, ...]
    rejects: tuple[Reject, ...] = ()
    repairs: tuple[Repair, ...] = ()
    notes: tuple[str, ...] = ()
    dialect: Dialect = Dialect()
