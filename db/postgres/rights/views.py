"""SQL: what people see in the place of the tables, generated from the columns that are there.

Three times, under the names of the tables, so that the same SQL runs on each: for whom nothing is hidden (the indexes
of the tables serve her), for whom only money is, and for whoever reads only some wards or no identities. Rows of other
wards are held back by the tables themselves (row level security).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.review.people import Command
from db.postgres.rights.names import FULL, SEEN, UNPAID, quoted
from db.postgres.rights.rows import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from db.postgres.rights.columns import Column
    from db.postgres.rights.rows import Table

_IDENTITIES: Final = "(SELECT @R@.may('see_identities'))"
_MONEY: Final = "(SELECT @R@.may('see_money'))"
_WHOLE: Final = "(SELECT @R@.sees_everything())"
#: A row that is masked has no sum: it is not the row over which the sum was made.
_NO_SUM: Final = f"CASE WHEN {_IDENTITIES} AND {_MONEY} THEN {{0}} END"
_IF_MONEY: Final = f"CASE WHEN {_MONEY} THEN {{0}} END"
_MONTH: Final = f"@R@.shown_month(t.said, t.kind, {_MONEY}, {_WHOLE})"

#: Table → column → what stands in it for who is not shown all; ``{0}`` is the column itself.
HIDDEN: Final[Mapping[str, Mapping[str, str]]] = {
    "pages": {
        "patient_name": f"CASE WHEN {_IDENTITIES} THEN {{0}} ELSE @R@.masked_name({{0}}) END",
        "weight": _IF_MONEY,
        "payment": _IF_MONEY,
        "sum": _NO_SUM,
    },
    "contents": {
        "original": f"CASE WHEN {_IDENTITIES} THEN {{0}} ELSE @R@.masked_page({{0}}) END",
        "current": f"CASE WHEN {_IDENTITIES} THEN {{0}} ELSE @R@.masked_page({{0}}) END",
        "original_sum": f"CASE WHEN {_IDENTITIES} THEN {{0}} END",
        "current_sum": f"CASE WHEN {_IDENTITIES} THEN {{0}} END",
    },
    "changes": {
        "change": f"CASE WHEN {_IDENTITIES} THEN {{0}} ELSE @R@.masked_change({{0}}, t.page_id) END",
        "sum": f"CASE WHEN {_IDENTITIES} THEN {{0}} END",
    },
    "reviews": {
        "text": f"CASE WHEN {_IDENTITIES} THEN {{0}} ELSE @R@.masked_beside({{0}}, t.page_id) END",
        "sum": f"CASE WHEN {_IDENTITIES} THEN {{0}} END",
    },
    "waivers": {
        "value": f"CASE WHEN {_IDENTITIES} OR NOT EXISTS (SELECT 1 FROM @R@.rights_masks AS m WHERE m.field = t.field)"
        " THEN {0} ELSE '**' END",
        "sum": f"CASE WHEN {_IDENTITIES} THEN {{0}} END",
    },
    "said": {
        "words": f"CASE WHEN {_IDENTITIES} THEN {{0}} ELSE @R@.masked_words(t.page_id) END",
        "pairs": f"CASE WHEN {_IDENTITIES} THEN {{0}} ELSE @R@.masked_pairs(t.page_id) END",
    },
    "groupings": {"weight": _IF_MONEY, "payment": _IF_MONEY},
    "month_entries": {"said": _MONTH, "sum": f"CASE WHEN {_MONEY} AND {_WHOLE} THEN {{0}} END"},
}
#: Table → which rows are shown beside what the wards hold back.
_ROWS: Final[Mapping[str, str]] = {
    # facts hold money, packed with the rest: who keeps verdicts has found them herself
    "page_facts": f"{_MONEY} OR (SELECT @R@.may('keep_verdicts'))",
    "month_entries": f"((SELECT @R@.may('see_month')) OR (SELECT @R@.may('reopen_month')))"
    f" AND ({_WHOLE} OR t.page_id IS NOT NULL OR @R@.month_is_for_me(t.said, t.kind))",
    "people": "(SELECT @R@.may('see_people')) OR t.id IN (SELECT id FROM @R@.me())",
}
#: What an entry of the audit is shown to whoever may not see the audit: what the program itself needs of it.
_AUDIT_SHOWN: Final = (
    "(SELECT @R@.may('see_audit')) OR (EXISTS (SELECT 1 FROM @R@.me()) AND (t.who IN (SELECT id FROM @R@.me())"
    " OR (t.who = 0 AND (t.about::jsonb #>> '{seat,who}')::bigint IN (SELECT id FROM @R@.me()))"
    " OR t.deed IN ('begin', 'seal', 'key', 'person', 'password', 'sign_in', 'import')))"
)
_AUDIT_ROWS_SHOWN: Final = "(SELECT @R@.may('see_audit')) OR (EXISTS (SELECT 1 FROM @R@.me()) AND t.tbl = 'pages')"


def row_policies(columns: Mapping[str, Sequence[Column]]) -> Iterator[str]:
    """Row level security on the tables, for their owner too: what a reader's wards do not hold is not there."""
    wards = "(ward = ANY ((SELECT @R@.my_wards())::text[]) OR dept = ANY ((SELECT @R@.my_wards())::text[]))"
    page = (
        "(NOT (SELECT @R@.is_person())) OR ((SELECT @R@.may('read_pages')) AND id < (SELECT @R@.shown_before())"
        f" AND ((SELECT @R@.sees_all_wards()) OR {wards}))"
    )
    for name, table in tables().items():
        if name not in columns or not table.page:
            continue
        by_page = (
            f"(SELECT @R@.sees_everything()) OR {quoted(table.page)} IS NULL"
            f" OR EXISTS (SELECT 1 FROM @T@.pages AS p WHERE p.id = {name}.{quoted(table.page)})"
        )
        yield f"ALTER TABLE @T@.{quoted(name)} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE @T@.{quoted(name)} FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY wards ON @T@.{quoted(name)} USING ({page if name == 'pages' else by_page})"


