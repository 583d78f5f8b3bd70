"""The journal of the months is only added to, and facts are of the page as it stands: clear and sealed alike."""

from dataclasses import replace

import pytest

from coding.indicators.packed_facts import each_of
from coding.indicators.page_facts import PageFacts
from coding.page.edits import set_field
from coding.store.store import Marked, MonthKind, Sort, Trade, Verdict, WorklistQuery
from coding.store.store_errors import StoreError, UnknownPageError
from tests.db.conftest import make_page, make_reading

VERDICT = Verdict("clean", 0, 0, 0, 0, "分组成功", "HC25", 1.0, 9000.0, 100.0, "s1")
FACTS = PageFacts(
    "0001", "2026-10-07T16:41:00", ward="心内科", weight=12_345, cost=1_234_567, died=False, operated=True,
    defects=(0, 1, 0, 0, 2, 0), judged=(True, True, False, True, True, True), violations=("高编高套",),
    in_time=(("archive_3d", False), ("front_page_24h", True)), same_day=None,
)  # fmt: skip


def page(number, day="2026-10-07", **values):
    return make_page(number, discharge_datetime=f"{day} 16:41", **values)


@pytest.fixture
def ids(store):
    pages = [page("0001"), page("0002", "2026-10-31"), page("0003", "2026-11-01"), page("0004", "不详")]
    return list(store.import_reading(make_reading(*pages)).added)


def test_what_was_noted_is_read_as_it_was_written(store, opened, ids, clock):
    noted, moments = clock.during(
        lambda: store.note_month(MonthKind.SLIP, {"ward": "心内科", "lines": [1, 2]}, month="2026-10", subject="F-1")
    )
    store.note_month(MonthKind.SUSPECTED, {"answer": "原值正确"}, month="2026-11", subject="V-1", page_id=ids[0])
    assert noted.at in moments
    assert opened("质控员").month_entries("2026-10") == [noted]
    assert [e.page_id for e in store.month_entries(kinds=[MonthKind.SUSPECTED])] == [ids[0]]
    assert [e.month for e in store.month_entries(subject="F-1")] == ["2026-10"]
    assert store.month_entries("2026-10", [MonthKind.SUSPECTED]) == []
    assert [e.month for e in store.month_entries()] == ["2026-10", "2026-11"]
    assert store.month_entries("") == []


def test_many_are_one_act_all_or_none(store, ids):
    lines = [("2026-10", "张三", page_id, {"why": "节假日"}) for page_id in ids[:2]]
    assert store.note_months(MonthKind.EXCUSED, lines) == 2
    with pytest.raises(UnknownPageError):
        store.note_months(MonthKind.EXCUSED, [*lines, ("2026-10", "李四", 999, {})])
    with pytest.raises(UnknownPageError):
        store.note_month(MonthKind.EXCUSED, {}, page_id=999)
    assert len(store.month_entries(kinds=[MonthKind.EXCUSED])) == 2
    assert store.note_months(MonthKind.EXCUSED, []) == 0
    assert not store.verify().complaints


def test_a_closed_month_takes_no_more_of_what_was_frozen_until_it_is_reopened(store):
    store.note_month(MonthKind.OPENED, {}, month="2026-10")
    store.note_month(MonthKind.EXCUSED, {"why": "节假日"}, month="2026-10", subject="张三")
    store.note_month(MonthKind.CLOSED, {"figures": {}}, month="2026-10")
    before = store.changed_since(0).revision
    with pytest.raises(StoreError, match="2026-10 已关账"):
        store.note_month(MonthKind.EXCUSED, {}, month="2026-10", subject="李四")
    with pytest.raises(StoreError, match="2026-10 已关账"):
        store.note_months(MonthKind.EXCUSED, [("2026-11", "李四", None, {}), ("2026-10", "李四", None, {})])
    with pytest.raises(StoreError, match="关"):
        store.note_month(MonthKind.CLOSED, {"figures": {}}, month="2026-10")
    assert store.changed_since(before).trades == frozenset()
    store.note_month(MonthKind.DENIAL, {"amount": 5}, month="2026-10")
    store.note_month(MonthKind.REOPENED, {"reason": "补收一批病案"}, month="2026-10")
    store.note_month(MonthKind.EXCUSED, {}, month="2026-10", subject="李四")
    assert [e.subject for e in store.month_entries("2026-10", [MonthKind.EXCUSED])] == ["张三", "李四"]


def test_other_windows_are_told_of_entries(store):
    before = store.changed_since(0).revision
    store.note_month(MonthKind.TEAM, {"team": "一组", "since": "2026-10-01"}, subject="张三")
    assert store.changed_since(before).trades == {Trade.MONTHS}


