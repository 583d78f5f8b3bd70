"""Where a page arrives whose step was made in a department that releases otherwise: 完成 of one stage is 待质控 of two.

The table is ``resources/people/arrivals.csv``; a step that does not stand there arrives as it was made.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.page.step import PageState
from coding.review.case_life import Stages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.page.step import Step


def arrives(step: Step, *, two_stage: bool) -> PageState:
    """The state that a step made elsewhere leads to in a department of one stage or of two."""
    stages = Stages.TWO if two_stage else Stages.ONE
    return _arrivals().get((step.before, step.after, stages), step.after)


@cache
def _arrivals() -> Mapping[tuple[PageState, PageState, Stages], PageState]:
    """All rows. Raises KnowledgeError that names the row where one cannot be read or stands twice."""
    table = resource_table("people/arrivals.csv", "before", "after", "stages", "arrives")
    found: dict[tuple[PageState, PageState, Stages], PageState] = {}
    for row, line in zip(table, table.lines, strict=True):
        try:
            place = PageState(row["before"]), PageState(row["after"]), Stages(row["stages"])
            state = PageState(row["arrives"])
        except ValueError as error:
            raise KnowledgeError(f"{table.name} 第{line}行：有程序不认识的词，请重新安装本程序。") from error
        if place in found:
            raise KnowledgeError(f"{table.name} 第{line}行：同一步骤写了两次，请重新安装本程序。")
        found[place] = state
    return found
