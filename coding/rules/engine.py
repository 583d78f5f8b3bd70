"""Running the rules of a book over one page: findings, and what could not be judged with the reason."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.base.trace import trace_of
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.page.finding import Finding, NotJudged, Place, Severity
from coding.page.moment import Moment
from coding.rules.facts import Facts
from coding.rules.functions import FACT_READS, FACTS
from coding.rules.rule_book import blank_reason
from coding.rules.rule_value import Value, show
from coding.rules.said_before import Verdicts, said_before
from coding.rules.unjudged import BlankError, UnjudgedError, UnknownError, UnreadableError

if TYPE_CHECKING:
    from coding.grouping.case import Grouping
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.payment.price import Price
    from coding.reference.reference import Reference
    from coding.rules.asking import Asking
    from coding.rules.page_rows import PageRow
    from coding.rules.rule import CompiledRule, Hit, Rule
    from coding.rules.rule_book import RuleBook

#: Inputs beside the page that a rule may need: the as-of date, the other stays, a grouping.
NEEDS = ("as_of", "neighbours", "grouping")
NOT_COMPUTED = "本条规则的条件在这一页上无法计算，请检查规则的写法。"
DEFECT = "程序自身出错：规则 {rule} 未能执行，请把日志交给维护人员。"
_LOG = logging.getLogger(__name__)
_LOG.addHandler(logging.NullHandler())  # whoever wants the log sets it up: a command prints no trace
#: Stands behind what was judged by the demonstration tariff, so that nobody takes it for a region's figure.
_DEMONSTRATED = "（按演示费率）"
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def run_rules(
    page: FrontPage,
    book: RuleBook,
    reference: Reference,
    context: Context,
    grouping: Grouping,
    price: Price,
    earlier: Mapping[int, list[Finding] | NotJudged] | None = None,
    again: frozenset[int] = frozenset(),
) -> Verdicts:
    """What each rule says of a page. With ``earlier``: only the rules ``again`` are asked, the others said it there."""
    plan = book.plan(page.supplied, missing_inputs(context, grouping), context.moment)
    facts = Facts(page, reference, context, grouping, price)
    out = book.out_of_force(page)

    if earlier is None:

        def ask(asking: Asking, wanted: frozenset[int] | None) -> Verdicts:
            return _asked(book, asking, facts, out, wanted)

        kept = said_before(page, book, plan, reference)
        return ask(plan, None) if kept is None else kept.verdicts(facts, out, ask)
    verdicts = _asked(book, plan, facts, out, again)
    verdicts.update((number, said) for number, said in earlier.items() if number not in again and number not in out)
    return verdicts


def _asked(
    book: RuleBook, asking: Asking, facts: Facts, out: frozenset[int], wanted: frozenset[int] | None = None
) -> Verdicts:
    """What rules say of a page, those left out that are not in force (``out``) or not wanted."""
    rules = book.rules
    verdicts: Verdicts = {
        number: NotJudged(rules[number].rule.id, blank_reason(key))
        for number, key in asking.blank(facts)
        if number not in out and (wanted is None or number in wanted)
    }
    numbers = asking.of_page(facts) - out
    for number in numbers if wanted is None else numbers & wanted:
        said = judged(rules[number], facts)
        if said:
            verdicts[number] = said
    return verdicts


def summed(
    verdicts: Mapping[int, list[Finding] | NotJudged],
    page: FrontPage,
    book: RuleBook,
    missing: frozenset[str],
    moment: Moment = Moment.BATCH,
) -> tuple[tuple[Finding, ...], tuple[NotJudged, ...]]:
    """The findings of a page, the gravest first, and the rules that could not be judged on it.

    ``missing``: see ``missing_inputs``; ``moment``: the one at which the verdicts were given.
    """
    findings: list[Finding] = []
    not_judged = list(book.plan(page.supplied, missing, moment).not_judged)
    if out := book.out_of_force(page):  # a rule that is not in force on the day is neither asked nor open
        silent = {book.rules[number].rule.id for number in out}
        not_judged = [one for one in not_judged if one.rule not in silent]
    yielding = False
    for number in sorted(verdicts):
        said = verdicts[number]
        if isinstance(said, NotJudged):
            not_judged.append(said)
        else:
            findings.extend(said)
            yielding = yielding or bool(book.rules[number].rule.yields_to)
    if yielding:
        findings = _without_yielding(findings, book.rule)
    findings.sort(key=lambda f: _RANK[f.severity])
    return tuple(findings), tuple(not_judged)


def judged(compiled: CompiledRule, facts: Facts) -> list[Finding] | NotJudged | None:
    """The findings of one rule; NotJudged where it cannot be judged; None or [] where there is nothing to say.

    A blank that has its own completeness rule is told there: the rules that read it are not judged. A blank that
    the form allows makes the rule say nothing at all. What fails in the program itself is told as a defect.
    """
    facts.steps = 0
    try:
        if compiled.test is not None and not compiled.test(facts):
            return None
        source = _DEMONSTRATED if facts.reference.tariff.is_demonstration and "price" in (compiled.reads or ()) else ""
        return [_finding(compiled.rule, hit, facts, source) for hit in compiled.judge(facts)]
    except UnjudgedError as said:
        return _not_judged(compiled.rule.id, said)
    except CodingError:
        raise
    except Exception as error:  # noqa: BLE001 - a defect of one kind is told, the other rules go on
        return _defect(compiled.rule.id, error)


def _defect(rule_id: str, error: Exception) -> NotJudged:
    """The program failed over a rule: the other rules go on. Neither message nor values of the error are kept, since
    they may quote the page; the lines of the source say where.
    """
    trace = trace_of(error)
    _LOG.error("规则未能执行", extra={"code": rule_id, "trace": trace})
    return NotJudged(rule_id, DEFECT.format(rule=rule_id), trace)


def _not_judged(rule_id: str, said: UnjudgedError) -> NotJudged | None:
    if isinstance(said, BlankError):
        reason = blank_reason(said.key)
        return NotJudged(rule_id, reason) if reason else None
    if isinstance(said, UnreadableError):
        label = field_catalogue().label(said.key)
        return NotJudged(rule_id, f"【{label}】的内容无法识别，更正后可判断。")
    return NotJudged(rule_id, said.reason if isinstance(said, UnknownError) else NOT_COMPUTED)


def missing_inputs(context: Context, grouping: Grouping | None) -> frozenset[str]:
    """The inputs beside the page that are absent; see NEEDS."""
    missing = []
    if context.as_of is None:
        missing.append("as_of")
    if context.neighbours is None:
        missing.append("neighbours")
    if grouping is None:
        missing.append("grouping")
    return frozenset(missing)


def _finding(rule: Rule, hit: Hit, facts: Facts, source: str) -> Finding:
    key, index = hit.field or _asked_field(rule, facts), hit.index
    group = ROW_ATTRIBUTES.get(key)
    if group is None:
        index = None
    elif index is None:
        index = 0
    text = facts.page.text(key, index or 0)
    words = _Words(facts, key, index, hit.values)
    return Finding(
        rule=rule.id,
        dimension=rule.dimension,
        severity=rule.severity,
        place=Place(key, index),
        message=(hit.message or rule.message).format_map(words).replace(" 】", "】") + source,
        hint=(hit.hint or rule.hint).format_map(words),
        basis=rule.basis,
        value=text,
        changes=hit.changes,
        also=hit.also or _also(rule, key, index),
        moment=rule.moment,
        strength=rule.strength,
        violation=rule.violation,
    )


def _asked_field(rule: Rule, facts: Facts) -> str:
    """The field of a rule, or the alternative of it that the source has a place for."""
    return next((k for k in rule.fields[0] if facts.page.is_supplied(k)), rule.field)


def _also(rule: Rule, key: str, index: int | None) -> tuple[Place, ...]:
    """The other single fields that the rule reads, and attributes of the same row."""
    group = ROW_ATTRIBUTES.get(key, ("", ""))[0]
    places: list[Place] = []
    for item in rule.fields:
        other = item[0]
        found = ROW_ATTRIBUTES.get(other)
        if key in item or len(places) >= 4:
            continue
        if found is None:
            places.append(Place(other))
        elif found[0] == group and index and not other.startswith("principal_dx"):
            places.append(Place(other, index))
    return tuple(places)


class _Words(Mapping[str, Value]):
    """What ``{…}`` in a message stands for: values of the hit, the row, the text at the place, any field."""

    def __init__(self, facts: Facts, key: str, index: int | None, values: Mapping[str, Value]) -> None:
        self._facts, self._key, self._index, self._values = facts, key, index, values

    def __getitem__(self, name: str) -> Value:
        if name in self._values:
            return self._values[name]
        if name == "value":
            return self._facts.page.text(self._key, self._index or 0).strip()
        row = self._row()
        if row is not None and name in ("code", "name", "i", "op_name", "op_date", "op_code"):
            if name in ("op_date", "op_code"):
                return self._facts.page.text(name, row.index).strip()
            values = row.words
            return values["code"] if name == "op_name" and not row.name else values[name.removeprefix("op_")]
        if name in field_catalogue():
            text = self._facts.page.text(name).strip()
            return field_catalogue().value_label(name, text)
        return self._fact(name)

    def _fact(self, name: str) -> str:
        """What follows from the page (``{stay_days}``); a dash where there is no such fact, or it cannot be told.

        Money is never told so: whoever may not see any reads messages too.
        """
        if name not in FACTS or "price" in FACT_READS.get(name, ()):
            return "—"
        try:
            return show(FACTS[name][1](self._facts))
        except UnjudgedError:
            return "—"

    def _row(self) -> PageRow | None:
        group = ROW_ATTRIBUTES.get(self._key, ("", ""))[0]
        rows: tuple[PageRow, ...] = ()
        if group in ("diagnosis", "procedure"):
            rows = self._facts.dx if group == "diagnosis" else self._facts.px
        return rows[self._index] if self._index is not None and self._index < len(rows) else None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _without_yielding(findings: list[Finding], rule_of: Callable[[str], Rule | None]) -> list[Finding]:
    """One fact gives one finding: what yields to another rule goes where that one has spoken."""
    spoken = {f.rule for f in findings}
    yields = {f.rule: (rule.yields_to & spoken if (rule := rule_of(f.rule)) else frozenset()) for f in findings}
    silent = _silenced(yields)
    return [f for f in findings if f.rule not in silent]


def _silenced(yields: Mapping[str, frozenset[str]]) -> set[str]:
    """The rules that yield, to a rule that stays or one that yields itself. Of rules that yield in a ring (a hospital's
    own may) the first stays: the fact is not to be lost.
    """
    left = {rule: others for rule, others in yields.items() if others}
    settled, silent = yields.keys() - left.keys(), set[str]()
    while left:
        gone = {rule for rule, others in left.items() if others & settled}
        silent |= gone
        settled = settled | (gone or {next(iter(left))})
        left = {rule: others for rule, others in left.items() if rule not in settled}
    return silent
