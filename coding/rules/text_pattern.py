r"""A pattern of a rule, matched in a time that grows with the text alone; what no such engine can match is refused.

The engine is RE2 (package ``google-re2``): an automaton that never goes back in the text. It knows no back references
and no looking ahead or behind; ``\d``, ``\s`` and ``\w`` are ASCII. ``\uXXXX``, ``\Z`` and ``{,n}`` are taken too, as
rules that were written for the ``re`` module of Python have them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import re2

from coding.base.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Longer ones are no pattern that a person wrote.
MOST_SIGNS: Final = 3000
#: What the engine calls a fault → what a person is told of it.
_FAULTS: Final[Mapping[str, str]] = {
    "invalid perl operator": "用了前后查看（如 (?!…)、(?<=…)）或规则里不能用的括号，请改成两个条件，如 not matches(…)",
    "no argument for repetition operator": "的重复符号前面没有要重复的内容，请补上，或在符号前加反斜线",
    "bad repetition operator": "把重复符号叠着用了，请只留一个",
    "invalid repetition size": "花括号里的次数太大或次序反了，请改小",
    "missing ]": "缺右方括号，请补上",
    "missing )": "缺右括号，请补上",
    "unexpected )": "多了一个右括号，请去掉",
    "invalid character class range": "方括号里的范围写反了，请把小的写在前面",
    "trailing \\": "以反斜线结尾，请去掉",
    "invalid escape sequence": "有不认识的反斜线写法；引用前面括号的内容（如 \\1）请直接写出来",
    "pattern too large": "重复的次数合起来太大，请把花括号里的次数写小，或改用 + 或 *",
    "expression nesting too deep": "套得太深，请拆成几条规则",
}
_OF_PYTHON = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(Z)|\\.|\{,([0-9]+)\}", re.DOTALL)
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.never_capture = True  # whether it matches is asked, never what a bracket holds


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A pattern and its automaton."""

    source: str
    automaton: Any

    def search(self, text: str) -> bool:
        """Whether a part of the text matches."""
        return self.automaton.search(_bytes(text)) is not None

    def fullmatch(self, text: str) -> bool:
        """Whether the whole text matches."""
        return self.automaton.fullmatch(_bytes(text)) is not None


@lru_cache(maxsize=2048)
def text_pattern(source: str) -> TextPattern:
    """A pattern made ready.

    Raises KnowledgeError with part of a Chinese sentence, to stand behind the name of what has the pattern: what is
    wrong, and what to write instead.
    """
    if len(source) > MOST_SIGNS:
        raise KnowledgeError(f"正则表达式太长（{len(source)}字），请缩到{MOST_SIGNS}字以内")
    try:
        return TextPattern(source, re2.compile(_bytes(_OF_PYTHON.sub(_as_re2, source)), _OPTIONS))
    except (re2.error, UnicodeError) as error:
        raise KnowledgeError(f"正则表达式{_in_words(str(error))}") from error


def _as_re2(found: re.Match[str]) -> str:
    if code := found[1] or found[2]:
        return f"\\x{{{code}}}"
    if found[3]:
        return r"\z"
    return f"{{0,{found[4]}}}" if found[4] else found[0]


def _in_words(fault: str) -> str:
    told = next((words for name, words in _FAULTS.items() if name in fault), "")
    return told or "有误，请对照规则说明（docs/rules.md）改正"


def _bytes(text: str) -> bytes:
    """The text as the engine takes it: half characters (lone surrogates) are replaced.

    Of a str its Python side would reckon the places of a match in characters, which takes longer than matching.
    """
    return text.encode("utf-8", "replace")
