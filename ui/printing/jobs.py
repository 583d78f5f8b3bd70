"""The papers of the window: the page, the way to its group, a slip, a card."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.reports.paper_report import laid_out
from coding.reports.report_page import Column, Report, ReportPage, Table
from coding.work.printing import page_paper, printed_now
from ui.printing.papers import SheetPaper, TextPaper
from ui.printing.print_dialog import PrintJob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QTextDocument

    from coding.grouping.case import TraceStep
    from coding.review.slips import Slip
    from ui.printing.papers import Paper
    from ui.session import Session

_NO_NAME: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_NONE: Final = "没有打开的病案：请先在列表中打开一份，再打印。"
_MASK: Final = "去除身份（隐去姓名、证件号、电话和住址）"
_NAMES: Final = "写姓名（记入审计）"
_MARK: Final = "标出改动（◆ 与读入时不同）"


def page_job(session: Session) -> PrintJob:
    """The page in work as the paper form. Raises CodingError where there is none."""
    page, page_id, store, now = session.page, session.page_id, session.store, session.clock()
    if page is None or page_id is None:
        raise CodingError(_NONE)
    original = store.original(page_id)

    def make(masked: bool, marked: bool) -> Paper:
        printed = printed_now(store, now, tells_persons=not masked)
        return SheetPaper(page_paper(store, page, original, now, masked=masked, marked=marked), printed)

    return PrintJob(f"病案首页 {page.case_no}".strip(), _file("病案首页", page.case_no), make, _MASK, marks=_MARK)


def trace_job(session: Session, root: TraceStep, word: Callable[[TraceStep], str]) -> PrintJob:
    """The way from the page in work to its group; ``word``: of the verdict of a step."""
    page, now = session.page, session.clock()
    case_no = page.case_no if page is not None else ""
    rows = tuple((number, step.title, word(step), step.detail) for number, step in _numbered(root, "1"))
    columns = (Column("序", width=5), Column("步骤", width=18), Column("结论", width=4), Column("说明", width=24))
    table = Table("trace", "", columns, rows, ("分组结果不能证明编码正确，修改须以病历为依据。",))
    printed = printed_now(session.store, now, tells_persons=False)
    period = f"病案号 {case_no or '（空）'}"
    report = Report("分组过程", printed.hospital, period, now, (ReportPage("trace", "", (), (table,)),), (), ())

    def make(_masked: bool, _marked: bool) -> Paper:
        return SheetPaper(lambda measure: laid_out(report, measure, printed.foot), printed)

    return PrintJob(f"分组过程 {case_no}".strip(), _file("分组过程", case_no), make)


def slip_job(session: Session, slip: Slip, names: Callable[[], dict[str, str]], pages: int) -> PrintJob:
    """A slip; ``names`` tells who its lines are about, where somebody asks for it."""
    store, now = session.store, session.clock()

    def make(masked: bool, _marked: bool) -> Paper:
        from coding.reports.slip_paper import slip_report

        printed = printed_now(store, now, tells_persons=not masked)
        report = slip_report(slip, printed.hospital, now, None if masked else names())
        return SheetPaper(lambda measure: laid_out(report, measure, printed.foot), printed)

    title = f"反馈单 {slip.number}"
    return PrintJob(title, _file("反馈单", slip.number), make, _NAMES, names_asked=True, pages=pages)


def card_job(session: Session, title: str, document: Callable[[], QTextDocument]) -> PrintJob:
    """A card of a code or a group: it is about no patient."""
    now = session.clock()

    def make(_masked: bool, _marked: bool) -> Paper:
        return TextPaper(document(), title, printed_now(session.store, now, tells_persons=None))

    return PrintJob(title, _file(title, ""), make, pages=0)


def _numbered(step: TraceStep, number: str) -> Iterator[tuple[str, TraceStep]]:
    """A step and what it was decided by: 1.2.3."""
    yield number, step
    for at, child in enumerate(step.children, 1):
        yield from _numbered(child, f"{number}.{at}")


def _file(*words: str) -> str:
    return _NO_NAME.sub("_", "_".join(filter(None, words)))
