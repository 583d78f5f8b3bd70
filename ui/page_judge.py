"""What is known of the page in work: under which Knowledge and in which context it was judged, with its other stays.

What judges is loaded where it is needed first, behind the open window: the start must not wait for it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from coding.review.gate import answers_of
from coding.review.people import Command
from coding.work.contexts import Contexts
from coding.work.stored_neighbours import StoredNeighbours

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from coding.examine.examine import Examination
    from coding.knowledge.knowledge import Knowledge
    from coding.page.change import Change
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.store.course import Course
    from coding.store.store import Store, Verdict, WorklistRow
    from coding.work.moved import FirstOfPage
    from coding.work.unproved import Proof

#: So long the present moment of a verdict counts as now: within it only what an edit touches is judged again.
_A_MOMENT: Final = timedelta(seconds=60)


class PageJudge:
    """Judges one page after the other; ``examination`` is of the page that was judged last, None without a Knowledge.

    ``judged_in``: the Knowledge and the context that it rests on. ``near``: other stays of the person of that page.
    """

    def __init__(self, store: Store, knowledge: Knowledge | None, audience: str, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self.knowledge = knowledge
        self.neighbours = StoredNeighbours(store)
        self.contexts = Contexts.of_waivers(store.waivers(), audience, self.neighbours)
        self.near: dict[int, FrontPage] = {}
        self.examination: Examination | None = None
        self.judged_in: tuple[Knowledge, Context] | None = None
        self._proof: Proof | None = None

    @cached_property
    def _first(self) -> FirstOfPage:
        from coding.work.moved import FirstOfPage

        return FirstOfPage(self._store)

    def forget(self) -> None:
        """There is no page in work."""
        self.near, self.examination = {}, None

    def context(self, page_id: int | None) -> Context:
        """The context of a verdict on the page, given now."""
        if page_id is None:
            return self.contexts.alone(None, self._clock())
        return self.contexts.beside(page_id, self.near.values(), self._clock())

    def stamp_in_force(self, row: WorklistRow) -> str:
        """What the stamp of a verdict on a page would say now of Knowledge, waivers and audience; "" while no Knowledge
        is loaded. Of other stays of the person it says nothing: it is asked for every row, and reads nothing.
        """
        if self.knowledge is None:
            return ""
        from coding.examine.examine import stamp_of
        from coding.work.rechecking import held_for

        return stamp_of(held_for(row, self.knowledge), self.contexts.alone(row.id, self._clock()))

    def renew_contexts(self, audience: str | None = None) -> bool:
        """Take waivers, and the audience where one is given, as they are now; whether they are other ones."""
        kept = self.contexts.audience if audience is None else audience
        now = Contexts.of_waivers(self._store.waivers(), kept, self.neighbours)
        if now == self.contexts:  # and they stay these: a run behind the window asks whether they are still its own
            return False
        self.contexts = now
        return True

    def look_around(self, page_id: int) -> bool:
        """Read other stays of the person: once for an examination, not for every preview. Whether they are others."""
        before, self.near = self.near, self.neighbours.of([page_id])[page_id]
        return self.near != before

    def judge(self, page: FrontPage, page_id: int) -> None:
        """Examine the page with all its rules."""
        if self.knowledge is None:
            self.examination = self.judged_in = None
            return
        from coding.examine.examine import examine

        self.judged_in = (self.knowledge, self.context(page_id))
        self.examination = self._shown(examine(page, *self.judged_in), page)

    def judge_after(self, before: FrontPage, change: Change, page: FrontPage, page_id: int) -> None:
        """Examine the page that a change has made of ``before``: only what it touches, where all else still holds."""
        if self.examination is None or self.judged_in is None or not self._holds(page_id, *self.judged_in):
            self.judge(page, page_id)
            return
        from coding.examine.examine import examine_again

        self.examination = examine_again(before, change, self.examination, *self.judged_in)

    def verdict(self, page: FrontPage, page_id: int, course: Course, *, unproved: bool) -> Verdict:
        """What the worklist and the figures keep of the examination: of this page, which has this course."""
        from coding.indicators.facts_of import facts_of
        from coding.work.verdicts import verdict_of

        assert self.examination is not None
        assert self.judged_in is not None
        knowledge, context = self.judged_in
        facts = facts_of(page, self.examination, knowledge, context)
        answers = answers_of(course.standing)
        made = verdict_of(self.examination, context, unproved=unproved, answers=answers, seen=course.last, facts=facts)
        first = self._first.of(page_id, course.standing, knowledge)
        return made if first is None else first.moved(made)

    def _shown(self, examination: Examination, page: FrontPage) -> Examination:
        """What was found, for who is shown pages with masked identities: who sees them masked changes no page."""
        if self._store.me.may(Command.SEE_IDENTITIES) or self.knowledge is None:
            return examination
        from coding.work.masked_seeing import without_identities

        return without_identities(examination, self.knowledge.of(page).rules)

    def _holds(self, page_id: int, knowledge: Knowledge, context: Context) -> bool:
        """Whether what the examination rests on is still so: the Knowledge, the moment, and all that stands beside."""
        now = self.context(page_id)
        if knowledge is not self.knowledge or context.day != now.day or context.as_of is None or now.as_of is None:
            return False
        is_now = timedelta(0) <= now.as_of - context.as_of < _A_MOMENT
        return is_now and replace(now, as_of=context.as_of) == context

    def is_unproved(self, page_id: int, course: Course) -> bool:
        """Whether what was done to the page has moved its weight without written evidence. Raises CodingError."""
        from coding.work.unproved import Proof

        assert self.knowledge is not None
        proof = self._proof
        if proof is None or (proof.page_id, proof.knowledge) != (page_id, self.knowledge):
            proof = self._proof = Proof(self._store, page_id, self.knowledge)
        return proof.is_wanted(course.standing)
