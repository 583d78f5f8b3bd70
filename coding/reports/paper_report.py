"""A report on paper: head, parts, tables with their charts and notes, sources, and lines to sign on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.reports.chart_parts import Line, Text
from coding.reports.charts import chart_shapes, wanted_height
from coding.reports.paper import ASCENT, LEADING, SHORT, SIDE, Paper, moved
from coding.reports.paper_table import draw_table
from coding.reports.table_fit import at_ease, texts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.reports.paper import Sheet
    from coding.reports.report_page import Report, ReportPage, Table

_TITLE, _PART, _TABLE, _TEXT, _NOTE = 18.0, 14.0, 10.5, 9.5, 8.0


def laid_out(report: Report, measure: Callable[[str, float], float]) -> list[Sheet]:
    """The sheets of a report; ``measure``: how wide words of a size are, in points."""
    paper = Paper(measure, (report.hospital, f"{report.title}　{report.period}"))
    for at, page in enumerate(report.pages):
        paper.new_sheet(landscape=_is_wide(page, measure), section=page.title)
        if at == 0:
            _head(paper, report)
        _part(paper, page)
    if not report.pages:
        paper.new_sheet(landscape=False)
        _head(paper, report)
    _sources(paper, report)
    _signatures(paper, report)
    paper.numbered(f"制表时间 {report.made_at:%Y-%m-%d %H:%M}")
    return paper.sheets


def _is_wide(page: ReportPage, measure: Callable[[str, float], float]) -> bool:
    room = SHORT - 2 * SIDE
    return not all(at_ease(table, texts_of(table), room, measure) for table in page.tables)


def _head(paper: Paper, report: Report) -> None:
    if report.hospital:
        paper.middle(report.hospital, 12, tone="soft")
        paper.gap(2)
    paper.middle(report.title, _TITLE, bold=True)
    paper.middle(report.period, 10.5, tone="soft")
    paper.gap(10)


def _part(paper: Paper, page: ReportPage) -> None:
    paper.say(page.title, _PART, bold=True)
    paper.gap(4)
    for sentence in page.lead:
        paper.say(sentence, _TEXT)
        paper.gap(1.5)
    for table in page.tables:
        _table(paper, table)
    _notes(paper, page.notes)


def _table(paper: Paper, table: Table) -> None:
    draw_table(paper, table)
    sheet = (f"数字出处：工作簿中的“{table.sheet}”表。",) if table.sheet else ()
    _notes(paper, (*table.notes, *sheet))
    _chart(paper, table)


def _chart(paper: Paper, table: Table) -> None:
    height = min(wanted_height(table), paper.whole)
    if not height:
        return
    width = min(paper.room, 620.0)
    shapes = chart_shapes(table, width, height)
    if shapes:
        paper.gap(8)
        paper.need(height + 4)
        paper.draw(*moved(shapes, SIDE + (paper.room - width) / 2, paper.y))
        paper.y += height
        paper.gap(4)


def _notes(paper: Paper, notes: tuple[str, ...]) -> None:
    if notes:
        paper.gap(3)
    for number, note in enumerate(notes, 1):
        words = f"{number}. " if len(notes) > 1 else ""
        paper.say(f"注：{note}" if not words else note, _NOTE, tone="soft", indent=12 if words else 0, first=words)


def _sources(paper: Paper, report: Report) -> None:
    if not report.sources:
        return
    paper.gap(12)
    paper.need(4 * _NOTE * LEADING)
    paper.say("依据与来源", _TABLE, bold=True)
    paper.gap(2)
    for number, source in enumerate(report.sources, 1):
        paper.say(source, _NOTE, tone="soft", indent=18, first=f"{number}. ")


def _signatures(paper: Paper, report: Report) -> None:
    """Lines with the word before each, as many beside each other as have room."""
    if not report.signatures:
        return
    size, line = _TEXT, 78.0
    paper.gap(22)
    wide = max(paper.measure(f"{word}：", size) for word in report.signatures) + line + 14
    beside = max(int(paper.room // wide), 1)
    rows = -(-len(report.signatures) // beside)
    paper.need(rows * 30)
    for at, word in enumerate(report.signatures):
        if at and at % beside == 0:
            paper.y += 30
        x, base = SIDE + at % beside * (paper.room / beside), paper.y + size * ASCENT
        end = x + paper.measure(f"{word}：", size)
        paper.draw(Text(x, base, f"{word}：", size), Line(end + 2, base + 2, end + line, base + 2, "soft", 0.6))
    paper.y += 30
