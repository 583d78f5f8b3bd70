"""The example pages of a rule in a notation that a quality officer can write, and the check that they hold.

``sex=1 | dx=O80.900 顺产 poa=1 | op=74.1x00 剖宫产 date=2026-07-01 | icu=01 in_time=…``: parts by ``|``; a part is a
field and its value (blank: asked and left empty), a diagnosis (the first is principal), a procedure or a stay
in intensive care. ``as_of=2026-08-01`` is the present moment, ``not_supplied=a,b`` takes columns away,
``layout=setl4101`` says what it was read from; pages after ``//`` are other stays of the batch.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from coding.base.dates import read_moment
from coding.base.errors import KnowledgeError
from coding.page.fields import RowGroup, field_catalogue
from coding.page.front_page import FRONT_PAGE_KEYS, FrontPage, Origin
from coding.page.rows import ROW_TYPES, Diagnosis, IntensiveCare, Procedure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_ROWS: Mapping[str, RowGroup] = {"dx": "diagnosis", "op": "procedure", "icu": "intensive_care"}


def read_example(text: str) -> tuple[FrontPage, tuple[FrontPage, ...] | None, datetime | None]:
    """The page of an example, its neighbours (None where there are none) and the as-of moment.

    Raises KnowledgeError with a Chinese sentence where a part cannot be read.
    """
    pages: list[FrontPage] = []
    as_of: datetime | None = None
    for number, part in enumerate(re.split(r"\s//\s", text), start=1):
        page, moment = _page(part, number)
        pages.append(page)
        as_of = moment or as_of
    return pages[0], tuple(pages[1:]) or None, as_of


def _page(text: str, number: int) -> tuple[FrontPage, datetime | None]:
    values: dict[str, str] = {}
    rows: dict[RowGroup, list[Any]] = {"diagnosis": [], "procedure": [], "intensive_care": []}
    asked = set(FRONT_PAGE_KEYS)
    taken: set[str] = set()
    as_of: datetime | None = None
    layout = ""
    for part in filter(None, (p.strip() for p in text.split("|"))):
        name, _, value = (x.strip() for x in part.partition("="))
        if name in _ROWS:
            rows[_ROWS[name]].append(_row(_ROWS[name], value))
            if _ROWS[name] == "diagnosis" and " outcome=" in value:
                asked.add("dx_outcome")
        elif name == "as_of":
            as_of = read_moment(value)
        elif name == "layout":
            layout = value
        elif name == "not_supplied":
            taken.update(k.strip() for k in value.split(","))
        elif name in field_catalogue():
            asked.add(name)
            if value:
                values[name] = value
        else:
            raise KnowledgeError(f"示例中的“{part}”无法识别：“{name}”不是栏目，请改正。")
    page = FrontPage(
        values=values,
        diagnoses=tuple(rows["diagnosis"]),
        procedures=tuple(rows["procedure"]),
        intensive_cares=tuple(rows["intensive_care"]),
        supplied=frozenset(asked - taken),
        origin=Origin(row=number, layout=layout),
    )
    return page, as_of


def _row(group: RowGroup, text: str) -> Diagnosis | Procedure | IntensiveCare:
    """``O80.900 顺产 poa=1``: code, words, then attributes by name; ``_`` for a blank code."""
    known = {f.name for f in fields(ROW_TYPES[group])}
    head, *pairs = re.split(rf"(?<!\s)\s+(?=(?:{'|'.join(known)})=)", text)
    attributes = dict(p.split("=", 1) for p in pairs)
    first, _, rest = head.partition(" ")
    first = "" if first == "_" else first
    if group == "intensive_care":
        return IntensiveCare(**{"type": first, **attributes})
    row = {"code": first, "name": rest.strip(), **attributes}
    return Diagnosis(**row) if group == "diagnosis" else Procedure(**row)
