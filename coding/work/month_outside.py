"""Figures of a month that no page tells, for the table of indicators: graded samples and fines, by whose they are."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from coding.indicators.figures import Scope
from coding.indicators.outside import Outside
from coding.review.grading import Judged
from coding.review.wilson import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coding.exchange.sampling_file import SampledPage
    from coding.indicators.outside import OutsideFigures
    from coding.indicators.page_facts import PageFacts
    from coding.review.fines import FinesStatement
    from coding.work.month_beside import SampledFacts

#: Figure → what of a verdict it counts.
SAMPLED = {"principal_right": Judged.PRINCIPAL, "main_procedure_right": Judged.MAIN_PROCEDURE}
_FINES = "fines"


def outside_figures(sampled: SampledFacts | None, fines: FinesStatement | None) -> OutsideFigures:
    """What is known: nothing of a sample that was not given, nothing of fines without times."""
    found: dict[tuple[str, Scope, str], Outside] = {}
    if sampled is not None:
        found.update(_sampled(sampled))
    if fines is not None and fines.stays:
        found.update(_fines(fines))
    return found


def sampled_share(verdicts: Iterable[SampledPage], judged: Judged) -> Figure:
    """Right of judged; where there was nothing to judge a page is in neither."""
    said = [told for one in verdicts if (told := _of(one, judged)) is not None]
    return Figure(sum(said), len(said))


def by_scope(sampled: SampledFacts) -> dict[tuple[Scope, str], list[SampledPage]]:
    """The verdicts of the hospital, and by ward, team, doctor, coder; a part without a name has none."""
    found: defaultdict[tuple[Scope, str], list[SampledPage]] = defaultdict(list)
    for verdict, facts in sampled.found:
        for scope, value in _scopes(facts):
            found[scope, value].append(verdict)
    return dict(found)


def _scopes(facts: PageFacts) -> Iterator[tuple[Scope, str]]:
    yield Scope.HOSPITAL, ""
    named = (
        (Scope.WARD, facts.ward),
        (Scope.TEAM, facts.team),
        (Scope.DOCTOR, facts.doctor),
        (Scope.CODER, facts.coder),
    )
    yield from ((scope, value) for scope, value in named if value)


def _sampled(sampled: SampledFacts) -> Iterator[tuple[tuple[str, Scope, str], Outside]]:
    for (scope, value), verdicts in by_scope(sampled).items():
        for id_, judged in SAMPLED.items():
            share = sampled_share(verdicts, judged)
            skipped = len(verdicts) - share.of
            yield (id_, scope, value), Outside(Decimal(share.right), Decimal(share.of), not_judged=skipped)


def _fines(fines: FinesStatement) -> Iterator[tuple[tuple[str, Scope, str], Outside]]:
    unjudged = sum(fines.unjudged.values())
    yield (_FINES, Scope.HOSPITAL, ""), Outside(fines.yuan, None, fines.terms.words, unjudged)
    for scope, sums in ((Scope.WARD, fines.by_ward()), (Scope.DOCTOR, fines.by_doctor())):
        for one in sums:
            if one.judged:
                yield (_FINES, scope, one.name), Outside(one.yuan, None, fines.terms.words)


def _of(verdict: SampledPage, judged: Judged) -> bool | None:
    return {
        Judged.PRINCIPAL: verdict.principal,
        Judged.MAIN_PROCEDURE: verdict.main_procedure,
        Judged.OTHERS: verdict.others,
    }[judged]
