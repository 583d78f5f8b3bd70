"""Pages: one and many, as they stand and as they came, and what figures need of them."""

import pytest

from coding.page.edits import set_field
from coding.store.store import Verdict
from coding.store.store_errors import UnknownPageError
from tests.db.conftest import make_page, make_reading


def test_many_pages_come_in_the_order_asked_for_over_several_blocks(store):
    ids = store.import_reading(make_reading(*(make_page(str(n)) for n in range(450)))).added
    store.append(ids[3], set_field(store.page(ids[3]), "sex", "2"))
    wanted = [*reversed(ids), -1, ids[0], ids[0]]
    found = list(store.pages(wanted))
    assert [page_id for page_id, _ in found] == [*reversed(ids), ids[0], ids[0]]
    assert all(page == store.page(page_id) for page_id, page in found[-8:])
    assert dict(found)[ids[3]].text("sex") == "2"
    assert dict(store.originals(ids))[ids[3]] == make_page("3")


def test_pages_can_be_written_to_while_one_goes_through_them(store):
    ids = store.import_reading(make_reading(*(make_page(str(n)) for n in range(3)))).added
    for page_id, page in store.pages(ids):
        store.append(page_id, set_field(page, "sex", "2"))
    assert [page.text("sex") for _, page in store.pages(ids)] == ["2", "2", "2"]


def test_unknown_page_is_told_in_chinese(store):
    for ask in (store.page, store.original):
        with pytest.raises(UnknownPageError, match="没有编号为 99 的病案"):
            ask(99)


FIGURES = {
    "discharge_ward": "外一病房",
    "attending_physician": "医生甲",
    "coder": "编码员甲",
    "payment_method": "1",
    "fee_total": "12345.60",
    "los_days": "9",
}


def test_figures_say_ward_doctor_coder_payer_cost_and_stay(store):
    (page_id,) = store.import_reading(make_reading(make_page(**FIGURES))).added
    store.keep_verdicts([(page_id, Verdict("clean", 0, 0, 0, 0, "分组成功", "HC23", 1.25, 9_800.5, 97.5, "s"))])
    (row,) = store.figures()
    assert (row.id, row.case_no, row.discharge_date, row.dept) == (page_id, "0001", "2024-03-10", "内科")
    assert (row.ward, row.team, row.doctor, row.coder, row.insured) == ("外一病房", "", "医生甲", "编码员甲", "1")
    assert (row.cost, row.stay, row.drg, row.weight, row.payment) == (12345.6, 9.0, "HC23", 1.25, 9_800.5)


def test_figures_follow_a_change_and_a_newer_export(store):
    (page_id,) = store.import_reading(make_reading(make_page(**FIGURES))).added
    store.import_reading(make_reading(make_page(**{**FIGURES, "fee_total": "20000"})))
    assert store.figures()[0].cost == 20_000.0
    store.append(page_id, set_field(store.page(page_id), "discharge_ward", "外二病房"))
    store.append(page_id, set_field(store.page(page_id), "los_days", "不详"))
    assert (store.figures()[0].ward, store.figures()[0].stay) == ("外二病房", None)


def test_figures_of_a_span_have_its_first_and_its_last_day(store):
    days = ("2024-02-29 23:59", "2024-03-01 00:00", "2024-03-31 23:59:59", "2024-04-01", "不详")
    store.import_reading(make_reading(*(make_page(str(n), discharge_datetime=d) for n, d in enumerate(days))))
    assert [row.case_no for row in store.figures("2024-03-01", "2024-03-31")] == ["1", "2"]
    assert [row.case_no for row in store.figures("2024-04-01")] == ["3"]
    assert len(store.figures()) == 5
