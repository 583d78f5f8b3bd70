"""Rows of a rule in Chinese: which operators fit what is asked, what they are called, and a row as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.rules.asked import Answer, answer_of, operand_words
from coding.rules.condition_rows import BARE, BETWEENS, LISTS, Form, Group, Joiner, Operand, Operator, Quantifier
from coding.rules.rule_language import spoken, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.rules.condition_rows import Condition, Line
    from coding.rules.rule_rows import RuleRows

_O = Operator
_FILLING: Final[Mapping[Operator, str]] = {_O.BLANK: "为空", _O.FILLED: "不为空"}
_EQUALITY: Final[Mapping[Operator, str]] = {_O.EQUAL: "等于", _O.UNEQUAL: "不等于"}
_SELDOM: Final[Mapping[Operator, str]] = {
    _O.SUPPLIED: "来源有此栏",
    _O.NOT_SUPPLIED: "来源无此栏",
}
_BETWEEN: Final[Mapping[Operator, str]] = {
    _O.BETWEEN: "在…之间",
    _O.BETWEEN_BELOW: "在…之间（不含上限）",
    _O.BETWEEN_ABOVE: "在…之间（不含下限）",
    _O.BETWEEN_OPEN: "在…之间（不含两端）",
    _O.OUTSIDE: "不在…之间",
}
_LISTED: Final[Mapping[Operator, str]] = {_O.ONE_OF: "是其中之一", _O.NONE_OF: "不是其中任何一个"}
_CODES: Final[Mapping[Operator, str]] = {_O.IN_CODES: "属于", _O.NOT_IN_CODES: "不属于"}
_TEXTS: Final[Mapping[Operator, str]] = {
    _O.CONTAINS: "包含文字",
    _O.LACKS: "不包含文字",
    **_EQUALITY,
    **_LISTED,
    **_FILLING,
    _O.REAL: "有实际内容",
    _O.UNREAL: "没有实际内容",
    _O.ANSWERED: "已作答（含“-”）",
    _O.UNANSWERED: "没有作答",
    _O.MATCHES: "符合写法",
    _O.MISMATCHES: "不符合写法",
    **_SELDOM,
}
_SIZES: Final[Mapping[Operator, str]] = {
    _O.LESS: "小于",
    _O.AT_MOST: "不大于",
    _O.MORE: "大于",
    _O.AT_LEAST: "不小于",
}
_TIMES: Final[Mapping[Operator, str]] = {
    _O.LESS: "早于",
    _O.AT_MOST: "不晚于",
    _O.MORE: "晚于",
    _O.AT_LEAST: "不早于",
}
#: What fits, the usual first; any other operator that a rule was written with is shown by its word all the same.
_FITTING: Final[Mapping[Answer, Mapping[Operator, str]]] = {
    Answer.CODES_DX: _CODES,
    Answer.CODES_PX: _CODES,
    **{code: {**_CODES, **_TEXTS} for code in (Answer.CODE_DX, Answer.CODE_PX, Answer.MORPHOLOGY)},
    Answer.NUMBER: {**_SIZES, **_EQUALITY, **_BETWEEN, **_LISTED, **_FILLING, **_SELDOM},
    Answer.MOMENT: {
        **_TIMES, **_EQUALITY, **_BETWEEN, **_FILLING, _O.TIMED: "写到时分", _O.UNTIMED: "没有写到时分", **_SELDOM,
    },
    Answer.CHOICE: {**_EQUALITY, **_LISTED, **_FILLING, **_TEXTS},
    Answer.TEXT: _TEXTS,
    Answer.TRUTH: {_O.IS: "成立", _O.IS_NOT: "不成立"},
}  # fmt: skip
_ALL: Final[Mapping[Operator, str]] = {
    **_TIMES, **_SIZES, **_TEXTS, **_CODES, **_BETWEEN, _O.TIMED: "写到时分", _O.UNTIMED: "没有写到时分",
    _O.IS: "成立", _O.IS_NOT: "不成立",
}  # fmt: skip
EACH: Final[Mapping[str, str]] = {
    "": "整份病案",
    "diagnoses": "每条诊断",
    "others": "每条其他诊断",
    "procedures": "每条手术操作",
    "icus": "每次重症监护",
}
ROWS: Final[Mapping[str, str]] = {
    "diagnoses": "诊断",
    "others": "其他诊断",
    "procedures": "手术操作",
    "icus": "重症监护",
}
JOINERS: Final[Mapping[Joiner, str]] = {Joiner.AND: "且", Joiner.OR: "或"}


def operators_for(answer: Answer, kept: Operator | None = None) -> Mapping[Operator, str]:
    """The operators that fit what is asked, with their words; ``kept`` is among them whatever it is."""
    fitting = _FITTING[answer]
    return fitting if kept is None or kept in fitting else {**fitting, kept: _ALL[kept]}


def value_words(value: Operand, line: Line, over: str = "") -> str:
    """A value as the row shows it: 男 for 1, the word of another field."""
    if value.form is Form.CALL and value.name == "dated":
        return value.parts[0].name
    if value.form is not Form.TEXT:
        return operand_words(value, over)
    if line.operator in _CODES:
        return codes_words(value.name)
    values = answer_of(line.operand, over).values
    if value.name in values:
        return values[value.name]
    return value.name.replace("|", "、") if line.operator in (_O.CONTAINS, _O.LACKS) else value.name or "（空）"


def codes_words(codes: str) -> str:
    """A range of codes with named sets by their Chinese names: @剖宫产."""
    return spoken("when", f'"{codes}"')[1:-1]


def codes_written(words: str) -> str:
    """The other way."""
    return written("when", f'"{words}"')[1:-1]


def line_words(line: Line, over: str = "") -> str:
    """A row as a sentence: 住院天数 小于 2."""
    asked = answer_of(line.operand, over)
    word = operators_for(asked.answer, line.operator)[line.operator]
    values = [value_words(value, line, over) for value in line.values]
    if line.operator in BARE:
        return f"{asked.label} {word}"
    if line.operator in BETWEENS:
        low, high = (*values, "", "")[:2]
        return f"{asked.label} {word.replace('…', f' {low} 与 {high} ')}"
    return f"{asked.label} {word} {'、'.join(values) if line.operator in LISTS else values[0] if values else ''}"


def group_head(group: Group) -> str:
    """What stands above the rows of a group."""
    rows = ROWS.get(group.over, "")
    match group.quantifier:
        case Quantifier.ANY:
            return f"没有一条{rows}满足" if group.negated else f"有一条{rows}满足"
        case Quantifier.ALL:
            return f"并非各条{rows}都满足" if group.negated else f"各条{rows}都满足"
        case Quantifier.COUNT:
            size = {**_SIZES, **_EQUALITY}[group.operator]
            return f"{'并非：' if group.negated else ''}满足以下的{rows}条数 {size} {group.number}"
    return "并非以下" if group.negated else "以下"


def condition_sentences(condition: Condition, over: str = "") -> list[str]:
    """A condition, a sentence a row; a group is one sentence."""
    found = []
    for item in condition.items:
        if isinstance(item, Group):
            inner = f" {JOINERS[item.joiner]} ".join(line_words(line, item.over or over) for line in item.lines)
            found.append(f"{group_head(item)}（{inner}）")
        else:
            found.append(line_words(item, over))
    return found


def rule_sentences(rows: RuleRows) -> list[str]:
    """All that the rows of a rule say, a sentence a row."""
    if rows.condition is None:
        return ["总是"]
    joined = JOINERS[rows.condition.joiner]
    found = condition_sentences(rows.condition, rows.each)
    first = [f"对{EACH[rows.each]}"] if rows.each and rows.each in EACH else []
    return [*first, *(sentence if n == 0 else f"{joined} {sentence}" for n, sentence in enumerate(found))]
