"""A condition as rows that a person reads and alters without writing: 当 主要诊断 属于 I63 且 住院天数 小于 2.

A row is an operand, an operator and values; rows stand under 且 or 或, with groups one level deep: some of them must
hold together, or none may, or some diagnosis, procedure or stay in intensive care must meet them. ``condition_text``
writes what the rule files have: the rows are judged by the language of conditions alone, there is no second engine.
``coding.rules.condition_reading`` goes the other way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from coding.base.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Form(StrEnum):
    """How an operand is written.

    NAME a field, a fact or an item of the row at hand; ITEM one of a row by its name (``principal.name``, ``d.code``);
    CODES what asks for codes (``principal``); CALL a function of operands; SUM, LESS, SHARE a reckoning of operands;
    TIMES and SCALED a number of times one (``3 * a``, ``a * 3``); TEXT and NUMBER what stands there.
    """

    NAME = "name"
    ITEM = "item"
    CODES = "codes"
    CALL = "call"
    SUM = "sum"
    LESS = "less"
    SHARE = "share"
    TIMES = "times"
    SCALED = "scaled"
    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Operand:
    """What a row asks about, or a value that it compares with. ``name``: of the field, the function, or the value."""

    form: Form
    name: str
    parts: tuple[Operand, ...] = ()


class Operator(StrEnum):
    """What a row says of its operand; the words on the screen hang on what the operand is."""

    IN_CODES = "in_codes"
    NOT_IN_CODES = "not_in_codes"
    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    BETWEEN = "<= <="
    BETWEEN_BELOW = "<= <"
    BETWEEN_ABOVE = "< <="
    BETWEEN_OPEN = "< <"
    OUTSIDE = "not <= <="
    ONE_OF = "in"
    NONE_OF = "not in"
    CONTAINS = "contains"
    LACKS = "not contains"
    MATCHES = "matches"
    MISMATCHES = "not matches"
    BLANK = "blank"
    FILLED = "filled"
    REAL = "real"
    UNREAL = "not real"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    SUPPLIED = "supplied"
    NOT_SUPPLIED = "not supplied"
    TIMED = "timed"
    UNTIMED = "not timed"
    IS = "is"
    IS_NOT = "not"


#: Operators of one operand whose words are those of a function of the language; "not " before it turns it.
_ASKING: Final = frozenset(
    {
        Operator.BLANK, Operator.FILLED, Operator.REAL, Operator.UNREAL, Operator.ANSWERED, Operator.UNANSWERED,
        Operator.SUPPLIED, Operator.NOT_SUPPLIED, Operator.TIMED, Operator.UNTIMED,
    }
)  # fmt: skip
COMPARING: Final = frozenset(
    {Operator.EQUAL, Operator.UNEQUAL, Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST}
)
BETWEENS: Final = frozenset(
    {Operator.BETWEEN, Operator.BETWEEN_BELOW, Operator.BETWEEN_ABOVE, Operator.BETWEEN_OPEN, Operator.OUTSIDE}
)
LISTS: Final = frozenset({Operator.ONE_OF, Operator.NONE_OF})
#: Operators that compare with nothing.
BARE: Final = _ASKING | {Operator.IS, Operator.IS_NOT}


@dataclass(frozen=True, slots=True)
class Line:
    """One row. ``values``: none for ``BARE`` operators, two for ``BETWEENS``, any number for ``LISTS``, else one."""

    operand: Operand
    operator: Operator
    values: tuple[Operand, ...] = ()


class Joiner(StrEnum):
    """且 or 或."""

    AND = "and"
    OR = "or"


class Quantifier(StrEnum):
    """Of which rows of the page a group must hold: it speaks of the page where there is none."""

    NONE = ""
    ANY = "any"
    ALL = "all"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that count as one. ``negated``: they must not hold. ``over``: diagnoses, others, procedures or icus with a
    quantifier; COUNT compares the number of those that meet them by ``operator`` with ``number``.
    """

    lines: tuple[Line, ...]
    joiner: Joiner = Joiner.AND
    negated: bool = False
    quantifier: Quantifier = Quantifier.NONE
    over: str = ""
    operator: Operator = Operator.AT_LEAST
    number: str = "1"


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows and groups of rows, all of which (AND) or one of which (OR) must hold."""

    items: tuple[Line | Group, ...]
    joiner: Joiner = Joiner.AND


#: What a row of each set is called within ``any(… for d in diagnoses)``.
VARIABLES: Final[Mapping[str, str]] = {"diagnoses": "d", "others": "d", "procedures": "p", "icus": "c"}
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")


def condition_text(condition: Condition) -> str:
    """The condition as the rule files have it; KnowledgeError in Chinese for what is unfinished or cannot be written.

    Rows are numbered from 1 in the order in which they stand, groups counting as rows.
    """
    parts: list[str] = []
    for number, item in enumerate(condition.items, start=1):
        try:
            parts.append(_group(item) if isinstance(item, Group) else line_text(item))
        except KnowledgeError as error:
            raise KnowledgeError(f"第{number}行：{error}") from error
    if not parts:
        raise KnowledgeError("还没有写条件：按 Insert 加一行")
    return f" {condition.joiner} ".join(parts)


def tidy(condition: Condition) -> Condition:
    """The same said as it is read again: no group around one row or around everything, nothing said in two ways."""
    items = tuple(_without_shell(item) for item in condition.items)
    match items:
        case (Group(negated=False, quantifier=Quantifier.NONE, lines=lines, joiner=joiner),):
            return Condition(lines, joiner if len(lines) > 1 else Joiner.AND)
    return Condition(items, condition.joiner if len(items) > 1 else Joiner.AND)


#: Words that have an opposite: a row of one of them, alone in a group that may not hold, is the row of the other.
_OPPOSITES: Final = {
    Operator.IN_CODES: Operator.NOT_IN_CODES,
    Operator.ONE_OF: Operator.NONE_OF,
    Operator.CONTAINS: Operator.LACKS,
    Operator.MATCHES: Operator.MISMATCHES,
    Operator.REAL: Operator.UNREAL,
    Operator.SUPPLIED: Operator.NOT_SUPPLIED,
    Operator.TIMED: Operator.UNTIMED,
    Operator.IS: Operator.IS_NOT,
    Operator.BETWEEN: Operator.OUTSIDE,
}


def _without_shell(item: Line | Group) -> Line | Group:
    match item:
        case Group(lines=(line,), negated=True, quantifier=Quantifier.NONE) if line.operator in _OPPOSITES:
            return Line(line.operand, _OPPOSITES[line.operator], line.values)
        case Group(lines=(line,), negated=False, quantifier=Quantifier.NONE):
            return line
        case Group(lines=(line,), joiner=Joiner.OR):
            return Group((line,), Joiner.AND, item.negated, item.quantifier, item.over, item.operator, item.number)
    return item


def _group(group: Group) -> str:
    if not group.lines:
        raise KnowledgeError("这一组还没有行")
    inner = f" {group.joiner} ".join(map(line_text, group.lines))
    turned = "not " if group.negated else ""
    if group.quantifier is Quantifier.NONE:
        return f"{turned}({inner})"
    fold = f"{group.quantifier}({inner} for {VARIABLES[group.over]} in {group.over})"
    if group.quantifier is Quantifier.COUNT:
        if not _NUMBER.fullmatch(group.number) or group.operator not in COMPARING:
            raise KnowledgeError("条数请写数字")
        counted = f"{fold} {group.operator} {group.number}"
        return f"not ({counted})" if group.negated else counted
    return turned + fold


def line_text(line: Line) -> str:
    """One row as the rule files have it. Raises KnowledgeError."""
    operator, values = line.operator, line.values
    if is_empty(line.operand):
        raise KnowledgeError("还没有选栏目")
    if operator in BARE:
        return _bare(line)
    if not values or (operator not in LISTS and any(is_empty(value) for value in values)):
        raise KnowledgeError("还没有填值")
    operand = operand_text(line.operand)
    if operator in (Operator.IN_CODES, Operator.NOT_IN_CODES):
        return _in_codes(line.operand, operand, values[0], operator is Operator.NOT_IN_CODES)
    if operator in COMPARING:
        return f"{operand} {operator} {operand_text(values[0])}"
    if operator in BETWEENS:
        if len(values) < 2:
            raise KnowledgeError("还没有填上限")
        low, high = operator.removeprefix("not ").split()
        inner = f"{operand_text(values[0])} {low} {operand} {high} {operand_text(values[1])}"
        return f"not {inner}" if operator is Operator.OUTSIDE else inner
    if operator in LISTS:
        return f"{operand} {operator} {{{', '.join(map(operand_text, values))}}}"
    turned, name = ("not ", operator.removeprefix("not ")) if operator.startswith("not ") else ("", str(operator))
    return f"{turned}{name}({operand}, {operand_text(values[0])})"


def is_empty(operand: Operand) -> bool:
    """Whether nothing was put there yet."""
    return not operand.name and not operand.parts


def _bare(line: Line) -> str:
    operand = operand_text(line.operand)
    match line.operator:
        case Operator.IS:
            return operand
        case Operator.IS_NOT:
            return f"not {operand}"
    turned, _, name = f" {line.operator}".rpartition(" ")
    return f"{'not ' if turned.strip() else ''}{name}({operand})"


def _in_codes(asked: Operand, operand: str, codes: Operand, turned: bool) -> str:
    if asked.form is Form.CODES:
        return f"{'not ' if turned else ''}{asked.name}({operand_text(codes)})"
    return f"{operand} {'not in' if turned else 'in'} codes({operand_text(codes)})"


def operand_text(operand: Operand) -> str:
    """An operand as the rule files have it. Raises KnowledgeError for a text that no quotes can hold."""
    match operand.form:
        case Form.TEXT:
            return quoted(operand.name)
        case Form.CALL:
            return f"{operand.name}({', '.join(map(operand_text, operand.parts))})"
        case Form.SUM | Form.LESS:
            first, *others = operand.parts
            sign = " + " if operand.form is Form.SUM else " - "
            return sign.join((operand_text(first), *(_bracketed(part, Form.SUM, Form.LESS) for part in others)))
        case Form.SHARE:
            return " / ".join(_bracketed(part, Form.SUM, Form.LESS, Form.TIMES, Form.SCALED) for part in operand.parts)
        case Form.TIMES:
            return f"{operand.name} * {_bracketed(operand.parts[0], *_RECKONED)}"
        case Form.SCALED:
            return f"{_bracketed(operand.parts[0], *_RECKONED)} * {operand.name}"
    return operand.name


_RECKONED: Final = (Form.SUM, Form.LESS, Form.SHARE, Form.TIMES, Form.SCALED)


def _bracketed(operand: Operand, *forms: Form) -> str:
    text = operand_text(operand)
    return f"({text})" if operand.form in forms else text


def quoted(text: str) -> str:
    """A text in the quotes of the language. Raises KnowledgeError where it has both kinds of quotes, or a line end."""
    if "\n" in text or "\r" in text or ('"' in text and "'" in text):
        raise KnowledgeError("文字里不能同时有单引号和双引号，也不能换行")
    mark = "'" if '"' in text else '"'
    escaped = text.replace("\\", "\\\\")
    return f"{mark}{escaped}{mark}"
