"""An invented month in the making, for the pictures of the desk: opened, asked, some answers back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coding.base.period import Period, read_period
from coding.page.edits import set_field
from coding.review.slips import AnswerKind
from coding.store.kept_months import MonthKind
from coding.work.months import open_month
from coding.work.slip_answers import accept_answer, answers_at
from coding.work.slips import draw_up_slips, send_slip

if TYPE_CHECKING:
    from coding.review.slips import SlipLine
    from ui.workplace import Workplace

#: The month of the sample that the pictures are of.
MONTH: Final = "2026-10"
#: What invented doctors answer, in the order of the slips: answer, new value, reason.
_ANSWERS: Final = (
    (AnswerKind.CHANGED, "1", "按入院记录"),
    (AnswerKind.CHANGED, "1", "医嘱离院，见出院小结"),
    (AnswerKind.NOTED, "", "已在病程记录中补记"),
    (AnswerKind.CHANGED, "2", "未尸检，见死亡记录"),
    (AnswerKind.CORRECT, "", "出生体重另页已记"),
    (AnswerKind.CHANGED, "1", "手术记录：切口甲级愈合"),
)


def prepare(place: Workplace) -> Period:
    """Open the month of the sample, send its slips, have some answers back; which month it is."""
    session, store, period = place.session, place.session.store, read_period(MONTH)
    knowledge = session.knowledge
    assert knowledge is not None
    open_month(store, MONTH, his_count=113)
    drawn = draw_up_slips(store, period, knowledge, session.contexts, session.clock())
    for slip in drawn.slips:
        send_slip(store, slip.number)
    lines = [(slip.number, slip.ward, line) for slip in drawn.slips for line in slip.lines]
    for (number, ward, line), (kind, value, reason) in zip(lines, _ANSWERS, strict=False):
        said = {
            "version": 1,
            "line": line.line,
            "answer": kind.value,
            "value": value,
            "reason": reason,
            "file": f"反馈单_{ward}_{MONTH}.xlsx 第 {line.line} 行",
            "ward": ward,
        }
        store.note_month(MonthKind.ANSWER, said, month=MONTH, subject=number, page_id=line.page_id)
    if len(lines) > 1:  # a store of other pages may have nothing to ask
        _alter(place, lines[1][2])
        accept_answer(store, answers_at(store, MONTH)[0].answer.id)
    return period


def _alter(place: Workplace, line: SlipLine) -> None:
    """Somebody has altered a page after its doctor was asked."""
    assert line.page_id is not None
    store = place.session.store
    change = replace(set_field(store.page(line.page_id), line.field, "2"), reason="按转院记录")
    store.append(line.page_id, change)
