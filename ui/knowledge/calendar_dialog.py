"""The notice of a year's days off: pasted, typed festival by festival, or out of a file; by keyboard, in a minute."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
)

from coding.base.errors import CodingError
from coding.reference.holiday_notice import FESTIVALS, Notice, load_notices, notice_of_lines, notice_of_text
from coding.work.holiday_entry import known_calendar
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM, SMALL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.reference.workday_calendar import NoticeDays
    from ui.workplace import Workplace

_OTHER: Final = "其他"
_FILES: Final = "放假安排 (*.txt *.csv *.xlsx *.xls);;所有文件 (*)"
_PASTE: Final = "在这里粘贴国务院办公厅的通知原文，如：一、元旦：1月1日（周五）至3日（周日）放假，共3天。"
_LEAST_YEAR, _LAST_YEAR = 2020, 2060


class CalendarDialog(QDialog):
    """``agreed`` carries the Notices that are to be used; one a year."""

    agreed = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.parent)
        self._place = place
        self._notices: tuple[Notice, ...] = ()
        known = known_calendar(place.store)
        today = place.session.clock().date()
        self.setWindowTitle("放假安排")
        self.resize(size_on_screen(self, 760, 560))
        head = PlainLabel(_known_words(known.years), self, wordWrap=True)
        head.setProperty("role", "large")
        note = PlainLabel(
            "粘贴通知原文，或在下面填写放假和上班的日期（1.1-1.3、9.20、10月1日至7日都认）；没有通知的年份不猜，与工作日有关的规则不判断。",
            self,
            wordWrap=True,
        )
        note.setProperty("role", "muted")
        self.text = QPlainTextEdit(self, placeholderText=_PASTE)
        self.text.setAccessibleName("通知原文")
        self.text.setTabChangesFocus(True)
        self.text.setMaximumHeight(110)
        self.year = QSpinBox(self, minimum=_LEAST_YEAR, maximum=_LAST_YEAR)
        self.year.setAccessibleName("年份")
        missing = next(y for y in range(today.year, _LAST_YEAR) if y not in known.years)
        self.year.setValue(missing)
        self.off: dict[str, QLineEdit] = {}
        self.work: dict[str, QLineEdit] = {}
        grid = self._grid()
        self.told = PlainLabel("", self, wordWrap=True)
        self.told.setAccessibleName("读出的安排")
        self.doubt = PlainLabel("", self, wordWrap=True)
        self.doubt.setProperty("role", "warning")
        buttons = QDialogButtonBox(self)
        self.use_button = buttons.addButton("录入(&S)", QDialogButtonBox.ButtonRole.AcceptRole)
        self.use_button.setDefault(True)
        self.file_button = buttons.addButton("从文件…(&F)", QDialogButtonBox.ButtonRole.ActionRole)
        self.file_button.setAutoDefault(False)
        cancel = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setAutoDefault(False)
        self.file_button.clicked.connect(self._choose)
        buttons.accepted.connect(self._agree)
        buttons.rejected.connect(self.reject)
        line = QHBoxLayout()
        for widget in (PlainLabel("年份", self), self.year):
            line.addWidget(widget)
        line.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for one in (head, note, self.text):
            box.addWidget(one)
        box.addLayout(line)
        box.addLayout(grid)
        box.addStretch(1)
        for label in (self.told, self.doubt):
            box.addWidget(label)
        box.addWidget(buttons)
        self.text.textChanged.connect(self._read_text)
        self.year.valueChanged.connect(lambda _: self._read_lines())
        for cell in (*self.off.values(), *self.work.values()):
            cell.textEdited.connect(lambda _: self._read_lines())
        self._tell(())
        self.text.setFocus()

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SMALL)
        for column, word in enumerate(("节日", "放假", "上班（调休的周末）")):
            label = PlainLabel(word, self)
            label.setProperty("role", "muted")
            grid.addWidget(label, 0, column)
        for at, name in enumerate((*FESTIVALS, _OTHER), start=1):
            grid.addWidget(PlainLabel(name, self), at, 0)
            for column, cells, word in ((1, self.off, "放假"), (2, self.work, "上班")):
                cell = QLineEdit(self)
                cell.setAccessibleName(f"{name}{word}")
                cells[name] = cell
                grid.addWidget(cell, at, column)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        return grid

    def _read_text(self) -> None:
        """What is pasted is read at once and stands in the fields below, where it can be looked at."""
        text = self.text.toPlainText()
        if not text.strip():
            self._tell(())
            return
        try:
            notice = notice_of_text(text, self.year.value())
        except CodingError as error:
            self._refuse(str(error))
            return
        self.year.blockSignals(True)
        self.year.setValue(notice.year)
        self.year.blockSignals(False)
        self._fill(notice.days)
        self._tell((notice,))

    def _fill(self, days: Iterable[NoticeDays]) -> None:
        cells: dict[tuple[str, bool], list[str]] = {}
        for one in days:
            name = next((n for n in FESTIVALS if n.removesuffix("节") in one.note), _OTHER)
            cells.setdefault((name, one.is_worked), []).append(_span_words(one))
        for is_worked, fields in ((False, self.off), (True, self.work)):
            for name, cell in fields.items():
                cell.setText("、".join(cells.get((name, is_worked), ())))

    def _read_lines(self) -> None:
        lines = [(name, cell.text(), self.work[name].text()) for name, cell in self.off.items()]
        if not any(off.strip() or work.strip() for _, off, work in lines):
            self._tell(())
            return
        try:
            self._tell((notice_of_lines(lines, self.year.value()),))
        except CodingError as error:
            self._refuse(str(error))

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "放假安排", self._place.last_folder, _FILES)
        if chosen:
            self.read_file(Path(chosen))

    def read_file(self, path: Path) -> None:
        """Show the notices of a file; of several years the last stands in the fields."""
        try:
            notices = load_notices(path, self.year.value())
        except CodingError as error:
            self._refuse(str(error))
            return
        self.year.blockSignals(True)
        self.year.setValue(notices[-1].year)
        self.year.blockSignals(False)
        self._fill(notices[-1].days)
        self._tell(notices)

    def _tell(self, notices: tuple[Notice, ...]) -> None:
        self._notices = notices
        self.told.setText("".join(notice.in_words() for notice in notices))
        self._warn("\n".join(doubt for notice in notices for doubt in notice.doubts))
        self.use_button.setEnabled(bool(notices))

    def _refuse(self, sentence: str) -> None:
        self._notices = ()
        self.told.setText("")
        self._warn(sentence)
        self.use_button.setEnabled(False)

    def _warn(self, words: str) -> None:
        self.doubt.setText(words)
        self.doubt.setVisible(bool(words))

    def _agree(self) -> None:
        if self._notices:
            self.agreed.emit(self._notices)
            self.accept()


def _span_words(one: NoticeDays) -> str:
    first = f"{one.first.month}.{one.first.day}" if one.first.year == one.year else one.first.isoformat()
    return first if one.first == one.last else f"{first}-{one.last.month}.{one.last.day}"


def _known_words(years: frozenset[int]) -> str:
    """Runs of years, and each gap between them: 2024–2026、2028."""
    runs: list[tuple[int, int]] = []
    for year in sorted(years):
        if runs and runs[-1][1] == year - 1:
            runs[-1] = (runs[-1][0], year)
        else:
            runs.append((year, year))
    told = "、".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
    return f"已有 {told} 年的安排。" if told else "还没有任何一年的安排。"


def ask_for_notice(place: Workplace) -> CalendarDialog:
    """Open the dialog; what is agreed to is put on the shelf and used."""
    from coding.work.holiday_entry import calendar_entry

    def use(notices: tuple[Notice, ...]) -> None:
        try:
            entry = calendar_entry(place.store, notices)
        except CodingError as error:
            place.refuse(str(error))
            return
        place.loading.use(entry.wanted, entry.sentence)

    dialog = CalendarDialog(place)
    dialog.agreed.connect(use)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
