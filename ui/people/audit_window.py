"""审计记录: what was done, by whom, when; filtered, looked at one by one, verified, exported."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
)

from coding.base.sheet_writer import write_csv, write_workbook
from coding.review.people import Command
from coding.store.kept_audit import AuditQuery, Deed
from coding.store.store import WorklistQuery
from coding.work.audit_told import export_rows, local_time, verified_words
from coding.work.backing_up import verified
from ui.allowed import who_may
from ui.dialogs.message import show_message
from ui.people.audit_model import AuditModel
from ui.plain import PlainLabel, RichBrowser, plain_tip
from ui.screen_fit import size_on_screen
from ui.taking_out import HOLDS, Holds
from ui.tasks import while_there
from ui.theme.fonts import scaled
from ui.theme.spacing import LARGE, MEDIUM, ROW_HEIGHT
from ui.theme.theme import current_theme
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from PySide6.QtCore import QEvent

    from coding.store.kept_audit import AuditEntry, Verified
    from ui.tasks import Task
    from ui.workplace import Workplace

_WIDTHS = (64, 150, 100, 84, 110, 0)
#: A day that stands for none.
_NO_DAY = QDate(2000, 1, 1)
_PAUSE = 250
_TABLE, _DETAIL = 380, 200
_KINDS = "Excel 工作簿 (*.xlsx);;CSV 文件 (*.csv)"


class AuditDialog(QDialog):
    """``page_wanted``: the page of an entry is to be opened. What is long (verify, export) runs behind the window."""

    page_wanted = Signal(int)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.parent)
        self._place = place
        self._store = place.store
        self._task: Task[object] | None = None
        self.verified: Verified | None = None
        self.setWindowTitle("审计记录")
        self.resize(size_on_screen(self, 1120, 680))
        self.model = AuditModel(self._store, self)
        self.model.failed.connect(self._say)
        self._build()
        self._later = QTimer(self, singleShot=True, interval=_PAUSE)
        self._later.timeout.connect(self.look)
        self._connect()
        self.look()
        self.table.setFocus()

    # -- building

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addLayout(self._filters())
        self.count = PlainLabel()
        self.count.setProperty("role", "muted")
        box.addWidget(self.count)
        self.table = QTableView()
        self.table.setAccessibleName("审计记录")
        self.table.setProperty(HOLDS, Holds.AUDIT.value)
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        across = self.table.horizontalHeader()
        across.setHighlightSections(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS):
            if width:
                self.table.setColumnWidth(column, round(scaled(width)))
            else:
                across.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.detail = RichBrowser()
        self.detail.setAccessibleName("所选的一条")
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setChildrenCollapsible(False)
        split.setSizes([_TABLE, _DETAIL])
        box.addWidget(split, 1)
        box.addLayout(self._foot())

    def _filters(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        self.deeds, self.people = QComboBox(), QComboBox()
        self.deeds.addItem("全部事项", None)
        for deed in Deed:
            self.deeds.addItem(deed.label, deed)
        self.people.addItem("全部用户", None)
        self.people.addItem("程序", 0)
        for one in self._store.people():
            self.people.addItem(f"{one.name}（{one.user}）" if one.user != one.name else one.name, one.id)
        self.case_no = QLineEdit(placeholderText="病案号", clearButtonEnabled=True)
        self.case_no.setFixedWidth(round(scaled(130)))
        self.since, self.until = _day_edit("从哪天起"), _day_edit("到哪天止")
        self.deeds.setAccessibleName("事项")
        self.people.setAccessibleName("用户")
        self.case_no.setAccessibleName("病案号")
        for title, widget in (
            ("事项", self.deeds),
            ("用户", self.people),
            ("病案号", self.case_no),
            ("从", self.since),
            ("到", self.until),
        ):
            label = PlainLabel(title)
            label.setProperty("role", "muted")
            line.addWidget(label)
            line.addWidget(widget)
        line.addStretch(1)
        return line

    def _foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        self.verify_button = self._button("校验数据文件", self.verify, Command.VERIFY, line)
        self.cancel_button = self._button("取消", self._stop, None, line)
        self.cancel_button.hide()
        self.export_button = self._button("导出…", self._ask_and_export, Command.EXPORT_AUDIT, line)
        self.identities = QCheckBox("导出时含病案号和修改内容")
        self.identities.setEnabled(self.export_button.isEnabled())
        line.addWidget(self.identities)
        self.page_button = self._button("打开病案", self._open_page, None, line)
        line.addStretch(1)
        self._button("关闭", self.reject, None, line)
        return line

    def _button(self, text: str, do: Callable[[], object], command: Command | None, line: QHBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: do())
        if command is not None and not self._store.me.may(command):
            button.setEnabled(False)
            button.setToolTip(plain_tip(who_may(command)))
        line.addWidget(button)
        return button

    def _connect(self) -> None:
        self.deeds.currentIndexChanged.connect(lambda _index: self.look())
        self.people.currentIndexChanged.connect(lambda _index: self.look())
        self.case_no.textChanged.connect(lambda _text: self._later.start())
        self.since.dateChanged.connect(lambda _day: self._later.start())
        self.until.dateChanged.connect(lambda _day: self._later.start())
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._show(now.row()))
        self.finished.connect(lambda _: self._stop())

    # -- what is asked

    @property
    def query(self) -> AuditQuery | None:
        """What is asked for now; None where no page bears the record number."""
        case_no = self.case_no.text().strip()
        page_id = self._page_of(case_no) if case_no else None
        if case_no and page_id is None:
            return None
        deed = self.deeds.currentData()
        return AuditQuery(
            frozenset() if deed is None else frozenset({Deed(deed)}),
            self.people.currentData(),
            page_id,
            _day(self.since),
            _day(self.until),
        )

    def look(self) -> None:
        """Show what answers the filters."""
        self._later.stop()
        query = self.query
        if query is None:
            self.count.setText(f"没有病案号为“{self.case_no.text().strip()}”的病案：请核对后再输。")
            return
        self.model.ask(query)
        self.count.setText(f"{self.model.total:,} 条，新的在前。每条都有签名并首尾相连，不能悄悄改动或删除。")
        if self.model.rowCount():
            self.table.selectRow(0)
        else:
            self._show(-1)

    def show_page(self, case_no: str) -> None:
        """Show the entries of one page."""
        self.case_no.setText(case_no)
        self.look()

    def _page_of(self, case_no: str) -> int | None:
        """The page of a record number; of several stays the last one that was discharged."""
        found = self._store.listed(WorklistQuery(begins=case_no), 0, 64).rows
        return next((row.id for row in found if row.case_no == case_no), None)

    # -- one entry

    @property
    def chosen(self) -> AuditEntry | None:
        """The entry that is selected."""
        return self.model.entry(self.table.currentIndex().row())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange and hasattr(self, "detail"):
            self._show(self.table.currentIndex().row())

    def _show(self, row: int) -> None:
        entry = self.model.entry(row)
        self.page_button.setEnabled(entry is not None and entry.page_id is not None)
        self.detail.setHtml("" if entry is None else self._html(entry))

    def _html(self, entry: AuditEntry) -> str:
        told, c = self.model.teller.tell(entry), current_theme().colours
        lines = [
            ("事项", told.what),
            ("病案号", told.case_no),
            ("修改前", told.before),
            ("修改后", told.after),
            ("原因", told.reason),
            ("知识版本", told.stamp),
            ("时间", f"{local_time(entry):%Y-%m-%d %H:%M:%S}（UTC {entry.at:%Y-%m-%d %H:%M:%S}）"),
            ("签名", f"{entry.name}，密钥 {entry.key}"),
            ("哈希", entry.hash),
        ]
        rows = "".join(
            f"<tr><td style='color:{c.text_muted}; padding-right:12px'>{title}</td>"
            f"<td>{escape(said).replace(chr(10), '<br>')}</td></tr>"
            for title, said in lines
            if said
        )
        note = f"<p style='color:{c.warning}'><b>▲</b> {escape(entry.key_note)}</p>" if entry.key_note else ""
        return f"{note}<table cellspacing='0' cellpadding='1'>{rows}</table>"

    def _open_page(self) -> None:
        entry = self.chosen
        if entry is not None and entry.page_id is not None:
            self.page_wanted.emit(entry.page_id)
            self.accept()

    # -- verifying

    def verify(self) -> None:
        """Compare all entries and rows, behind the window; the outcome stands where the entries are told."""
        store = self._store
        self._start("校验数据文件", lambda task: verified(store, step=task.report), self._show_verified)

    def _show_verified(self, found: Verified) -> None:
        self.verified = found
        c = current_theme().colours
        head, *more = verified_words(found)
        colour = c.error if found.complaints else c.clean
        parts = [f"<p style='color:{colour}'><b>{'▲' if found.complaints else '✓'} {escape(head)}</b></p>"]
        parts += [f"<p style='margin:2px 0'>{escape(one)}</p>" for one in more]
        if found.not_judged:
            parts.append(f"<p style='color:{c.text_muted}; margin-bottom:2px'><b>没有判定的：</b></p>")
            parts += [f"<p style='margin:2px 0'>{escape(one)}</p>" for one in found.not_judged]
        self.detail.setHtml("".join(parts))
        self.detail.setFocus()

    # -- exporting

    def _ask_and_export(self) -> None:
        name = str(Path(self._place.last_folder or ".") / "审计记录.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "导出审计记录", name, _KINDS)
        if chosen:
            self.export(Path(chosen), identities=self.identities.isChecked())

    def export(self, path: Path, *, identities: bool) -> None:
        """Write what answers the filters into a file, behind the window; that it was done is noted."""
        query, store = self.query, self._store
        if query is None:
            return

        def write(task: Task[int]) -> int:
            total = store.audit_count(query)
            entries = _all(task, query, total, store)
            rows = export_rows(store, entries, identities=identities, step=task.check)
            if path.suffix.lower() == ".csv":
                write_csv(path, rows)
            else:
                write_workbook(path, rows, "审计记录")
            about = {"what": "审计记录", "file": path.name, "entries": total, "identities": identities}
            store.note(Deed.EXPORT, about)
            return total

        self._start("导出审计记录", write, lambda total: self._exported(path, total, identities=identities))

    def _exported(self, path: Path, total: int, *, identities: bool) -> None:
        warning = "文件含患者信息，请妥善保管，用后删除。" if identities else "文件不含病案号和修改内容。"
        self.look()
        show_message(self, f"已写出 {total:,} 条审计记录到“{path.name}”。{warning}", "info", "导出完成")

    # -- what runs

    def _start(self, title: str, work: Callable[[Task], object], done: Callable[[object], object]) -> None:
        if self._task is not None:
            return
        for button in (self.verify_button, self.export_button):
            button.setEnabled(False)
        self.cancel_button.show()
        self._task = self._place.runner.run(
            title,
            work,
            on_result=done,
            on_error=lambda error: self._say(in_words(error)),
            on_progress=lambda step, total, _part: self._tell_progress(title, step, total),
            on_end=while_there(self, self._ended),
            foreground=True,
        )

    def _tell_progress(self, title: str, step: int, total: int) -> None:
        self.count.setText(f"{title}：{step:,} / {total:,}" if total else f"{title}…")

    def _ended(self) -> None:
        self._task = None
        me = self._store.me
        self.verify_button.setEnabled(me.may(Command.VERIFY))
        self.export_button.setEnabled(me.may(Command.EXPORT_AUDIT))
        self.cancel_button.hide()
        self.count.setText(f"{self.model.total:,} 条，新的在前。")

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _say(self, sentence: str) -> None:
        show_message(self, sentence, "error")


def _all(task: Task[int], query: AuditQuery, total: int, store: object, block: int = 1000) -> Iterator[AuditEntry]:
    done = 0
    while entries := store.audit(query, done, block):
        yield from entries
        done += len(entries)
        task.report(min(done, total), total)


def _day_edit(name: str) -> QDateEdit:
    edit = QDateEdit(_NO_DAY)
    edit.setMinimumDate(_NO_DAY)
    edit.setSpecialValueText("不限")
    edit.setDisplayFormat("yyyy-MM-dd")
    edit.setCalendarPopup(True)
    edit.setAccessibleName(name)
    return edit


def _day(edit: QDateEdit) -> date | None:
    return None if edit.date() == _NO_DAY else edit.date().toPython()
