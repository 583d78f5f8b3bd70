"""What a person types as the value of a row, read as the value that the rule compares with, and shown again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coding.base.dates import read_moment
from coding.rules.asked import Answer
from coding.rules.condition_rows import LISTS, Form, Operand, Operator
from coding.rules.row_words import codes_words, codes_written, value_words

if TYPE_CHECKING:
    from coding.rules.asked import Asked
    from coding.rules.condition_rows import Line

_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_BETWEEN: Final = re.compile(r"[,，、;；]")
_IN_CODES: Final = (Operator.IN_CODES, Operator.NOT_IN_CODES)
_WORDS: Final = (Operator.CONTAINS, Operator.LACKS)
_NOTHING: Final = Operand(Form.TEXT, "")


def typed_value(text: str, asked: Asked, operator: Operator) -> Operand:
    """One value as it was typed; an empty operand where it says nothing yet or does not fit."""
    text = text.strip()
    if operator in _IN_CODES:
        return Operand(Form.TEXT, codes_written(text.replace("，", ",").replace("、", ", ")))
    if operator in _WORDS:
        return Operand(Form.TEXT, "|".join(part.strip() for part in re.split(r"[、|｜]", text) if part.strip()))
    if operator in (Operator.MATCHES, Operator.MISMATCHES):
        return Operand(Form.TEXT, text)
    if asked.values:
        codes = {label: code for code, label in asked.values.items()}
        return Operand(Form.TEXT, codes.get(text, text))
    match asked.answer:
        case Answer.NUMBER:
            return Operand(Form.NUMBER, text) if _NUMBER.fullmatch(text) else _NOTHING
        case Answer.MOMENT:
            if text == "现在":
                return Operand(Form.NAME, "now")
            return Operand(Form.CALL, "dated", (Operand(Form.TEXT, text),)) if read_moment(text) else _NOTHING
    return Operand(Form.TEXT, text)


def typed_values(text: str, asked: Asked, operator: Operator) -> tuple[Operand, ...]:
    """All values of a row that were typed into one line; a list goes by 、 or commas."""
    if operator in LISTS:
        parts = [part for part in _BETWEEN.split(text) if part.strip()]
        found = tuple(typed_value("" if part.strip() == "（空）" else part, asked, operator) for part in parts)
        return tuple(one for one in found if one.name or one.form is Form.TEXT)
    found_one = typed_value(text, asked, operator)
    return (found_one,)


def typed_text(line: Line, over: str = "") -> str:
    """What stands in the line of a row with these values: ``typed_values`` reads the same again."""
    if line.operator in LISTS:
        return "、".join(value_words(value, line, over) for value in line.values)
    if not line.values:
        return ""
    if line.operator in _IN_CODES:
        return codes_words(line.values[0].name)
    value = line.values[0]
    return "" if value == _NOTHING else value_words(value, line, over)
