"""Going from page to page, finishing one, taking changes back: what the person does with the page in work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from coding.base.errors import CodingError
from coding.base.numbers import whole_number
from coding.page.step import PageState
from coding.store.page_marks import PageMark, open_marks
from coding.store.store_errors import StoreAwayError
from coding.work.next_page import next_of_mine, next_to_review
from ui import settings
from ui.page_steps import bring_to, is_done_last

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.page.change import Change
    from coding.review.case_life import StepRule
    from ui.form.form_view import PageForm
    from ui.review.page_flow import PageFlow
    from ui.worklist.worklist_view import WorklistPanel
    from ui.workplace import Workplace

#: What the one key has done, in words.
_MADE = {PageState.PASSED: "已标为完成", PageState.SUBMITTED: "已提交质控"}
#: Characters of a change that the status line tells.
_TOLD = 40
#: Milliseconds for which a page is in work before it is remembered for the next start.
_KEEP_DELAY = 300
#: Of so many pages that came at once the first in the order of the list is looked for.
_MOST_ASKED = 20_000


class PageActions(QObject):
    """What is typed is written down before anything else. ``shown`` carries the file of the page that was opened."""

    shown = Signal(str)
    could_undo = Signal()  # there is something to take back that is not on the page in work

    def __init__(self, workplace: Workplace, form: PageForm, worklist: WorklistPanel, flow: PageFlow) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._session = workplace.session
        self._form = form
        self._worklist = worklist
        self._flow = flow
        self._keeping = QTimer(self, singleShot=True, interval=_KEEP_DELAY)
        self._keeping.timeout.connect(self._keep_place_behind)
        flow.made.connect(self._on_made)
        #: Gives the page so many on where another list than the worklist is gone through; None: the worklist.
        self.walk: Callable[[int], int | None] | None = None
        self._finished: int | None = None  # the page that was done last, until she does something else
        self._session.opened.connect(lambda _: self._forget_finished())
        self._session.changed.connect(lambda _: self._forget_finished())

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {
            "undo": self.undo,
            "redo": self.redo,
            "previous_page": lambda: self.step(-1),
            "next_page": lambda: self.step(1),
            "done": self.finish,
            "next_mine": self.next_of_mine,
            "reopen": lambda: bring_to(self._session, PageState.CODING),
        }

    def _forget_finished(self) -> None:
        self._finished = None

    def open(self, page_id: int) -> None:
        """Make a page the one in work."""
        self._place.write_down()
        try:
            self._session.open(page_id)
        except StoreAwayError as error:  # the line over the areas says why
            self._place.say(str(error))
            return
        except CodingError as error:
            self._place.refuse(str(error))
            return
        self._keeping.start()
        self.shown.emit(self._session.page.origin.file if self._session.page else "")

    def open_last(self) -> None:
        """The page that was in work last, where the list still holds it; else the first of the list."""
        first = self._worklist.first_id
        last = whole_number(settings.LAST_PAGE.read(self._place.store))
        if first is not None:
            self.open(last if last is not None and self._worklist.holds(last) else first)

    def open_first_of(self, ids: list[int]) -> None:
        """The first of these pages in the order of the list; one that the list does not hold where it holds none."""
        store, query = self._session.store, self._worklist.query  # the list itself may still wait for its pages
        among = store.listed(replace(query, among=tuple(ids[:_MOST_ASKED])), 0, 1).rows
        self.open(among[0].id if among else ids[0])

    def step(self, by: int) -> bool:
        """The next (+1) or previous (-1) page of the list; False at its end."""
        page_id = self._worklist.neighbour(by) if self.walk is None else self.walk(by)
        if page_id is None:
            self._place.say("已是列表中的最后一份。" if by > 0 else "已是列表中的第一份。")
            return False
        self.open(page_id)
        return True

    def finish(self) -> None:
        """The step of the one key, and on to the next page: done in a department of one stage, else submitted by who
        codes and passed by who reviews. What is past that goes on to the next page.
        """
        self._place.write_down()
        if self._session.page_id is None:
            return
        rule = self._flow.key()
        if rule is not None:
            self._flow.go(rule)
            return
        self._go_on(f"这份病案{self._session.state.label}", reviewing=False)

    def _on_made(self, page_id: int, rule: StepRule) -> None:
        """The step was made: go on, and let Ctrl+Z take it back."""
        told = f"{_MADE.get(rule.after, rule.label)}{self._left_open(page_id)}"
        if self._go_on(told, reviewing=rule.before is PageState.SUBMITTED, more="；Ctrl+Z 撤销"):
            self._finished = page_id
            self.could_undo.emit()

    def _go_on(self, told: str, *, reviewing: bool, more: str = "") -> bool:
        """On to the next page on which she has something to do, and say so; False where none is left in the list."""
        if self.walk is not None:
            following = self.walk(1)
        else:
            following = self._next_to_review() if reviewing else self._next_of_mine()
        if following is None:
            self._place.say(f"{told}；列表中没有其他{'待质控' if reviewing else '待完成'}的病案。")
            return False
        again = self._from_the_top(following)
        self.open(following)
        self._place.say(f"{told}{more}{again}。")
        return True

    def next_of_mine(self) -> None:
        """The next unfinished page of mine, in the order of the list."""
        self._place.write_down()
        following = self._next_of_mine()
        if following is None:
            self._place.say("列表中没有其他待完成的病案。")
            return
        again = self._from_the_top(following)
        self.open(following)
        if again:
            self._place.say(f"{again.removeprefix('；')}。")

    def _next_of_mine(self) -> int | None:
        store, session = self._place.store, self._session
        return next_of_mine(store, store.me.id, session.page_id, self._worklist.model.ids, session.clock().date())

    def _next_to_review(self) -> int | None:
        return next_to_review(self._place.store, self._session.page_id, self._worklist.model.ids)

    def _from_the_top(self, following: int) -> str:
        """That the list has come to its end, where it has."""
        place = self._worklist.model.place
        here = None if self._session.page_id is None else place(self._session.page_id)
        there = place(following)
        return "；已到列表末尾，从头继续" if None not in (here, there) and there < here else ""  # type: ignore[operator]

    def _left_open(self, page_id: int) -> str:
        """What stands open on a page that is done, in words."""
        rows = self._session.store.rows([page_id])
        marks = open_marks(rows[0]) if rows else ()
        if not marks:
            return ""
        words = [f"{rows[0].errors} 条强制问题" if mark is PageMark.ERROR else mark.label for mark in marks]
        return f"，仍有{'、'.join(words)}"

    def can_undo(self) -> bool:
        """Whether there is something to take back: on the page in work, or that the page before it was done."""
        return self._finished is not None or self._session.can_undo()

    def undo(self) -> None:
        """Take back the last change of the page in work. Right after a page was done and the next one opened, the last
        thing she did is that: it is taken back, on its own page. Right after she took back an entry that she chose,
        it is made again.
        """
        self._place.write_down()
        if (finished := self._finished) is not None:
            self.open(finished)
            if not is_done_last(self._session):
                return
        if self._session.can_give_back:
            given = self._session.give_back()
            if given is not None:
                self._show_made("已恢复", given.change, given.change)
            return
        entry = self._session.undo()
        if entry is not None:
            self._show_made("已撤销", entry.change.inverse(), entry.change)

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._place.write_down()
        entry = self._session.redo()
        if entry is not None:
            self._show_made("已重做", entry.change, entry.change)

    def keep_place(self) -> None:
        """Remember the page in work for the next start."""
        if self._session.page_id is not None:
            settings.LAST_PAGE.write(self._place.store, str(self._session.page_id))

    def _keep_place_behind(self) -> None:
        """The same while the window goes on: it is no reason to wait for a disk."""
        store, page_id = self._place.store, self._session.page_id
        if page_id is not None:
            self._place.runner.run(
                "记住所在病案",
                lambda _task: settings.LAST_PAGE.write(store, str(page_id)),
                on_error=lambda _error: None,
            )

    def _show_made(self, word: str, meant: Change, made: Change) -> None:
        """Say what was taken back or made again, and bring it into sight: the form is longer than the screen."""
        told = meant.describe()
        self._place.say(f"{word}：{told[:_TOLD]}{'…' * (len(told) > _TOLD)}")
        if not made.edits:
            return
        focus = QApplication.focusWidget()
        if focus is not None and self._form.isAncestorOf(focus):
            self._form.show_edit(made.edits[0])
