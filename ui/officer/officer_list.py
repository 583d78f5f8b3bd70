"""The right of the officer's desk: one list of findings and changes, a key for each thing that is said or done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from coding.page.step import PageState
from coding.review.gate import subject_of
from coding.review.people import Command
from coding.review.return_reasons import joined
from coding.store.kept_reviews import About, Said
from coding.work.reviewing import SAID_WORDS
from ui.allowed import who_may
from ui.officer.reason_strip import ReasonStrip
from ui.panels.review import SUBJECT, ReviewPanel
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from coding.review.case_life import StepRule
    from coding.work.reviewing import Subject
    from ui.review.page_flow import PageFlow
    from ui.workplace import Workplace

#: What is said of what is chosen; R is taken by sending back.
_KEYS: Final = {
    Said.RIGHT: ("Y", Command.JUDGE_FINDING),
    Said.WRONG: ("N", Command.JUDGE_FINDING),
    Said.COMMENT: ("C", Command.COMMENT),
    Said.REPLY: ("T", Command.COMMENT),
    Said.ASK_OPINION: ("Q", Command.SECOND_OPINION),
    Said.OPINION: ("S", Command.SECOND_OPINION),
}
#: What is done with the page: key, words, what one has to be allowed to do.
_DEEDS: Final = {
    "W": ("豁免", Command.WAIVE),
    "R": ("退回", Command.SEND_BACK),
    "A": ("通过", Command.PASS_PAGE),
    "D": ("改动", Command.READ_PAGES),
}
_IN_A_LINE: Final = 4
_THREAD_HEIGHT: Final = 112


class OfficerList(ReviewPanel):
    """J K ↑ ↓ move and the form follows, Y N W C say, R and a digit send back, A passes. ``only_changed_wanted``: D.

    ``back_wanted``: Backspace or Esc, back to the list of pages.
    """

    keys = _KEYS
    thread_height = _THREAD_HEIGHT
    only_changed_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, workplace: Workplace, flow: PageFlow) -> None:
        super().__init__(workplace.session, workplace.say)
        self._place = workplace
        self._flow = flow
        self._began_at: Subject | None = None  # from where a comment at a field was begun
        self.setAccessibleName("质控的问题和改动")
        self.list.setAccessibleName("问题和改动")
        self.reasons = ReasonStrip(self)
        self.reasons.hide()
        self.reasons.chosen.connect(self._send_back)
        self.reasons.left.connect(self._leave_reasons)
        self.deeds: dict[str, QPushButton] = {}
        for key, (word, _) in _DEEDS.items():
            button = QPushButton(f"{word} {key}", self)
            button.setProperty("kind", "tight")
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _on=False, key=key: self.press(key))
            self.deeds[key] = button
            self.deed_line.addWidget(button)
        for said, button in self.buttons.items():
            button.setText(f"{SAID_WORDS[said]} {self.keys[said][0]}")
            button.setProperty("kind", "tight")
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self.thread_area), self.reasons)
        self.left_over = PlainLabel("", self)
        self.left_over.setProperty("role", "muted")
        self.left_over.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        layout.insertWidget(0, self.left_over)
        self.list.currentRowChanged.connect(lambda _row: self._show_in_form())
        self.refresh()

    @staticmethod
    def cell(number: int) -> tuple[int, ...]:
        """The four of each minute in a line, the second opinion below."""
        return (0, number) if number < _IN_A_LINE else (1, (number - _IN_A_LINE) * 2, 1, 2)

    # -- keys

    def press(self, letter: str) -> bool:
        """A letter in the list: what is done with the page, or what is said."""
        if letter in ("J", "K"):
            step = 1 if letter == "J" else -1
            self.list.setCurrentRow(min(max(0, self.list.currentRow() + step), self.list.count() - 1))
            return True
        if letter in _DEEDS:
            _word, command = _DEEDS[letter]
            if not self.session.store.me.may(command):
                self._say(who_may(command))
            elif self.session.page_id is not None:
                {"W": self._waive, "R": self._ask_why, "A": self._pass, "D": self.only_changed_wanted.emit}[letter]()
            return True
        if letter in ("\x08", "\x1b"):
            self.back_wanted.emit()
            return True
        return super().press(letter)

    def take_focus(self) -> None:
        """Come to the list: what is chosen is shown in the form."""
        super().take_focus()
        self._show_in_form()

    def start_over(self) -> None:
        """Another page: at the first thing that wants a verdict."""
        if hasattr(self, "reasons") and not self.reasons.isHidden():
            self._hide_reasons()
        super().start_over()
        self._go_to_open()

    def refresh(self) -> None:
        """What was found, done or said is another thing: so is what is left."""
        super().refresh()
        left = sum(one.wants_verdict for one in self.subjects)
        judged = sum(one.can_be_judged and not one.is_gone for one in self.subjects)
        if hasattr(self, "left_over"):
            rest = f"还有 {left} 条没有结论" if left else "都有结论，A 通过"
            self.left_over.setText(f"问题和改动 {judged} 条，{rest}")
            self.left_over.setVisible(self.session.page_id is not None)

    def _go_to_open(self) -> None:
        rows = [n for n in range(self.list.count()) if self.list.item(n).data(SUBJECT).wants_verdict]
        self.list.setCurrentRow(rows[0] if rows else 0)

    def speak(self, said: Said) -> None:
        """A comment on something that has a place is written at its field: there the coder sees it."""
        subject = self.current
        is_elsewhere = subject is not None and subject.place is not None and subject.about is not About.FIELD
        if said is Said.COMMENT and is_elsewhere and self.buttons[said].isEnabled():
            assert subject is not None
            assert subject.place is not None
            self._began_at = subject
            self.comment_on(subject.place)
            return
        super().speak(said)

    def keep(self) -> None:
        """Keep what was written; after a comment at a field back to what it was written from."""
        super().keep()
        began, self._began_at = self._began_at, None
        if began is not None and self.words.isHidden():
            self._choose(began)

    # -- what is done

    def _waive(self) -> None:
        examination, subject = self.session.examination, self.current
        findings = (*examination.findings, *examination.for_others) if examination is not None else ()
        wanted = [one for one in findings if subject is not None and subject_of(one) == subject.name]
        if wanted:
            self.waive_wanted.emit(wanted[0])
        else:
            self._say("豁免只用于报出的问题：请先选中一条问题。")

    def _ask_why(self) -> None:
        if self._step_back() is None:
            state = self.session.state.label
            self._say(f"这份病案“{state}”，不能退回：只有两级放行时待质控、通过的病案可以退回。")
            return
        self.thread_area.hide()
        self.foot.hide()
        self.reasons.ask()

    def _hide_reasons(self) -> None:
        self.reasons.hide()
        self.thread_area.show()
        self.foot.show()

    def _leave_reasons(self) -> None:
        self._hide_reasons()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _send_back(self, reasons: list[str]) -> None:
        rule = self._step_back()
        wrong = sum(one.verdict is not None and one.verdict.said is Said.WRONG for one in self.subjects)
        self._leave_reasons()
        if rule is not None:
            more = [f"另有 {wrong} 条不认可，见审核"] if wrong else []
            self._flow.send(rule, joined([*reasons, *more]))

    def _step_back(self) -> StepRule | None:
        return next((rule for rule in self._flow.steps() if rule.command is Command.SEND_BACK), None)

    def _pass(self) -> None:
        left = [one for one in self.subjects if one.wants_verdict]
        if left:
            self._choose(left[0])
            more = f"等 {len(left)} 条" if len(left) > 1 else ""
            self._say(f"还没有结论，不能通过：{left[0].title}{more}。请按 Y 认可、N 不认可或 W 豁免。")
            return
        rule = self._flow.key()
        if rule is None or rule.after is not PageState.PASSED:
            self._say(f"这份病案“{self.session.state.label}”，不能通过：两级放行时先由编码员提交质控。")
            return
        self._flow.go(rule)

    def _show_in_form(self) -> None:
        """The form follows the list, whose focus stays."""
        subject = self.current
        if subject is not None and subject.place is not None and self.list.hasFocus():
            self.place_activated.emit(subject.place)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_chosen(self) -> None:
        super()._show_chosen()
        for key, button in getattr(self, "deeds", {}).items():
            word, command = _DEEDS[key]
            may = self.session.store.me.may(command)
            button.setEnabled(may and self.session.page_id is not None)
            button.setToolTip(plain_tip(word if may else who_may(command)))
