"""Beside the list: the rule in full, the form, the dry run, its pages and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError, KnowledgeError
from coding.rules.local import Row, compile_row
from coding.work.dry_run import Trial, try_rule
from ui.plain import PlainLabel, RichBrowser
from ui.rules.history import HistoryTable
from ui.rules.pages import MOST_SHOWN, PageLine, PageTable
from ui.rules.rule_editor import RuleForm
from ui.rules.rule_words import rule_html
from ui.rules.trying import page_line, trial_words
from ui.theme.spacing import MEDIUM, SMALL
from ui.unexpected import in_words

if TYPE_CHECKING:
    from coding.work.rule_lines import RuleLine
    from ui.rules.rules_desk import RuleDesk
    from ui.tasks import Task, TaskRunner

TOLD, FORM, TRIAL, PAGES, HISTORY = range(5)
_TITLES = ("说明", "修改", "试运行", "触发的病案", "修改记录")
_PERIODS = {1: "近 1 个月", 3: "近 3 个月", 6: "近 6 个月", 12: "近 12 个月", 0: "全部病案"}
_DEFAULT_MONTHS = 3


class RuleSide(QTabWidget):
    """``page_wanted`` asks for a page, ``guide_wanted`` for the page on how a rule is written.

    ``saved`` tells the id of a rule that was kept.
    """

    page_wanted = Signal(int)
    guide_wanted = Signal()
    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, desk: RuleDesk, runner: TaskRunner) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self._desk = desk
        self._runner = runner
        self.line: RuleLine | None = None
        self._drafts: dict[str, Row] = {}  # what was typed and not kept, by the id of its rule; "" for a new one
        self.told = RichBrowser()
        self.told.setAccessibleName("规则说明")
        self.form = RuleForm(desk, runner)
        self.trial = TrialView(desk, runner)
        self.pages = PageTable("触发该规则的病案")
        self.pages_told = PlainLabel(wordWrap=True)
        self.pages_told.setProperty("role", "muted")
        self.history = HistoryTable(desk)
        page_box = QWidget()
        box = QVBoxLayout(page_box)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, 0)
        box.addWidget(self.pages_told)
        box.addWidget(self.pages, 1)
        for widget, title in zip((self.told, self.form, self.trial, page_box, self.history), _TITLES, strict=True):
            self.addTab(widget, title)
        self.form.saved.connect(self._on_saved)
        self.form.failed.connect(self.failed)
        self.form.try_wanted.connect(self.try_form)
        self.trial.try_wanted.connect(self.try_form)
        self.trial.page_wanted.connect(self.page_wanted)
        self.form.guide_wanted.connect(self.guide_wanted)
        self.form.page_wanted.connect(self.page_wanted)
        self.pages.wanted.connect(self.page_wanted)
        self.history.failed.connect(self.failed)
        self.currentChanged.connect(lambda _tab: self._fill())

    @property
    def is_writing_new(self) -> bool:
        """Whether the form holds a rule that is not kept yet."""
        return self.form.is_new

    def add_field(self, key: str) -> None:
        """A field that the rule in the form shall read."""
        self.form.add_field(key)

    # -- what is shown

    def show_line(self, line: RuleLine | None, *, keep_form: bool = False) -> None:
        """Show a rule. ``keep_form``: what is being typed stays; else it is there again with its rule."""
        if not keep_form:
            self._keep_draft()
        self.line = line
        self.setEnabled(line is not None or (keep_form and self.is_writing_new))
        if line is None:
            self.told.setHtml("")
            return
        self.told.setHtml(rule_html(line))
        if not keep_form:
            if self.form.row["id"] != line.id:
                self.trial.clear()
            self.form.show_row(line.row, draft=self._drafts.pop(line.id, None))
        self._fill()

    def renew(self, line: RuleLine | None) -> None:
        """The counts of the rule that is shown are other ones."""
        if line is not None and self.line is not None and line != self.line:
            self.line = line
            self.told.setHtml(rule_html(line))
            if self.currentIndex() == PAGES:
                self._fill()

    def edit(self) -> None:
        """Go into the form."""
        self.setCurrentIndex(FORM)
        self.form.focus_input("severity")

    def write_new(self, row: Row) -> None:
        """A blank form for a new rule."""
        self._keep_draft()
        self.line = None
        self.setEnabled(True)
        self.setCurrentIndex(FORM)
        self.told.setHtml("")
        self.form.show_row(row, new=True, draft=self._drafts.pop("", None))
        self.trial.clear()
        self.form.focus_input("id")

    def try_form(self) -> None:
        """A dry run of the rule as it stands in the form."""
        self.form.judge()
        if self.form.compiled is None:
            self.setCurrentIndex(FORM)
            return
        self.setCurrentIndex(TRIAL)
        self.trial.run(self.form.row)

    def _keep_draft(self) -> None:
        if self.form.is_altered:
            self._drafts["" if self.form.is_new else self.form.row["id"]] = self.form.row

    def _on_saved(self, rule_id: str) -> None:
        self.saved.emit(rule_id)
        self.setCurrentIndex(TOLD)

    def _fill(self) -> None:
        """What costs a look into the store is asked for when its tab is in sight."""
        if self.line is None:
            return
        try:
            if self.currentIndex() == HISTORY:
                self.history.show_rule(self.line.id)
            elif self.currentIndex() == PAGES:
                self._show_pages(self.line.id)
        except CodingError as error:
            self.failed.emit(str(error))

    def _show_pages(self, rule_id: str) -> None:
        store = self._desk.session.store
        ids = store.pages_with(rule_id)
        lines = [
            PageLine(r.id, r.case_no, r.patient_name, r.dept, r.discharge_date[:10], r.principal)
            for r in store.rows(ids[:MOST_SHOWN])
        ]
        self.pages.show_pages(lines)
        more = f"，列出前 {MOST_SHOWN:,} 份" if len(ids) > MOST_SHOWN else ""
        told = f"最近一次检查中触发该规则的病案 {len(ids):,} 份{more}。按 Enter 打开。"
        self.pages_told.setText(told if ids else "最近一次检查中没有病案触发该规则。")


class TrialView(QWidget):
    """The dry run: a period, the outcome in sentences, and the pages."""

    try_wanted = Signal()
    page_wanted = Signal(int)

    def __init__(self, desk: RuleDesk, runner: TaskRunner) -> None:
        super().__init__()
        self._desk = desk
        self._runner = runner
        self._task: Task[Trial] | None = None
        self.trial: Trial | None = None
        self.period = QComboBox()
        self.period.setAccessibleName("试运行的范围")
        for months, label in _PERIODS.items():
            self.period.addItem(label, months)
        self.period.setCurrentIndex(self.period.findData(_DEFAULT_MONTHS))
        self.start = QPushButton("试运行")
        self.cancel = QPushButton("取消")
        self.progress = PlainLabel()
        self.outcome = PlainLabel(wordWrap=True)
        self.outcome.setTextFormat(Qt.TextFormat.PlainText)
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.pages = PageTable("试运行触发的病案")
        self.pages.wanted.connect(self.page_wanted)
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        for widget in (self.period, self.start, self.cancel):
            line.addWidget(widget)
        line.addWidget(self.progress, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, 0)
        box.setSpacing(MEDIUM)
        box.addLayout(line)
        box.addWidget(self.outcome)
        box.addWidget(self.pages, 1)
        for button in (self.start, self.cancel):
            button.setAutoDefault(False)
        self.start.clicked.connect(self.try_wanted)
        self.cancel.clicked.connect(self.stop)
        self.clear()

    @property
    def is_running(self) -> bool:
        """Whether pages are being tried."""
        return self._task is not None

    def clear(self) -> None:
        """Another rule: what came of the last run is no longer shown."""
        self.stop()
        self.trial = None
        self.pages.show_pages([])
        self.progress.clear()
        self.outcome.setText("按“修改”页中的写法在已有病案上试一遍，不保存、不改动任何病案；停用的规则按启用试。")

    def stop(self) -> None:
        """Give up the run that is under way."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.progress.setText("已取消")
        self.cancel.setEnabled(False)
        self.start.setEnabled(True)

    def run(self, row: Row) -> None:
        """Try a rule as this row has it, beside what is in force."""
        self.stop()
        session = self._desk.session
        knowledge = session.knowledge
        if knowledge is None:
            self.outcome.setText("知识库还在装入，请稍候再试。")
            return
        source = f"规则 {row['id'] or '（未编号）'}"
        try:
            proposed = compile_row(row, source)
            kept = self._desk.row(row["id"])
            now = compile_row(kept, source) if kept is not None and kept["on"] == "1" else None
        except KnowledgeError as error:
            self.outcome.setText(str(error))
            return
        months = int(self.period.currentData())
        store, contexts, moment = session.store, session.contexts, session.clock()

        def tried(task: Task[Trial], months: int) -> Trial:
            return try_rule(store, knowledge, contexts, proposed, now, months, moment, task.report)

        self.cancel.setEnabled(True)
        self.start.setEnabled(False)
        self.progress.setText("正在试运行…")

        def end() -> None:
            if self._task is task:
                self._task = None
                self.cancel.setEnabled(False)
                self.start.setEnabled(True)

        def done(trial: Trial) -> None:
            if self._task is task:
                self._show(trial, months)

        task = self._runner.run(
            f"试运行 {row['id']}",
            lambda task: tried(task, months),
            on_result=done,
            on_error=lambda error: self.outcome.setText(in_words(error)),
            on_progress=lambda number, total, _part: self.progress.setText(f"已试 {number:,} / {total:,} 份"),
            on_end=end,
        )
        self._task = task

    def _show(self, trial: Trial, months: int) -> None:
        self.trial = trial
        self.progress.clear()
        lines = trial_words(trial, months)
        if len(trial.fires) > MOST_SHOWN:
            lines.append(f"下面列出前 {MOST_SHOWN:,} 份。")
        self.outcome.setText("\n".join(lines))
        self.pages.show_pages([page_line(firing) for firing in trial.fires[:MOST_SHOWN]])
        if trial.fires:
            self.pages.setFocus(Qt.FocusReason.OtherFocusReason)
