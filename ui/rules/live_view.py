"""The dry run beside the form: while a rule is written, how often and where it fires in the last month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from coding.work.live_trial import SAMPLES, LiveTrial, try_live
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import MEDIUM, ROW_HEIGHT, SMALL
from ui.unexpected import in_words

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from coding.rules.rule import CompiledRule
    from coding.work.dry_run import Firing
    from ui.rules.rules_desk import RuleDesk
    from ui.tasks import Task, TaskRunner

Index = QModelIndex | QPersistentModelIndex
PAGE_ID = Qt.ItemDataRole.UserRole + 1
#: Milliseconds without an edit before the month is tried.
PAUSE = 400
_HEADERS = ("病案号", "科别", "会报出")
_PERIODS = {1: "近 1 个月", 3: "近 3 个月", 12: "近 12 个月"}
#: Wards that are named; the others are counted together.
_WARDS = 4
_IDLE = "写好条件后，这里随时显示它在近 1 个月的病案里会报出多少份；不保存、不改动病案。"
_EXAMPLE_KEYS = {Qt.Key.Key_E: "fails", Qt.Key.Key_P: "passes", Qt.Key.Key_N: "near"}
_KEYS = "Enter 打开；E 作不合格示例，P 作合格示例，N 作临界示例"


class SampleModel(QAbstractTableModel):
    """The first pages on which the rule fires, with the message as it would stand."""

    def __init__(self) -> None:
        super().__init__()
        self.samples: tuple[Firing, ...] = ()

    def show(self, samples: tuple[Firing, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self.samples = samples
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.samples)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        sample = self.samples[index.row()]
        text = (sample.row.case_no, sample.row.dept, _message(sample))[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(text)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{_HEADERS[index.column()]} {text}"
            case _ if role == PAGE_ID:
                return sample.page_id
        return None


def _message(sample: Firing) -> str:
    more = len(sample.findings) - 1
    return sample.findings[0].message + (f"（另 {more} 处）" if more else "")


class SampleTable(QTableView):
    """Enter opens the page beside the form; E, P and N make it an example of the rule."""

    opened = Signal(int)
    made_example = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("会报出的病案")
        self.setAccessibleDescription(_KEYS)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(PAGE_ID)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, key = self.currentIndex(), Qt.Key(event.key())
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if index.isValid() and plain:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.opened.emit(index.data(PAGE_ID))
                return
            if key in _EXAMPLE_KEYS:
                self.made_example.emit(_EXAMPLE_KEYS[key], index.data(PAGE_ID))
                return
        super().keyPressEvent(event)


class LiveView(QWidget):
    """``try_soon`` after each edit: the run that is under way ends, and after a pause another one begins."""

    opened = Signal(int)
    made_example = Signal(str, int)

    def __init__(self, desk: RuleDesk, runner: TaskRunner) -> None:
        super().__init__()
        self._desk, self._runner = desk, runner
        self._task: Task[LiveTrial] | None = None
        self._compiled: CompiledRule | None = None
        self.trial: LiveTrial | None = None
        self.period = QComboBox()
        self.period.setAccessibleName("边写边试的范围")
        for months, label in _PERIODS.items():
            self.period.addItem(label, months)
        self.head = PlainLabel()
        self.head.setProperty("role", "large")
        self.head.setAccessibleName("会报出多少份")
        self.progress = PlainLabel()
        self.progress.setProperty("role", "muted")
        self.told = PlainLabel(_IDLE, wordWrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.told.setProperty("role", "muted")
        self.model = SampleModel()
        self.table = SampleTable()
        self.table.setModel(self.model)
        for column, width in enumerate((84, 84)):
            self.table.setColumnWidth(column, width)
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.keys = PlainLabel(_KEYS, wordWrap=True)
        self.keys.setProperty("role", "muted")
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self.head, 1)
        top.addWidget(self.progress)
        top.addWidget(self.period)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, 0)
        box.setSpacing(SMALL)
        box.addLayout(top)
        box.addWidget(self.told)
        box.addWidget(self.table, 1)
        box.addWidget(self.keys)
        box.addStretch(0)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._run)
        self.period.activated.connect(lambda _index: self.try_soon(self._compiled))
        self.table.opened.connect(self.opened)
        self.table.made_example.connect(self.made_example)
        self._show(None)

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way or about to begin."""
        return self._task is not None or self._timer.isActive()

    def try_soon(self, compiled: CompiledRule | None) -> None:
        """Try a rule once nothing has been typed for a while; None: it cannot be tried as it stands."""
        self.stop()
        self._compiled = compiled
        if compiled is None:
            self._show(None)
            return
        self._timer.start()

    def stop(self) -> None:
        """Give up the run that is under way: what was typed asks for another one."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.progress.clear()

    def hideEvent(self, event: object) -> None:
        """What nobody sees is not run."""
        self.stop()

    def showEvent(self, event: object) -> None:
        if self._compiled is not None and self.trial is None:
            self._timer.start()

    def _run(self) -> None:
        session, compiled = self._desk.session, self._compiled
        knowledge = session.knowledge
        if knowledge is None or compiled is None or not self.isVisible():
            return
        store, contexts, moment = session.store, session.contexts, session.clock()
        months = int(self.period.currentData())

        def done(trial: LiveTrial) -> None:
            if self._task is task:
                self._show(trial)

        def end() -> None:
            if self._task is task:
                self._task = None
                self.progress.clear()

        task = self._runner.run(
            f"边写边试 {compiled.rule.id}",
            lambda task: try_live(store, knowledge, contexts, compiled, months, moment, task.report),
            on_result=done,
            on_error=lambda error: self.told.setText(in_words(error)),
            on_progress=lambda number, total, _part: self.progress.setText(f"{number:,}/{total:,}"),
            on_end=end,
        )
        self._task = task

    def _show(self, trial: LiveTrial | None) -> None:
        self.trial = trial
        self.model.show(trial.samples if trial is not None else ())
        self.head.setText("" if trial is None else f"{trial.fires:,} / {trial.pages:,} 份（{trial.share:.1%}）")
        self.told.setText(_IDLE if trial is None else "\n".join(live_words(trial)))
        self.table.setVisible(trial is not None and bool(trial.samples))
        self.keys.setVisible(self.table.isVisibleTo(self))
        self.table.resizeRowsToContents()


def live_words(trial: LiveTrial) -> list[str]:
    """The outcome in sentences, beside its number."""
    if not trial.pages:
        return ["没有近期出院的病案可试：请先打开首页文件。"]
    lines = []
    if trial.wards:
        named = [f"{ward} {fires}/{pages}" for ward, fires, pages in trial.wards[:_WARDS]]
        rest = sum(fires for _, fires, _ in trial.wards[_WARDS:])
        more = f"；其余 {len(trial.wards) - _WARDS} 个科 {rest}" if rest else ""
        lines.append(f"按科别：{'；'.join(named)}{more}")
        of = f"（已比对前 {trial.held:,} 份）" if trial.held < trial.fires else ""
        beside = "、".join(f"{rule} {pages}" for rule, pages in trial.beside)
        lines.append(f"与其他规则重复 {trial.repeated:,} 份{of}{f'：{beside}' if beside else ''}")
    else:
        lines.append("近期没有一份会报出。")
    if trial.not_judged:
        reason, number = trial.reasons[0]
        lines.append(f"{trial.not_judged:,} 份未能判断（不等于合格），主要原因（{number:,} 份）：{reason}")
    if trial.fires > SAMPLES:
        lines.append(f"列出前 {SAMPLES} 份。")
    return lines
