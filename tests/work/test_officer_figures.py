"""What the foot of the officer's desk says, and what it says where nobody looked."""

from contextlib import closing
from datetime import date, datetime

from coding.review.grading import SampleVerdict
from coding.review.people import Role
from coding.work.officer_figures import OfficerFigures, officer_figures
from coding.work.officer_pivot import cuts_for
from coding.work.pivot_periods import PivotPeriod, PivotSpan, periods, six_months, span_of
from coding.work.sampling_pages import draw_sample
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.review.people import clean_pages, fill, seat_of


def test_what_waits_what_was_sent_back_and_how_often_the_principal_was_right(tmp_path):
    path = tmp_path / "a.sqlite"
    ids = fill(path, clean_pages(4), two_stage=True)
    store = SqliteStore(path, lambda: datetime(2026, 11, 3, 9, 0))
    today = date(2026, 11, 28)
    assert officer_figures(store, today).words == "待质控 0 · 退回未答 0 · 主诊正确率 未判定"
    sample = draw_sample(store, ids, "试", "coders", "1")
    for at, page_id in enumerate(ids):
        right = (True, False, None, True)[at]
        codes, errors = ("", ()) if right is not False else ("I10.x00", ("principal_code",))
        store.grade(sample.id, SampleVerdict(page_id, right, True, True, "a", store.me.id, codes, errors, ""))
    figures = officer_figures(store, today)
    assert (figures.submitted, figures.returned, figures.right, figures.graded) == (0, 0, 2, 3)
    assert figures.words.endswith("主诊正确率 66.7 %（2/3，本月）")
    assert officer_figures(store, date(2000, 1, 1)).graded == 0, "of another month"
    store.close()


def test_nobody_looked_is_no_zero():
    assert OfficerFigures(1, 2, 0, 0).words.endswith("未判定")


def test_six_months_end_with_the_newest_discharge_that_is_not_a_slip_of_the_pen(tmp_path):
    path = tmp_path / "a.sqlite"
    fill(path, clean_pages(2))
    store = SqliteStore(path)
    newest = max(row.discharge_date for row in store.rows(store.worklist()))[:7]
    assert six_months(store, date(2030, 1, 1))[-1] == newest
    assert six_months(store, date(2000, 3, 1))[-1] == newest, "all are later: none is a slip"
    assert len(six_months(store, date(2030, 1, 1))) == 6
    store.close()


def test_a_period_ends_its_six_months(tmp_path):
    path = tmp_path / "a.sqlite"
    fill(path, clean_pages(1))
    with closing(SqliteStore(path)) as store:
        newest = store.rows(store.worklist())[0].discharge_date[:7]
        spans = {period: span_of(period, store, date(2031, 2, 3)) for period in PivotPeriod}
    now, six = ("2030-09", "2030-10", "2030-11", "2030-12", "2031-01", "2031-02"), spans[PivotPeriod.SIX_MONTHS]
    assert spans[PivotPeriod.THIS_MONTH] == PivotSpan(("2031-02",), now)
    assert spans[PivotPeriod.LAST_MONTH] == PivotSpan(("2031-01",), ("2030-08", *now[:-1]))
    assert spans[PivotPeriod.THIS_YEAR] == PivotSpan(("2031-01", "2031-02"), now)
    assert spans[PivotPeriod.THIS_YEAR].read == ("2030-09-01", "2031-02-31"), "the months of its lines are read too"
    assert spans[PivotPeriod.THIS_YEAR].words == "2031-01 至 2031-02 出院"
    assert spans[PivotPeriod.THIS_MONTH].words == "2031-02 出院"
    assert six.counted == six.course
    assert six.course[-1] == newest
    assert spans[PivotPeriod.ALL] == PivotSpan(None, six.course)
    assert spans[PivotPeriod.ALL].read == ("", "")
    assert [view.period for view in periods()] == list(PivotPeriod)
    assert len({view.key for view in periods()}) == len(PivotPeriod)


def test_doctors_and_coders_are_named_to_who_judges():
    officer, coder = seat_of("质控员").person, seat_of("编码员").person
    assert [view.label for view in cuts_for(officer)] == ["规则", "科室", "医师", "病组", "编码员", "月"]
    assert [view.label for view in cuts_for(coder)] == ["规则", "科室", "病组", "月"]
    assert Role.OFFICER in officer.roles
