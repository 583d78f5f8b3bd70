"""A row of the data file that cannot be read is told in one sentence, and the errors of SQLite each in theirs."""

import sqlite3 as codes
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from coding.page.edits import go_on, set_field
from coding.page.step import PageState
from coding.page.waiver import Waiver
from coding.store.store import Verdict, WorklistQuery
from coding.store.store_errors import (
    StoreBusyError,
    StoreCorruptError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    UnknownPageError,
)
from coding.suggest.term_book import TermPair
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_errors import store_error
from tests.db.conftest import judged, make_page, make_reading
from tests.db.damage import damage, take_off_guards

DONE = go_on(PageState.CODING, PageState.PASSED)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def page_id(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    store.append(page_id, set_field(make_page(), "sex", "2"))
    store.edit_rules([("A", {"on": "0"})])
    store.add_waiver(Waiver("A", "理由", "甲", datetime(2026, 7, 1)))
    store.add_terms([TermPair("词", ("名",), "I10.x00", "dx")])
    store.name_knowledge("0123456789ab", {"scheme": "CHS-DRG 1.1"})
    return page_id


@pytest.mark.parametrize(
    ("statement", "ask", "told"),
    [
        ("UPDATE changes SET change = '{'", lambda s, p: s.history(p), "修改记录已损坏"),
        ("UPDATE changes SET change = '{\"version\":2}'", lambda s, p: s.history(p), "修改记录已损坏"),
        ("UPDATE changes SET change = '3'", lambda s, p: s.undoable(p), "修改记录已损坏"),
        ("UPDATE changes SET at = '昨天'", lambda s, p: s.history(p), "修改记录已损坏"),
        ("UPDATE contents SET current = '[]'", lambda s, p: list(s.pages([p])), "病案内容已损坏"),
        ("UPDATE contents SET current = '{\"values\":3}'", lambda s, p: list(s.pages([p])), "病案内容已损坏"),
        ("UPDATE contents SET original = '{'", lambda s, p: s.original(p), "病案内容已损坏"),
        ("UPDATE rule_edits SET columns = '{'", lambda s, p: s.rule_edits(), "规则修改记录已损坏"),
        ("UPDATE rule_edits SET columns = '[1]'", lambda s, p: s.rule_edits(), "规则修改记录已损坏"),
        ("UPDATE rule_edits SET at = '昨天'", lambda s, p: s.rule_edits(), "规则修改记录已损坏"),
        ("UPDATE rule_edits SET at = x'00'", lambda s, p: s.rule_edits(), "规则修改记录已损坏"),
        ("UPDATE waivers SET at = '昨天'", lambda s, p: s.waivers(), "豁免记录已损坏"),
        ("UPDATE waivers SET expires = '明天'", lambda s, p: s.waivers(), "豁免记录已损坏"),
        ("UPDATE waivers SET at = x'00'", lambda s, p: s.waivers(), "豁免记录已损坏"),
        ("UPDATE terms SET first_at = '昨天'", lambda s, p: s.terms(), "术语本已损坏"),
        ("UPDATE terms SET last_at = x'00'", lambda s, p: s.terms(), "术语本已损坏"),
        ("UPDATE knowledge SET first_seen = '昨天'", lambda s, p: s.named_knowledge(), "知识记录已损坏"),
        ("UPDATE knowledge SET described = '{'", lambda s, p: s.named_knowledge(), "知识记录已损坏"),
        ("UPDATE knowledge SET described = '3'", lambda s, p: s.named_knowledge(), "知识记录已损坏"),
        ("UPDATE knowledge SET first_seen = x'00'", lambda s, p: s.named_knowledge(), "知识记录已损坏"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_in_chinese(store, page_id, statement, ask, told):
    store._writer.execute("PRAGMA foreign_keys = OFF")
    damage(store, statement)
    with pytest.raises(StoreCorruptError, match=told):
        ask(store, page_id)


def test_an_entry_that_cannot_be_read_any_more_takes_no_term_with_it(store, page_id):
    entry = store.history(page_id)[0]
    for text in ("{", "3", "[]", '{"version":2}'):
        damage(store, "UPDATE changes SET change = ? WHERE id = ?", (text, entry.id))
        page = store.page(page_id)
        other = "1" if page.text("sex") == "2" else "2"
        store.append(page_id, set_field(page, "sex", other), undoes=entry.id)
        assert store.page(page_id).text("sex") == other
        assert len(store.terms()) == 1


# -- errors of SQLite


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        (codes.SQLITE_BUSY, StoreBusyError, "占用"),
        (codes.SQLITE_BUSY_SNAPSHOT, StoreBusyError, "占用"),
        (codes.SQLITE_LOCKED_SHAREDCACHE, StoreBusyError, "占用"),
        (codes.SQLITE_READONLY_DIRECTORY, StoreReadOnlyError, "不可写"),
        (codes.SQLITE_PERM, StoreReadOnlyError, "没有权限"),
        (codes.SQLITE_CANTOPEN_ISDIR, StoreReadOnlyError, "无法打开"),
        (codes.SQLITE_FULL, StoreFullError, "磁盘空间不足"),
        (codes.SQLITE_IOERR_FSYNC, StoreFullError, "读写数据文件"),
        (codes.SQLITE_CORRUPT_INDEX, StoreCorruptError, "已损坏"),
        (codes.SQLITE_NOTADB, StoreCorruptError, "不是本程序的数据文件"),
        (codes.SQLITE_MISUSE, StoreError, "SQLite 错误 21"),
        (None, StoreError, "SQLite 错误 None"),
    ],
)
def test_each_error_of_sqlite_is_told_in_its_own_sentence(code, kind, told):
    error = sqlite3.OperationalError("x")
    if code is not None:
        error.sqlite_errorcode = code
    said = store_error(error, Path("首页.sqlite"))
    assert type(said) is kind
    assert told in str(said)
    assert "首页.sqlite" in str(said)


# -- the connections


def test_a_page_that_is_not_there_is_told_by_whatever_asks_for_it(store):
    for ask in (
        lambda: store.append(7, set_field(make_page(), "sex", "2")),
        lambda: store.undoable(7),
        lambda: store.redoable(7),
        lambda: store.append(7, DONE),
        lambda: store.original(7),
    ):
        with pytest.raises(UnknownPageError, match="7"):
            ask()


def test_a_closed_store_says_so_to_whatever_asks(store, page_id):
    store.close()
    for ask in (
        lambda: store.page(page_id),
        lambda: store.listed(),
        lambda: store.append(page_id, DONE),
        lambda: store.setting("a"),
        lambda: store.machine_setting("a"),
        lambda: store.set_machine_setting("a", "b"),
    ):
        with pytest.raises(StoreError, match="已关闭"):
            ask()


def test_what_only_reads_cannot_write(store, page_id):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        take_off_guards(store._reader).execute("DELETE FROM pages")


def test_a_verdict_can_be_made_again_and_does_not_wait_for_the_disk_but_an_edit_does(store, page_id):
    given = Verdict("clean", 0, 0, 0, 0, "", "", None, None, None, "s")
    store.keep_verdicts([(page_id, given)])
    assert store._writer.execute("PRAGMA synchronous").fetchone() == (1,)
    store.append(page_id, DONE)
    assert store._writer.execute("PRAGMA synchronous").fetchone() == (2,)


def test_every_edit_of_a_page_at_hand_is_read_back_however_many_pages_are_in_work(store):
    ids = store.import_reading(make_reading(*(make_page(str(n)) for n in range(20)))).added
    for page_id in (*ids, *reversed(ids)):
        page = store.page(page_id)
        store.append(page_id, set_field(page, "sex", "2" if page.text("sex") == "1" else "1"))
    assert {store.page(i).text("sex") for i in ids} == {"1"}
    assert len(store._at_hand._pages) < len(ids), "those that were in work last"


def test_one_store_is_asked_from_several_threads(store, page_id):
    judged(store, page_id)
    questions = (
        lambda: store.page(page_id).text("sex"),
        lambda: [row.id for row in store.rows([page_id])],
        lambda: list(store.worklist(WorklistQuery("样例"))),
        lambda: store.count(),
        lambda: store.setting("a", "b"),
        lambda: store.append(page_id, DONE),
    )
    with ThreadPoolExecutor(1) as other:
        answers = [other.submit(ask).result() for ask in questions]
    assert answers[:-1] == ["2", [page_id], [page_id], 1, "b"]
    assert store.rows([page_id])[0].progress == "passed"


PANDAS = """
import sys, types
from pathlib import Path
from db.sqlite.sqlite_store import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
store.close()
print("pandas" in sys.modules, "numpy" in sys.modules, "sqlite_utils" in sys.modules)
"""


def test_the_first_start_loads_neither_pandas_nor_numpy(tmp_path):
    """sqlite-utils is kept from pandas and numpy, which it would import where they are installed."""
    done = subprocess.run(
        [sys.executable, "-c", PANDAS, str(tmp_path / "a.sqlite")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["False", "False", "True"], done.stderr


def test_whoever_wants_numpy_after_the_first_start_has_it(tmp_path):
    program = PANDAS.replace("print(", "import numpy\nprint(numpy.arange(3).sum(), ")
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "a.sqlite")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split()[0] == "3", done.stderr
