"""The strip over the three panels: who is in work, and where the page stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from coding.examine.beside_score import beside_score
from coding.examine.examine import Examination, examine
from coding.page.fields import field_catalogue
from coding.page.finding import Severity
from coding.payment.pricing import NOT_BY_GROUP
from coding.store.page_marks import OPEN, PageMark, row_marks
from ui.icons.icons import pixmap
from ui.plain import PlainLabel, RichLabel, plain_tip
from ui.theme.fonts import POINTS, POINTS_LARGE, POINTS_SMALL, code_font, text_font
from ui.theme.spacing import LARGE, MEDIUM, SMALL, WIDE
from ui.theme.theme import current_theme, severity_style
from ui.wording import finding_words as words
from ui.worklist.worklist_model import COUNTED, UNPROVED_STYLE, progress_style, weight_text

if TYPE_CHECKING:
    from coding.grouping.case import Grouping
    from coding.page.front_page import FrontPage
    from ui.session import Session

_STATE_ICON = 26
#: Rich text swallows blanks, the wide one too.
_GAP = "&nbsp;&nbsp;&nbsp;"


class ElidedLabel(PlainLabel):
    """A label that cuts its text with … and shows all of it in its tool tip, and what there is ``more`` to be told."""

    more = ""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        box = self.contentsRect()
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)

    def _tip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(plain_tip("\n".join(part for part in (self.text() if cut else "", self.more) if part)))


class PageStrip(QFrame):
    """Name, sex, age, stay, state, the group as it came in and as it is now, weight, payment, score."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("strip")
        self._session = session
        self._first: tuple[int, str, Grouping] | None = None  # page, stamp, group of the page as it came in
        self._state = PlainLabel()
        self._counts = RichLabel()
        self._name = PlainLabel("没有打开的病案")
        self._person = PlainLabel()
        self._stay = ElidedLabel()
        self._closed = ElidedLabel()  # why the page is read only
        self._group = PlainLabel()
        self._group_name = ElidedLabel()
        self._money = PlainLabel()
        self._before = ElidedLabel()
        self._lay_out()
        session.opened.connect(lambda _: self.refresh())
        session.judged.connect(lambda ids: self.refresh() if session.page_id in ids else None)
        session.access.changed.connect(self.show_access)
        self.refresh()

    def refresh(self) -> None:
        """Show the page in work as it stands."""
        page, examination = self._session.page, self._session.examination
        self._show_page(page)
        self.show_access()
        self._show_state(page, examination)
        self._show_group(page, examination)

    def show_access(self) -> None:
        """Say why the page is read only, where it is."""
        why = self._session.access.why
        self._closed.setText(why)
        self._closed.setVisible(bool(why))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_before"):
            self.refresh()

    def _lay_out(self) -> None:
        self._name.setFont(text_font(POINTS_LARGE, bold=True))
        self._person.setFont(text_font(POINTS))
        self._counts.setFont(text_font(POINTS_SMALL))
        self._stay.setFont(text_font(POINTS_SMALL))
        self._closed.setFont(text_font(POINTS_SMALL, bold=True))
        self._closed.setProperty("role", "warning")
        self._closed.hide()
        self._group.setFont(code_font(POINTS_LARGE, bold=True))
        self._group_name.setFont(text_font(POINTS))
        self._money.setFont(text_font(POINTS))
        self._before.setFont(text_font(POINTS_SMALL))
        for label in (self._stay, self._before):
            label.setProperty("role", "muted")
        self._state.setFixedSize(_STATE_ICON, _STATE_ICON)

        line = QHBoxLayout(self)
        line.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        line.setSpacing(MEDIUM)
        line.addWidget(self._state)
        left = QGridLayout()
        left.setHorizontalSpacing(LARGE)
        left.setVerticalSpacing(0)
        left.addLayout(_row(self._name, self._person, self._counts), 0, 0)
        below = QHBoxLayout()
        below.setSpacing(MEDIUM)
        below.addWidget(self._closed, 3)
        below.addWidget(self._stay, 2)
        left.addLayout(below, 1, 0)
        line.addLayout(left, 11)
        line.addSpacing(WIDE)
        right = QVBoxLayout()
        right.setSpacing(0)
        above = QHBoxLayout()
        above.setSpacing(MEDIUM)
        above.addWidget(self._group)
        above.addWidget(self._group_name, 1)
        above.addWidget(self._money)
        right.addLayout(above)
        right.addWidget(self._before)
        line.addLayout(right, 10)

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

    def _show_state(self, page: FrontPage | None, examination: Examination | None) -> None:
        if page is None:
            self._state.clear()
            self._counts.clear()
            return
        style = severity_style(examination.state if examination else "")
        if style.role == "clean" and self._is_unproved():
            style = UNPROVED_STYLE
        ratio = self.devicePixelRatioF()
        self._state.setPixmap(pixmap(style.icon, style.role, _STATE_ICON, ratio))
        self._state.setAccessibleName(style.word)
        self._state.setToolTip(plain_tip(style.word))
        counts = "" if style is UNPROVED_STYLE else _counts(examination)
        self._counts.setText(_GAP.join(p for p in (counts, self._progress()) if p))

    def _is_unproved(self) -> bool:
        rows = self._session.store.rows([self._session.page_id]) if self._session.page_id is not None else []
        return bool(rows) and rows[0].unproved

    def _progress(self) -> str:
        """通过 with what stands open, 依据未写 and the other marks, as the worklist draws them."""
        rows = self._session.store.rows([self._session.page_id]) if self._session.page_id is not None else []
        if not rows:
            return ""
        colours, done = current_theme().colours, progress_style(rows[0])
        parts = [f'<span style="color:{getattr(colours, done.role)}">{done.word}</span>'] if done is not None else []
        for mark in row_marks(rows[0]):
            if mark not in COUNTED and (done is None or mark not in OPEN):
                ink = colours.text_muted if mark is PageMark.ALTERED else colours.warning
                parts.append(f'<span style="color:{ink}">{mark.label}</span>')
        return _GAP.join(parts)

    def _show_group(self, page: FrontPage | None, examination: Examination | None) -> None:
        for label in (self._group, self._group_name, self._money, self._before):
            label.setText("")
        if page is None:
            return
        if examination is None:
            self._group_name.setText("正在装入知识库，稍候给出分组")
            return
        grouping, price = examination.grouping, examination.price
        self._group.setText(grouping.drg or "—")
        self._group_name.setText(grouping.name if grouping.is_grouped else grouping.status.value)
        payment = "" if price.payment is None else f"　支付估算 {price.payment:,.0f} 元"
        balance = "" if price.balance is None else f"　差额 {words.balance(price)}"
        excluded = "" if price.excluded is None else f"　{NOT_BY_GROUP}"
        weight = f"{examination.words.weight} {weight_text(price.weight)}{payment}{balance}"
        self._money.setText(f"{weight if self._session.sees_money else ''}{excluded}".strip())
        beside = self._beside_score(page, examination)
        self._before.setText(
            "　".join(p for p in (self._came_in(grouping), f"暂定评分 {examination.score.points:g}", beside) if p)
        )

    def _beside_score(self, page: FrontPage, examination: Examination) -> str:
        """完整率 98.5%　中医首页 92.3 分, and in the tip what is missing."""
        knowledge = self._session.knowledge
        if knowledge is None:
            return ""
        beside = beside_score(page, examination, knowledge)
        tcm = "" if beside.tcm is None else beside.tcm.in_words()
        self._before.more = "\n".join(p for p in (beside.completeness.in_words(), tcm) if p)
        short = f"完整率 {beside.completeness.share:.1%}"
        return short if beside.tcm is None else f"{short}　中医首页 {beside.tcm.points:g} 分"

    def _came_in(self, now: Grouping) -> str:
        first = self._first_grouping()
        if first is None:
            return ""
        if first.drg == now.drg:
            return f"导入时同为 {first.drg or '—'}"
        return f"导入时 {first.drg or '—'} → 现 {now.drg or '—'}"

    def _first_grouping(self) -> Grouping | None:
        session = self._session
        if session.page_id is None or session.knowledge is None:
            return None
        stamp = session.knowledge.stamp
        if self._first is None or self._first[:2] != (session.page_id, stamp):
            original = session.store.original(session.page_id)
            grouping = examine(original, session.knowledge, session.context).grouping
            self._first = (session.page_id, stamp, grouping)
        return self._first[2]


def _row(*widgets: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(LARGE)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return line


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
