"""合并: a package that came back, pages left, conflicts right; each is chosen by a key, nothing is written before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.review.people import Command
from coding.work.merge_words import change_lines, package_words, page_words, touch_words
from coding.work.merging import Choice
from coding.work.merging_packages import PackageMerge, Taken, look_at, needed_for, take
from coding.work.package_desk import judges_anew, opened_at
from ui.grouping.group_table import ReadTable
from ui.packages.package_work import button, enable
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from coding.exchange.packages import Opened
    from coding.work.merging import Conflict
    from coding.work.merging_packages import PageMerge
    from ui.packages.package_work import PackageWork
    from ui.tasks import Task

_PAGES: Final = ("病案号", "会怎样")
_CONFLICTS: Final = ("栏目", "分发时", "← 本机", "交回 →")
_CHANGES: Final = ("将写入的修改",)
_MARKS: Final = {True: "● ", False: "○ "}
_KEYS: Final = {Qt.Key.Key_Left: Choice.OURS, Qt.Key.Key_Right: Choice.THEIRS}
_NOTE: Final = "← 保留本机，→ 采用交回；按住 Ctrl 为本份全部。没有选择的保持本机内容。按“合并”之前什么也不写入。"

#: Page → place of a conflict → what was chosen.
Choices = dict[int, dict[str, Choice]]


class ConflictTable(ReadTable):
    """``chosen``: what is taken, and whether at every conflict of the page."""

    chosen = Signal(object, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_CONFLICTS, (150, 150, 0, 0), parent)
        self.setAccessibleName("冲突")
        self.setWordWrap(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        choice = _KEYS.get(Qt.Key(event.key()))
        if choice is None:
            super().keyPressEvent(event)
            return
        self.chosen.emit(choice, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))


@dataclass(frozen=True, slots=True)
class Looked:
    """A package as it was looked at: as it came, and with what is chosen."""

    opened: Opened
    found: PackageMerge
    needed: Command


class MergeTab(QWidget):
    """``page_wanted``: a page is to be opened."""

    page_wanted = Signal(int)

    def __init__(self, work: PackageWork, parent: QWidget) -> None:
        super().__init__(parent)
        self._work = work
        self._looked: Looked | None = None
        self._pages: list[PageMerge] = []
        self.choices: Choices = {}
        self.summary = PlainLabel("还没有选择交回的工作包。", self, wordWrap=True)
        self.pages = ReadTable(_PAGES, (130, 0), self)
        self.pages.setAccessibleName("交回的病案")
        self.pages.currentCellChanged.connect(lambda *_: self._show_page())
        self.pages.activated.connect(lambda _index: self.conflicts.setFocus())
        self.conflicts = ConflictTable(self)
        self.conflicts.chosen.connect(self._choose)
        self.changes = ReadTable(_CHANGES, (0,), self)
        self.changes.setAccessibleName(_CHANGES[0])
        self.changes.setWordWrap(True)
        self.open_button = button("选择交回的工作包…", self._ask, self)
        self.ours_button = button("本份全部保留本机", lambda: self._choose(Choice.OURS, True), self)
        self.theirs_button = button("本份全部采用交回", lambda: self._choose(Choice.THEIRS, True), self)
        self.merge_button = button("合并", self.merge, self, is_primary=True)
        enable(self.open_button, work.store, Command.WORK_PACKAGE)
        self._lay_out()
        self._tell_buttons()

    @property
    def page(self) -> PageMerge | None:
        """The page that is selected."""
        row = self.pages.currentRow()
        return self._pages[row] if 0 <= row < len(self._pages) else None

    def look(self, path: Path) -> None:
        """Look at a package; nothing is written."""
        work, passphrase = self._work, self._work.passphrase
        self.choices = {}

        def do(_task: Task[Looked]) -> Looked:
            return self._look(opened_at(work.store, path, passphrase))

        work.run("查看交回的工作包", do, self._show)

    def merge(self) -> None:
        """Write what is clear and what was chosen; pages whose conflicts are open stay as they are here."""
        work, looked = self._work, self._looked
        knowledge = work.place.session.knowledge
        if looked is None:
            return
        if knowledge is None:
            work.say("知识库还在装入，合并后要重新质控：请稍候再合并。", "error")
            return
        work.place.write_down()
        store, notes, choices = work.store, work.notes, {page: dict(made) for page, made in self.choices.items()}
        judge = judges_anew(store, knowledge, datetime.now, work.place.session.contexts)

        def do(task: Task[tuple[Taken, Looked]]) -> tuple[Taken, Looked]:
            taken = take(store, notes, looked.opened, datetime.now(), judge, choices, task.report)
            return taken, self._look(looked.opened)

        def done(result: tuple[Taken, Looked]) -> None:
            taken, again = result
            held = {page.page_id: page.refused for page in taken.held}
            self._show(again, held)
            work.say(taken.in_words(), "warning" if taken.held or taken.refused or taken.left_open else "")

        work.run("合并", do, done, writes=True)

    def _look(self, opened: Opened) -> Looked:
        work, choices = self._work, self.choices
        found = look_at(work.store, work.notes, opened)
        if choices:  # what is chosen stays in sight, beside what it leads to
            chosen = look_at(work.store, work.notes, opened, choices)
            pages = map(_beside, found.pages, chosen.pages)
            found = replace(found, pages=tuple(pages))
        noted = work.notes.package(opened.package.answers)
        assert noted is not None
        return Looked(opened, found, needed_for(noted))

    def _show(self, looked: Looked, held: dict[int, str] | None = None) -> None:
        here = self.page.page_id if self.page is not None else None
        self._looked = looked
        self._pages = sorted(looked.found.pages, key=_rank)
        self.summary.setText(package_words(looked.found))
        told = [
            (held or {}).get(page.page_id) or _told(page, self.choices.get(page.page_id, {})) for page in self._pages
        ]
        self.pages.fill([(page.case_no, words) for page, words in zip(self._pages, told, strict=True)])
        row = next((at for at, page in enumerate(self._pages) if page.page_id == here), 0)
        if self._pages:
            self.pages.setCurrentCell(row, 0)
        self._show_page()
        self._work.say("只是查看，没有写入。", "muted")

    def _show_page(self) -> None:
        page = self.page
        chosen = self.choices.get(page.page_id, {}) if page is not None else {}
        conflicts = page.merge.conflicts if page is not None else ()
        self.conflicts.fill([_cells(one, chosen.get(one.place)) for one in conflicts])
        self.conflicts.resizeRowsToContents()
        self.changes.fill([(line,) for line in change_lines(page)] if page is not None else [])
        self.changes.resizeRowsToContents()
        self._tell_buttons()

    def _choose(self, choice: Choice, every: bool) -> None:
        """Take one side at the conflict that is selected, or at all of the page."""
        page, row = self.page, self.conflicts.currentRow()
        if page is None or not page.merge.conflicts or self._work.is_working:
            return
        wanted = page.merge.conflicts if every else page.merge.conflicts[row : row + 1]
        barred = [one.label for one in wanted if choice is Choice.THEIRS and not one.can_take]
        taken = [one for one in wanted if choice is Choice.OURS or one.can_take]
        self.choices.setdefault(page.page_id, {}).update(dict.fromkeys((one.place for one in taken), choice))
        if barred:
            self._work.say(f"{'、'.join(barred)}不能通过工作包带回：请在本机读入同一个文件，或保留本机内容。", "error")
        self._look_again(page)
        self._show_page()
        self.conflicts.setCurrentCell(row, 0)

    def _look_again(self, page: PageMerge) -> None:
        """What would be written on a page as it is chosen now; more conflicts may stand behind that of the state."""
        assert self._looked is not None
        work = self._work
        try:
            found = look_at(work.store, work.notes, self._looked.opened, self.choices, page.page_id)
        except CodingError as error:
            work.say(in_words(error), "error")
            return
        row = self.pages.currentRow()
        self._pages[row] = _beside(page, found.pages[0])
        self.pages.item(row, 1).setText(_told(self._pages[row], self.choices.get(page.page_id, {})))

    def _tell_buttons(self) -> None:
        looked, page = self._looked, self.page
        needed = looked.needed if looked is not None else Command.DEAL_PACKAGE
        enable(self.merge_button, self._work.store, needed, fits=looked is not None)
        for each in (self.ours_button, self.theirs_button):
            each.setEnabled(page is not None and bool(page.merge.conflicts))

    def _ask(self) -> None:
        if path := self._work.ask_for_package("选择交回的工作包"):
            self.look(path)

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(MEDIUM)
        above.addWidget(self.summary, 1)
        above.addWidget(self.open_button)
        right = QSplitter(Qt.Orientation.Vertical, self)
        right.setChildrenCollapsible(False)
        right.addWidget(self.conflicts)
        right.addWidget(self.changes)
        right.setSizes([240, 140])
        halves = QSplitter(self)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.pages)
        halves.addWidget(right)
        halves.setSizes([330, 640])
        note = PlainLabel(_NOTE, self, wordWrap=True)
        note.setProperty("role", "muted")
        below = QHBoxLayout()
        below.setSpacing(MEDIUM)
        below.addWidget(note, 1)
        below.addWidget(self.ours_button)
        below.addWidget(self.theirs_button)
        below.addWidget(self.merge_button)
        box = QVBoxLayout(self)
        box.setSpacing(MEDIUM)
        box.addLayout(above)
        box.addWidget(halves, 1)
        box.addLayout(below)


def _beside(page: PageMerge, chosen: PageMerge) -> PageMerge:
    """A page with all its conflicts, and what would be written as it is chosen."""
    known = {one.place for one in page.merge.conflicts}
    more = [one for one in chosen.merge.conflicts if one.place not in known]
    return replace(page, merge=replace(chosen.merge, conflicts=(*page.merge.conflicts, *more)))


def _rank(page: PageMerge) -> tuple[int, str]:
    """Conflicts first, then what is refused, then what brings something."""
    if page.merge.conflicts:
        return 0, page.case_no
    if page.refused:
        return 1, page.case_no
    return (2 if page.merge.changes else 3), page.case_no


def _told(page: PageMerge, chosen: Mapping[str, Choice]) -> str:
    """What becomes of a page, and how much of it is chosen."""
    done = sum(one.place in chosen for one in page.merge.conflicts)
    return f"{page_words(page)}（已选 {done}）" if done else page_words(page)


def _cells(conflict: Conflict, choice: Choice | None) -> tuple[str, ...]:
    ours = f"{_MARKS[choice is Choice.OURS]}{conflict.ours}\n{touch_words(conflict.our_touch)}"
    theirs = f"{_MARKS[choice is Choice.THEIRS]}{conflict.theirs}\n{touch_words(conflict.their_touch)}"
    return conflict.label, conflict.base, ours.rstrip(), theirs.rstrip()
