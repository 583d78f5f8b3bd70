"""By how much weight and payment have moved since a page came in: kept with its verdict, and gone when taken back."""

from contextlib import closing
from datetime import datetime

from coding.page.edits import set_field
from coding.page.reading import Reading
from coding.store.store import Sort, WorklistQuery
from coding.work.contexts import Contexts
from coding.work.moved import first_price
from coding.work.rechecking import examined
from db.sqlite.sqlite_store import SqliteStore
from tests.cases.page_cases import load_cases

NOW = datetime(2026, 3, 1)


def judge(store, embedded):
    for verdicts in examined(store, store.worklist(), embedded, Contexts(), NOW):
        store.keep_verdicts(verdicts)


def test_the_difference_is_against_the_page_as_it_came_in_by_the_same_knowledge(tmp_path, embedded):
    with closing(SqliteStore(tmp_path / "a.sqlite")) as store:
        pages = tuple(case.page for case in load_cases("clean")[:40])
        store.import_reading(Reading("a.csv", "n041", "utf-8", (), pages))
        judge(store, embedded)
        one, two, *_ = (row.id for row in store.rows(store.worklist()) if row.weight)
        before = {row.id: row for row in store.rows([one, two])}
        assert {(row.weight_moved, row.payment_moved) for row in before.values()} == {(None, None)}
        entry = store.append(one, set_field(store.page(one), "principal_dx_code", "I10.x00")).entry
        judge(store, embedded)
        row, other = store.rows([one, two])
        assert row.weight != before[one].weight
        assert row.weight_moved == round(row.weight - before[one].weight, 4)
        first, now = (first_price(page, embedded) for page in (store.original(one), store.page(one)))
        assert row.payment_moved == round(now.payment - first.payment, 2)
        assert other.weight_moved is None
        assert store.worklist(WorklistQuery(sort=Sort.WEIGHT_MOVED))[0] == one
        store.append(one, entry.change.inverse(), undoes=entry.id)
        judge(store, embedded)
        assert store.rows([one])[0].weight_moved is None
