"""Kinds that look at single fields: required, domain, format, range, length, sum, hour, and what can be reckoned."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.base.numbers import read_number
from coding.page.change import ChangeSource
from coding.page.edits import set_field
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, is_blank, is_dash
from coding.rules.facts import NOTHING, Facts, dept_code
from coding.rules.kind import Kind
from coding.rules.kinds.identity_kind import CARD_READS, change_by_card
from coding.rules.rule import Compiled, Hit, Rule
from coding.rules.unjudged import NotComputableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from coding.rules.params import Params
    from coding.rules.rule_value import Value

_EACH = {"diagnosis": "diagnoses", "procedure": "procedures", "intensive_care": "icus"}


def rows_of(_rule: Rule, key: str) -> str:
    """The rows that a repeated field of a rule is judged on; "others" for the fields of other diagnoses."""
    group = ROW_ATTRIBUTES[key][0]
    if key.startswith("other_dx_"):
        return "others"
    return "principal" if key.startswith("principal_dx_") else _EACH[group]


def texts(facts: Facts, key: str, rule: Rule) -> Iterable[tuple[int | None, str]]:
    """Every text of a field that is not blank, with its row (None for a single field)."""
    found = ROW_ATTRIBUTES.get(key)
    if found is None:
        text = facts.given.get(key)
        return () if text is None else ((None, text),)
    return _row_texts(facts, key, rule, found[1])


def _row_texts(facts: Facts, key: str, rule: Rule, attribute: str) -> Iterator[tuple[int | None, str]]:
    where = rows_of(rule, key)
    for row in facts.rows(where):
        text = row.text(attribute)
        if not is_blank(text):
            yield row.index, text


def all_fields(rule: Rule) -> tuple[str, ...]:
    """The fields that a rule over several fields goes through: ``a|b|c`` in its fields column."""
    return tuple(key for item in rule.fields for key in item)


def required(rule: Rule, params: Params) -> Compiled:
    """A field must be filled, always or where the condition ``if`` holds.

    ``dash``: yes (an answer), no (blank), or by the catalogue when left out. ``nothing=no``: 无 is no answer.
    ``zero=no``: 0 counts as blank. ``empty``: a pattern of texts that count as blank. ``card=yes``: the patient's own
    identity card says it. ``infant``: the hint on an infant's page.
    """
    key = rule.field
    found = ROW_ATTRIBUTES.get(key)
    each = "" if found is None else rows_of(rule, key)
    condition = params.expression("if", "" if each in ("", "principal") else each)
    dash = params.word("dash", ("yes", "no", ""))
    accepted = field_catalogue()[key].dash_allowed if not dash else dash == "yes"
    nothing = params.flag("nothing", default=True)
    zero = params.flag("zero", default=True)
    empty = params.pattern("empty")
    on_card = params.flag("card", default=False)
    if on_card and key not in ("birth_date", "sex"):
        raise params.wrong("参数 card 只用于出生日期和性别")
    infant = params.text("infant")
    plain = nothing and zero and empty is None
    params.done()

    def blank(text: str) -> bool:
        if is_blank(text):
            return not (accepted and is_dash(text))
        text = text.strip()
        if empty is not None and empty.fullmatch(text):
            return True
        return (not nothing and text in NOTHING) or (not zero and read_number(text) == 0)

    def judge_single(facts: Facts) -> Iterator[Hit]:
        text = facts.given.get(key)
        if text is not None and plain:
            return
        if blank(facts.page.values.get(key, "")) and (condition is None or condition.evaluate(facts, {})):
            change = change_by_card(facts, key, rule) if on_card else None
            is_infants = infant != "" and facts.page.number("age_years") == 0
            yield Hit(hint=infant if is_infants else "", changes=(change,) if change is not None else ())

    def judge_principal(facts: Facts) -> Iterator[Hit]:
        text = facts.page.text(key)
        if blank(text) and (condition is None or condition.evaluate(facts, {})):
            yield Hit(index=0)

    def judge_rows(facts: Facts) -> Iterator[Hit]:
        attribute = ROW_ATTRIBUTES[key][1]
        for row in facts.rows(each):
            if blank(row.text(attribute)) and (condition is None or condition.evaluate(facts, {"row": row})):
                yield Hit(index=row.index)

    def lacking_single(facts: Facts) -> bool:
        return key not in facts.given

    lacking = lacking_single if plain and not each else None
    judge: Callable[[Facts], Iterator[Hit]] = (
        judge_single if not each else judge_principal if each == "principal" else judge_rows
    )
    reads = (condition.reads if condition else frozenset()) | (CARD_READS if on_card else frozenset())
    reads |= {"age_years"} if infant else frozenset()
    triggers = condition.triggers if condition else None
    return Compiled(judge, condition.needs if condition else frozenset(), triggers, lacking, reads=reads)


def domain(rule: Rule, params: Params) -> Compiled:
    """A coded value must stand in one of the domains. ``list=yes``: several values, by half-width comma.

    ``labels=yes``: the Chinese label is read as its code. ``also``: a pattern of further values.
    ``as=dept``: department codes are read with or without dot and leading zero.
    """
    key = rule.field
    names = params.words("domain")
    domains = field_catalogue().domains
    unknown = [n for n in names if n not in domains]
    if unknown:
        raise params.wrong(f"值域“{unknown[0]}”不存在")
    allowed: set[str] = {code for n in names for code in domains[n].labels}
    if params.flag("labels", default=False):
        allowed.update(label for n in names for label in domains[n].labels.values())
    also = params.pattern("also")
    stems = {_stem(label) for n in names for label in domains[n].labels.values()}
    many = params.flag("list", default=False)
    reading = params.word("as", ("dept", ""))
    params.done()
    told: dict[str, Value] = {"list": "”或“".join(domains[n].title for n in names), "values": _values_told(names)}

    def known(text: str) -> bool:
        if text in allowed or (also is not None and also.fullmatch(text)):
            return True
        return reading == "dept" and (dept_code(text) in allowed or _stem(text) in stems)

    def judge(facts: Facts) -> Iterator[Hit]:
        for index, text in texts(facts, key, rule):
            parts = re.split(r"[,，、;；→]", text) if many else [text]
            wrong = [p.strip() for p in parts if not known(p.strip())]
            if wrong:
                yield Hit(index=index, values={"value": wrong[0], **told})

    def test(facts: Facts) -> bool:
        text = facts.given.get(key)  # a blank is the judge's to tell
        return text is None or many or text not in allowed

    silent = () if key in ROW_ATTRIBUTES else (key,)
    return Compiled(judge, test=test if silent else None, silent=silent, reads=frozenset())


#: Values of a domain that a message tells; of more than that the first, and how many there are.
_MOST_TOLD, _TOLD = 8, 4


def _values_told(names: tuple[str, ...]) -> str:
    """What may stand in a field of these domains: 1 男、2 女; of a long list the first and its length."""
    domains = field_catalogue().domains
    values = [f"{code} {label}" for n in names for code, label in domains[n].labels.items()]
    if len(values) <= _MOST_TOLD:
        return "、".join(values)
    return f"{'、'.join(values[:_TOLD])} 等 {len(values)} 项"


def _stem(text: str) -> str:
    """The name of a department without what hospitals put behind it: 内分泌科, 内分泌专业 → 内分泌."""
    text = text.strip()
    end = len(text)
    while behind := next((word for word in _BEHIND_A_NAME if text.endswith(word, 0, end)), ""):
        end -= len(behind)
    return text[:end]


_BEHIND_A_NAME = ("门诊", "病房", "病区", "专业", "学", "科", "室")


_FORMATS: dict[str, Callable[[str], bool]] = {
    "date": lambda t: read_moment(t) is not None,
    "money": lambda t: re.fullmatch(r"-?\d+(\.\d(\d0*)?)?", t.strip()) is not None and t.isascii(),
    "number": lambda t: read_number(t) is not None,
}


def formatted(rule: Rule, params: Params) -> Compiled:
    """Texts must have a format: ``is`` date, money or number, or fully match ``pattern``; ``not`` must not be found.

    ``if``: a condition on the page. Goes through every field of the rule (``a|b``).
    """
    name = params.word("is", (*_FORMATS, ""))
    pattern, banned = params.pattern("pattern"), params.pattern("not")
    condition = params.expression("if")
    params.done()
    is_right = _FORMATS.get(name)
    keys = all_fields(rule)

    @lru_cache(maxsize=4096)
    def wrong(text: str) -> bool:
        if is_right is not None and not is_right(text):
            return True
        text = text.strip()
        return (pattern is not None and not pattern.fullmatch(text)) or (banned is not None and banned.search(text))

    def judge(facts: Facts) -> Iterator[Hit]:
        if condition is not None and not condition.evaluate(facts, {}):
            return
        for key in keys:
            for index, text in texts(facts, key, rule):
                if wrong(text):
                    label = field_catalogue().label(key)
                    yield Hit(index=index, field=key, values={"field": label, "value": text, "label": label})

    asked = frozenset(keys)
    all_money = re.compile(r"(?:-?[0-9]+(?:\.[0-9](?:[0-9]0*)?)?\n)*")
    is_money = name == "money" and pattern is None and banned is None

    def test(facts: Facts) -> bool:
        given = facts.given
        found = [given[key] for key in given.keys() & asked]
        if is_money:  # all at once: a page has thirty amounts
            joined = "\n".join(found) + "\n"
            return joined.count("\n") != len(found) or all_money.fullmatch(joined) is None
        return any(wrong(text) for text in found)

    silent = keys if not any(key in ROW_ATTRIBUTES for key in keys) and condition is None else ()
    reads = condition.reads if condition else frozenset()
    needs = condition.needs if condition else frozenset()
    return Compiled(judge, needs, None, test if silent else None, silent=silent, reads=reads)


def in_range(rule: Rule, params: Params) -> Compiled:
    """Numbers must lie in ``min`` … ``max`` (both allowed); ``whole=yes``: integers only. Unreadable is outside.

    ``above``: must be greater than. Blank is not judged here. ``unreadable=skip``: its format has a rule of its own;
    ``zero=skip``: 0 stands for a blank.
    """
    skip = params.word("unreadable", ("skip", "")) == "skip"
    low, high, above = params.decimal("min"), params.decimal("max"), params.decimal("above")
    whole = params.flag("whole", default=False)
    no_zero = params.word("zero", ("skip", "")) == "skip"
    params.done()
    keys = all_fields(rule)

    @lru_cache(maxsize=4096)
    def outside(text: str) -> bool:
        number = read_number(text)
        if (number is None and skip) or (number == 0 and no_zero):
            return False
        if number is None or (whole and number != number.to_integral_value()):
            return True
        return bool(
            (low is not None and number < low)
            or (high is not None and number > high)
            or (above is not None and number <= above)
        )

    def judge(facts: Facts) -> Iterator[Hit]:
        for key in keys:
            for index, text in texts(facts, key, rule):
                if outside(text):
                    yield Hit(index=index, field=key, values={"value": text, "label": field_catalogue().label(key)})

    asked = frozenset(keys)
    only_negative = skip and low == 0 and high is None and above is None and not whole

    def test(facts: Facts) -> bool:
        given = facts.given
        found = [given[key] for key in given.keys() & asked]
        if only_negative and "-" not in "".join(found):
            return False
        return any(outside(text) for text in found)

    silent = keys if not any(key in ROW_ATTRIBUTES for key in keys) else ()
    return Compiled(judge, test=test if silent else None, silent=silent, reads=frozenset())


def too_long(rule: Rule, params: Params) -> Compiled:
    """Texts must fit the interface: bytes of GBK by the catalogue's length."""
    params.done()
    limits = [(key, int(field_catalogue()[key].length)) for key in all_fields(rule)]

    def judge(facts: Facts) -> Iterator[Hit]:
        for key, limit in limits:
            for index, text in texts(facts, key, rule):
                if len(text) * 2 > limit and (length := len(text.encode("gb18030", "replace"))) > limit:
                    values: dict[str, Value] = {"field": field_catalogue().label(key), "len": length, "max": limit}
                    yield Hit(index=index, field=key, values=values)

    return Compiled(judge, reads=frozenset())


