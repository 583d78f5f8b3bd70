"""Files into the store, and what is needed to write their pages back."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.kept_imports import ImportResult
from coding.store.kept_worklist import Trade
from coding.store.store_errors import StoreBusyError, StoreError
from db.shared.tables import imports, incoming
from db.shared.tables.revisions import next_revision
from db.shared.trades.connections import Act, Connections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from coding.page.reading import Reading
    from coding.store.kept_imports import ImportSource
    from db.shared.sql.engine import Connection

#: Pages that are written in one transaction.
_PART = 50
#: After each a rest in which others may write, as a share of the time it took: who waits looks every 100 ms at least.
_REST = 0.25
#: A file of so many new pages or fewer is written in one transaction.
_AT_ONCE = 200
#: After so many pages it is told how far the import is.
_STEP = 200

_OTHER = "另一个窗口正在读入文件，本次没有读入：请等它完成后再读入。"


class ImportTrade(Connections):
    """``coding.store.kept_imports``."""

    #: Pages of a large file that are written in one transaction.
    _part = _PART

    def import_reading(self, reading: Reading, step: Callable[[int, int], None] | None = None) -> ImportResult:
        """Keep all pages of a file, all or none.

        A page whose key is known is updated while nobody has touched it, and the update stands in its
        history; two pages of one file with one key are both kept. A large file is written in parts: others write
        between them, and nobody sees a page of it before the last one is there. Raises StoreBusyError while another
        file is being read.
        """
        self._require_same_place()  # a connection to a file that has gone would make an empty one
        prepared = imports.prepare(reading)
        give_back = self._import_lock()
        if give_back is None:
            raise StoreBusyError(_OTHER)
        try:
            self._take_away()
            # No other file comes meanwhile, so what is new stays new; this reads beside whoever writes.
            with self._reading_apart() as reader:
                matched = imports.match(reader, prepared)
            if len(matched.new) <= _AT_ONCE:
                return self._import_at_once(matched, step)
            return self._import_in_parts(matched, step)
        finally:
            give_back()

    def clear_interrupted(self, check: Callable[[], None] | None = None) -> None:
        """Take away what an import left that was cut off; ``check`` may raise to stop."""
        give_back = self._import_lock()
        if give_back is not None:  # else somebody is importing: it is no leftover
            try:
                self._take_away(check)
            finally:
                give_back()

    def sources(self, ids: Sequence[int]) -> list[tuple[ImportSource, tuple[int, ...]]]:
        """The files that these pages came with last, each with its pages, in their order."""
        with self._reading() as connection:
            return imports.sources(connection, ids)

    def of_layout(self, layout: str) -> Sequence[int]:
        """The ids of the pages that came last with files of a layout, ascending."""
        with self._reading() as connection:
            return imports.of_layout(connection, layout, incoming.hidden_from(connection))

    def _import_at_once(self, matched: imports.Matched, step: Callable[[int, int], None] | None) -> ImportResult:
        total = len(matched.prepared.keys)
        with self._transaction(_came(matched)) as connection:
            _tell(step, range(0, total, _STEP), total)
            import_id = imports.keep_import(connection, matched.prepared.reading, self._clock())
            revision = next_revision(connection, Trade.IMPORTS)
            added = imports.add_pages(connection, self._written, matched, matched.new, import_id, revision)
            return self._settled(connection, matched, added, import_id, revision)

    def _import_in_parts(self, matched: imports.Matched, step: Callable[[int, int], None] | None) -> ImportResult:
        total = len(matched.prepared.keys)
        new = matched.new
        try:
            with self._transaction(_came(matched), durable=False) as connection:
                import_id = imports.keep_import(connection, matched.prepared.reading, self._clock())
                incoming.begin(connection, import_id)
            added: list[int] = []
            told = 0
            for first in range(0, len(new), self._part):
                part = new[first : first + self._part]
                _tell(step, range(told, part[0] + 1, _STEP), total)
                told = max(told, -(-(part[0] + 1) // _STEP) * _STEP)
                with self._pause_after():
                    write = self._ready(matched, part, import_id)
                    with self._transaction(_came(matched, part[0]), durable=False) as connection:
                        added += write(connection)
            _tell(step, range(told, total, _STEP), total)
            with self._transaction(_came(matched)) as connection:
                self._require_still_alone()
                revision = next_revision(connection, Trade.IMPORTS)
                result = self._settled(connection, matched, added, import_id, revision)
                incoming.show(connection, import_id, revision)
                return result
        except BaseException:
            with suppress(StoreError):  # what stays is seen by nobody, and goes with the next import
                self._require_still_alone()
                self._take_away()
            raise

    def _require_still_alone(self) -> None:
        """Raise StoreError where somebody else may import by now: what is on its way may be theirs."""

    def _ready(
        self, matched: imports.Matched, part: Sequence[int], import_id: int
    ) -> Callable[[Connection], list[int]]:
        """Make a part of a file ready while others may write; what writes it then, and gives its ids."""
        return lambda connection: imports.add_pages(connection, self._written, matched, part, import_id, revision=1)

    def _pause_after(self) -> AbstractContextManager[None]:
        """A part of a long work, and what others are given after it."""
        return _resting_after()

    def _settled(
        self, connection: Connection, matched: imports.Matched, added: list[int], import_id: int, revision: int
    ) -> ImportResult:
        """The known pages brought up to the file, inside the transaction that is under way."""
        known = imports.settle_known(connection, self._written, matched, import_id, revision, self._clock())
        updated, unchanged, kept = map(tuple, known)
        return ImportResult(tuple(added), updated, unchanged, kept)

    def _take_away(self, check: Callable[[], None] | None = None) -> None:
        with self._reading() as connection:
            more = incoming.hidden_from(connection) is not None
        while more:
            if check is not None:
                check()
            with self._pause_after(), self._transaction(_GIVEN_UP, durable=False) as connection:
                more = incoming.take_away(connection)


#: What an import left that came to no end is taken away by whoever comes next.
_GIVEN_UP = Act(None, Deed.IMPORT, {"given_up": True}, by_program=True)


def _came(matched: imports.Matched, position: int | None = None) -> Act:
    """What the audit tells of a file, or of a part of it that begins at a page."""
    about: dict[str, Any] = {"file": matched.prepared.reading.file, "pages": len(matched.prepared.keys)}
    if position is not None:
        about["part_from"] = position
    return Act(Command.IMPORT_PAGES, Deed.IMPORT, about)


@contextmanager
def _resting_after() -> Iterator[None]:
    """A part of a long work, and the rest after it."""
    began = time.monotonic()
    yield
    time.sleep(_REST * (time.monotonic() - began))


def _tell(step: Callable[[int, int], None] | None, reached: range, total: int) -> None:
    """Say how far the import is; ``step`` may raise to give it up."""
    for done in reached if step is not None else ():
        step(done, total)  # type: ignore[misc]
