"""The gate before 待质控 and 通过: what holds a page back, what it asks, and what was answered.

The gate holds the state, never the file: exporting asks no gate.

The table is ``resources/people/gate.csv``. An answer to a finding and an override are Changes like any other:

- an answer has no edits, the source ``answer``, the finding in ``rule`` (``FP-X|field#0``) and its words as the reason;
- an override is the step itself: ``rule`` names what it passed over (``override:FP-X|FP-Y``), the reason says why.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.page.change import Change, ChangeSource
from coding.page.fields import field_catalogue
from coding.page.finding import Severity, Strength
from coding.page.moment import Moment
from coding.review.people import Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coding.examine.evidence import Demand
    from coding.page.finding import Finding
    from coding.review.own_page import Deed
    from coding.review.people import Person


class Outcome(StrEnum):
    """What the gate does about something."""

    HOLDS = "holds"
    ASKS = "asks"


class Way(StrEnum):
    """What somebody can do about what the gate says."""

    MEND = "mend"
    WAIVE = "waive"
    ANSWER = "answer"
    EVIDENCE = "evidence"
    OVERRIDE = "override"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _WAYS[self]


_WAYS: Final = {
    Way.MEND: "改正",
    Way.WAIVE: "豁免",
    Way.ANSWER: "写说明",
    Way.EVIDENCE: "写依据",
    Way.OVERRIDE: "越过",
}
_FINDING, _WEIGHT = "finding", "weight"
#: What an override names in the place of a rule where it passed over evidence that is not written.
WEIGHT_RULE: Final = "evidence"
_OVERRIDE, _JOINT = "override:", "|"


@dataclass(frozen=True, slots=True)
class UnprovedMove:
    """A weight that moved by more than the share, up or down, without evidence. ``demands``: what the record must hold,
    with which the evidence is prefilled.
    """

    share: float
    demands: tuple[Demand, ...] = ()


@dataclass(frozen=True, slots=True)
class GateItem:
    """One thing that holds the page back or is asked: a sentence with rule and clause, and what can be done about it.

    ``subject`` names it (``subject_of`` a finding); ``rule`` is the rule's id. ``prefilled``: words to begin the answer
    with. ``answer``: what was answered, "" while nothing was.
    """

    rule: str
    subject: str
    sentence: str
    ways: tuple[Way, ...]
    finding: Finding | None = None
    prefilled: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class GateResult:
    """What the gate says of a page: what holds it, what is asked and not answered yet, and what has been answered."""

    held: tuple[GateItem, ...] = ()
    asks: tuple[GateItem, ...] = ()
    answered: tuple[GateItem, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the page may go on."""
        return not self.held and not self.asks

    @property
    def standing(self) -> tuple[GateItem, ...]:
        """What an override passes over."""
        return (*self.held, *self.asks)

    @property
    def sentence(self) -> str:
        """One line that says how much stands before the page; "" where the gate is open."""
        parts = [
            f"{len(items)} 条{words}"
            for items, words in ((self.held, "明确的强制问题须改正或豁免"), (self.asks, "须答复"))
            if items
        ]
        return f"放行检查：{'，'.join(parts)}。" if parts else ""


def gate(
    findings: Iterable[Finding],
    *,
    moment: Moment = Moment.RELEASE,
    move: UnprovedMove | None = None,
    answers: Mapping[str, str] | None = None,
) -> GateResult:
    """What the gate says of a page with these findings.

    ``findings``: those of an Examination for everybody (no audience), what is waived left out. ``moment``: findings of
    a later one do not count. ``move``: evidence is wanted for the weight. ``answers``: see ``answers_of``.
    """
    said = answers or {}
    held: list[GateItem] = []
    asks: list[GateItem] = []
    answered: list[GateItem] = []
    for finding in findings:
        told = _table().get((_FINDING, finding.severity.value, finding.strength.value))
        if told is None or not moment.includes(finding.moment):
            continue
        outcome, ways = told
        item = _item(finding, ways, said.get(subject_of(finding), ""))
        if outcome is Outcome.HOLDS:
            held.append(replace(item, answer=""))
        else:
            (answered if item.answer else asks).append(item)
    if move is not None:
        outcome, ways = _table()[_WEIGHT, "", ""]
        (held if outcome is Outcome.HOLDS else asks).append(_weight_item(move, ways))
    return GateResult(tuple(held), tuple(asks), tuple(answered))


