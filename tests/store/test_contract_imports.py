"""Files in: what an import says while it runs, which page is which, and what a page's file is afterwards."""

from dataclasses import replace

import pytest

from coding.page.edits import go_on, set_field
from coding.page.rows import Diagnosis
from coding.page.step import PageState
from coding.store.kept_imports import ImportSource
from coding.store.store import LATEST, Marked, Trade, Verdict, WorklistQuery
from tests.db.conftest import judged, make_page, make_reading

VERDICT = Verdict("warning", 1, 2, 3, 4, "分组成功", "HC23", 1.25, 9_800.5, 97.5, "0123456789ab", (("A", 2, 1),))


def test_an_import_tells_how_far_it_is_every_two_hundred_pages(store):
    told = []
    reading = make_reading(*(make_page(str(n)) for n in range(401)))
    store.import_reading(reading, lambda done, total: told.append((done, total)))
    assert told == [(0, 401), (200, 401), (400, 401)]


def test_the_verdict_goes_with_the_page_it_was_given_for(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    (fresh,) = store.rows([page_id])
    store.keep_verdicts([(page_id, VERDICT)])
    store.import_reading(make_reading(make_page(sex="2")))
    assert store.rows([page_id]) == [fresh]
    assert store.fired() == {}
    (figures,) = store.figures()
    assert (figures.drg, figures.weight, figures.payment) == ("", None, None)
    for marked in (Marked.ERROR, Marked.WARNING):
        assert store.count(WorklistQuery(marked=marked)) == 0
    assert store.count(WorklistQuery(marked=Marked.WAITING)) == 1


def test_pages_are_told_with_the_file_they_came_with_last_and_its_columns(store):
    march = replace(make_reading(make_page("1"), make_page("2")), columns=("BAH", "XM"))
    april = replace(make_reading(make_page("2", sex="2"), make_page("3"), file="四月.csv"), layout="n042")
    one, two = store.import_reading(march).added
    (three,) = store.import_reading(april).added
    told = store.sources([three, one, 99, two])
    assert [(source.file, source.layout, source.columns, pages) for source, pages in told] == [
        ("四月.csv", "n042", ("ZZJGDM", "BAH"), (three, two)),
        ("三月.csv", "n041", ("BAH", "XM"), (one,)),
    ]
    assert told[0][0].encoding == "gb18030"
    assert store.sources([99]) == []


def test_what_a_sheet_without_columns_of_its_own_added_leaves_the_file_of_the_page(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    added = replace(make_reading(make_page(sex="2"), file="补充.xlsx"), columns=())
    assert store.import_reading(added).updated == (page_id,)
    ((source, _),) = store.sources([page_id])
    assert source.file == "三月.csv"


def test_more_pages_than_are_asked_for_at_once_have_their_file(store):
    ids = store.import_reading(make_reading(*(make_page(str(n)) for n in range(501)))).added
    ((source, pages),) = store.sources(ids)
    assert (source.file, pages) == ("三月.csv", ids)
    assert source != ImportSource()


@pytest.mark.parametrize(
    "newer",
    [
        {"supplied": frozenset({"case_no", "sex"})},
        {"extra": {"院内编号": "另一个"}},
        {"diagnoses": (Diagnosis("K80.000", "另一个词", "1"),)},
    ],
)
def test_other_columns_other_unknown_ones_and_other_rows_make_another_page(store, newer):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    page = replace(make_page(), **newer)
    assert store.import_reading(make_reading(page)).updated == (page_id,)
    assert store.page(page_id) == page
    assert store.page(page_id).supplied == page.supplied
    assert store.import_reading(make_reading(page)).unchanged == (page_id,)


def test_the_name_of_the_file_makes_no_other_page(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    moved = replace(make_page(), origin=replace(make_page().origin, file="四月.csv", row=9))
    assert store.import_reading(make_reading(moved, file="四月.csv")).unchanged == (page_id,)


@pytest.mark.parametrize(
    ("admitted", "discharged", "is_new"),
    [
        ("2024-03-02 08:00", "2024-03-11 10:00", True),
        ("2024-03-01 09:00", "2024-03-11 10:00", False),
        ("2024-03-02 08:00", "2024-03-10 23:00", False),
        ("", "2024-03-11 10:00", False),
        ("2024-03-02 08:00", "", False),
    ],
)
def test_another_stay_is_one_with_both_days_other(store, admitted, discharged, is_new):
    store.import_reading(make_reading(make_page()))
    page = make_page(admission_datetime=admitted, discharge_datetime=discharged)
    assert len(store.import_reading(make_reading(page)).added) == is_new


def test_without_a_count_the_day_of_discharge_tells_stays_apart(store):
    (page_id,) = store.import_reading(make_reading(make_page(admission_times=""))).added
    later = make_page(admission_times="", discharge_datetime="2024-03-10 23:30")
    assert store.import_reading(make_reading(later)).updated == (page_id,)
    unread = make_page(admission_times="", discharge_datetime="不详")
    (other,) = store.import_reading(make_reading(unread)).added
    assert store.import_reading(make_reading(unread)).unchanged == (other,)


def test_an_import_is_seen_by_other_windows(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    before = store.changed_since(LATEST).revision
    store.import_reading(make_reading(make_page(sex="2"), make_page("2")))
    changed = store.changed_since(before)
    assert changed.trades == {Trade.IMPORTS}
    assert page_id in changed.pages
    assert len(changed.pages) == 2
    assert store.changed_since(changed.revision).trades == frozenset()


def test_the_audit_of_an_update_says_when_and_by_whom(store, clock):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    _, moments = clock.during(lambda: store.import_reading(make_reading(make_page(sex="2"))))
    (entry,) = store.history(page_id)
    assert (entry.page_id, entry.author, entry.undoes) == (page_id, "导入", None)
    assert entry.at in moments


def test_a_page_that_was_edited_is_kept_though_it_was_done_and_opened_again(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    store.append(page_id, set_field(make_page(), "sex", "2"))
    done = go_on(PageState.CODING, PageState.PASSED)
    judged(store, page_id)
    store.append(page_id, done)
    store.append(page_id, done.inverse())
    assert store.import_reading(make_reading(make_page(sex="9"))).kept == (page_id,)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, ("2024-03-10", "内科", "K80.000 胆囊结石伴急性胆囊炎")),
        ({"discharge_datetime": "三月十日"}, ("三月十日", "内科", "K80.000 胆囊结石伴急性胆囊炎")),
        ({"discharge_dept": "某科"}, ("2024-03-10", "某科", "K80.000 胆囊结石伴急性胆囊炎")),
    ],
)
def test_what_a_row_shows(store, values, shown):
    (page_id,) = store.import_reading(make_reading(make_page("7", **values))).added
    (row,) = store.rows([page_id])
    assert (row.case_no, row.patient_name) == ("7", "样例甲")
    assert (row.discharge_date, row.dept, row.principal) == shown
    assert (row.state, row.errors, row.warnings, row.drg, row.progress, row.stamp) == ("", 0, 0, "", "coding", "")
    assert (row.weight, row.score) == (None, None)


def test_a_page_without_diagnosis_shows_none(store):
    page = replace(make_page(), diagnoses=())
    (page_id,) = store.import_reading(make_reading(page)).added
    assert store.rows([page_id])[0].principal == ""


def test_the_pages_of_a_layout_are_those_that_came_last_with_a_file_of_it(store):
    store.import_reading(make_reading(make_page("1")))
    lists = replace(make_reading(make_page("2"), make_page("3"), file="清单.json"), layout="setl4101")
    two, three = store.import_reading(lists).added
    assert list(store.of_layout("setl4101")) == [two, three]
    store.import_reading(make_reading(make_page("3", sex="2")))
    assert list(store.of_layout("setl4101")) == [two]
    assert list(store.of_layout("n042")) == []
