"""Step 4: slips of the month: drawn up, written for the wards, sent, withdrawn; which are due, which past their day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QCheckBox

from coding.base.errors import CodingError
from coding.review.people import Command
from coding.review.slips import SlipState
from coding.work.slips import (
    Drawn,
    SlipRow,
    courses_of,
    draw_up_slips,
    names_on,
    send_slip,
    slip_rows,
    withdraw_slip,
    write_slips,
)
from ui.allowed import who_may
from ui.grouping.group_table import ReadTable
from ui.month.step_view import StepView
from ui.plain import plain_tip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.review.slip_journal import SlipCourse
    from ui.workplace import Workplace

_HEADS: Final = ("单号", "版", "病区", "状态", "期限", "条数", "已答", "待处理", "发出")
_WIDTHS: Final = (230, 40, 0, 110, 100, 60, 60, 70, 110)
_LINES: Final = ("行", "医师", "病案号", "出院日期", "栏目", "现值", "问题", "答复")
_LINE_WIDTHS: Final = (40, 90, 100, 96, 150, 160, 0, 90)


class SlipsView(StepView):
    """The slips above, the lines of the one that is chosen below; Enter on a slip opens its pages."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = (
            "需医师核对的问题按病区各一个工作簿、每位医师一张表；不含姓名、证件号、权重和金额。"
            "发给病区后按“登记发出”，到期未答的列为逾期。"
        )
        super().__init__(place, lead, parent)
        self.rows: list[SlipRow] = []
        self._courses: Mapping[str, SlipCourse] = {}
        self._pages: list[int | None] = []
        self.table = ReadTable(_HEADS, _WIDTHS, self, (1, 5, 6, 7))
        self.table.setAccessibleName("反馈单")
        self.lines = ReadTable(_LINES, _LINE_WIDTHS, self, (0,))
        self.lines.setAccessibleName("反馈单的各条")
        self.body.addWidget(self.table, 2)
        self.body.addWidget(self.lines, 3)
        self.reason = self.line("收回的理由", "收回的理由（必填）", is_whole=True)
        self.names = QCheckBox("写姓名（记入审计）", self)
        if not self.store.me.may(Command.SEE_IDENTITIES):
            self.names.setEnabled(False)
            self.names.setToolTip(plain_tip(who_may(Command.SEE_IDENTITIES)))
        self.draw_button = self.action("制作反馈单", self.draw_up, Command.MAKE_SLIPS, primary=True)
        self.write_button = self.action("写出文件…", self._ask_and_write, Command.MAKE_SLIPS)
        self.row.addWidget(self.names)
        self.send_button = self.action("登记发出", self.send, Command.MAKE_SLIPS)
        self.row.addStretch(1)
        self.row.addWidget(self.reason)
        self.withdraw_button = self.action("收回", self.withdraw, Command.MAKE_SLIPS)
        self.print_button = self.action("打印…", self.print_paper, Command.MAKE_SLIPS)
        self.table.currentCellChanged.connect(lambda *_: self._show_lines())
        self.table.activated.connect(lambda index: self.open_pages(index.row()))
        self.lines.activated.connect(lambda index: self._open_line(index.row()))
        self.reason.returnPressed.connect(lambda: self.attempt(self.withdraw))
        self.first(self.table)

    def forget(self) -> None:
        self.look_no_more()
        self._show_slips((), {})

    def refresh(self) -> None:
        self.enable(self.draw_button, bool(self.month), "请选一个月")
        if not self.month:
            self._show_slips((), {})
            self.say("反馈单按月制作：请在上方选一个月。")
            return
        store, month, today = self.store, self.month, self.place.session.clock().date()
        self.look(
            "列出反馈单",
            lambda _task: (slip_rows(store, month, today), courses_of(store, month)),
            lambda found: self._show(*found),
        )

    def _show(self, rows: Sequence[SlipRow], courses: Mapping[str, SlipCourse]) -> None:
        self._show_slips(rows, courses)
        late = sum(row.is_overdue for row in self.rows)
        if not self.rows:
            self.say("这个月还没有反馈单。")
        else:
            asked, answered = sum(row.asked for row in self.rows), sum(row.answered for row in self.rows)
            overdue = f"，逾期 {late:,} 张" if late else ""
            self.say(f"{len(self.rows):,} 张，{asked:,} 条，已答 {answered:,} 条{overdue}。")

    def _show_slips(self, rows: Sequence[SlipRow], courses: Mapping[str, SlipCourse]) -> None:
        self.rows, self._courses = list(rows), courses
        self.table.fill([_cells(row) for row in self.rows], [_tip(row) for row in self.rows])
        self._show_lines()

    # -- what the person does

    def draw_up(self) -> None:
        """Draw up a slip a ward from what is found now."""
        session, store, period = self.place.session, self.store, self.period
        knowledge = session.knowledge
        if knowledge is None or period is None or not self.month:
            raise CodingError("知识库还在装入，或没有选一个月：请稍候，或在上方选一个月。")
        self.place.write_down()
        contexts, now = session.contexts, session.clock()
        self.run("制作反馈单", lambda: draw_up_slips(store, period, knowledge, contexts, now), self._drawn)

    def write(self, folder: Path) -> None:
        """Write all slips that are drafted or sent, as .xlsx and .docx."""
        store, now, names = self.store, self.place.session.clock(), self.names.isChecked()
        numbers = [row.number for row in self.rows if row.state in (SlipState.DRAFTED, SlipState.SENT)]
        slips = [self._courses[number].slip for number in numbers]
        if not slips:
            raise CodingError("没有可写出的反馈单：请先制作。")
        self.run(
            "写出反馈单",
            lambda: write_slips(store, slips, folder, now, names=names),
            lambda files: self.say(f"已写出 {len(files):,} 个文件：{folder}。发给病区后按“登记发出”。"),
        )

    def print_paper(self) -> None:
        """Show the chosen slip as it is printed."""
        from ui.printing.jobs import slip_job  # papers are no part of the desk
        from ui.printing.print_dialog import show_print

        self.store.require(Command.MAKE_SLIPS)
        row = self._chosen()
        if row is None:
            raise CodingError("请先选一张反馈单，再打印。")
        slip, store = self._courses[row.number].slip, self.store
        pages = len({line.page_id for line in slip.lines if line.page_id is not None})
        job = slip_job(self.place.session, slip, lambda: names_on(store, slip), max(pages, 1))
        show_print(self.place.session, job, self.window())

    def send(self) -> None:
        """The chosen slip has gone out; the next one that has not is chosen, and none goes unseen."""
        row = self._chosen()
        if row is None or row.state is not SlipState.DRAFTED:
            raise CodingError("请先选一张待发的反馈单，再登记发出。")
        send_slip(self.store, row.number)
        here = self.table.currentRow()
        later = [*range(here + 1, len(self.rows)), *range(here)]
        if (after := next((at for at in later if self.rows[at].state is SlipState.DRAFTED), None)) is not None:
            self.table.setCurrentCell(after, 0)
        self.renew()

    def withdraw(self) -> None:
        """The chosen slip counts no more."""
        row = self._chosen()
        if row is not None:
            withdraw_slip(self.store, row.number, self.reason.text().strip())
            self.reason.clear()
            self.renew()

    def open_pages(self, at: int) -> None:
        """The pages that a slip asks about."""
        if 0 <= at < len(self.rows):
            course = self._courses[self.rows[at].number]
            ids = list(dict.fromkeys(line.page_id for line in course.slip.lines if line.page_id is not None))
            if ids:
                self.pages_wanted.emit(f"反馈单 {course.number}", ids)

    # -- inside

    def _drawn(self, drawn: Drawn) -> None:
        self.renew(drawn.in_words())

    def _chosen(self) -> SlipRow | None:
        at = self.table.currentRow()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def _show_lines(self) -> None:
        row = self._chosen()
        course = self._courses.get(row.number) if row is not None else None
        self._pages = []
        cells = []
        for line in course.slip.lines if course is not None else ():
            answer = course.answers.get(line.identity) if course is not None else None
            said = answer.kind.label if answer is not None else ""
            cells.append(
                (f"{line.line}", line.doctor, line.case_no, line.discharged, line.label, line.shown, line.problem, said)
            )
            self._pages.append(line.page_id)
        self.lines.fill(cells)
        is_out = row is not None and row.state in (SlipState.DRAFTED, SlipState.SENT)
        self.enable(self.withdraw_button, is_out, "请先选一张待发或已发的反馈单")
        is_drafted = row is not None and row.state is SlipState.DRAFTED
        self.enable(self.send_button, is_drafted, "请先选一张待发的反馈单")
        self.enable(self.write_button, bool(self.rows), "请先制作反馈单")
        self.enable(self.print_button, row is not None, "请先选一张反馈单")

    def _open_line(self, at: int) -> None:
        if 0 <= at < len(self._pages) and (page_id := self._pages[at]) is not None:
            self.page_wanted.emit(page_id)

    def _ask_and_write(self) -> None:
        folder = self.ask_folder("反馈单写到哪个文件夹")
        if folder is not None:
            self.write(folder)


def _cells(row: SlipRow) -> tuple[str, ...]:
    state = "逾期" if row.is_overdue else row.state.label
    return (
        row.number,
        str(row.version),
        row.ward,
        state,
        row.due.isoformat() if row.due is not None else "",
        f"{row.asked:,}",
        f"{row.answered:,}",
        f"{row.waiting:,}" if row.waiting else "",
        f"{row.sent_at:%m-%d %H:%M}" if row.sent_at is not None else "",
    )


def _tip(row: SlipRow) -> str:
    late = "\n期限已过，还有问题没有答复" if row.is_overdue else ""
    return f"{row.number}　第 {row.version} 版　{row.state.label}{late}"