def subject_of(finding: Finding) -> str:
    """How reviews and answers name a finding: the rule id, ``|``, the field, ``#``, the row."""
    index = "" if finding.place.index is None else finding.place.index
    return f"{finding.rule}{_JOINT}{finding.place.field}#{index}"


def answer_change(finding: Finding, words: str) -> Change:
    """What is said to a finding that the gate asks about; the page stays as it is."""
    return Change((), words, ChangeSource.ANSWER, subject_of(finding))


def answers_of(history: Sequence[Deed]) -> dict[str, str]:
    """The answers that hold, by subject. ``history``: the entries in force, oldest first.

    An answer is to what was seen: a later edit of the field takes it away, and the gate asks again.
    """
    found: dict[str, str] = {}
    for deed in history:
        change = deed.change
        if change.source == ChangeSource.ANSWER:
            found[change.rule] = change.reason.strip()
        elif change.edits:
            touched = change.touches()
            found = {subject: words for subject, words in found.items() if _field_of(subject) not in touched}
    return {subject: words for subject, words in found.items() if words}


def override_refusal(person: Person, reason: str) -> str:
    """Why this person cannot pass the gate over what it says; "" where nothing speaks against it."""
    command = Command.OVERRIDE_GATE
    if why := person.refusal(command, instead="请改正或答复，或请质控员处理"):
        return why
    return "" if reason.strip() else f"“{command.label}”要写明理由：请填写后再试。"


def overriding(step: Change, result: GateResult, reason: str) -> Change:
    """The step as it is made over what the gate says: it names the rules and says why."""
    rules = dict.fromkeys(item.rule for item in result.standing)
    return replace(step, reason=reason, rule=_OVERRIDE + _JOINT.join(rules)) if rules else step


def overrides_of(change: Change) -> tuple[str, ...]:
    """The rules that a step passed over; none where it passed over nothing."""
    if change.step is None or not change.rule.startswith(_OVERRIDE):
        return ()
    return tuple(filter(None, change.rule.removeprefix(_OVERRIDE).split(_JOINT)))


def counted_overrides(history: Iterable[Deed]) -> Counter[str]:
    """How often each rule was passed over."""
    return Counter(rule for deed in history for rule in overrides_of(deed.change))


def _item(finding: Finding, ways: tuple[Way, ...], answer: str) -> GateItem:
    label = field_catalogue().label(finding.place.field)
    basis = f"（{finding.basis}）" if finding.basis else ""
    sentence = f"{finding.rule}【{label}】{finding.message}{basis}"
    can = tuple(way for way in ways if way is not Way.MEND or finding.hint or finding.changes)
    return GateItem(finding.rule, subject_of(finding), sentence, can, finding, finding.hint, answer)


def _weight_item(move: UnprovedMove, ways: tuple[Way, ...]) -> GateItem:
    sentence = f"权重升降超过 {move.share * 100:g}%，依据未写：请写明病历中的依据，升降一样。"
    prefilled = "".join(demand.sentence for demand in move.demands)
    return GateItem(WEIGHT_RULE, WEIGHT_RULE, sentence, ways, None, prefilled)


def _field_of(subject: str) -> str:
    return subject.partition(_JOINT)[2].partition("#")[0]


@cache
def _table() -> Mapping[tuple[str, str, str], tuple[Outcome, tuple[Way, ...]]]:
    table = resource_table("people/gate.csv", "about", "severity", "strength", "outcome", "ways")
    found: dict[tuple[str, str, str], tuple[Outcome, tuple[Way, ...]]] = {}
    for row, line in zip(table, table.lines, strict=True):
        try:
            if row["about"] == _FINDING:
                Severity(row["severity"]), Strength(row["strength"])
            told = Outcome(row["outcome"]), tuple(Way(word) for word in row["ways"].split())
        except ValueError as error:
            raise KnowledgeError(f"{table.name} 第{line}行：有程序不认识的词，请重新安装本程序。") from error
        found[row["about"], row["severity"], row["strength"]] = told
    return found
