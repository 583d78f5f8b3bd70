"""What she finds by typing words becomes suggestions for a row of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.change import Change, ChangeSource
from coding.page.edits import insert_row, set_row
from coding.page.rows import ROW_TYPES
from coding.suggest.suggestion import Match, Suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.page.front_page import FrontPage


def as_suggestions(page: FrontPage, group: str, index: int, matches: Sequence[Match]) -> list[Suggestion]:
    """Matches as suggestions for a row; beyond the last row they add one."""
    return [Suggestion(_change(page, group, index, m), m, group, index, "检索") for m in matches]


def _change(page: FrontPage, group: str, index: int, match: Match) -> Change:
    rows = page.rows(group)
    if index >= len(rows):
        row = ROW_TYPES[group](code=match.code, name=match.name)
        return insert_row(page, group, row, source=ChangeSource.SUGGESTION)
    return set_row(page, group, index, {"code": match.code, "name": match.name}, source=ChangeSource.SUGGESTION)
