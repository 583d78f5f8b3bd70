"""Identities masked: names, numbers, telephones and addresses, for readers and for exports without identities.

``resources/people/masks.csv`` says which fields are identities and how much of each is left. What is masked in its own
field is masked wherever else it stands on the page or in a message: people type names into the wrong field.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.page.fields import field_catalogue, is_blank, is_dash
from coding.page.rows import Diagnosis, IntensiveCare, Procedure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from coding.page.front_page import FrontPage

    Masker = Callable[[str], str]

_STARS: Final = "**"
#: A text of one sign is no identity that could be found again.
_SHORTEST: Final = 2
_PLACE = re.compile(r".{1,8}?(?:特别行政区|自治区|省|市)")
_NUMBER = re.compile(r"[0-9Xx]{6,}", re.ASCII)
#: Part of a number as messages quote it, the day of birth within it, say; not what a mask has left.
_FIGURES = re.compile(r"[0-9Xx]{6,}+(?!\*\*)", re.ASCII)


class How(StrEnum):
    """How much of an identity is left."""

    NAME = "name"
    NUMBER = "number"
    PHONE = "phone"
    PLACE = "place"
    WHOLE = "whole"


def masked_name(text: str) -> str:
    """A name with the first sign alone: 王**. What says nothing stays."""
    return _masked(text, How.NAME)


def masked_value(field: str, text: str) -> str:
    """What stands in a field of the page, masked where it is an identity."""
    how = _table().get(field)
    return text if how is None else _masked(text, how)


def masked(page: FrontPage) -> FrontPage:
    """The page without the identities of its patient; columns that no field knows are left out, they may hold any."""
    hidden = _replacements(page)
    return _masked_page(page, hidden)


def masked_text(text: str, page: FrontPage) -> str:
    """A message about a page without the identities of its patient, wherever in it they stand."""
    hidden = _replacements(page)
    numbers = [found.casefold() for found in hidden if _NUMBER.fullmatch(found)]

    def part(match: re.Match[str]) -> str:
        figures = match.group()
        return _STARS if any(figures.casefold() in number for number in numbers) else figures

    return _FIGURES.sub(part, _without(text, hidden))


def identities(page: FrontPage) -> tuple[str, ...]:
    """All texts of a page that are identities and could be found again, the longest first."""
    return tuple(_replacements(page))


def is_identity(field: str) -> bool:
    """Whether a field of the page is an identity."""
    return field in _table()


def identity_fields() -> frozenset[str]:
    """The fields of the page that are identities."""
    return frozenset(_table())


def _masked_page(page: FrontPage, hidden: Mapping[str, str]) -> FrontPage:
    table = _table()
    values = {
        key: _without(_masked(text, table[key]) if key in table else text, hidden) for key, text in page.values.items()
    }
    return replace(
        page,
        values=values,
        diagnoses=_masked_rows(page.diagnoses, hidden),
        procedures=_masked_rows(page.procedures, hidden),
        intensive_cares=_masked_rows(page.intensive_cares, hidden),
        extra={},
        settlement=_masked_page(page.settlement, hidden) if page.settlement is not None else None,
    )


_RowT = TypeVar("_RowT", Diagnosis, Procedure, IntensiveCare)


def _masked_rows(rows: Iterable[_RowT], hidden: Mapping[str, str]) -> tuple[_RowT, ...]:
    found: list[_RowT] = []
    for row in rows:
        texts: dict[str, Any] = {one.name: _without(getattr(row, one.name), hidden) for one in fields(row)}
        found.append(replace(row, **texts))
    return tuple(found)


def _replacements(page: FrontPage) -> dict[str, str]:
    """What is masked on a page → what stands in its place, the longest first."""
    found: dict[str, str] = {}
    for one in (page, page.settlement):
        for field, how in _table().items() if one is not None else ():
            text = one.text(field).strip() if one is not None else ""
            if len(text) >= _SHORTEST and not is_blank(text) and not is_dash(text):
                found[text] = _masked(text, how)
    return {text: found[text] for text in sorted(found, key=lambda text: (-len(text), text))}


def _without(text: str, hidden: Mapping[str, str]) -> str:
    """A text in which each identity is masked. What stands in its place begins as it does and goes on with stars, so
    that no other identity comes to be by it.
    """
    lowered = text.casefold()
    for identity, instead in hidden.items():
        if identity.casefold() in lowered:
            text = re.sub(re.escape(identity), lambda _, instead=instead: instead, text, flags=re.IGNORECASE)  # type: ignore[misc]
            lowered = text.casefold()
    return text


def _masked(text: str, how: How) -> str:
    """A text masked; what says nothing stays as it is."""
    plain = text.strip()
    if is_blank(plain) or is_dash(plain):
        return text
    kept = _KEPT[how](plain)
    return (kept if len(kept) < len(plain) else "") + _STARS


def _first(count: int) -> Masker:
    """So many signs, of texts of at least twice as many."""
    return lambda text: text[:count] if len(text) >= 2 * count else ""


def _to_province(text: str) -> str:
    found = _PLACE.match(text)
    return found.group() if found else ""


_KEPT: Final[Mapping[How, Masker]] = {
    How.NAME: lambda text: text[:1],
    How.NUMBER: _first(6),
    How.PHONE: _first(3),
    How.PLACE: _to_province,
    How.WHOLE: lambda _: "",
}


@cache
def _table() -> Mapping[str, How]:
    """Field → how it is masked. Raises KnowledgeError that names the row where it is no field or no such way."""
    table = resource_table("people/masks.csv", "field", "how")
    found: dict[str, How] = {}
    for row, line in zip(table, table.lines, strict=True):
        if row["field"] not in field_catalogue() or row["how"] not in tuple(How):
            raise KnowledgeError(f"{table.name} 第{line}行：没有这个栏目或这种遮法，请改正。")
        found[row["field"]] = How(row["how"])
    return found
