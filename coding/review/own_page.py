"""Whose work a page is, read from its history: nobody passes her own page, and what was reported is marked.

Every function takes the entries in force, oldest first (``coding.store.course.Course.standing`` of the store).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from coding.page.change import ChangeSource
from coding.page.step import PageState
from coding.review.case_life import REPORT_AGAIN, step_rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from coding.page.change import Change
    from coding.page.step import Step


class Deed(Protocol):
    """An entry of the history as the rules of the work read it: what was done, and by whom."""

    @property
    def change(self) -> Change:
        """What was done."""
        ...

    @property
    def author(self) -> str:
        """By whom: the name that stands in the history."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a page waits, and until which day."""

    reason: str
    until: date | None


def workers_of(history: Sequence[Deed]) -> frozenset[str]:
    """Whose work the page is as it stands: who edited it last, and who submitted it last."""
    edited = [deed.author for deed in history if deed.change.edits and deed.change.source != ChangeSource.IMPORT]
    submitted = [deed.author for deed in history if _after(deed) is PageState.SUBMITTED]
    return frozenset((*edited[-1:], *submitted[-1:]))


def is_own(history: Sequence[Deed], name: str) -> bool:
    """Whether the page is that person's own work."""
    return name in workers_of(history)


def own_page_refusal(history: Sequence[Deed], name: str, step: Step, *, two_stage: bool, one_person: bool) -> str:
    """Why that person cannot pass this page; "" where nothing speaks against it.

    ``one_person``: the setting of a department in which one person both codes and passes. Release in one stage is
    such a department by itself.
    """
    if not two_stage or one_person or step.after is not PageState.PASSED or not is_own(history, name):
        return ""
    return f"这份病案由{name}自己编码或提交，不能自己通过：请由另一位质控员通过，或在科室设置中打开“一人编码兼质控”。"


def passes_of_own(histories: Iterable[Sequence[Deed]]) -> tuple[int, int]:
    """How many of the passes in these histories were of the passer's own page, and how many there were.

    What the one-person setting and release in one stage let through is counted all the same.
    """
    own = passed = 0
    for history in histories:
        for at, deed in enumerate(history):
            if _after(deed) is PageState.PASSED:
                passed += 1
                own += is_own(history[:at], deed.author)
    return own, passed


def is_reported_again(history: Sequence[Deed]) -> bool:
    """Whether the page bears the mark 补报: it was opened after it had been uploaded, and has not been since."""
    marked = False
    for deed in history:
        step = deed.change.step
        if step is None:
            continue
        rule = step_rule(step.before, step.after)
        opens = rule is not None and rule.opens == REPORT_AGAIN
        marked = opens or (marked and step.after is not PageState.UPLOADED)
    return marked


def waiting_of(history: Sequence[Deed]) -> Waiting | None:
    """Why and until when the page waits; None where it does not wait now."""
    steps = [deed.change for deed in history if deed.change.step is not None]
    if not steps or steps[-1].step is None or steps[-1].step.after is not PageState.WAITING:
        return None
    return Waiting(steps[-1].reason, steps[-1].step.until)


def _after(deed: Deed) -> PageState | None:
    return deed.change.step.after if deed.change.step is not None else None
