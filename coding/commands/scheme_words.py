"""What a run says of the scheme that it uses: a screenful at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.work.scheme_report import BRIEF_LINES, scheme_report

if TYPE_CHECKING:
    import argparse

    from coding.knowledge.knowledge import Knowledge
    from coding.work.scheme_report import SchemeReport


def tell_scheme(report: SchemeReport, arguments: argparse.Namespace) -> None:
    """The complaints of a scheme in brief; nothing where there are none, and where nothing but results is wanted."""
    lines = report.brief()
    if not lines or arguments.quiet or arguments.json:
        return
    print(f"分组方案“{report.title}”有 {len(report.complaints):,} 处要核对：")
    for complaint in lines[:BRIEF_LINES]:
        print(f"  {complaint}")
    left = len(lines) - BRIEF_LINES
    more = f"另有 {left} 类，" if left > 0 else ""
    if more or len(report.complaints) > len(lines):
        pack = getattr(arguments, "scheme", None)
        print(f"  {more}用 python main.py scheme {pack or '方案包'} 列出全部。")


def tell_schemes(knowledge: Knowledge, arguments: argparse.Namespace) -> None:
    """The same of every scheme that holds on some day, each once."""
    for scheme in {held.scheme.stamp: held.scheme for held in knowledge.spans or (knowledge,)}.values():
        tell_scheme(scheme_report(scheme), arguments)
