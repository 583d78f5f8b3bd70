"""The parameters of a rule as its row writes them: ``name=value; name=value``, read once and checked."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, overload

from coding.base.errors import KnowledgeError
from coding.codes.ranges import CodeSet
from coding.rules.expression import Expression, compile_expression
from coding.rules.patterns.text_pattern import TextPattern, text_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

_SET = re.compile(r"@(\w+)")


def read_params(text: str, source: str) -> dict[str, str]:
    """``a=1; b=x`` as a mapping. A semicolon inside quotes belongs to the value; a wrong part is a KnowledgeError."""
    params: dict[str, str] = {}
    for part in re.findall(r"""(?:[^;"']|"[^"]*"|'[^']*')+""", text):
        name, equals, value = part.strip().partition("=")
        if not part.strip():
            continue
        if not equals or not re.fullmatch(r"\w+(\.\w+)?", name.strip()) or name.strip() in params:
            raise KnowledgeError(f"{source}：参数“{part.strip()}”无法识别，请写成 名称=值，多个参数用分号隔开。")
        params[name.strip()] = value.strip()
    return params


class Params:
    """Reads typed parameters; every one that was given must be asked for before ``done``."""

    def __init__(self, given: Mapping[str, str], sets: Mapping[str, str], source: str) -> None:
        self._given = dict(given)
        self._sets = sets
        self._source = source

    def wrong(self, what: str) -> KnowledgeError:
        """An error that names the file and the line of the rule."""
        return KnowledgeError(f"{self._source}：{what}，请对照规则说明（docs/rules.md）改正。")

    def text(self, name: str, default: str = "") -> str:
        """A text, with named code sets (``@female``) put in."""
        return self._expanded(self._given.pop(name, default))

    def names(self, prefix: str) -> tuple[str, ...]:
        """What follows ``prefix`` in the names that were given."""
        return tuple(n.removeprefix(prefix) for n in self._given if n.startswith(prefix))

    def words(self, name: str) -> tuple[str, ...]:
        """A list by comma; at least one word."""
        found = tuple(w.strip() for w in self.text(name).split(",") if w.strip())
        if not found:
            raise self.wrong(f"缺少参数 {name}")
        return found

    def word(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of the allowed words; "" among them makes it optional."""
        found = self.text(name)
        if found not in allowed:
            raise self.wrong(f"参数 {name} 的值“{found}”不在 {'、'.join(filter(None, allowed))} 之内")
        return found

    def flag(self, name: str, *, default: bool) -> bool:
        """``yes`` or ``no``."""
        found = self.word(name, ("yes", "no", ""))
        return default if not found else found == "yes"

    def decimal(self, name: str) -> Decimal | None:
        """A number, or None when it is not given."""
        found = self.text(name)
        if not found:
            return None
        try:
            return Decimal(found)
        except InvalidOperation as error:
            raise self.wrong(f"参数 {name} 的值“{found}”不是数字") from error

    @overload
    def codes(self, name: str, *, optional: Literal[False] = False) -> CodeSet: ...

    @overload
    def codes(self, name: str, *, optional: Literal[True]) -> CodeSet | None: ...

    def codes(self, name: str, *, optional: bool = False) -> CodeSet | None:
        """A set of codes; None when it is optional and not given."""
        found = self.text(name)
        if not found:
            if optional:
                return None
            raise self.wrong(f"缺少参数 {name}")
        try:
            return CodeSet.parse(found)
        except KnowledgeError as error:
            raise KnowledgeError(f"{self._source}：{error}") from error

    def code_sets(self, name: str) -> tuple[CodeSet, ...]:
        """Sets of codes side by side, by ``/``."""
        found = self.text(name)
        if not found:
            raise self.wrong(f"缺少参数 {name}")
        try:
            return tuple(CodeSet.parse(part) for part in found.split("/"))
        except KnowledgeError as error:
            raise KnowledgeError(f"{self._source}：{error}") from error

    def pattern(self, name: str) -> TextPattern | None:
        """A regular expression whose matching is linear, or None when it is not given."""
        found = self._given.pop(name, "")
        found = found[1:-1] if len(found) > 1 and found[0] == found[-1] and found[0] in "\"'" else found
        try:
            return text_pattern(found) if found else None
        except KnowledgeError as error:
            raise KnowledgeError(f"{self._source}：参数 {name} 的{error}。") from error

    def expression(self, name: str, each: str = "") -> Expression | None:
        """A condition, or None when it is not given."""
        found = self.text(name)
        if not found:
            return None
        try:
            return compile_expression(found, each)
        except KnowledgeError as error:
            raise KnowledgeError(f"{self._source}：{error}") from error

    def done(self) -> None:
        """Raises KnowledgeError for parameters that the kind does not know: a typing error must not pass."""
        if self._given:
            raise self.wrong(f"参数“{next(iter(self._given))}”不是这类规则的参数")

    def _expanded(self, text: str) -> str:
        def put(match: re.Match[str]) -> str:
            if match[1] not in self._sets:
                raise self.wrong(f"没有名为 @{match[1]} 的编码集合")
            return self._sets[match[1]]

        return _SET.sub(put, text) if "@" in text else text
