"""Schema 11 on a server: every table, its index, its sums and its guards.

Columns have the names and, as Python reads them, the types that they have in SQLite, so that a digest of a row is the
same there and here. Texts are compared byte by byte (``COLLATE "C"``), as there. Numbers of rows go on from the largest
one, as there: who writes is alone with the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from db.postgres.engine import PostgresConnection

_N: Final = "bigint"
_T: Final = 'text COLLATE "C"'
_F: Final = "double precision"
_B: Final = "bytea"

#: Table → its columns: name and type; ``!`` = NOT NULL. The first is the key, unless another is named in ``_KEYS``.
_TABLES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "shapes": (("id", _N), ("keys!", _T), ("sum", _N)),
    "imports": (
        ("id", _N), ("file!", _T), ("layout!", _T), ("encoding!", _T), ("columns!", _T), ("at!", _T), ("dialect", _T),
        ("sum", _N), ("first_page", _N), ("last_page", _N), ("revision", _N),
    ),
    "pages": (
        ("id", _N), ("key!", _T), ("mark!", _T), ("original_mark!", _T), ("touched", f"{_N} DEFAULT 0"),
        ("admitted", _T), ("discharged!", _T), ("discharge_date", _T), ("case_no", _T), ("patient_name", _T),
        ("dept", _T), ("principal", _T), ("progress!", f"{_T} DEFAULT 'new'"), ("state!", f"{_T} DEFAULT ''"),
        ("errors", f"{_N} DEFAULT 0"), ("warnings", f"{_N} DEFAULT 0"), ("infos", _N), ("not_judged", _N),
        ("status", _T), ("drg", f"{_T} DEFAULT ''"), ("weight", _F), ("payment", _F), ("score", _F),
        ("stamp", f"{_T} DEFAULT ''"), ("import_id", f"{_N} REFERENCES imports (id)"), ("ward!", f"{_T} DEFAULT ''"),
        ("doctor!", f"{_T} DEFAULT ''"), ("coder!", f"{_T} DEFAULT ''"), ("insured!", f"{_T} DEFAULT ''"),
        ("team!", f"{_T} DEFAULT ''"), ("cost", _F), ("stay", _F), ("revision!", f"{_N} DEFAULT 1"),
        ("unproved!", f"{_N} DEFAULT 0"), ("list_differs!", f"{_N} DEFAULT 0"), ("overdue!", f"{_N} DEFAULT 0"),
        ("sum", _N), ("held!", f"{_N} DEFAULT 0"),
    ),
    "contents": (
        ("page_id", f"{_N} REFERENCES pages (id)"), ("original!", _T), ("original_shape!", _N), ("current", _T),
        ("current_shape", _N), ("original_sum", _N), ("current_sum", _N),
    ),
    "changes": (
        ("id", _N), ("page_id!", f"{_N} REFERENCES pages (id)"), ("change!", _T), ("author!", _T), ("at!", _T),
        ("undoes", f"{_N} REFERENCES changes (id)"), ("sum", _N),
    ),
    "settings": (("key", _T), ("value!", _T), ("sum", _N)),
    "rule_edits": (
        ("id", _N), ("rule!", _T), ("columns", _T), ("author!", _T), ("at!", _T), ("note!", _T), ("sum", _N),
    ),
    "waivers": (
        ("id", _N), ("page_id", f"{_N} REFERENCES pages (id)"), ("rule!", _T), ("field", _T), ("value", _T),
        ("dept!", _T), ("reason!", _T), ("author!", _T), ("at!", _T), ("expires", _T), ("ended_by", _T),
        ("ended_at", _T), ("sum", _N),
    ),
    "fired": (("rule!", _T), ("page_id!", _N), ("findings!", _N), ("waived!", _N)),
    "terms": (
        ("id", _N), ("kind!", _T), ("words!", _T), ("words_key!", _T), ("name!", _T), ("code!", _T), ("times!", _N),
        ("first_at!", _T), ("last_at!", _T), ("state!", _T), ("origin!", _T), ("author!", _T), ("judged_by", _T),
        ("judged_at", _T), ("sum", _N),
    ),
    "said": (("page_id", _N), ("words!", _T), ("pairs!", 'text[] COLLATE "C"')),
    "revisions": (("trade", _T), ("revision!", _N)),
    "knowledge": (("stamp", _T), ("described!", _T), ("first_seen!", _T)),
    "person_marks": (("mark!", _N), ("page_id!", _N)),
    "incoming": (("import_id", _N), ("first_page!", _N)),
    "paid_results": (
        ("id", _N), ("batch!", _T), ("case_no!", _T), ("settlement_no!", _T), ("admission_times!", _T),
        ("discharged!", _T), ("settled!", _T), ("drg!", _T), ("weight", _F), ("paid", _F), ("fund", _F),
        ("denied", _F), ("reason!", _T), ("told!", _T), ("file!", _T), ("row!", _N), ("read_at!", _T),
        ("read_by!", _T), ("sum", _N),
    ),
    "people": (
        ("id", _N), ('"user"!', f"{_T} UNIQUE"), ("name!", _T), ("roles!", _T), ("wards!", _T), ("money_blind!", _N),
        ("must_change!", _N), ("came_at!", _T), ("closed_at", _T), ("sum", _N),
    ),
    "audit": (
        ("id", _N), ("at!", _T), ("who!", _N), ("name!", _T), ("deed!", _T), ("page_id", _N), ("about!", _T),
        ("rows!", _B), ("previous!", _B), ("hash!", _B), ("key!", _T), ("signature!", _B),
    ),
    "audit_rows": (("entry!", _N), ("tbl!", _T), ("row!", _T), ("digest", _B)),
    "groupings": (
        ("id", _N), ("page_id!", _N), ("at!", _T), ("status!", _T), ("drg!", _T), ("weight", _F), ("payment", _F),
        ("stamp!", _T),
    ),
    "reviews": (
        ("id", _N), ("page_id!", _N), ("about!", _T), ("subject!", _T), ("said!", _T), ("text!", _T), ("who!", _N),
        ("name!", _T), ("at!", _T), ("answers", _N), ("rule!", _T), ("sum", _N),
    ),
    "assignments": (
        ("page_id", _N), ("who!", _N), ("given_by!", _T), ("at!", _T), ("due", _T), ("sum", _N),
    ),
    "taken": (("page_id", _N), ("who!", _N), ("name!", _T), ("until!", _T)),
    "samples": (
        ("id", _N), ("label!", _T), ("plan!", _T), ("seed!", _T), ("drawn_by!", _T), ("at!", _T), ("drawn!", _T),
        ("sum", _N),
    ),
    "sample_words": (
        ("id", _N), ("sample_id!", _N), ("page_id!", _N), ("kind!", _T), ("said!", _T), ("who!", _N), ("at!", _T),
        ("sum", _N),
    ),
    "page_codes": (("page_id!", _N), ("code!", _T)),
    "page_initials": (("page_id!", _N), ("initials!", _T)),
    "found_by": (("version!", _N),),
    "month_entries": (
        ("id", _N), ("month!", _T), ("kind!", _T), ("subject!", _T), ("page_id", _N), ("said!", _T), ("who!", _N),
        ("name!", _T), ("at!", _T), ("sum", _N),
    ),
    "page_facts": (
        ("page_id", _N), ("mark!", _T), ("stamp!", _T), ("shape!", _T), ("suspected!", _N), ("numbers!", _B),
        ("texts!", _T), ("sum", _N),
    ),
    # what lies beside a file elsewhere
    "key_file": (("one", f"{_N} CHECK (one = 1)"), ("keys!", _T)),
    "shelves": (("stamp", _T), ("packed!", _B), ("at!", _T)),
    "schema_version": (("version!", _N),),
}  # fmt: skip
_KEYS: Final = {
    "fired": "rule, page_id",
    "person_marks": "mark, page_id",
    "audit_rows": "entry, tbl, row",
    "page_codes": "page_id, code",
    "page_initials": "page_id, initials",
    "found_by": "",
    "schema_version": "",
}
_PROGRESS: Final = (
    "CASE progress WHEN 'returned' THEN 0 WHEN 'new' THEN 1 WHEN 'coding' THEN 2 WHEN 'waiting' THEN 3"
    " WHEN 'submitted' THEN 4 WHEN 'passed' THEN 5 WHEN 'uploaded' THEN 6 ELSE 7 END"
)
_STATE: Final = "CASE state WHEN 'error' THEN 0 WHEN 'warning' THEN 1 WHEN 'clean' THEN 2 ELSE 3 END"
_ALTERED: Final = "mark <> original_mark"
#: Index → what it is on. What is counted often is counted in an index alone: an expression, too, where its column is
#: included.
_INDEXES: Final = {
    "changes_page": "changes (page_id)",
    "pages_key": "pages (key)",
    "worklist": "pages (discharged DESC, id)",
    "pages_worst": "pages (errors DESC, warnings DESC, discharged DESC, id)",
    "pages_case_no": "pages (length(case_no), case_no, discharged DESC, id)",
    "pages_name": "pages (patient_name, discharged DESC, id)",
    "pages_dept": "pages (dept, discharged DESC, id)",
    "pages_state": f"pages (({_STATE}), discharged DESC, id) INCLUDE (state)",
    "pages_progress": f"pages (({_PROGRESS}), discharged DESC, id) INCLUDE (progress, errors, unproved)",
    "pages_drg": "pages ((drg = ''), drg, discharged DESC, id)",
    "pages_weight": "pages (weight DESC NULLS LAST, discharged DESC, id)",
    "pages_score": "pages ((score IS NULL), score, discharged DESC, id)",
    "pages_loss": "pages (discharged DESC, id) WHERE state <> '' AND round(cost * 100) > round(payment * 100)",
    "pages_ward": "pages (ward)",
    "pages_doctor": "pages (doctor)",
    "pages_coder": "pages (coder)",
    "pages_unproved": "pages (discharged DESC, id) WHERE unproved = 1",
    "pages_list_differs": "pages (discharged DESC, id) WHERE list_differs = 1",
    "pages_overdue": "pages (discharged DESC, id) WHERE overdue = 1",
    "pages_altered": f"pages (discharged DESC, id) WHERE {_ALTERED}",
    "pages_warnings": "pages (warnings)",
    "pages_group": "pages (drg, state, id)",
    "pages_stamp": "pages (stamp, state)",
    "pages_record": "pages (case_no, id)",
    "pages_principal": "pages (principal, id)",
    "pages_revision": "pages (revision)",
    "fired_page": "fired (page_id)",
    "said_pairs": "said USING gin (pairs)",
    "person_marks_page": "person_marks (page_id)",
    "paid_results_case_no": "paid_results (case_no)",
    "paid_results_batch": "paid_results (batch)",
    "audit_page": "audit (page_id) WHERE page_id IS NOT NULL",
    "audit_deed": "audit (deed)",
    "audit_who": "audit (who, id)",
    "audit_at": "audit (at)",
    "groupings_page": "groupings (page_id)",
    "reviews_page": "reviews (page_id)",
    "reviews_rule": "reviews (rule) WHERE rule <> ''",
    "assignments_who": "assignments (who)",
    "sample_words_sample": "sample_words (sample_id)",
    "page_codes_code": "page_codes (code, page_id)",
    "page_initials_initials": "page_initials (initials, page_id)",
    "month_entries_month": "month_entries (month, kind)",
    "month_entries_subject": "month_entries (kind, subject)",
    "month_entries_page": "month_entries (page_id) WHERE page_id IS NOT NULL",
    "page_facts_suspected": "page_facts (page_id) WHERE suspected > 0",
}
_PAGE_SUM: Final = (
    "id", "key", "mark", "original_mark", "touched", "admitted", "discharged", "discharge_date", "case_no",
    "patient_name", "dept", "principal", "progress", "state", "errors", "warnings", "infos", "not_judged", "status",
    "drg", "weight", "payment", "score", "stamp", "ward", "doctor", "coder", "insured", "team", "cost", "stay",
    "unproved", "list_differs", "overdue", "held", "import_id",
)  # fmt: skip
#: Table → the columns that its sum is over; "" = all but the sum, in their order.
_SUMS: Final[dict[str, tuple[str, ...]]] = {
    "pages": _PAGE_SUM,
    "imports": ("id", "file", "layout", "encoding", "columns", "at", "dialect"),
    **dict.fromkeys(
        (
            "shapes", "changes", "settings", "rule_edits", "waivers", "terms", "paid_results", "reviews",
            "assignments", "samples", "sample_words", "month_entries", "people",
        ),
        (),
    ),
}  # fmt: skip
_VERDICT: Final = (
    "state", "errors", "warnings", "infos", "not_judged", "status", "drg", "weight", "payment", "score", "stamp",
    "unproved", "list_differs", "overdue", "held",
)  # fmt: skip
_PAGE: Final = (
    "id", "key", "mark", "original_mark", "touched", "admitted", "discharged", "discharge_date", "case_no",
    "patient_name", "dept", "principal", "progress", "ward", "doctor", "coder", "insured", "team", "cost", "stay",
    "import_id",
)  # fmt: skip
#: Name of what is guarded → table, its key, and the columns; () = a write of any column counts.
_GUARDED: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "pages": ("pages", "id", _PAGE),
    "verdicts": ("pages", "id", _VERDICT),
    "contents": ("contents", "page_id", ("original", "original_shape", "current", "current_shape")),
    "shapes": ("shapes", "id", ("keys",)),
    "settings": ("settings", "key", ()),
    "imports": ("imports", "id", ("file", "layout", "encoding", "columns", "at", "dialect")),
    "assignments": ("assignments", "page_id", ("who", "given_by", "at", "due")),
    "incoming": ("incoming", "import_id", ()),
    "page_facts": ("page_facts", "page_id", ()),
    **{
        name: (name, "id", ())
        for name in (
            "changes", "rule_edits", "waivers", "terms", "paid_results", "people", "groupings", "reviews", "samples",
            "sample_words", "month_entries",
        )
    },
}  # fmt: skip


def migrate(connection: PostgresConnection) -> None:
    """Make everything in the schema ``frontpage``, which stands first in the search path and holds nothing yet."""
    for table, columns in _TABLES.items():
        _make(connection, table, columns)
    connection.execute("ALTER TABLE terms ADD UNIQUE (kind, words_key, name, code)")
    for index, on in _INDEXES.items():
        connection.execute(f"CREATE INDEX {index} ON {on}")
    for table, summed in _SUMS.items():
        over = summed or tuple(name.rstrip("!") for name, _ in _TABLES[table] if name != "sum")
        _sum(connection, table, f"NEW.sum := {_made(over)};")
    _sum(
        connection,
        "contents",
        f"NEW.original_sum := {_made(('page_id', 'original', 'original_shape'))};"
        " NEW.current_sum := CASE WHEN NEW.current IS NULL THEN NULL ELSE"
        f" {_made(('page_id', 'current', 'current_shape'))} END;",
    )
    _add_guards(connection)
    _add_json(connection)
    connection.execute("INSERT INTO revisions VALUES ('imports', 1), ('pages', 1)")
    connection.execute("INSERT INTO found_by VALUES (1)")


def _make(connection: PostgresConnection, table: str, columns: tuple[tuple[str, str], ...]) -> None:
    told = [f"{name.rstrip('!')} {kind}{' NOT NULL' if name.endswith('!') else ''}" for name, kind in columns]
    if key := _KEYS.get(table, columns[0][0]):
        told.append(f"PRIMARY KEY ({key})")
    connection.execute(f"CREATE TABLE {table} ({', '.join(told)})")
    if columns[0] == ("id", _N) and table != "audit":
        connection.execute(
            f"CREATE FUNCTION next_{table}_id() RETURNS bigint LANGUAGE sql VOLATILE AS"
            f" 'SELECT coalesce(max(id), 0) + 1 FROM frontpage.{table}'"
        )
        connection.execute(f"ALTER TABLE {table} ALTER COLUMN id SET DEFAULT next_{table}_id()")


def _made(columns: tuple[str, ...]) -> str:
    row = ", ".join(f"NEW.{name}" for name in columns)
    return f"('x' || left(md5(ROW({row})::text), 8))::bit(32)::bigint"


def _sum(connection: PostgresConnection, table: str, done: str) -> None:
    connection.execute(
        f"CREATE FUNCTION sum_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {done} RETURN NEW; END $$"
    )
    connection.execute(
        f"CREATE TRIGGER sum_{table} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION sum_{table}()"
    )


def _add_guards(connection: PostgresConnection) -> None:
    """``written`` has the guarded rows that the transactions under way have written; each empties its own in the end.

    What is no part of the audit goes with a crash of the server, as its transactions do.
    """
    connection.execute(
        'CREATE UNLOGGED TABLE written (tx xid8 NOT NULL DEFAULT pg_current_xact_id(), name text COLLATE "C" NOT NULL,'
        ' key text COLLATE "C" NOT NULL, PRIMARY KEY (tx, name, key))'
    )
    for key in sorted({key for _, key, _ in _GUARDED.values()}):
        connection.execute(
            f"CREATE FUNCTION guard_{key}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF TG_OP = 'DELETE' THEN"
            f" INSERT INTO frontpage.written (name, key) VALUES (TG_ARGV[0], OLD.{key}::text) ON CONFLICT DO NOTHING;"
            " ELSE"
            f" INSERT INTO frontpage.written (name, key) VALUES (TG_ARGV[0], NEW.{key}::text) ON CONFLICT DO NOTHING;"
            " END IF; RETURN NULL; END $$"
        )
    for name, (table, key, columns) in _GUARDED.items():
        of = f" OF {', '.join(columns)}" if columns else ""
        connection.execute(
            f"CREATE TRIGGER guard_{name} AFTER INSERT OR UPDATE{of} OR DELETE ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION guard_{key}('{name}')"
        )


def _add_json(connection: PostgresConnection) -> None:
    """What statements ask of JSON, under the names that they know."""
    connection.execute(
        "CREATE FUNCTION json_valid(said text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN"
        " PERFORM said::json; RETURN said IS NOT NULL; EXCEPTION WHEN others THEN RETURN false; END $$"
    )
    connection.execute(
        "CREATE FUNCTION json_extract(said text, VARIADIC paths text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$"
        " SELECT json_agg(said::json #> string_to_array(substr(path, 3), '.') ORDER BY place)::text"
        " FROM unnest(paths) WITH ORDINALITY AS each_path(path, place) $$"
    )
