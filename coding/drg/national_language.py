"""The rule language of the national workbook (按病组付费3.0版分组方案配置信息) → conditions of a scheme pack.

``ZYZD in DI_B00``, ``({ZYSS, QTSS} in OP_A) and (XB = 2)``, ``QTZD in {MCC, CC} and NL>=70``,
``length(OP_A ∩ {ZYSS, QTSS})>=2``. ``or`` binds weakest, then ``and``, then ``not``; words in any case; line breaks,
``_x000D_`` and full-width signs are blanks and signs as any other. An empty rule is always true, a bare number is
true when it is not 0.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

#: The words for codes: the pack's word for "in a list".
_CODES = {"ZYZD": "PDX", "QTZD": "SDX", "ZYSS": "PPX", "QTSS": "SPX"}
_KIND_OF = {
    "ZYZD": CodeKind.DIAGNOSIS,
    "QTZD": CodeKind.DIAGNOSIS,
    "ZYSS": CodeKind.PROCEDURE,
    "QTSS": CodeKind.PROCEDURE,
}
#: Both words of a pair together.
_BOTH = {frozenset({"PDX", "SDX"}): "ANYDX", frozenset({"PPX", "SPX"}): "ANYPX"}
_NUMBERS = {"NL": "AGE", "XSRTL": "AGEDAYS", "XSRTZ": "WEIGHT", "XB": "SEX"}
_LEVELS = frozenset({"MCC", "CC"})
_SIGNS = {"=": "==", "<>": "!="}
_TOKEN = re.compile(r"(>=|<=|<>|!=|==|[=<>(){},∩])|(\d+(?:\.\d+)?)(?![\w.\-])|(\w[\w.\-]*)")
#: Signs that the width of a character does not tell apart.
_SAME_SIGNS = str.maketrans({"≥": ">=", "≤": "<=", "≠": "!=", "⋂": "∩", "、": ",", "\ufeff": " ", "\u200b": " "})
_BLANK = re.compile(r"_x(?:000[AaDd9]|00[Aa]0|3000)_|\s+")
#: A rule longer or deeper than this is damage.
_LONGEST, _DEEPEST = 20_000, 60


class UnreadableRuleError(ValueError):
    """A rule that cannot be read; ``args[0]`` is a Chinese phrase that says what and where in the rule."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    is_word: bool = False
    is_number: bool = False

    @property
    def upper(self) -> str:
        return self.text.upper()


def condition_of(rule: str, sets: Collection[str], kinds: Mapping[str, CodeKind | None] = MappingProxyType({})) -> str:
    """The condition of a pack that means the same; "" for an empty rule. ``sets`` are the sets that have codes;
    ``kinds`` the kind of their codes, where it is known: no rule may look for a diagnosis among procedures.

    A set is called ``@NAME`` there. Raises UnreadableRuleError.
    """
    if len(rule) > _LONGEST:
        raise UnreadableRuleError(f"规则长达 {len(rule)} 个字符")
    text = _BLANK.sub(" ", rule)
    tokens = tuple(_tokens(_BLANK.sub(" ", unicodedata.normalize("NFKC", text).translate(_SAME_SIGNS))))
    return _Reader(tokens, sets, kinds).whole() if tokens else ""


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise UnreadableRuleError(f"“{text[at : at + 12]}”不认识")
        sign, number, word = match.groups()
        yield _Token(sign or number or word, is_word=bool(word), is_number=bool(number))
        at = match.end()


