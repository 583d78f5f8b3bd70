"""The side of a session that knows what its page comes to: Knowledge, context, examination and verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from ui.catching_up import CatchingUp

if TYPE_CHECKING:
    from coding.examine.examine import Examination
    from coding.examine.preview import Shift
    from coding.knowledge.knowledge import Knowledge
    from coding.page.change import Change
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.store.course import Course
    from coding.work.contexts import Contexts
    from ui.held_writing import HeldWriting
    from ui.noted_beside import NotedBeside


class Judging(CatchingUp):
    """Judges the page in work, and keeps what is known of it; which page that is, and what is done to it, is the
    session's.
    """

    page: FrontPage | None
    noted: NotedBeside
    writing: HeldWriting
    is_search_ready: bool
    _course: Course

    @property
    def knowledge(self) -> Knowledge | None:
        """What pages are judged by; None until it is loaded."""
        return self.judge.knowledge

    @knowledge.setter
    def knowledge(self, knowledge: Knowledge | None) -> None:
        self.judge.knowledge = knowledge

    @property
    def examination(self) -> Examination | None:
        """What is known of the page in work; None without a page or a Knowledge."""
        return self.judge.examination

    @property
    def contexts(self) -> Contexts:
        """Gives the context of any page."""
        return self.judge.contexts

    @property
    def context(self) -> Context:
        """The context of a verdict on the page in work, given now."""
        return self.judge.context(self.page_id)

    @property
    def held_knowledge(self) -> Knowledge | None:
        """What holds on the day of discharge of the page in work; None while no Knowledge is loaded."""
        if self.knowledge is None or self.page is None:
            return self.knowledge
        return self.knowledge.of(self.page)

    def renew_contexts(self, audience: str | None = None) -> None:
        """Waivers or the audience are other ones: judge the page in work with them, and say so."""
        self.judge.renew_contexts(audience)
        self.contexts_are_new()

    def preview(self, change: Change) -> Shift:
        """What a change to the page in work would do; there must be a page and a Knowledge."""
        from coding.examine.preview import preview  # what judges is no part of the start
        from coding.work.unproved import evidence_share

        assert self.page is not None
        assert self.knowledge is not None
        return preview(self.page, change, self.knowledge, self.context, self.examination, evidence_share(self.store))

    def use_knowledge(self, knowledge: Knowledge, *, is_search_ready: bool = True) -> None:
        """Judge with another Knowledge from now on; ``search_prepared`` follows when its search is not ready yet."""
        self.knowledge = knowledge
        self.is_search_ready = is_search_ready
        self.noted.name(knowledge)
        self.knowledge_changed.emit()
        self.examine_anew()

    def search_prepared(self, knowledge: Knowledge) -> None:
        """The search of a Knowledge has been made ready behind the window."""
        if knowledge is self.knowledge and not self.is_search_ready:
            self.is_search_ready = True
            self.search_ready.emit()

    def _judge_after(self, before: FrontPage, change: Change) -> None:
        assert self.page is not None
        assert self.page_id is not None
        self.judge.judge_after(before, change, self.page, self.page_id)
        self.keep_verdict()
        if self.knowledge is None:
            return
        from coding.work.held_parts import moved_words  # what judges is no part of the start

        if said := moved_words(self.knowledge, before, self.page):
            self.held_changed.emit(said)

    def examine_anew(self) -> None:
        """Judge the page in work once more: something beside it is another one."""
        if self.page is not None:
            self._examine()
            self.examined.emit(self.page_id)
            self.judged.emit([self.page_id])

    def _examine(self) -> None:
        assert self.page is not None
        assert self.page_id is not None
        self.judge.look_around(self.page_id)
        self.judge.judge(self.page, self.page_id)
        self.keep_verdict()

    def keep_verdict(self) -> None:
        """Keep what is known of the page in work for the worklist, unless the store does not have the page so."""
        assert self.page is not None
        assert self.page_id is not None
        if self.judge.examination is None or self.writing.held.of(self.page_id):
            return
        verdict = self.judge.verdict(self.page, self.page_id, self._course, unproved=self._is_unproved())
        self.noted.keep_verdicts([(self.page_id, verdict)])

    def _is_unproved(self) -> bool:
        assert self.page_id is not None
        try:
            return self.judge.is_unproved(self.page_id, self._course)
        except CodingError as error:
            self.failed.emit(str(error))
            return False
