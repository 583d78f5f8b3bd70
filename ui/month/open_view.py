"""Step 1: open the month, what came for it, the gaps in its record numbers against the HIS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from coding.base.errors import CodingError
from coding.base.numbers import whole_number
from coding.review.people import Command
from coding.review.record_gaps import RecordGaps
from coding.store.kept_months import MonthKind
from coding.work.months import gaps_of, open_month, state_words, the_month
from ui.grouping.group_table import ReadTable
from ui.month.step_view import StepView
from ui.plain import PlainLabel
from ui.theme.spacing import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.review.month_life import MonthAt
    from ui.workplace import Workplace

_LISTS: Final = "出院名单 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"
_HEADS: Final = ("文件", "病案", "新增", "更新", "未变", "不能读入", "读入人", "时间")
_WIDTHS: Final = (0, 70, 70, 70, 70, 80, 90, 130)
_SAID: Final = ("pages", "added", "updated", "unchanged", "rejects")
_SHOWN_RUNS: Final = 40


class OpenView(StepView):
    """What came, and the gaps."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(place, "每月 1 日：读入上月的 HIS 导出，核对份数和病案号断号，再打开本月。", parent)
        self.count = QLineEdit(self, placeholderText="可不填")
        self.count.setAccessibleName("HIS 出院人次")
        self.count.setMaximumWidth(130)
        self.gaps = PlainLabel("", self)
        self.gaps.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(PlainLabel("HIS 出院人次", self))
        line.addWidget(self.count)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self.gaps)
        self.table = ReadTable(_HEADS, _WIDTHS, self, range(1, 6))
        self.table.setAccessibleName("收到的文件")
        self.body.addWidget(self.table, 1)
        self.open_button = self.action("打开本月", self.open, Command.KEEP_MONTH, primary=True)
        self.list_button = self.action("用 HIS 出院名单核对…", self._ask_list, Command.KEEP_MONTH)
        self.files_button = self.action(
            "读入首页文件…", lambda: self.action_wanted.emit("open_file"), Command.IMPORT_PAGES
        )
        self.row.addStretch(1)
        self.count.returnPressed.connect(lambda: self.attempt(self.open))
        self.first(self.count)

    def forget(self) -> None:
        self.count.clear()
        self.gaps.setText("")
        self.table.fill([])

    def refresh(self) -> None:
        for button in (self.open_button, self.list_button):
            self.enable(button, bool(self.month), "请选一个月")
        self.count.setEnabled(bool(self.month))
        if not self.month:
            self.say("打开和关账按月：请在上方选一个月。")
            return
        month = the_month(self.store, self.month)
        entries = self.store.month_entries(self.month, {MonthKind.RECEIVED})
        self.table.fill(
            [
                (
                    str(entry.said.get("file", "")),
                    *(f"{int(entry.said.get(key, 0)):,}" for key in _SAID),
                    entry.name,
                    f"{entry.at:%m-%d %H:%M}",
                )
                for entry in entries
            ]
        )
        is_new = month.state is None
        self.enable(self.open_button, is_new, state_words(month))
        self.count.setEnabled(is_new)
        self.list_button.setText("用 HIS 出院名单打开…" if is_new else "用 HIS 出院名单再核对…")
        if month.opened is not None:
            self._tell_opened(month)
        else:
            self.gaps.setText("")
            self.say(f"{self.month} 还没有打开。填写 HIS 出院人次（可不填），按“打开本月”。")

    def open(self, his_list: Path | None = None) -> None:
        """Open the month; the gaps are counted behind the window."""
        store, month, told = self.store, self.month, self.count.text().strip()
        count = whole_number(told) if told else None
        if told and count is None:
            raise CodingError(f"HIS 出院人次“{told}”不是整数：请改正后再打开。")
        self.run("打开本月", lambda: open_month(store, month, count, his_list), self._opened)

    def compare(self, his_list: Path) -> None:
        """Compare the pages of the open month with a list of the HIS."""
        store, month = self.store, self.month
        self.run("核对出院名单", lambda: gaps_of(store, month, None, his_list), self._show_gaps)

    def _opened(self, found: tuple[MonthAt, RecordGaps]) -> None:
        self.renew()
        self._show_gaps(found[1])

    def _show_gaps(self, gaps: RecordGaps) -> None:
        told = [gaps.in_words()]
        runs = "、".join(first if first == last else f"{first}–{last}" for first, last in gaps.runs[:_SHOWN_RUNS])
        told += [f"断号：{runs}{' …' if len(gaps.runs) > _SHOWN_RUNS else ''}"] if runs else []
        told += [f"缺：{'、'.join(gaps.missing[:_SHOWN_RUNS])}"] if gaps.missing else []
        told += list(gaps.troubles[:3])
        self.gaps.setText("\n".join(told))
        self.say(state_words(the_month(self.store, self.month)))

    def _tell_opened(self, month: MonthAt) -> None:
        assert month.opened is not None
        said: dict[str, Any] = {"pages": 0, **(month.opened.said.get("gaps") or {})}
        said["runs"] = tuple((first, last) for first, last in said.get("runs", ()))
        self._show_gaps(RecordGaps(**said))

    def _ask_list(self) -> None:
        path = self.ask_file("HIS 出院名单", _LISTS)
        if path is not None:
            self.open(path) if the_month(self.store, self.month).state is None else self.compare(path)
