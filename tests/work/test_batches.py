"""Uploads and what comes back: a batch with its receipt, a platform's list on its pages, 补报 as a list."""

import csv

import pytest

from coding.base.errors import CodingError, UnusableInputError
from coding.page.edits import go_on, set_field
from coding.page.step import PageState
from coding.review.batches import open_rejections
from coding.store.store import EVERYTHING, MonthKind
from coding.work.batches import batches, receive, take_further, upload, uploadable
from coding.work.month_steps import step_at
from coding.work.months import the_month
from coding.work.rejections import all_rejections, bring_rejections, rejection_counts, rejection_findings
from coding.work.reported_again import reported_again_list
from tests.work.month_store import MONTH, NOW, checked, keep, october, passed

PASSED, UPLOADED, CODING = PageState.PASSED, PageState.UPLOADED, PageState.CODING


def states(store, ids):
    return [row.progress for row in store.rows(ids)]


def reported(store, page_id, value="3"):
    """Open an uploaded page again, change it, pass it."""
    store.append(page_id, go_on(UPLOADED, CODING, "平台退回"))
    store.append(page_id, set_field(store.page(page_id), "admission_route", value, reason="平台退回"))
    passed(store, [page_id])


def written(path, *rows, encoding="utf-8-sig"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def uploaded(store, tmp_path):
    ids = keep(store, october(4))
    passed(store, ids[:3])
    made = upload(store, MONTH, "hqms", ids, tmp_path / "出" / "hqms.csv", NOW)
    return ids, made


def test_only_passed_pages_go_and_they_become_uploaded(store, uploaded):
    ids, made = uploaded
    assert made.batch.number == "HQMS-2026-10-01"
    assert made.batch.pages == tuple(ids[:3])
    assert made.not_moved == {}
    assert states(store, ids) == [UPLOADED] * 3 + [CODING]
    assert batches(store, MONTH)[0].files == ("hqms.csv",)
    assert store.history(ids[0])[-1].change.reason == "HQMS-2026-10-01"
    held = uploadable(store, ids, "hqms", MONTH).held
    assert held[ids[0]] == "已经上报到国家绩效考核（HQMS）"
    assert held[ids[3]] == "状态为“编码中”，通过后才能上报"
    assert uploadable(store, ids, "n041", "2026-11").held[ids[0]] == "出院日期不在 2026-11"


def test_the_file_of_the_batch_is_the_platforms_layout_with_its_pages(uploaded, tmp_path):
    text = (tmp_path / "出" / "hqms.csv").read_text("utf-8-sig").splitlines()
    assert "A48" in text[0]
    assert [line for line in text if "1001" in line]
    assert len([line for line in text if "样例" in line]) == 3


def test_another_platform_takes_the_same_pages(store, uploaded, tmp_path):
    ids, _ = uploaded
    second = upload(store, MONTH, "n041", ids, tmp_path / "出" / "41.csv", NOW)
    assert second.batch.pages == tuple(ids[:3])
    assert second.batch.again == frozenset()
    with pytest.raises(CodingError, match="没有可以上报的病案"):
        upload(store, MONTH, "n041", ids, tmp_path / "出" / "41b.csv", NOW)


def test_a_month_is_uploaded_when_the_receipts_have_come(store, uploaded):
    _, made = uploaded
    at = step_at(store, MONTH, the_month(store, MONTH), "upload")
    assert (at.count, at.of) == (0, 4)
    assert at.told == "1 份没有上报，HQMS-2026-10-01 没有回执"
    with pytest.raises(CodingError, match="回执"):
        receive(store, made.batch, " ")
    receive(store, made.batch, "R20261104-0001")
    assert batches(store)[0].receipt == "R20261104-0001"
    assert step_at(store, MONTH, the_month(store, MONTH), "upload").count == 3


def test_two_who_upload_at_the_same_moment_make_two_batches(store, uploaded):
    ids, made = uploaded
    twin = {**made.batch.as_said(), "pages": [ids[3]], "seen": [0]}
    store.note_month(MonthKind.BATCH, twin, month=MONTH, subject=made.batch.number)
    first, second = batches(store)
    assert (first.pages, second.pages) == (tuple(ids[:3]), (ids[3],))
    assert second.number == "HQMS-2026-10-01-2"
    receive(store, second, "R2")
    assert [one.receipt for one in batches(store)] == ["", "R2"]


def test_pages_that_a_crash_left_behind_are_moved_later(store, uploaded):
    ids, made = uploaded
    store.append(ids[1], store.history(ids[1])[-1].change.inverse(), store.history(ids[1])[-1].id)
    assert states(store, [ids[1]]) == [PASSED]
    assert take_further(store, made.batch) == {}
    assert states(store, [ids[1]]) == [UPLOADED]


def test_a_later_change_opens_a_report_again_that_is_listed_and_goes_out_once_on_each_platform(
    store, uploaded, tmp_path
):
    ids, _ = uploaded
    upload(store, MONTH, "n041", ids, tmp_path / "41.csv", NOW)
    assert reported_again_list(store, ids) == ()
    reported(store, ids[0])
    listed = reported_again_list(store, ids)
    assert [(one.page_id, one.case_no, one.ward, one.reason, one.changes) for one in listed] == [
        (ids[0], "1001", "心内科", "平台退回", 1)
    ]
    for platform in ("hqms", "n041"):
        again = upload(store, MONTH, platform, ids, tmp_path / f"补报{platform}.csv", NOW)
        assert again.batch.pages == (ids[0],)
        assert again.batch.again == {ids[0]}
        assert "补报 1 份" in again.in_words()
        assert uploadable(store, ids, platform, MONTH).ready == ()
    assert reported_again_list(store, ids) == ()


# -- what comes back


def test_rows_find_their_page_and_are_shown_in_the_platforms_words_with_their_source(store, uploaded, tmp_path):
    ids, made = uploaded
    rows = (
        ("国家平台反馈", "", "", "", ""),
        ("病案 号", "出院日期", "数据项（名称）", "错误代码", "错误描述"),
        ("01001", "2026/10/5", "入院途径", "E102", "入院途径为必填项"),
        ("1002", "20261006", "JBDM1", "E7", "主要诊断编码不在值域"),
        ("1003", "2026-10-09", "", "", "缺少联系人"),
        ("9999", "2026-10-05", "", "", "无此人"),
        ("", "2026-10-05", "", "", "没有号"),
        ("1002", "前天", "", "", "日期坏"),
        ("合计", "", "", "", "4"),
    )
    brought = bring_rejections(store, written(tmp_path / "退回.csv", *rows, encoding="gb18030"), "hqms")
    assert brought.in_words() == "退回.csv：新增 4 行，2 行找到病案，2 行没有找到，2 行不能读入。"
    assert [one.why for one in brought.unmatched] == [
        "有这个病案号，但出院日期不同（2026-10-07）",
        "没有这个病案号的病案",
    ]
    assert ["第 7 行" in brought.file.troubles[0], "第 8 行" in brought.file.troubles[1]] == [True, True]
    (finding,) = rejection_findings(store, ids[0])
    assert finding.message == "国家绩效考核（HQMS）退回（平台原文）：入院途径：入院途径为必填项"
    assert finding.place.field == "admission_route"
    assert finding.basis == "国家绩效考核（HQMS）退回清单“退回.csv”第 1 行"
    (second,) = rejection_findings(store, ids[1])
    assert (second.place.field, second.place.index) == ("other_dx_code", 1)
    assert all_rejections(store)[0].batch == made.batch.number
    assert all_rejections(store)[0].as_said()["file"] == "退回.csv"
    assert dict(rejection_counts(all_rejections(store)))["缺少联系人"] == 1


def test_a_rejection_is_no_finding_of_ours_and_alters_no_verdict(store, uploaded, tmp_path):
    ids, _ = uploaded
    before = store.rows(ids)
    bring_rejections(
        store, written(tmp_path / "退回.csv", ("病案号", "出院日期", "说明"), ("1001", "2026-10-05", "x")), "hqms"
    )
    assert store.rows(ids) == before
    assert store.count(EVERYTHING) == 4


def test_the_same_list_read_twice_or_grown_by_rows_tells_only_what_is_new(store, uploaded, tmp_path):
    header, one, two = ("病案号", "出院日期", "说明"), ("1001", "2026-10-05", "甲"), ("1002", "2026-10-06", "乙")
    path = written(tmp_path / "退回.csv", header, one)
    assert len(bring_rejections(store, path, "hqms").new) == 1
    assert bring_rejections(store, path, "hqms").repeated == 1
    grown = bring_rejections(store, written(tmp_path / "退回2.csv", header, one, two), "hqms")
    assert [rejection.words for rejection in grown.new] == ["乙"]
    assert len(all_rejections(store)) == 2


def test_a_rejection_is_answered_when_its_page_has_gone_to_that_platform_again(store, uploaded, tmp_path):
    ids, _ = uploaded
    bring_rejections(
        store, written(tmp_path / "退回.csv", ("病案号", "出院日期", "说明"), ("1001", "2026-10-05", "x")), "hqms"
    )
    reported(store, ids[0])
    upload(store, MONTH, "n041", ids, tmp_path / "41.csv", NOW)
    assert len(open_rejections(all_rejections(store), batches(store))) == 1
    upload(store, MONTH, "hqms", [ids[0]], tmp_path / "again.csv", NOW)
    assert open_rejections(all_rejections(store), batches(store)) == ()
    assert rejection_findings(store, ids[0]) == ()


def test_two_stays_of_a_day_are_told_apart_by_the_admission_count_and_never_guessed(store, tmp_path):
    first, second = october(1)[0], october(1, admission_times="2")[0]
    ids = keep(store, [first, second])
    header = ("病案号", "出院日期", "住院次数", "说明")
    brought = bring_rejections(
        store,
        written(tmp_path / "退.csv", header, ("1001", "2026-10-05", "2", "甲"), ("1001", "2026-10-05", "", "乙")),
        "hqms",
        MONTH,
    )
    assert [one.page_id for one in brought.new] == [ids[1], None]
    assert brought.unmatched[0].why == "这个病案号有 2 次住院，清单中没有住院次数"
    assert store.month_entries(MONTH, subject="")[0].page_id == ids[1]


@pytest.mark.parametrize("content", ["姓名,科室\n甲,内科\n", "病案号,出院日期\n1001,2026-10-05\n"])
def test_a_file_that_is_no_such_list_is_told_in_one_sentence(store, tmp_path, content):
    path = tmp_path / "别的.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnusableInputError, match="不像平台的退回清单"):
        bring_rejections(store, path, "hqms")


def test_nothing_is_written_where_no_page_has_passed(store, tmp_path):
    ids = keep(store, october(1))
    checked(store, ids)
    with pytest.raises(CodingError, match="通过后才能上报"):
        upload(store, MONTH, "hqms", ids, tmp_path / "x.csv", NOW)
    assert not (tmp_path / "x.csv").exists()
