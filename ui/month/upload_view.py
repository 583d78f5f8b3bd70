"""Step 7, second part: batches to the platforms, their receipts, what the platforms turn back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTabWidget

from coding.base.errors import CodingError
from coding.review.batches import Batch, Rejection, open_rejections, platform_label, platforms
from coding.review.people import Command
from coding.work.batches import Uploaded, batches, receive, upload, uploadable
from coding.work.rejections import RejectionsBrought, all_rejections, bring_rejections
from ui.grouping.group_table import ReadTable
from ui.month.step_view import StepView
from ui.plain import PlainLabel
from ui.theme.spacing import SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.work.batches import Uploadable
    from ui.workplace import Workplace

    _Found = tuple[Sequence[Batch], Sequence[Rejection], frozenset[Rejection], Uploadable]

_LISTS: Final = "退回清单 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"
_HEADS: Final = ("批次", "平台", "日期", "份数", "其中补报", "回执", "上报人", "文件")
_WIDTHS: Final = (190, 110, 100, 70, 80, 150, 90, 0)
_BACK: Final = ("批次", "病案号", "栏目", "平台原文", "值", "状态")
_BACK_WIDTHS: Final = (180, 110, 140, 0, 120, 170)


class UploadView(StepView):
    """Batches in one tab, rejections in the other; Enter opens the pages."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = "已通过的病案写成上报文件，登记批次，病案转为“已上报”；之后再改动的登记补报，随下一批次上报。"
        super().__init__(place, lead, parent)
        self.made: list[Batch] = []
        self.back: list[Rejection] = []
        self.platform = QComboBox(self)
        self.platform.setAccessibleName("平台")
        for one in platforms().values():
            self.platform.addItem(one.label, one.id)
        self.ready = PlainLabel("", self)
        self.ready.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(PlainLabel("平台", self))
        line.addWidget(self.platform)
        line.addWidget(self.ready, 1)
        self.body.addLayout(line)
        self.table = ReadTable(_HEADS, _WIDTHS, self, (3, 4))
        self.table.setAccessibleName("批次")
        self.rejections = ReadTable(_BACK, _BACK_WIDTHS, self)
        self.rejections.setAccessibleName("平台退回")
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self.table, "批次")
        self.tabs.addTab(self.rejections, "平台退回")
        self.body.addWidget(self.tabs, 1)
        self.receipt = self.line("回执号", "所选批次的回执号", is_whole=True)
        self.upload_button = self.action("写出上报文件并登记批次…", self._ask_and_upload, Command.UPLOAD, primary=True)
        self.row.addWidget(self.receipt)
        self.receipt_button = self.action("登记回执", self.take_receipt, Command.KEEP_BATCHES)
        self.row.addStretch(1)
        self.list_button = self.action("读入退回清单…", self._ask_and_bring, Command.KEEP_BATCHES)
        self.platform.currentIndexChanged.connect(lambda _: self.refresh())
        self.table.activated.connect(lambda index: self.open_batch(index.row()))
        self.rejections.activated.connect(lambda index: self._open_rejection(index.row()))
        self.receipt.returnPressed.connect(lambda: self.attempt(self.take_receipt))
        self.first(self.table)

    def forget(self) -> None:
        self.look_no_more()
        self.ready.setText("")
        self._show_batches((), (), frozenset())

    def refresh(self) -> None:
        for button in self.buttons:
            self.enable(button, bool(self.month), "请选一个月")
        if not self.month:
            self.say("上报按月登记：请在上方选一个月。")
            return
        self.enable(self.upload_button, on=False, why="正在数可以上报的病案，请稍候")
        store, month, ids, platform = self.store, self.month, self._ids(), self.platform.currentData()

        def work(_task: object) -> _Found:
            made, back = batches(store, month), all_rejections(store, month)
            still_open = frozenset(open_rejections(back, batches(store)))
            return made, back, still_open, uploadable(store, ids, platform, month)

        self.look("列出批次", work, self._show)

    # -- what the person does

    def upload(self, path: Path) -> None:
        """Write the files of what may go, and keep the batch."""
        store, month, platform = self.store, self.month, self.platform.currentData()
        ids, now = self._ids(), self.place.session.clock()
        self.place.write_down()
        self.run("写出上报文件", lambda: upload(store, month, platform, ids, path, now), self._uploaded)

    def take_receipt(self) -> None:
        """The receipt of the batch that is chosen."""
        at = self.table.currentRow()
        if not 0 <= at < len(self.made):
            raise CodingError("请先选一个批次，再登记回执。")
        receive(self.store, self.made[at], self.receipt.text())
        self.receipt.clear()
        self.renew()

    def bring(self, path: Path) -> None:
        """Read a list of what the platform turned back."""
        store, platform, month = self.store, self.platform.currentData(), self.month
        self.run("读入退回清单", lambda: bring_rejections(store, path, platform, month), self._brought)

    def open_batch(self, at: int) -> None:
        """The pages of a batch."""
        if 0 <= at < len(self.made):
            self.pages_wanted.emit(f"批次 {self.made[at].number}", list(self.made[at].pages))

    # -- inside

    def _ids(self) -> list[int]:
        return list(self.reading.ids) if self.reading is not None else []

    def _show(self, found: _Found) -> None:
        made, back, still_open, may_go = found
        self._show_batches(made, back, still_open)
        self.ready.setText(f"可以上报 {len(may_go.ready):,} 份，暂不能上报 {len(may_go.held):,} 份")
        self.enable(self.upload_button, bool(may_go.ready), "没有可以上报的病案：通过后才能上报")
        self.say("")

    def _show_batches(self, made: Sequence[Batch], back: Sequence[Rejection], still_open: frozenset[Rejection]) -> None:
        self.made, self.back = list(made), list(back)
        self.table.fill([_batch_cells(one) for one in self.made])
        self.rejections.fill([_back_cells(one, is_open=one in still_open) for one in self.back])
        self.tabs.setTabText(1, f"平台退回 {len(self.back):,}")

    def _uploaded(self, done: Uploaded) -> None:
        self.place.session.catch_up()
        self.renew(done.in_words())

    def _brought(self, found: RejectionsBrought) -> None:
        self.tabs.setCurrentWidget(self.rejections)
        self.renew("\n".join((found.in_words(), *(one.why for one in found.unmatched[:5]))))

    def _open_rejection(self, at: int) -> None:
        if 0 <= at < len(self.back) and (page_id := self.back[at].page_id) is not None:
            self.page_wanted.emit(page_id)

    def _ask_and_upload(self) -> None:
        target = platforms()[self.platform.currentData()]
        name = f"{target.label}_{self.month}{target.suffix}"
        path = self.ask_new_file("上报文件", name, f"{target.label} (*{target.suffix})")
        if path is not None:
            self.upload(path)

    def _ask_and_bring(self) -> None:
        path = self.ask_file("平台退回清单", _LISTS)
        if path is not None:
            self.bring(path)


def _batch_cells(one: Batch) -> tuple[str, ...]:
    return (
        one.number,
        platform_label(one.platform),
        one.day.isoformat(),
        f"{len(one.pages):,}",
        f"{len(one.again):,}" if one.again else "",
        one.receipt or "（没有回执）",
        one.by,
        "、".join(one.files),
    )


def _back_cells(one: Rejection, *, is_open: bool) -> tuple[str, ...]:
    state = one.why or ("待改正后补报" if is_open else "已再次上报")
    return (one.batch, one.case_no, one.item, one.words, one.value, state)
