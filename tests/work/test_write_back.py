"""回写核对 in a real store: the list of what was changed, and the next export of the HIS beside it."""

from dataclasses import replace

import pytest

from coding.base.errors import UnusableInputError
from coding.exchange.write import write_layout
from coding.page.edits import move_row, set_field
from coding.work.write_back import changed_here, compare_export, written_back
from tests.work.month_store import MONTH, NOW, keep, october


@pytest.fixture
def changed(store):
    ids = keep(store, october(4, abo_blood="1"))
    store.append(ids[0], set_field(store.page(ids[0]), "abo_blood", "2"))
    store.append(ids[0], set_field(store.page(ids[0]), "patient_name", "样例改"))
    store.append(ids[1], move_row(store.page(ids[1]), "diagnosis", 1, 0))
    store.append(ids[2], set_field(store.page(ids[2]), "abo_blood", "3"))
    return ids


def export(store, path, ids, alter=lambda page: page):
    """What the HIS would give next: its pages in 卫统4-1."""
    write_layout(path, [alter(page) for _, page in store.pages(ids)], "n041")
    return path


def test_the_list_names_what_was_changed_by_whom_and_no_person(store, changed):
    listed = changed_here(store, changed)
    assert [(one.case_no, one.ward, one.change.label) for one in listed][:3] == [
        ("1001", "心内科", "ABO血型"),
        ("1001", "心内科", "姓名"),
        ("1002", "普外科", "主要诊断"),
    ]
    assert all(one.who and one.at for one in listed)
    assert not any("样例" in text for one in listed for text in (one.change.old, one.change.new))


def test_an_untouched_page_is_on_no_list_and_what_was_undone_is_off_it(store, changed):
    entry = store.history(changed[2])[-1]
    store.append(changed[2], entry.change.inverse(), entry.id)
    assert {one.page_id for one in changed_here(store, changed)} == {changed[0], changed[1]}


def test_the_export_of_before_has_written_nothing_back(store, changed, tmp_path):
    path = tmp_path / "十一月.csv"
    write_layout(path, [page for _, page in store.originals(changed)], "n041")
    counts = compare_export(store, changed, path, NOW).counts
    assert (counts.written, counts.altered, counts.unknown) == (0, 0, 0)
    assert counts.missing == counts.judged > 0
    assert store.page(changed[0]).text("abo_blood") == "2"


def test_written_back_missing_altered_again_and_absent_are_told_apart(store, changed, tmp_path):
    def alter(page):
        if page.case_no == "1003":
            return replace(page, values={**page.values, "abo_blood": "4"})
        return page

    path = export(store, tmp_path / "十一月.csv", [changed[0], changed[2]], alter)
    found = compare_export(store, changed, path, NOW)
    told = {(one.case_no, one.change.label): check for one, check in found.checks}
    assert told["1001", "ABO血型"].outcome == "written"
    assert told["1001", "姓名"].outcome == "written"
    assert told["1003", "ABO血型"].outcome == "altered"
    assert told["1003", "ABO血型"].found == "4"
    absent = told["1002", "主要诊断"]
    assert (absent.outcome, absent.why) == ("unknown", "导出中没有这份病案")
    assert found.in_words().startswith("十一月.csv：已写回 2/3，又被改动 1，不能核对")


def test_the_last_export_counts_and_the_journal_holds_no_name(store, changed, tmp_path):
    first = tmp_path / "一.csv"
    write_layout(first, [page for _, page in store.originals(changed)], "n041")
    compare_export(store, changed, first, NOW)
    assert written_back(store, MONTH).written == 0
    compare_export(store, changed, export(store, tmp_path / "二.csv", changed), NOW)
    counts = written_back(store, MONTH)
    assert counts.written == counts.judged > 0
    assert not any("样例" in str(entry.said) for entry in store.month_entries(MONTH))


def test_what_was_undone_after_an_export_is_no_change_any_more(store, changed, tmp_path):
    compare_export(store, changed, export(store, tmp_path / "一.csv", changed), NOW)
    before = written_back(store, MONTH)
    entry = store.history(changed[2])[-1]
    store.append(changed[2], entry.change.inverse(), entry.id)
    compare_export(store, changed[:2], tmp_path / "一.csv", NOW)
    assert written_back(store, MONTH) == before, "that page was not looked at"
    compare_export(store, changed, tmp_path / "一.csv", NOW, MONTH)
    assert written_back(store, MONTH).written == before.written - 1
    store.append(changed[2], set_field(store.page(changed[2]), "abo_blood", "3"))
    compare_export(store, changed, tmp_path / "一.csv", NOW)
    assert written_back(store, MONTH) == before


def test_two_stays_of_a_day_are_compared_each_with_its_own(store, tmp_path):
    ids = keep(store, [*october(1, abo_blood="1"), *october(1, abo_blood="1", admission_times="2")])
    store.append(ids[1], set_field(store.page(ids[1]), "abo_blood", "2"))
    (check,) = compare_export(store, ids, export(store, tmp_path / "二次.csv", ids), NOW).checks
    assert (check[0].page_id, check[1].outcome) == (ids[1], "written")


def test_what_a_later_file_of_the_his_said_before_anybody_edited_is_no_change_of_ours(store):
    (page_id,) = keep(store, october(1, abo_blood="1"))
    keep(store, october(1, abo_blood="2"), "更新.csv")
    store.append(page_id, set_field(store.page(page_id), "admission_route", "3"))
    (one,) = changed_here(store, [page_id])
    assert (one.change.label, one.change.new) == ("入院途径", "3")


def test_a_file_without_pages_is_refused_in_one_sentence(store, changed, tmp_path):
    path = tmp_path / "空.csv"
    write_layout(path, [], "n041")
    with pytest.raises(UnusableInputError):
        compare_export(store, changed, path, NOW)
