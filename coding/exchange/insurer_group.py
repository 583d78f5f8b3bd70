"""The group that an insurer gave a record, where its file says it: no field of a page, kept among its extras.

It never alters a page; it is what the own grouping is compared with (``coding.work.insurer_proof``).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.exchange.guess import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.page.front_page import FrontPage


@cache
def _ranks() -> Mapping[str, int]:
    """Header without blanks and case → its rank: of several columns the one that says clearest whose group it is."""
    words = (row["word"] for row in resource_table("layouts/insurer_group_headers.csv", "word"))
    return {bare(word): rank for rank, word in enumerate(words)}


def insurer_column(headers: Iterable[str]) -> str | None:
    """Which of these headers names the insurer's group; None where none does."""
    ranks = _ranks()
    known = [(rank, header) for header in headers if (rank := ranks.get(bare(header))) is not None]
    return min(known)[1] if known else None


def insurer_note(header: str) -> str:
    """What is said of such a column when a file is read as front pages."""
    return f"列“{header}”是医保给出的病组：随病案原样保留，不改动分组；可用“与医保结算结果核对”。"


def insurer_group_of(page: FrontPage) -> str | None:
    """What the file of the page says in that column, as it stands; None where it has no such column."""
    header = insurer_column(page.extra)
    return None if header is None else page.extra[header].strip()
