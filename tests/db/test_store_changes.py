"""Changes in a real file: stored as made, none lost, none made twice."""

import threading
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.base.errors import CodingError, StaleChangeError
from coding.page.edits import go_on, insert_row, move_row, remove_row, set_field
from coding.page.fields import field_key
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from coding.page.step import PageState
from coding.store.store import Verdict
from coding.store.store_errors import StoreBusyError, UnknownPageError
from db.shared.tables.revisions import PAGES_SINCE
from db.sqlite import opening
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading

DONE = go_on(PageState.CODING, PageState.PASSED)

VERDICT = Verdict("warning", 0, 2, 1, 3, "分组成功", "HC23", 1.25, 9_800.5, 97.5, "0123456789ab")


@pytest.fixture
def page_id(store):
    return store.import_reading(make_reading(make_page())).added[0]


def test_page_comes_back_as_it_was_read(store, page_id):
    page = make_page()
    assert store.page(page_id) == page
    assert store.original(page_id) == page
    assert store.page(page_id).supplied == page.supplied
    assert store.page(page_id).extra == {"院内编号": "0001"}


def test_change_alters_page_and_leaves_original(store, page_id):
    change = set_field(store.page(page_id), "principal_dx_code", "K80.100", reason="病理：慢性胆囊炎")
    entry = store.append(page_id, change).entry
    assert store.page(page_id).text("principal_dx_code") == "K80.100"
    assert store.original(page_id) == make_page()
    assert store.history(page_id) == [entry]
    assert (entry.author, entry.change.reason, entry.undoes) == ("编码员", "病理：慢性胆囊炎", None)


def test_taking_back_stands_in_the_audit_too(store, page_id):
    first = store.append(page_id, set_field(store.page(page_id), "sex", "2")).entry
    store.append(page_id, first.change.inverse(), undoes=first.id)
    assert store.page(page_id) == make_page()
    assert [(e.change.source, e.undoes) for e in store.history(page_id)] == [("typed", None), ("undo", first.id)]


def test_change_for_another_state_of_the_page_writes_nothing(store, page_id):
    old = store.page(page_id)
    store.append(page_id, set_field(old, "sex", "2"))
    with pytest.raises(StaleChangeError):
        store.append(page_id, set_field(old, "sex", "9"))
    assert store.page(page_id).text("sex") == "2"
    assert len(store.history(page_id)) == 1


def test_second_step_of_a_stale_change_takes_the_first_step_back(store, page_id):
    page = store.page(page_id)
    good, stale = set_field(page, "sex", "2"), set_field(page.apply(set_field(page, "case_no", "9")), "case_no", "8")
    both = type(good)(good.edits + stale.edits)
    with pytest.raises(StaleChangeError):
        store.append(page_id, both)
    assert store.page(page_id) == page


def test_undo_of_an_entry_of_another_page_is_refused(store):
    one, two = store.import_reading(make_reading(make_page("1"), make_page("2"))).added
    entry = store.append(one, set_field(store.page(one), "sex", "2")).entry
    with pytest.raises(UnknownPageError):
        store.append(two, set_field(store.page(two), "sex", "2"), undoes=entry.id)
    assert store.page(two) == make_page("2")


def test_unknown_page_is_told_in_chinese(store):
    for ask in (store.page, store.original, store.history):
        with pytest.raises(UnknownPageError, match="没有编号为 99 的病案"):
            ask(99)
    with pytest.raises(UnknownPageError):
        store.append(99, DONE)


def test_worklist_shows_what_was_typed_and_forgets_the_old_verdict(store, page_id):
    store.keep_verdicts([(page_id, VERDICT), (99, VERDICT)])
    (row,) = store.rows([page_id])
    assert (row.state, row.errors, row.warnings, row.drg, row.weight, row.score) == (
        "warning",
        0,
        2,
        "HC23",
        1.25,
        97.5,
    )
    assert (row.progress, row.stamp) == ("coding", "0123456789ab")
    assert (row.discharge_date, row.dept, row.principal) == ("2024-03-10", "内科", "K80.000 胆囊结石伴急性胆囊炎")
    store.append(page_id, set_field(store.page(page_id), "patient_name", "样例乙"))
    (row,) = store.rows([page_id])
    assert (row.patient_name, row.progress, row.state, row.drg, row.weight) == ("样例乙", "coding", "", "", None)


def test_a_page_that_is_done_keeps_its_verdict(store, page_id):
    store.keep_verdicts([(page_id, VERDICT)])
    store.append(page_id, DONE)
    (row,) = store.rows([page_id])
    assert (row.progress, row.state, row.stamp) == ("passed", "warning", VERDICT.stamp)


def test_rows_keep_the_order_asked_for_over_many_pages(store):
    ids = store.import_reading(make_reading(*(make_page(str(n)) for n in range(1_203)))).added
    wanted = [*reversed(ids), -1, ids[0]]
    assert [r.id for r in store.rows(wanted)] == [*reversed(ids), ids[0]]


def test_settings_last_one_counts(store, path):
    assert store.setting("author") == ""
    assert store.setting("author", "编码员") == "编码员"
    store.set_setting("author", "甲")
    store.set_setting("author", "乙")
    store.close()
    again = SqliteStore(path)
    assert again.setting("author") == "乙"
    again.close()


