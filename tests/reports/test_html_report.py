"""The .html of a report: one file, nothing loaded, everything escaped, readable in dark and on paper."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from coding.reports.html_report import html_parts, write_html_report
from coding.reports.month_pages import month_report
from coding.reports.report_page import ReportPage, Table
from tests.reports.month_inputs_sample import sample_inputs
from tests.reports.month_sample import sample_figures

EVIL = '<script>alert("x")</script>&<img src=x onerror=y>'
VOID = {"meta", "line", "circle", "br", "col"}


class Tree(HTMLParser):
    """Whether every element that is opened is closed, and which there are."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag


@pytest.fixture(scope="module")
def report():
    return month_report(sample_figures(), sample_inputs())


@pytest.fixture(scope="module")
def html(report):
    return "".join(html_parts(report))


def parsed(text):
    tree = Tree()
    tree.feed(text)
    assert tree.open == []
    return tree


def test_the_file_is_well_formed_and_loads_nothing(html):
    tree = parsed(html)
    assert not {"script", "link", "img", "iframe", "object"} & set(tree.seen)
    assert not [value for name, value in tree.attributes if name in ("src", "href") and not value.startswith("#")]
    assert "url(" not in html
    assert "@import" not in html


def test_every_page_is_linked_and_there(report, html):
    for one in report.pages:
        assert f'href="#{one.key}"' in html
        assert f'<section id="{one.key}">' in html


def test_every_chart_has_a_title_that_can_be_read_aloud(report, html):
    charts = [t for one in report.pages for t in one.tables if t.chart is not None and t.rows]
    assert html.count('role="img"') == len(charts)
    for shown in charts:
        assert f'aria-label="{shown.chart.title}"' in html


def test_heads_of_tables_are_repeated_in_print_and_dark_is_met(html):
    assert "table-header-group" in html
    assert "prefers-color-scheme: dark" in html
    assert "A4 landscape" in html


def test_whatever_stands_on_a_page_is_escaped(report):
    rows = tuple((EVIL, *row[1:]) for row in report.pages[2].tables[0].rows)
    shown: Table = replace(report.pages[2].tables[0], rows=rows, title=EVIL)
    evil = replace(report, hospital=EVIL, pages=(ReportPage("x", EVIL, (EVIL,), (shown,), (EVIL,)),))
    text = "".join(html_parts(evil))
    assert "<script" not in text
    assert "<img" not in text
    assert not any(name.startswith("on") for name, _ in parsed(text).attributes)


def test_a_figure_without_a_denominator_is_no_zero(html):
    rows = re.findall(r"<tr>(<td>31日再住院率</td>.*?)</tr>", html)
    assert rows
    assert ">—<" in rows[0]


def test_it_is_written_whole_for_its_owner_alone(report, tmp_path):
    path = tmp_path / "report.html"
    write_html_report(path, report)
    assert path.read_text("utf-8").endswith("</html>\n")
    assert path.stat().st_mode & 0o077 == 0
