"""Late archiving of a month: from facts to a statement, an excused list with a history, tables that add up."""

from datetime import datetime
from decimal import Decimal

import pytest

from coding.base.errors import CodingError, UnusableInputError
from coding.base.period import read_period
from coding.indicators.page_facts import PageFacts
from coding.reports.fines_tables import fines_page
from coding.review.archiving import ArchivingTerms, Excuse
from coding.store.kept_months import MonthKind
from coding.work.archiving import (
    excuse,
    fines_now,
    freeze_fines,
    frozen_fines,
    set_terms,
    statement_of,
    terms_of,
    withdraw_excuse,
)
from coding.work.months import close_month, open_month
from tests.db.conftest import make_page, make_reading
from tests.work.month_store import figures as month_figures

NOW = datetime(2026, 7, 31, 12)


def facts(no, archived, ward="心内科", doctor="卫医甲", discharged="2026-07-04T16:41:00"):
    return PageFacts(no, discharged, ward=ward, doctor=doctor, archived=archived)


@pytest.fixture
def statement():
    pages = [
        facts("0001", "2026-07-09T16:41:00"),
        facts("0002", "2026-07-12T17:00:00", doctor="卫医乙"),
        facts("0003", "2026-07-05T08:00:00", ward=""),
        facts("0004", "", ward="骨科", doctor="卫医丙"),
        facts("0005", None, ward="骨科"),
        facts("0006", "2026-07-09"),
    ]
    return statement_of(pages, "2026-07", NOW, ArchivingTerms.of({}), [Excuse("0002", "封存病历")])


def test_the_published_example_stands_in_the_statement(statement):
    line = next(line for line in statement.lines if line.stay.case_no == "0001")
    assert (line.days, line.yuan) == (2, Decimal(40))


def test_the_tables_add_up_to_the_statement(statement):
    wards, doctors, lines = fines_page(statement).tables
    assert wards.rows[-1][-1] == doctors.rows[-1][-1] == statement.yuan == sum(row[7] for row in lines.rows)
    assert wards.rows[-1][1] == doctors.rows[-1][1] == 5
    assert wards.total is True
    assert {row[0] for row in wards.rows} == {"心内科", "骨科", "未填写", "合计"}


def test_what_is_open_excused_by_day_or_not_judged_is_said(statement):
    page = fines_page(statement)
    told = "".join((*page.lead, *page.notes))
    assert "尚未归档的算到 2026-07-31 12:00 为止" in told
    assert "未判断 1 份：没有归档时间" in told
    assert "1 份的出院或归档只有日期" in told
    assert "不是国家规定" in told
    said = {row[2]: row[8] for row in page.tables[2].rows}
    assert said["0002"] == "免责：封存病历"
    assert said["0004"] == "未归档，已逾期"


def test_nothing_late_makes_tables_without_rows():
    page = fines_page(statement_of([], "2026-07", NOW, ArchivingTerms.of({})))
    assert all(table.rows == () for table in page.tables)


# -- in a real store


JULY = read_period("2026-07")


@pytest.fixture
def kept(store):
    """Three stays of July with their facts: the published example, one in time, one not archived yet."""
    days = {"0001": "2026-07-04 16:41:00", "0002": "2026-07-04 08:00:00", "0003": "2026-07-20 08:00:00"}
    pages = [make_page(no, discharge_datetime=out, discharge_ward="心内科") for no, out in days.items()]
    ids = store.import_reading(make_reading(*pages, file="七月.csv")).added
    archived = ("2026-07-09T16:41:00", "2026-07-05T08:00:00", "")
    rows = [
        (page_id, facts(no, when, discharged=out.replace(" ", "T")))
        for page_id, (no, out), when in zip(ids, days.items(), archived, strict=True)
    ]
    store.keep_facts(rows, "s1")
    return store


def test_the_statement_of_a_store_follows_its_terms_and_its_excused_list(kept):
    assert fines_now(kept, JULY, NOW).yuan == 40 + 8 * 20
    set_terms(kept, {"yuan_a_day": "10", "cap": "50"})
    assert fines_now(kept, JULY, NOW).yuan == 20 + 50
    excuse(kept, "2026-07", Excuse("0003", "封存病历"))
    assert fines_now(kept, JULY, NOW).yuan == 20
    withdraw_excuse(kept, "2026-07", Excuse("0003", "封存病历"))
    assert fines_now(kept, JULY, NOW).yuan == 70
    assert len(kept.month_entries("2026-07", [MonthKind.EXCUSED])) == 2, "nothing of the journal is overwritten"


def test_terms_that_are_none_are_not_kept(kept):
    with pytest.raises(UnusableInputError, match="封顶"):
        set_terms(kept, {"yuan_a_day": "10", "cap": "很多"})
    assert terms_of(kept) == ArchivingTerms.of({})


def test_what_was_frozen_on_closing_stays_whatever_is_known_later(kept):
    open_month(kept, "2026-07")
    close_month(kept, month_figures("2026-07"), "补关", as_of=NOW)
    frozen = frozen_fines(kept, "2026-07")
    assert frozen.yuan == 200
    assert frozen.frozen
    set_terms(kept, {"yuan_a_day": "1"})
    assert frozen_fines(kept, "2026-07") == frozen
    assert any("已冻结" in note for note in fines_page(frozen).notes)
    with pytest.raises(CodingError, match="冻结"):
        freeze_fines(kept, JULY, NOW)


def test_a_month_without_a_frozen_statement_has_none(store):
    assert frozen_fines(store, "2026-07") is None
