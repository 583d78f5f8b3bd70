"""What the worklist keeps of an examination, and under which stamp it holds."""

from __future__ import annotations

import hashlib
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.examine.examine import Examination, stamp_of
from coding.examine.raised_marks import raised_marks
from coding.page.context import Context
from coding.page.finding import Severity
from coding.review.gate import gate
from coding.store.kept_knowledge import BESIDE
from coding.store.store import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.indicators.page_facts import PageFacts
    from coding.knowledge.knowledge import Knowledge

_NONE: Mapping[str, str] = MappingProxyType({})


def verdict_of(
    examination: Examination,
    context: Context = Context(),
    *,
    unproved: bool = False,
    answers: Mapping[str, str] = _NONE,
    seen: int | None = None,
    facts: PageFacts | None = None,
) -> Verdict:
    """The part of an examination, given in a context, that the worklist keeps.

    ``unproved``: what was done to the page has moved its weight, and the evidence is not written; see
    ``coding.work.unproved``. ``answers``: what was said to findings that the gate asks about.
    ``seen``: the last entry of the history that the examined page had. ``facts``: ``facts_of`` the same page.
    """
    findings = (*examination.findings, *examination.for_others)
    marks = raised_marks(findings)
    waived = Counter(w.finding.rule for w in examination.waived)
    fired = Counter(f.rule for f in findings) + waived
    return Verdict(
        state=examination.state,
        errors=examination.count(Severity.ERROR),
        warnings=examination.count(Severity.WARNING),
        infos=examination.count(Severity.INFO),
        not_judged=len(examination.not_judged),
        status=examination.grouping.status.value,
        drg=examination.grouping.drg,
        weight=examination.price.weight,
        payment=examination.price.payment,
        score=examination.score.points,
        stamp=_with_neighbours(examination.stamp, context),
        fired=tuple((rule, number, waived[rule]) for rule, number in fired.items()),
        unproved=unproved,
        list_differs="list_differs" in marks,
        overdue="overdue" in marks,
        held=len(gate(findings, answers=answers).standing) + unproved,
        seen=seen,
        facts=facts,
    )


def verdict_stamp(knowledge: Knowledge, context: Context) -> str:
    """The stamp of a verdict that would be given now: Knowledge, what the context adds, and the neighbours."""
    return _with_neighbours(stamp_of(knowledge, context), context)


def _with_neighbours(stamp: str, context: Context) -> str:
    """A page that has neighbours is judged anew when one of them has changed, or where they were not known."""
    if context.neighbours is None:
        return f"{stamp}{BESIDE}"
    if not context.neighbours:
        return stamp
    told = "|".join(page.digest for page in context.neighbours)
    return f"{stamp}{BESIDE}{hashlib.blake2b(told.encode(), digest_size=3).hexdigest()}"