#: Whether nothing is hidden from her. It is asked with every statement, and a call costs more than what it asks.
_SEES_WHOLE: Final = (
    "(SELECT @R@.is_person() AND EXISTS (SELECT 1 FROM @R@.rights_sights AS s WHERE s.login = session_user::text"
    " AND (s.hidden = '{}' OR (s.hidden = '{incoming}' AND NOT EXISTS (SELECT 1 FROM @T@.incoming)))))"
)
#: Schema → who works there, and whether identities are hidden there.
_SIGHTS: Final[Mapping[str, tuple[str, bool]]] = {
    FULL: (_SEES_WHOLE, False),
    UNPAID: ("(SELECT @R@.sees_all_identities())", False),
    SEEN: ("(SELECT @R@.is_known())", True),
}


def view_statements(columns: Mapping[str, Sequence[Column]]) -> Iterator[str]:
    """All views, and what writes through those with hidden columns."""
    for name, table in tables().items():
        if name in columns:
            yield from _views(table, columns[name])
    for name, shown in (("audit", _AUDIT_SHOWN), ("audit_rows", _AUDIT_ROWS_SHOWN)):
        if name in columns:
            for schema in _SIGHTS:
                made = f"CREATE VIEW {schema}.{name} WITH (security_barrier)"
                yield f"{made} AS SELECT * FROM @T@.{name} AS t WHERE {shown}"


def _views(table: Table, columns: Sequence[Column]) -> Iterator[str]:
    name = quoted(table.name)
    for schema, (gate, hides_identities) in _SIGHTS.items():
        hidden = {} if schema == FULL else HIDDEN.get(table.name, {})
        if not hides_identities:
            hidden = {column: shown for column, shown in hidden.items() if _MONEY in shown}
        shown = ", ".join(_shown(one, hidden) for one in columns)
        if table.command in ("", Command.SEE_PEOPLE):  # nothing of it is hidden from anybody who is here
            gate = _SIGHTS[SEEN][0]
        rows = "" if schema == FULL else f" AND ({_ROWS.get(table.name) or _command(table)})"
        barrier = "" if schema == FULL else " WITH (security_barrier)"
        yield f"CREATE VIEW {schema}.{name}{barrier} AS SELECT {shown} FROM @T@.{name} AS t WHERE {gate}{rows}"
        for one in columns:
            if one.default:
                yield f"ALTER VIEW {schema}.{name} ALTER COLUMN {one.sql} SET DEFAULT {one.default}"
        if any(one.name in hidden for one in columns):
            yield from _instead(schema, table.name, columns)


def _command(table: Table) -> str:
    return f"(SELECT @R@.may('{table.command}'))" if table.command else "true"


def _shown(column: Column, hidden: Mapping[str, str]) -> str:
    if column.name not in hidden:
        return f"t.{column.sql}"
    return f"{hidden[column.name].format('t.' + column.sql)} AS {column.sql}"


def _instead(schema: str, name: str, columns: Sequence[Column]) -> Iterator[str]:
    """What is written through a view with hidden columns: a column that says the same as it was shown stays."""
    keys = [one for one in columns if one.is_key]
    others = [one for one in columns if not one.is_key]
    numbers = [one for one in columns if one.is_identity]
    drawn = "".join(
        f" IF NEW.{one.sql} IS NULL THEN NEW.{one.sql} :="
        f" nextval(pg_get_serial_sequence('@T@.{name}', '{one.name}')); END IF;"
        for one in numbers
    )
    found = " AND ".join(f"t.{one.sql} = OLD.{one.sql}" for one in keys)
    kept = ", ".join(
        f"{one.sql} = CASE WHEN NEW.{one.sql} IS DISTINCT FROM OLD.{one.sql} THEN NEW.{one.sql} ELSE t.{one.sql} END"
        for one in others
    )
    moved = " OR ".join(f"NEW.{one.sql} IS DISTINCT FROM OLD.{one.sql}" for one in keys)
    yield f"""CREATE OR REPLACE FUNCTION @R@.{quoted("write_" + name)}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {drawn}
        INSERT INTO @T@.{quoted(name)} ({", ".join(one.sql for one in columns)}) OVERRIDING SYSTEM VALUE
        VALUES ({", ".join(f"NEW.{one.sql}" for one in columns)});
        RETURN NEW;
    ELSIF TG_OP = 'UPDATE' THEN
        IF {moved} THEN
            RAISE insufficient_privilege USING MESSAGE = '编号不能改。';
        END IF;
        UPDATE @T@.{quoted(name)} AS t SET {kept} WHERE {found};
        RETURN NEW;
    END IF;
    DELETE FROM @T@.{quoted(name)} AS t WHERE {found};
    RETURN OLD;
END $f$"""
    yield (
        f"CREATE TRIGGER write_{name} INSTEAD OF INSERT OR UPDATE OR DELETE ON {schema}.{quoted(name)}"
        f" FOR EACH ROW EXECUTE FUNCTION @R@.{quoted('write_' + name)}()"
    )
