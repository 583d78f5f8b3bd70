"""Which chapter comes first for the person of a page: O for a pregnant patient, P for a newborn.

ICD-10 volume 2: chapters XV and XVI take precedence over the chapters of organ systems. A newborn is of at most 28
days; a page is a pregnant patient's where a diagnosis of it is of chapter XV.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.page.fields import is_blank
from coding.words.concepts import concepts
from coding.words.normalising import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.front_page import FrontPage
    from coding.suggest.search import TermSearch
    from coding.suggest.suggestion import Match

_NEWBORN, _NEWBORN_DAYS = "新生儿", 28
_PREGNANCY = "妊娠"
#: Below this score the words hardly mean the name, and its chapter says nothing.
_FITS = 40.0


def of_person(page: FrontPage, kind: CodeKind, name: str, search: TermSearch, top: int) -> list[Match]:
    """The names of the chapter that comes first for this person, as far as they fit the words, best first."""
    if kind is not CodeKind.DIAGNOSIS or is_blank(name):
        return []
    if _is_newborn(page):
        words = name if _NEWBORN in name else _NEWBORN + name
        return _of_chapter("P", search.search(words, top))
    if _PREGNANCY in concepts(kind).labels(concepts(kind).held(fold(name))) and _is_pregnant(page):
        return _of_chapter("O", search.search(name, top))
    return []


def _of_chapter(letter: str, matches: Iterable[Match]) -> list[Match]:
    return [m for m in matches if m.code.startswith(letter) and m.score >= _FITS]


def _is_newborn(page: FrontPage) -> bool:
    days = page.number("age_days")
    return not page.number("age_years") and days is not None and 0 < days <= _NEWBORN_DAYS


def _is_pregnant(page: FrontPage) -> bool:
    return any(row.code.startswith("O") for row in page.diagnoses if row.code and not is_blank(row.code))
