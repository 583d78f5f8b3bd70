"""Running the rules of a book over one page: findings, and what could not be judged with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coding.drg.model import Grouping, Price
from coding.fields import ROW_ATTRIBUTES, field_catalogue
from coding.finding import Finding, NotJudged, Place, Severity
from coding.page import FrontPage
from coding.rules.facts import Facts
from coding.rules.kinds_codes import row_values
from coding.rules.model import BlankError, CompiledRule, Hit, Rule, UnknownError, UnreadableError

if TYPE_CHECKING:
    from coding.examine import Context
    from coding.knowledge import Knowledge

#: Inputs beside the page that a rule may need: the as-of date, the other stays, a grouping.
NEEDS = ("as_of", "neighbours", "grouping")
NOT_COMPUTED = "本条规则的条件在这一页上无法计算，请检查规则的写法。"
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def run_rules(
    page: FrontPage, knowledge: Knowledge, context: Context, grouping: Grouping, price: Price
) -> tuple[tuple[Finding, ...], tuple[NotJudged, ...]]:
    """The findings of a page, the gravest first, and the rules that could not be judged on it."""
    book = knowledge.rules
    plan = book.plan(page.supplied, missing_inputs(context, grouping))
    facts = Facts(page, knowledge, context, grouping, price)
    asked = set(plan.always)
    for place in facts.categories:
        asked.update(plan.by_category.get(place, ()))
    findings: list[Finding] = []
    not_judged = list(plan.not_judged)
    rules = book.rules
    discharged = page.date("discharge_datetime") or page.date("admission_datetime") if book.is_dated else None
    yielding = False
    for number in sorted(asked):
        compiled = rules[number]
        if discharged is not None and not compiled.rule.valid_on(discharged):
            continue
        found = judged(compiled, facts)
        if isinstance(found, NotJudged):
            not_judged.append(found)
        elif found:
            findings.extend(found)
            yielding = yielding or bool(compiled.rule.yields_to)
    if yielding:
        findings = _without_yielding(findings, book.rule)
    findings.sort(key=lambda f: _RANK[f.severity])
    return tuple(findings), tuple(not_judged)


def judged(compiled: CompiledRule, facts: Facts) -> list[Finding] | NotJudged | None:
    """The findings of one rule; NotJudged where it cannot be judged; None or [] where there is nothing to say.

    A blank that has its own completeness rule is told there: the rules that read it are not judged. A blank that
    the form allows makes the rule say nothing at all.
    """
    try:
        hits = list(compiled.judge(facts))
    except BlankError as blank:
        field = field_catalogue().get(blank.key)
        if field is not None and field.required == "yes" and not field.dash_allowed:
            return NotJudged(compiled.rule.id, f"【{field.label}】未填写，补填后可判断。")
        return None
    except UnreadableError as unreadable:
        label = field_catalogue().label(unreadable.key)
        return NotJudged(compiled.rule.id, f"【{label}】的内容无法识别，更正后可判断。")
    except UnknownError as unknown:
        return NotJudged(compiled.rule.id, unknown.reason)
    except (TypeError, ArithmeticError):  # a condition that a quality officer wrote: a text less a number, x / 0
        return NotJudged(compiled.rule.id, NOT_COMPUTED)
    return [_finding(compiled.rule, hit, facts) for hit in hits] if hits else None


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


def _finding(rule: Rule, hit: Hit, facts: Facts) -> Finding:
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
        message=(hit.message or rule.message).format_map(words).replace(" 】", "】"),
        hint=rule.hint.format_map(words),
        basis=rule.basis,
        value=text,
        changes=hit.changes,
        also=hit.also or _also(rule, key, index),
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


class _Words(Mapping[str, Any]):
    """What ``{…}`` in a message stands for: values of the hit, the row, the text at the place, any field."""

    def __init__(self, facts: Facts, key: str, index: int | None, values: Mapping[str, Any]) -> None:
        self._facts, self._key, self._index, self._values = facts, key, index, values

    def __getitem__(self, name: str) -> Any:
        if name in self._values:
            return self._values[name]
        if name == "value":
            return self._facts.page.text(self._key, self._index or 0).strip()
        row = self._row()
        if row is not None and name in ("code", "name", "i", "op_name", "op_date", "op_code"):
            if name in ("op_date", "op_code"):
                return self._facts.page.text(name, row.index).strip()
            values = row_values(row)
            return values["code"] if name == "op_name" and not row.name else values[name.removeprefix("op_")]
        if name in field_catalogue():
            text = self._facts.page.text(name).strip()
            return field_catalogue().value_label(name, text)
        return "—"

    def _row(self) -> Any:
        group = ROW_ATTRIBUTES.get(self._key, ("", ""))[0]
        rows = self._facts.dx if group == "diagnosis" else self._facts.px if group == "procedure" else ()
        return rows[self._index] if self._index is not None and self._index < len(rows) else None

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _without_yielding(findings: list[Finding], rule_of: Any) -> list[Finding]:
    """One fact gives one finding: what yields to another rule goes where that one has spoken."""
    spoken = {f.rule for f in findings}
    return [f for f in findings if not (rule_of(f.rule).yields_to & spoken)]
