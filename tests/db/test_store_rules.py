"""The store keeps a hospital's rules edit by edit, its waivers, and which rules fired where."""

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime

import pytest

from coding.page.edits import set_field
from coding.page.waiver import Waiver
from coding.store.store import Fired, Verdict
from coding.store.store_errors import UnknownPageError, UnknownWaiverError
from db.shared.seat import alone
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading

AT = datetime(2026, 7, 1, 9)


def verdict(*fired):
    return Verdict("error", 1, 0, 0, 0, "grouped", "HC29", 1.0, None, 99.0, "0123456789ab", tuple(fired))


def waiver(**more):
    base = {"rule": "FP-COD-104", "reason": "呼吸机即治疗", "author": "质控甲", "at": AT}
    return Waiver(**{**base, **more})


def test_each_edit_of_a_rule_is_kept_with_who_and_when(store_as, path):
    store_as("质控甲").edit_rules([("FP-STD-036", {"on": "0"})], "电话由登记处核对")
    store_as("质控乙").edit_rules([("FP-STD-036", {"severity": "info"}), ("H1-001", {"kind": "range"})])
    store_as("质控甲").edit_rules([("FP-STD-036", None)])
    opened = SqliteStore(path)
    told = [(e.rule, e.columns, e.author, e.note) for e in opened.rule_edits()]
    assert told == [
        ("FP-STD-036", {"on": "0"}, "质控甲", "电话由登记处核对"),
        ("FP-STD-036", {"severity": "info"}, "质控乙", ""),
        ("H1-001", {"kind": "range"}, "质控乙", ""),
        ("FP-STD-036", None, "质控甲", ""),
    ]
    assert all(isinstance(e.at, datetime) for e in opened.rule_edits())
    opened.close()


def test_a_waiver_is_kept_for_a_page_or_for_a_ward(store):
    page_id = store.import_reading(make_reading(make_page())).added[0]
    one = store.add_waiver(waiver(field="op_code", value="96.7200"), page_id)
    ward = store.add_waiver(waiver(dept="03.05", expires=date(2026, 12, 31)))
    assert [(k.page_id, k.waiver) for k in store.waivers()] == [(page_id, one.waiver), (None, ward.waiver)]


def test_a_waiver_is_of_whoever_gives_it_at_the_moment_of_the_store(path):
    with closing(SqliteStore(path, lambda: AT, alone("质控甲", 2))) as store:
        given = waiver(author="别人", at=datetime(2020, 1, 1))
        kept = store.add_waiver(given)
        assert kept.waiver == replace(given, author="质控甲", at=AT)
        assert store.waivers() == [kept]


def test_a_withdrawn_waiver_stays_in_the_list(store_as):
    kept = store_as("质控甲").add_waiver(waiver())
    store_as("质控乙").end_waiver(kept.id)
    store_as("质控丙").end_waiver(kept.id)
    (ended,) = store_as("质控甲").waivers()
    assert ended.ended_by == "质控乙"
    assert ended.ended_at is not None


def test_a_waiver_needs_its_page(store):
    with pytest.raises(UnknownPageError):
        store.add_waiver(waiver(), 77)
    with pytest.raises(UnknownWaiverError):
        store.end_waiver(77)


def test_which_rules_fired_is_kept_with_the_verdict(store):
    first, second = store.import_reading(make_reading(make_page("1"), make_page("2"))).added
    store.keep_verdicts([(first, verdict(("A", 2, 0), ("B", 1, 1))), (second, verdict(("A", 1, 1)))])
    assert store.fired() == {"A": Fired(2, 3, 1), "B": Fired(1, 1, 1)}
    assert set(store.pages_with("A")) == {first, second}
    store.keep_verdicts([(first, verdict(("B", 1, 0)))])
    assert store.fired() == {"A": Fired(1, 1, 1), "B": Fired(1, 1, 0)}
    assert list(store.pages_with("A")) == [second]


def test_what_fired_goes_when_the_page_is_another_one(store):
    page_id = store.import_reading(make_reading(make_page())).added[0]
    store.keep_verdicts([(page_id, verdict(("A", 1, 0)))])
    store.append(page_id, set_field(store.page(page_id), "sex", "2"))
    assert store.fired() == {}


def test_verdicts_of_unknown_pages_leave_nothing(store):
    store.keep_verdicts([(77, verdict(("A", 1, 0)))])
    assert store.fired() == {}