def test_any_text_survives(store):
    odd = "空\x00号，半个字\ud83d，表情😀，引号'\"，换行\n"
    page = make_page("甲'1", patient_name=odd)
    page_id = store.import_reading(make_reading(page, file="坏名\udcff.csv")).added[0]
    assert store.page(page_id).text("patient_name") == odd
    assert store.import_reading(make_reading(page)).unchanged == (page_id,)
    store.append(page_id, set_field(page, "employer", odd))
    assert store.history(page_id)[0].change.edits[0].after == odd
    assert store.rows([page_id])[0].case_no == "甲'1"


def test_closed_store_says_so_and_closes_again(store):
    store.close()
    store.close()
    with pytest.raises(CodingError, match="已关闭"):
        store.worklist()


def test_batch_on_its_own_connection_writes_while_the_window_reads(store, path, page_id):
    failures = []

    def batch():
        try:
            own = SqliteStore(path)
            for _ in range(20):
                own.keep_verdicts([(page_id, VERDICT)])
            own.close()
        except CodingError as error:
            failures.append(error)

    thread = threading.Thread(target=batch)
    thread.start()
    for n in range(20):
        store.append(page_id, set_field(store.page(page_id), "patient_name", f"样例{n}"))
    thread.join()
    assert failures == []
    assert store.page(page_id).text("patient_name") == "样例19"
    assert len(store.history(page_id)) == 20


def test_reading_goes_on_beside_a_long_import_and_a_write_is_told_to_wait(store, page_id, monkeypatch):
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.02)
    begun, go_on = threading.Event(), threading.Event()

    class Slow(FrontPage):
        """A page that takes its time."""

        def as_dict(self):
            begun.set()
            go_on.wait(60)
            return super().as_dict()

    slow = make_reading(Slow({"case_no": "9", "admission_times": "1"}))
    thread = threading.Thread(target=store.import_reading, args=(slow,))
    thread.start()
    assert begun.wait(60)
    assert store.rows(store.worklist())[0].id == page_id
    assert store.page(page_id) == make_page()
    with pytest.raises(StoreBusyError, match="稍候再试"):
        store.append(page_id, set_field(make_page(), "sex", "2"))
    go_on.set()
    thread.join()
    store.append(page_id, set_field(make_page(), "sex", "2"))
    assert len(store.worklist()) == 2


TEXTS = st.text(max_size=6)
KEYS = st.sampled_from(("case_no", "patient_name", "sex", "discharge_datetime", "setl_no", "employer"))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), KEYS, TEXTS),
        st.tuples(st.just("row"), st.sampled_from(("code", "name", "poa", "outcome")), st.integers(0, 5), TEXTS),
        st.tuples(st.just("insert"), st.integers(0, 5), TEXTS),
        st.tuples(st.just("remove"), st.integers(0, 5)),
        st.tuples(st.just("move"), st.integers(0, 5), st.integers(0, 5)),
        st.just(("undo",)),
        st.just(("reopen",)),
    ),
    max_size=12,
)


def change_of(page, step):
    """The change a step makes on this page, or None where the page has no such row."""
    rows = len(page.diagnoses)
    match step:
        case ("set", key, text):
            return set_field(page, key, text)
        case ("row", attribute, index, text) if index < rows:
            return set_field(page, field_key("diagnosis", attribute, index), text, index)
        case ("insert", index, text) if index <= rows:
            return insert_row(page, "diagnosis", Diagnosis(text, "词"), index)
        case ("remove", index) if index < rows:
            return remove_row(page, "diagnosis", index)
        case ("move", index, to) if index < rows and to < rows:
            return move_row(page, "diagnosis", index, to)
    return None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_edits_and_undos_leave_what_they_leave_in_memory(tmp_path_factory, steps):
    path = tmp_path_factory.mktemp("store") / "a.sqlite"
    store = SqliteStore(path)
    page = make_page()
    page_id = store.import_reading(make_reading(page)).added[0]
    done = []
    for step in steps:
        if step == ("reopen",):
            store.close()
            store = SqliteStore(path)
        elif step == ("undo",):
            if done:
                entry = done.pop()
                page = page.apply(entry.change.inverse())
                store.append(page_id, entry.change.inverse(), undoes=entry.id)
        elif (change := change_of(page, step)) is not None:
            page = page.apply(change)
            done.append(store.append(page_id, change).entry)
        assert store.page(page_id) == page
    replayed = store.original(page_id)
    for entry in store.history(page_id):
        replayed = replayed.apply(entry.change)
    assert replayed == page
    assert store.original(page_id) == make_page()
    store.close()


def test_worklist_is_read_from_its_index(store, path):
    with sqlite3.connect(path) as raw:
        plan = raw.execute("EXPLAIN QUERY PLAN SELECT id FROM pages ORDER BY discharged DESC, id").fetchall()
    raw.close()
    assert any("COVERING INDEX worklist" in row[3] for row in plan)
    assert not any("TEMP B-TREE" in row[3] for row in plan)


def test_what_is_written_elsewhere_is_found_without_reading_every_page(store, path):
    """Every window asks it after every write of another."""
    with closing(sqlite3.connect(path)) as raw:
        plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {PAGES_SINCE}", (1,))]
    assert any("pages_revision" in step for step in plan)
    assert "SCAN pages" not in plan
