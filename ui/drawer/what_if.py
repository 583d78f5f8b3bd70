"""What the group would be with another principal, another main procedure, or without a row: for looking at only.

Rows come in the order of the page, never by weight. Nothing is accepted here: the order of rows is changed in
the form, by the person, from the record.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QHeaderView,
    QScrollArea,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.examine.choice import OF_CHOICE, Choice, about_first, verdict_on
from coding.page.change import Change, ChangeSource, Edit, EditKind
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, field_key
from coding.page.finding import Finding, Place, Severity
from coding.page.rows import row_label
from ui.icons.icons import icon
from ui.panels.panel import PanelView
from ui.panels.shift_text import shift_html
from ui.plain import PlainLabel, RichLabel, plain_tip
from ui.theme.fonts import code_font
from ui.theme.spacing import MEDIUM, ROW_HEIGHT, SMALL
from ui.theme.theme import severity_style
from ui.wording import finding_words as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QShowEvent

    from coding.examine.alternatives import WhatIf
    from coding.examine.examine import Examination
    from coding.examine.preview import Shift
    from coding.grouping.case import Grouping
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from ui.session import Session

_HEADERS = ("行", "编码与名称", "病组", "权重")
_WEIGHT = 3
_WIDTHS = (62, 0, 52, 56, 78)
_PLACE = Qt.ItemDataRole.UserRole + 1
_TABLE_HEIGHT, _DETAIL_HEIGHT = 200, 220

#: Shape and colour of a verdict on a choice.
_LOOKS = {Choice.FORBIDDEN: Severity.ERROR, Choice.DOUBTFUL: Severity.WARNING}
_GO = "Enter 定位到该行；是否调整由编码员依据病历在表单中决定。"


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of what-if: how it is asked, what it says when there is none, and which findings answer it.

    ``group`` names the repeat group whose first row is in question; "" when rows are taken away or changed.
    ``tells_carriers``: rows are taken away, and the hint names those without which the group is another one.
    """

    title: str
    ask: Callable[[FrontPage, Knowledge], list[WhatIf]]
    none: str
    group: str = ""
    tells_carriers: bool = False
    hint: str = _GO

    @property
    def heading(self) -> str:
        """What the last column is called."""
        return "规则意见" if self.group else "新增问题"

    def answers(self, shift: Shift) -> tuple[Finding, ...]:
        """Findings on the choice of the first row, or those that come when a row is taken away."""
        return about_first(shift.after, self.group) if self.group else shift.come


