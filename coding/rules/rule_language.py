"""A rule in Chinese and as it is kept: each of the two can be made of the other, word for word.

A quality officer reads and writes 「实际住院（天）」 > 30 where the file has los_days; what the files hold, the command
line reads and an export carries stays as it was. Words that stand in no table are left as they are: either way can be
typed. The words are data: ``resources/fields/rule_words.csv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table
from coding.page.fields import field_catalogue
from coding.rules.functions import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PARTS: Final = re.compile(r"""((?:[^;"']|"[^"]*"|'[^']*')+)""")
_NAME: Final = r"[^\W\d]\w*"
#: In a condition: a quoted text, a field in brackets, a name, any other sign.
_TOKENS: Final = re.compile(rf"""("[^"]*"|'[^']*')|(「[^「」]*」)|({_NAME})|(.)""", re.DOTALL)
#: Parameters whose value is a condition or a reckoning; ``show.x`` too.
_CONDITIONS: Final = frozenset({"if", "unless", "per", "set", "at", "as"})
#: Parameters whose value is a text of its own, never a word of the language.
_VERBATIM: Final = frozenset({"pattern", "not", "also", "empty", "pairs", "min", "max", "tolerance"})
_PLACEHOLDER: Final = re.compile(r"\{([^{}]+)\}")
_SET: Final = re.compile(r"@(\w+)")


@dataclass(frozen=True, slots=True)
class _Words:
    """One direction: scope → word → word, and how a field is written."""

    scopes: Mapping[str, Mapping[str, str]]
    field: Callable[[str], str]

    def of(self, scope: str, word: str) -> str:
        return self.scopes.get(scope, {}).get(word, word)


def spoken(column: str, text: str) -> str:
    """What a column of a rule holds, in Chinese. ``column``: fields, params, when, message, hint, fails, passes, near;
    the others are as they are.
    """
    return _turned(column, text, _to_chinese())


def written(column: str, text: str) -> str:
    """The Chinese of ``spoken``, or what was typed in the words of the files, as the files have it."""
    return _turned(column, text, _to_file())


def _turned(column: str, text: str, words: _Words) -> str:
    match column:
        case "fields":
            return re.sub(r"「[^「」]*」|\w+", lambda m: words.field(m[0]), text)
        case "params":
            return _PARTS.sub(lambda m: _param(m[0], words), text)
        case "when":
            return _condition(text, words)
        case "message" | "hint":
            return _PLACEHOLDER.sub(lambda m: "{" + _place(m[1], words) + "}", text)
        case "fails" | "passes" | "near":
            return "|".join(_example(part, words) for part in text.split("|"))
    return text


def _param(part: str, words: _Words) -> str:
    found = re.fullmatch(r"(\s*)([\w.]+)(\s*=\s*)(.*?)(\s*)", part, re.DOTALL)
    if found is None:
        return part
    before, name, equals, value, after = found.groups()
    head, dot, rest = name.partition(".")
    other = words.of("param", head) + dot + (words.of("place", rest) if dot else "")
    key = head if words is _to_chinese() else words.of("param", head)
    return f"{before}{other}{equals}{_value(key, value, words)}{after}"


def _value(key: str, value: str, words: _Words) -> str:
    if key in _VERBATIM:
        return value
    if key == "domain":
        return re.sub(r"[^,\s][^,]*(?<!\s)", lambda m: words.of("domain", m[0]), value)
    items = re.split(r"([/,])", value)
    if all(item in "/," or item in words.scopes["value"] for item in items):
        return "".join(words.of("value", item) for item in items)
    if key in _CONDITIONS or key == "show" or "(" in value:
        return _condition(value, words)
    return _SET.sub(lambda m: "@" + words.of("set", m[1]), value)


def _condition(text: str, words: _Words) -> str:
    def turn(match: re.Match[str]) -> str:
        quoted, field, name, sign = match.groups()
        if quoted is not None:
            inner = quoted[1:-1]
            if words.field(inner) != inner:
                return quoted[0] + words.field(inner) + quoted[0]
            return _SET.sub(lambda m: "@" + words.of("set", m[1]), quoted)
        if field is not None:
            return words.field(field)
        if name is not None:
            known = words.of("name", name)
            return known if known != name else words.field(name)
        return sign

    return _TOKENS.sub(turn, text)


def _place(name: str, words: _Words) -> str:
    """A placeholder of a message; a field stands there by its label alone, a fact by its word."""
    known = words.of("place", name)
    if known != name:
        return known
    found = words.field(name)
    if found == name:
        fact = words.of("name", name)
        if name in FACTS or fact in FACTS:
            return fact
    return found.strip("「」") if found != name else words.field(f"「{name}」").strip("「」")


def _example(part: str, words: _Words) -> str:
    def turn(match: re.Match[str]) -> str:
        name = match[1]
        known = words.of("example", name)
        if known == name:
            known = words.field(name)
        if known == name:
            known = words.of("name", name)
        return f"{known}="

    turned = re.sub(r"(「[^「」]*」|(?<![\w.+*])[^\W\d]\w*)=", turn, part)
    return re.sub(r"(layout=|来源格式=)(\w+)", lambda m: m[1] + words.of("layout", m[2]), turned)


@cache
def _table() -> dict[str, dict[str, str]]:
    scopes: dict[str, dict[str, str]] = {}
    for row in resource_table("fields/rule_words.csv", "scope", "name", "word"):
        scopes.setdefault(row["scope"], {})[row["name"]] = row["word"]
    titles: dict[str, str] = {}
    for name, domain in field_catalogue().domains.items():
        titles[name] = domain.title if domain.title not in titles.values() else f"{domain.title}·{len(titles)}"
    scopes["domain"] = titles
    return scopes


@cache
def _to_chinese() -> _Words:
    catalogue = field_catalogue()
    return _Words(_table(), lambda key: f"「{catalogue.label(key)}」" if key in catalogue else key)


@cache
def _to_file() -> _Words:
    keys = {field_catalogue().label(key): key for key in field_catalogue()}
    back = {scope: {word: name for name, word in names.items()} for scope, names in _table().items()}

    def key_of(text: str) -> str:
        inner = text[1:-1] if text.startswith("「") and text.endswith("」") else ""
        return keys.get(inner, text)

    return _Words(back, key_of)


def condition_words() -> tuple[str, ...]:
    """The Chinese words that a condition may use, in the order of the table."""
    return tuple(_table()["name"].values())


def complaint_in_words(sentence: str) -> str:
    """What is wrong with a rule, told to somebody who reads and writes it in Chinese."""
    return names_in_words(re.sub(r"（docs/[\w.]+）", "（F1）", sentence))


def names_in_words(sentence: str) -> str:
    """A sentence with names of parameters, of their values and of fields by their words."""
    table, fields = _table(), _to_chinese().field

    def turn(match: re.Match[str]) -> str:
        word = match[0]
        for scope in ("param", "value", "name"):
            if word in table[scope]:
                return f"“{table[scope][word]}”"
        return fields(word)

    return re.sub(r"(?<![\w“@{.-])[a-z][a-z_0-9]*(?![\w”}-])", turn, sentence)
