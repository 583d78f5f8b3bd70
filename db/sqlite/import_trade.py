"""Files into SQLite, and what is needed to write their pages back."""

from __future__ import annotations

import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from coding.base.trouble import file_trouble
from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.kept_imports import ImportResult
from coding.store.kept_worklist import Trade
from coding.store.store_errors import StoreBusyError, StoreError, StoreReadOnlyError
from db.shared.file_lock import FileLock
from db.sqlite import imports, incoming, opening
from db.sqlite.connections import Act, Connections
from db.sqlite.revisions import next_revision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from coding.page.reading import Reading
    from coding.store.kept_imports import ImportSource

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
    """``coding.store.kept_imports`` in SQLite."""

    def import_reading(self, reading: Reading, step: Callable[[int, int], None] | None = None) -> ImportResult:
        """Keep all pages of a file, all or none.

        A page whose key is known is updated while nobody has touched it, and the update stands in its
        history; two pages of one file with one key are both kept. A large file is written in parts: others write
        between them, and nobody sees a page of it before the last one is there. Raises StoreBusyError while another
        file is being read.
        """
        self._place.require_same()  # a connection to a file that has gone would make an empty one
        prepared = imports.prepare(reading)
        lock = self._import_lock()
        if lock is None:
            raise StoreBusyError(_OTHER)
        try:
            self._take_away()
            # No other file comes meanwhile, so what is new stays new; this reads beside whoever writes.
            with self._told(), closing(opening.open_reader(self.path, self._seat.data_key)) as reader:
                matched = imports.match(reader, prepared)
            if len(matched.new) <= _AT_ONCE:
                return self._import_at_once(matched, step)
            return self._import_in_parts(matched, step)
        finally:
            lock.give_back()

    def clear_interrupted(self, check: Callable[[], None] | None = None) -> None:
        """Take away what an import left that was cut off; ``check`` may raise to stop."""
        lock = self._import_lock()
        if lock is not None:  # else somebody is importing: it is no leftover
            try:
                self._take_away(check)
            finally:
                lock.give_back()

    def sources(self, ids: Sequence[int]) -> list[tuple[ImportSource, tuple[int, ...]]]:
        """The files that these pages came with last, each with its pages, in their order."""
        with self._reading() as connection:
            return imports.sources(connection, ids)

    def of_layout(self, layout: str) -> Sequence[int]:
        """The ids of the pages that came last with files of a layout, ascending."""
        with self._reading() as connection:
            return imports.of_layout(connection, layout, incoming.hidden_from(connection))

    def _import_lock(self) -> FileLock | None:
        """The lock of whoever imports, of all windows and programs on this store; None while another one does."""
        lock = FileLock(self.path.with_name(f"{self.path.stem}.import.lock"))
        try:
            return lock if lock.take() else None
        except OSError as error:
            self._place.require_same()
            raise StoreReadOnlyError(
                f"无法在 {self.path.parent} 写入（{file_trouble(error)}），没有读入：请检查文件夹权限和磁盘空间。"
            ) from error

    def _import_at_once(self, matched: imports.Matched, step: Callable[[int, int], None] | None) -> ImportResult:
        total = len(matched.prepared.keys)
        with self._transaction(_came(matched)) as connection:
            _tell(step, range(0, total, _STEP), total)
            import_id = imports.keep_import(connection, matched.prepared.reading, self._clock())
            revision = next_revision(connection, Trade.IMPORTS)
            added = imports.add_pages(connection, self._written, matched, matched.new, import_id, revision)
            return self._settled(matched, added, import_id, revision)

    def _import_in_parts(self, matched: imports.Matched, step: Callable[[int, int], None] | None) -> ImportResult:
        total = len(matched.prepared.keys)
        new = matched.new
        try:
            with self._transaction(_came(matched), durable=False) as connection:
                import_id = imports.keep_import(connection, matched.prepared.reading, self._clock())
                incoming.begin(connection, import_id)
            added: list[int] = []
            told = 0
            for first in range(0, len(new), _PART):
                part = new[first : first + _PART]
                _tell(step, range(told, part[0] + 1, _STEP), total)
                told = max(told, -(-(part[0] + 1) // _STEP) * _STEP)
                with _resting_after(), self._transaction(_came(matched, part[0]), durable=False) as connection:
                    added += imports.add_pages(connection, self._written, matched, part, import_id, revision=1)
            _tell(step, range(told, total, _STEP), total)
            with self._transaction(_came(matched)) as connection:
                revision = next_revision(connection, Trade.IMPORTS)
                result = self._settled(matched, added, import_id, revision)
                incoming.show(connection, import_id, revision)
                return result
        except BaseException:
            with suppress(StoreError):  # what stays is seen by nobody, and goes with the next import
                self._take_away()
            raise

    def _settled(self, matched: imports.Matched, added: list[int], import_id: int, revision: int) -> ImportResult:
        """The known pages brought up to the file, inside the transaction that is under way."""
        known = imports.settle_known(self._writer, self._written, matched, import_id, revision, self._clock())
        updated, unchanged, kept = map(tuple, known)
        return ImportResult(tuple(added), updated, unchanged, kept)

    def _take_away(self, check: Callable[[], None] | None = None) -> None:
        with self._reading() as connection:
            more = incoming.hidden_from(connection) is not None
        while more:
            if check is not None:
                check()
            with _resting_after(), self._transaction(_GIVEN_UP, durable=False) as connection:
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
