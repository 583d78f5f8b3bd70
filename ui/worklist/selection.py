"""What the worklist may ask of the store: the orders in the words of the window, and the query of what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.store.kept_worklist import MONEY_SORTS
from coding.store.store import Marked, Sort, WorklistQuery
from coding.work.list_marks import MINE

if TYPE_CHECKING:
    from coding.work.typed_filters import TypedQuery

SORTS: Final[dict[Sort, str]] = {
    Sort.DISCHARGE: "出院日期，新的在前",
    Sort.WORST: "问题多的在前",
    Sort.CASE_NO: "病案号",
    Sort.NAME: "姓名",
    Sort.DEPT: "出院科别",
    Sort.DRG: "病组",
    Sort.WEIGHT: "权重，大的在前",
    Sort.WEIGHT_MOVED: "权重差，升降都大的在前",
    Sort.PAYMENT_MOVED: "支付差，升降都大的在前",
}


def sorts_for(*, sees_money: bool) -> dict[Sort, str]:
    """The orders that may be asked for: an order by weight tells the weight."""
    return {sort: words for sort, words in SORTS.items() if sees_money or sort not in MONEY_SORTS}


def query_of(typed: TypedQuery, chosen: str, sort: Sort, me: int) -> WorklistQuery:
    """The query of what is typed, with the mark that is chosen and the order; ``me``: whose pages are mine."""
    if chosen == MINE:
        return WorklistQuery(typed.words, sort=sort, mine=me, filters=typed.filters)
    return WorklistQuery(typed.words, Marked(chosen), sort, filters=typed.filters)
