"""Steps 2, 3 and 7: the work of the month ward by ward; each number opens its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.review.people import Command
from coding.work.month_wards import ALL_WARDS, DONE, FOUND, WardLine, done_by_ward, found_by_ward
from ui.grouping.group_table import ReadTable
from ui.month.step_view import StepView
from ui.month.suspected_view import SuspectedView
from ui.month.tabbed_view import TabbedView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from coding.store.store import Store
    from ui.workplace import Workplace

_WARD: Final = 200
_COUNT: Final = 92
#: Width of a sign of a heading, and what stands beside it.
_SIGN, _BESIDE = 13, 24


class WardView(StepView):
    """A line a ward, a column a count; Enter on a cell opens its pages, ←→ choose the column."""

    def __init__(
        self,
        place: Workplace,
        lead: str,
        columns: dict[str, str],
        count: Callable[[Store, Mapping[int, str]], list[WardLine]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(place, lead, parent)
        self._columns, self._count = columns, count
        self.lines: list[WardLine] = []
        widths = (_WARD, *(max(_COUNT, len(title) * _SIGN + _BESIDE) for title in columns.values()))
        self.table = ReadTable(("病区", *columns.values()), widths, self, range(1, len(columns) + 1))
        self.table.setSelectionBehavior(ReadTable.SelectionBehavior.SelectItems)
        self.table.setAccessibleName("按病区")
        self.table.activated.connect(lambda index: self.open_cell(index.row(), index.column()))
        self.body.addWidget(self.table, 1)
        self.first(self.table)

    def forget(self) -> None:
        self.look_no_more()
        self.lines = []
        self.table.fill([])

    def refresh(self) -> None:
        reading, store, count = self.reading, self.store, self._count
        if reading is not None:
            self.look("按病区汇总", lambda _task: count(store, reading.wards), self._show_lines)

    def open_cell(self, row: int, column: int) -> None:
        """Open the pages that a cell counts; of the name of a ward all its pages."""
        if not 0 <= row < len(self.lines):
            return
        key = list(self._columns)[max(column - 1, 0)]
        line = self.lines[row]
        pages = line.pages[key]
        if pages:
            assert self.period is not None
            self.pages_wanted.emit(f"{self.period.name} {line.ward} {self._columns[key]}", list(pages))

    def _show_lines(self, lines: list[WardLine]) -> None:
        self.lines = lines
        self.table.fill([(one.ward, *(_count(len(one.pages[key])) for key in self._columns)) for one in lines])
        self.say("Enter 打开所选数字的病案。" if lines else "这一时期没有病案，或病案还没有检查。")


class CheckView(TabbedView):
    """Step 2: what was found, ward by ward; what is suspected wants an answer."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        parts = (("按病区", FoundView(place)), ("疑似与合规清单", SuspectedView(place)))
        super().__init__(place, parts, parent)
        self.found, self.suspected = (view for _, view in parts)


class FoundView(WardView):
    """What was found."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = "全部规则（含只在成批时判断的）、相邻住院、结算清单和时限都已判断；按病区分派去改。"
        super().__init__(place, lead, {key: words for key, (words, _) in FOUND.items()}, found_by_ward, parent)
        self.action("分派病案…", lambda: self.action_wanted.emit("deal"))
        self.row.addStretch(1)


class MendView(WardView):
    """Step 3: how far the pages are."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = "编码员逐份改正，Ctrl+Enter 提交；越过关口的要写理由并计数。"
        super().__init__(place, lead, {key: words for key, (words, _) in DONE.items()}, done_by_ward, parent)
        self.action("下一份待完成的病案", lambda: self.action_wanted.emit("next_mine"))
        self.row.addStretch(1)


class ReleaseView(WardView):
    """Step 7, first part: what has still to pass."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = "通过的病案才能上报。还没有通过的在“编码中、待补、待质控、退回”各列，打开后逐份处理。"
        super().__init__(place, lead, {key: words for key, (words, _) in DONE.items()}, done_by_ward, parent)
        self.rest = self.action("打开未通过的病案", self.open_rest, Command.READ_PAGES, primary=True)
        self.row.addStretch(1)

    def open_rest(self) -> None:
        """All pages of the month that have not passed."""
        whole = next((one for one in self.lines if one.ward == ALL_WARDS), None)
        if whole is None or self.period is None:
            return
        done = {*whole.pages["passed"], *whole.pages["uploaded"]}
        rest = [page_id for page_id in whole.pages["pages"] if page_id not in done]
        if rest:
            self.pages_wanted.emit(f"{self.period.name} 未通过", rest)
        else:
            self.say("全部病案已通过。")


def _count(number: int) -> str:
    return f"{number:,}" if number else ""
