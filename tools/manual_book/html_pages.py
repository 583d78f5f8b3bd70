"""The manual as a folder of .html: contents at the left, a search that needs no network, sheets of style for print."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Any, Final
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from coding.base.resources import document_path
from coding.suggest.pinyin import initials
from ui.manual.pages import (
    FIRST_PAGE,
    MANUAL,
    contents,
    lines_of,
    links_of,
    manual_pages,
    page_text,
    place_name,
    resolved,
    title_of,
)

_HERE: Final = Path(__file__).resolve().parent
#: What stands beside the pages as it is.
_BESIDE: Final = ("manual.css", "search.js")
_INDEX: Final = "search-index.js"


def write_html(folder: Path) -> int:
    """Write all pages into a folder, which is made anew; how many they are."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pages = all_pages()
    template = Template((_HERE / "page.html").read_text(encoding="utf-8"))
    for page in pages:
        text = template.substitute(
            title=escape(title_of(page)), contents=_contents_html(page), page=page_html(page, pages)
        )
        (folder / file_name(page)).write_text(text, encoding="utf-8", newline="\n")
    for name in _BESIDE:
        shutil.copyfile(_HERE / name, folder / name)
    index = json.dumps(search_lines(pages), ensure_ascii=False, separators=(",", ":"))
    (folder / _INDEX).write_text(f"const MANUAL_LINES = {index};\n", encoding="utf-8", newline="\n")
    pictures = {resolved(page, target) for page in pages for is_one, _, target in links_of(page_text(page)) if is_one}
    for picture in sorted(pictures):
        target = folder / picture
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(document_path(MANUAL) / picture, target)
    return len(pages)


def all_pages() -> tuple[str, ...]:
    """The pages of the manual, and the other pages that ship and are named on them or on each other."""
    found = dict.fromkeys(manual_pages())
    waiting = list(found)
    while waiting:
        page = waiting.pop(0)
        for is_picture, _, target in links_of(page_text(page)):
            other = resolved(page, target.partition("#")[0])
            is_new = not is_picture and "://" not in target and other.endswith(".md") and other not in found
            if is_new and _is_shipped(other):
                found[other] = None
                waiting.append(other)
    return tuple(found)


def file_name(page: str) -> str:
    """``form.md`` → form.html; a page beside the manual: ``../rules.md`` → doc-rules.html."""
    stem = Path(page).stem
    return f"{stem}.html" if page == f"{stem}.md" else f"doc-{stem}.html"


def page_html(page: str, pages: Sequence[str]) -> str:
    """The text of a page."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tokens = parser.parse(page_text(page))
    _name_headings(tokens)
    for token in tokens:
        for part in token.children or ():
            if part.type == "link_open":
                _lead(part, page, pages)
            elif part.type == "image":
                part.attrSet("loading", "lazy")
    return str(parser.renderer.render(tokens, parser.options, {}))


def search_lines(pages: Sequence[str]) -> list[list[Any]]:
    """A line each: file, title, heading, its place, the words, and of a heading the first letters."""
    found = []
    for page in pages:
        if page == FIRST_PAGE:
            continue
        name, title = file_name(page), title_of(page)
        places = _Places()
        place = ""
        for line in lines_of(page_text(page)):
            if line.is_heading:
                place = places.of(line.heading)
            letters = initials(line.words).lower() if line.is_heading else ""
            found.append([name, title, line.heading, place, line.words, letters])
    return found


class _Places:
    """The names of headings of one page: the second of a name is name-1, as GitHub has it."""

    def __init__(self) -> None:
        self._met: dict[str, int] = {}

    def of(self, heading: str) -> str:
        name = place_name(heading)
        turn = self._met.get(name, 0)
        self._met[name] = turn + 1
        return f"{name}-{turn}" if turn else name


def _name_headings(tokens: Sequence[Token]) -> None:
    places = _Places()
    for token, inside in pairwise(tokens):
        if token.type == "heading_open":
            words = "".join(part.content for part in inside.children or () if part.type in ("text", "code_inline"))
            token.attrSet("id", places.of(words))


def _lead(link: Token, page: str, pages: Sequence[str]) -> None:
    """Let a link lead to the page in this folder; one to what does not ship becomes words."""
    target = str(link.attrGet("href") or "")
    if "://" in target:
        link.attrSet("rel", "noreferrer")
        return
    name, _, place = unquote(target).partition("#")
    other = resolved(page, name)
    if other in pages:
        link.attrSet("href", (file_name(other) if name else "") + (f"#{place_name(place)}" if place else ""))
    else:
        link.attrs.pop("href", None)


def _contents_html(shown: str) -> str:
    """The contents as they stand beside each page."""
    lines = [_contents_line(title_of(FIRST_PAGE), FIRST_PAGE, 0, shown)]
    lines += [
        _contents_line(entry.title, entry.page, entry.depth, shown)
        if entry.page
        else f'<p class="group">{escape(entry.title)}</p>'
        for entry in contents()
    ]
    return "\n".join(lines)


def _contents_line(title: str, page: str, depth: int, shown: str) -> str:
    here = ' aria-current="page"' if page == shown else ""
    return f'<a class="depth{depth}" href="{escape(file_name(page))}"{here}>{escape(title)}</a>'


def _is_shipped(page: str) -> bool:
    """Whether a page lies in ``docs`` itself or in the manual: other folders of it do not ship."""
    path = (document_path(MANUAL) / page).resolve()
    return path.is_file() and path.parent in (document_path("").resolve(), document_path(MANUAL).resolve())
