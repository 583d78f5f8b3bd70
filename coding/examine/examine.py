"""``examine(page, knowledge, context)``: what is known of a page. Pure: the window, the batch and the
command line call this one function and can never disagree. The rules are imported with the first page that is judged.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.grouping.grouper import DRG_WORDS, GroupWords
from coding.page.audience import shown_to
from coding.page.context import Context
from coding.page.finding import Finding, NotJudged, Severity
from coding.page.moment import Moment
from coding.page.waiver import Waived, part_waived

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.grouping.case import Grouping
    from coding.knowledge.knowledge import Knowledge
    from coding.page.change import Change
    from coding.page.front_page import FrontPage
    from coding.payment.price import Price
    from coding.rules.score import Score


@dataclass(frozen=True, slots=True)
class Examination:
    """What is known of a page under a Knowledge: findings, what was not judged, group, price, score.

    ``waived`` and ``for_others`` (for whom the audience is not) are no part of ``findings``, counts and state. The
    score leaves out what is waived, not what is for others. ``stamp``: see ``stamp_of``. ``words``: what
    the screen calls the group and its weight. ``said``: what single rules said, for ``examine_again``.
    """

    findings: tuple[Finding, ...]
    not_judged: tuple[NotJudged, ...]
    grouping: Grouping
    price: Price
    score: Score
    stamp: str
    waived: tuple[Waived, ...] = ()
    for_others: tuple[Finding, ...] = ()
    words: GroupWords = DRG_WORDS
    said: Mapping[int, list[Finding] | NotJudged] | None = field(default=None, compare=False, repr=False)

    def count(self, severity: Severity) -> int:
        """How many findings of one severity."""
        return sum(f.severity is severity for f in self.findings)

    @property
    def state(self) -> str:
        """error, warning or clean: the worst that was found. Information does not count."""
        if self.count(Severity.ERROR):
            return "error"
        return "warning" if self.count(Severity.WARNING) else "clean"


def examine(page: FrontPage, knowledge: Knowledge, context: Context = Context()) -> Examination:
    """All rules, the group, its price and the score of one page, by what holds on its day of discharge.

    Pure: the same page, Knowledge and context give the same answer, in whatever process. Nothing that stands on a page
    raises an error; what a rule could not judge is in ``not_judged``.
    """
    from coding.rules.engine import run_rules

    knowledge = knowledge.of(page)
    grouping = knowledge.reference.group(page)
    price = knowledge.reference.price(page, grouping)
    return _examination(
        page,
        knowledge,
        context,
        grouping,
        price,
        run_rules(page, knowledge.rules, knowledge.reference, context, grouping, price),
    )


def examine_again(
    page: FrontPage,
    change: Change,
    previous: Examination,
    knowledge: Knowledge,
    context: Context = Context(),
) -> Examination:
    """``examine(page.apply(change), …)`` where ``previous`` is the examination of ``page`` under the same Knowledge
    and context: only the rules that read what the change touches are asked again.
    """
    from coding.rules.engine import run_rules
    from coding.rules.reads import affected

    after = page.apply(change)
    if previous.said is None or after.supplied != page.supplied:
        return examine(after, knowledge, context)
    held = knowledge.of(after)
    if held is not knowledge.of(page):  # another day, and other knowledge
        return examine(after, knowledge, context)
    knowledge = held
    grouping = knowledge.reference.group(after)
    price = knowledge.reference.price(after, grouping)
    touched = set(change.touches())
    touched.update({"grouping"} if grouping != previous.grouping else (), {"price"} if price != previous.price else ())
    book = knowledge.rules
    again = affected(book.rules, frozenset(touched), are_dated=book.out_of_force(page) != book.out_of_force(after))
    said = run_rules(after, book, knowledge.reference, context, grouping, price, previous.said, again)
    return _examination(after, knowledge, context, grouping, price, said)


def _examination(
    page: FrontPage,
    knowledge: Knowledge,
    context: Context,
    grouping: Grouping,
    price: Price,
    said: Mapping[int, list[Finding] | NotJudged],
) -> Examination:
    from coding.rules.engine import missing_inputs, summed
    from coding.rules.score import score_page

    findings, not_judged = summed(said, page, knowledge.rules, missing_inputs(context, grouping), context.moment)
    waived: tuple[Waived, ...] = ()
    if context.waivers:
        findings, waived = part_waived(findings, context.waivers, context.day, page.text("discharge_dept"))
    score = score_page(page, findings)
    for_others: tuple[Finding, ...] = ()
    if context.audience:
        findings, for_others = shown_to(context.audience, findings, knowledge.rules.role_of)
    stamp = stamp_of(knowledge, context)
    return Examination(
        findings, not_judged, grouping, price, score, stamp, waived, for_others, knowledge.scheme.words, said
    )


def stamp_of(knowledge: Knowledge, context: Context) -> str:
    """The stamp of verdicts under a Knowledge; with what the context adds that stands on no page: waivers, audience, a
    moment that leaves rules out.

    Waivers that have expired are no part of it: the verdict is another one from that day on.
    """
    holding = [w for w in context.waivers if w.holds_on(context.day)]
    if not holding and not context.audience and context.moment is Moment.BATCH:
        return knowledge.stamp
    told: tuple[object, ...] = (
        context.audience,
        sorted((w.rule, w.dept, w.field or "", w.value or "", w.value is None) for w in holding),
    )
    if context.moment is not Moment.BATCH:
        told = (*told, context.moment.value)
    return f"{knowledge.stamp}+{hashlib.blake2b(repr(told).encode(), digest_size=3).hexdigest()}"
