"""Which pages of a batch carry the same record number or identity number, without keeping the batch in memory.

What is kept of a page are 64-bit digests of its marks, sorted on disk once there are many. Two numbers that happen to
share a digest make neighbours that the rules, which compare the numbers themselves, pass over.

A record number says who somebody is within one organisation: of the pages of a region those of another one with the
same number are no neighbours, else every page would carry one of every hospital. An identity number holds everywhere.
"""

from __future__ import annotations

import hashlib
from array import array
from contextlib import suppress
from typing import TYPE_CHECKING

from coding.base.private_folder import PrivateFolder
from coding.page.fields import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from coding.page.front_page import FrontPage

#: A mark that half the file shares (0, 无) is no identity: so many pages of one mark are compared with each other.
MOST_NEIGHBOURS = 100
#: Marks that are kept in memory before they go to disk (24 bytes each).
_IN_MEMORY = 400_000
#: Numbers that are kept of a mark: its digest, the page, and the organisation within which it holds, 0 for everywhere.
_OF_MARK = 3
_PARTS = 64
#: Pages whose neighbours are in memory at a time.
_BLOCK = 32_768


def marks(page: FrontPage) -> list[int]:
    """The digests of what tells who or which record a page is of, as signed 64-bit numbers.

    A store keeps them: the same text gives the same number for ever.
    """
    found = ((key, page.text(key).strip().upper()) for key in ("case_no", "id_no"))
    return [_digest(f"{key}:{text}") for key, text in found if not is_blank(text)]


def _marks_within(page: FrontPage) -> list[tuple[int, int]]:
    """The marks, each with the digest of the organisation within which it holds; 0: it holds in all."""
    case_no, code = (page.text(key).strip().upper() for key in ("case_no", "org_code"))
    own = 0 if is_blank(case_no) or is_blank(code) else _digest(f"org_code:{code}") or 1
    return [(digest, own if at == 0 else 0) for at, digest in enumerate(marks(page))]


def _digest(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class NeighbourIndex:
    """For the number of a page: the numbers of the pages that share a mark with it, ascending."""

    def __init__(self, pages: Iterable[FrontPage]) -> None:
        self._folder: PrivateFolder | None = None
        self._block, self._near = -1, dict[int, list[int]]()
        found = array("q")
        for number, page in enumerate(pages):
            for digest, within in _marks_within(page):
                found.extend((digest, number, within))
            if len(found) >= _OF_MARK * _IN_MEMORY:
                self._spill(found)
                found = array("q")
        if self._folder is None:
            self._block = 0
            for number, other in _shared(found):
                self._near.setdefault(number, []).append(other)
            return
        self._spill(found)
        self._sort()

    def of(self, number: int) -> tuple[int, ...]:
        """The neighbours of a page; quickest when pages are asked for in order."""
        if self._folder is not None and number // _BLOCK != self._block:
            self._block, self._near = number // _BLOCK, {}
            found = _read(self._path("near", self._block))
            for at in range(0, len(found), 2):
                self._near.setdefault(found[at], []).append(found[at + 1])
        return tuple(sorted(set(self._near.get(number, ()))))

    def _path(self, kind: str, number: int) -> Path:
        assert self._folder is not None
        return self._folder.path / f"{kind}{number}"

    def _spill(self, found: array[int]) -> None:
        if self._folder is None:
            self._folder = PrivateFolder()
        parts: list[array[int]] = [array("q") for _ in range(_PARTS)]
        for at in range(0, len(found), _OF_MARK):
            parts[found[at] % _PARTS].extend(found[at : at + _OF_MARK])
        for number, part in enumerate(parts):
            _append(self._path("marks", number), part)

    def _sort(self) -> None:
        for number in range(_PARTS):
            path = self._path("marks", number)
            blocks: dict[int, array[int]] = {}
            for one, other in _shared(_read(path)):
                blocks.setdefault(one // _BLOCK, array("q")).extend((one, other))
            for block, found in blocks.items():
                _append(self._path("near", block), found)
            with suppress(OSError):
                path.unlink()


def _shared(found: array[int]) -> Iterator[tuple[int, int]]:
    """Page and other page for every two pages of one mark."""
    by_mark: dict[int, list[tuple[int, int]]] = {}
    for at in range(0, len(found), _OF_MARK):
        by_mark.setdefault(found[at], []).append((found[at + 1], found[at + 2]))
    for numbers in by_mark.values():
        if len(numbers) > 1:
            yield from _near(numbers)


def _near(numbers: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Of the pages of one mark the pairs that it may make one: of one organisation, or where one of them names none."""
    most = MOST_NEIGHBOURS + 1
    by: dict[int, list[int]] = {}
    for number, within in numbers:
        by.setdefault(within, []).append(number)
    nowhere = by.get(0, [])[:most]
    few = {within: sorted((*own[:most], *nowhere))[:most] for within, own in by.items() if within}
    few[0] = [number for number, _ in numbers[:most]]
    for number, within in numbers:
        for other in few[within]:
            if other != number:
                yield number, other


def _append(path: Path, numbers: array[int]) -> None:
    with path.open("ab") as file:
        numbers.tofile(file)


def _read(path: Path) -> array[int]:
    found = array("q")
    with suppress(FileNotFoundError):
        found.frombytes(path.read_bytes())
    return found
