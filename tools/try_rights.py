"""What a login can do at the server past the window: a list of tries, made on a database of its own.

    python -m tools.try_rights "host=/var/run/postgresql user=postgres" [--psql]

The connection is that of an administrator of the server (it makes a database and drops it again). Prints a line a try:
who, what, and what came of it. Exit 1 where one of them got through. ``--psql``: by the real ``psql`` of this machine
in the place of a library, and what only psql can do besides.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.conninfo import make_conninfo

from coding.store.kept_audit import Deed
from db.postgres.engine import PostgresConnection
from db.postgres.rights import signing
from db.postgres.rights.apply import apply_rights
from db.postgres.rights.names import Names
from db.postgres.rights.signing import verifier as made_verifier
from db.shared.audit.chain import COLUMNS, ChainEnd, Hand, link_after, rows_hash
from db.shared.seat import PROGRAM, PROGRAM_NAME, Signer, program_signer
from tools.psql_client import Psql, Signing, find_psql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from coding.review.people import Command

Connection = Any  # of psycopg, or ``Psql``: both take statements with ``%s``, both commit and roll back

#: User → number, name, roles, wards.
PEOPLE: Final = {
    "admin": (1, "管理员甲", "administrator", ""),
    "li": (2, "李编", "coder", ""),
    "wang": (3, "王质", "officer", ""),
    "yi": (4, "医保办", "insurance", ""),
    "du": (5, "读者", "reader", "内科"),
    "zhao": (6, "赵编", "coder", ""),
    "hu": (7, "胡编", "coder", ""),
}
#: Whose name a page of which ward bears; no other text of the stage holds them.
PATIENTS: Final = {1: ("欧阳甲秘", "内科"), 2: ("司马乙秘", "外科"), 3: ("上官丙秘", "内科")}
_NUMBER: Final = "11010119900101123X"
_WARD_SECRET: Final = "外科独有"
_DATABASE: Final = "rights_tried"
_PROGRAM: Final = program_signer(b"of the stage" * 4)
#: Whose hand the program writes with.
PROGRAM_HAND: Final = Hand(PROGRAM, PROGRAM_NAME, _PROGRAM)
_SIGNERS: Final = {user: Signer(bytes([number]) * 32) for user, (number, *_) in PEOPLE.items()}
#: Before what psql says of an error.
_COMPLAINT: Final = re.compile(r"^.*?(?:ERROR|FATAL):\s+(?:\w{5}: )?")
#: What nobody may read who is not shown identities.
_IDENTITIES: Final = (*(name for name, _ in PATIENTS.values()), _NUMBER)


def hand(user: str) -> Hand:
    """Whose name and key the entries of a user bear."""
    number, name, *_ = PEOPLE[user]
    return Hand(number, name, _SIGNERS[user])


@dataclass(frozen=True, slots=True)
class Stage:
    """A database with people, three pages and an audit, to try on."""

    server: str
    names: Names
    psql: Path | None = None

    @property
    def admin(self) -> str:
        """How the administrator of the server comes to it."""
        return make_conninfo(self.server, dbname=self.names.prefix)

    def login(self, user: str, password: str | None = None) -> Connection:
        """A connection as somebody, as any client makes it."""
        reached = make_conninfo(
            self.server, dbname=self.names.prefix, user=self.names.login(user), password=password or f"pw of {user}"
        )
        return psycopg.connect(reached) if self.psql is None else Psql(self.psql, reached)

    def fingerprint(self) -> list[tuple[Any, ...]]:
        """What the tables, the logins and their rights are now."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            asked = (
                "SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'frontpage'::regnamespace AND relkind = 'r'"
            )
            found: list[tuple[Any, ...]] = []
            for (table,) in sorted(connection.execute(asked).fetchall()):
                if table != "taken":
                    found += connection.execute(
                        f'SELECT %s, t.*::text FROM frontpage."{table}" AS t ORDER BY 2', (table,)
                    )
            found += connection.execute(
                "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolcanlogin FROM pg_roles"
                " WHERE starts_with(rolname, %s) ORDER BY 1",
                (self.names.prefix,),
            )
            found += connection.execute(
                "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members ORDER BY 1, 2"
            )
            found += connection.execute(
                "SELECT p.oid::regprocedure::text, md5(p.prosrc), p.proowner::regrole::text FROM pg_proc AS p"
                " WHERE p.pronamespace::regnamespace::text LIKE 'frontpage%' OR p.pronamespace = 'public'::regnamespace"
                " ORDER BY 1"
            )
            found += connection.execute(
                "SELECT c.oid::regclass::text, relacl::text, nspacl::text FROM pg_class AS c JOIN pg_namespace AS n"
                " ON n.oid = relnamespace WHERE nspname LIKE 'frontpage%' OR nspname = 'public' ORDER BY 1"
            )
            found += connection.execute("SELECT setrole::regrole::text, setconfig FROM pg_db_role_setting ORDER BY 1")
            found += connection.execute("SELECT datname, datacl::text FROM pg_database ORDER BY 1")
            found += connection.execute("SELECT gid FROM pg_prepared_xacts ORDER BY 1")
            found += connection.execute(
                "SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger ORDER BY 1, 2"
            )
            return found


