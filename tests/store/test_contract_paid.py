"""What an insurer has paid is kept as it was read, once for the same content, with who read it and when."""

from datetime import date

from coding.payment.paid_result import PaidResult
from coding.store.store import Trade

FULL = PaidResult(
    "000123", "S9", "2", date(2026, 10, 9), date(2026, 11, 5), "FR15", 0.8, 8000.5, 5600.25, 120.0, "超限定支付范围",
    date(2026, 11, 6), "结算.csv", 3,
)  # fmt: skip
BARE = PaidResult("", "S10")


def test_results_come_back_as_they_were_read(store, opened, clock):
    assert opened("医保办").keep_paid([FULL, BARE], "批一") == 2
    first, second = opened().paid_results()
    assert (first.result, second.result) == (FULL, BARE)
    assert (first.batch, first.read_by) == ("批一", "医保办")
    assert first.read_at <= clock.now


def test_the_same_content_is_kept_once_and_a_later_file_beside_it(opened):
    first, second = opened("医保办"), opened("质控员")
    first.keep_paid([FULL], "批一")
    assert second.keep_paid([FULL], "批一") == 0
    assert second.keep_paid([FULL], "批二") == 1
    assert [kept.read_by for kept in first.paid_results()] == ["医保办", "质控员"]


def test_results_of_one_record_are_found_by_its_number(store):
    store.keep_paid([FULL, BARE], "批一")
    assert [kept.result for kept in store.paid_results("000123")] == [FULL]
    assert store.paid_results("123") == []


def test_other_windows_are_told_and_no_page_is_another(store):
    before = store.changed_since(0).revision
    store.keep_paid([FULL], "批一")
    changed = store.changed_since(before)
    assert changed.trades == {Trade.PAID}
    assert changed.pages == ()
