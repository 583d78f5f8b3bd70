"""Which items of a page make a fact: rows of ``resources/indicators/page_items.csv``, made readers once."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.codes.entry import CodeKind
from coding.codes.parse import normalise_code
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coding.page.front_page import FrontPage

    #: A fact of a page: text, whole number, yes or no; None = the page does not say.
    Reader = Callable[[FrontPage], "str | int | bool | None"]

ITEMS = "indicators/page_items.csv"
_OWN = "extra:"
#: Amounts of more fen are slips of the pen: no stay costs a hundred thousand million yuan.
MOST_FEN = 10**13
#: Nor are there so many days or years.
MOST_COUNT = 10**6
_WHOLE = Decimal(1)


@cache
def page_items() -> Mapping[str, Reader]:
    """Fact → how it is read off a page. Raises KnowledgeError for an unknown form or field."""
    found: dict[str, Reader] = {}
    for row in resource_table(ITEMS, "fact", "form", "fields", "yes", "no"):
        fields = tuple(row["fields"].split())
        keys = [part.partition("=")[0] for field in fields for part in field.split("&")]
        unknown = [key for key in keys if not key.startswith(_OWN) and key not in field_catalogue()]
        if unknown or row["form"] not in _FORMS:
            wrong = unknown[0] if unknown else row["form"]
            raise KnowledgeError(f"指标事实表 page_items.csv 中 {row['fact']} 一行的“{wrong}”不认识，请改正。")
        found[row["fact"]] = _FORMS[row["form"]](fields, frozenset(row["yes"].split()), frozenset(row["no"].split()))
    return MappingProxyType(found)


def fen(yuan: Decimal | float | None) -> int | None:
    """Whole fen of an amount in yuan, half a fen up; None where there is none, or one that no stay costs."""
    if yuan is None:
        return None
    exact = yuan if isinstance(yuan, Decimal) else Decimal(repr(yuan))
    if not exact.is_finite() or abs(exact) * 100 > MOST_FEN:
        return None
    return int((exact * 100).quantize(_WHOLE, ROUND_HALF_UP))


def said(page: FrontPage, key: str) -> str:
    """What a field says without blanks around it, or a column of the hospital's own; "" where it is blank."""
    if key.startswith(_OWN):
        text = page.extra.get(key.removeprefix(_OWN), "") if page.extra else ""
    else:
        text = page.text(key)
    return "" if not text or is_blank(text) else text.strip()


def _text(fields: tuple[str, ...], _yes: frozenset[str], _no: frozenset[str]) -> Reader:
    return lambda page: next((text for key in fields if (text := said(page, key))), "")


def _name(fields: tuple[str, ...], _yes: frozenset[str], _no: frozenset[str]) -> Reader:
    catalogue = field_catalogue()
    return lambda page: next((catalogue.value_label(key, text) for key in fields if (text := said(page, key))), "")


def _amount(fields: tuple[str, ...], _yes: frozenset[str], _no: frozenset[str]) -> Reader:
    return lambda page: fen(page.number(fields[0]))


def _sum(fields: tuple[str, ...], _yes: frozenset[str], _no: frozenset[str]) -> Reader:
    def read(page: FrontPage) -> int | None:
        amounts = [amount for key in fields if (amount := page.number(key)) is not None]
        return fen(sum(amounts, Decimal(0))) if amounts else None

    return read


def _rest(fields: tuple[str, ...], yes: frozenset[str], no: frozenset[str]) -> Reader:
    others = _sum(fields[1:], yes, no)

    def read(page: FrontPage) -> int | None:
        whole, parts = fen(page.number(fields[0])), others(page)
        return None if whole is None or not isinstance(parts, int) else whole - parts

    return read


def _flag(fields: tuple[str, ...], yes: frozenset[str], no: frozenset[str]) -> Reader:
    def read(page: FrontPage) -> bool | None:
        text = next((text for key in fields if (text := said(page, key))), "")
        return True if text in yes else False if text in no else None

    return read


def _whole(fields: tuple[str, ...], _yes: frozenset[str], _no: frozenset[str]) -> Reader:
    def read(page: FrontPage) -> int | None:
        number = page.integer(fields[0])
        return number if number is not None and abs(number) <= MOST_COUNT else None

    return read


def _code(fields: tuple[str, ...], _yes: frozenset[str], _no: frozenset[str]) -> Reader:
    return lambda page: normalise_code(text, CodeKind.DIAGNOSIS) if (text := said(page, fields[0])) else ""


def _rows(fields: tuple[str, ...], _yes: frozenset[str], _no: frozenset[str]) -> Reader:
    """How many rows meet one of the conditions; None where no row says anything of them."""
    ways = [[_one(part) for part in field.split("&")] for field in fields]
    attributes = {attribute for way in ways for attribute, _ in way}

    def read(page: FrontPage) -> int | None:
        said = [{name: getattr(row, name).strip() for name in attributes} for row in page.procedures]
        if not any(text for row in said for text in row.values()):
            return None
        return sum(any(all(row[name] in values for name, values in way) for way in ways) for row in said)

    return read


def _one(condition: str) -> tuple[str, frozenset[str]]:
    key, _, values = condition.partition("=")
    return ROW_ATTRIBUTES[key][1], frozenset(values.split("|"))


def _highest(fields: tuple[str, ...], yes: frozenset[str], _no: frozenset[str]) -> Reader:
    def read(page: FrontPage) -> int | None:
        texts = (page.text(fields[0], index).strip() for index in range(len(page.procedures)))
        return max((int(text) for text in texts if text in yes), default=None)

    return read


_FORMS: Mapping[str, Callable[[tuple[str, ...], frozenset[str], frozenset[str]], Reader]] = {
    "text": _text,
    "name": _name,
    "amount": _amount,
    "sum": _sum,
    "rest": _rest,
    "flag": _flag,
    "whole": _whole,
    "highest": _highest,
    "code": _code,
    "rows": _rows,
}
