"""The pages of a report beside its preview: each has one number, and its whole title where there is no room for it."""

from datetime import datetime

from coding.reports.report_page import Report, ReportPage
from ui.month.report_preview import ReportPreview

NOW = datetime(2026, 11, 28, 9, 0)


def test_a_page_that_bears_a_number_of_its_own_gets_no_other(qtbot):
    titles = ("一、缺陷", "二、入组、换用新方案、与医保一致", "院长一页")
    pages = tuple(ReportPage(f"page{at}", title, (), ()) for at, title in enumerate(titles))
    preview = ReportPreview()
    qtbot.addWidget(preview)
    preview.show_report(Report("体检", "示例医院", "2026-10", NOW, pages, (), ()))
    lines = [preview.pages.item(at) for at in range(preview.pages.count())]
    assert [line.text() for line in lines] == [titles[0], titles[1], "3 院长一页"]
    assert all(title in line.toolTip() for title, line in zip(titles, lines, strict=True))
