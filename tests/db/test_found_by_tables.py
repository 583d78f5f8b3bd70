"""An old store is found by letters and codes like a new one, and what it held stays as it was."""

import shutil
from contextlib import closing

import pytest

from coding.page.edits import set_field
from coding.store.store import WorklistQuery
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from tests.db.damage import take_off_guards
from tests.db.old_stores import OLD

TABLES = ("page_codes", "page_initials")


def held(path):
    """The rows of the tables."""
    with closing(sqlite3.connect(path)) as raw:
        return [raw.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES]


def refilled(path):
    """What a program of other knowledge makes of the pages that stand there, in the place of what is written."""
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE found_by SET version = 0")
        raw.execute("DELETE FROM page_initials WHERE page_id = 1")
        raw.execute("INSERT INTO page_codes (page_id, code) VALUES (1, 'Z99')")
    SqliteStore(path).close()
    return held(path)


@pytest.mark.parametrize("old", OLD, ids=lambda f: f.stem)
def test_an_old_file_is_found_by_the_codes_and_letters_of_its_pages(old, tmp_path):
    copy = tmp_path / old.name
    shutil.copy(old, copy)
    with closing(SqliteStore(copy)) as opened:
        assert list(opened.worklist(WorklistQuery("K35"))) == [2]
        assert 2 in opened.worklist(WorklistQuery("yl"))
        assert opened.count(WorklistQuery(begins="zz")) == 0
    assert refilled(copy) == held(copy)


def test_an_upgrade_makes_what_the_program_writes(path, store):
    names = ("张三", "单雄信", "乐毅", "", "-", "李\ud800四", "Anna", "王小明2")
    strange = ("", "i10 x00", "A01.002+G01*", "-", "K80\ud800", "０１", 'a"\\b', "钱")
    pages = [
        make_page(str(n), patient_name=name, injury_cause_code=strange[n], pathology_code=strange[-n])
        for n, name in enumerate(names)
    ]
    ids = store.import_reading(make_reading(*pages)).added
    store.append(ids[0], set_field(store.page(ids[0]), "patient_name", "新名"))
    store.append(ids[1], set_field(store.page(ids[1]), "principal_dx_code", "Z51.100"))
    store.close()
    written = held(path)
    assert {row[1] for row in written[1]} >= {"xm", "sxx", "ly", "yy", "anna", "wxm2"}
    assert refilled(path) == written


@pytest.mark.parametrize("text", ['{"values":', "[]", '{"diagnoses":5,"procedures":["a"]}', '"x"'])
def test_a_page_that_cannot_be_read_does_not_keep_an_old_file_from_being_opened(tmp_path, text):
    copy = tmp_path / "a.sqlite"
    shutil.copy(OLD[-1], copy)
    with closing(sqlite3.connect(copy)) as raw, raw:
        take_off_guards(raw)
        raw.execute("UPDATE contents SET original = ?, current = NULL WHERE page_id = 3", (text,))
    with closing(SqliteStore(copy)) as opened:
        assert list(opened.worklist(WorklistQuery("K35"))) == [2]


@pytest.mark.parametrize(
    ("question", "index"),
    [
        ("SELECT page_id FROM page_codes WHERE code >= 'I10' AND code < 'I10/'", "page_codes_code"),
        ("SELECT page_id FROM page_initials WHERE initials >= 'zs' AND initials < 'zt'", "page_initials_initials"),
        ("SELECT code FROM page_codes WHERE page_id = 3", "PRIMARY"),
    ],
)
def test_a_question_reads_its_index_and_not_every_row(path, store, question, index):
    with closing(sqlite3.connect(path)) as raw:
        plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {question}")]
    assert all(f" {index} " in f"{step} " for step in plan), plan
