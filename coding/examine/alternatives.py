"""What the group would be if: another diagnosis were principal, another procedure main, a row not there.

All of it is for looking at. Nothing is ordered by weight: rows come in the order of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.grouping.case import Grouping, GroupStatus
from coding.page.change import Change, ChangeSource
from coding.page.edits import move_row, remove_row
from coding.page.fields import RowGroup, is_blank

if TYPE_CHECKING:
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage

#: A what-if and the group it leads to.
WhatIf = tuple[Change, Grouping]


def as_principal(page: FrontPage, knowledge: Knowledge) -> list[WhatIf]:
    """Each other diagnosis that has a code, made the principal one."""
    return _moved(page, knowledge, "diagnosis", "假设以该诊断为主要诊断")


def as_main(page: FrontPage, knowledge: Knowledge) -> list[WhatIf]:
    """Each other procedure that has a code, made the main one."""
    return _moved(page, knowledge, "procedure", "假设以该手术操作为主要手术操作")


def without_each(page: FrontPage, knowledge: Knowledge) -> list[WhatIf]:
    """The group without each secondary diagnosis and without each procedure: what carries the group."""
    rows: list[tuple[RowGroup, int]] = [("diagnosis", at) for at in range(1, len(page.diagnoses))]
    rows += [("procedure", at) for at in range(len(page.procedures))]
    changes = [
        remove_row(page, group, at, reason="查看该行对分组的作用", source=ChangeSource.WHAT_IF)
        for group, at in rows
        if not is_blank(page.rows(group)[at].code)  # type: ignore[union-attr]
    ]
    return [(change, _grouped(page, change, knowledge)) for change in changes]


def carriers(page: FrontPage, knowledge: Knowledge) -> list[WhatIf]:
    """Of ``without_each``, the rows without which the group is another one."""
    now = knowledge.of(page).reference.group(page)
    return [(change, result) for change, result in without_each(page, knowledge) if result != now]


def cause(page: FrontPage, knowledge: Knowledge) -> str:
    """Why the page is ambiguous, ungroupable or fails a check, in one sentence; "" when it is grouped."""
    reference = knowledge.of(page).reference
    return reference.cause(page, reference.group(page))


def remedies(page: FrontPage, knowledge: Knowledge) -> list[WhatIf]:
    """For an ambiguous or ungroupable page: the moves within the page that let it group, in page order.

    First those of the principal diagnosis, then those of the main procedure; empty for a page that groups
    or that lacks an item, as no order of rows can supply that.
    """
    now = knowledge.of(page).reference.group(page)
    if not now.is_ungrouped and now.status is not GroupStatus.AMBIGUOUS:
        return []
    tried = as_principal(page, knowledge) + as_main(page, knowledge)
    return [(change, result) for change, result in tried if result.is_grouped]


def _moved(page: FrontPage, knowledge: Knowledge, group: RowGroup, reason: str) -> list[WhatIf]:
    found = []
    for at, row in enumerate(page.rows(group)):
        if at and not is_blank(row.code):  # type: ignore[union-attr]
            change = move_row(page, group, at, 0, reason=reason, source=ChangeSource.WHAT_IF)
            found.append((change, _grouped(page, change, knowledge)))
    return found


def _grouped(page: FrontPage, change: Change, knowledge: Knowledge) -> Grouping:
    after = page.apply(change)
    return knowledge.of(after).reference.group(after)
