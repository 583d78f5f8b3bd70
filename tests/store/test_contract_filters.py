"""Typed filters, tallies and what stands on pages: each says what going through all pages says."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from coding.page.edits import go_on
from coding.page.rows import Diagnosis
from coding.page.step import PageState
from coding.store.kept_worklist import COUNTED
from coding.store.page_filter import By, PageFilter, Than
from coding.store.store import Marked, Sort, Verdict, WorklistQuery
from tests.db.conftest import judged, make_page, make_reading
from tests.store.test_contract_worklist import SHOWN

DEPTS = ("03", "04", "某科", "")
WARDS = ("内一病区", "外二病区", "")
DOCTORS = ("孙医师", "钱医师", "", "孙医师")
CODERS = ("编码甲", "")
DAYS = ("2026-07-03 08:00", "2026-06-30 10:00", "2025-07-01 09:30", "不详", "2026-07-31 23:59")


def pages(number):
    for n in range(number):
        page = make_page(
            f"{n:06d}",
            patient_name=("王一", "李二")[n % 2],
            discharge_datetime=DAYS[n % 5],
            discharge_dept=DEPTS[n % 4],
            discharge_ward=WARDS[n % 3],
            attending_physician=DOCTORS[n % 4],
            coder=CODERS[n % 2],
            fee_total=("", "20000", "20000.01", "55000")[n % 4],
            los_days=("", "30", "31", "7")[n // 4 % 4],
        )
        yield replace(page, diagnoses=(Diagnosis(("S72.000", "I63.900", "I63.501")[n % 3], "某病"),))


def verdict(n):
    errors, warnings = n % 3, n % 2
    state = "error" if errors else "warning" if warnings else "clean"
    fired = ((("FP-COD-003", 1, 0),), (("FP-COD-011", 2, 1), ("DX-001", 1, 0)), ())[n % 3]
    drg, weight = ("BR25", "BR23", "ER35")[n % 3], (None, 0.8, 1.0, 1.2)[n % 4]
    made = Verdict(state, errors, warnings, 0, 0, "分组成功", drg, weight, None, 99.0, "s", fired)
    moved = (None, None, 0.3, -1.5)[n % 4]
    return replace(made, weight_moved=moved, payment_moved=moved and moved * 6000, unproved=n % 7 == 0)


@pytest.fixture
def full(store):
    ids = store.import_reading(make_reading(*pages(60))).added
    store.keep_verdicts([(page_id, verdict(n)) for n, page_id in enumerate(ids) if n % 10 != 9])
    store.assign(ids[::4], store.me.id)
    return store


def told(store):
    """Page → what each kind of filter asks of it, found without any filter."""
    found = {}
    for row in store.rows(store.worklist()):
        page = store.page(row.id)
        moment = page.moment("discharge_datetime")
        rules = [rule for rule, *_ in verdict(int(row.case_no)).fired] if row.state else []
        cost, stay = page.number("fee_total"), page.number("los_days")
        found[row.id] = {
            By.DEPT: {row.dept, page.text("discharge_ward")},
            By.DOCTOR: {page.text("attending_physician")},
            By.CODER: {page.text("coder")},
            By.RULE: rules,
            By.GROUP: [row.drg],
            By.MONTH: [moment.isoformat()] if moment else [],
            By.CODE: [d.code for d in page.diagnoses],
            By.COST: None if cost is None else float(cost),
            By.STAY: None if stay is None else float(stay),
            By.WEIGHT: row.weight,
            By.WEIGHT_MOVED: abs(row.weight_moved or 0) or None,
            By.PAYMENT_MOVED: abs(row.payment_moved or 0) or None,
            "row": row,
        }
    return found


EXACT = (By.DEPT, By.DOCTOR, By.CODER)
COMPARED = {
    Than.ABOVE: lambda a, b: a > b,
    Than.AT_LEAST: lambda a, b: a >= b,
    Than.BELOW: lambda a, b: a < b,
    Than.AT_MOST: lambda a, b: a <= b,
}


def holds(one, page):
    """Whether a page is as a filter wants it; None where the page does not say."""
    if one.by is By.MARK:
        return any(SHOWN[Marked(text)](page["row"]) for text in one.texts) is not one.is_not
    said = page[one.by]
    if one.bounds or one.by in (By.WEIGHT_MOVED, By.PAYMENT_MOVED):
        if said is None:
            return one.is_not if one.by in (By.WEIGHT_MOVED, By.PAYMENT_MOVED) else False
        return all(COMPARED[than](said, number) for than, number in one.bounds) is not one.is_not
    if one.by in EXACT:
        return bool(said & set(one.texts)) is not one.is_not
    return any(word.startswith(text) for word in said for text in one.texts) is not one.is_not


FILTERS = (
    PageFilter(By.DEPT, ("内科",)),
    PageFilter(By.DEPT, ("内一病区", "某科")),
    PageFilter(By.DOCTOR, ("孙医师",)),
    PageFilter(By.CODER, ("编码甲",)),
    PageFilter(By.RULE, ("FP-COD",)),
    PageFilter(By.RULE, ("DX-001", "FP-COD-003")),
    PageFilter(By.MONTH, ("2026-07",)),
    PageFilter(By.MONTH, ("2026-06", "2025")),
    PageFilter(By.GROUP, ("BR2",)),
    PageFilter(By.CODE, ("I63",)),
    PageFilter(By.MARK, ("error", "unproved")),
    PageFilter(By.MARK, ("all",)),
    PageFilter(By.WEIGHT, bounds=((Than.ABOVE, 1.0),)),
    PageFilter(By.COST, bounds=((Than.ABOVE, 20_000),)),
    PageFilter(By.COST, bounds=((Than.AT_LEAST, 20_000), (Than.BELOW, 50_000))),
    PageFilter(By.STAY, bounds=((Than.AT_MOST, 30),)),
    PageFilter(By.WEIGHT_MOVED),
    PageFilter(By.WEIGHT_MOVED, bounds=((Than.ABOVE, 1),)),
    PageFilter(By.PAYMENT_MOVED, bounds=((Than.AT_LEAST, 1800),)),
)
BOTH_WAYS = tuple(replace(one, is_not=is_not) for one in FILTERS for is_not in (False, True))


BESIDE = ((Marked.ALL, ""), (Marked.ERROR, ""), (Marked.UNPROVED, ""), (Marked.ALL, "王"), (Marked.ERROR, "王"))


def test_a_filter_finds_what_going_through_the_pages_finds_in_every_order_and_beside_marks_and_words(full):
    pages_ = told(full)
    for one in BOTH_WAYS:
        for marked, text in BESIDE:
            wanted = [
                page_id
                for page_id, page in pages_.items()
                if holds(one, page) and SHOWN[marked](page["row"]) and text in page["row"].patient_name
            ]
            for sort in (Sort.DISCHARGE, Sort.NAME, Sort.WEIGHT_MOVED):
                query = WorklistQuery(text, marked, sort, filters=(one,))
                found = list(full.worklist(query))
                assert sorted(found) == sorted(wanted), query
                assert full.count(query) == len(wanted), query
                assert [row.id for row in full.listed(query, 1, 7).rows] == found[1:8], query
            assert list(full.worklist(WorklistQuery(text, marked, filters=(one,)))) == wanted


def test_all_filters_have_to_hold(full):
    pages_ = told(full)
    for one in BOTH_WAYS:
        for other in BOTH_WAYS[::5]:
            wanted = [page_id for page_id, page in pages_.items() if holds(one, page) and holds(other, page)]
            assert list(full.worklist(WorklistQuery(filters=(one, other)))) == wanted, (one, other)


def test_whose_a_page_is_is_a_filter_too(full):
    mine = PageFilter(By.WHOSE, (str(full.me.id),))
    assert set(full.worklist(WorklistQuery(filters=(mine,)))) == set(full.worklist(WorklistQuery(mine=full.me.id)))
    others = full.worklist(WorklistQuery(filters=(replace(mine, is_not=True),)))
    assert len(others) == 45


def test_a_tally_says_how_many_each_mark_would_list(full):
    for query in (
        WorklistQuery(),
        WorklistQuery("王"),
        WorklistQuery(filters=(PageFilter(By.DEPT, ("内科",)),)),
        WorklistQuery(filters=(PageFilter(By.MONTH, ("2026-07",)), PageFilter(By.RULE, ("FP",)))),
        WorklistQuery("王", marked=Marked.ERROR, sort=Sort.WEIGHT),
        WorklistQuery("没有"),
    ):
        counted = full.tally(query, full.me.id)
        for marked in COUNTED:
            assert counted.marked[marked] == full.count(replace(query, marked=marked)), (query, marked)
        assert counted.mine == full.count(replace(query, marked=Marked.ALL, mine=full.me.id)), query
        assert full.tally(query).mine == 0


def test_what_stands_on_pages_is_told_with_how_many_bear_it(full):
    pages_ = told(full)
    for by in (By.DEPT, By.DOCTOR, By.CODER, By.GROUP, By.RULE, By.MONTH):
        counts = {}
        for page in pages_.values():
            for value in set(page[by]):
                value = value[:7] if by is By.MONTH else value
                counts[value] = counts.get(value, 0) + bool(value)
        assert dict(full.values(by)) == {value: number for value, number in counts.items() if number}, by
        assert [value for value, _ in full.values(by)] == sorted(dict(full.values(by)))


def test_what_somebody_finished_is_counted_by_person_and_moment_and_as_long_as_it_stands(full, opened, clock):
    one, two, three = list(full.worklist())[:3]
    judged(full, one, two, three)
    began = clock.now
    done = go_on(PageState.CODING, PageState.PASSED)
    entry = full.append(one, done).entry
    opened("质控员").append(two, done)
    assert full.finished(full.me.id, began) == 1
    assert full.finished(full.me.id, clock.now + timedelta(seconds=1)) == 0
    full.append(three, done)
    assert full.finished(full.me.id, datetime(2000, 1, 1)) == 2
    full.append(one, done.inverse(), undoes=entry.id)
    assert full.finished(full.me.id, began) == 1, "what was taken back is not finished"


def test_a_page_whose_weight_has_not_moved_any_more_is_not_told_to_have(full):
    page_id = next(row.id for row in full.rows(full.worklist()) if row.weight_moved)
    full.keep_verdicts([(page_id, replace(verdict(0), weight_moved=None, payment_moved=12.5))])
    (row,) = full.rows([page_id])
    assert (row.weight_moved, row.payment_moved) == (None, 12.5)
    full.keep_verdicts([(page_id, verdict(0))])
    (row,) = full.rows([page_id])
    assert (row.weight_moved, row.payment_moved) == (None, None)
    assert not full.verify().complaints
