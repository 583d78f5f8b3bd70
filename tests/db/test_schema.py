"""The steps of the schema: those that were released make, for ever, what their stored files hold."""

from contextlib import closing

import pytest
from sqlite_utils import Database

from db.sqlite.driver import sqlite3
from db.sqlite.engine import connect
from db.sqlite.migrations import STEPS
from db.sqlite.opening import open_searcher
from db.sqlite.row_sums import add_sums
from db.sqlite.written import Written
from tests.db.conftest import make_page, make_reading
from tests.db.old_stores import OLD, schema_number


def schema(path):
    """Every table, its columns with type, default and key, and every index, as a file has them."""
    with closing(sqlite3.connect(path)) as raw:
        names = raw.execute("SELECT type, name FROM sqlite_master ORDER BY name").fetchall()
        return {
            (kind, name): [
                raw.execute(f"PRAGMA {asked}('{name}')").fetchall()
                for asked in (("table_info", "foreign_key_list") if kind == "table" else ("index_xinfo",))
            ]
            for kind, name in names
        }


def take_steps(path, number):
    """A file with the first steps alone, as a release of that schema made it."""
    with closing(connect(path, isolation_level=None)) as raw:
        add_sums(raw)
        database = Database(raw)
        with Written(raw).gathering():
            for step in STEPS[:number]:
                step(database)


@pytest.mark.parametrize("old", OLD, ids=lambda f: f.stem)
def test_the_steps_of_a_released_schema_make_what_its_file_holds(old, tmp_path):
    made = tmp_path / "made.sqlite"
    take_steps(made, schema_number(old))
    assert schema(made) == schema(old)
    with closing(sqlite3.connect(made)) as new, closing(sqlite3.connect(old)) as stored:
        asked = "PRAGMA application_id"
        assert new.execute(asked).fetchone() == stored.execute(asked).fetchone()


def test_a_new_file_is_of_the_schema_of_the_last_step(path, store):
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (len(STEPS),)


@pytest.mark.parametrize("old", OLD, ids=lambda f: f.stem)
def test_a_released_file_says_of_which_schema_it_is(old):
    with closing(sqlite3.connect(old)) as stored:
        assert stored.execute("PRAGMA user_version").fetchone() == (schema_number(old),)


#: What the worklist, the figures and other windows find pages by, so that no question reads every row.
INDEXES = {
    "worklist": "discharged id",
    "pages_worst": "errors warnings discharged id",
    "pages_case_no": "None case_no discharged id",
    "pages_name": "patient_name discharged id",
    "pages_dept": "dept discharged id",
    "pages_state": "None discharged id",
    "pages_progress": "None discharged id",
    "pages_drg": "None drg discharged id",
    "pages_weight": "weight discharged id",
    "pages_score": "None score discharged id",
    "pages_marks": (
        "discharged id state progress errors warnings drg dept unproved list_differs overdue ward doctor coder cost"
        " stay weight"
    ),
    "pages_unproved": "discharged id unproved",
    "pages_list_differs": "discharged id list_differs",
    "pages_overdue": "discharged id overdue",
    "pages_altered": "discharged id mark original_mark",
    "pages_warnings": "warnings",
    "pages_group": "drg state",
    "pages_stamp": "stamp state",
    "pages_record": "case_no",
    "pages_principal": "principal",
    "pages_revision": "revision",
    "idx_pages_key": "key",
}


def test_the_pages_of_today_are_found_by_these_indexes(path, store):
    with closing(sqlite3.connect(path)) as raw:
        names = [row[1] for row in raw.execute("PRAGMA index_list('pages')")]
        columns = {name: [str(row[2]) for row in raw.execute(f"PRAGMA index_info('{name}')")] for name in names}
    assert {name: " ".join(found) for name, found in columns.items()} == INDEXES


def test_the_tables_of_today(path, store):
    tables = {name for kind, name in schema(path) if kind == "table" and not name.startswith("words_")}
    assert tables == {
        "shapes", "pages", "contents", "changes", "settings", "imports", "rule_edits", "waivers", "fired", "terms",
        "said", "words", "revisions", "knowledge", "person_marks", "incoming", "paid_results", "people", "audit",
        "audit_rows", "groupings", "reviews", "assignments", "taken", "samples", "sample_words",
        "page_codes", "page_initials", "found_by", "month_entries", "page_facts", "moved",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("question", "index"),
    [
        ("SELECT id FROM pages WHERE revision > 3", "pages_revision"),
        ("SELECT id FROM pages WHERE case_no >= 'B' AND case_no < 'C'", "pages_record"),
        ("SELECT id FROM pages WHERE principal >= 'B' AND principal < 'C'", "pages_principal"),
        ("SELECT id FROM pages WHERE stamp < 's'", "pages_stamp"),
        ("SELECT count(*) FROM pages WHERE warnings > 0", "pages_warnings"),
        ("SELECT id FROM pages WHERE drg IN ('', '0000')", "pages_group"),
        ("SELECT count(*) FROM pages WHERE (unproved = 1)", "pages_unproved"),
        ("SELECT count(*) FROM pages WHERE (overdue = 1)", "pages_overdue"),
        ("SELECT count(*) FROM pages WHERE (mark <> original_mark)", "pages_altered"),
        ("SELECT id, mark FROM pages WHERE key = 'k'", "idx_pages_key"),
        ("SELECT id FROM pages WHERE discharged >= '2026-10' AND discharged < '2026-11'", "worklist"),
        ("SELECT * FROM month_entries WHERE month = '2026-10' AND kind IN ('slip')", "month_entries_month"),
        ("SELECT * FROM month_entries WHERE kind = 'slip' AND subject = 'F-1'", "month_entries_subject"),
    ],
)
def test_a_question_reads_its_index_and_not_every_row(path, store, question, index):
    store.import_reading(make_reading(make_page()))
    with closing(sqlite3.connect(path)) as raw:
        plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {question}")]
    assert all(f" {index} " in f"{step} " for step in plan), plan


def test_a_searcher_gathers_in_memory_and_keeps_no_more_than_it_may(path, store):
    with closing(open_searcher(path)) as searcher:
        assert searcher.execute("PRAGMA temp_store").fetchone() == (2,)
        assert searcher.execute("PRAGMA cache_size").fetchone() == (-32768,)
        assert searcher.execute("SELECT count(*) FROM found").fetchone() == (0,)


def test_the_log_is_cut_back_and_keys_are_held(store):
    assert store._writer.execute("PRAGMA journal_size_limit").fetchone() == (16 * 1024 * 1024,)
    assert store._writer.execute("PRAGMA foreign_keys").fetchone() == (1,)
