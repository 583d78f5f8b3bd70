"""Opening a data file: old ones are brought on, newer and foreign ones refused in one sentence."""

import os
import shutil
import stat
import sys
from contextlib import closing

import pytest
from sqlite_utils import Database

import db.sqlite.opening
from coding.base.errors import CodingError
from coding.page.edits import set_field
from coding.store.store import Marked, Sort, WorklistQuery
from coding.store.store_errors import (
    NewerStoreError,
    StoreBusyError,
    StoreCorruptError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
)
from db.sqlite.driver import sqlite3
from db.sqlite.migrations import STEPS, m0007_neighbours
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from tests.db.damage import damage
from tests.db.old_stores import DATA, OLD


def version_of(path):
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute("PRAGMA user_version").fetchone()[0]


def schema_of(path):
    with closing(sqlite3.connect(path)) as raw:
        return sorted(
            [tuple(c[1:3]) for c in raw.execute(f"PRAGMA table_info({table})")]
            for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 POSIX 权限")
def test_new_file_is_for_its_owner_alone(path):
    store = SqliteStore(path)
    store.import_reading(make_reading(make_page()))
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    store.close()


def test_what_was_typed_is_synced_to_the_disk(store):
    page_id = store.import_reading(make_reading(make_page())).added[0]
    store.keep_verdicts([])
    store.append(page_id, set_field(store.page(page_id), "sex", "2"))
    assert store._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._writer.execute("PRAGMA synchronous").fetchone() == (2,)


def test_every_released_schema_has_a_stored_file():
    assert [f.name for f in OLD] == [f"store_v{n}.sqlite" for n in range(1, len(STEPS))]


@pytest.mark.parametrize("old", OLD, ids=lambda f: f.stem)
def test_old_file_is_brought_on_with_all_it_holds(old, path, store):
    copy = path.with_name(old.name)
    shutil.copy(old, copy)
    opened = SqliteStore(copy)
    assert version_of(copy) == len(STEPS)
    assert [r.case_no for r in opened.rows(opened.worklist())] == ["V1002", "V1003", "V1001"]
    assert opened.page(2).text("principal_dx_code") == "K35.800"
    assert opened.original(2).text("principal_dx_code") == "K35.900"
    assert [e.undoes for e in opened.history(3) if e.change.step is None] == [None, 2]
    assert opened.rows([2])[0].drg == "GD25"
    assert opened.setting("author") == "编码员"
    assert len(opened.import_reading(make_reading(make_page())).added) == 1
    opened.close()
    assert schema_of(copy) == schema_of(path), "an old file ends with the same columns as a new one"


def test_old_file_is_copied_before_it_is_brought_on(tmp_path):
    copy = tmp_path / "a.sqlite"
    shutil.copy(DATA / "store_v1.sqlite", copy)
    SqliteStore(copy).close()
    (backup,) = tmp_path.glob("*.bak.sqlite")
    assert backup.name.startswith("a.v1.")
    assert version_of(backup) == 1
    with closing(sqlite3.connect(backup)) as raw:
        assert raw.execute("SELECT count(*) FROM changes").fetchone() == (3,)
    if os.name == "posix":
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_migration_that_breaks_leaves_the_old_file(tmp_path, monkeypatch):
    copy = tmp_path / "a.sqlite"
    shutil.copy(DATA / "store_v1.sqlite", copy)

    def breaks(database):
        database.execute("ALTER TABLE pages ADD COLUMN half TEXT")
        database.execute("SELECT * FROM nowhere")

    before = schema_of(copy)
    monkeypatch.setattr(db.sqlite.opening, "STEPS", (STEPS[0], breaks))
    with pytest.raises(StoreError):
        SqliteStore(copy)
    assert version_of(copy) == 1
    assert schema_of(copy) == before


def test_newer_file_is_refused_and_not_touched(path, store):
    store.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(NewerStoreError, match="升级程序"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_file_of_another_program_is_refused_and_not_touched(tmp_path):
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE notes (text)")
        raw.commit()
    before = other.read_bytes()
    with pytest.raises(StoreCorruptError, match="不是本程序的数据文件"):
        SqliteStore(other)
    assert other.read_bytes() == before


def test_file_that_is_no_database_is_refused(tmp_path):
    text = tmp_path / "三月.csv"
    text.write_bytes("病案号,姓名\n".encode("gb18030") * 100)
    with pytest.raises(StoreCorruptError, match="不是本程序的数据文件"):
        SqliteStore(text)


def test_damaged_file_is_told_in_chinese(path, store):
    store.import_reading(make_reading(*(make_page(str(n)) for n in range(300))))
    store.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\x07" * (len(content) - 8192)
    path.write_bytes(content)

    def use():
        broken = SqliteStore(path)
        try:
            broken.rows(broken.worklist())
            broken.page(1)
        finally:
            broken.close()

    with pytest.raises(StoreCorruptError, match="备份恢复"):
        use()


def test_page_text_that_cannot_be_read_is_told_in_chinese(path, store):
    page_id = store.import_reading(make_reading(make_page())).added[0]
    damage(store, "UPDATE contents SET original = '{\"values\":'")
    with pytest.raises(StoreCorruptError, match="已损坏"):
        store.page(page_id)


def test_empty_file_is_a_new_store(tmp_path):
    empty = tmp_path / "a.sqlite"
    empty.touch()
    opened = SqliteStore(empty)
    assert list(opened.worklist()) == []
    opened.close()


def test_folder_in_the_place_of_the_file(tmp_path):
    with pytest.raises(StoreReadOnlyError, match="是一个文件夹"):
        SqliteStore(tmp_path)


def test_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreReadOnlyError, match="无法在"):
        SqliteStore(tmp_path / "file" / "a.sqlite")


def test_other_window_that_writes_for_long_is_told_and_nothing_is_lost(path, store):
    page_id = store.import_reading(make_reading(make_page())).added[0]
    store._writer.execute("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="另一个窗口"):
            store.append(page_id, set_field(store.page(page_id), "sex", "2"))
        assert store.page(page_id) == make_page(), "reading goes on beside the other's writing"
        other.execute("ROLLBACK")
    store.append(page_id, set_field(store.page(page_id), "sex", "2"))
    assert store.page(page_id).text("sex") == "2"


def test_read_only_file_is_told_in_chinese(store):
    page_id = store.import_reading(make_reading(make_page())).added[0]
    store._writer.execute("PRAGMA query_only = 1")
    with pytest.raises(StoreReadOnlyError, match="不可写"):
        store.append(page_id, set_field(store.page(page_id), "sex", "2"))
    assert store.page(page_id) == make_page()


def test_full_disk_is_told_in_chinese_and_the_store_goes_on(store):
    page_id = store.import_reading(make_reading(make_page("0"))).added[0]
    pages = store._writer.execute("PRAGMA page_count").fetchone()[0]
    store._writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFullError, match="磁盘空间不足"):
        store.import_reading(make_reading(*(make_page(str(n)) for n in range(1, 200))))
    assert list(store.worklist()) == [page_id]
    store._writer.execute("PRAGMA max_page_count = 100000")
    assert len(store.import_reading(make_reading(make_page("1"))).added) == 1


def test_every_error_is_one_that_the_window_can_show():
    for kind in (NewerStoreError, StoreBusyError, StoreCorruptError, StoreFullError, StoreReadOnlyError):
        assert issubclass(kind, CodingError)


@pytest.mark.parametrize("old", OLD, ids=lambda f: f.stem)
def test_old_file_is_searched_ordered_and_counted_like_a_new_one(old, tmp_path):
    copy = tmp_path / old.name
    shutil.copy(old, copy)
    opened = SqliteStore(copy)
    assert list(opened.worklist(WorklistQuery("阑尾炎"))) == [2]
    assert list(opened.worklist(WorklistQuery(marked=Marked.WARNING))) == [2]
    assert list(opened.worklist(WorklistQuery(sort=Sort.CASE_NO))) == [1, 2, 3]
    assert [k.stamp for k in opened.named_knowledge()] == ["0123456789ab"]
    # a step that was taken later (from the fixture of schema 8 on) leaves nothing to be done again
    stepped = any(e.change.step for e in opened.history(3))
    assert [e.change.source for e in opened.redoable(3)] == ([] if stepped else ["undo"])
    assert [e.change.edits[0].after for e in opened.undoable(2)] == ["K35.800"]
    opened.append(2, set_field(opened.page(2), "patient_name", "样例新"))
    assert list(opened.worklist(WorklistQuery("样例新"))) == [2]
    assert list(opened.worklist(WorklistQuery("样例乙"))) == []
    opened.close()


def test_other_stays_of_a_person_are_known_from_the_pages_of_an_old_file(tmp_path):
    copy = tmp_path / "a.sqlite"
    shutil.copy(DATA / "store_v6.sqlite", copy)
    opened = SqliteStore(copy)
    assert opened.neighbours([1, 2, 3]) == {1: (2,), 2: (1,), 3: ()}, "the second page was given its number by an edit"
    assert opened.append(2, set_field(opened.page(2), "id_no", "-")).beside == {1}
    assert opened.neighbours([1]) == {1: ()}
    opened.close()


STRANGE = ("", " ", "-", " n/a ", "/0", "０１", "ß1", "12x ", " 12X", "钱", "\ud800钱", 'a"\\b', "0", "\t7")


def test_marks_that_a_step_makes_are_those_that_the_program_writes(path, store, monkeypatch):
    pages = [make_page(text, id_no=STRANGE[-n]) for n, text in enumerate(STRANGE)]
    ids = store.import_reading(make_reading(*pages)).added
    store.append(ids[0], set_field(store.page(ids[0]), "case_no", "新"))
    store.close()
    with closing(sqlite3.connect(path)) as raw:
        written = raw.execute("SELECT mark, page_id FROM person_marks").fetchall()
        raw.execute("DROP TABLE person_marks")
        m0007_neighbours.migrate(Database(raw))
        assert raw.execute("SELECT mark, page_id FROM person_marks").fetchall() == written
    assert any(mark < 0 for mark, _ in written)
    assert any(mark > 0 for mark, _ in written)


def test_a_page_that_cannot_be_read_does_not_keep_an_old_file_from_being_opened(tmp_path):
    copy = tmp_path / "a.sqlite"
    shutil.copy(DATA / "store_v6.sqlite", copy)
    with closing(sqlite3.connect(copy)) as raw:
        raw.execute("UPDATE contents SET original = '{\"values\":' WHERE page_id = 3")
        raw.execute("UPDATE contents SET current = NULL WHERE page_id = 3")
        raw.commit()
    opened = SqliteStore(copy)
    assert opened.neighbours([1, 3]) == {1: (2,), 3: ()}
    with pytest.raises(StoreCorruptError, match="已损坏"):
        opened.page(3)
    opened.close()


@pytest.mark.parametrize("name", ["张'三", '李"四', "王X五", "赵\x01六", "孙\x7f七", "ÉMILE", "A-1", "钱 八"])
def test_whatever_a_name_in_an_old_file_holds_it_is_found_by_any_part_of_it(tmp_path, name):
    copy = tmp_path / "a.sqlite"
    shutil.copy(DATA / "store_v5.sqlite", copy)
    with closing(sqlite3.connect(copy)) as raw:
        raw.execute("UPDATE pages SET patient_name = ? WHERE id = 2", (name,))
        raw.commit()
    opened = SqliteStore(copy)
    for part in (name, name[:2], name[1:], name[-1], name.lower()):
        assert 2 in opened.worklist(WorklistQuery(part)), part
    assert list(opened.worklist(WorklistQuery(name + "们"))) == []
    opened.close()


def test_columns_for_figures_are_filled_from_the_pages_of_an_old_file(tmp_path):
    copy = tmp_path / "a.sqlite"
    shutil.copy(DATA / "store_v5.sqlite", copy)
    opened = SqliteStore(copy)
    assert [(f.case_no, f.ward, f.doctor, f.coder, f.insured, f.cost, f.stay) for f in opened.figures()] == [
        (f"V100{n}", "内科一病房", "医生甲", "编码员", "1", cost, 4.0)
        for n, cost in ((1, 1234.5), (3, 3234.5), (2, 2234.5))
    ]
    assert opened.figures("2024-03-12")[0].weight == 0.8
    opened.close()


def test_settings_of_the_machine_that_an_older_program_kept_in_the_file_hold_until_written_anew(tmp_path):
    copy = tmp_path / "a.sqlite"
    shutil.copy(DATA / "store_v5.sqlite", copy)
    opened = SqliteStore(copy)
    assert opened.machine_setting("window.appearance", "system") == "dark"
    opened.set_machine_setting("window.appearance", "light")
    assert opened.machine_setting("window.appearance") == "light"
    assert opened.setting("window.appearance") == "dark"
    opened.close()
