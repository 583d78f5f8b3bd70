"""Steps 9 and 10: the report of the month and the pages of the wards: looked at first, then written in four forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit

from coding.base.errors import CodingError
from coding.review.people import Command
from ui.month.month_reading import HOSPITAL, build_report, wards_of, write_booklet, write_reports
from ui.month.report_preview import ReportPreview
from ui.month.step_view import StepView
from ui.plain import PlainLabel
from ui.theme.spacing import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.reports.report_page import Report
    from ui.workplace import Workplace

_HOSPITAL_WIDTH: Final = 240


class ReportView(StepView):
    """The report of the month: preview, name of the hospital, all four forms at once."""

    #: Whether the report is of one ward.
    of_ward = False

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(place, self._lead(), parent)
        self.report: Report | None = None
        self.wards = QComboBox(self)
        self.wards.setAccessibleName("病区")
        self.wards.setMinimumContentsLength(16)
        self.hospital = QLineEdit(HOSPITAL.read(self.store), self, placeholderText="医院名称，印在报告上")
        self.hospital.setAccessibleName("医院名称")
        self.hospital.setMaximumWidth(_HOSPITAL_WIDTH)
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        if self.of_ward:
            line.addWidget(PlainLabel("病区", self))
            line.addWidget(self.wards)
        self.wards.setVisible(self.of_ward)
        line.addStretch(1)
        line.addWidget(PlainLabel("医院", self))
        line.addWidget(self.hospital)
        self.body.addLayout(line)
        self.preview = ReportPreview(self)
        self.body.addWidget(self.preview, 1)
        text = "写出科室页…" if self.of_ward else "写出月报（xlsx、docx、pdf、html）…"
        self.write_button = self.action(text, self._ask_and_write, Command.SEE_MONTH, primary=True)
        if self.of_ward:
            self.every_button = self.action("写出全部病区…", self._ask_and_write_all, Command.SEE_MONTH)
            self.booklet_button = self.action("写出科室白皮书…", self._ask_and_write_booklet, Command.SEE_MONTH)
        self.row.addStretch(1)
        self.hospital.editingFinished.connect(self._keep_hospital)
        self.wards.currentIndexChanged.connect(lambda _: self.build())
        self.first(self.preview.pages)

    def refresh(self) -> None:
        reading = self.reading
        if reading is None or reading.figures is None:
            self.preview.show_report(None)
            self.say("指标还没有算好，稍候自动预览。")
            return
        if self.of_ward:
            chosen = self.wards.currentText()
            self.wards.blockSignals(True)
            self.wards.clear()
            self.wards.addItems(wards_of(reading))
            self.wards.setCurrentIndex(max(self.wards.findText(chosen), 0))
            self.wards.blockSignals(False)
        self.build()

    def build(self) -> None:
        """Make the report behind the window and show it."""
        reading, place, ward = self.reading, self.place, self._ward()
        knowledge = place.session.knowledge
        if reading is None or reading.figures is None or knowledge is None or (self.of_ward and not ward):
            return
        store, now, sees = self.store, place.session.clock(), place.session.sees_money
        self.run("准备报告", lambda: build_report(store, knowledge, reading, now, ward, money=sees), self._show)

    def write(self, folder: Path, wards: tuple[str, ...] = ()) -> None:
        """Write all forms into a folder; ``wards``: of a ward page those that are wanted."""
        reading, place = self.reading, self.place
        knowledge = place.session.knowledge
        if reading is None or reading.figures is None or knowledge is None:
            raise CodingError("指标还没有算好：请稍候再写出。")
        store, now, sees = self.store, place.session.clock(), place.session.sees_money
        wanted = (wards or (self._ward(),)) if self.of_ward else ("",)
        self.run(
            "写出报告",
            lambda: write_reports(store, knowledge, reading, now, folder, wanted, money=sees),
            lambda files: self._written(folder, files),
        )

    def _lead(self) -> str:
        if self.of_ward:
            return "每个病区一页，只含本病区的数字；白皮书按病组列出入组途径、本院病例、费用和常见缺陷。"
        return "月报由关账时冻结的数字写成；未关账时为草稿，并写明。先预览各页，再写出 xlsx、docx、pdf、html。"

    def _ward(self) -> str:
        return self.wards.currentText() if self.of_ward else ""

    def _show(self, report: Report) -> None:
        self.report = report
        self.preview.show_report(report)
        self.say("")

    def _written(self, folder: Path, files: list[str]) -> None:
        self.changed.emit()
        self.say(f"已写出 {len(files):,} 个文件：{folder}。{'、'.join(files[:6])}")

    def _keep_hospital(self) -> None:
        name = self.hospital.text().strip()
        if name != HOSPITAL.read(self.store):
            self.attempt(lambda: HOSPITAL.write(self.store, name))
            self.build()

    def _ask_and_write(self) -> None:
        folder = self.ask_folder("报告写到哪个文件夹")
        if folder is not None:
            self.write(folder)

    def _ask_and_write_all(self) -> None:
        folder = self.ask_folder("科室页写到哪个文件夹")
        if folder is not None and self.reading is not None:
            self.write(folder, tuple(wards_of(self.reading)))

    def _ask_and_write_booklet(self) -> None:
        folder = self.ask_folder("科室白皮书写到哪个文件夹")
        if folder is not None:
            self.write_booklet(folder)

    def write_booklet(self, folder: Path) -> None:
        """Write the booklet of the ward that is chosen."""
        reading, place, ward = self.reading, self.place, self._ward()
        knowledge = place.session.knowledge
        if reading is None or knowledge is None or not ward:
            raise CodingError("请先选一个病区。")
        store, now, sees = self.store, place.session.clock(), place.session.sees_money
        self.run(
            "写出科室白皮书",
            lambda: write_booklet(store, knowledge, reading, now, folder, ward, money=sees),
            lambda files: self._written(folder, files),
        )


class WardPageView(ReportView):
    """Step 10."""

    of_ward = True
