"""Rights put on a database: once at its set-up, and again after every step of its schema. By an administrator of the
server (a superuser): some of what PostgreSQL lets everybody do is no owner's to take away.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from coding.review.people import Command, Role
from db.postgres.rights import acts, deeds, logins, rows, views, who
from db.postgres.rights.columns import columns_of
from db.postgres.rights.names import FULL, RIGHTS, SEEN, TABLES, UNPAID, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from psycopg import Connection

    from db.postgres.rights.columns import Column
    from db.postgres.rights.names import Names

#: Functions of PostgreSQL itself that everybody may call and no person needs: large objects, and marks in the log.
_TAKEN_AWAY: Final = (
    "lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)", "lo_open(oid, integer)", "lo_unlink(oid)",
    "lo_put(oid, bigint, bytea)", "lo_get(oid)", "lo_get(oid, bigint, integer)", "lowrite(integer, bytea)",
    "loread(integer, integer)", "lo_truncate(integer, integer)", "lo_truncate64(integer, bigint)",
    "pg_logical_emit_message(boolean, text, text)", "pg_logical_emit_message(boolean, text, bytea)",
)  # fmt: skip
_ROWS: Final = {
    "rights_commands": rows.command_rows,
    "rights_deeds": rows.deed_rows,
    "rights_writes": rows.write_rows,
    "rights_steps": rows.step_rows,
    "rights_states": rows.state_rows,
    "rights_settings": rows.setting_rows,
    "rights_months": rows.month_rows,
    "rights_masks": rows.mask_rows,
    "rights_fields": rows.field_rows,
}
#: Whoever is there already gets a login; what was noted of it is no part of any act.
_LOGINS: Final = (
    f"UPDATE {TABLES}.people SET must_change = must_change",
    f"DELETE FROM {TABLES}.written WHERE tx = pg_current_xact_id()",
)
#: Functions of the keeper of logins.
_OF_KEEPER: Final = ("keep_login", "set_password")
#: Functions in which the rows of other wards are held back, as they are for whoever asks.
_OF_OWNER: Final = (
    "is_person", "me", "is_known", "may", "sees_all_wards", "my_wards", "shown_before", "sees_everything", "sees_whole",
    "sees_all_identities", "masked_pairs", "hidden_from_me",
    "clear_part", "masked_word", "masked_name", "without_identities", "masked_page", "masked_beside", "masked_change",
    "masked_words", "shown_month", "guard_keys", "guard_shelves", "month_is_for_me", "may_see_page",
)  # fmt: skip


def apply_rights(connection: Connection, names: Names) -> None:
    """Put the rights on the tables that are there, in the place of those that were: all or nothing. Logins stay."""
    columns = columns_of(connection)
    with connection.transaction():
        for statement in _statements(names, columns):
            connection.execute(filled(statement, names))
        for table, made in _ROWS.items():
            said = json.dumps([dict(zip(who.RIGHTS[table], row, strict=True)) for row in made()])
            connection.execute(
                f"INSERT INTO {RIGHTS}.{table} SELECT * FROM json_populate_recordset(NULL::{RIGHTS}.{table}, %s::json)",
                (said,),
            )
        for statement in _LOGINS:
            connection.execute(statement)


def filled(statement: str, names: Names) -> str:
    """A statement with the names of this database."""
    said = {
        "@T@": TABLES,
        "@R@": RIGHTS,
        "@S@": SEEN,
        "@FULL@": FULL,
        "@UNPAID@": UNPAID,
        "@OWNER@": names.owner,
        "@PREFIX@": names.prefix,
        "@USER_AT@": str(len(names.prefix) + 2),
    }
    for mark, name in said.items():
        statement = statement.replace(mark, name)
    return statement


def _statements(names: Names, columns: Mapping[str, Sequence[Column]]) -> Iterator[str]:
    yield from _roles(names)
    for schema in (SEEN, UNPAID, FULL, RIGHTS):
        yield f"DROP SCHEMA IF EXISTS {schema} CASCADE"
        yield f"CREATE SCHEMA {schema} AUTHORIZATION {names.owner}"
    yield from _owned_tables(names, columns)
    yield "SET LOCAL check_function_bodies = off"
    yield who.TABLES_OF_RIGHTS
    yield acts.STATE
    yield who.FUNCTIONS
    yield deeds.FUNCTIONS
    yield acts.functions(columns)
    yield deeds.SHOWN
    yield who.CALLED
    yield who.KEYS
    yield who.SIGHTS
    yield logins.functions(names)
    yield logins.TRIGGER
    yield from acts.guard_statements(columns)
    yield from views.row_policies(columns)
    yield from views.view_statements(columns)
    yield _ownership(names)
    yield _inner_functions(names)
    yield from _grants(names)
    yield from _taken_from_everybody(names)


def _roles(names: Names) -> Iterator[str]:
    """The roles of this database that nobody signs in as."""
    kinds = {
        names.owner: "",
        names.whole: "BYPASSRLS",
        names.keeper: "CREATEROLE",
        names.person: "",
        **{names.group(role): "" for role in Role},
    }
    for name, more in kinds.items():
        yield (
            f"DO $d$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{name}') THEN"
            f" CREATE ROLE {name} NOLOGIN NOSUPERUSER NOINHERIT; END IF; END $d$"
        )
        yield f"ALTER ROLE {name} NOLOGIN NOSUPERUSER NOCREATEDB NOREPLICATION INHERIT {more}"


def _owned_tables(names: Names, columns: Mapping[str, Sequence[Column]]) -> Iterator[str]:
    yield f"ALTER SCHEMA {TABLES} OWNER TO {names.owner}"
    yield f"REVOKE ALL ON SCHEMA {TABLES} FROM PUBLIC"
    for table in columns:
        yield f"ALTER TABLE {TABLES}.{quoted(table)} OWNER TO {names.owner}"
        yield f"REVOKE ALL ON {TABLES}.{quoted(table)} FROM PUBLIC"


def _inner_functions(names: Names) -> str:
    """Functions of the tables themselves: what they note and count they do whoever writes, and nobody calls them."""
    return f"""DO $d$ DECLARE one record; BEGIN
    FOR one IN SELECT p.oid::regprocedure AS name, starts_with(p.proname, 'next_') AS counts FROM pg_proc AS p
               WHERE p.pronamespace = '{TABLES}'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO {names.whole}', one.name);
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER', one.name);
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp', one.name);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', one.name);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {names.owner}', one.name);
        IF one.counts THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {names.person}', one.name);
        END IF;
    END LOOP;
