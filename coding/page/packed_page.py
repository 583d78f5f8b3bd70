"""A page as plain values and bytes: what lies on disk, goes to another machine, or is compared byte by byte."""

from __future__ import annotations

import marshal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from coding.page.front_page import FrontPage, Origin
from coding.page.rows import ROW_TYPES, Diagnosis, IntensiveCare, Procedure

#: What all pages of a file share: supplied keys, and the file, sheet, layout and encoding of their origin.
Shape = tuple[frozenset[str], str, str, str, str]
_FIELDS = {kind: attrgetter(*kind.__dataclass_fields__) for kind in ROW_TYPES.values()}
_DX, _PX, _ICU = (_FIELDS[kind] for kind in (Diagnosis, Procedure, IntensiveCare))
#: Rows that are the same are one object: most hospitals code the same few diseases day after day.
_diagnosis, _procedure = lru_cache(4_096)(Diagnosis), lru_cache(4_096)(Procedure)
#: Without references to what was written before: equal pages give equal bytes, whatever the memory holds.
_PLAIN = 2


def shape_of(page: FrontPage) -> Shape:
    """What the page shares with the others of its file."""
    origin = page.origin
    return page.supplied, origin.file, origin.sheet, origin.layout, origin.encoding


def pack(page: FrontPage) -> bytes:
    """All of the page but its shape."""
    return marshal.dumps(
        (
            dict(page.values),
            [_DX(row) for row in page.diagnoses],
            [_PX(row) for row in page.procedures],
            [_ICU(row) for row in page.intensive_cares],
            dict(page.extra),
            page.origin.row,
            page.settlement.as_dict() if page.settlement is not None else None,
        )
    )


def unpack(data: bytes, shape: Shape) -> FrontPage:
    """The page again."""
    values, diagnoses, procedures, cares, extra, row, settlement = marshal.loads(data)
    supplied, file, sheet, layout, encoding = shape
    return FrontPage(
        values,
        tuple(_diagnosis(*r) for r in diagnoses),
        tuple(_procedure(*r) for r in procedures),
        tuple(IntensiveCare(*r) for r in cares),
        supplied,
        extra,
        Origin(file, row, sheet, layout, encoding),
        FrontPage.from_dict(settlement) if settlement is not None else None,
    )


def comparable(data: bytes, shape: Shape) -> bytes:
    """The same bytes for the same page in every process and run."""
    supplied, *origin = shape
    told: tuple[Any, ...] = (sorted(supplied), origin, marshal.loads(data))
    return marshal.dumps(told, _PLAIN)