class _Reader:
    """Recursive descent over the words of one rule; each method gives a condition as text."""

    def __init__(self, tokens: tuple[_Token, ...], sets: Collection[str], kinds: Mapping[str, CodeKind | None]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._sets = sets
        self._kinds = kinds

    def whole(self) -> str:
        found = self._either()
        if self._at < len(self._tokens):
            raise self._wrong("多余")
        return found

    # -- or, and, not

    def _either(self) -> str:
        parts = [self._all()]
        while self._takes("OR"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else "|".join(_braced(part) for part in parts)

    def _all(self) -> str:
        parts = [self._not()]
        while self._takes("AND"):
            parts.append(self._not())
        return "&".join(parts)

    def _not(self) -> str:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableRuleError("括号或 not 的层数过多")
        try:
            return f"NOT{{{self._not()}}}" if self._takes("NOT") else self._one()
        finally:
            self._depth -= 1

    def _one(self) -> str:
        token = self._next()
        if token.text == "(":
            found = self._either()
            self._expect(")")
            return found
        if token.is_number:
            return "ALWAYS" if float(token.text) else "NEVER"
        if token.upper == "LENGTH":
            return self._length()
        if token.upper in _NUMBERS:
            return f"{_NUMBERS[token.upper]}{self._compared()}"
        self._at -= 1
        return self._membership()

    # -- codes

    def _membership(self) -> str:
        places = self._listed(_CODES)
        is_negative = self._takes("NOT")
        if not self._takes("IN"):
            raise self._wrong("缺少 in")
        names = self._names()
        self._fit(places, names)
        found = "|".join(self._held(places, names))
        return f"NOT{{{found}}}" if is_negative else found

    def _held(self, places: list[str], names: list[str]) -> Iterator[str]:
        levels = [name for name in names if name.upper() in _LEVELS]
        sets = [name for name in names if name.upper() not in _LEVELS]
        if levels:
            if [_CODES[p] for p in places] != ["SDX"]:
                raise UnreadableRuleError("MCC、CC 只能用于其他诊断 QTZD")
            yield "MCC_OR_CC" if len({name.upper() for name in levels}) == 2 else levels[0].upper()
        if sets:
            lists = "+".join(f"@{name}" for name in sets)
            yield from (f"{word}_IN({lists})" for word in _joined([_CODES[p] for p in places]))

    def _fit(self, places: list[str], names: list[str]) -> None:
        """Raise UnreadableRuleError where a set can hold none of the codes that are looked for."""
        wanted = {_KIND_OF[place] for place in places}
        for name in names:
            kind = self._kinds.get(name)
            if kind is not None and kind not in wanted:
                word = "诊断" if kind is CodeKind.DIAGNOSIS else "手术操作"
                raise UnreadableRuleError(f"集合 {name} 里是{word}编码，不能用于 {'、'.join(places)}")

    def _length(self) -> str:
        """``length(S ∩ {F, F})``, or the two the other way round."""
        self._expect("(")
        first = self._listed(None)
        self._expect("∩")
        second = self._listed(None)
        self._expect(")")
        if {word.upper() for word in first} <= _CODES.keys():
            first, second = second, first
        places = [word.upper() for word in second]
        if not set(places) <= _CODES.keys():
            raise UnreadableRuleError(f"length() 中没有项目：{'、'.join(second)}")
        names = self._known(first)
        self._fit(places, names)
        words = _joined([_CODES[place] for place in places])
        if len(words) > 1 or any(name.upper() in _LEVELS for name in names):
            raise UnreadableRuleError("length() 中的集合和项目不能一起数")
        return f"COUNT_{words[0]}_IN({'+'.join(f'@{name}' for name in names)}){self._compared()}"

    def _names(self) -> list[str]:
        """One set, or several in braces. Raises UnreadableRuleError for one that has no codes."""
        return self._known(self._listed(None))

    def _known(self, names: list[str]) -> list[str]:
        for name in names:
            if name.upper() not in _LEVELS and name not in self._sets:
                raise UnreadableRuleError(f"集合 {name} 不存在或没有编码")
        return names

    def _listed(self, known: Collection[str] | None) -> list[str]:
        if not self._takes("{"):
            return [self._word(known)]
        found = [self._word(known)]
        while self._takes(","):
            found.append(self._word(known))
        self._expect("}")
        return found

    def _word(self, known: Collection[str] | None) -> str:
        token = self._next()
        if not token.is_word or (known is not None and token.upper not in known):
            self._at -= 1
            raise self._wrong("不认识")
        return token.text if known is None else token.upper

    def _compared(self) -> str:
        sign, number = self._next().text, self._next()
        if sign not in {">=", "<=", ">", "<", "=", "==", "!=", "<>"} or not number.is_number:
            self._at -= 2
            raise self._wrong("比较有误")
        return f"{_SIGNS.get(sign, sign)}{number.text}"

    # -- words

    def _next(self) -> _Token:
        if self._at >= len(self._tokens):
            raise UnreadableRuleError("规则在末尾缺了一截")
        self._at += 1
        return self._tokens[self._at - 1]

    def _takes(self, text: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at].upper == text:
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._takes(text):
            raise self._wrong(f"缺少“{text}”")

    def _wrong(self, what: str) -> UnreadableRuleError:
        if self._at >= len(self._tokens):
            return UnreadableRuleError(f"规则在末尾{what}" if what.startswith("缺") else "规则在末尾缺了一截")
        return UnreadableRuleError(f"第 {self._at + 1} 个词“{self._tokens[self._at].text}”处{what}")


def _braced(condition: str) -> str:
    """A conjunction as one part of an alternative."""
    return f"{{{condition}}}" if "&" in condition else condition


def _joined(words: list[str]) -> list[str]:
    """Principal and other together are one word for both."""
    both = _BOTH.get(frozenset(words))
    return [both] if both else list(dict.fromkeys(words))
