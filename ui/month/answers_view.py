"""Step 5: answers of the wards beside their findings: accepted as a Change of the doctor's, or refused with a word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout

from coding.review.people import Command
from coding.work.slip_answers import AnswerAt, ReadBack, accept_answer, answers_at, read_answers, refuse_answer
from ui.grouping.group_table import ReadTable
from ui.month.step_view import StepView
from ui.plain import PlainLabel
from ui.theme.spacing import SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from ui.workplace import Workplace

_KINDS: Final = "反馈单 (*.xlsx *.xls);;所有文件 (*)"
_HEADS: Final = ("病区", "行", "病案号", "栏目", "发单时", "现在", "答复", "新值", "处理")
_WIDTHS: Final = (110, 40, 96, 140, 140, 140, 84, 140, 0)
_WHICH: Final = {"waiting": "待处理", "altered": "页面已改动", "judged": "已处理", "all": "全部"}


class AnswersView(StepView):
    """Y accepts, N refuses with the word of the line; Enter opens the page."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = (
            "读入病区交回的反馈单；答复不会自动改动病案。采纳（Y）按医师的答复修改并记入历史，不采纳（N）写明理由。"
            "发单后页面已改动的不覆盖：两个值都列出，请打开病案处理。"
        )
        super().__init__(place, lead, parent)
        self.answers: list[AnswerAt] = []
        self.shown: list[AnswerAt] = []
        self.which = QComboBox(self)
        self.which.setAccessibleName("列出哪些答复")
        for key, words in _WHICH.items():
            self.which.addItem(words, key)
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(PlainLabel("列出", self))
        line.addWidget(self.which)
        line.addStretch(1)
        self.body.addLayout(line)
        self.table = _Answers(_HEADS, _WIDTHS, self, (1,))
        self.table.setAccessibleName("答复")
        self.table.letter = self._take_letter
        self.body.addWidget(self.table, 1)
        self.about = PlainLabel("", self)
        self.about.setWordWrap(True)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.about.setMinimumHeight(76)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.about)
        self.word = self.line("理由", "不采纳的理由（必填）；采纳可不填")
        self.read_button = self.action("读入交回的反馈单…", self._ask_and_read, Command.READ_SLIPS)
        self.row.addStretch(1)
        self.row.addWidget(self.word, 2)
        self.accept_button = self.action("采纳（Y）", self.accept, Command.READ_SLIPS, primary=True)
        self.refuse_button = self.action("不采纳（N）", self.refuse, Command.READ_SLIPS)
        self.page_button = self.action("打开病案", self.open_page)
        self.which.currentIndexChanged.connect(lambda _: self._fill())
        self.table.currentCellChanged.connect(lambda *_: self._show_answer())
        self.table.activated.connect(lambda _: self.open_page())
        self.word.returnPressed.connect(lambda: self.attempt(self.refuse))
        self.first(self.table)

    def forget(self) -> None:
        self.look_no_more()
        self.answers = []
        self._fill()

    def refresh(self) -> None:
        if not self.month:
            self._fill()
            self.say("答复按月列出：请在上方选一个月。")
            return
        store, month = self.store, self.month
        self.look("列出答复", lambda _task: answers_at(store, month), self._show)

    def _show(self, answers: Sequence[AnswerAt]) -> None:
        self.answers = list(answers)
        self._fill()
        waiting = sum(one.is_waiting for one in self.answers)
        self.say(f"答复 {len(self.answers):,} 条，待处理 {waiting:,} 条。")

    # -- what the person does

    def read(self, paths: Sequence[Path]) -> None:
        """Read filled slips back behind the window."""
        store = self.store
        self.run("读入反馈单", lambda: read_answers(store, paths), self._read)

    def accept(self) -> None:
        """Accept the answer that is chosen."""
        at = self._chosen()
        if at is not None and at.is_waiting:
            self.place.write_down()
            accept_answer(self.store, at.answer.id, self.word.text())
            self._judged()

    def refuse(self) -> None:
        """Refuse it, with the word of the line."""
        at = self._chosen()
        if at is None or not at.is_waiting:
            return
        if not self.word.text().strip():
            self.word.setFocus(Qt.FocusReason.OtherFocusReason)
            self.say("不采纳要写明理由：写好后按 Enter。")
            return
        refuse_answer(self.store, at.answer.id, self.word.text())
        self._judged()

    def open_page(self) -> None:
        """The page of the answer that is chosen."""
        at = self._chosen()
        if at is not None and at.page_id is not None:
            self.page_wanted.emit(at.page_id)

    # -- inside

    def _read(self, found: ReadBack) -> None:
        self.renew("\n".join((found.in_words(), *found.troubles[:6], *found.notes[:4])))

    def _judged(self) -> None:
        self.word.clear()
        self.place.session.catch_up()
        self.renew()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        which = self.which.currentData()
        tests = {
            "waiting": lambda at: at.is_waiting,
            "altered": lambda at: at.is_altered and at.is_waiting,
            "judged": lambda at: not at.is_waiting,
            "all": lambda _at: True,
        }
        self.shown = [at for at in self.answers if tests[which](at)]
        self.table.fill(
            [_cells(at) for at in self.shown], [at.why or at.note or at.answer.line.problem for at in self.shown]
        )
        self._show_answer()

    def _show_answer(self) -> None:
        at = self._chosen()
        self.about.setText(_about(at) if at is not None else "")
        is_open = at is not None and at.is_waiting
        why = "" if is_open else "请先选一条待处理的答复"
        blocked = at.why if at is not None and is_open else ""
        self.enable(self.accept_button, is_open and not blocked, why or blocked)
        self.enable(self.refuse_button, is_open, why)
        self.enable(self.page_button, at is not None and at.page_id is not None, "请先选一条有病案的答复")

    def _chosen(self) -> AnswerAt | None:
        row = self.table.currentRow()
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def _take_letter(self, letter: str) -> bool:
        button = {"y": self.accept_button, "n": self.refuse_button}.get(letter.lower())
        if button is not None and self._looking is None:  # a letter to the line before must not judge the next one
            self.press(self.buttons.index(button) + 1)
        return button is not None

    def _ask_and_read(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "读入交回的反馈单", self.place.last_folder, _KINDS)
        if chosen:
            self.read([Path(one) for one in chosen])


