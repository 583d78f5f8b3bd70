"""A rule as rows, both ways: what a person chooses in the form is written into kind and parameters, and read again.

Only the kinds whose judgement is a condition have rows: ``expression`` and ``required``. The others say more than a
condition can, and keep their parameters as text; so does a condition that rows cannot say. Nothing is ever lost: what
is not read as rows is not written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from coding.base.errors import KnowledgeError
from coding.page.fields import ROW_ATTRIBUTES
from coding.rules.asked import GROUPS, fields_read
from coding.rules.condition_reading import read_condition
from coding.rules.condition_rows import Condition, condition_text
from coding.rules.kinds.catalogue import kind_title
from coding.rules.params import read_params

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The kinds that rows can show.
ROW_KINDS: Final = ("expression", "required")
#: In this order the parameters of a new rule stand.
_ORDER: Final = ("each", "if", "at", "first")


@dataclass(frozen=True, slots=True)
class RuleRows:
    """A rule as rows. ``params``: all parameters in their order, the condition's text taken out of ``if``.

    ``condition`` is None where a ``required`` field is required always; ``of_rows``: the rows that hold such a field.
    """

    kind: str
    condition: Condition | None
    params: tuple[tuple[str, str], ...] = (("if", ""),)
    of_rows: str = ""

    def param(self, name: str) -> str:
        """A parameter beside the condition; "" where it is not given."""
        return dict(self.params).get(name, "")

    @property
    def each(self) -> str:
        """The rows that the rule goes through; "" for the page as a whole."""
        return self.param("each") or self.of_rows

    def having(self, name: str, value: str) -> RuleRows:
        """The same with a parameter given, or taken away where ``value`` is ""."""
        given = dict(self.params)
        if not value:
            given.pop(name, None)
        elif name in given:
            given[name] = value
        else:
            given = _put_in(given, name, value)
        return replace(self, params=tuple(given.items()))

    def meaning(self, condition: Condition | None) -> RuleRows:
        """The same rule with another condition."""
        found = replace(self, condition=condition)
        if condition is None:
            return replace(found, params=tuple(pair for pair in found.params if pair[0] != "if"))
        if "if" in dict(found.params):
            return found
        return replace(found, params=tuple(_put_in(dict(found.params), "if", "").items()))


def _put_in(given: Mapping[str, str], name: str, value: str) -> dict[str, str]:
    """A parameter at its place among those of a new rule; the others keep their order."""
    if name not in _ORDER:
        return {**given, name: value}
    later = _ORDER[_ORDER.index(name) + 1 :]
    found: dict[str, str] = {}
    for other, text in given.items():
        if name not in found and (other in later or other not in _ORDER):
            found[name] = value
        found[other] = text
    return {**found, name: value} if name not in found else found


def rows_of(row: Mapping[str, str]) -> RuleRows | str:
    """The rows of a rule, or in Chinese why it has none."""
    kind = row.get("kind", "")
    if kind not in ROW_KINDS:
        return f"“{kind_title(kind)}”这类规则不是一个条件"
    try:
        given = read_params(row.get("params", ""), "规则")
    except KnowledgeError:
        return "参数还读不懂"
    text = given.get("if", "")
    of_rows = _rows_of_field(row.get("fields", "").split("|")[0].partition(" ")[0]) if kind == "required" else ""
    if not text:
        if kind == "expression":
            return RuleRows(kind, Condition(()), tuple({**given, "if": ""}.items()))
        return RuleRows(kind, None, tuple(given.items()), of_rows)
    if given.get("each", "") not in ("", *GROUPS):
        return "“逐行”的写法不认识"
    found = read_condition(text)
    if isinstance(found, str):
        return found
    return RuleRows(kind, found, tuple({**given, "if": ""}.items()), of_rows)


def _rows_of_field(key: str) -> str:
    """The rows that hold a field; "" for a single one."""
    group = ROW_ATTRIBUTES.get(key, ("", ""))[0]
    if group == "diagnosis":
        return "others" if key.startswith("other") else "diagnoses"
    return {"procedure": "procedures", "intensive_care": "icus"}.get(group, "")


def params_text(rows: RuleRows) -> str:
    """The column ``params`` that says the same. Raises KnowledgeError where a row is unfinished."""
    texts = []
    for name, value in rows.params:
        text = condition_text(rows.condition) if name == "if" and rows.condition is not None else value
        texts.append(f"{name}={text}")
    return "; ".join(texts)


def fields_text(rows: RuleRows, place: str, before: str = "") -> str:
    """The column ``fields``: the place of the finding first, then all that the condition reads.

    ``before`` stays as it is where nothing that is read is missing from it. Raises KnowledgeError.
    """
    read = () if rows.condition is None else fields_read(condition_text(rows.condition), rows.each)
    kept = before.split()
    declared = {key for item in kept for key in item.rstrip("?").split("|")}
    if kept and kept[0].split("|")[0] == (place or kept[0].split("|")[0]) and declared >= {k.rstrip("?") for k in read}:
        return before
    first = place or (kept[0] if kept else "") or (read[0] if read else "")
    others = [key for key in read if key.rstrip("?") != first.rstrip("?")]
    return " ".join(dict.fromkeys((first, *others))).strip()
