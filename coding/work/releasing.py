"""Bringing a page on its way: what the gate says of it, which steps it can take, and each step as a Change.

The rules are those of ``coding.review``; here they meet the page as the store has it, once for window and command line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.edits import go_on
from coding.page.step import PageState
from coding.review.case_life import edit_refusal, step_refusal, steps_from
from coding.review.gate import UnprovedMove, answers_of, gate, override_refusal, overriding
from coding.review.own_page import is_reported_again, own_page_refusal
from coding.review.release import ONE_PERSON, STAGES, Release
from coding.store.course import course_of
from coding.store.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from coding.examine.examine import Examination
    from coding.knowledge.knowledge import Knowledge
    from coding.page.change import Change
    from coding.page.context import Context
    from coding.review.case_life import StepRule
    from coding.review.gate import GateResult
    from coding.review.own_page import Deed
    from coding.review.people import Person
    from coding.store.kept_history import KeepsHistory
    from coding.store.kept_settings import KeepsSettings
    from coding.store.store import Entry, Store

#: The settings that say how the department releases its pages.
_STAGES, _ONE_PERSON = Setting(STAGES, "one"), Setting(ONE_PERSON)


def release_of(store: KeepsSettings) -> Release:
    """As the settings say: one stage unless they say two."""
    return Release.of({setting.key: setting.read(store) for setting in (_STAGES, _ONE_PERSON)})


def unproved_move(
    store: Store, page_id: int, knowledge: Knowledge, context: Context, waiting: Sequence[Entry] = ()
) -> UnprovedMove | None:
    """The weight that was moved without evidence, with what the record must hold; None where none is wanted.

    ``waiting``: what was done on the page and is not stored yet.
    """
    from coding.work.unproved import evidence_wanted  # what previews is no part of a start

    shift = evidence_wanted(store, page_id, knowledge, context, waiting)
    return None if shift is None else UnprovedMove(shift.share, shift.evidence)


def gate_of(examination: Examination, standing: Sequence[Deed], move: UnprovedMove | None = None) -> GateResult:
    """What the gate says of a page: of what was found on it, whoever is to mend it, and what was answered.

    ``standing``: the entries in force, oldest first. What is waived is no finding of the examination.
    """
    findings = (*examination.findings, *examination.for_others)
    return gate(findings, move=move, answers=answers_of(standing))


def key_step(state: PageState, person: Person, release: Release) -> StepRule | None:
    """The step of the one key: that before which the gate stands. None: this person has none to make now."""
    return next((rule for rule in steps_from(state, person, two_stage=release.two_stage) if rule.has_gate), None)


def other_steps(state: PageState, person: Person, release: Release) -> tuple[StepRule, ...]:
    """The steps beside it that are asked for, in the order of the table; an edit makes those of editing by itself."""
    mine, key = steps_from(state, person, two_stage=release.two_stage), key_step(state, person, release)
    return tuple(rule for rule in mine if rule is not key)


def step_change(rule: StepRule, reason: str = "", until: date | None = None) -> Change:
    """The step as it is made."""
    return go_on(rule.before, rule.after, reason.strip(), until)


def step_over(rule: StepRule, result: GateResult, reason: str) -> Change:
    """The step as it is made over what the gate says: it names the rules and says why."""
    return overriding(step_change(rule), result, reason.strip())


def refusal(change: Change, person: Person, release: Release, standing: Sequence[Deed]) -> str:
    """Why this person cannot make a step now, the gate apart; "" where nothing speaks against it."""
    if why := step_refusal(change, person, two_stage=release.two_stage):
        return why
    assert change.step is not None
    return own_page_refusal(
        standing, person.name, change.step, two_stage=release.two_stage, one_person=release.one_person
    )


def over_refusal(person: Person, reason: str) -> str:
    """Why this person cannot pass the gate over what it says; "" where nothing speaks against it."""
    return override_refusal(person, reason)


def why_read_only(state: PageState, person: Person, release: Release) -> str:
    """Why this person cannot edit a page in that state; "" where she can."""
    return edit_refusal(state, person, two_stage=release.two_stage)


def reported_again(store: KeepsHistory, ids: Collection[int]) -> frozenset[int]:
    """Those of these pages that bear the mark 补报: opened after they had been uploaded, and not uploaded since."""
    histories = store.histories(ids) if ids else {}
    return frozenset(
        page_id
        for page_id, entries in histories.items()
        if any(_is_of_upload(entry) for entry in entries) and is_reported_again(course_of(entries).standing)
    )


def _is_of_upload(entry: Entry) -> bool:
    step = entry.change.step
    return step is not None and step.before in (PageState.UPLOADED, PageState.ARCHIVED)
