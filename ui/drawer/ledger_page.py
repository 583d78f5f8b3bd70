"""改动: every change of the page, what it did to the group, the page as it stood then; taking back at any step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.page.change import EditKind
from coding.page.fields import ROW_ATTRIBUTES, field_key
from coding.page.finding import Place
from coding.work.evidence_sheets import names_evidence
from coding.work.page_ledger import Effect, Ledger, back_of, down_to, effects_of, ledger_of, undo_of
from ui import settings
from ui.action_spec import ActionSpec
from ui.drawer.back_dialog import BackDialog
from ui.drawer.cells import CellTable
from ui.drawer.detailed import BesideTable
from ui.drawer.ledger_lines import REASON, WEIGHT, entry_line, import_line, ledger_columns
from ui.drawer.page_then import PageThenView
from ui.panels.evidence_opened import show_sheets
from ui.panels.panel import Panel, PanelView, Picture
from ui.plain import PlainLabel
from ui.tasks import while_there
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from coding.page.change import Edit
    from coding.page.front_page import FrontPage
    from coding.store.store import Entry, WorklistRow
    from ui.drawer.cells import Cell
    from ui.tasks import Task
    from ui.workplace import Workplace

#: Milliseconds of quiet before the lines are read anew.
_QUIET = 150
#: As many effects are told at once.
_AT_ONCE = 8
_HINT: Final = "空格看那一步之后的首页，Enter 定位，Del 撤销或恢复这一条；病组和权重按现用方案逐条计算。"


class LedgerPage(PanelView):
    """The first line is the import, the last one the change made last, which is chosen at first."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = workplace.session
        self._runner, self._say = workplace.runner, workplace.say
        self.ledger: Ledger | None = None
        self._effects: dict[tuple[int, str], Effect] = {}  # by entry and the knowledge it was worked out by
        self._task: Task[None] | None = None
        self._dirty = True
        self._page_id: int | None = None
        self.table = CellTable(ledger_columns(), "改动", self)
        self.table.setColumnHidden(WEIGHT, not self.session.sees_money)
        self.then = PageThenView(self.session)
        self.split = BesideTable(self.session, self.table, self.then, settings.PAGE_THEN, self)
        self.back = QPushButton("撤销这一条", self)
        self.down = QPushButton("回到这一步之前…", self)
        self.paper = QPushButton("依据单…（Ctrl+P）", self)
        self.why = PlainLabel(self, wordWrap=True)
        foot = QHBoxLayout()
        foot.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        foot.setSpacing(MEDIUM)
        foot.addWidget(self.back)
        foot.addWidget(self.down)
        foot.addWidget(self.paper)
        foot.addWidget(self.why, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.split, 1)
        box.addLayout(foot)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self._make)
        self.table.moved_to.connect(lambda _row: self._choose())
        self.table.entered_on.connect(self._go)
        self.split.turned.connect(self._make_room)
        self.back.clicked.connect(lambda _checked=False: self.take_back())
        self.down.clicked.connect(lambda _checked=False: self.ask_down())
        self.paper.clicked.connect(lambda _checked=False: self.show_paper())
        for keys, do in (("Del", self.take_back), ("Ctrl+Del", self.ask_down)):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(do)

    # -- what the window tells

    def refresh(self) -> None:
        """The page has another change, or is judged by other knowledge."""
        self._dirty = True
        if self.isVisible():
            self._quiet.start()

    def start_over(self) -> None:
        """Another page: the changes of the last one go at once."""
        self._stop()
        self.ledger = None
        self._effects.clear()
        self.table.show_lines([])
        self.then.clear()
        self.refresh()

    def focus_widget(self) -> QWidget:
        """The table."""
        return self.table

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._make()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._quiet.stop()  # nothing is worked out while nobody looks
        if self._task is not None:
            self._stop()
            self._dirty = True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.table.viewport().update()

    # -- taking back

    @property
    def entry(self) -> Entry | None:
        """The chosen entry; None: the import, or none."""
        row = self.table.row
        return self.ledger.entries[row - 1] if self.ledger is not None and row >= 1 else None

    def take_back(self) -> bool:
        """Take the chosen entry alone back, or make it again where it was taken back; or say why not."""
        entry, ledger, page = self.entry, self.ledger, self.session.page
        if entry is None or ledger is None or page is None:
            return False
        try:
            change = back_of(ledger, entry, page)
        except CodingError as error:
            self._tell(f"{error}{self._offer()}")
            return False
        undo = undo_of(ledger, entry)
        undoes = entry.id if undo is None else (undo.id if self._is_redoable(undo) else None)
        undoable = self.session.course.undoable
        if undo is None and undoable and undoable[-1].id == entry.id:
            change = entry.change.inverse()  # the last one goes with the step that it made
        made = self.session.take_back(change, undoes)
        if made is None:
            return False
        self._tell(f"{'已撤销' if undo is None else '已恢复'}：{made.change.describe()}")
        return True

    def ask_down(self) -> None:
        """Have it confirmed that everything from the chosen entry on is taken back, one after the other."""
        entry, ledger = self.entry, self.ledger
        if entry is None or ledger is None:
            return
        try:
            entries = down_to(ledger, entry)
        except CodingError as error:
            self._tell(str(error))
            return
        dialog = BackDialog(entries, self.window())
        dialog.accepted.connect(lambda: self._go_down(entries))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_paper(self) -> None:
        """The sheet of the evidence that the chosen entry names, to be printed."""
        entry = self.entry
        if entry is None or not names_evidence(entry) or show_sheets(self.session, self.window(), entry.id) is None:
            self._tell("所选的一条没有写依据，或它所说明的改动已撤销。")

    def print_paper(self) -> None:
        """Ctrl+P, which is the window's."""
        self.show_paper()

    def _go_down(self, entries: list[Entry]) -> None:
        for number, entry in enumerate(entries):
            course = self.session.course
            if not course.undoable or course.undoable[-1].id != entry.id or self.session.undo() is None:
                self._tell(f"已撤销 {number} 条，其余没有撤销：首页已由别处修改，请刷新后再看。")
                return
        self._tell(f"已撤销 {len(entries)} 条，每条各记一次。")

    def _offer(self) -> str:
        assert self.ledger is not None
        assert self.entry is not None
        try:
            count = len(down_to(self.ledger, self.entry))
        except CodingError:
            return ""
        return f"可用“回到这一步之前”逐条撤销 {count} 条（Ctrl+Del）。"

    def _is_redoable(self, undo: Entry) -> bool:
        return any(one.id == undo.id for one in self.session.course.redoable)

    def _tell(self, sentence: str) -> None:
        self._put(sentence, "")
        self._say(sentence)

    def _hint(self) -> None:
        self._put(_HINT, "muted")

    def _put(self, sentence: str, role: str) -> None:
        self.why.setText(sentence)
        self.why.setProperty("role", role)
        self.why.style().polish(self.why)

    # -- filling

    def _make(self) -> None:
        self._dirty = False
        self._stop()
        page_id = self.session.page_id
        if page_id is None:
            self.table.show_lines([])
            return
        is_same, row, before = page_id == self._page_id, self.table.row, self.table.cells.rowCount()
        self._page_id = page_id
        try:
            self.ledger = ledger_of(self.session.store, page_id)
        except CodingError as error:
            self.ledger = None
            self.table.show_lines([])
            self._put(str(error), "")
            return
        lines = [import_line(self.ledger)]
        lines += [self._line(number) for number in range(len(self.ledger.lines))]
        stays = is_same and before == len(lines)
        self.table.show_lines(lines, row if stays else len(lines) - 1)
        self.table.scrollTo(self.table.currentIndex())
        self.counted.emit(len(self.ledger.lines))
        self._work_out()

    def _line(self, number: int) -> tuple[Cell, ...]:
        assert self.ledger is not None
        line = self.ledger.lines[number]
        effect = self._effects.get((line.entry.id, self._stamp()))
        return entry_line(number + 1, line, effect, self.then.group_words(line.seen))

    def _stamp(self) -> str:
        return self.session.knowledge.stamp if self.session.knowledge is not None else ""

    def _work_out(self) -> None:
        """Work out behind the window what the entries did that nobody has looked at yet."""
        ledger, knowledge, page_id = self.ledger, self.session.knowledge, self.session.page_id
        if ledger is None or knowledge is None or page_id is None:
            return
        stamp, store = self._stamp(), self.session.store
        wanted = frozenset(e.id for e in ledger.entries if e.change.edits and (e.id, stamp) not in self._effects)
        if not wanted:
            return

        def work(task: Task[None]) -> None:
            found: list[tuple[int, Effect]] = []
            for done, one in enumerate(effects_of(store, page_id, ledger, knowledge, wanted), start=1):
                found.append(one)
                if len(found) == _AT_ONCE or done == len(wanted):
                    task.report(done, len(wanted), (stamp, tuple(found)))
                    found = []
                task.check()

        task = self._task = self._runner.run(
            "计算各条改动对病组的作用",
            work,
            on_progress=while_there(self, lambda _done, _total, part: self._take(ledger, *part)),
            on_error=while_there(self, lambda error: self._put(str(error), "")),
            on_end=while_there(self, lambda: self._ended(task)),
        )

    def _take(self, ledger: Ledger, stamp: str, found: tuple[tuple[int, Effect], ...]) -> None:
        if ledger is not self.ledger:
            return
        numbers = {entry.id: number for number, entry in enumerate(ledger.entries)}
        for entry_id, effect in found:
            self._effects[entry_id, stamp] = effect
            self.table.put(numbers[entry_id] + 1, self._line(numbers[entry_id]))

    def _ended(self, task: Task[None]) -> None:
        if self._task is task:  # and not one that was begun since
            self._task = None

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _choose(self) -> None:
        entry = self.entry
        self._hint()
        struck = entry is not None and self.ledger is not None and undo_of(self.ledger, entry) is not None
        self.back.setText("恢复这一条（Del）" if struck else "撤销这一条（Del）")
        may = entry is not None and self.session.may_edit
        self.back.setEnabled(may)
        self.down.setEnabled(may and not struck)
        self.paper.setEnabled(entry is not None and names_evidence(entry) and not struck)
        self._show_then()

    def _make_room(self, shown: bool) -> None:
        """Beside the page as it stood then, which tells weight and all, the table keeps what it needs."""
        self.table.setColumnHidden(REASON, shown)
        self.table.setColumnHidden(WEIGHT, shown or not self.session.sees_money)
        self._show_then()

    def _show_then(self) -> None:
        if self.split.beside.isHidden() or self.ledger is None or self.table.row < 0:
            return
        entry = self.entry
        if entry is None:
            self.then.show_original(self.ledger.original)
        else:
            self.then.show_moment(entry.at, self.ledger.lines[self.table.row - 1].seen)

    def _go(self, row: int) -> None:
        entry = self.ledger.entries[row - 1] if self.ledger is not None and row >= 1 else None
        if entry is not None and entry.change.edits:
            self.place_activated.emit(_place_of(entry.change.edits[0]))


