"""What may stand on a slip: no name, no number of a person, no address, no amount, no weight.

Identities are left out whole. A clause about weights is left out; a figure that is an amount by its words, or
that is one of the page's own amounts, is replaced. Which words, is ``resources/people/slip_withheld.csv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.numbers import read_number
from coding.base.resources import resource_table
from coding.page.fields import field_catalogue
from coding.review.masks import identities, is_identity, masked_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.front_page import FrontPage

#: What stands for a figure, and for a value that the slip does not list.
LEFT_OUT: Final = "（数略）"
NOT_LISTED: Final = "（不在反馈单上列出）"
_YUAN: Final = "元"
_STARS: Final = "**"
_CLAUSE = re.compile(r"[^，,；;。！!？?：:\n]*[，,；;。！!？?：:\n]?")
_FIGURE = r"\d[\d,，]*(?:\.\d+)?"
#: Figures that might be one of the page's amounts: with a point, or of four digits and more; no part of a date or code.
_TOKEN = re.compile(r"(?<![\dA-Za-z.\-/:])\d[\d,，]*(?:\.\d+)?(?![\dA-Za-z年月\-/:]|\.\d)")
#: Numbers of a person whatever page they are of: an identity number, a mobile telephone.
_PERSON = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class SlipWords:
    """How texts about one page are worded for a slip. ``amounts``: its own figures of money and weight."""

    page: FrontPage
    amounts: frozenset[Decimal]

    def __call__(self, text: str, keep: str = "") -> str:
        """The text as it may stand on a slip; ``keep``: the figure of the place itself, which is no amount."""
        own = read_number(keep.strip())

        def part(match: re.Match[str]) -> str:
            token = match.group()
            figure = read_number(re.sub("[,，]", "", token))
            is_long = "." in token or len(token) >= _SHORTEST
            return LEFT_OUT if is_long and figure is not None and figure != own and figure in self.amounts else token

        return _TOKEN.sub(part, self.clause(text)).strip()

    def clause(self, text: str) -> str:
        """The same of a clause of a law, whose years and numbers are no amounts of the page."""
        plain = _PERSON.sub(self._number, masked_text(self._nameless(text), self.page))
        kept = [part for part in _CLAUSE.findall(plain) if not _withheld().clause.search(part)]
        plain = "".join(kept)
        if len(kept) < len(_CLAUSE.findall(text)):
            plain = plain.strip("，,；;：: ")
        return _withheld().amount.sub(lambda m: f"{m['before'] or ''}{LEFT_OUT}", plain)

    def _nameless(self, text: str) -> str:
        """The text without anything that the page knows of persons: nothing of it is left, unlike for readers."""
        for identity in identities(self.page):
            if identity.casefold() in text.casefold():
                text = re.sub(re.escape(identity), _STARS, text, flags=re.IGNORECASE)
        return text

    def _number(self, match: re.Match[str]) -> str:
        return match.group() if match.group() == self.page.case_no else _STARS


def slip_words(page: FrontPage, figures: Iterable[Decimal | float | None] = ()) -> SlipWords:
    """The wording of one page. ``figures``: its weight and payment, where they are known."""
    amounts = {Decimal(str(figure)) for figure in figures if figure is not None}
    for one in (page, page.settlement):
        for key, text in one.values.items() if one is not None else ():
            if is_money(key):  # a list of fees holds several
                amounts |= {Decimal(part) for part in re.findall(r"\d{1,15}(?:\.\d{1,6})?", text, re.ASCII)}
    return SlipWords(page, frozenset(amounts - {Decimal(0)}))


def is_money(field: str) -> bool:
    """Whether a field of the page holds amounts."""
    known = field_catalogue().get(field)
    return field in _withheld().fields or (known is not None and known.unit == _YUAN)


def is_listed(field: str) -> bool:
    """Whether the value of a field may stand on a slip."""
    return not is_money(field) and not is_identity(field)


@dataclass(frozen=True, slots=True)
class _Withheld:
    clause: re.Pattern[str]
    amount: re.Pattern[str]
    fields: frozenset[str]


@cache
def _withheld() -> _Withheld:
    words: dict[str, list[str]] = {}
    for row in resource_table("people/slip_withheld.csv", "kind", "word"):
        words.setdefault(row["kind"], []).append(row["word"])

    def either(kind: str) -> str:
        return "|".join(re.escape(word) for word in sorted(words.get(kind, ()), key=len, reverse=True))

    clause = "|".join(
        rf"(?<![A-Za-z]){word}(?![A-Za-z])" if word.isascii() else re.escape(word) for word in words.get("clause", ())
    )
    unit = rf"{_FIGURE}\s*[亿万千百]?(?:{either('unit')})"
    sign = rf"(?:{either('sign')})\s*{_FIGURE}\s*[亿万千百]?"
    near = rf"(?P<before>(?:{either('near')})[^\d，,；;。]{{0,6}}?){_FIGURE}(?![\d.]|\s*(?:{either('measured')}))"
    return _Withheld(re.compile(clause), re.compile(f"{unit}|{sign}|{near}"), frozenset(words.get("field", ())))
