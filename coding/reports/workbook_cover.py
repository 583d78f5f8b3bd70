"""The cover of a month's workbook: whose, of when, what is in it, on what it rests, and who signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coding.reports.book_text import book_text
from coding.reports.workbook_forms import lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.reports.report_page import Report
    from coding.reports.workbook_forms import Forms

_FIRST, _SECOND = 26, 92


def write_cover(
    page: Any,
    report: Report,
    pages: Sequence[tuple[str, str]],
    behind: Sequence[tuple[str, str]],
    note: str,
    forms: Forms,
) -> None:
    """Write it. ``pages``, ``behind``: sheet and what is on it; ``note``: how the figures were made."""
    page.hide_gridlines(2)
    page.fit_to_pages(1, 1)
    page.set_column(0, 0, _FIRST)
    page.set_column(1, 1, _SECOND)
    page.set_row(0, 40)
    page.merge_range(0, 0, 0, 1, book_text(report.title), forms.of(bold=True, font_size=22))
    made = f"{report.made_at:%Y-%m-%d %H:%M}"
    at = 1
    for label, words in (("医院", report.hospital), ("时期", report.period), ("制表时间", made), ("数字", note)):
        at = _line(page, at, label, words, forms)
    at = _part(page, at + 1, "报告各页", forms)
    for sheet, title in pages:
        at = _link(page, at, sheet, title, forms)
    at = _part(page, at + 1, "数据", forms)
    for sheet, title in behind:
        at = _link(page, at, sheet, title, forms)
    at = _part(page, at + 1, "依据", forms)
    for source in report.sources:
        at = _line(page, at, "", source, forms)
    if report.signatures:
        at += 2
        signed = "".join(f"{word}：＿＿＿＿＿＿＿＿　　" for word in report.signatures)
        page.set_row(at, 30)
        page.merge_range(at, 0, at, 1, signed, forms.of(font_size=11))


def _part(page: Any, at: int, title: str, forms: Forms) -> int:
    page.set_row(at, 22)
    page.write_string(at, 0, title, forms.part)
    return at + 1


def _line(page: Any, at: int, label: str, words: str, forms: Forms) -> int:
    page.set_row(at, 17 * lines_of(words, _SECOND))
    page.write_string(at, 0, label, forms.of(font_color="#5A6470", valign="top"))
    page.write_string(at, 1, book_text(words), forms.said)
    return at + 1


def _link(page: Any, at: int, sheet: str, title: str, forms: Forms) -> int:
    page.set_row(at, 18)
    page.write_url(at, 0, f"internal:'{sheet}'!A1", forms.link, sheet)
    page.write_string(at, 1, book_text(title), forms.of())
    return at + 1
