"""The first entry of a chain: what a file held before there was one is taken over as it stood."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from coding.store.kept_audit import Deed
from db.shared.seat import PROGRAM, PROGRAM_NAME
from db.sqlite.chain import Hand, add_entry
from db.sqlite.guards import GUARDED, all_digests
from db.sqlite.people_tables import insert_person

if TYPE_CHECKING:
    from datetime import datetime

    from db.shared.seat import Seat
    from db.sqlite.driver import sqlite3
    from db.sqlite.guards import Written

#: The schema that brought the audit.
_WITH_AUDIT = 10


def begin_or_go_on(
    connection: sqlite3.Connection, seat: Seat, version: int, moment: datetime, written: Written
) -> None:
    """Write down what an upgrade from this schema version did: the beginning of the chain, or one more entry."""
    program = Hand(PROGRAM, PROGRAM_NAME, seat.program)
    schema = connection.execute("PRAGMA user_version").fetchone()[0]
    if version >= _WITH_AUDIT:
        upgraded = {"upgraded_from": version, "schema": schema}
        person = Hand(seat.person.id, seat.person.name, seat.signer)
        add_entry(connection, program, Deed.OTHER, upgraded, written.digests(), moment, seat=person)
        return
    insert_person(connection, seat.person, moment)
    rows = [(name, key, digest) for name in GUARDED for key, digest in all_digests(connection, name)]
    begun = {
        "upgraded_from": version,
        "schema": schema,
        "store": secrets.token_hex(8),  # drawn by lot: no two stores begin alike
        "key": seat.program.public.hex(),
        "of": PROGRAM,
    }
    add_entry(connection, program, Deed.BEGIN, begun, rows, moment)
    registered = {"key": seat.signer.public.hex(), "of": seat.person.id, "name": seat.person.name}
    add_entry(connection, program, Deed.KEY, registered, [], moment)