def test_facts_come_back_as_they_were_found_by_the_day_of_discharge(store, opened, ids):
    store.keep_facts([(page_id, replace(FACTS, case_no=f"000{n}")) for n, page_id in enumerate(ids, 1)], "s1")
    other = opened("质控员")
    assert other.facts("2026-10-07", "2026-10-07") == [(ids[0], FACTS)]
    assert [i for i, _ in other.facts("2026-10-01", "2026-10-31")] == ids[:2]
    assert [i for i, _ in other.facts("", "2026-10-31")] == ids[:2]
    assert [i for i, _ in other.facts("2026-10-31")] == ids[1:3]
    assert [i for i, _ in other.facts()] == [ids[3], *ids[:3]]
    assert other.facts("2027-01-01") == []
    assert list(each_of(other.fact_blocks("2026-10-31"))) == other.facts("2026-10-31")


def test_pages_without_facts_are_those_of_another_stamp_or_page(store, ids):
    assert store.without_facts("s1", "2026-10-01", "2026-10-31") == ids[:2]
    store.keep_facts([(ids[0], FACTS), (999, FACTS)], "s1")
    assert store.without_facts("s1", "2026-10-01", "2026-10-31") == ids[1:2]
    assert store.without_facts("s2", "2026-10-01", "2026-10-31") == ids[:2]
    store.append(ids[0], set_field(store.page(ids[0]), "sex", "2"))
    assert store.without_facts("s1", "2026-10-01", "2026-10-31") == ids[:2]
    assert store.facts("2026-10-01", "2026-10-31") == []


def test_facts_are_kept_with_the_verdict_and_not_of_a_page_that_has_gone_on(store, ids):
    store.keep_verdicts([(ids[0], replace(VERDICT, facts=FACTS, seen=0))])
    assert store.facts("2026-10-01") == [(ids[0], FACTS)]
    assert store.without_facts("", "2026-10-01", "2026-10-07") == []
    store.keep_facts([(ids[0], FACTS)], VERDICT.stamp + "|as read by an older program")
    assert store.without_facts("", "2026-10-01", "2026-10-07") == ids[:1]
    changed = store.append(ids[0], set_field(store.page(ids[0]), "sex", "2"))
    store.keep_verdicts([(ids[0], replace(VERDICT, facts=FACTS, seen=0))])
    assert store.facts("2026-10-01") == []
    store.keep_verdicts([(ids[0], replace(VERDICT, facts=FACTS, seen=changed.entry.id))])
    assert store.facts("2026-10-01") == [(ids[0], FACTS)]
    store.keep_verdicts([(ids[0], VERDICT)])
    assert store.facts("2026-10-01") == []
    assert not store.verify().complaints


def test_what_fired_is_told_page_by_page_without_what_is_waived(store, ids):
    fired = (("FP-ACC-101", 2, 0), ("FP-ACC-102", 3, 1), ("FP-ACC-103", 1, 1))
    store.keep_verdicts([(page_id, replace(VERDICT, fired=fired)) for page_id in ids[:2]])
    told = [("FP-ACC-101", 2), ("FP-ACC-102", 2)]
    assert list(store.each_fired("2026-10-01", "2026-10-31")) == [(i, *one) for i in ids[:2] for one in told]
    assert list(store.each_fired("2026-11-01")) == []


def test_the_worklist_knows_days_losses_and_suspected_violations(store, ids):
    suspected = replace(FACTS, suspected=("高编高套",))
    verdicts = [
        (ids[0], replace(VERDICT, payment=1_000.0, facts=suspected)),
        (ids[1], replace(VERDICT, payment=2_000.004, facts=FACTS)),
        (ids[2], replace(VERDICT, payment=None, facts=suspected)),
    ]
    for page_id in ids[:3]:
        store.append(page_id, set_field(store.page(page_id), "fee_total", "2000.00"))
    store.keep_verdicts(verdicts)
    october = WorklistQuery(since="2026-10-01", until="2026-10-31")
    assert list(store.worklist(october)) == [ids[1], ids[0]]
    assert list(store.worklist(WorklistQuery(since="2026-10-31"))) == [ids[2], ids[1]]
    assert list(store.worklist(WorklistQuery(until="2026-10-31"))) == [ids[1], ids[0]]
    assert list(store.worklist(replace(october, marked=Marked.LOSS))) == [ids[0]]
    assert list(store.worklist(WorklistQuery(marked=Marked.SUSPECTED))) == [ids[2], ids[0]]
    assert store.count(replace(october, marked=Marked.SUSPECTED)) == 1
    window = store.listed(replace(october, marked=Marked.CLEAN, sort=Sort.CASE_NO), 1, 5)
    assert ([row.id for row in window.rows], window.total) == ([ids[1]], 2)
    store.append(ids[0], set_field(store.page(ids[0]), "sex", "2"))
    assert list(store.worklist(WorklistQuery(marked=Marked.SUSPECTED))) == [ids[2]], "the page is another one"
