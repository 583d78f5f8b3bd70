"""Making a clear data file unreadable without a password, in one step that can be cut off anywhere.

The sealed file is made beside the clear one, opened and compared, and takes its name only then; the clear one stays
as a tested copy until two ways in were tried, and is destroyed after that.
"""

from __future__ import annotations

import os
import secrets
from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from coding.base.settled import settle_names
from coding.base.taking_place import take_place
from coding.base.trouble import file_trouble
from coding.review.passwords import weakness
from coding.review.people import Person, Role
from coding.store.kept_audit import Deed
from coding.store.store_errors import StoreBusyError, StoreError, StoreReadOnlyError, WeakPasswordError
from db.shared.audit.chain import Hand, add_entry
from db.shared.cipher import DataKeyCipher
from db.shared.draft_files import seal_beside
from db.shared.file_lock import FileLock
from db.shared.key_file import (
    Keys,
    Opened,
    key_path,
    label_of,
    new_data_key,
    new_recovery_key,
    new_seed,
    wrap,
    write_keys,
)
from db.shared.seat import PROGRAM, PROGRAM_NAME, RECOVERY, RECOVERY_NAME, Seat, Signer, program_signer
from db.shared.tables.people_tables import insert_person, read_people, update_person
from db.sqlite import opening
from db.sqlite.backups import copy_file
from db.sqlite.clear_copies import destroy
from db.sqlite.driver import sqlite3, unlock
from db.sqlite.sqlite_errors import told_in_chinese
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.written import Written

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.kept_people import NewPerson
    from coding.store.store import Clock

_OPEN = "数据文件 {path} 正被另一个窗口或程序使用，没有加密：请关闭其他窗口后再试。"


def seal_store(path: Path, first: NewPerson, clock: Clock) -> str:
    """Seal the store at a place, made if it is not there; the recovery key. See ``coding.store.doorkeeper``."""
    if why := weakness(first.password, first.user, first.name):
        raise WeakPasswordError(why)
    if Role.ADMINISTRATOR not in first.roles:
        raise StoreError("第一个用户要担任管理员：请勾选“管理员”后再试。")
    if not opening.is_clear(path):
        raise StoreError(f"数据文件 {path} 已经加密：请直接登录。")
    SqliteStore(path, clock).close()  # brought to the schema of today
    lock = FileLock(path.with_name(f"{path.stem}.import.lock"))
    try:
        if not lock.take():
            raise StoreBusyError(_OPEN.format(path=path))
        return _seal(path, first, clock)
    except OSError as error:
        raise StoreReadOnlyError(
            f"数据文件 {path} 无法加密（{file_trouble(error)}），原文件没有改动：请检查文件夹权限和磁盘空间后再试。"
        ) from error
    finally:
        lock.give_back()


def _seal(path: Path, first: NewPerson, clock: Clock) -> str:
    made, copy = path.with_name(f".{path.name}.sealing"), path.with_name(f"{path.stem}.clear{path.suffix}")
    for left in (made, copy):  # of a sealing that was cut off; on Windows no name of a file goes while it is open
        _forget(left)
    data_key, seed, recovery_seed, words = new_data_key(), new_seed(), new_seed(), new_recovery_key()
    store = secrets.token_hex(8)
    person = Person(0, first.user, first.name, first.roles, first.wards, first.is_money_blind)
    try:
        with told_in_chinese(path), closing(_alone_with(path)) as clear:
            counted = _export(clear, made, data_key)
            number = _enter(made, data_key, person, (Signer(seed), Signer(recovery_seed)), clock)
            _require_same(made, data_key, counted)
            _copy_alone(clear, path, copy)
        keys = Keys(
            store,
            {first.user: (number, wrap(Opened(data_key, seed), first.password, label_of(store, first.user)))},
            wrap(Opened(data_key, recovery_seed), words, label_of(store, "")),
            sealing=True,
        )
        _keep_former_keys(path, clock)
        write_keys(key_path(path), keys)
        for beside in ("-wal", "-shm"):
            destroy(path.with_name(f"{path.name}{beside}"))
        take_place(made, path)
        settle_names(path.parent)
    except BaseException:
        _forget(made)
        raise
    with suppress(OSError):  # it is sealed, and whoever signs in next does it otherwise
        seal_beside(path, DataKeyCipher(data_key))
    with suppress(OSError):
        path.with_suffix(".head").unlink()
    return words