def total_matches(rule: Rule, params: Params) -> Compiled:
    """The first field must equal the sum of the other ones within ``tolerance`` (yuan). Blank parts count 0."""
    tolerance = params.decimal("tolerance") or Decimal(0)
    params.done()
    total_key, parts = rule.field, [item[0] for item in rule.fields[1:]]

    def judge(facts: Facts) -> Iterator[Hit]:
        total = facts.number(total_key)
        sums = sum((facts.number(k) for k in parts if k in facts.given), Decimal(0))
        if abs(total - sums) > tolerance:
            yield Hit(values={"sum": f"{sums:.2f}", "diff": f"{abs(total - sums):.2f}"})

    return Compiled(judge, first=total_key, reads=frozenset())


def reckoned(rule: Rule, params: Params) -> Compiled:
    """The field must equal what can be reckoned from others: ``as`` an expression; ``if`` a condition;
    ``tolerance`` how far it may be off. The reckoned value is offered as the mend.
    """
    key = rule.field
    value = params.expression("as")
    condition = params.expression("if")
    tolerance = params.decimal("tolerance") or Decimal(0)
    params.done()
    if value is None:
        raise params.wrong("缺少参数 as")

    def judge(facts: Facts) -> Iterator[Hit]:
        if condition is not None and not condition.evaluate(facts, {}):
            return
        stated, reckoned_value = facts.number(key), value.evaluate(facts, {})
        if reckoned_value is None or abs(stated - _decimal(reckoned_value)) <= tolerance:
            return
        text = str(reckoned_value)
        change = set_field(
            facts.page, key, text, reason=f"按日期计算应为{text}", source=ChangeSource.FINDING, rule=rule.id
        )
        yield Hit(values={"calc": text}, changes=(change,))

    first = condition.first if condition is not None else key
    reads = value.reads | (condition.reads if condition else frozenset())
    return Compiled(judge, value.needs | (condition.needs if condition else frozenset()), first=first, reads=reads)


