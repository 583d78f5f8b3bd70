"""The first entry of a chain: what a file held before there was one is taken over as it stood."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from coding.store.kept_audit import Deed
from db.shared.audit.chain import Hand, add_entry
from db.shared.audit.guards import GUARDED, all_digests
from db.shared.seat import PROGRAM, PROGRAM_NAME
from db.shared.tables.people_tables import insert_person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from db.shared.audit.guards import RowDigest
    from db.shared.seat import Seat
    from db.shared.sql.engine import Connection

#: The schema that brought the audit.
_WITH_AUDIT = 10


def begin_or_go_on(
    connection: Connection, seat: Seat, version: int, moment: datetime, written: Sequence[RowDigest]
) -> None:
    """Write down what an upgrade from this schema version did: the beginning of the chain, or one more entry.
    ``written``: the rows that it wrote.
    """
    program = Hand(PROGRAM, PROGRAM_NAME, seat.program)
    if version >= _WITH_AUDIT:
        upgraded = {"upgraded_from": version, "schema": connection.engine.schema(connection)}
        person = Hand(seat.person.id, seat.person.name, seat.signer)
        add_entry(connection, replace(program, seat=person), Deed.OTHER, upgraded, written, moment)
        return
    insert_person(connection, seat.person, moment)
    begin(connection, seat, version, moment)
    registered = {"key": seat.signer.public.hex(), "of": seat.person.id, "name": seat.person.name}
    add_entry(connection, program, Deed.KEY, registered, [], moment)


def begin(connection: Connection, seat: Seat, version: int, moment: datetime) -> None:
    """Write the first entry: all that is guarded is taken over as it stands."""
    program = Hand(PROGRAM, PROGRAM_NAME, seat.program)
    rows = [(name, key, digest) for name in GUARDED for key, digest in all_digests(connection, name)]
    begun = {
        "upgraded_from": version,
        "schema": connection.engine.schema(connection),
        "store": secrets.token_hex(8),  # drawn by lot: no two stores begin alike
        "key": seat.program.public.hex(),
        "of": PROGRAM,
    }
    add_entry(connection, program, Deed.BEGIN, begun, rows, moment)
