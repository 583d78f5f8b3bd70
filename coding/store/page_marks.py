"""Marks beside the state of a page: derived from what is known of it, never stored as states."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.store.kept_worklist import WorklistRow


class PageMark(StrEnum):
    """What stands beside the state, gravest first."""

    ERROR = "error"
    UNPROVED = "unproved"
    WARNING = "warning"
    UNGROUPED = "ungrouped"
    LIST_DIFFERS = "list_differs"
    OVERDUE = "overdue"
    ALTERED = "altered"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _LABELS[self]

    @property
    def meaning(self) -> str:
        """What the mark says, in a sentence."""
        return _MEANINGS[self]


_LABELS = {
    PageMark.ERROR: "强制",
    PageMark.UNPROVED: "依据未写",
    PageMark.WARNING: "提示",
    PageMark.UNGROUPED: "未入组",
    PageMark.LIST_DIFFERS: "清单不符",
    PageMark.OVERDUE: "逾期",
    PageMark.ALTERED: "已改动",
}
_MEANINGS = {
    PageMark.ERROR: "有强制问题没有解决",
    PageMark.UNPROVED: "修改使权重变化较大，还没有写明病历中的依据（F7）",
    PageMark.WARNING: "有提示问题没有解决",
    PageMark.UNGROUPED: "按现在的分组方案不能入组",
    PageMark.LIST_DIFFERS: "首页与医保结算清单不一致",
    PageMark.OVERDUE: "首页或清单没有按时提交、编码、归档或上报",
    PageMark.ALTERED: "与读入时不同",
}
#: With one of these a page that is done is not clean: they are what a release would have to answer for.
OPEN = (PageMark.ERROR, PageMark.UNPROVED)


def row_marks(row: WorklistRow) -> tuple[PageMark, ...]:
    """The marks of a page as its row in the worklist says, gravest first; not examined, only 已改动 is known."""
    stands = {
        PageMark.ERROR: row.errors > 0,
        PageMark.UNPROVED: row.unproved,
        PageMark.WARNING: row.warnings > 0,
        PageMark.UNGROUPED: row.ungrouped,
        PageMark.LIST_DIFFERS: row.list_differs,
        PageMark.OVERDUE: row.overdue,
        PageMark.ALTERED: row.altered,
    }
    return tuple(mark for mark, is_on in stands.items() if is_on)


def open_marks(row: WorklistRow) -> tuple[PageMark, ...]:
    """Those that stand open though the page is done."""
    return tuple(mark for mark in row_marks(row) if mark in OPEN)