def set_stage(
    server: str, make_tables: Callable[[Connection], None], prefix: str = _DATABASE, psql: Path | None = None
) -> Stage:
    """A database with all that a department has, made anew. ``psql``: by which it is tried."""
    stage = Stage(server, Names(prefix), psql)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {prefix} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {prefix}")
    with psycopg.connect(stage.admin, autocommit=True) as connection:
        make_tables(connection)
        apply_rights(connection, stage.names)
        connection.execute("SET search_path = frontpage")
        _people(connection, stage.names)
        _pages(connection)
    return stage


def _people(connection: Connection, names: Names) -> None:
    end = ChainEnd()
    for user, (number, name, roles, wards) in PEOPLE.items():
        connection.execute(
            'INSERT INTO people (id, "user", name, roles, wards, money_blind, must_change, came_at)'
            " VALUES (%s, %s, %s, %s, %s, 0, 0, '2026-01-01T00:00:00')",
            (number, user, name, roles, wards),
        )
        connection.execute("SELECT frontpage_seen.set_password(%s, %s)", (number, verifier(connection, names, user)))
    registered: list[dict[str, Any]] = [{"key": _PROGRAM.public.hex(), "of": PROGRAM, "schema": 12}]
    for user, (number, name, roles, _) in PEOPLE.items():
        registered.append({"key": _SIGNERS[user].public.hex(), "of": number, "name": name, "roles": roles.split()})
    for at, about in enumerate(registered):
        moment = datetime.now(UTC).isoformat(timespec="microseconds")
        link = link_after(end, moment, PROGRAM_HAND, Deed.KEY if at else Deed.BEGIN, about, rows_hash([]))
        places = ", ".join(["%s"] * 12)
        connection.execute(f"INSERT INTO audit ({COLUMNS}) VALUES ({places})", astuple(link))
        end = ChainEnd(link.id, link.hash, link.at)


def verifier(connection: Connection, names: Names, user: str, password: str = "") -> str:
    """What the server keeps of a password; the password itself is not sent."""
    typed = password or f"pw of {user}"
    return made_verifier(PostgresConnection(connection), names, user, typed)


def _asked(connection: Connection) -> Any:
    return Signing(connection) if isinstance(connection, Psql) else PostgresConnection(connection)


def _pages(connection: Connection) -> None:
    connection.execute("INSERT INTO shapes (id, keys) VALUES (1, '[]')")
    for number, (name, ward) in PATIENTS.items():
        note = f"{name}，{_WARD_SECRET}" if ward == "外科" else f"{name}来诊"
        page = {
            "version": 3, "values": {"patient_name": name, "id_no": _NUMBER, "discharge_ward": ward, "note": note},
            "diagnoses": [], "procedures": [], "intensive_cares": [], "extra": {"原系统姓名": name}, "origin": {},
        }  # fmt: skip
        connection.execute(
            "INSERT INTO pages (id, key, mark, original_mark, discharged, discharge_date, case_no, patient_name, ward,"
            " dept, progress, state, weight, payment, principal) VALUES (%s, %s, 'm', 'm',"
            " '2026-01-02T00:00:00', '2026-01-02', %s, %s, %s, %s, 'coding', 'clean', 1.5, 9000, %s)",
            (number, f"k{number}", f"B{number}", name, ward, ward, note.replace(name, "")),
        )
        text = json.dumps(page, ensure_ascii=False)
        connection.execute(
            "INSERT INTO contents (page_id, original, original_shape) VALUES (%s, %s, 1)", (number, text)
        )
        connection.execute("INSERT INTO page_initials (page_id, initials) VALUES (%s, 'xx')", (number,))
        connection.execute("INSERT INTO person_marks (mark, page_id) VALUES (77, %s)", (number,))
    connection.execute("INSERT INTO settings (key, value) VALUES ('release.stages', 'two')")
    told: dict[str, Any] = {"salt": "AAAA", "cost": [1, 8, 1], "wrong": []}
    boxes = {"li": "BBBB", "wang": "锁乙", "zhao": "锁丙"}
    locks = {user: {"id": PEOPLE[user][0], "box": box, **told} for user, box in boxes.items()}
    keys = json.dumps({"store": "s", "sealing": False, "head": None, "people": locks}, ensure_ascii=False)
    connection.execute("INSERT INTO key_file (one, keys) VALUES (1, CAST(%s AS jsonb)::text)", (keys,))
    connection.execute("INSERT INTO moved (page_id, weight, payment) VALUES (1, 0.5, 3000)")
    connection.execute("UPDATE pages SET held = 2 WHERE id = 2")
    connection.execute("INSERT INTO taken (page_id, who, name, until) VALUES (1, 3, '王质', '2126-01-01T00:00:00')")
    connection.execute("ANALYZE")


