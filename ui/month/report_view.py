"""Steps 9 and 10: the report of the month, the pages of the wards, the booklet: looked at first, then written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit

from coding.base.errors import CodingError
from coding.review.people import Command
from coding.work.booklets import stored_booklet
from coding.work.month_report_files import HOSPITAL, report_to_show, write_paper, write_store_report
from coding.work.weight_forum import stored_forum_sheet
from ui.month.month_reading import groups_of, wards_of
from ui.month.report_preview import ReportPreview
from ui.month.step_view import StepView
from ui.plain import PlainLabel
from ui.theme.spacing import SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.reports.report_page import Report
    from coding.store.store import Store
    from ui.month.month_reading import Reading
    from ui.workplace import Workplace

_HOSPITAL_WIDTH: Final = 240
_MONTH, _FORUM, _WARD, _BOOKLET = "month", "forum", "ward", "booklet"
_KINDS: Final = {_MONTH: "质控月报", _FORUM: "病组权重谈判单", _WARD: "科室页", _BOOKLET: "科室白皮书"}


class ReportView(StepView):
    """``kinds``: what may be chosen here. Ctrl+1 writes what is looked at."""

    kinds: tuple[str, ...] = (_MONTH, _FORUM)

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(place, self._lead(), parent)
        self.report: Report | None = None
        self.kind = QComboBox(self)
        self.kind.setAccessibleName("哪一种报告")
        for kind in self.kinds:
            if kind != _FORUM or place.session.sees_money:
                self.kind.addItem(_KINDS[kind], kind)
        self.whose = QComboBox(self)
        self.whose.setAccessibleName("哪个病区或病组")
        self.whose.setMinimumContentsLength(20)
        self.hospital = QLineEdit(HOSPITAL.read(self.store), self, placeholderText="医院名称，印在报告上")
        self.hospital.setAccessibleName("医院名称")
        self.hospital.setMinimumWidth(_HOSPITAL_WIDTH)
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(self.kind)
        line.addWidget(self.whose)
        line.addStretch(1)
        line.addWidget(PlainLabel("医院", self))
        line.addWidget(self.hospital)
        self.body.addLayout(line)
        self.preview = ReportPreview(self)
        self.body.addWidget(self.preview, 1)
        self.write_button = self.action("写出…", self._ask_and_write, Command.EXPORT_MASKED, primary=True)
        self.every_button = self.action("写出全部病区的科室页…", self._ask_and_write_all, Command.EXPORT_MASKED)
        self.every_button.setVisible(_WARD in self.kinds)
        self.row.addStretch(1)
        if not place.store.me.may(Command.SET_DEPARTMENT):
            self.hospital.setReadOnly(True)
        self.hospital.editingFinished.connect(self._keep_hospital)
        self.kind.currentIndexChanged.connect(lambda _: self._list_whose())
        self.whose.currentIndexChanged.connect(lambda _: self.build())
        self.first(self.preview.pages)

    def forget(self) -> None:
        self.look_no_more()
        self.report = None
        self.preview.show_report(None)

    def refresh(self) -> None:
        if self.reading is None:
            self.say("指标还没有算好，稍候自动预览。")
            return
        self._list_whose()

    def build(self) -> None:
        """Make the report behind the window and show it."""
        make = self._maker(self.whose.currentData())
        if make is not None:
            self.say("正在准备报告…")
            self.look("准备报告", lambda _task: make(), self._show)

    def write(self, folder: Path) -> None:
        """Write what is looked at into a folder."""
        self._write(folder, [self.whose.currentData()])

    def write_all(self, folder: Path) -> None:
        """Write the pages of all wards."""
        self.kind.setCurrentIndex(self.kind.findData(_WARD))
        self._write(folder, wards_of(self.reading) if self.reading is not None else [])

    # -- inside

    def _lead(self) -> str:
        if _WARD in self.kinds:
            return "每个病区一页，只含本病区的数字；白皮书按病组列出入组途径、本院病例、费用和常见缺陷。"
        return "月报由关账时冻结的数字写成；未关账时为草稿，并写明。先预览各页，再写出 xlsx、docx、pdf、html。"

    def _list_whose(self) -> None:
        reading, kind, chosen = self.reading, self.kind.currentData(), self.whose.currentData()
        entries: dict[str, str] = {}
        if reading is not None and kind == _FORUM:
            entries = groups_of(reading)
        elif reading is not None and kind in (_WARD, _BOOKLET):
            entries = {ward: ward for ward in wards_of(reading)}
        self.whose.blockSignals(True)
        self.whose.clear()
        for key, words in entries.items():
            self.whose.addItem(words, key)
        self.whose.setCurrentIndex(max(self.whose.findData(chosen), 0) if entries else -1)
        self.whose.blockSignals(False)
        self.whose.setVisible(bool(entries))
        self.build()

    def _maker(self, whose: str | None) -> Callable[[], Report] | None:
        """What makes the report that is chosen; None where there is nothing to make it of."""
        session, store, reading, kind = self.place.session, self.store, self.reading, self.kind.currentData()
        knowledge = session.knowledge
        if reading is None or knowledge is None or (kind != _MONTH and not whose):
            return None
        contexts, now, name, of = session.contexts, session.clock(), reading.period.name, whose or ""
        hospital = HOSPITAL.read(store)
        if kind == _BOOKLET:
            return lambda: stored_booklet(store, knowledge, contexts, of, name, made_at=now, hospital=hospital)
        if kind == _FORUM:
            return lambda: stored_forum_sheet(store, knowledge, contexts, of, name, made_at=now, hospital=hospital)
        ward = of if kind == _WARD else ""
        return lambda: report_to_show(store, knowledge, reading.made, now, ward)

    def _write(self, folder: Path, whose: Sequence[str | None]) -> None:
        reading, store, kind = self.reading, self.store, self.kind.currentData()
        makers = [(one or "", make) for one in whose if (make := self._maker(one)) is not None]
        if reading is None or not makers:
            raise CodingError("还没有可以写出的报告：请稍候，或先选一个病区。")

        def write() -> list[str]:
            return [name for of, make in makers for name in _written(store, reading, kind, of, make(), folder)]

        self.run("写出报告", write, lambda names: self._wrote(folder, names))

    def _show(self, report: Report) -> None:
        self.report = report
        self.preview.show_report(report)
        self.say("")

    def _wrote(self, folder: Path, names: list[str]) -> None:
        self.changed.emit()
        more = f" 等 {len(names):,} 个文件" if len(names) > 4 else ""
        self.say(f"已写到 {folder}：{'、'.join(names[:4])}{more}")

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
        if folder is not None:
            self.write_all(folder)


class WardPageView(ReportView):
    """Step 10."""

    kinds = (_WARD, _BOOKLET)


def _written(store: Store, reading: Reading, kind: str, of: str, report: Report, folder: Path) -> list[str]:
    if kind in (_MONTH, _WARD):
        ward = of if kind == _WARD else ""
        return write_store_report(store, reading.made, report, folder, ward)
    stem = f"{_KINDS[kind]}_{of}_{reading.period.name}"
    return write_paper(store, report, folder, stem, reading.figures.pages)
