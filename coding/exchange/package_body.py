"""What stands in a package, and the same as JSON: pages as dealt and as they come back, who did what, and for whom.

The pages are those of the store (``coding.store.kept_json``), each with the number it has at the sender who dealt it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from coding.page.step import PageState
from coding.store.kept_history import Entry
from coding.store.kept_imports import ImportSource
from coding.store.kept_json import change_json, change_of, dialect_json, dialect_of, json_text, page_json, page_of
from coding.store.kept_reviews import About, Review, Said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.page.front_page import FrontPage

#: More pages than this are dealt in several packages.
MOST_PAGES: Final = 20_000
#: Nobody has changed one page so often.
MOST_ENTRIES: Final = 10_000


class PackageKind(StrEnum):
    """What a package is for."""

    DEALT = "dealt"  # pages to be coded
    FLAGGED = "flagged"  # pages for the officer to judge
    RETURNED = "returned"  # pages that come back

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {"dealt": "分发", "flagged": "送审", "returned": "交回"}[self.value]


@dataclass(frozen=True, slots=True)
class PackedPage:
    """A page in a package. ``page_id`` is its number where it was dealt; ``base`` the page as it was dealt.

    ``began``, ``state``: the state of the work at the machine of the sender, when it came there and now. ``entries``:
    what was done on the page: before it was dealt, for reading; of one that comes back, since it was dealt.
    ``source``: which of the package's files it came from. ``note``: why it is sent.
    """

    page_id: int
    base: FrontPage
    page: FrontPage
    began: PageState = PageState.CODING
    state: PageState = PageState.CODING
    entries: tuple[Entry, ...] = ()
    reviews: tuple[Review, ...] = ()
    source: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """A package: what for, from whom, for whom, when. ``answers``: of one that comes back, the package it answers.

    ``reply``: the public key (``age1…``) to which the answer is sealed; "" = by a passphrase.
    """

    kind: PackageKind
    sender: str
    receiver: str
    made_at: datetime
    pages: tuple[PackedPage, ...]
    title: str = ""
    answers: str = ""
    reply: str = ""
    sources: tuple[ImportSource, ...] = ()


def page_digest(page: FrontPage) -> str:
    """A hash of all that a page holds but the file it came from: what tells one state of a page from every other."""
    data = page.as_dict()
    del data["origin"]
    data["values"] = {key: text for key, text in data["values"].items() if text}
    if "settlement" in data:
        data["settlement"].pop("origin", None)
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))  # ASCII: half characters are escaped
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def body_of(package: Package) -> bytes:
    """The package as it is signed and sealed."""
    shapes: dict[frozenset[str], int] = {}
    data = {
        "kind": package.kind.value,
        "sender": package.sender,
        "receiver": package.receiver,
        "made_at": package.made_at.isoformat(),
        "title": package.title,
        "answers": package.answers,
        "reply": package.reply,
        "sources": [_source_data(source) for source in package.sources],
        "pages": [_page_data(page, shapes) for page in package.pages],
        "shapes": [sorted(shape) for shape in shapes],
    }
    return json_text(data).encode()


def package_in(body: bytes) -> Package:
    """The package that was signed. Raises ValueError, TypeError, KeyError or the like where it is none."""
    data = json.loads(body)
    pages = data["pages"]
    if len(pages) > MOST_PAGES:
        raise ValueError(len(pages))
    shapes = [frozenset(map(str, shape)) for shape in data["shapes"]]
    return Package(
        PackageKind(data["kind"]),
        str(data["sender"]),
        str(data["receiver"]),
        datetime.fromisoformat(data["made_at"]),
        tuple(_packed(page, shapes) for page in pages),
        str(data["title"]),
        str(data["answers"]),
        str(data["reply"]),
        tuple(_source(source) for source in data["sources"]),
    )


def _page_data(packed: PackedPage, shapes: dict[frozenset[str], int]) -> dict[str, Any]:
    """``digest`` is of the page as dealt; ``page`` stands only where it is another one by now."""
    data = {
        "id": packed.page_id,
        "digest": page_digest(packed.base),
        "base": _kept_page(packed.base, shapes),
        "began": packed.began.value,
        "state": packed.state.value,
        "entries": [_entry_data(entry) for entry in packed.entries],
        "reviews": [_review_data(review) for review in packed.reviews],
        "source": packed.source,
        "note": packed.note,
    }
    if packed.page != packed.base:
        data["page"] = _kept_page(packed.page, shapes)
    return data


def _packed(data: Mapping[str, Any], shapes: Sequence[frozenset[str]]) -> PackedPage:
    base = _page_in(data["base"], shapes)
    if page_digest(base) != data["digest"] or len(data["entries"]) > MOST_ENTRIES:
        raise ValueError(data["digest"])
    number = int(data["id"])
    source = data["source"]
    return PackedPage(
        number,
        base,
        _page_in(data["page"], shapes) if "page" in data else base,
        PageState(data["began"]),
        PageState(data["state"]),
        tuple(_entry(entry, number) for entry in data["entries"]),
        tuple(_review(review, number) for review in data["reviews"]),
        None if source is None else int(source),
        str(data["note"]),
    )


def _kept_page(page: FrontPage, shapes: dict[frozenset[str], int]) -> list[Any]:
    """The number of its supplied keys, which most pages of a file share, and the page as it is kept."""
    return [shapes.setdefault(page.supplied, len(shapes)), json.loads(page_json(page))]


def _page_in(data: Sequence[Any], shapes: Sequence[frozenset[str]]) -> FrontPage:
    shape, page = data
    return page_of(json_text(page), shapes[shape])


def _entry_data(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "change": json.loads(change_json(entry.change)),
        "author": entry.author,
        "at": entry.at.isoformat(),
        "undoes": entry.undoes,
    }


def _entry(data: Mapping[str, Any], page_id: int) -> Entry:
    change = change_of(json_text(data["change"]))
    undoes = data["undoes"]
    at = datetime.fromisoformat(data["at"])
    return Entry(int(data["id"]), page_id, change, str(data["author"]), at, None if undoes is None else int(undoes))


def _review_data(review: Review) -> dict[str, Any]:
    return {
        "id": review.id,
        "about": review.about.value,
        "subject": review.subject,
        "said": review.said.value,
        "text": review.text,
        "name": review.name,
        "at": review.at.isoformat(),
        "answers": review.answers,
        "rule": review.rule,
    }


def _review(data: Mapping[str, Any], page_id: int) -> Review:
    """Numbers of people are those of the sender's machine and say nothing here: only the name travels."""
    answers = data["answers"]
    return Review(
        int(data["id"]),
        page_id,
        About(data["about"]),
        str(data["subject"]),
        Said(data["said"]),
        str(data["text"]),
        0,
        str(data["name"]),
        datetime.fromisoformat(data["at"]),
        None if answers is None else int(answers),
        str(data["rule"]),
    )


def _source_data(source: ImportSource) -> dict[str, Any]:
    return {
        "file": source.file,
        "layout": source.layout,
        "encoding": source.encoding,
        "columns": list(source.columns),
        "dialect": dialect_json(source.dialect),
    }


def _source(data: Mapping[str, Any]) -> ImportSource:
    columns, dialect = tuple(map(str, data["columns"])), dialect_of(data["dialect"])
    return ImportSource(str(data["file"]), str(data["layout"]), str(data["encoding"]), columns, dialect)