class _Answers(ReadTable):
    """Y and N are the view's."""

    letter = staticmethod(lambda _letter: False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() or not self.letter(event.text()):
            super().keyPressEvent(event)


def _cells(at: AnswerAt) -> tuple[str, ...]:
    answer, line = at.answer, at.answer.line
    return (
        at.slip.ward,
        str(line.line),
        line.case_no,
        line.label,
        line.shown,
        f"≠ {at.now}" if at.is_altered else at.now,
        answer.kind.label,
        answer.value,
        _judgement(at),
    )


def _judgement(at: AnswerAt) -> str:
    judged = at.answer.judged
    if judged is None:
        return "页面已改动，待处理" if at.is_altered else "待处理"
    word = f"：{judged.word}" if judged.word else ""
    return f"{'已采纳' if judged.is_accepted else '不采纳'}{word}（{judged.name}）"


def _about(at: AnswerAt) -> str:
    answer, line = at.answer, at.answer.line
    told = [f"{line.label}　问题：{line.problem}", f"依据：{line.basis or '—'}"]
    reason = f"，理由：{answer.reason}" if answer.reason else ""
    value = f"“{answer.value}”" if answer.value else ""
    told.append(f"{line.doctor} 答复：{answer.kind.label}{value}{reason}（{answer.file}）")
    if at.is_altered:
        said = answer.value or answer.kind.label
        told.append(f"发单时是“{line.shown}”，现在页面上是“{at.now}”，答复是“{said}”：请打开病案核对。")
    if at.why and not at.is_altered:
        told.append(at.why)
    if at.note:
        told.append(at.note)
    return "\n".join(told)
