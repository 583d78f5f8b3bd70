"""The printed lists of a month: every ward gets its own, what is open comes first, no figure stands for the unknown."""

from datetime import date, datetime

import pytest

from coding.page.finding import Place
from coding.reports.month_lists import (
    batches_table,
    rejections_table,
    reported_again_table,
    write_back_report,
    written_back_table,
)
from coding.review.batches import Batch, Rejection, ReportedAgain
from coding.review.write_back import ChangedHere, Checked, Outcome, PlaceChange, write_back_counts

AT = datetime(2026, 11, 2, 10, 0)


def changed(case_no, ward, field="discharge_way", old="1", new="2"):
    return ChangedHere(int(case_no), case_no, "2026-10-05", ward, PlaceChange(field, None, old, new), "李编码", AT)


def test_every_ward_gets_a_page_of_its_own_to_tick_off():
    changes = [changed("2", "普外科"), changed("1", "心内科"), changed("3", "", old=""), changed("2", "普外科", "sex")]
    report = write_back_report(changes, "某医院", "2026-10", AT)
    assert [page.title.split("　")[1] for page in report.pages] == ["心内科", "普外科", "未填科室"]
    surgery = report.pages[1].tables[0]
    assert surgery.rows[0] == ("2", "2026-10-05", "离院方式", "1", "2", "李编码", "2026-11-02", "")
    assert surgery.notes == ("共 1 份病案、2 处。",)
    assert report.pages[2].tables[0].rows[0][3] == "（空）"


def test_where_nothing_was_changed_the_report_says_so():
    (page,) = write_back_report([], "某医院", "2026-10", AT).pages
    assert (page.lead, page.tables) == (("本期没有修改过的首页。",), ())


def test_what_is_not_written_back_comes_first():
    one, two = changed("1", "心内科"), changed("2", "心内科")
    checks = [
        (one, Checked(1, one.change, Outcome.WRITTEN, "2")),
        (two, Checked(2, two.change, Outcome.MISSING, "1")),
    ]
    table = written_back_table(checks, write_back_counts(check for _, check in checks))
    assert [row[5] for row in table.rows] == ["未写回", "已写回"]
    assert table.notes[0] == "已写回 1/2，未写回 1。"


def test_a_batch_without_a_receipt_says_so():
    batch = Batch("HQMS-2026-10-01", "2026-10", "hqms", date(2026, 11, 3), (1, 2), (0, 0), frozenset({2}))
    assert batches_table([batch]).rows == (
        ("HQMS-2026-10-01", "国家绩效考核（HQMS）", date(2026, 11, 3), 2, 1, "未收到", None),
    )


@pytest.mark.parametrize(
    ("page", "why", "is_open", "state"),
    [
        (1, "", True, "待改正"),
        (1, "", False, "已再次上报"),
        (None, "没有这个病案号的病案", True, "没有这个病案号的病案"),
    ],
)
def test_a_rejection_names_its_source_and_where_it_stands(page, why, is_open, state):
    one = Rejection(
        "hqms", "B", page, "1001", "2026-10-05", Place("sex"), "性别", "E1", "值域", "3", "退.xlsx", 4, why=why
    )
    (row,) = rejections_table([one], [one] if is_open else []).rows
    assert row[5:] == ("退.xlsx 第 4 行", state)


def test_pages_reported_again_are_counted():
    one = ReportedAgain(1, "1001", "2026-10-05", "心内科", AT, "王", "平台退回", 2)
    table = reported_again_table([one])
    assert len(table.rows[0]) == len(table.columns)
    assert table.notes == ("共 1 份，改正后需要再次上报。",)
