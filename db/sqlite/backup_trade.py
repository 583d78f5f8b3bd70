"""Backups of the store in SQLite: copied while others write, opened and verified, and only then named."""

from __future__ import annotations

import glob
import os
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coding.base.as_written import as_written
from coding.base.private_folder import make_private
from coding.base.trouble import file_trouble
from coding.review.backup_rotation import Held, superfluous
from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.kept_backups import ENDING, BackedUp, KnownBackup
from coding.store.store_errors import StoreBusyError, StoreCorruptError, StoreError, StoreReadOnlyError
from db.shared.audit.chain import head_of, store_id
from db.shared.audit.verifying import verify_chain
from db.shared.backup_file import (
    KEYS,
    KNOWLEDGE,
    STORE,
    Manifest,
    clear_half_backups,
    read_manifest,
    write_backup,
)
from db.shared.exchanged_file import clear_halves
from db.shared.file_lock import FileLock
from db.shared.key_file import write_keys
from db.shared.trades.audit_trade import AuditTrade
from db.shared.trades.connections import Act
from db.shared.trades.knowledge_trade import KnowledgeTrade
from db.shared.trades.people_trade import PeopleTrade
from db.sqlite.backups import copy_file
from db.sqlite.clear_copies import destroy
from db.sqlite.connections import SqliteConnections
from db.sqlite.driver import unlock
from db.sqlite.engine import SqliteConnection, connect
from db.sqlite.row_sums import add_sums
from db.sqlite.schema_check import schema_complaints
from db.sqlite.sqlite_errors import told_in_chinese

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from coding.store.kept_audit import Head, Verified
    from db.shared.backup_file import Member

