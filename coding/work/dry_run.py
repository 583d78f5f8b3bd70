"""Trying a rule before it is in force: on the pages of the last months, and on its own examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.examine.rule_trial import try_example
from coding.page.finding import Finding, NotJudged
from coding.rules.engine import judged, missing_inputs
from coding.rules.facts import Facts
from coding.rules.rule_book import is_of_another_form
from coding.work.steps import Step, untold
from coding.work.stored_pages import each_in_context, each_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.rules.rule import CompiledRule
    from coding.store.store import Store, WorklistRow
    from coding.work.contexts import Contexts

Said = tuple[Finding, ...] | NotJudged


def try_page(compiled: CompiledRule, page: FrontPage, knowledge: Knowledge, context: Context) -> Said:
    """What one rule alone says of a page, switched on or not; () where it says nothing or has no part in it.

    Other rules are not asked: a finding that would yield to another one is counted.
    """
    day = page.date("discharge_datetime") or page.date("admission_datetime")
    if day is not None and not compiled.rule.valid_on(day):
        return ()
    if is_of_another_form(compiled, page.supplied):
        return ()
    knowledge = knowledge.of(page)
    grouping = knowledge.reference.group(page)
    lacking = knowledge.rules.cannot(compiled, page.supplied, missing_inputs(context, grouping))
    if lacking:
        return NotJudged(compiled.rule.id, lacking)
    facts = Facts(page, knowledge.reference, context, grouping, knowledge.reference.price(page, grouping))
    if compiled.triggers is not None and compiled.triggers.isdisjoint(facts.categories):
        return ()
    found = judged(compiled, facts)
    return found if isinstance(found, NotJudged) else tuple(found or ())


#: The columns that hold examples, with their words and whether the rule must find something there.
EXAMPLES: Mapping[str, tuple[str, bool]] = {
    "fails": ("不合格示例", True),
    "passes": ("合格示例", False),
    "near": ("临界示例", False),
}


@dataclass(frozen=True, slots=True)
class ExampleVerdict:
    """What a rule makes of one of its examples. ``trouble``: in Chinese, "" where it does what the example says;
    ``is_failing`` is False where it could not be judged, which proves nothing.
    """

    trouble: str = ""
    is_failing: bool = False


def example_verdicts(compiled: CompiledRule, knowledge: Knowledge) -> dict[str, ExampleVerdict]:
    """What a rule makes of each of its examples, by column; columns without an example are left out."""
    texts = {"fails": compiled.rule.fails, "passes": compiled.rule.passes, "near": compiled.rule.near}
    return {c: _verdict(compiled, text, EXAMPLES[c][1], knowledge) for c, text in texts.items() if text}


def _verdict(compiled: CompiledRule, text: str, is_found: bool, knowledge: Knowledge) -> ExampleVerdict:
    try:
        said = try_example(compiled, text, knowledge)
    except KnowledgeError as error:
        return ExampleVerdict(str(error), True)
    if isinstance(said, NotJudged):
        return ExampleVerdict(f"不能判断：{said.reason}")
    if bool(said) is is_found:
        return ExampleVerdict()
    return ExampleVerdict("没有报出问题" if is_found else f"报出了问题：{said[0].message}", True)


def example_troubles(compiled: CompiledRule, knowledge: Knowledge, *, only_failing: bool = False) -> list[str]:
    """Where a rule does not do what its examples say, in Chinese; [] when they hold or there are none."""
    found = example_verdicts(compiled, knowledge)
    return [
        f"{EXAMPLES[column][0]}{'' if verdict.trouble[0] in '没报不' else '：'}{verdict.trouble}"
        for column, verdict in found.items()
        if verdict.trouble and (verdict.is_failing or not only_failing)
    ]


@dataclass(frozen=True, slots=True)
class Firing:
    """A page on which a rule fires: its light row and what the rule says there."""

    row: WorklistRow
    findings: tuple[Finding, ...]

    @property
    def page_id(self) -> int:
        """The id of the page."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a dry run. ``before`` counts the pages of the rule as it is in force now (None: it is not).

    ``by_month``: month → (pages, pages that fire). ``reasons``: why pages could not be judged, and how many.
    """

    pages: int
    fires: tuple[Firing, ...]
    findings: int
    waived: int
    before: int | None
    come: int
    gone: int
    by_month: tuple[tuple[str, int, int], ...]
    reasons: tuple[tuple[str, int], ...]

    @property
    def not_judged(self) -> int:
        """Pages on which the rule could not be judged."""
        return sum(number for _, number in self.reasons)


@dataclass(slots=True)
class _Count:
    """What is counted on the way."""

    fires: list[Firing] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    fired: Counter[str] = field(default_factory=Counter)
    waived: int = 0
    before: int = 0
    come: int = 0
    gone: int = 0

    def add(self, row: WorklistRow, said: Said, fires_now: bool, waived: int) -> None:
        """Count one page."""
        month = row.discharge_date[:7] or "不明"
        self.asked[month] += 1
        hits = () if isinstance(said, NotJudged) else said
        if isinstance(said, NotJudged):
            self.reasons[said.reason] += 1
        self.before += fires_now
        self.come += bool(hits) and not fires_now
        self.gone += fires_now and not hits
        if hits:
            self.fired[month] += 1
            self.waived += waived
            self.fires.append(Firing(row, hits))


def try_rule(
    store: Store,
    knowledge: Knowledge,
    contexts: Contexts,
    proposed: CompiledRule,
    now: CompiledRule | None,
    months: int,
    moment: datetime,
    step: Step = untold,
) -> Trial:
    """Try a rule on the pages discharged in the last ``months`` of the store (0 = all). Writes nothing.

    ``now``: the rule as it is in force; ``moment``: the present one, in the contexts of the pages.
    """
    rows = {row.id: row for row in rows_of_months(store, months)}
    count = _Count()
    for done, (page_id, page, context) in enumerate(each_in_context(store, list(rows), contexts, moment)):
        row = rows[page_id]
        said = try_page(proposed, page, knowledge, context)
        hits = () if isinstance(said, NotJudged) else said
        fires_now = now is not None and _fires(now, page, knowledge, context)
        count.add(row, said, fires_now, sum(_is_waived(hit, page, context) for hit in hits))
        if done % 20 == 0:
            step(done, len(rows))
    return Trial(
        pages=len(rows),
        fires=tuple(count.fires),
        findings=sum(len(firing.findings) for firing in count.fires),
        waived=count.waived,
        before=count.before if now is not None else None,
        come=count.come,
        gone=count.gone,
        by_month=tuple((m, count.asked[m], count.fired[m]) for m in sorted(count.asked, reverse=True)),
        reasons=tuple(count.reasons.most_common()),
    )


def rows_of_months(store: Store, months: int) -> list[WorklistRow]:
    """The light rows of the pages to try, newest discharge first; months are counted back from the newest."""
    found: list[WorklistRow] = []
    since = ""
    for row in each_row(store, store.worklist()):
        if months and not since:
            newest = _day(row)
            if newest is None:  # pages without a readable discharge come last: there are no others
                return found
            since = months_before(newest, months).isoformat()
        if months and row.discharge_date[:10] <= since:
            return found
        found.append(row)
    return found


def _day(row: WorklistRow) -> date | None:
    try:
        return date.fromisoformat(row.discharge_date[:10])
    except ValueError:
        return None


def _fires(compiled: CompiledRule, page: FrontPage, knowledge: Knowledge, context: Context) -> bool:
    said = try_page(compiled, page, knowledge, context)
    return not isinstance(said, NotJudged) and bool(said)


def _is_waived(finding: Finding, page: FrontPage, context: Context) -> bool:
    dept = page.text("discharge_dept")
    return any(w.holds_on(context.day) and w.covers(finding, dept) for w in context.waivers)


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last one of that month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)
