"""Figures of a month that no page tells: graded samples, fines, what the insurer paid, by whose they are."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from coding.indicators.figures import Scope
from coding.indicators.outside import Outside
from coding.review.grading import Judged
from coding.review.wilson import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coding.exchange.sampling_file import SampledPage
    from coding.indicators.outside import OutsideFigures
    from coding.indicators.page_facts import PageFacts
    from coding.payment.paid_comparison import PaidComparison
    from coding.review.fines import FinesStatement
    from coding.work.month_beside import SampledFacts

#: Figure → what of a verdict it counts.
SAMPLED: Final = {"principal_right": Judged.PRINCIPAL, "main_procedure_right": Judged.MAIN_PROCEDURE}
#: Figure → what it counts, and the class of error that makes it wrong; a wrong one without its class is not judged.
_CHOSEN: Final = {
    "principal_chosen_right": (Judged.PRINCIPAL, "principal_choice"),
    "main_procedure_chosen_right": (Judged.MAIN_PROCEDURE, "main_choice"),
}
_GRADE, _BEST = "grade_a_sampled", "a"
_FINES, _DAYS = "fines", "late_days"
_DIFFERENCE, _DENIED = "paid_difference", "denied_amount"


def outside_figures(
    sampled: SampledFacts | None, fines: FinesStatement | None, paid: PaidComparison | None
) -> OutsideFigures:
    """What is known: nothing of a sample or a result that was not given, nothing of fines without times."""
    found: dict[tuple[str, Scope, str], Outside] = {}
    if sampled is not None:
        found.update(_sampled(sampled))
    if fines is not None and fines.stays:
        found.update(_fines(fines))
    if paid is not None:
        found.update(_paid(paid))
    return found


def sampled_share(verdicts: Iterable[SampledPage], judged: Judged) -> Figure:
    """Right of judged; where there was nothing to judge a page is in neither."""
    said = [told for one in verdicts if (told := _of(one, judged)) is not None]
    return Figure(sum(said), len(said))


def by_scope(sampled: SampledFacts) -> dict[tuple[Scope, str], list[SampledPage]]:
    """The verdicts of the hospital, and by ward, doctor, coder; a part without a name has none."""
    found: defaultdict[tuple[Scope, str], list[SampledPage]] = defaultdict(list)
    for verdict, facts in sampled.found:
        for scope, value in _scopes(facts):
            found[scope, value].append(verdict)
    return dict(found)


def _scopes(facts: PageFacts) -> Iterator[tuple[Scope, str]]:
    yield Scope.HOSPITAL, ""
    named = (
        (Scope.WARD, facts.ward),
        (Scope.DOCTOR, facts.doctor),
        (Scope.CODER, facts.coder),
    )
    yield from ((scope, value) for scope, value in named if value)


def _sampled(sampled: SampledFacts) -> Iterator[tuple[tuple[str, Scope, str], Outside]]:
    for (scope, value), verdicts in by_scope(sampled).items():
        shares = {id_: sampled_share(verdicts, judged) for id_, judged in SAMPLED.items()}
        shares |= {id_: _chosen(verdicts, judged, error) for id_, (judged, error) in _CHOSEN.items()}
        graded = [one.grade for one in verdicts if one.grade]
        shares[_GRADE] = Figure(graded.count(_BEST), len(graded))
        for id_, share in shares.items():
            skipped = len(verdicts) - share.of
            yield (id_, scope, value), Outside(Decimal(share.right), Decimal(share.of), not_judged=skipped)


def _chosen(verdicts: Iterable[SampledPage], judged: Judged, error: str) -> Figure:
    """Rightly chosen of those of which it can be told: right ones, and wrong ones whose class is named."""
    told = [one for one in verdicts if _of(one, judged) or (_of(one, judged) is False and one.errors)]
    return Figure(sum(error not in one.errors for one in told), len(told))


def _fines(fines: FinesStatement) -> Iterator[tuple[tuple[str, Scope, str], Outside]]:
    unjudged, words = sum(fines.unjudged.values()), fines.terms.words
    yield (_FINES, Scope.HOSPITAL, ""), Outside(fines.yuan, None, words, unjudged)
    yield (_DAYS, Scope.HOSPITAL, ""), Outside(Decimal(fines.days), None, words, unjudged)
    for scope, sums in ((Scope.WARD, fines.by_ward()), (Scope.DOCTOR, fines.by_doctor())):
        for one in sums:
            yield (_FINES, scope, one.name), Outside(one.yuan, None, words)
            yield (_DAYS, scope, one.name), Outside(Decimal(one.days), None, words)


def _paid(paid: PaidComparison) -> Iterator[tuple[tuple[str, Scope, str], Outside]]:
    """Paid less estimated where both are known, and what was denied; of the hospital, its wards and groups."""
    differences: dict[tuple[Scope, str], Decimal] = {}
    denied: dict[tuple[Scope, str], Decimal] = {}
    unknown = 0
    for one in paid.differences:
        if one.matched is None or one.matched.stay is None:
            continue
        scopes = [(Scope.HOSPITAL, ""), (Scope.WARD, one.matched.stay.ward), (Scope.GROUP, one.matched.stay.drg)]
        parts = [part for part in scopes if part[0] is Scope.HOSPITAL or part[1]]
        unknown += one.difference is None
        _add(differences, parts, one.difference)
        _add(denied, parts, one.matched.result.denied)
    for id_, sums, silent in ((_DIFFERENCE, differences, unknown), (_DENIED, denied, 0)):
        for (scope, value), yuan in sums.items():
            yield (id_, scope, value), Outside(yuan, None, not_judged=silent if scope is Scope.HOSPITAL else 0)


def _add(sums: dict[tuple[Scope, str], Decimal], parts: Iterable[tuple[Scope, str]], yuan: float | None) -> None:
    if yuan is None:
        return
    for part in parts:
        sums[part] = sums.get(part, Decimal(0)) + Decimal(f"{yuan:.2f}")


def _of(verdict: SampledPage, judged: Judged) -> bool | None:
    return {
        Judged.PRINCIPAL: verdict.principal,
        Judged.MAIN_PROCEDURE: verdict.main_procedure,
        Judged.OTHERS: verdict.others,
    }[judged]