#: More rows than these are compared with their entries only where that is asked for: it would take minutes.
_THOROUGH_ROWS: Final = 50_000
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy of the store that was opened: what it is, and what was found in it."""

    path: Path
    store: str
    schema: int
    head: Head
    verified: Verified
    is_thorough: bool


class BackupTrade(AuditTrade, PeopleTrade, KnowledgeTrade, SqliteConnections):
    """``coding.store.kept_backups`` in SQLite."""

    def back_up(
        self, folder: Path, step: Callable[[int, int], None] | None = None, *, thorough: bool | None = None
    ) -> BackedUp:
        """Make a backup in a folder, and let those go that the rotation does not keep."""
        self._require(Command.BACK_UP)
        self._place.require_same()
        lock = FileLock(self.path.with_name(f"{self.path.stem}.backup.lock"))
        try:
            if not lock.take():
                raise StoreBusyError("另一个窗口或程序正在备份，本次没有备份：请等它完成。")
            make_private(folder)
            return self._back_up(folder, step, thorough)
        except OSError as error:
            raise StoreReadOnlyError(
                f"没有备份成（{error.filename or folder}：{file_trouble(error)}）："
                "请检查备份文件夹的位置、权限和磁盘空间后再试。"
            ) from error
        finally:
            lock.give_back()

    def backups(self, folder: Path) -> Sequence[KnownBackup]:
        """The backups that lie in a folder, the one that reaches furthest first."""
        with self._reading() as connection:
            ours = store_id(connection)
        return known_backups(folder, ours)

    def restored(self, about: Mapping[str, Any]) -> None:
        """The first entry of a store that was restored, by who restored it. Raises NotAllowedError."""
        self._recognise()
        self._require(Command.RESTORE)
        with self._transaction(Act(None, Deed.RESTORE, dict(about))):
            pass

    def require_may_move(self) -> None:
        """Raise NotAllowedError unless the person at the store may move it, StoreError while it is being sealed."""
        self._recognise()
        self._require(Command.MOVE_STORE)
        if self.is_sealing:  # a clear copy lies beside it still, which is to be destroyed there
            raise StoreError("加密还没有完成（恢复密钥没有核对），没有移动：请先核对恢复密钥。")

    def moved(self, about: Mapping[str, Any]) -> None:
        """The entry of a store that lies in another folder now, by who moved it. Raises NotAllowedError."""
        self.require_may_move()
        with self._transaction(Act(None, Deed.MOVE, dict(about))):
            pass

    def _back_up(self, folder: Path, step: Callable[[int, int], None] | None, thorough: bool | None) -> BackedUp:
        with self._reading() as connection:
            ours = store_id(connection)
        self._clear_left()
        clear_half_backups(folder, ours)
        at = self._clock().replace(microsecond=0)
        while (target := folder / f"{self.path.stem}-{at:%Y%m%d-%H%M%S}{ENDING}").exists():
            at += _SECOND
        outside = self._heads_beside()
        beside = self._beside(), self._beside()
        try:
            copy = self._copied(beside[0], outside, step, thorough)
            files = {STORE: copy.path}
            if self.is_sealed:
                write_keys(beside[1], replace(self._keys.read(), head=copy.head))
                files[KEYS] = beside[1]
            files |= _knowledge(self.knowledge_folder)
            write_backup(target, ours, files, lambda members: self._manifest(copy, at, members))
        finally:
            for path in beside:
                _forget(path)
        complaints = copy.verified.complaints
        told = {"file": target.name, "folder": str(folder), "entry": copy.head.id, "complaints": len(complaints)}
        self.note(Deed.BACKUP, told)
        if self.is_sealed:
            self._keys.update(lambda keys: replace(keys, head=copy.head))
        removed = self._rotate(folder, target, ours)
        return BackedUp(
            target, copy.head, copy.verified.entries, at, self.is_sealed, copy.is_thorough, complaints, removed
        )

    def _copied(
        self, place: Path, outside: Sequence[Head], step: Callable[[int, int], None] | None, thorough: bool | None
    ) -> _Copy:
        """Copy the store as it was committed last; opened, and compared with itself and with what stands outside."""
        key = self._seat.data_key
        with told_in_chinese(self.path):
            copy_file(self.path, place, key)
        with told_in_chinese(place), closing(connect(place, isolation_level=None)) as connection:
            unlock(connection, key)
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()  # one file, without a log
            add_sums(connection)
            check = "cipher_integrity_check" if key is not None else "quick_check"
            found = [str(row[0]) for row in connection.execute(f"PRAGMA {check}")]
            if found not in ([], ["ok"]):
                raise StoreCorruptError(f"数据文件 {self.path} 有损坏之处，没有备份：请从以前的备份恢复。")
            if thorough is None:
                thorough = _rows(connection) <= _THOROUGH_ROWS
            complaints = schema_complaints(connection)
            verified = verify_chain(
                connection, outside, is_sealed=self.is_sealed, complaints=complaints, step=step, only_chain=not thorough
            )
            schema = connection.engine.schema(connection)
            head = head_of(connection)
            return _Copy(place, store_id(connection), schema, head, verified, thorough)

    def _manifest(self, copy: _Copy, at: datetime, members: Mapping[str, Member]) -> Manifest:
        verified = copy.verified
        return Manifest(
            copy.store, self.path.stem, at, copy.schema, self.is_sealed, copy.head, verified.entries,
            len(verified.complaints), copy.is_thorough, members,
        )  # fmt: skip

    def _rotate(self, folder: Path, made: Path, ours: str) -> tuple[Path, ...]:
        """Let those go that the table does not keep; and, once the store is sealed, those of before that are clear."""
        known = [one for one in known_backups(folder, ours) if one.is_ours and not one.trouble]
        held = [
            Held(one.path.name, one.at, one.head.id, one.is_good)
            for one in known
            if one.at is not None and one.head is not None
        ]
        removed = []
        if self.is_sealed and not self.is_sealing:
            removed = [one.path for one in known if not one.is_sealed]
            for path in removed:
                destroy(path)
            held = [one for one in held if folder / one.name not in removed]
        for name in sorted(superfluous(held) - {made.name}):
            with suppress(OSError):
                (folder / name).unlink()
                removed.append(folder / name)
        return tuple(removed)

    def _beside(self) -> Path:
        """An empty file beside the store, for its owner alone."""
        handle, name = tempfile.mkstemp(prefix=f".{self.path.stem}.backup-", suffix=".part", dir=self.path.parent)
        os.close(handle)
        return Path(name)

    def _clear_left(self) -> None:
        """Remove what a backup left that was cut off; whoever holds the lock is alone with it."""
        for left in self.path.parent.glob(f".{glob.escape(self.path.stem)}.backup-*.part"):
            clear_halves(left)
            _forget(left)


def known_backups(folder: Path, ours: str = "") -> list[KnownBackup]:
    """The backups that lie in a folder, the one that reaches furthest first."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.name.endswith(ENDING) and path.name[:1] != ".")
    except OSError as error:
        # not made yet; where what it is to lie in is not there either, a drive was pulled
        if isinstance(error, FileNotFoundError) and folder.parent.is_dir():
            return []
        raise StoreReadOnlyError(
            f"备份文件夹 {folder} 读不出来（{file_trouble(error)}）：请检查位置和权限，移动硬盘或网络盘要先接上。"
        ) from error
    found = [_known(path, ours) for path in paths]
    return sorted(found, key=lambda one: (one.head.id if one.head else -1, one.path.name), reverse=True)


def _known(path: Path, ours: str) -> KnownBackup:
    try:
        said = read_manifest(path)
    except StoreError as error:
        return KnownBackup(path, None, None, trouble=str(error))
    is_ours = bool(ours) and said.store == ours
    return KnownBackup(path, said.at, said.head, said.entries, said.is_sealed, is_ours, said.complaints)


def _rows(connection: SqliteConnection) -> int:
    found: int = connection.execute("SELECT count(*) FROM audit_rows").fetchone()[0]
    return found


def _knowledge(folder: Path) -> dict[str, Path]:
    """The shelves, by their names in a backup; what is being copied there at this moment is nobody's yet."""
    if not folder.is_dir():
        return {}
    folder = as_written(folder)
    found = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {f"{KNOWLEDGE}{name.as_posix()}": path for name, path in found.items() if name.parts[0][:1] != "."}


def _forget(path: Path) -> None:
    for beside in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            path.with_name(f"{path.name}{beside}").unlink(missing_ok=True)
