"""What the worklist can be asked for and in which order, in the words of the window; the store answers."""

from __future__ import annotations

from typing import Final

from coding.store.store import Marked, Sort

#: The pages that are assigned to who is here: among the states, behind the first.
MINE: Final = "mine"
MINE_LABEL: Final = "我的"

STATES: Final[dict[Marked, str]] = {
    Marked.ALL: "全部病案",
    Marked.OPEN: "未完成",
    Marked.RETURNED: "退回",
    Marked.PUT_OFF: "待补",
    Marked.SUBMITTED: "待质控",
    Marked.ERROR: "有强制问题",
    Marked.WARNING: "有提示问题",
    Marked.CLEAN: "未见问题",
    Marked.UNGROUPED: "未入组",
    Marked.UNPROVED: "依据未写",
    Marked.LIST_DIFFERS: "清单不符",
    Marked.OVERDUE: "逾期",
    Marked.ALTERED: "已改动",
    Marked.DONE: "通过",
    Marked.DONE_OPEN: "通过，仍有强制或依据未写",
    Marked.WAITING: "待检查",
}

SORTS: Final[dict[Sort, str]] = {
    Sort.DISCHARGE: "出院日期，新的在前",
    Sort.WORST: "问题多的在前",
    Sort.CASE_NO: "病案号",
    Sort.NAME: "姓名",
    Sort.DEPT: "出院科别",
    Sort.DRG: "病组",
    Sort.WEIGHT: "权重，大的在前",
}


def sorts_for(*, sees_money: bool) -> dict[Sort, str]:
    """The orders that may be asked for: an order by weight tells the weight."""
    return {sort: words for sort, words in SORTS.items() if sees_money or sort is not Sort.WEIGHT}
