"""Denials and negative lists of the insurer, item by item: cause, rule, appeal; and what came of each cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox, QTabWidget

from coding.base.errors import CodingError
from coding.reports.denial_causes import causes_table
from coding.review.denials import denial_causes
from coding.review.people import Command
from coding.work.denials import (
    bring_negative_list,
    bring_paid_denials,
    denial_items,
    month_causes,
    name_cause,
    note_appeal,
)
from ui.grouping.group_table import ReadTable
from ui.month.report_table import report_table
from ui.month.step_view import StepView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.reports.report_page import Table
    from coding.review.denials import DenialItem
    from coding.work.denials import DenialsBrought
    from ui.workplace import Workplace

_HEADS: Final = ("病案号", "出院日期", "项目", "医保原文", "金额（元）", "根本原因", "规则", "申诉")
_WIDTHS: Final = (100, 92, 140, 0, 92, 140, 110, 170)
_LISTS: Final = "拒付或负面清单 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"


class DenialsView(StepView):
    """Items in one tab, causes through two months in the other; Enter opens the page."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(place, "拒付和负面清单逐项归因到规则，下月看同类是否减少；申诉写明情况。", parent)
        self.items: list[DenialItem] = []
        self.table = ReadTable(_HEADS, _WIDTHS, self, (4,))
        self.table.setAccessibleName("拒付")
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self.table, "逐项")
        self.body.addWidget(self.tabs, 1)
        self.cause = QComboBox(self)
        self.cause.setAccessibleName("根本原因")
        for id_, one in denial_causes().items():
            self.cause.addItem(one.label, id_)
        self.words = self.line("规则或申诉", "规则编号（归因时，可不填）或申诉情况")
        self.list_button = self.action("读入负面清单…", self._ask_and_bring, Command.KEEP_DENIALS)
        self.paid_button = self.action("取结算结果中的拒付", self.take_paid, Command.KEEP_DENIALS)
        self.row.addWidget(self.cause)
        self.row.addWidget(self.words, 1)
        self.cause_button = self.action("归因", self.name_cause, Command.KEEP_DENIALS, primary=True)
        self.appeal_button = self.action("登记申诉", self.appeal, Command.KEEP_DENIALS)
        self.table.activated.connect(lambda index: self._open(index.row()))
        self.first(self.table)

    def forget(self) -> None:
        self.look_no_more()
        self._show_items(())

    def refresh(self) -> None:
        for button in self.buttons:
            self.enable(button, bool(self.month), "请选一个月")
        if not self.month:
            self.say("拒付按月登记：请在上方选一个月。")
            return
        store, month, sees = self.store, self.month, self.place.session.sees_money
        self.look(
            "列出拒付",
            lambda _task: (denial_items(store, month), causes_table(month_causes(store, month), money=sees)),
            self._show,
        )

    def bring(self, path: Path) -> None:
        """Read a negative list."""
        store, month = self.store, self.month
        self.run("读入负面清单", lambda: bring_negative_list(store, path, month), self._brought)

    def take_paid(self) -> None:
        """Items of the denials among the results that were read."""
        store = self.store
        self.run("取结算结果中的拒付", lambda: bring_paid_denials(store), self._brought)

    def name_cause(self) -> None:
        """The cause of the item that is chosen."""
        name_cause(self.store, self._chosen(), self.cause.currentData(), self.words.text())
        self._kept()

    def appeal(self) -> None:
        """What became of its appeal."""
        note_appeal(self.store, self._chosen(), self.words.text())
        self._kept()

    def _show(self, found: tuple[Sequence[DenialItem], Table]) -> None:
        items, causes = found
        at = self.tabs.currentIndex()
        self._show_items(items)
        self.tabs.addTab(report_table(causes, self), "按原因")
        self.tabs.setCurrentIndex(at)
        without = sum(not one.cause for one in self.items)
        self.say(f"{len(self.items):,} 项，待归因 {without:,} 项。")

    def _show_items(self, items: Sequence[DenialItem]) -> None:
        while self.tabs.count() > 1:
            widget = self.tabs.widget(1)
            self.tabs.removeTab(1)
            if widget is not None:
                widget.deleteLater()
        self.items = list(items)
        sees = self.place.session.sees_money
        self.table.fill([_cells(one, sees_money=sees) for one in self.items])

    def _kept(self) -> None:
        self.words.clear()
        self.renew()

    def _brought(self, found: DenialsBrought) -> None:
        self.renew("\n".join((found.in_words(), *found.troubles[:4])))

    def _chosen(self) -> DenialItem:
        at = self.table.currentRow()
        if not 0 <= at < len(self.items):
            raise CodingError("请先选一项。")
        return self.items[at]

    def _open(self, at: int) -> None:
        if 0 <= at < len(self.items) and (page_id := self.items[at].page_id) is not None:
            self.page_wanted.emit(page_id)

    def _ask_and_bring(self) -> None:
        path = self.ask_file("拒付或负面清单", _LISTS)
        if path is not None:
            self.bring(path)


def _cells(one: DenialItem, *, sees_money: bool) -> tuple[str, ...]:
    amount = f"{one.amount:,.2f}" if one.amount is not None and sees_money else ""
    rules = "、".join(one.rules)
    return (one.case_no, one.discharged, one.item, one.words, amount, one.cause_label, rules, one.appeal or one.why)
