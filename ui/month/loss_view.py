"""The loss list that goes round: team → group → insurance office → director; each station says a reason and words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox

from coding.base.errors import CodingError
from coding.reports.pdf_report import write_pdf
from coding.review.losses import course_of, loss_reasons, loss_steps
from coding.review.people import Command
from coding.work.exporting import note_export
from coding.work.losses import loss_courses, loss_list, loss_stays, say_loss
from coding.work.month_report_files import HOSPITAL
from ui.grouping.group_table import ReadTable
from ui.month.step_view import StepView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.review.losses import LossCourse, LossStay
    from ui.workplace import Workplace

_HEADS: Final = ("病区", "医疗组", "病案号", "病组", "费用", "支付估算", "亏损", "原因", "轮到", "各站的话")
_WIDTHS: Final = (120, 100, 96, 70, 92, 92, 92, 150, 90, 0)


class LossView(StepView):
    """Enter opens the page; Ctrl+1 says the word of the station whose turn it is."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = (
            "费用高于支付估算的病例传阅一遍：医疗组、病组专管员、医保办、科主任各写原因；亏损不是缺陷，原因不分高低。"
        )
        super().__init__(place, lead, parent)
        self.stays: Sequence[LossStay] = ()
        self._courses: Mapping[int, LossCourse] = {}
        self.table = ReadTable(_HEADS, _WIDTHS, self, (4, 5, 6))
        self.table.setAccessibleName("亏损清单")
        self.body.addWidget(self.table, 1)
        self.reason = QComboBox(self)
        self.reason.setAccessibleName("亏损的原因")
        self.reason.addItem("（不选原因）", "")
        for id_, one in loss_reasons().items():
            self.reason.addItem(one.label, id_)
        self.words = self.line("说明", "这一站的话")
        self.row.addWidget(self.reason)
        self.row.addWidget(self.words, 1)
        self.say_button = self.action("登记", self.take_word, Command.KEEP_DENIALS, primary=True)
        self.back_button = self.action("退回上一站", self.send_back, Command.KEEP_DENIALS)
        self.print_button = self.action("打印清单（pdf）…", self._ask_and_print, Command.SEE_MONEY)
        self.table.activated.connect(lambda _: self._open())
        self.table.currentCellChanged.connect(lambda *_: self._tell_turn())
        self.first(self.table)

    def forget(self) -> None:
        self.look_no_more()
        self.stays, self._courses = (), {}
        self.table.fill([])

    def refresh(self) -> None:
        if not self.place.session.sees_money:
            self.setEnabled(False)
            self.say("亏损清单写的是费用和支付额，您的权限看不到：请由医保办打开。")
            return
        store, period = self.store, self.period
        if period is None:
            return
        self.look("列出亏损病例", lambda _task: (loss_stays(store, period.name), loss_courses(store)), self._show)

    def take_word(self) -> None:
        """What the station whose turn it is says of the stay that is chosen."""
        self._say_word(back=False)

    def send_back(self) -> None:
        """Back to the station before, with a question."""
        self._say_word(back=True)

    def print_list(self, path: Path) -> None:
        """Write the list as it stands."""
        session, store, period = self.place.session, self.store, self.period
        knowledge = session.knowledge
        if knowledge is None or period is None:
            raise CodingError("知识库还在装入：请稍候再写出。")
        now, hospital, pages = session.clock(), HOSPITAL.read(store), len(self.stays)

        def write() -> None:
            note_export(store, {"what": "亏损清单", "file": str(path), "pages": pages, "masked": True})
            write_pdf(path, loss_list(store, knowledge, period.name, made_at=now, hospital=hospital))

        self.run("写出亏损清单", write, lambda _: self.say(f"已写出：{path}"))

    def _say_word(self, *, back: bool) -> None:
        stay = self._chosen()
        if stay is None:
            raise CodingError("请先选一个病例。")
        at = course_of(stay.page_id, self._courses).at
        say_loss(self.store, stay, at, self.reason.currentData(), self.words.text(), back=back)
        self.words.clear()
        self.reason.setCurrentIndex(0)
        self.renew()

    def _show(self, found: tuple[Sequence[LossStay], Mapping[int, LossCourse]]) -> None:
        self.stays, self._courses = found
        self.table.fill([_cells(stay, course_of(stay.page_id, self._courses)) for stay in self.stays])
        self._tell_turn()

    def _tell_turn(self) -> None:
        stay = self._chosen()
        told = f"{len(self.stays):,} 例。"
        if stay is not None:
            step = loss_steps().get(course_of(stay.page_id, self._courses).at)
            told += f"轮到{step.label}：{step.asks}。" if step is not None else "已传阅完。"
        self.say(told)

    def _chosen(self) -> LossStay | None:
        at = self.table.currentRow()
        return self.stays[at] if 0 <= at < len(self.stays) else None

    def _open(self) -> None:
        stay = self._chosen()
        if stay is not None:
            self.page_wanted.emit(stay.page_id)

    def _ask_and_print(self) -> None:
        name = f"亏损清单_{self.period.name if self.period is not None else ''}.pdf"
        path = self.ask_new_file("亏损清单", name, "PDF (*.pdf)")
        if path is not None:
            self.print_list(path)


def _cells(stay: LossStay, course: LossCourse) -> tuple[str, ...]:
    steps, reasons = loss_steps(), loss_reasons()
    words = "　".join(f"{steps[one.step].label}：{one.words}" for one in course.words if one.words)
    reason = reasons[course.reason].label if course.reason in reasons else ""
    turn = steps[course.at].label if course.at in steps else "传阅完"
    amounts = (f"{Decimal(fen) / 100:,.2f}" for fen in (stay.cost, stay.payment, stay.loss))
    return (stay.ward, stay.team or stay.doctor, stay.case_no, stay.drg, *amounts, reason, turn, words)
