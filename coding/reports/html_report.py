"""A report as one .html file: opens without a network, reads in light and dark, prints on A4 with repeated heads.

Every word of a page is escaped; nothing is loaded and nothing runs.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from coding.base.encoding import shown
from coding.base.whole_file import whole_file
from coding.reports.cell_text import cell_text, stands_right
from coding.reports.charts import chart_shapes, wanted_height
from coding.reports.html_charts import chart_svg, tone_style
from coding.reports.report_page import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from coding.reports.report_page import Cell, Column, Report, ReportPage, Table

#: Points that a chart is drawn in; on the screen it grows with the page.
_WIDE = 720.0
_STYLE = """
:root { --paper: #fff; --ink: #1f2933; --soft: #5a6470; --line: #d9dee4; --head: #e9eff6; --band: #f7f9fb; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1120px; padding: 24px; background: var(--paper); color: var(--ink);
  font: 15px/1.65 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", SimSun, sans-serif; }
header h1 { margin: 0 0 4px; font-size: 26px; }
header p, .note, footer { color: var(--soft); margin: 2px 0; font-size: 13px; }
nav { margin: 16px 0; padding: 10px 14px; background: var(--band); border: 1px solid var(--line); }
nav a { margin-right: 18px; white-space: nowrap; }
a { color: inherit; }
h2 { margin: 36px 0 8px; padding-bottom: 4px; border-bottom: 2px solid var(--ink); font-size: 20px; }
h3 { margin: 22px 0 6px; font-size: 16px; }
.lead { margin: 8px 0; padding-left: 20px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 1.45; }
th, td { padding: 4px 7px; border: 1px solid var(--line); text-align: left; vertical-align: top;
  overflow-wrap: break-word; }
th { background: var(--head); font-weight: 600; }
th.r, td.r { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th.r { white-space: normal; }
tbody tr:nth-child(even) td { background: var(--band); }
tr.sum td { font-weight: 600; border-top: 2px solid var(--ink); }
figure { margin: 12px 0; }
svg { width: 100%; height: auto; max-width: 960px; display: block; }
.sign { display: flex; gap: 28px; margin-top: 40px; }
.sign span { flex: 1; border-top: 1px solid var(--ink); padding-top: 4px; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #161b21; --ink: #e3e8ee; --soft: #a3aebb; --line: #38424e; --head: #232c37; --band: #1b222a; }
}
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --head: #eee; --band: #fff; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav { display: none; }
  section { break-before: page; }
  section:first-of-type { break-before: auto; }
  h2, h3 { break-after: avoid; }
  thead { display: table-header-group; }
  tr, figure, .sign { break-inside: avoid; }
  table { font-size: 8.5pt; }
  .wide { overflow: visible; }
}
"""


def write_html_report(path: Path, report: Report) -> None:
    """Write the report, whole or not at all. Raises UnusableInputError when it cannot be written."""
    with whole_file(path, encoding="utf-8") as file:
        file.writelines(html_parts(report))


def html_parts(report: Report) -> Iterable[str]:
    """The file, piece by piece."""
    yield '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    # whatever a page holds: nothing may be loaded, nothing may run
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    yield f"<title>{_words(report.title)} {_words(report.period)}</title>\n<style>{_STYLE}{tone_style()}</style>\n"
    yield f"</head>\n<body>\n<header><h1>{_words(report.title)}</h1>\n"
    made = report.made_at.strftime("%Y-%m-%d %H:%M")
    yield f"<p>{_words(report.hospital)}　{_words(report.period)}　制表时间 {made}</p></header>\n"
    if len(report.pages) > 1:
        links = (f'<a href="#{_words(page.key)}">{at}. {_words(page.title)}</a>' for at, page in _numbered(report))
        yield f"<nav>{''.join(links)}</nav>\n"
    for at, page in _numbered(report):
        yield from _page(page, f"{at}. " if len(report.pages) > 1 else "")
    if report.signatures:
        yield f'<div class="sign">{"".join(f"<span>{_words(word)}</span>" for word in report.signatures)}</div>\n'
    if report.sources:
        yield f"<footer><p>依据：{_words('；'.join(report.sources))}</p></footer>\n"
    yield "</body>\n</html>\n"


def _numbered(report: Report) -> Iterable[tuple[int, ReportPage]]:
    return enumerate(report.pages, 1)


def _page(page: ReportPage, number: str) -> Iterable[str]:
    yield f'<section id="{_words(page.key)}">\n<h2>{number}{_words(page.title)}</h2>\n'
    if page.lead:
        yield f'<ul class="lead">{"".join(f"<li>{_words(said)}</li>" for said in page.lead)}</ul>\n'
    for table in page.tables:
        yield from _table(table)
    for note in page.notes:
        yield f'<p class="note">{_words(note)}</p>\n'
    yield "</section>\n"


def _table(table: Table) -> Iterable[str]:
    yield f"<h3>{_words(table.title)}</h3>\n"
    if not table.rows:
        yield '<p class="note">没有。</p>\n'
        return
    shapes = chart_shapes(table, _WIDE, wanted_height(table))
    if shapes:
        yield f"<figure>{chart_svg(table, shapes, _WIDE, wanted_height(table))}</figure>\n"
    whole = sum(column.width for column in table.columns)
    widths = "".join(f'<col style="width:{column.width * 100 / whole:.1f}%">' for column in table.columns)
    yield f'<div class="wide"><table>\n<colgroup>{widths}</colgroup>\n<thead><tr>'
    yield "".join(f'<th scope="col"{_side(column)}>{_words(column.title)}</th>' for column in table.columns)
    yield "</tr></thead>\n<tbody>\n"
    last = len(table.rows) - 1
    for at, row in enumerate(table.rows):
        yield '<tr class="sum">' if table.total and at == last else "<tr>"
        yield "".join(_cell(cell, column) for cell, column in zip(row, table.columns, strict=False))
        yield "</tr>\n"
    yield "</tbody></table></div>\n"
    for note in table.notes:
        yield f'<p class="note">{_words(note)}</p>\n'


def _cell(cell: Cell, column: Column) -> str:
    return f"<td{_side(column)}>{_words(cell_text(cell, column))}</td>"


def _side(column: Column) -> str:
    return ' class="r"' if stands_right(column) or column.kind is Kind.DAY else ""


def _words(text: str) -> str:
    return escape(shown(text))