def _keep_former_keys(path: Path, clock: Clock) -> None:
    """A key file that lies here may be all that opens another file, one that was moved away say: it is not written
    over.
    """
    former = key_path(path)
    if former.exists():
        former.replace(path.with_name(f"{path.stem}.{clock():%Y%m%d-%H%M%S-%f}.keys"))


def _alone_with(path: Path) -> sqlite3.Connection:
    """A connection that nobody has beside it. Raises StoreBusyError where another one is open."""
    connection = sqlite3.connect(path, timeout=opening.BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _export(clear: sqlite3.Connection, made: Path, key: bytes) -> dict[str, int]:
    """Write a sealed copy; how many rows each table of the clear file has."""
    _make_private(made)
    clear.execute("ATTACH DATABASE ? AS sealed KEY \"x'" + key.hex() + "'\"", (str(made),))
    clear.execute("SELECT sqlcipher_export('sealed')")
    for pragma in ("user_version", "application_id"):
        clear.execute(f"PRAGMA sealed.{pragma} = {clear.execute(f'PRAGMA main.{pragma}').fetchone()[0]}")
    counted = _counts(clear)
    clear.execute("DETACH DATABASE sealed")
    return counted


def _enter(made: Path, key: bytes, person: Person, signers: tuple[Signer, Signer], clock: Clock) -> int:
    """Let the first person into the sealed copy, and write down in its audit that it was sealed; the person's id."""
    program = Hand(PROGRAM, PROGRAM_NAME, program_signer(key))
    own, recovery = signers
    connection = opening.open_database(made, clock, Seat(person, own, key))
    with closing(connection):
        written = Written(connection)
        connection.execute("BEGIN IMMEDIATE")
        with written.gathering():
            for alone in read_people(connection):
                update_person(connection, replace(alone, closed_at=clock()))
            number = insert_person(connection, person, clock())
        rows = written.digests()
        sealed = {"key": program.signer.public.hex(), "of": PROGRAM}
        add_entry(connection, program, Deed.SEAL, sealed, rows, clock())
        for of, name, signer, roles in (
            (RECOVERY, RECOVERY_NAME, recovery, []),
            (number, person.name, own, sorted(person.roles)),
        ):
            about = {"of": of, "name": name, "key": signer.public.hex(), **({"roles": roles} if roles else {})}
            add_entry(connection, program, Deed.KEY, about, [], clock())
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return number


def _require_same(made: Path, key: bytes, counted: dict[str, int]) -> None:
    """Raise StoreError unless the sealed copy opens, is sound, and holds what the clear file holds."""
    with closing(sqlite3.connect(made, isolation_level=None)) as sealed:
        unlock(sealed, key)
        sound = sealed.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        now = _counts(sealed)
    grown = {"people", "audit", "audit_rows"}
    if not sound or any(now.get(table) != count for table, count in counted.items() if table not in grown):
        raise StoreError("加密后的副本与原文件不符，没有加密，原文件没有改动：请检查磁盘后再试。")


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND sql NOT LIKE '%fts5%' AND name NOT LIKE 'words_%'"
    ).fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM main."{name}"').fetchone()[0] for (name,) in tables}


def _copy_alone(clear: sqlite3.Connection, path: Path, copy: Path) -> None:
    """The clear file beside itself, tested: it stays until two ways into the sealed one were tried.

    It is the clear file itself under a second name, where the disk can do that: what is overwritten in the end is then
    what the pages stood in, and not a copy of it.
    """
    clear.execute("PRAGMA locking_mode = NORMAL")
    clear.execute("SELECT count(*) FROM sqlite_master").fetchone()
    try:
        os.link(path, copy)
    except OSError:  # FAT, some network drives
        _make_private(copy)
        copy_file(path, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as tested:
        if tested.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise StoreError(f"加密前的备份 {copy} 没有写好，没有加密：请检查磁盘后再试。")


def _make_private(path: Path) -> None:
    """An empty file for its owner alone: SQLite would make one as everybody's as the system's mask allows."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _forget(path: Path) -> None:
    for beside in ("", "-wal", "-shm", "-journal"):
        destroy(path.with_name(f"{path.name}{beside}"))
