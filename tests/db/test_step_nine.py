"""Schema 9: an old store gets a place for the insurer's results, and nothing else of it is another."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from coding.payment.paid_result import PaidResult
from coding.store.store_errors import StoreCorruptError
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from tests.db.damage import take_off_guards

OLD = Path(__file__).resolve().parents[1] / "data" / "store_v8.sqlite"


def test_an_old_store_takes_results_and_keeps_what_it_had(tmp_path):
    copy = tmp_path / "a.sqlite"
    shutil.copy(OLD, copy)
    with closing(SqliteStore(copy)) as store:
        assert store.paid_results() == []
        assert [row.case_no for row in store.rows([1, 2, 3])] == ["V1001", "V1002", "V1003"]
        assert store.rows([3])[0].progress == "passed"
        assert store.keep_paid([PaidResult("V1001", denied=5.0)], "批") == 1
        assert len(store.paid_results()) == 1


def test_a_damaged_result_is_told(tmp_path):
    path = tmp_path / "a.sqlite"
    with closing(SqliteStore(path)) as store:
        store.keep_paid([PaidResult("V1001", denied=5.0)], "批")
    with closing(sqlite3.connect(path)) as raw, raw:
        take_off_guards(raw).execute("UPDATE paid_results SET denied = 6.0")
    with closing(SqliteStore(path)) as store, pytest.raises(StoreCorruptError, match="结算结果"):
        store.paid_results()
