"""The strip over the three areas: who is in work, and all that is said of the group of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from coding.examine.beside_score import beside_score
from coding.examine.examine import Examination, examine
from coding.page.fields import field_catalogue
from coding.page.finding import Severity
from coding.store.page_marks import OPEN, PageMark, row_marks
from coding.work.reviewing import reasons_of_return
from ui.elided_label import ElidedLabel
from ui.group_line import GroupLine, Piece
from ui.icons.icons import pixmap
from ui.panels.asking import ask_for_evidence
from ui.plain import PlainLabel, RichLabel, plain_tip
from ui.theme.fonts import POINTS, POINTS_LARGE, POINTS_SMALL, text_font
from ui.theme.spacing import LARGE, MEDIUM, SMALL
from ui.theme.theme import current_theme, severity_style
from ui.wording.group_told import GroupTold, considered_words, group_told, moved
from ui.worklist.worklist_model import COUNTED, UNPROVED_STYLE, progress_style

if TYPE_CHECKING:
    from coding.examine.preview import Shift
    from coding.page.front_page import FrontPage
    from coding.store.store import WorklistRow
    from ui.workplace import Workplace

_STATE_ICON = 26
#: Rich text swallows blanks, the wide one too.
_GAP = "&nbsp;&nbsp;&nbsp;"
_UNWRITTEN = "依据未写 F7"
_WRITTEN = "依据已写"


class PageStrip(QFrame):
    """Two lines: who is in work, and all that is said of the group of the page.

    While a list of candidates is open, the second line says what its chosen row would do to the page.
    """

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        session, evidence = workplace.session, workplace.evidence
        self._place = workplace
        self.setObjectName("strip")
        self.setAccessibleName("当前病案和病组")
        self._session = session
        self._evidence = evidence
        self._first: tuple[int, str, Examination] | None = None  # page, stamp, verdict on the page as it came in
        self._considered: Shift | None = None
        self._row: WorklistRow | None = None  # of the page in work, as the list has it
        self.told = GroupTold()
        self._state = PlainLabel()
        self._counts = RichLabel()
        self._name = PlainLabel("没有打开的病案")
        self._person = PlainLabel()
        self._stay = ElidedLabel()
        self._closed = ElidedLabel()  # why the page is read only
        self._score = ElidedLabel()
        self.group = GroupLine()
        self.group.pressed.connect(self._pressed)
        self._lay_out()
        session.opened.connect(self._opened)
        session.examined.connect(lambda page_id: self._examined() if page_id == session.page_id else None)
        session.judged.connect(lambda ids: self._show_state() if session.page_id in ids else None)
        session.access.changed.connect(self.show_access)
        session.considered.connect(self.consider)
        evidence.changed.connect(self._show_line)
        self.refresh()

    def refresh(self) -> None:
        """Show the page in work as it stands."""
        self.show_access()
        self._examined()
        self._show_state()

    def _opened(self, page_id: int | None) -> None:
        self.show_access()
        self._examined()
        if page_id is None:  # of a page that is opened it is told next that it is judged
            self._show_state()

    def show_access(self) -> None:
        """Say why the page is read only, where it is."""
        why = self._session.access.why
        self._closed.setText(why)
        self._closed.setVisible(bool(why))

    def consider(self, shift: Shift | None) -> None:
        """Say what a row that is only looked at would do to the page; None: the page as it stands again."""
        self._considered = shift
        self._show_line()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "group"):
            self._paint_state()  # of what is known: the store may be closed by now
            self.group.update()

    def _lay_out(self) -> None:
        self._name.setFont(text_font(POINTS_LARGE, bold=True))
        self._person.setFont(text_font(POINTS))
        for label in (self._counts, self._stay, self._score):
            label.setFont(text_font(POINTS_SMALL))
        self._closed.setFont(text_font(POINTS_SMALL, bold=True))
        self._closed.setProperty("role", "warning")
        self._closed.hide()
        for label in (self._stay, self._score):
            label.setProperty("role", "muted")
        self._score.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._state.setFixedSize(_STATE_ICON, _STATE_ICON)

        line = QHBoxLayout(self)
        line.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        line.setSpacing(MEDIUM)
        line.addWidget(self._state)
        above = QHBoxLayout()
        above.setSpacing(LARGE)
        for label in (self._name, self._person, self._counts):
            above.addWidget(label)
        above.addWidget(self._closed, 5)
        above.addWidget(self._stay, 6)
        above.addWidget(self._score, 5)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.group)
        line.addLayout(column, 1)

    def _examined(self) -> None:
        page = self._session.page
        self._considered = None  # it was looked at on a page that is another one now
        self._show_page(page)
        self._score.setText(self._score_words(page, self._session.examination))
        self.told = group_told(self._session, self._came_in())
        self._show_line()

    def _show_page(self, page: FrontPage | None) -> None:
        if page is None:
            self._name.setText("没有打开的病案")
            self._person.clear()
            self._stay.setText("在左侧列表中选择一份病案，或按 Ctrl+O 打开文件。")
            return
        catalogue = field_catalogue()
        self._name.setText(page.text("patient_name") or "（无姓名）")
        sex = catalogue.value_label("sex", page.text("sex"))
        self._person.setText("　".join(p for p in (sex, _age(page), f"病案号 {page.case_no or '（空）'}") if p))
        dept = catalogue.value_label("discharge_dept", page.text("discharge_dept"))
        way = catalogue.value_label("leaving_type", page.text("leaving_type"))
        self._stay.setText("　".join(p for p in (dept, _stay(page), way) if p))

    def _show_state(self) -> None:
        page_id = self._session.page_id
        self._row = next(iter(self._session.store.rows([page_id])), None) if page_id is not None else None
        self._paint_state()

    def _paint_state(self) -> None:
        page, examination = self._session.page, self._session.examination
        if page is None:
            self._state.clear()
            self._counts.clear()
            return
        style = severity_style(examination.state if examination else "")
        if style.role == "clean" and self._row is not None and self._row.unproved:
            style = UNPROVED_STYLE
        ratio = self.devicePixelRatioF()
        self._state.setPixmap(pixmap(style.icon, style.role, _STATE_ICON, ratio))
        self._state.setAccessibleName(style.word)
        self._state.setToolTip(plain_tip(style.word))
        counts = "" if style is UNPROVED_STYLE else _counts(examination)
        self._counts.setText(_GAP.join(p for p in (counts, self._progress()) if p))
        self._counts.setToolTip(plain_tip(self._returned()))

    def _returned(self) -> str:
        """Why the page was sent back, one reason a line, until something is done to it."""
        steps = [entry.change for entry in self._session.course.standing if entry.change.step is not None]
        reasons = reasons_of_return(steps[-1]) if steps else ()
        return "\n".join(["退回的理由：", *(f"· {reason}" for reason in reasons)]) if reasons else ""

    def _progress(self) -> str:
        """通过 with what stands open and the other marks, as the worklist has them; 依据未写 is told of the group."""
        if self._row is None:
            return ""
        colours, done = current_theme().colours, progress_style(self._row)
        parts = [f'<span style="color:{getattr(colours, done.role)}">{done.word}</span>'] if done is not None else []
        for mark in row_marks(self._row):
            if mark not in COUNTED and mark is not PageMark.UNPROVED and (done is None or mark not in OPEN):
                ink = colours.text_muted if mark is PageMark.ALTERED else colours.warning
                parts.append(f'<span style="color:{ink}">{mark.label}</span>')
        return _GAP.join(parts)

    def _show_line(self) -> None:
        """The line of the group: as the page stands, or as it would."""
        if self._considered is not None and self._session.page is not None:
            words = considered_words(self._considered, money=self._session.sees_money)
            asks = "须写依据" if self._considered.asks_for_evidence else ""
            name = self._considered.after.grouping.name
            pieces = (Piece(words, is_bold=True), Piece(asks, "warning"), Piece(name, "text_muted", gives=1))
            self.group.show_pieces(pieces, "\n".join(filter(None, (words, name, asks))))
            return
        told, move, proof = self.told, self._move(), self._proof()
        pieces = (
            Piece(told.code, is_code=True),
            Piece(told.name, gives=1),
            Piece(told.figures, gives=3),
            Piece(move, is_bold=True),
            Piece(proof, "text_muted" if proof == _WRITTEN else "warning", is_bold=proof != _WRITTEN),
            Piece(told.warning, "warning", gives=2),
        )
        whole = "\n".join(filter(None, (told.in_full(), "" if move in told.in_full() else move, proof)))
        self.group.show_pieces(pieces, whole)

    def _move(self) -> str:
        """How the group has moved: since the page came in; where it is back there, since the evidence before."""
        asked = self._evidence.shift
        if self.told.move or asked is None:
            return self.told.move
        return moved(asked.before, asked.after, money=self._session.sees_money)

    def _proof(self) -> str:
        if self._evidence.shift is not None:
            return _UNWRITTEN
        return _WRITTEN if self.told.move and self._evidence.is_written else ""

    def _pressed(self) -> None:
        if self._considered is None and self._evidence.shift is not None:
            self._place.write_down()
            ask_for_evidence(self._evidence, self.window())

    def _score_words(self, page: FrontPage | None, examination: Examination | None) -> str:
        """暂定评分 93　完整率 98.5%　中医首页 92.3 分, and in the tip what is missing."""
        knowledge = self._session.knowledge
        self._score.more = ""
        if page is None or examination is None or knowledge is None:
            return ""
        beside = beside_score(page, examination, knowledge)
        tcm = "" if beside.tcm is None else beside.tcm.in_words()
        self._score.more = "\n".join(p for p in (beside.completeness.in_words(), tcm) if p)
        parts = [f"暂定评分 {examination.score.points:g}", f"完整率 {beside.completeness.share:.1%}"]
        return "　".join(parts if beside.tcm is None else [*parts, f"中医首页 {beside.tcm.points:g} 分"])

    def _came_in(self) -> Examination | None:
        session = self._session
        if session.page_id is None or session.knowledge is None:
            return None
        stamp = session.knowledge.stamp
        if self._first is None or self._first[:2] != (session.page_id, stamp):
            original = session.store.original(session.page_id)
            self._first = (session.page_id, stamp, examine(original, session.knowledge, session.context))
        return self._first[2]


def _counts(examination: Examination | None) -> str:
    if examination is None:
        return ""
    colours = current_theme().colours
    parts = []
    for severity, colour in ((Severity.ERROR, colours.error), (Severity.WARNING, colours.warning)):
        count = examination.count(severity)
        if count:
            parts.append(f'<span style="color:{colour}">{severity.label} {count}</span>')
    return _GAP.join(parts) or f'<span style="color:{colours.clean}">未见问题</span>'


def _age(page: FrontPage) -> str:
    years, days = page.text("age_years"), page.text("age_days")
    if page.integer("age_years"):
        return f"{years} 岁"
    if days:
        return f"{days} 天"
    return f"{years} 岁" if years else ""


def _stay(page: FrontPage) -> str:
    begin, end = page.text("admission_datetime")[:10], page.text("discharge_datetime")[:10]
    days = page.text("los_days")
    stay = f"{begin or '（入院时间空）'} 至 {end or '（出院时间空）'}"
    return f"{stay}　住院 {days} 天" if days else stay
