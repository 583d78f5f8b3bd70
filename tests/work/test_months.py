"""A month from opening to closing in a real store: gaps, steps counted from what was done, figures that stay frozen."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from coding.base.errors import CodingError, KnowledgeError, UnusableInputError
from coding.base.period import read_period
from coding.indicators.figures_json import figures_as_dict, figures_from_dict
from coding.page.edits import set_field
from coding.store.kept_months import MonthKind
from coding.store.store_errors import StoreError
from coding.work.backing_up import verified
from coding.work.month_heads import month_heads
from coding.work.month_steps import step_words, steps_at
from coding.work.months import (
    close_month,
    frozen_figures,
    frozen_head,
    gaps_of,
    known_months,
    month_ids,
    note_report,
    open_month,
    reopen_month,
    state_words,
    the_month,
)
from coding.work.stored_month import stored_month
from tests.work.month_store import MONTH, NOW, checked, figures, keep, october, passed


def counts(store):
    return {one.step.key: (one.count, one.of) for one in steps_at(store, MONTH, the_month(store, MONTH))}


def test_a_month_is_opened_with_its_pages_and_the_gaps_in_their_numbers(store):
    keep(store, [*october(3), *october(2, first=1006)])
    month, gaps = open_month(store, MONTH, his_count=7)
    assert month.label == "进行中"
    assert gaps.runs == (("1004", "1005"),)
    assert (gaps.pages, gaps.numbers, gaps.short) == (5, 2, 2)
    assert gaps.in_words() == "病案 5 份，HIS 出院 7 人次，少 2 份，病案号断号 1 处共 2 个。"
    assert month.opened.said["gaps"]["runs"] == [["1004", "1005"]]
    with pytest.raises(CodingError, match="已经打开"):
        open_month(store, MONTH)


def test_a_number_that_was_discharged_in_another_month_is_no_gap(store):
    keep(store, [*october(3), *october(2, first=1006)])
    september = [
        replace(page, values={**page.values, "discharge_datetime": "2026-09-30 10:00:00"})
        for page in october(2, first=1004)
    ]
    keep(store, september, "九月.csv")
    assert gaps_of(store, MONTH).runs == ()


def test_a_list_of_the_his_tells_which_stays_have_not_come_and_which_it_does_not_know(store, tmp_path):
    keep(store, october(3))
    his = tmp_path / "出院名单.csv"
    rows = ["住院病案号,出院日期", "1001,2026-10-05", "1002,2026-10-06", "1009,2026-10-07", "合计,", "1010,坏日期"]
    his.write_text("\n".join(rows), encoding="gb18030")
    gaps = gaps_of(store, MONTH, his_list=his)
    assert gaps.missing == ("1009",)
    assert gaps.surplus == ("1003",)
    assert gaps.his_count == 3
    assert "第 6 行" in gaps.troubles[0]
    (tmp_path / "别的.csv").write_text("姓名,科室\n甲,内科\n", encoding="utf-8")
    with pytest.raises(UnusableInputError, match="不像 HIS 出院名单"):
        gaps_of(store, MONTH, his_list=tmp_path / "别的.csv")


def test_a_month_without_a_page_has_none_of_another_month_on_the_list_of_the_his(store, tmp_path):
    keep(store, october(3))
    his = tmp_path / "出院名单.csv"
    his.write_text("住院病案号,住院次数\n1001,1\n1002,1\n", encoding="gb18030")
    assert gaps_of(store, "2026-11", his_list=his).missing == ("1001", "1002")


def test_steps_are_counted_from_what_was_done_and_nothing_is_ticked_off(store):
    assert counts(store)["check"] == (0, 0)
    ids = keep(store, october(4))
    open_month(store, MONTH)
    assert counts(store)["mend"] == (0, 4)
    passed(store, ids[:3])
    assert counts(store)["mend"] == (3, 4)
    assert counts(store)["release"] == (3, 4)
    assert counts(store)["upload"] == (0, 4)
    words = [step_words(one) for one in steps_at(store, MONTH, the_month(store, MONTH))]
    assert "改正 3/4：1 份还没有提交质控" in words
    assert "抽查：没有抽样" in words


def test_figures_are_read_from_what_was_frozen_whatever_becomes_of_the_pages(store):
    ids = keep(store, october(4))
    open_month(store, MONTH)
    with pytest.raises(CodingError, match="写明为什么现在关账"):
        close_month(store, figures())
    month = close_month(store, figures(), "先出月报，其余下月补")
    assert frozen_figures(month) == figures()
    assert month.frozen["stamp"] == "s1"
    assert [one["key"] for one in month.frozen["open"]] == ["check", "mend", "release", "upload"]
    passed(store, ids)
    keep(store, october(2, first=2001), "晚到.csv")
    assert frozen_figures(the_month(store, MONTH)) == figures()
    assert state_words(the_month(store, MONTH)).startswith("2026-10 已关账（")


def test_figures_that_another_window_made_old_are_read_again_before_they_are_frozen(store, embedded):
    ids = keep(store, october(2))
    open_month(store, MONTH)
    made = stored_month(store, embedded, read_period(MONTH), NOW)
    store.append(ids[0], set_field(store.page(ids[0]), "discharge_datetime", "2026-11-01 10:00:00"))
    with pytest.raises(CodingError, match="1 份病案被改动"):
        close_month(store, made.figures, "没有要补的", made=made)
    made = stored_month(store, embedded, read_period(MONTH), NOW)
    store.note_month(MonthKind.EXCUSED, {"reason": "外院会诊"}, month=MONTH)
    with pytest.raises(CodingError, match="登记了月度记录"):
        close_month(store, made.figures, "没有要补的", made=made)
    made = stored_month(store, embedded, read_period(MONTH), NOW)
    assert close_month(store, made.figures, "没有要补的", made=made).is_closed


def test_a_closed_month_takes_no_more_slips_until_an_administrator_reopens_it(store):
    keep(store, october(2))
    open_month(store, MONTH)
    close_month(store, figures(), "没有要补的")
    with pytest.raises(StoreError, match="已关账"):
        store.note_month(MonthKind.EXCUSED, {"reason": "外院会诊"}, month=MONTH)
    with pytest.raises(CodingError, match="理由"):
        reopen_month(store, MONTH, " ")
    month = reopen_month(store, MONTH, "漏了两份")
    assert month.label == "已重开"
    assert frozen_figures(month) is None
    store.note_month(MonthKind.EXCUSED, {"reason": "外院会诊"}, month=MONTH)
    again = close_month(store, figures(cases="6", stamp="s2"), "补齐")
    assert frozen_figures(again).value("cases") == Decimal(6)
    assert [deed.said["stamp"] for deed in again.closings] == ["s1", "s2"]


def test_a_closing_names_the_end_of_the_audit_chain_and_a_verification_asks_for_it(store):
    keep(store, october(2))
    open_month(store, MONTH)
    before = store.head()
    month = close_month(store, figures(), "没有要补的")
    assert frozen_head(month) == before
    assert list(month_heads(store)) == [before]
    assert verified(store).complaints == ()
    store.note_month(MonthKind.REOPENED, {"reason": "x"}, month=MONTH)
    forged = {**month.frozen, "head": {"id": before.id, "hash": "0" * len(before.hash)}}
    store.note_month(MonthKind.CLOSED, forged, month=MONTH)
    assert verified(store).complaints


def test_reports_count_once_the_month_is_closed(store):
    keep(store, october(2))
    open_month(store, MONTH)
    note_report(store, MONTH, "month", ["草稿.docx"])
    assert counts(store)["report"] == (0, 1)
    close_month(store, figures(), "没有要补的")
    note_report(store, MONTH, "month", ["质控月报.docx"])
    note_report(store, MONTH, "ward", ["科室页.pdf"], "心内科")
    assert counts(store)["report"] == (1, 1)
    assert counts(store)["ward_page"] == (1, 2)


def test_only_months_that_were_opened_are_known_and_a_year_is_no_month(store):
    keep(store, october(1))
    open_month(store, MONTH)
    assert [month.month for month in known_months(store)] == [MONTH]
    assert len(month_ids(store, MONTH)) == 1
    with pytest.raises(CodingError, match="不是一个月"):
        the_month(store, "2026")


def test_frozen_figures_go_through_json_without_losing_a_digit():
    told = json.loads(json.dumps(figures_as_dict(figures())))
    assert figures_from_dict(told) == figures()
    with pytest.raises(KnowledgeError, match="更新版本"):
        figures_from_dict({**told, "version": 9})
    with pytest.raises(KnowledgeError, match="损坏"):
        figures_from_dict({**told, "rows": [["cases"]]})


def test_a_page_whose_facts_stand_is_checked(store):
    ids = keep(store, october(2))
    checked(store, ids)
    assert counts(store)["check"] == (0, 2)
