"""The case of every row of a file, for ``group``: read as it stands, or through a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coding.codes.edition import INSURANCE, STATED_IN
from coding.codes.entry import CodeKind
from coding.exchange.cases import compact_reader
from coding.grouping.case import Case

if TYPE_CHECKING:
    from coding.exchange.read import RowShape
    from coding.exchange.textfile import Record
    from coding.knowledge.knowledge import KnowledgeSource
    from coding.work.grouped_rows import Find

_Read = Callable[[list[str]], tuple[str, Case]]


def case_finder(shape: RowShape, maps: KnowledgeSource | None) -> Find:
    """What gives the case number and the case of each record of a file, carried through the crosswalks in ``maps``."""
    # A file that says itself of which edition its codes are says so row by row: that is the page's to read.
    told = maps is not None and any(head.strip() in STATED_IN for head in shape.match.header)
    compact = shape.match.layout.id == "compact"
    return _direct(shape, maps) if compact and not told else _through_page(shape, maps)


def _direct(shape: RowShape, maps: KnowledgeSource | None = None) -> Find:
    read = compact_reader(shape.match)
    case_no = shape.builder.case_no
    if maps is not None and maps.edition != INSURANCE:
        read = _carrying(read, maps)

    def find(record: Record) -> tuple[str, Case | None]:
        if record.problem:
            return case_no(record.cells), None
        return read(record.cells)

    return find


def _carrying(read: _Read, maps: KnowledgeSource) -> _Read:
    """The reader with the codes of every case carried through the crosswalks, once."""
    from coding.codes.crosswalk import load_crosswalk

    dx = load_crosswalk(Path(maps.dx_map), CodeKind.DIAGNOSIS).carry if maps.dx_map else str
    px = load_crosswalk(Path(maps.px_map), CodeKind.PROCEDURE).carry if maps.px_map else str

    def carried(cells: list[str]) -> tuple[str, Case]:
        case_id, case = read(cells)
        return case_id, replace(case, dx=tuple(map(dx, case.dx)), px=tuple(map(px, case.px)))

    return carried


def _through_page(shape: RowShape, maps: KnowledgeSource | None) -> Find:
    from coding.grouping.page_case import case_of

    builder = shape.builder
    codes = None  # they are asked where codes are carried, and nowhere else
    if maps is not None:
        from coding.knowledge.knowledge import load_codes

        codes = load_codes(maps)

    def find(record: Record) -> tuple[str, Case | None]:
        page = builder.build(record).page
        return builder.case_no(record.cells), None if page is None else case_of(page, codes)

    return find
