"""Months as people type them: ``7``, ``2026-07``, ``2026年7月``, ``6-8``, ``2026``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_YEAR: Final = re.compile(r"(20\d\d)年?")
_MONTH: Final = re.compile(r"(\d{1,2})月?")
_OF_YEAR: Final = re.compile(r"(20\d\d)(?:-|/|\.|年)(\d{1,2})月?|(20\d\d)(\d\d)")
_SPELL: Final = re.compile(r"(.{1,12}?)(?:~|\.\.|到|至)(.{1,12})|(\d{1,2})-(\d{1,2})月?")
_MONTHS: Final = 12


class NotUnderstoodError(ValueError):
    """What is typed is nothing that can stand there; the sentence says why."""


def months_of(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """The beginnings of ISO days that are meant. A month without a year is the last one of that name that ``known``
    (months, ``2026-07``) has; where it has none, of the last year that it has. Raises NotUnderstoodError.
    """
    if year := _YEAR.fullmatch(text):
        return (year[1],)
    spell = _SPELL.fullmatch(text)
    if spell is None or _OF_YEAR.fullmatch(text):
        return (_month(text, known),)
    first, last = (spell[1] or spell[3]).strip(), (spell[2] or spell[4]).strip()
    end = _month(last, known)
    begin = _month(first, known) if _OF_YEAR.fullmatch(first) else _before(int(_number(first)), end)
    found = [begin]
    while found[-1] < end and len(found) < 10 * _MONTHS:
        found.append(_next(found[-1]))
    if found[-1] != end:
        raise NotUnderstoodError(f"“{text}”的先后不对；")
    return tuple(found)


def _month(text: str, known: Sequence[str]) -> str:
    if full := _OF_YEAR.fullmatch(text):
        return f"{full[1] or full[3]}-{_two(full[2] or full[4])}"
    month = _two(_number(text))
    there = [one for one in known if one[5:7] == month]
    return max(there) if there else f"{max((one[:4] for one in known), default='0000')}-{month}"


def _number(text: str) -> str:
    found = _MONTH.fullmatch(text)
    if found is None:
        raise NotUnderstoodError(f"“{text}”不是月份；")
    return found[1]


def _two(number: str) -> str:
    if not 1 <= int(number) <= _MONTHS:
        raise NotUnderstoodError(f"没有 {int(number)} 月；")
    return f"{int(number):02d}"


def _before(month: int, end: str) -> str:
    """That month, in the year before where it comes later in the year than the end."""
    year = int(end[:4]) - (f"{month:02d}" > end[5:7])
    return f"{year}-{_two(str(month))}"


def _next(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + number // _MONTHS}-{number % _MONTHS + 1:02d}"
