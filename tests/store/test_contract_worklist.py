"""The worklist: every filter in every order says what going through all rows would say."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from coding.base.errors import StaleChangeError
from coding.page.edits import go_on, set_field
from coding.page.rows import Diagnosis
from coding.page.step import PageState
from coding.page.waiver import Waiver
from coding.store.page_marks import open_marks
from coding.store.store import LATEST, Marked, Sort, Trade, Verdict, WorklistQuery
from coding.suggest.term_book import TermPair
from db.shared.seat import ALONE
from db.shared.worklist import worklist_query
from tests.db.conftest import judged, make_page, make_reading
from tests.store.conftest import STORES, Clock

NAMES = ("王一", "李 二", "张'三\"", "ÉMILE", "赵\x00六", "")
WORDS = ("股骨骨折", "肺炎", "2型糖尿病", "急性阑尾炎", "")
GROUPS = ("HC23", "ES35", "0000", "", "BQY", "hc29")
DONE = go_on(PageState.CODING, PageState.PASSED)
SUBMITTED = go_on(PageState.CODING, PageState.SUBMITTED)
#: Where pages stand that are neither being coded nor only passed.
STEPS = {
    1: (SUBMITTED,),
    2: (SUBMITTED, go_on(PageState.SUBMITTED, PageState.RETURNED, "依据不足")),
    4: (go_on(PageState.CODING, PageState.WAITING, "病理未回", date(2026, 4, 1)),),
}
UNFINISHED = ("returned", "new", "coding", "waiting")
FINISHED = ("passed", "uploaded", "archived")
#: How the stays of these groups ended; the letters of a code say nothing to the store.
STATUS = {"0000": "无法入组", "": "信息校验不通过", "BQY": "歧义病案"}


def pages(number):
    for n in range(number):
        page = make_page(
            f"{n * 7 % number:d}" if n % 5 else f"B-{n:04d}",
            patient_name=NAMES[n % len(NAMES)],
            discharge_datetime=("", "2024-03-1 08:00", "2024年4月2日", "不详")[n % 4]
            if n % 3
            else f"2024-05-{n % 28 + 1:02d}",
            discharge_dept=("03", "04", "0301", "某科")[n % 4],
        )
        yield replace(page, diagnoses=(Diagnosis(f"S{n % 100:02d}.900", WORDS[n % len(WORDS)]),))


def verdict(n):
    state = ("error", "warning", "clean")[n % 3]
    errors, warnings = (n % 4 + 1 if state == "error" else 0), (n % 5 if state != "clean" else 0)
    weight = None if n % 7 == 0 else n % 11 / 4
    score = None if n % 6 == 0 else 100.0 - n % 9
    group = GROUPS[n % 6]
    status = STATUS.get(group, "分组成功")
    fired = (("R-1", 1, 0),) * (n % 2)
    marks = (n % 5 == 0, n % 11 == 0, n % 13 == 0)
    made = Verdict(state, errors, warnings, 0, 0, status, group, weight, None, score, f"s{n % 2}", fired, *marks)
    # up and down alike, some by the same, and most by nothing
    return replace(made, weight_moved=(None, 0.0, 0.5, -0.75)[n // 4 % 4], payment_moved=(n % 3 - 1) * 1000.0 or None)


@pytest.fixture(scope="module", params=sorted(STORES))
def full(request, tmp_path_factory, cheap_passwords):
    """A store that has everything that is asked for, made once: it is only read."""
    store = STORES[request.param](tmp_path_factory.mktemp("full"), Clock(), ALONE)
    fill(store)
    yield store
    store.close()


@pytest.fixture(scope="module")
def in_order(full):
    """All its rows, the newest discharge first."""
    return newest_first(full)


def fill(store):
    ids = store.import_reading(make_reading(*pages(240))).added
    store.keep_verdicts([(page_id, verdict(n)) for n, page_id in enumerate(ids) if n % 4])
    for n, page_id in enumerate(ids):
        if n % 9 == 0 and n % 2 == 0:
            store.append(page_id, set_field(store.page(page_id), "sex", "9"))
            store.keep_verdicts([(page_id, verdict(n))] if n % 4 else [])
        if n % 9 == 0 and n % 6:
            judged(store, page_id)
            store.append(page_id, DONE)
            store.keep_verdicts([(page_id, verdict(n))] if n % 4 else [])
    store.set_setting("release.stages", "two")
    for n, page_id in enumerate(ids):
        for step in STEPS.get(n % 9, ()):
            judged(store, page_id)
            store.append(page_id, step)
            store.keep_verdicts([(page_id, verdict(n))])


SHOWN = {
    Marked.ALL: lambda r: True,
    Marked.OPEN: lambda r: r.progress in UNFINISHED,
    Marked.RETURNED: lambda r: r.progress == "returned",
    Marked.PUT_OFF: lambda r: r.progress == "waiting",
    Marked.SUBMITTED: lambda r: r.progress == "submitted",
    Marked.ERROR: lambda r: r.errors > 0,
    Marked.WARNING: lambda r: r.warnings > 0,
    Marked.CLEAN: lambda r: r.state == "clean",
    Marked.UNGROUPED: lambda r: bool(r.state) and r.drg in STATUS,
    Marked.UNPROVED: lambda r: r.unproved,
    Marked.LIST_DIFFERS: lambda r: r.list_differs,
    Marked.OVERDUE: lambda r: r.overdue,
    Marked.ALTERED: lambda r: r.altered,
    Marked.DONE: lambda r: r.progress in FINISHED,
    Marked.DONE_OPEN: lambda r: r.progress in FINISHED and bool(open_marks(r)),
    Marked.WAITING: lambda r: not r.state,
}
ORDERS = {
    Sort.DISCHARGE: lambda r: 0,
    Sort.WORST: lambda r: (-r.errors, -r.warnings),
    Sort.CASE_NO: lambda r: (len(r.case_no), r.case_no),
    Sort.NAME: lambda r: r.patient_name,
    Sort.DEPT: lambda r: r.dept,
    Sort.STATE: lambda r: ("error", "warning", "clean", "").index(r.state),
    Sort.PROGRESS: lambda r: (*UNFINISHED, "submitted", *FINISHED).index(r.progress),
    Sort.DRG: lambda r: (r.drg == "", r.drg),
    Sort.WEIGHT: lambda r: (r.weight is None, -(r.weight or 0.0)),
    Sort.SCORE: lambda r: (r.score is None, r.score or 0.0),
    Sort.WEIGHT_MOVED: lambda r: -abs(r.weight_moved or 0.0),
    Sort.PAYMENT_MOVED: lambda r: -abs(r.payment_moved or 0.0),
}


def newest_first(store):
    """All rows, the newest discharge first; those that cannot be read come last, equals as they were imported."""
    rows = sorted(store.rows(store.worklist()), key=lambda r: r.id)
    moments = {r.id: store.page(r.id).moment("discharge_datetime") for r in rows}
    dated = [r for r in rows if moments[r.id]]
    return sorted(dated, key=lambda r: moments[r.id], reverse=True) + [r for r in rows if not moments[r.id]]


def expected(in_order, query, order, shown=lambda r: True):
    """What going through all rows says: newest discharge first, then by the order."""
    rows = [r for r in in_order if SHOWN[query.marked](r) and shown(r)]
    return [r.id for r in sorted(rows, key=order)]


@pytest.mark.parametrize("sort", list(Sort))
def test_every_filter_in_this_order_says_what_going_through_the_rows_says(full, in_order, sort):
    for marked in SHOWN:  # what is of facts and payment: test_contract_months
        query = WorklistQuery(marked=marked, sort=sort)
        wanted = expected(in_order, query, ORDERS[sort])
        assert list(full.worklist(query)) == wanted, marked
        assert full.count(query) == len(wanted), marked
        window = full.listed(query, 5, 20)
        assert [r.id for r in window.rows] == wanted[5:25], marked
        assert (window.start, window.total, window.everything) == (5, len(wanted), 240), marked


def test_worklist_newest_discharge_first_unreadable_last(store):
    dates = ("2024-03-01 08:00", "2024年4月2日", "", "20231231", "三月十日", "2024/3/1 9:30")
    ids = store.import_reading(
        make_reading(*(make_page(str(n), discharge_datetime=d) for n, d in enumerate(dates)))
    ).added
    assert list(store.worklist()) == [ids[n] for n in (1, 5, 0, 3, 2, 4)]


def said(row):
    return " ".join((row.case_no, row.patient_name, row.dept, row.principal, row.drg, row.discharge_date)).casefold()


TEXTS = (
    *(
        "骨折",
        "股骨骨折",
        "骨",
        "王一 肺炎",
        "hc2",
        "HC23",
        "émile",
        "S0",
        "b-00",
        "B-0024 折",
        "李 二",
        '三"',
        "'",
        '"',
    ),
    *("六", "2024-05", "不详", "某科", "没有这个词", "-", "*", "AND", "型糖 s1", "折s"),
)


@pytest.mark.parametrize("text", TEXTS)
def test_text_finds_every_row_that_has_all_its_words_anywhere(full, in_order, text):
    query = WorklistQuery(text, sort=Sort.NAME)
    words = text.casefold().split()
    wanted = expected(in_order, query, ORDERS[Sort.NAME], lambda r: all(word in said(r) for word in words))
    assert list(full.worklist(query)) == wanted
    assert [r.id for r in full.listed(query, 0, 1000).rows] == wanted
    assert full.listed(query, 100_000).total == len(wanted)


@pytest.mark.parametrize("start", [0, 239, 240, 5_000])
def test_a_window_says_how_many_there_are_wherever_it_lies(full, start):
    for query in (WorklistQuery(), WorklistQuery(sort=Sort.NAME), WorklistQuery(marked=Marked.ERROR, sort=Sort.NAME)):
        window = full.listed(query, start, 10)
        assert (window.start, window.total, window.everything) == (start, full.count(query), 240)
        assert [r.id for r in window.rows] == list(full.worklist(query))[start : start + 10]


@pytest.mark.parametrize("sort", [Sort.WORST, Sort.DISCHARGE])
def test_text_and_state_narrow_each_other(full, in_order, sort):
    query = WorklistQuery("骨折", Marked.ERROR, sort)
    wanted = expected(in_order, query, ORDERS[sort], lambda r: "骨折" in said(r))
    assert wanted
    assert list(full.worklist(query)) == wanted
    assert [r.id for r in full.listed(query, 1, 3).rows] == wanted[1:4]
    assert full.count(query) == full.listed(query).total == len(wanted)


@pytest.mark.parametrize("sort", list(Sort))
def test_among_these_pages_alone_it_is_asked_in_the_order_of_the_list(full, in_order, sort):
    these = tuple(list(full.worklist())[3::7])
    query = WorklistQuery(sort=sort, among=(*these, 99_999))
    wanted = expected(in_order, query, ORDERS[sort], lambda r: r.id in these)
    assert list(full.worklist(query)) == wanted
    assert [r.id for r in full.listed(query, 0, 1).rows] == wanted[:1]
    assert full.count(query) == len(these)
    assert list(full.worklist(WorklistQuery(sort=sort, among=()))) == []


def test_beginnings_department_rule_and_stamp_are_asked_for_by_themselves(full):
    rows = full.rows(full.worklist())
    for query, holds in (
        (WorklistQuery(begins="B-00"), lambda r: r.case_no.startswith("B-00")),
        (WorklistQuery(begins="HC"), lambda r: r.drg.startswith("HC")),
        (WorklistQuery(begins="王"), lambda r: r.patient_name.startswith("王")),
        (WorklistQuery(begins="S03"), lambda r: r.principal.startswith("S03")),
        (WorklistQuery(dept=rows[0].dept), lambda r: r.dept == rows[0].dept),
        (WorklistQuery(outdated="s1"), lambda r: r.stamp != "s1" or not r.state),
    ):
        assert list(full.worklist(query)) == [r.id for r in rows if holds(r)], query
    assert list(full.worklist(WorklistQuery(rule="R-1"))) == list(full.pages_with("R-1"))


@pytest.mark.parametrize("begins", ["B-00", "HC", "王", "S03", "b", "没有"])
@pytest.mark.parametrize("sort", [Sort.DISCHARGE, Sort.NAME, Sort.WEIGHT_MOVED])
def test_a_beginning_that_many_pages_have_is_answered_as_one_that_few_have(full, monkeypatch, begins, sort):
    for query in (WorklistQuery(begins=begins, sort=sort), WorklistQuery("骨折", Marked.ERROR, sort, begins=begins)):
        few = full.listed(query, 2, 30)
        with monkeypatch.context() as patch:
            patch.setattr(worklist_query, "_MANY", 1)
            assert full.listed(query, 2, 30) == few
            assert full.count(query) == few.total
            assert list(full.worklist(query))[2:32] == [row.id for row in few.rows]


def test_what_was_counted_is_counted_anew_after_a_write(opened, store):
    for number in (1, 2):
        store.import_reading(make_reading(make_page(f"S{number}")))
        assert store.listed().everything == number
    opened().import_reading(make_reading(make_page("S3")))
    assert store.listed().everything == 3


def test_words_follow_what_is_typed_and_what_comes_anew(store):
    (page_id,) = store.import_reading(make_reading(make_page(patient_name="样例甲"))).added
    store.append(page_id, set_field(store.page(page_id), "patient_name", "样例乙丙"))
    assert list(store.worklist(WorklistQuery("样例甲"))) == []
    assert list(store.worklist(WorklistQuery("例乙丙"))) == [page_id]
    (other,) = store.import_reading(make_reading(make_page("2", patient_name="样例丁"))).added
    store.import_reading(make_reading(make_page("2", patient_name="样例戊")))
    assert list(store.worklist(WorklistQuery("样例丁"))) == []
    assert list(store.worklist(WorklistQuery("样例戊"))) == [other]


def test_changed_since_names_the_pages_that_anybody_wrote_to(opened, store):
    one, two, three = store.import_reading(make_reading(*(make_page(str(n)) for n in range(3)))).added
    before = store.changed_since(LATEST).revision
    assert store.changed_since(before).pages == ()
    other = opened()
    other.append(two, set_field(other.page(two), "sex", "2"))
    first = store.changed_since(before)
    assert (first.pages, first.trades) == ((two,), {Trade.PAGES})
    assert first.revision > before
    other.keep_verdicts([(one, verdict(1))])
    judged(other, three)
    other.append(three, DONE)
    assert set(store.changed_since(first.revision).pages) == {one, three}
    assert set(store.changed_since(0).pages) == {one, two, three}


def test_changed_since_names_the_trades_that_were_written_to(store):
    for trade, write in (
        (Trade.RULES, lambda: store.edit_rules([("DX-001", {"on": "0"})])),
        (Trade.WAIVERS, lambda: store.add_waiver(Waiver("DX-001", "病理未回", "质控员", datetime(2026, 3, 1)))),
        (Trade.TERMS, lambda: store.add_terms([TermPair("糖", ("糖尿病",), "E14.900", "dx")])),
        (Trade.SETTINGS, lambda: store.set_setting("evidence.percent", "20")),
        (Trade.IMPORTS, lambda: store.import_reading(make_reading(make_page()))),
    ):
        before = store.changed_since(LATEST).revision
        write()
        assert store.changed_since(before).trades == {trade}


def test_a_write_that_fails_has_no_revision(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    before = store.changed_since(LATEST)
    with pytest.raises(StaleChangeError, match="状态已变为“编码中”"):
        store.append(page_id, DONE.inverse())
    with pytest.raises(Exception, match="已变化"):
        store.append(page_id, set_field(make_page(sex="9"), "sex", "2"))
    assert store.changed_since(LATEST) == before


def test_a_verdict_on_the_page_before_an_edit_is_not_kept_for_the_page_after_it(store, opened):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    found = replace(verdict(1), seen=0)
    opened("质控员").append(page_id, set_field(store.page(page_id), "sex", "2"))
    store.keep_verdicts([(page_id, found)])
    assert store.rows([page_id])[0].state == "", "it was found on another page"
    store.keep_verdicts([(page_id, replace(found, seen=store.history(page_id)[-1].id))])
    assert store.rows([page_id])[0].state == found.state
