"""Pages unlike the hospital's own earlier ones stand in the report with their numbers, the furthest off first."""

from coding.reports.month_pages import month_report
from tests.reports.month_inputs_sample import sample_inputs
from tests.reports.month_sample import sample_figures


def table_of(inputs):
    report = month_report(sample_figures("2026-10"), inputs)
    page = next(page for page in report.pages if page.key == "suspected")
    return page, next((table for table in page.tables if table.key == "atypical"), None)


def test_own_figure_mean_spread_and_number_of_earlier_pages_are_told():
    _, table = table_of(sample_inputs())
    assert [row[0] for row in table.rows] == ["20260108", "20260103", "20260109"]
    stay = table.rows[1]
    assert [f"{one.value}{one.unit}" for one in stay[4:7]] == ["29天", "7.31天", "2.10天"]
    assert stay[7] == 42
    assert table.rows[2][6] is None, "an operation has no spread"


def test_who_sees_no_money_sees_no_cost():
    _, table = table_of(sample_inputs(money=False))
    assert "总费用" not in [row[3] for row in table.rows]


def test_without_earlier_pages_it_is_said_what_would_provide_it():
    page, table = table_of(sample_inputs(atypical=None))
    assert table is None
    assert any("与本院历史相比" in sentence for sentence in page.lead)
