"""A store on a server comes to be: its tables, the first person, the keys, the beginning of the audit."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from coding.review.passwords import weakness
from coding.review.people import Person, Role
from coding.store.kept_audit import Deed
from coding.store.store_errors import StoreError, WeakPasswordError
from db.postgres.migrations import STEPS
from db.postgres.opening import SCHEMA, schema_version
from db.postgres.postgres_errors import told_in_chinese
from db.postgres.rights.apply import apply_rights
from db.postgres.rights.signing import set_password
from db.postgres.sealed_identities import IDENTITIES, SEALED
from db.postgres.written import written_digests
from db.shared.audit.beginning import begin
from db.shared.audit.chain import Hand, add_entry
from db.shared.key_file import Keys, Opened, keys_text, label_of, new_data_key, new_recovery_key, new_seed, wrap
from db.shared.seat import PROGRAM, PROGRAM_NAME, RECOVERY, RECOVERY_NAME, Seat, Signer
from db.shared.tables.people_tables import insert_person

if TYPE_CHECKING:
    from coding.store.kept_people import NewPerson
    from coding.store.store import Clock
    from db.postgres.engine import PostgresConnection
    from db.postgres.rights.names import Names


def found_store(
    connection: PostgresConnection,
    name: str,
    first: NewPerson,
    clock: Clock,
    rights: Names | None = None,
    *,
    sealed_identities: bool = False,
) -> str:
    """Make a store in an empty database, with the first person in it; the recovery key. ``rights``: the server holds
    everybody to the rights of their roles, and knows them by logins of these names. ``sealed_identities``: who
    administers the server is not of the department, and reads no names. Raises StoreError.
    """
    if why := weakness(first.password, first.user, first.name):
        raise WeakPasswordError(why)
    if Role.ADMINISTRATOR not in first.roles:
        raise StoreError("第一个用户要担任管理员：请勾选“管理员”后再试。")
    words, store = new_recovery_key(), secrets.token_hex(8)
    data_key, seed, recovery_seed = new_data_key(), new_seed(), new_seed()
    locks = (
        wrap(Opened(data_key, seed), first.password, label_of(store, first.user)),
        wrap(Opened(data_key, recovery_seed), words, label_of(store, "")),
    )
    with told_in_chinese(name), connection.raw.transaction():
        if schema_version(connection):
            raise StoreError(f"服务器 {name} 上已经有数据：请直接登录。")
        require_utf8(connection, name)
        make_tables(connection)
        person = Person(0, first.user, first.name, first.roles, first.wards, first.is_money_blind)
        person = replace(person, id=insert_person(connection, person, clock()))
        keys = Keys(store, {first.user: (person.id, locks[0])}, locks[1], sealing=True)
        connection.execute("INSERT INTO key_file (one, keys) VALUES (1, ?)", (keys_text(keys),))
        if sealed_identities:
            connection.execute("INSERT INTO settings (key, value) VALUES (?, ?)", (IDENTITIES, SEALED))
        _begin(connection, Seat(person, Signer(seed), data_key), Signer(recovery_seed), clock)
        if rights is not None:
            put_rights(connection, name, rights)
            set_password(connection, person, first.password, rights.prefix)
    return words


def make_tables(connection: PostgresConnection) -> None:
    """The schema of today, with nothing in it, inside the caller's transaction."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    take_steps(connection, 0)
    connection.execute("INSERT INTO schema_version (version) VALUES (?)", (len(STEPS),))


def take_steps(connection: PostgresConnection, version: int) -> None:
    """Bring the tables from this version to that of today, inside the caller's transaction."""
    for step in STEPS[version:]:
        if step is not None:
            step(connection)


def _begin(connection: PostgresConnection, seat: Seat, recovery: Signer, clock: Clock) -> None:
    written_digests(connection)  # the beginning takes over all there is
    begin(connection, seat, 0, clock())
    program = Hand(PROGRAM, PROGRAM_NAME, seat.program)
    person = seat.person
    told = {"of": RECOVERY, "name": RECOVERY_NAME, "key": recovery.public.hex()}
    add_entry(connection, program, Deed.KEY, told, [], clock())
    about = {"of": person.id, "name": person.name, "key": seat.signer.public.hex(), "roles": sorted(person.roles)}
    add_entry(connection, program, Deed.KEY, about, [], clock())


def put_rights(connection: PostgresConnection, name: str, rights: Names) -> None:
    """Have the server hold everybody to the rights of their roles. Raises StoreError for who may not say so there."""
    require_administrator(connection, name)
    apply_rights(connection.raw, rights)


def require_administrator(connection: PostgresConnection, name: str) -> None:
    """Raise StoreError where who connects is not the administrator of the server."""
    if connection.execute("SHOW is_superuser").fetchone()[0] != "on":
        raise StoreError(
            f"在服务器 {name} 上建立、升级数据要用服务器的管理员（postgres）连接：请在连接文件中写明 user，"
            "建立以后各人用没有写 user 的连接文件。"
        )


def require_utf8(connection: PostgresConnection, name: str) -> None:
    """Raise StoreError where a database does not keep every character."""
    if connection.execute("SHOW server_encoding").fetchone()[0] != "UTF8":
        raise StoreError(f"服务器 {name} 上这个数据库的编码不是 UTF8：请服务器管理员重建一个 UTF8 的数据库。")