class WhatIfTable(PanelView):
    """One kind of what-if as a table; previews are worked off one by one. Enter goes to the row in the form."""

    def __init__(self, session: Session, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._question = question
        self._dirty = True
        self._todo: deque[tuple[int, Change]] = deque()
        self._details: dict[int, str] = {}
        self.table = _Table(question.heading, self)
        self.table.setAccessibleName(question.title)
        self.table.setColumnHidden(_WEIGHT, not session.sees_money)
        self.table.entered_on.connect(self._go)
        self.table.itemDoubleClicked.connect(self._go)
        self.table.currentItemChanged.connect(self._show_detail)
        self.none = PlainLabel(question.none, self)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setWordWrap(True)
        self.none.setProperty("role", "muted")
        self.detail = RichLabel()
        self.detail.setWordWrap(True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.detail.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.detail.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.detail)
        self.split = QSplitter(Qt.Orientation.Vertical, self)
        self.split.addWidget(self.table)
        self.split.addWidget(area)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([_TABLE_HEIGHT, _DETAIL_HEIGHT])
        self.hint = PlainLabel(question.hint, self)
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(MEDIUM, SMALL, MEDIUM, 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.split, 1)
        box.addWidget(self.none, 1)
        box.addWidget(self.hint)
        self._quiet = QTimer(self, singleShot=True, interval=150)
        self._quiet.timeout.connect(self._make)
        self._tick = QTimer(self, interval=0)
        self._tick.timeout.connect(self._work)

    def refresh(self) -> None:
        """The page or the scheme is another one."""
        self._dirty = True
        self._tick.stop()
        if self.isVisible():
            self._quiet.start()

    def start_over(self) -> None:
        """Another page: nothing of the last one stays, neither on the screen nor under way."""
        self._clear()
        self.split.hide()
        self.hint.hide()
        self.none.hide()  # whether there is none is not known yet
        self.refresh()

    def focus_widget(self) -> QWidget:
        """The table."""
        return self.table

    def _clear(self) -> None:
        self._tick.stop()
        self._todo.clear()
        self._details = {}
        self.table.clear()
        self.detail.clear()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._make()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.refresh()

    # -- filling

    def _make(self) -> None:
        self._dirty = False
        page, knowledge, now = self.session.page, self.session.knowledge, self.session.examination
        chosen = self.table.indexOfTopLevelItem(self.table.currentItem())
        self._clear()
        ready = page is not None and knowledge is not None and now is not None
        found = self._question.ask(page, knowledge) if ready else []
        if now is not None:
            self.table.headerItem().setText(2, now.words.group)
            self.table.headerItem().setText(3, now.words.weight)
            self.table.set_group_width(max([now.grouping.drg, *(grouping.drg for _, grouping in found)], key=len))
        if found and self._question.group:
            self._add_now(page, now)
        for change, grouping in found:
            item = _changed_item(page, change, grouping)
            if now is not None and self._question.tells_carriers and grouping != now.grouping:
                item.setFont(2, code_font(bold=True))
                item.setToolTip(2, plain_tip(f"去除后为 {words.group_title(grouping)}：该行承载{now.words.group}"))
            self.table.addTopLevelItem(item)
            self._todo.append((self.table.topLevelItemCount() - 1, change))
        if self._question.tells_carriers and now is not None:
            self.hint.setText(_carrier_words(found, now))
        self.split.setVisible(bool(found))
        self.hint.setVisible(bool(found))
        self.none.setVisible(not found)
        if found:
            kept = self.table.topLevelItem(chosen) or self.table.topLevelItem(0)
            self.table.setCurrentItem(kept)
            self._tick.start()

    def _add_now(self, page: FrontPage, now: Examination) -> None:
        """The choice that stands on the page, to compare with."""
        item = _item(page, self._question.group, 0, now.grouping)
        item.setText(0, "现主要")
        item.setToolTip(0, "首页上现在的选择")
        answers = about_first(now, self._question.group)
        _fill(item, now, answers, self._question)
        self.table.addTopLevelItem(item)
        verdict = _verdict_html(now, self._question.group)
        self._details[0] = f"{verdict}<p>现在的选择：{escape(words.group_title(now.grouping))}</p>{_clauses(answers)}"

    def _work(self) -> None:
        if not self._todo:
            self._tick.stop()
            return
        row, change = self._todo.popleft()
        try:
            shift = self.session.preview(change)
        except CodingError:  # made for a state of the page that is gone; a new table is on its way
            self._todo.clear()
            return
        item = self.table.topLevelItem(row)
        answers = self._question.answers(shift)
        _fill(item, shift.after, answers, self._question)
        detail = shift_html(shift, money=self.session.sees_money, findings=not self._question.group)
        if not self._question.group:
            detail = f"<p>{escape(change.describe())}</p>" + (_reason_html(change) + detail)
        if self._question.group:
            detail = _verdict_html(shift.after, self._question.group) + detail
            besides = tuple(f for f in shift.come if f.dimension in OF_CHOICE and f not in answers)
            detail += _clauses(answers) + _clauses(besides)
        self._details[row] = detail
        if item is self.table.currentItem():
            self._show_detail(item)

    def _show_detail(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None = None) -> None:
        self.detail.setText(self._details.get(self.table.indexOfTopLevelItem(item), "") if item else "")

    def _go(self, item: QTreeWidgetItem) -> None:
        self.place_activated.emit(item.data(0, _PLACE))


class _Table(QTreeWidget):
    entered_on = Signal(object)

    def __init__(self, heading: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setRootIsDecorated(False)
        self.setColumnCount(len(_WIDTHS))
        self.setHeaderLabels([*_HEADERS, heading])
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(30)
        for at, width in enumerate(_WIDTHS):
            if width:
                header.resizeSection(at, width)
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    def set_group_width(self, longest: str) -> None:
        """Codes of groups are never cut, however long a scheme makes them."""
        wanted = QFontMetrics(code_font(bold=True)).horizontalAdvance(longest) + 2 * MEDIUM
        self.header().resizeSection(2, max(_WIDTHS[2], wanted))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem():
            self.entered_on.emit(self.currentItem())
            return
        super().keyPressEvent(event)


def _changed_item(page: FrontPage, change: Change, grouping: Grouping) -> QTreeWidgetItem:
    """The line of a change: the row that it moves or takes away, or the field that it sets."""
    edit = change.edits[0]
    if edit.kind is not EditKind.SET:
        return _item(page, edit.group, min(edit.index, len(page.rows(edit.group)) - 1), grouping)
    found = ROW_ATTRIBUTES.get(edit.field)
    label = row_label(found[0], edit.index) if found else field_catalogue().label(edit.field)
    place = Place(edit.field, edit.index if found else None)
    return _line(label, f"{edit.before or '（空）'} → {_new_words(change.edits)}", grouping, place)


def _new_words(edits: tuple[Edit, ...]) -> str:
    return " ".join(e.after for e in edits if e.kind is EditKind.SET) or "（空）"


def _carrier_words(found: list[WhatIf], now: Examination) -> str:
    """Which rows carry the group, in the order of the page."""
    edits = [change.edits[0] for change, grouping in found if grouping != now.grouping]
    if not edits:
        return f"去除任何一行，{now.words.group}都不变。"
    named = "、".join(f"{row_label(e.group, e.index)} {getattr(e.row, 'code', '')}".strip() for e in edits)
    return f"承载{now.words.group}（去除后{now.words.group}改变）：{named}。请核对其病历依据。Enter 定位。"


def _reason_html(change: Change) -> str:
    parts = [escape(change.reason), escape(change.rule)]
    told = "，".join(p for p in parts if p)
    return f"<p style='margin:2px 0 0 0'>由来：{told}</p>" if told and change.source is not ChangeSource.WHAT_IF else ""


def _verdict_html(examination: Examination, group: str) -> str:
    verdict = verdict_on(examination, group)
    return f"<p style='margin:0 0 4px 0'>规则意见：<b>{verdict.value}</b></p>"


def _item(page: FrontPage, group: str, index: int, grouping: Grouping) -> QTreeWidgetItem:
    row = page.rows(group)[index]
    text = f"{getattr(row, 'code', '')} {getattr(row, 'name', '')}"
    return _line(row_label(group, index), text, grouping, Place(field_key(group, "code", index), index))


def _line(label: str, text: str, grouping: Grouping, place: Place) -> QTreeWidgetItem:
    item = QTreeWidgetItem([label.replace("诊断", "").replace("手术操作", ""), text, grouping.drg, "…", "…"])
    item.setSizeHint(0, QSize(0, ROW_HEIGHT))
    item.setFont(2, code_font())
    item.setToolTip(1, plain_tip(text))
    item.setToolTip(2, plain_tip(words.group_title(grouping)))
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, label)
    item.setData(0, _PLACE, place)
    return item


def _fill(item: QTreeWidgetItem, examination: Examination, answers: tuple[Finding, ...], question: Question) -> None:
    item.setText(3, words.weight(examination.price))
    if question.group:
        verdict = verdict_on(examination, question.group)
        item.setText(4, verdict.value)
        severity = _LOOKS.get(verdict)
        shape = severity_style(severity) if severity else None
        item.setIcon(4, icon(shape.icon, shape.role) if shape else icon("clean", "clean"))
        item.setToolTip(4, plain_tip("\n".join(f"{f.message}（{f.rule}）" for f in answers)))
        return
    if not answers:
        item.setText(4, "无")
        return
    style = severity_style(min((f.severity for f in answers), key=tuple(Severity).index))
    item.setIcon(4, icon(style.icon, style.role))
    item.setText(4, f"{style.word} {len(answers)}")


def _clauses(answers: tuple[Finding, ...]) -> str:
    return "".join(
        f"<p style='margin:4px 0 0 0'><b>{f.severity.label}</b> {escape(f.message)}"
        + (f"<br>依据：{escape(f.basis)}（{escape(f.rule)}）" if f.basis else f"（{escape(f.rule)}）")
        + "</p>"
        for f in answers
    )
