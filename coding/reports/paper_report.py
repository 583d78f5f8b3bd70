"""A report on paper: head, parts, tables with their charts and notes, sources, and lines to sign on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.reports.chart_parts import Line, Text
from coding.reports.charts import chart_shapes, wanted_height
from coding.reports.folded_column import folded
from coding.reports.paper import ASCENT, LEADING, SHORT, SIDE, Paper, Setting, moved
from coding.reports.paper_table import Stood, draw_table
from coding.reports.table_fit import at_ease, texts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.reports.paper import Sheet
    from coding.reports.report_page import Report, ReportPage, Table

_TITLE, _PART, _TABLE, _TEXT, _NOTE = 18.0, 14.0, 10.5, 9.5, 8.0

#: The most and the least that a chart is wide, and how far it stands from a table beside it.
_WIDE, _NARROW, _BETWEEN = 620.0, 240.0, 24.0
#: Closer settings: sizes of the letters of tables, height of charts, room above and below the lines of a cell.
_CLOSER = (((8.5, 8.0), 0.9, 1.6), ((8.0, 7.5), 0.8, 1.2), ((7.5, 7.0), 0.7, 1.0), ((7.0,), 0.6, 0.8))


def laid_out(report: Report, measure: Callable[[str, float], float], foot: str = "") -> list[Sheet]:
    """The sheets of a report; ``measure``: how wide words of a size are, in points. ``foot`` stands on every sheet, by
    default when the report was made.
    """
    paper = Paper(measure, (report.hospital, f"{report.title}　{report.period}"))
    for at, page in enumerate(report.pages):
        setting = Setting(landscape=_is_wide(page, measure))
        if at == 0:
            setting = _on_one_sheet(report, page, setting, measure)
        _page(paper, report, page, setting, first=at == 0)
    if not report.pages:
        paper.new_sheet(landscape=False)
        _head(paper, report)
    _sources(paper, report)
    _signatures(paper, report)
    paper.numbered(foot or f"制表时间 {report.made_at:%Y-%m-%d %H:%M}")
    return paper.sheets


def _page(paper: Paper, report: Report, page: ReportPage, setting: Setting, *, first: bool) -> None:
    paper.setting = setting
    paper.new_sheet(landscape=setting.landscape, section=page.title)
    if first:
        _head(paper, report)
    _part(paper, page)


def _on_one_sheet(report: Report, page: ReportPage, usual: Setting, measure: Callable[[str, float], float]) -> Setting:
    """The first page is read by who reads no other: set closer where that brings it onto one sheet, else as usual."""
    closer = (Setting(lies, sizes, charts, air, folds=True) for lies in (False, True) for sizes, charts, air in _CLOSER)
    for setting in (usual, *closer):
        trial = Paper(measure, (report.hospital, f"{report.title}　{report.period}"))
        _page(trial, report, page, setting, first=True)
        if len(trial.sheets) == 1:
            return setting
    return usual


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
    if paper.setting.folds:
        table = folded(table)
    stood = draw_table(paper, table)
    height = min(wanted_height(table) * paper.setting.charts, paper.whole)
    beside = stood if height and stood is not None and _has_room(paper, stood, height) else None
    if beside is not None:
        left = SIDE + beside.width + _BETWEEN
        _chart(paper, table, (left, beside.top), (min(SIDE + paper.room - left, _WIDE), height))
    sheet = (f"数字出处：工作簿中的“{table.sheet}”表。",) if table.sheet else ()
    _notes(paper, (*table.notes, *sheet))
    if height and beside is None:
        paper.gap(8)
        paper.need(height + 4)
        width = min(paper.room, _WIDE)
        _chart(paper, table, (SIDE + (paper.room - width) / 2, paper.y), (width, height))
        paper.gap(4)


def _has_room(paper: Paper, stood: Stood, height: float) -> bool:
    """Whether a chart has room to the right of a table."""
    below = paper.left + paper.y - stood.top
    return paper.room - stood.width - _BETWEEN >= _NARROW and height <= below


def _chart(paper: Paper, table: Table, place: tuple[float, float], size: tuple[float, float]) -> None:
    shapes = chart_shapes(table, *size)
    if shapes:
        paper.draw(*moved(shapes, *place))
        paper.y = max(paper.y, place[1] + size[1])


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
