"""The words of all pages of the manual, to be found as one types: Chinese, English, first letters of the headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ui.manual.pages import FIRST_PAGE, lines_of, manual_pages, page_text, title_in

if TYPE_CHECKING:
    from collections.abc import Callable

#: So many hits are listed; who sees as many types another word.
MOST: Final = 200
#: Headings are found by first letters from so many on.
LEAST_LETTERS: Final = 2
#: Of a long line so many signs stand before the words that were found.
_BEFORE: Final = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """A line with the words: on ``page`` called ``title``, below ``heading`` (the ``turn``-th of these words there).

    ``words`` is the line around the first word, ``marks`` the signs of it that were found. ``line`` is all of it.
    """

    page: str
    title: str
    heading: str
    turn: int
    line: str
    words: str
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Indexed:
    page: str
    title: str
    heading: str
    turn: int
    line: str
    lower: str
    letters: str  # of a heading


class SearchIndex:
    """All lines of the manual, made ready to be looked through."""

    def __init__(self, lines: tuple[_Indexed, ...]) -> None:
        self._lines = lines

    def found(self, typed: str, most: int = MOST) -> list[Hit]:
        """The lines in which each of the typed words stands: the heading that they are, headings with them, headings by
        their first letters, then all others; among each other as they stand in the manual.
        """
        words = typed.lower().split()
        if not words:
            return []
        ranked = [(rank, at) for at, line in enumerate(self._lines) if (rank := _rank(line, words)) is not None]
        ranked.sort()
        return [_hit(self._lines[at], words) for _, at in ranked[:most]]


def build_index(check: Callable[[], None] = lambda: None) -> SearchIndex:
    """Read all pages; takes some tenths of a second. ``check`` is called between two pages."""
    from coding.suggest.pinyin import initials  # no part of the start

    found = []
    for page in manual_pages():
        check()
        if page == FIRST_PAGE:
            continue
        text = page_text(page)
        title = title_in(text) or page
        turns: dict[str, int] = {}
        for line in lines_of(text):
            if line.is_heading:
                turns[line.heading] = turns.get(line.heading, 0) + 1
            letters = initials(line.words).lower() if line.is_heading else ""
            turn = turns.get(line.heading, 1)
            found.append(_Indexed(page, title, line.heading, turn, line.words, line.words.lower(), letters))
    return SearchIndex(tuple(found))


def _rank(line: _Indexed, words: list[str]) -> int | None:
    is_heading = line.line == line.heading
    if all(word in line.lower for word in words):
        return (0 if line.lower == " ".join(words) else 1) if is_heading else 3
    if is_heading and all(len(word) >= LEAST_LETTERS and word.isascii() and word in line.letters for word in words):
        return 2
    return None


def _hit(line: _Indexed, words: list[str]) -> Hit:
    first = min((at for word in words if (at := line.lower.find(word)) >= 0), default=0)
    start = max(0, first - _BEFORE)
    shown = f"…{line.line[start:]}" if start else line.line
    lower = shown.lower()
    marks = {at + sign for word in words for at in _places(lower, word) for sign in range(len(word))}
    return Hit(line.page, line.title, line.heading, line.turn, line.line, shown, tuple(sorted(marks)))


def _places(text: str, word: str) -> list[int]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append(at)
        at = text.find(word, at + len(word))
    return found
