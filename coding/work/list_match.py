"""Which page a row of somebody's list speaks of: by record number with the day of discharge or the admission count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.exchange.link import same_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from coding.exchange.rejection_list import ListRow
    from coding.store.store import PageFigures, Store


class ListMatch:
    """The pages of a store, found by what a list says of them. ``among``: only these, where a list is of a batch."""

    def __init__(self, store: Store, among: Sequence[int] | None = None) -> None:
        self._store = store
        known = None if among is None else frozenset(among)
        self._by_record: dict[str, list[PageFigures]] = {}
        self._by_id: dict[int, PageFigures] = {}
        for one in store.figures():
            if known is None or one.id in known:
                self._by_record.setdefault(same_number(one.case_no), []).append(one)
                self._by_id[one.id] = one
        self._by_settlement: dict[str, list[int]] | None = None

    def page(self, row: ListRow) -> tuple[int | None, str]:
        """The id of the page, else why there is none."""
        if row.settlement_no:
            found = self._settled(row.settlement_no)
            if len(found) == 1:
                return found[0], ""
        if not row.case_no:
            return None, "没有病案号，结算号也没有对应的病案"
        same = self._by_record.get(same_number(row.case_no), [])
        if not same:
            return None, "没有这个病案号的病案"
        return self._among_stays(row, same)

    def figures(self, page_id: int) -> PageFigures | None:
        """What is known of a page that was found; None for one that is not there."""
        return self._by_id.get(page_id)

    def _among_stays(self, row: ListRow, same: Sequence[PageFigures]) -> tuple[int | None, str]:
        stays = list(same)
        if row.discharged is not None:
            stays = [one for one in stays if _day(one) == row.discharged]
            if not stays:
                days = "、".join(sorted(one.discharge_date[:10] or "无出院日期" for one in same)[:3])
                return None, f"有这个病案号，但出院日期不同（{days}）"
        if len(stays) > 1 and row.admission_times:
            stays = self._of_count(stays, row.admission_times)
        if len(stays) == 1:
            return stays[0].id, ""
        if not stays:
            return None, f"有这个病案号，但没有第 {row.admission_times} 次住院"
        what = "住院次数" if row.discharged is not None else "出院日期或住院次数"
        return None, f"这个病案号有 {len(stays)} 次住院，清单中没有{what}"

    def _of_count(self, stays: Sequence[PageFigures], count: str) -> list[PageFigures]:
        pages = dict(self._store.pages([one.id for one in stays]))
        return [one for one in stays if same_number(pages[one.id].text("admission_times")) == same_number(count)]

    def _settled(self, number: str) -> list[int]:
        """The pages of a settlement number; all are read when the first one is asked for."""
        if self._by_settlement is None:
            self._by_settlement = {}
            for page_id, page in self._store.pages(self._by_id):
                own = page.text("setl_serial_no").strip()
                if own:
                    self._by_settlement.setdefault(own, []).append(page_id)
        return self._by_settlement.get(number, [])


def _day(one: PageFigures) -> date | None:
    moment = read_moment(one.discharge_date)
    return moment.date() if moment else None
