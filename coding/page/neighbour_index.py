"""Which pages of a batch carry the same record number or identity number, without keeping the batch in memory.

What is kept of a page are 64-bit digests of its marks, sorted on disk once there are many. Two numbers that happen to
share a digest make neighbours that the rules, which compare the numbers themselves, pass over. A record number tells
of one record within one organisation only: in a province every hospital has a 000001.
"""

from __future__ import annotations

import hashlib
from array import array
from contextlib import suppress
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from coding.base.private_folder import PrivateFolder
from coding.page.fields import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from coding.page.front_page import FrontPage

#: A mark that half the file shares (0, 无) is no identity: so many pages of one mark are compared with each other.
MOST_NEIGHBOURS = 100
#: Marks that are kept in memory before they go to disk (24 bytes each), and pairs of pages (16 bytes).
_IN_MEMORY = 400_000
_PAIRS_IN_MEMORY = 1_000_000
_PARTS = 64
#: Pages whose neighbours are in memory at a time.
_BLOCK = 32_768


def marks(page: FrontPage) -> list[int]:
    """The digests of what tells who or which record a page is of, as signed 64-bit numbers.

    A store keeps them: the same text gives the same number for ever.
    """
    return [digest for _, digest in _marks(page)]


def _marks(page: FrontPage) -> list[tuple[str, int]]:
    found = ((key, page.text(key).strip().upper()) for key in ("case_no", "id_no"))
    return [(key, _digest(f"{key}:{text}")) for key, text in found if not is_blank(text)]


def _digest(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


#: Where a page says no organisation, and of marks that hold everywhere: an identity number.
_ANY = 0


def placed_marks(page: FrontPage) -> list[tuple[int, int]]:
    """The marks of a page, each with the organisation within which it tells something."""
    organisation = page.text("org_code").strip()
    within = _ANY if is_blank(organisation) else _organisation(organisation)
    return [(digest, _ANY if key == "id_no" else within) for key, digest in _marks(page)]


@lru_cache(maxsize=1_024)
def _organisation(text: str) -> int:
    return _digest(f"org_code:{text}")


class NeighbourIndex:
    """For the number of a page: the numbers of the pages that share a mark with it, ascending.

    ``marks``: those of every page; see ``placed_marks``.
    """

    def __init__(self, marks: Iterable[Iterable[tuple[int, int]]]) -> None:
        self._folder: PrivateFolder | None = None
        self._block, self._near = -1, dict[int, list[int]]()
        placed = array("q")
        for number, found in enumerate(marks):
            for digest, within in found:
                placed.extend((digest, within, number))
            if len(placed) >= 3 * _IN_MEMORY:
                self._spill(placed)
                placed = array("q")
        if self._folder is None:
            self._block = 0
            for number, other in _shared(placed):
                self._near.setdefault(number, []).append(other)
            return
        self._spill(placed)
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

    def _spill(self, placed: array[int]) -> None:
        if self._folder is None:
            self._folder = PrivateFolder()
        parts: list[array[int]] = [array("q") for _ in range(_PARTS)]
        for at in range(0, len(placed), 3):
            parts[placed[at] % _PARTS].extend(placed[at : at + 3])
        for number, part in enumerate(parts):
            _append(self._path("marks", number), part)

    def _sort(self) -> None:
        for number in range(_PARTS):
            path = self._path("marks", number)
            blocks: dict[int, array[int]] = {}
            for count, (one, other) in enumerate(_shared(_read(path)), 1):
                blocks.setdefault(one // _BLOCK, array("q")).extend((one, other))
                if count % _PAIRS_IN_MEMORY == 0:
                    self._put(blocks)
            self._put(blocks)
            with suppress(OSError):
                path.unlink()

    def _put(self, blocks: dict[int, array[int]]) -> None:
        for block, found in blocks.items():
            _append(self._path("near", block), found)
        blocks.clear()


def _shared(placed: array[int]) -> Iterator[tuple[int, int]]:
    """Page and other page for every two pages of one mark that are not of two organisations."""
    by_mark: dict[int, dict[int, list[int]]] = {}
    for at in range(0, len(placed), 3):
        by_mark.setdefault(placed[at], {}).setdefault(placed[at + 1], []).append(placed[at + 2])
    for groups in by_mark.values():
        everywhere = groups.get(_ANY, [])[: MOST_NEIGHBOURS + 1]
        for within, numbers in groups.items():
            few = numbers[: MOST_NEIGHBOURS + 1] + everywhere if within != _ANY else _first(groups)
            if len(few) > 1:
                for number in numbers:
                    for other in few:
                        if other != number:
                            yield number, other


def _first(groups: Mapping[int, list[int]]) -> list[int]:
    """The first pages of a mark, of whichever organisation: for those that say none."""
    return list(islice(chain.from_iterable(groups.values()), MOST_NEIGHBOURS + 1))


def _append(path: Path, numbers: array[int]) -> None:
    with path.open("ab") as file:
        numbers.tofile(file)


def _read(path: Path) -> array[int]:
    found = array("q")
    with suppress(FileNotFoundError):
        found.frombytes(path.read_bytes())
    return found
