"""Step 6: what was drawn of this month and what came of it; drawing and grading are at the sampling desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.review.people import Command
from coding.work.sampling_pages import figure_lines, plan_labels, sample_at, samples_of
from ui.grouping.group_table import ReadTable
from ui.month.step_view import StepView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from coding.work.sampling_pages import SampleAt
    from ui.workplace import Workplace

_HEADS: Final = ("抽查", "计划", "种子", "份数", "待评", "抽样人", "时间")
_WIDTHS: Final = (200, 0, 110, 60, 60, 90, 130)


class SampleView(StepView):
    """Samples that hold pages of the month, and the figures of the one that is chosen."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = "按计划和种子抽样，盲评主要诊断、主要手术和其他编码；编码员可以提一次异议。"
        super().__init__(place, lead, parent)
        self.samples: list[SampleAt] = []
        self.table = ReadTable(_HEADS, _WIDTHS, self, (3, 4))
        self.table.setAccessibleName("抽查")
        self.figures = ReadTable(("项目", "结果"), (220, 0), self)
        self.figures.setAccessibleName("抽查结果")
        self.body.addWidget(self.table, 2)
        self.body.addWidget(self.figures, 3)
        self.table.currentCellChanged.connect(lambda row, *_: self._show_figures(row))
        self.table.activated.connect(lambda index: self.open_pages(index.row()))
        self.action("抽查台…", self.desk, Command.SAMPLE, primary=True)
        self.action("打开抽到的病案", lambda: self.open_pages(self.table.currentRow()), Command.READ_PAGES)
        self.row.addStretch(1)
        self.first(self.table)

    def forget(self) -> None:
        self.look_no_more()
        self.samples = []
        self.table.fill([])
        self.figures.fill([])

    def refresh(self) -> None:
        if self.reading is None:
            self.say("指标还没有算好，稍候自动列出。")
            return
        ids, store = set(self.reading.ids), self.store

        def work(_task: object) -> list[SampleAt]:
            found = (sample_at(store, sample) for sample in samples_of(store))
            return [one for one in found if any(drawn.page_id in ids for drawn in one.drawn)]

        self.look("列出抽查", work, self._show)

    def _show(self, samples: list[SampleAt]) -> None:
        self.samples = samples
        self.table.fill(
            [
                (
                    one.sample.label,
                    plan_labels().get(one.sample.plan, one.sample.plan),
                    one.sample.seed,
                    f"{len(one.drawn):,}",
                    f"{len(one.open):,}" if one.open else "",
                    one.sample.by,
                    f"{one.sample.at:%m-%d %H:%M}",
                )
                for one in self.samples
            ]
        )
        self._show_figures(self.table.currentRow())
        self.say("" if self.samples else "这一时期还没有抽样：先按“抽查台”，从列表中的病案抽取。")

    def desk(self) -> None:
        """The sampling desk over the pages of the month."""
        ids = list(self.reading.ids) if self.reading is not None else []
        if ids and self.period is not None:
            self.pages_wanted.emit(f"{self.period.name} 全部病案", ids)
        self.action_wanted.emit("sampling")

    def open_pages(self, row: int) -> None:
        """The pages of a sample."""
        if 0 <= row < len(self.samples):
            one = self.samples[row]
            self.pages_wanted.emit(f"抽查 {one.sample.label}", list(one.order))

    def _show_figures(self, row: int) -> None:
        self.figures.fill(figure_lines(self.samples[row]) if 0 <= row < len(self.samples) else [])