END $d$"""


def _ownership(names: Names) -> str:
    """Whose each function and view is: it decides what the function may."""
    keeper, owner = (", ".join(f"'{name}'" for name in of) for of in (_OF_KEEPER, _OF_OWNER))
    return f"""DO $d$ DECLARE one record; BEGIN
    FOR one IN SELECT p.oid::regprocedure AS name, CASE WHEN p.proname IN ({keeper}) THEN '{names.keeper}'
                      WHEN p.proname IN ({owner}) OR starts_with(p.proname, 'write_') THEN '{names.owner}'
                      ELSE '{names.whole}' END AS owner
               FROM pg_proc AS p WHERE p.pronamespace IN ('{RIGHTS}'::regnamespace, '{SEEN}'::regnamespace) LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO %I', one.name, one.owner);
    END LOOP;
    FOR one IN SELECT c.oid::regclass AS name, c.relkind,
                      CASE WHEN c.relnamespace IN ('{FULL}'::regnamespace, '{UNPAID}'::regnamespace)
                           THEN '{names.whole}' ELSE '{names.owner}' END AS owner
               FROM pg_class AS c WHERE c.relkind IN ('v', 'r')
               AND c.relnamespace IN ('{RIGHTS}'::regnamespace, '{SEEN}'::regnamespace, '{UNPAID}'::regnamespace,
                                       '{FULL}'::regnamespace) LOOP
        EXECUTE format('ALTER %s %s OWNER TO %I', CASE one.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, one.name,
                       one.owner);
    END LOOP;
END $d$"""


def _grants(names: Names) -> Iterator[str]:
    """What the roles that nobody signs in as need of each other, and what people are given: views, and functions."""
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {RIGHTS}, {SEEN} FROM PUBLIC"
    for role in (names.owner, names.whole, names.keeper):
        yield f"GRANT USAGE ON SCHEMA {TABLES}, {RIGHTS}, {SEEN} TO {role}"
        yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {RIGHTS} TO {role}"
    yield f"GRANT ALL ON ALL TABLES IN SCHEMA {TABLES} TO {names.whole}"
    yield f"GRANT ALL ON ALL SEQUENCES IN SCHEMA {TABLES} TO {names.whole}, {names.owner}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {RIGHTS} TO {names.whole}"
    yield f"GRANT SELECT ON {TABLES}.people, {RIGHTS}.acts, {RIGHTS}.act_rows TO {names.keeper}"
    yield f"GRANT UPDATE (owes) ON {RIGHTS}.acts TO {names.keeper}"
    yield f"GRANT USAGE ON SCHEMA {SEEN}, {UNPAID}, {FULL} TO {names.person}"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {SEEN} TO {names.person}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {SEEN}, {UNPAID}, {FULL} TO {names.person}"
    inner = ", ".join(f"'{name}'" for name in (*_OF_OWNER[:-1],))
    # what views and policies ask is asked as whoever reads; the schema is closed to her, she calls nothing by its name
    yield f"""DO $d$ DECLARE one record; BEGIN
    FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc AS p
               WHERE p.pronamespace = '{RIGHTS}'::regnamespace AND p.proname IN ({inner}) LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {names.person}', one.name);
    END LOOP;
END $d$"""
    yield from _write_grants(names)


def _write_grants(names: Names) -> Iterator[str]:
    """Views may be written by the groups that may do at least one deed which writes them; acts ask the rest."""
    words = {"i": "INSERT", "u": "UPDATE", "d": "DELETE"}
    allowed: dict[tuple[str, str], set[str]] = {}
    everybody = {role.value for role in Role}
    may = {(role, command) for role, command in rows.command_rows()}
    for _, command, _, table, operation, _, _ in rows.write_rows():
        held = {role for role in everybody if not command or (role, command) in may}
        allowed.setdefault((table, operation), set()).update(held)
    allowed["key_file", "u"] = everybody
    allowed["shelves", "i"] = {role for role in everybody if (role, Command.BRING_KNOWLEDGE.value) in may}
    for (table, operation), roles in sorted(allowed.items()):
        groups = ", ".join(f"{names.prefix}_{role}" for role in sorted(roles))
        yield (
            f"DO $d$ BEGIN IF to_regclass('{SEEN}.{table}') IS NOT NULL THEN GRANT {words[operation]} ON"
            f" {SEEN}.{quoted(table)}, {UNPAID}.{quoted(table)}, {FULL}.{quoted(table)} TO {groups}; END IF; END $d$"
        )


def _taken_from_everybody(names: Names) -> Iterator[str]:
    """What PostgreSQL lets everybody do on a new database."""
    yield (
        f"DO $d$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());"
        f" EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO {names.person}', current_database()); END $d$"
    )
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield "REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC"
    for function in _TAKEN_AWAY:
        yield f"REVOKE EXECUTE ON FUNCTION pg_catalog.{function} FROM PUBLIC"
