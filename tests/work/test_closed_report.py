"""The report of a closed month: its figures are the frozen ones, and it prints the end of the audit chain."""

from decimal import Decimal

from coding.base.period import read_period
from coding.indicators.figures import Scope
from coding.reports.report_inputs import ReceivedLine
from coding.store.kept_months import MonthKind
from coding.work.contexts import Contexts
from coding.work.months import close_month, frozen_head, open_month, the_month
from coding.work.rechecking import examined
from coding.work.stored_month import stored_month
from coding.work.stored_report import figures_to_report, stored_inputs
from tests.work.month_store import MONTH, NOW, figures, keep, october


def test_a_closed_month_is_reported_from_what_was_frozen_with_its_place_in_the_audit(store, embedded):
    ids = keep(store, [*october(2), *october(1, first=1004)])
    for verdicts in examined(store, ids, embedded, Contexts(), NOW):
        store.keep_verdicts(verdicts)
    open_month(store, MONTH)
    store.note_month(
        MonthKind.RECEIVED, {"file": "十月.csv", "pages": 3, "rejects": 1}, month=MONTH, subject="十月.csv"
    )
    before = stored_month(store, embedded, read_period(MONTH), NOW)
    assert figures_to_report(store, before).value("pages") == Decimal(3)
    close_month(store, figures(cases="99"), "试关账")
    after = stored_month(store, embedded, read_period(MONTH), NOW)
    assert figures_to_report(store, after).value("cases", Scope.HOSPITAL) == Decimal(99)
    inputs = stored_inputs(store, embedded, after, NOW)
    head = frozen_head(the_month(store, MONTH))
    assert any(head.hash in sentence for sentence in inputs.knowledge)
    assert any("说明：试关账" in sentence for sentence in inputs.knowledge)
    assert inputs.received == (ReceivedLine("十月.csv", 3, 1, "断号 1 处共 1 个：1003"),)
    assert inputs.state == "已关账"
