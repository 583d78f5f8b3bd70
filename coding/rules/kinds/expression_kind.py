"""The kind for what no other kind says: any condition of the language, true = defect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.change import Change, ChangeSource
from coding.page.edits import set_field
from coding.page.fields import ROW_ATTRIBUTES, field_key
from coding.rules.expression import Expression, compile_expression
from coding.rules.kind import Kind
from coding.rules.rule import Compiled, Hit, Rule
from coding.rules.rule_value import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.rules.condition_values import Variables
    from coding.rules.facts import Facts
    from coding.rules.params import Params


def expression(rule: Rule, params: Params) -> Compiled:
    """Any condition of the language, true = defect. ``each``: judged on every row of diagnoses, others, procedures,
    icus; ``first=yes``: one finding at most; ``at``: the field or row attribute it points to, or
    a condition that gives one (``"a" if … else "b"``); ``show.x``: a value
    for ``{x}`` in the message; ``set``: the text that would mend the place.
    """
    each = params.word("each", ("diagnoses", "others", "procedures", "icus", ""))
    condition = params.expression("if", each)
    if condition is None:
        raise params.wrong("缺少参数 if")
    at = params.text("at")
    first = params.flag("first", default=False)
    shown = {name: params.expression(f"show.{name}", each) for name in params.names("show.")}
    mend = params.expression("set", each)
    params.done()
    place = compile_expression(at) if " if " in at else None
    if each:
        return _over_rows(rule, each, condition, at, first, shown, mend)

    def judge(facts: Facts) -> Iterator[Hit]:
        if condition.evaluate(facts, {}):
            key = (str(place.evaluate(facts, {})) if place is not None else at) or rule.field
            index = 0 if key in ROW_ATTRIBUTES and not key.startswith("other_dx") else None
            if key.startswith("other_dx"):  # told at the first other diagnosis; without one, at the principal
                index = 1 if len(facts.dx) > 1 else 0
                key = key if index else key.replace("other_dx", "principal_dx")
            values = {n: show(e.evaluate(facts, {})) for n, e in shown.items() if e is not None}
            changes: tuple[Change, ...] = ()
            if mend is not None:
                text = show(mend.evaluate(facts, {}))
                changes = (
                    set_field(
                        facts.page, key, text, index or 0, reason=rule.hint, source=ChangeSource.FINDING, rule=rule.id
                    ),
                )
            yield Hit(index=index, field=key, values=values, changes=changes)

    evaluate = condition.evaluate

    def test(facts: Facts) -> object:
        return evaluate(facts, _NONE)

    reads = _reads(condition, *shown.values(), mend) | _tokens(at, place)
    needs = _needs(condition, *shown.values(), mend)
    return Compiled(judge, needs, condition.triggers, test, condition.first, reads=reads)


def _over_rows(
    rule: Rule,
    each: str,
    condition: Expression,
    at: str,
    first: bool,
    shown: dict[str, Expression | None],
    mend: Expression | None,
) -> Compiled:
    own = ROW_ATTRIBUTES.get(rule.field, ("", ""))
    attribute = at or (own[1] if own[0] else "code")

    def judge(facts: Facts) -> Iterator[Hit]:
        for row in facts.rows(each):
            variables: Variables = {"row": row}
            if not condition.evaluate(facts, variables):
                continue
            key = field_key(row.group, attribute, row.index)
            values = {n: show(e.evaluate(facts, variables)) for n, e in shown.items() if e is not None}
            changes: tuple[Change, ...] = ()
            if mend is not None:
                text = show(mend.evaluate(facts, variables))
                changes = (
                    set_field(
                        facts.page, key, text, row.index, reason=rule.hint, source=ChangeSource.FINDING, rule=rule.id
                    ),
                )
            yield Hit(index=row.index, field=key, values=values, changes=changes)
            if first:
                return

    reads = _reads(condition, *shown.values(), mend)
    return Compiled(judge, _needs(condition, *shown.values(), mend), condition.triggers, reads=reads)


_NONE: Variables = {}


def _tokens(key: str, place: Expression | None) -> frozenset[str]:
    """What the place of a finding is told by; a field that a condition gives is one that the condition reads."""
    if place is not None:
        return place.reads
    return frozenset({ROW_ATTRIBUTES[key][0] if key in ROW_ATTRIBUTES else key} if key else ())


def _reads(*expressions: Expression | None) -> frozenset[str]:
    return frozenset().union(*(e.reads for e in expressions if e is not None))


def _needs(*expressions: Expression | None) -> frozenset[str]:
    return frozenset().union(*(e.needs for e in expressions if e is not None))


KINDS = (
    Kind(
        "expression",
        "条件表达式",
        expression,
        "其他种类都不合适时：任何条件，**成立即有缺陷**",
        "`if=条件` (`each=diagnoses/others/procedures/icus` 逐行判断) (`first=yes` 只报第一行) "
        '(`at=报错的栏目或行内项目`，也可写 `"甲" if 条件 else "乙"`) (`show.x=表达式` 供 `{x}` 用) '
        "(`set=表达式` 改法)",
    ),
)
