"""Late archiving of a month: from facts to a statement, an excused list with a history, tables that add up."""

from datetime import datetime
from decimal import Decimal

import pytest

from coding.indicators.page_facts import PageFacts
from coding.reports.fines_tables import fines_page, line_table
from coding.review.archiving import ArchivingTerms, Excuse
from coding.work.archiving import statement_of

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
    said = {row[2]: row[8] for row in line_table(statement).rows}
    assert said["0002"] == "免责：封存病历"
    assert said["0004"] == "未归档，已逾期"


def test_the_lines_of_a_ward_are_its_own(statement):
    assert [row[2] for row in line_table(statement, "骨科").rows] == ["0004"]


def test_nothing_late_makes_tables_without_rows():
    page = fines_page(statement_of([], "2026-07", NOW, ArchivingTerms.of({})))
    assert all(table.rows == () for table in page.tables)
