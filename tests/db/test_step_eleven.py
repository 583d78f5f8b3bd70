"""Schema 11: an old store gets a journal of its months and a place for facts; its audit goes on; damage is told."""

import shutil
from contextlib import closing
from dataclasses import replace

import pytest

from coding.indicators.page_facts import PageFacts
from coding.store.store import MonthKind
from coding.store.store_errors import StoreCorruptError
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from tests.db.damage import damage, take_off_guards
from tests.db.old_stores import DATA

FACTS = PageFacts("0001", "2024-03-10T10:00:00", ward="内科一病房", cost=123_450)


@pytest.fixture
def old(tmp_path):
    copy = tmp_path / "a.sqlite"
    shutil.copy(DATA / "store_v10.sqlite", copy)
    return copy


def test_an_old_store_keeps_what_it_had_and_its_chain_goes_on(old):
    with closing(SqliteStore(old)) as store:
        assert store.month_entries() == []
        assert store.facts() == []
        assert store.without_facts("") == [1, 3, 2], "whose verdicts stand are not yet known to the figures"
        assert [s.label for s in store.samples()] == ["三月"]
        assert len(store.grades_of(1)) == 1
        store.note_month(MonthKind.OPENED, {}, month="2024-03")
        store.keep_facts([(1, FACTS)], "0123456789ab")
        assert store.without_facts("0123456789ab") == [3, 2]
        assert not store.verify().complaints


def test_a_damaged_entry_is_told_and_names_the_remedy(path):
    with closing(SqliteStore(path)) as store:
        store.note_month(MonthKind.TEAM, {"team": "一组"}, subject="医生甲")
    with closing(sqlite3.connect(path)) as raw, raw:
        take_off_guards(raw).execute('UPDATE month_entries SET said = \'{"team": "二组"}\'')
    with closing(SqliteStore(path)) as store:
        with pytest.raises(StoreCorruptError, match="月度记录已损坏"):
            store.month_entries()
        assert [c.where for c in store.verify().complaints] == ["月度记录 1"]


def test_an_entry_that_was_deleted_past_the_program_is_found(path):
    with closing(SqliteStore(path)) as store:
        store.note_month(MonthKind.TEAM, {"team": "一组"}, subject="医生甲")
    with closing(sqlite3.connect(path)) as raw, raw:
        take_off_guards(raw).execute("DELETE FROM month_entries")
    with closing(SqliteStore(path)) as store:
        assert [c.where for c in store.verify().complaints] == ["月度记录 1"]


def test_damaged_facts_are_none_found_by_those_that_look_for_pages_without_and_made_anew(store):
    one, two = store.import_reading(make_reading(make_page("1"), make_page("2"))).added
    store.keep_facts([(one, FACTS), (two, FACTS)], "s")
    damage(store, "UPDATE page_facts SET texts = replace(texts, '内科', '外科') WHERE page_id = ?", (one,))
    assert [page_id for page_id, _ in store.facts()] == [two]
    assert store.without_facts("s") == [one]
    assert [c.where for c in store.verify().complaints] == [f"病案指标 {one}"]
    store.keep_facts([(one, replace(FACTS, cost=1))], "s")
    assert [facts.cost for _, facts in store.facts()] == [1, 123_450]
    assert not store.verify().complaints


def test_facts_of_another_shape_are_none(store):
    (one,) = store.import_reading(make_reading(make_page("1"))).added
    store.keep_facts([(one, FACTS)], "s")
    damage(store, "UPDATE page_facts SET shape = 'of an older program', sum = NULL")
    assert store.facts() == []
    assert store.without_facts("s") == [one]
