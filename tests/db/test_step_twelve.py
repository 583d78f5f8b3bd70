"""Schema 12: an old store gets a place for what has moved; damage is told, shown as not known, and made anew."""

import shutil
from contextlib import closing
from dataclasses import replace

from coding.store.store import Sort, Verdict, WorklistQuery
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from tests.db.damage import damage
from tests.db.old_stores import DATA

VERDICT = Verdict(
    "clean", 0, 0, 0, 0, "分组成功", "HC23", 1.2, 9600.0, 99.0, "s", weight_moved=-0.35, payment_moved=-2800.0
)


def moved(store, page_id):
    (row,) = store.rows([page_id])
    return row.weight_moved, row.payment_moved


def test_an_old_store_keeps_what_it_had_and_can_be_asked_what_has_moved(tmp_path):
    copy = tmp_path / "a.sqlite"
    shutil.copy(DATA / "store_v11.sqlite", copy)
    with closing(SqliteStore(copy)) as store:
        assert store.rows([2])[0].drg == "GD25"
        assert moved(store, 2) == (None, None)
        store.keep_verdicts([(2, VERDICT)])
        assert moved(store, 2) == (-0.35, -2800.0)
        assert store.worklist(WorklistQuery(sort=Sort.PAYMENT_MOVED))[0] == 2
        assert not store.verify().complaints


def test_what_is_damaged_is_shown_as_not_known_told_and_made_anew(store):
    (page_id,) = store.import_reading(make_reading(make_page("1"))).added
    store.keep_verdicts([(page_id, VERDICT)])
    damage(store, "UPDATE moved SET weight = 9.9 WHERE page_id = ?", (page_id,))
    assert moved(store, page_id) == (None, None)
    assert [c.where for c in store.verify().complaints] == [f"权重变化 {page_id}"]
    store.keep_verdicts([(page_id, replace(VERDICT, weight_moved=0.2))])
    assert moved(store, page_id) == (0.2, -2800.0)
    assert not store.verify().complaints


def test_a_page_that_came_anew_has_moved_by_nothing_before_it_is_judged(store):
    (page_id,) = store.import_reading(make_reading(make_page("1"))).added
    store.keep_verdicts([(page_id, VERDICT)])
    store.import_reading(make_reading(make_page("1", patient_name="样例乙")))
    assert store.rows([page_id])[0].state == ""
    assert moved(store, page_id) == (None, None)
