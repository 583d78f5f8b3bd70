"""审核: what officers and coders say of the findings, the changes and the fields of the page in work."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.review.people import Command
from coding.store.kept_reviews import Said
from coding.work.reviewing import SAID_WORDS, Subject, field_subject, subjects_of
from ui.action_spec import ActionSpec
from ui.icons.icons import icon
from ui.page_steps import say
from ui.panels.panel import Panel, PanelView, Picture
from ui.plain import PlainLabel, RichLabel, plain_tip
from ui.theme.spacing import MEDIUM, SMALL
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QIcon, QResizeEvent

    from coding.page.finding import Place
    from ui.session import Session

#: The Subject of an item of the list.
SUBJECT: Final = Qt.ItemDataRole.UserRole
_THREAD_HEIGHT: Final = 190
#: Lines of the list that are to be seen before anything stands below it.
_LEAST_LINES: Final = 2
#: What is said → its key, and what one has to be allowed to do to say it.
_KEYS: Final = {
    Said.RIGHT: ("Y", Command.JUDGE_FINDING),
    Said.WRONG: ("N", Command.JUDGE_FINDING),
    Said.COMMENT: ("C", Command.COMMENT),
    Said.REPLY: ("R", Command.COMMENT),
    Said.ASK_OPINION: ("Q", Command.SECOND_OPINION),
    Said.OPINION: ("S", Command.SECOND_OPINION),
}
_ASKED: Final = {
    Said.WRONG: "不认可的理由（必填）",
    Said.COMMENT: "批注",
    Said.REPLY: "回复",
    Said.ASK_OPINION: "想请教什么（可不填）",
    Said.OPINION: "第二意见",
}
_MAY_BE_EMPTY: Final = frozenset({Said.ASK_OPINION})
_COLUMNS: Final = 3


class ReviewPanel(PanelView):
    """↑↓ choose, one letter says; what wants words asks for them in a line, Enter keeps them. ``say`` is the line of
    status. The officer's list is the same with other ``keys``.
    """

    #: What is said → its key in the list, and what one has to be allowed to do to say it.
    keys: Mapping[Said, tuple[str, Command]] = _KEYS
    #: Pixels for what was said of the chosen one.
    thread_height = _THREAD_HEIGHT

    def __init__(self, session: Session, say: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._say = say
        self._said = Said.COMMENT
        self._about: Subject | None = None  # what the words that are being written are about
        self._here: Place | None = None
        self._field: Subject | None = None  # a field that is being commented on and bears no words yet
        self.subjects: list[Subject] = []  # what there is to be reviewed, in the order of the list
        self.list = QListWidget(self)
        self.list.setAccessibleName("审核的内容")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.installEventFilter(self)
        self.list.currentRowChanged.connect(lambda _row: self._show_chosen())
        self.list.itemDoubleClicked.connect(lambda _item: self._go())
        self.thread_ = RichLabel(self)
        self.thread_.setWordWrap(True)
        self.thread_.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.thread_.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        self.thread_.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.thread_.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.thread_area = scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.thread_)
        scroll.setFixedHeight(self.thread_height)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.words = QLineEdit(self)
        self.words.returnPressed.connect(self.keep)
        self.words.installEventFilter(self)
        self.words.hide()
        self.buttons: dict[Said, QPushButton] = {}
        grid = QGridLayout()
        grid.setSpacing(SMALL)
        for number, (said, (key, _)) in enumerate(self.keys.items()):
            button = QPushButton(f"{SAID_WORDS[said]}（{key}）", self)
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _on=False, said=said: self.speak(said))
            grid.addWidget(button, *self.cell(number))
            self.buttons[said] = button
        self.none = PlainLabel("没有打开的病案。", self)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setProperty("role", "muted")
        self.foot = QWidget(self)
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        foot.setSpacing(SMALL)
        foot.addWidget(self.words)
        self.button_box = QWidget(self.foot)
        buttons = QVBoxLayout(self.button_box)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(SMALL)
        self.deed_line = QHBoxLayout()
        self.deed_line.setSpacing(SMALL)
        buttons.addLayout(self.deed_line)
        buttons.addLayout(grid)
        foot.addWidget(self.button_box)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        line = QHBoxLayout()
        line.addWidget(self.none)
        box.addLayout(line)
        box.addWidget(self.list, 1)
        box.addWidget(scroll)
        box.addWidget(self.foot)
        self._parts = (self.list, scroll, self.foot)
        session.judged.connect(lambda ids: self.refresh() if session.page_id in ids else None)
        self.refresh()

    @staticmethod
    def cell(number: int) -> tuple[int, ...]:
        """Row and column of a button, and how many rows and columns it takes where it takes more than one."""
        return number // _COLUMNS, number % _COLUMNS

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        """In little height the list has it: what was said goes first, then the buttons, whose keys stay."""
        list_height = _LEAST_LINES * 2 * self.fontMetrics().lineSpacing()
        buttons = self.button_box.sizeHint().height() + 3 * SMALL
        room = self.height() - list_height
        self.button_box.setVisible(room >= buttons)
        left = room - buttons if room >= buttons else room
        fits = left >= list_height  # a line of it would tell nothing
        self.thread_area.setFixedHeight(min(self.thread_height, left) if fits else 0)

    # -- what is shown

    @property
    def current(self) -> Subject | None:
        """What is chosen."""
        item = self.list.currentItem()
        return item.data(SUBJECT) if item is not None else None

    def refresh(self) -> None:
        """What was found, done or said on the page in work is another thing."""
        session = self.session
        self.subjects = self._read()
        for part in self._parts:
            part.setVisible(session.page_id is not None)
        self.none.setVisible(session.page_id is None)
        kept = self.current
        if [self.list.item(n).data(SUBJECT) for n in range(self.list.count())] != self.subjects:
            self._fill(kept)
        self.counted.emit(sum(len(subject.said) for subject in self.subjects))
        self._show_chosen()

    def start_over(self) -> None:
        """Another page: what was being written belongs to the last one."""
        self._field = None
        self.words.hide()
        self.list.clear()
        self.refresh()

    def set_place(self, place: Place) -> None:
        """The person is at this place of the form."""
        self._here = place

    def focus_widget(self) -> QWidget:
        """The list."""
        return self.list

    def _read(self) -> list[Subject]:
        session = self.session
        if session.page_id is None:
            return []
        examination = session.examination
        findings = (*examination.findings, *examination.for_others) if examination is not None else ()
        try:
            reviews = session.words.on(session.page_id)
        except CodingError as error:
            session.failed.emit(str(error))
            reviews = ()
        found = list(subjects_of(findings, session.course.standing, reviews))
        if self._field is not None and all(one.name != self._field.name for one in found):
            found.append(self._field)
        return found

    def _fill(self, kept: Subject | None) -> None:
        names = [(subject.about, subject.name) for subject in self.subjects]
        self.list.blockSignals(True)
        self.list.clear()
        for subject in self.subjects:
            item = QListWidgetItem(self._icon(subject), _line(subject))
            item.setData(SUBJECT, subject)
            item.setToolTip(plain_tip(subject.title))
            if subject.is_gone:
                item.setForeground(current_theme().colour("text_muted"))
            self.list.addItem(item)
        wanted = (kept.about, kept.name) if kept is not None else None
        self.list.setCurrentRow(names.index(wanted) if wanted in names else 0)
        self.list.blockSignals(False)

    @staticmethod
    def _icon(subject: Subject) -> QIcon:
        verdict = subject.verdict
        if verdict is not None:
            return icon("done", "clean") if verdict.said is Said.RIGHT else icon("close", "error")
        if subject.is_asked:
            return icon("user", "warning")
        return icon("info", "info") if subject.said else icon("later", "text_disabled")

    def _show_chosen(self) -> None:
        subject, me = self.current, self.session.store.me
        for said, button in self.buttons.items():
            button.setEnabled(subject is not None and self._can(subject, said) and me.may(self.keys[said][1]))
        if subject is None:
            self.thread_.clear()
            return
        muted = current_theme().colours.text_muted
        parts = [f"<b>{escape(subject.title)}</b>", *(f"· {escape(reason)}" for reason in subject.reasons)]
        for one in subject.said:
            head = f"{one.at:%Y-%m-%d %H:%M}　{escape(one.name)}　{SAID_WORDS[one.said]}"
            text = f"<br>{escape(one.text)}" if one.text else ""
            parts.append(f"<span style='color:{muted}'>{head}</span>{text}")
        if not subject.said:
            parts.append(f"<span style='color:{muted}'>还没有人说过什么</span>")
        self.thread_.setText("<br>".join(parts))

    @staticmethod
    def _can(subject: Subject, said: Said) -> bool:
        if said in (Said.RIGHT, Said.WRONG):
            return subject.can_be_judged and not subject.is_gone
        if said is Said.REPLY:
            return bool(subject.said)
        return said is not Said.OPINION or subject.is_asked

    # -- what the person says

    def speak(self, said: Said) -> None:
        """Say something of what is chosen; where it wants words the line for them opens."""
        subject = self.current
        if subject is None or not self.buttons[said].isEnabled():
            return
        if said is Said.RIGHT:
            self._keep(subject, said, "")
            return
        self._said, self._about = said, subject
        self.words.clear()
        self.words.setPlaceholderText(f"{_ASKED[said]}，Enter 保存，Esc 放弃")
        self.words.setAccessibleName(SAID_WORDS[said])
        self.words.show()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def comment_here(self) -> None:
        """A comment on the field at which the person is in the form."""
        if self._here is None:
            self._say("光标不在表单的栏目中：先到要批注的栏目，再按此键。")
            return
        self.comment_on(self._here)

    def comment_on(self, place: Place) -> None:
        """A comment on a field: who codes sees it there."""
        self._field = field_subject(place)
        self.refresh()
        self._choose(self._field)
        self.speak(Said.COMMENT)

    def keep(self) -> None:
        """Keep what was written."""
        subject, text = self._about, self.words.text().strip()
        if subject is None or self.words.isHidden():
            return
        self._choose(subject)  # another one may have been looked at meanwhile
        if not text and self._said not in _MAY_BE_EMPTY:
            self._say(f"“{SAID_WORDS[self._said]}”要写明内容。")
            return
        if self._keep(subject, self._said, text):
            self._field = None
            self._leave_words()

    def _keep(self, subject: Subject, said: Said, text: str) -> bool:
        answers = subject.said[-1].id if said in (Said.REPLY, Said.OPINION) and subject.said else None
        kept = say(self.session, subject.about, subject.name, said, text, answers=answers, rule=subject.rule)
        if kept:
            self._say(f"已保存：{SAID_WORDS[said]}。")
            if said in (Said.RIGHT, Said.WRONG):
                self._next()
        return kept

    def _choose(self, subject: Subject) -> None:
        for row in range(self.list.count()):
            one: Subject = self.list.item(row).data(SUBJECT)
            if (one.about, one.name) == (subject.about, subject.name):
                self.list.setCurrentRow(row)

    def _next(self) -> None:
        """After a verdict: the next one that has none."""
        rows = [n for n in range(self.list.currentRow() + 1, self.list.count()) if self._is_open(n)]
        if rows:
            self.list.setCurrentRow(rows[0])

    def _is_open(self, row: int) -> bool:
        subject: Subject = self.list.item(row).data(SUBJECT)
        return subject.can_be_judged and subject.verdict is None and not subject.is_gone

    def _leave_words(self) -> None:
        self.words.hide()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self) -> None:
        subject = self.current
        if subject is not None and subject.place is not None:
            self.place_activated.emit(subject.place)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        if watched is self.words and event.key() == Qt.Key.Key_Escape:
            self._field = None
            self._leave_words()
            self.refresh()
            return True
        if watched is not self.list or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
            return True
        return self.press(event.text().upper())

    def press(self, letter: str) -> bool:
        """A letter in the list; False where it says nothing."""
        said = next((said for said, (key, _) in self.keys.items() if letter == key), None)
        if said is not None:
            self.speak(said)
        return said is not None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.session.page_id is not None:
            self._fill(self.current)
            self._show_chosen()


def _line(subject: Subject) -> str:
    verdict = subject.verdict
    said = [f"{SAID_WORDS[verdict.said]} {verdict.name}"] if verdict is not None else []
    if subject.is_asked:
        said.append("待第二意见")
    more = sum(one.said not in (Said.RIGHT, Said.WRONG) for one in subject.said)
    if more:
        said.append(f"{more} 条")
    title = f"{subject.title}　〔{'，'.join(said)}〕" if said else subject.title
    return "\n".join([title, *(f"· {reason}" for reason in subject.reasons)])


def _for_the_manual(view: ReviewPanel) -> None:
    """A finding called right, and a question to a colleague."""
    view.list.setCurrentRow(1)
    view.speak(Said.RIGHT)
    view.speak(Said.ASK_OPINION)
    view.words.setText("主要诊断按资源消耗还是按病因？")
    view.keep()


REVIEW_PANEL: Final = Panel(
    "review",
    "审核",
    lambda place: ReviewPanel(place.session, place.say),
    actions=(
        ActionSpec(
            "review",
            "审核：认可、批注、回复",
            "质控",
            ("F10",),
            icon="user",
            needs_page=True,
            hint="对每条问题和修改：认可 Y，不认可 N；批注、回复、第二意见",
        ),
        ActionSpec(
            "comment_here",
            "批注光标所在的栏目…",
            "质控",
            ("Ctrl+M",),
            icon="edited",
            needs_page=True,
            hint="写在审核面板中，栏目左下角有标记",
        ),
        ActionSpec("judge_right", "认可、不认可", "", ("Y", "N"), handled=False),
        ActionSpec("say_words", "批注、回复", "", ("C", "R"), handled=False),
        ActionSpec("second_opinion", "请第二意见、第二意见", "", ("Q", "S"), handled=False),
    ),
    does={"review": ReviewPanel.take_focus, "comment_here": ReviewPanel.comment_here},
    pictures=(Picture("review", lambda row, _page: row.errors > 0 and row.warnings > 0, arrange=_for_the_manual),),
    is_open=False,
    least=120,
    share=60,
)
