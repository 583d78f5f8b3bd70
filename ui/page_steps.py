"""What is decided and said on the page in work of a session: steps of its way, answers, evidence, words of review.

Each ends in the store by the session's own path; False: it could not be kept, and ``failed`` has said why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.page.edits import go_on
from coding.page.step import PageState
from coding.review.gate import answer_change
from coding.work.unproved import evidence_change
from ui.session import NO_STEP

if TYPE_CHECKING:
    from coding.page.asked import AskedBy
    from coding.page.change import Change
    from coding.page.finding import Finding
    from coding.store.kept_reviews import About, Said
    from ui.session import Session


def bring_to(session: Session, state: PageState) -> bool:
    """Bring the page to a state; the step is kept in its history and can be taken back."""
    if session.page_id is None:
        return False
    now = session.state
    return now is state or session.apply(go_on(now, state))


def is_settled(session: Session) -> bool:
    """Whether a step can be made now: nothing waits for the store."""
    if session.held.is_waiting:
        session.failed.emit(NO_STEP)
        return False
    return True


def make_step(session: Session, change: Change) -> bool:
    """Bring the page on by a step as it was asked for. What stands at its gate is kept first as it is known here: the
    store asks for it.
    """
    if session.page_id is None:
        return False
    session.keep_verdict()
    return session.keep(change)


def answer_finding(session: Session, finding: Finding, words: str) -> bool:
    """Keep what is said to a finding that the gate asks about."""
    return session.keep(answer_change(finding, words))


def answer_evidence(session: Session, reason: str, asked: AskedBy | None = None) -> bool:
    """Keep what in the record bears all changes so far of the page, and at whose request they were made."""
    return session.keep(evidence_change(reason, asked))


def say(
    session: Session, about: About, subject: str, said: Said, text: str, *, answers: int | None = None, rule: str = ""
) -> bool:
    """Keep a word of review on the page."""
    if session.page_id is None:
        return False
    try:
        session.store.say(session.page_id, about, subject, said, text, answers=answers, rule=rule)
    except CodingError as error:
        session.failed.emit(str(error))
        return False
    session.words.forget()
    session.judged.emit([session.page_id])
    return True


def is_done_last(session: Session) -> bool:
    """Whether what would be taken back next is that the page was done, submitted or sent back."""
    undoable = session.course.undoable
    step = undoable[-1].change.step if undoable else None
    return step is not None and step.after in (PageState.PASSED, PageState.SUBMITTED, PageState.RETURNED)
