"""Read → link → pre-flight: files as pages, for whoever judges them, and for whoever keeps them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import CodingError, UnknownLayoutError, UnusableInputError
from coding.exchange.foreign import knowing
from coding.exchange.guess import guess_columns
from coding.exchange.link import linked
from coding.exchange.peek import Peek, peek
from coding.exchange.preflight import Defect, preflight
from coding.exchange.profile import WORKFLOW, SourceProfile, finder
from coding.exchange.read import read_files
from coding.exchange.spool import SharedSpool
from coding.page.front_page import FrontPage
from coding.page.reading import Reading

if TYPE_CHECKING:
    from datetime import datetime

    from coding.exchange.layout import Finder
    from coding.exchange.local_values import LocalValues
    from coding.work.steps import Step

#: So many columns must be guessed before a person is asked about the others.
_WORTH_ASKING = 2
#: The pages from elsewhere (a store) that what was read may belong to, and settlement lists that belong to it.
Known = Callable[[Sequence[Reading]], Iterable[FrontPage]]


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file, or one file of an archive, read and linked. ``given`` is the name that the person gave for it.

    ``remarks``: what is to be said of the whole file beside its rows.
    """

    given: str
    reading: Reading
    now: datetime
    remarks: tuple[Defect, ...] = ()

    def defects(self) -> Iterator[Defect]:
        """What is wrong with it as a file, row by row; found anew at every call, pages may lie on disk."""
        return chain(self.remarks, preflight(self.reading, self.now) if self.reading.columns else ())


class UnmappedFileError(UnknownLayoutError):
    """A table whose columns belong to no layout, but some of which can be guessed: ``seen``."""

    def __init__(self, sentence: str, path: Path, seen: Peek) -> None:
        super().__init__(sentence)
        self.path = path
        self.seen = seen


def files_read(
    paths: Sequence[str | Path],
    now: datetime,
    profiles: Sequence[SourceProfile] = (),
    known: Known | None = None,
    step: Step | None = None,
    local: Sequence[LocalValues] = (),
    jobs: int = 1,
) -> list[FileRead]:
    """Read files and put what belongs together on its page: times, orders and lists find their front page.

    ``profiles`` are the column maps of the hospital's sources, ``local`` what its own texts mean. ``known`` gives pages
    from elsewhere; they come back as one more reading where something was added to them. ``jobs``: processes, 0 for one
    per processor. Raises UnmappedFileError for a
    table that a column map would make readable, UnusableInputError for what cannot be used.
    """
    find = knowing(finder(profiles), local)
    readings: list[Reading] = []
    given: dict[int, str] = {}
    spool = SharedSpool()
    for path in paths:
        found = _read(Path(path), find, step, spool, jobs or os.cpu_count() or 1)
        for reading in found:
            # the name in an archive is that of the archive and the file in it
            within = f"{path}/{reading.file.partition('/')[2]}"
            given[id(reading.columns)] = str(path) if len(found) == 1 else within
        readings += found
    joined = linked(readings, known(readings) if known is not None else None)
    if all(reading.layout == WORKFLOW for reading in joined):
        raise UnusableInputError(_alone(Path(paths[0]), known is not None))
    # linking exchanges the pages of a reading and leaves its columns
    return [FileRead(given.get(id(reading.columns), reading.file), reading, now) for reading in joined]


def _alone(path: Path, has_store: bool) -> str:
    if has_store:
        return f"“{path.name}”是流程或明细表，没有找到它所说的首页：请先读入首页文件。"
    return f"“{path}”是流程或明细表，没有首页：请与首页文件一起检查。"


def _read(path: Path, find: Finder, step: Step | None, spool: SharedSpool, jobs: int) -> list[Reading]:
    try:
        return read_files(path, step, find, spool, jobs)
    except UnknownLayoutError as error:
        seen = _guessable(path)
        if seen is None:
            raise
        raise UnmappedFileError(str(error), path, seen) from error


def _guessable(path: Path) -> Peek | None:
    try:
        seen = peek(path)
    except CodingError:
        return None
    guessed = sum(bool(guess.key) for guess in guess_columns(seen.header, seen.rows))
    return seen if guessed >= _WORTH_ASKING else None