@dataclass(frozen=True, slots=True)
class Try:
    """One try. ``does``: SQL, statement by statement, or what is done with a connection; what it gives is looked at for
    ``secrets``. ``holds``: what has to be so afterwards, where something may be written; else nothing may.
    """

    who: str
    what: str
    does: Sequence[str] | Callable[[Connection, Stage], object]
    secrets: tuple[str, ...] = ()
    holds: Callable[[Stage], bool] | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a try. ``got_through``: it should not have."""

    who: str
    what: str
    told: str
    got_through: bool


def tried(stage: Stage, tries: Sequence[Try]) -> Iterator[Tried]:
    """Make the tries, one after the other."""
    before = stage.fingerprint()
    for one in tries:
        told, seen = _made(stage, one)
        after = stage.fingerprint()
        changed = after != before if one.holds is None else not one.holds(stage)
        found = [secret for secret in one.secrets if secret in seen]
        if changed:
            told = f"改动了数据！{told}"
        elif found:
            told = f"看到了{'、'.join(found)}！"
        yield Tried(one.who, one.what, told, got_through=changed or bool(found))
        before = after


def _made(stage: Stage, one: Try) -> tuple[str, str]:
    """What is told of a try, and all that it gave."""
    seen: list[str] = []
    with stage.login(one.who) as connection:
        try:
            if callable(one.does):
                seen.append(str(one.does(connection, stage)))
            else:
                seen.extend(_given(connection, statement) for statement in one.does)
            connection.commit()
        except psycopg.Error as error:
            connection.rollback()
            words = _first_words(error)
            return f"拒绝：{words}", "\n".join([*seen, str(error)])
    return "什么也没有得到", "\n".join(seen)


def _given(connection: Connection, statement: str) -> str:
    """All that a statement gives."""
    if isinstance(connection, Psql):
        return connection.run(statement).text
    cursor = connection.execute(statement)
    return str(cursor.fetchall()) if cursor.description else f"{cursor.rowcount}"


def _first_words(error: psycopg.Error) -> str:
    """What the server said first, without where in the statement, and without psql's words around it."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    said = error.diag.message_primary or next((line for line in lines if _COMPLAINT.search(line)), "".join(lines[:1]))
    return _COMPLAINT.sub("", said).strip()


def _step(before: str, after: str, **more: Any) -> str:
    step = {"before": before, "after": after}
    return json.dumps({"version": 2, "edits": [], "reason": "", "source": "step", "rule": "", "step": step, **more})


def begin_act(connection: Connection, deed: Deed, command: Command | None, *, by_program: bool = False) -> None:
    """See ``signing``."""
    signing.begin_act(_asked(connection), deed, command, by_program=by_program)


def end_act(
    connection: Connection,
    who: Hand,
    deed: Deed,
    about: dict[str, Any],
    page: int | None = None,
) -> None:
    """See ``signing``."""
    signing.end_act(_asked(connection), who, deed, about, page)


def write_step(
    connection: Connection,
    user: str,
    page: int,
    before: str,
    after: str,
    *,
    author: str = "",
    about: dict[str, Any] | None = None,
    **more: Any,
) -> None:
    """A step as the program writes it, not committed; ``more`` is said in the change."""
    begin_act(connection, Deed.STEP, None)
    connection.execute("UPDATE pages SET progress = %s WHERE id = %s", (after, page))
    insert = "INSERT INTO changes (page_id, change, author, at, undoes) VALUES (%s, %s, %s, %s, %s) RETURNING id"
    undoes = more.pop("undoes", None)
    said = _step(before, after, **more)
    row = (page, said, author or PEOPLE[user][1], "2026-01-03T00:00:00", undoes)
    ((number,),) = connection.execute(insert, row).fetchall()
    told = {"change": number, "from": before, "to": after} | (about or {})
    end_act(connection, hand(user), Deed.STEP, told, page)


def rows_for(seen: Sequence[Tried]) -> str:
    """The tries as a table of text."""
    lines = [f"{'!!' if one.got_through else '  '} {one.who:6} {one.what}  →  {one.told}" for one in seen]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Try all, print what came of it."""
    from tools.rights_tries import PSQL_TRIES, TRIES, make_tables

    servers = [one for one in arguments if one != "--psql"]
    psql = find_psql() if "--psql" in arguments else None
    if len(servers) != 1 or (psql is None and "--psql" in arguments):
        print(__doc__, file=sys.stderr)
        return 2
    stage = set_stage(servers[0], make_tables, psql=psql)
    found = list(tried(stage, TRIES if psql is None else (*TRIES, *PSQL_TRIES)))
    print(rows_for(found))
    through = sum(one.got_through for one in found)
    print(f"\n试了 {len(found)} 种，{through} 种得逞。")
    return 1 if through else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
