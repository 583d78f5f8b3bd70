"""People in and out of their table."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from coding.review.people import Person, Role
from coding.store.store_errors import StoreCorruptError
from db.shared.sql.engine import inserted
from db.shared.tables.pagetext import whole
from db.shared.tables.sums import SUMMED, intact, seal

if TYPE_CHECKING:
    from db.shared.sql.engine import Connection, Cursor

_COLUMNS = '"user", name, roles, wards, money_blind, must_change, came_at'
#: The column with the roles, as one text.
ROLES = "roles"
_DAMAGED = "数据文件中的用户记录已损坏：请从备份恢复数据文件。"


def insert_person(connection: Connection, person: Person, at: datetime) -> int:
    """Write a person who comes; the id. 0 = the next one."""
    columns, values = _COLUMNS, (*_values(person), at.isoformat(timespec="seconds"))
    if person.id:
        columns, values = f"id, {columns}", (person.id, *values)
    places = ", ".join("?" * len(values))
    number = inserted(connection, f"INSERT INTO people ({columns}) VALUES ({places})", values)
    seal(connection, "people", "id = ?", (number,))
    return number


def update_person(connection: Connection, person: Person) -> None:
    """Write what a person is from now on."""
    closed = person.closed_at.isoformat(timespec="seconds") if person.closed_at else None
    connection.execute(
        'UPDATE people SET "user" = ?, name = ?, roles = ?, wards = ?, money_blind = ?, must_change = ?, closed_at = ?'
        " WHERE id = ?",
        (*_values(person), closed, person.id),
    )
    seal(connection, "people", "id = ?", (person.id,))


def read_people(connection: Connection) -> list[Person]:
    """All people, in the order in which they came."""
    rows = connection.execute(f"SELECT {intact('people')}, {SUMMED['people']} FROM people ORDER BY id").fetchall()
    try:
        if not all(row[0] for row in rows):
            raise StoreCorruptError(_DAMAGED)
        return [_person(*row[1:]) for row in rows]
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreCorruptError(_DAMAGED) from error


def ask_row_of(connection: Connection, person_id: int) -> Cursor:
    """Ask for the row of somebody as it stands, to see whether it is another one."""
    return connection.execute("SELECT * FROM people WHERE id = ?", (person_id,))


def _values(person: Person) -> tuple[Any, ...]:
    return (
        whole(person.user),
        whole(person.name),
        " ".join(sorted(person.roles)),
        "\n".join(sorted(map(whole, person.wards))),
        int(person.is_money_blind),
        int(person.must_change),
    )


def _person(  # one parameter a column
    number: int, user: str, name: str, roles: str, wards: str, blind: int, must: int, _came: str, closed: str | None
) -> Person:
    closed_at = datetime.fromisoformat(closed) if closed else None
    held = frozenset(Role(role) for role in roles.split())
    at = frozenset(ward for ward in wards.split("\n") if ward)
    return Person(number, user, name, held, at, bool(blind), bool(must), closed_at)