def _place_of(edit: Edit) -> Place:
    if edit.kind is EditKind.SET:
        return Place(edit.field, edit.index if edit.field in ROW_ATTRIBUTES else None)
    at = edit.to if edit.kind is EditKind.MOVE else edit.index
    return Place(field_key(edit.row_group, "code", at), at)


def _changed(row: WorklistRow, _page: FrontPage) -> bool:
    return row.altered


CHANGES_PAGE: Final = Panel(
    "changes",
    "改动",
    LedgerPage,
    actions=(
        ActionSpec("changes", "改动", "分组/抽屉", needs_page=True, hint="每一条改动及其对病组的作用；任一步撤销"),
        ActionSpec("take_back", "撤销、恢复所选的一条改动", "", ("Del",), handled=False, pane="抽屉"),
        ActionSpec("take_back_down", "回到所选改动之前", "", ("Ctrl+Del",), handled=False, pane="抽屉"),
        ActionSpec("evidence_sheet", "所选依据的依据单", "", ("Ctrl+P",), handled=False, hint="改动", pane="抽屉"),
        ActionSpec("details", "所选一行的详情、那时的首页", "", ("Space",), handled=False, pane="抽屉"),
    ),
    does={"page_history": LedgerPage.take_focus},
    pictures=(Picture("changes", _changed, settle=600),),
)