def _decimal(value: Value) -> Decimal:
    """What the author of the rule lets be reckoned, which must be a number."""
    if isinstance(value, int | float | Decimal):
        return Decimal(value)
    raise NotComputableError


def hour_of(_rule: Rule, params: Params) -> Compiled:
    """A separate hour column: a whole number 0–23, the same as the hour of its date where that has a time."""
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        for key in ("admission_hour", "discharge_hour"):
            text = facts.given.get(key)
            if text is None:
                continue
            number, beside = read_number(text), key.replace("_hour", "_datetime")
            moment = facts.page.moment(beside) if facts.page.has_time(beside) else None
            is_hour = number is not None and number == number.to_integral_value() and 0 <= number <= 23
            if not is_hour or (moment is not None and moment.hour != number):
                label = field_catalogue().label(key)
                yield Hit(field=key, values={"field": label, "label": label})

    silent = ("admission_hour", "discharge_hour")
    return Compiled(judge, silent=silent, reads=frozenset({"admission_datetime", "discharge_datetime", *silent}))


KINDS = (
    Kind(
        "required",
        "必填",
        required,
        "必填，或满足条件时必填",
        "(`if=条件`) (`dash=yes/no` “-”算不算填) (`nothing=no` “无”不算填) (`zero=no` 0 不算填) "
        "(`empty=正则` 也算没填的内容) (`card=yes` 出生日期、性别可按本人身份证号补填) (`infant=提示` 婴儿的修改建议)",
    ),
    Kind(
        "domain",
        "值域",
        domain,
        "值在值域内",
        "`domain=RC001`（可列多个）(`list=yes` 逗号分隔的多个值) (`labels=yes` 也认中文) (`also=正则`) "
        "(`as=dept` 科室代码带不带点、前导0都认)；给出 `{list}` `{values}`",
    ),
    Kind(
        "format",
        "格式",
        formatted,
        "格式",
        "`is=date/money/number`、`pattern=正则`（须全部符合）、`not=正则`（不得出现）(`if=条件`)；给出 `{field}`",
    ),
    Kind(
        "range",
        "数值范围",
        in_range,
        "数值范围",
        "(`min`) (`max`) (`above` 必须大于) (`whole=yes` 整数) (`unreadable=skip`) (`zero=skip` 0 当作没填)；"
        "给出 `{label}`",
    ),
    Kind("length", "长度", too_long, "不超过接口长度（GBK 字节）", "给出 `{field}` `{len}` `{max}`"),
    Kind("sum", "合计相符", total_matches, "第一个栏目等于其余栏目之和", "`tolerance=0.05`；给出 `{sum}` `{diff}`"),
    Kind(
        "reckoned",
        "应等于算出的值",
        reckoned,
        "栏目等于算出来的值，算出的值作为改法",
        "`as=表达式` (`if=条件`) (`tolerance`)；给出 `{calc}`",
    ),
    Kind("hour_of", "单独的时栏", hour_of, "单独的“时”栏为0–23的整数，且与日期时间一致", "给出 `{field}`"),
)
