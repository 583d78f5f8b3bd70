"""The pages of the manual as text: which there are, in which order, their headings and lines. No screen is needed."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import document_path

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The folder of the manual, below ``docs``, and the page it begins with, which is its contents.
MANUAL: Final = "manual"
FIRST_PAGE: Final = "index.md"
#: A line broken between Chinese signs: Markdown would put a blank there.
_BROKEN: Final = re.compile(r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”])\n[ ]*(?=[\u4e00-\u9fff（“《〈])")
_HEADING: Final = re.compile(r"(#{1,6})\s(.*)")
_LINK: Final = re.compile(r"(!?)\[([^\[\]]*)\]\(([^()\s]+)\)")
#: A line of the contents: numbered, or below a number.
_LISTED: Final = re.compile(r"(\d{1,4}\.|[-*+])\s")
_FENCE: Final = ("```", "~~~")
#: What GitHub, too, leaves out of a heading when it makes the name of a place of it.
_LEFT_OUT: Final = re.compile(r"[^\w\- ]")
_COMMENT: Final = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heading:
    """``depth`` from 1; ``line`` where it stands in the text, from 0."""

    depth: int
    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be searched: the words as they are shown, the heading above and its depth."""

    words: str
    heading: str
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: a page (``page`` "" = the title of a group), how deep it stands below the groups."""

    title: str
    page: str
    depth: int


@cache
def contents() -> tuple[Entry, ...]:
    """The contents, from the numbered lists of links of the first page; at their end what is named in none of them.

    Headings of the first page are the groups. A page stands where it is named first.
    """
    found: list[Entry] = []
    named = {FIRST_PAGE}
    for line in page_text(FIRST_PAGE).splitlines():
        if (heading := _HEADING.match(line)) is not None:
            if len(heading[1]) > 1:
                found.append(Entry(shown_words(heading[2]), "", 0))
            continue
        listed, is_below = _LISTED.match(line.lstrip()), line[:1].isspace()
        if listed is None or (len(listed[1]) == 1 and not is_below):
            continue
        for at, (_, title, target) in enumerate(_LINK.findall(line)):
            page = target.partition("#")[0]
            if page.endswith(".md") and page not in named and "://" not in target:
                named.add(page)
                inside = 1 if is_below or at else 0
                found.append(Entry(shown_words(title), page, inside))
    rest = [Entry(title_of(name), name, 0) for name in _names() if name not in named]
    return tuple(entry for at, entry in enumerate([*found, *rest]) if entry.page or _leads(found, at))


def manual_pages() -> tuple[str, ...]:
    """The pages, the first page first, then in the order of the contents, by their names below ``docs/manual``."""
    return (FIRST_PAGE, *(entry.page for entry in contents() if entry.page))


def title_of(page: str) -> str:
    """The first heading of a page; its name where it has none."""
    return title_in(page_text(page)) or page


def title_in(text: str) -> str:
    """The first heading of a text; "" where it has none."""
    return next((heading.words for heading in headings_of(text)), "")


def page_text(page: str) -> str:
    """A page as it is written, "" where it is not installed; broken lines of Chinese are joined."""
    try:
        path = (document_path(MANUAL) / page).resolve()
        if not path.is_relative_to(document_path("").resolve()):
            return ""
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):  # a name that cannot be, or no text
        return ""
    return _joined(_COMMENT.sub("", text))


def _joined(text: str) -> str:
    """Broken lines of Chinese in one; those of code stay as they are."""
    parts: list[list[str]] = [[]]
    is_code = False
    for line in text.splitlines(keepends=True):
        if line.lstrip().startswith(_FENCE):
            is_code = not is_code
            parts += [[line], []]
        elif is_code:
            parts.append([line])
        else:
            parts[-1].append(line)
    return "".join(_BROKEN.sub("", "".join(part)) for part in parts)


def headings_of(text: str) -> list[Heading]:
    """The headings of a text in Markdown."""
    found = []
    for number, line in _outside_of_code(text):
        if (heading := _HEADING.match(line)) is not None:
            found.append(Heading(len(heading[1]), shown_words(heading[2]), number))
    return found


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a text that say something, as they are shown."""
    heading, is_code = "", False
    for line in text.splitlines():
        if line.lstrip().startswith(_FENCE):
            is_code = not is_code
        elif not is_code and (told := _HEADING.match(line)) is not None:
            heading = shown_words(told[2])
            yield Line(heading, heading, True)
        elif words := shown_words(line):
            yield Line(words, heading, False)


def shown_words(line: str) -> str:
    """A line of Markdown without its signs."""
    if re.fullmatch(r"[\s|:\-]*", line):
        return ""
    text = _LINK.sub(lambda found: found[2], line)
    text = re.sub(r"^\s*(?:>\s*)*(?:(?:\d+\.|[-*+])\s+)?", "", text)
    text = re.sub(r"(?<!\\)(?:\*\*|`|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w))", "", text)
    cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", text)]
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|<>~-])", r"\1", "　".join(cell for cell in cells if cell))


def place_name(heading: str) -> str:
    """The name of a heading in a link, as GitHub makes it: 十步 → 十步, ``A b（c）`` → ``a-bc``."""
    return _LEFT_OUT.sub("", heading.strip().lower()).replace(" ", "-")


def links_of(text: str) -> Iterator[tuple[bool, str, str]]:
    """Of each link outside of code: whether it is a picture, its words, where it leads."""
    for _, line in _outside_of_code(text):
        for picture, words, target in _LINK.findall(re.sub(r"`[^`]*`", "", line)):
            yield bool(picture), words, target


def resolved(page: str, target: str) -> str:
    """A page or picture that is named on another page, by its name below ``docs/manual``: ``../rules.md``."""
    if not target:
        return page
    below_docs = posixpath.join(MANUAL, posixpath.dirname(page), target)
    return posixpath.relpath(posixpath.normpath(below_docs), MANUAL)


def _leads(entries: list[Entry], at: int) -> bool:
    """Whether a group has a page below it."""
    return at + 1 < len(entries) and bool(entries[at + 1].page)


def _names() -> list[str]:
    folder = document_path(MANUAL)
    return sorted(path.name for path in folder.glob("*.md")) if folder.is_dir() else []


def _outside_of_code(text: str) -> Iterator[tuple[int, str]]:
    is_code = False
    for number, line in enumerate(text.splitlines()):
        if line.lstrip().startswith(_FENCE):
            is_code = not is_code
        elif not is_code:
            yield number, line
