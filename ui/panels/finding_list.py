"""The findings of the page in work as a list: gravest first, each with shape, word, message, change and place."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from coding.page.finding import Finding, Severity
from coding.page.moment import Moment
from ui.icons.icons import pixmap
from ui.plain import plain_tip
from ui.theme.fonts import POINTS_SMALL, text_font, text_percent
from ui.theme.spacing import ICON, MEDIUM, SMALL, TINY
from ui.theme.theme import SeverityStyle, current_theme, severity_style
from ui.wording.change_words import change_line, elided_change
from ui.wording.finding_words import place_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.page.waiver import Waived

FINDING = Qt.ItemDataRole.UserRole + 1
#: The Waived of a finding that is accepted; None for one that stands.
WAIVED = Qt.ItemDataRole.UserRole + 2
#: From when on a finding counts that does not count yet: 发布时, 批量时; "" for one that counts now.
LATER = Qt.ItemDataRole.UserRole + 3
Index = QModelIndex | QPersistentModelIndex

_ORDER = tuple(Severity)
#: Longer runs without a place to break are broken anywhere; else no line begins with a closing bracket.
_LONG_RUN = re.compile(r"[!-~]{24}")
_MAX_LINES = 5
#: Of the line below the message, the change may take this many per cent; place and rule stand behind it.
_CHANGE_SHARE = 70
#: Pixels for the digit that chooses a row, and how many rows have one.
_KEY, _KEYS = 14, 9
_WAIVED_STYLE = SeverityStyle("not_judged", "done", "已豁免")


def sorted_findings(findings: tuple[Finding, ...], now: Moment = Moment.BATCH) -> list[Finding]:
    """What counts ``now`` before what counts later; errors before warnings before information; the rules' order."""
    return sorted(findings, key=lambda f: (not now.includes(f.moment), _ORDER.index(f.severity)))


class FindingModel(QAbstractListModel):
    """Findings by row; those that are waived come last. ``moment_now`` says at which moment the page is."""

    def __init__(self) -> None:
        super().__init__()
        self.moment_now: Callable[[], Moment] = lambda: Moment.BATCH
        self.now = Moment.BATCH
        self.findings: list[Finding] = []
        self.waived: list[Waived] = []

    def show(self, findings: tuple[Finding, ...], waived: tuple[Waived, ...] = ()) -> bool:
        """Show these; False when they are the ones that are shown already."""
        now = self.moment_now()
        new = sorted_findings(findings, now)
        if new == self.findings and list(waived) == self.waived and now is self.now:
            return False
        self.beginResetModel()
        self.now = now
        self.findings = new
        self.waived = list(waived)
        self.endResetModel()
        return True

    @property
    def rows(self) -> list[Finding]:
        """All that is shown, row by row."""
        return [*self.findings, *(w.finding for w in self.waived)]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.findings) + len(self.waived)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        number = index.row() - len(self.findings)
        waived = self.waived[number] if number >= 0 else None
        finding = waived.finding if waived is not None else self.findings[index.row()]
        match role:
            case _ if role == FINDING:
                return finding
            case _ if role == WAIVED:
                return waived
            case _ if role == LATER:
                return "" if self.now.includes(finding.moment) else finding.moment.label
            case Qt.ItemDataRole.AccessibleDescriptionRole if not self.now.includes(finding.moment):
                return f"{finding.moment.label}计入"
            case Qt.ItemDataRole.DisplayRole:
                return finding.message
            case Qt.ItemDataRole.AccessibleTextRole:
                word = f"已豁免（{waived.waiver.reason}）" if waived is not None else finding.severity.label
                mend = f" 可采纳 {finding.changes[0].describe()}" if finding.changes and waived is None else ""
                number = f"{index.row() + 1} " if index.row() < _KEYS else ""
                return f"{number}{word} {finding.rule} {place_words(finding.place)} {finding.message}{mend}"
            case Qt.ItemDataRole.ToolTipRole if finding.changes and waived is None:
                more = f"（另有 {len(finding.changes) - 1} 种改法）" if len(finding.changes) > 1 else ""
                return plain_tip(f"Alt+Enter 采纳：{finding.changes[0].describe()}{more}")
        return None


class FindingDelegate(QStyledItemDelegate):
    """Shape and word of the severity, the message on up to five lines, rule and place below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = option.widget
        width = _width_with_a_bar(view) if isinstance(view, QAbstractScrollArea) else 360
        text = _message_box(QRect(0, 0, width, 10_000), index.data(Qt.ItemDataRole.DisplayRole))
        return QSize(width, text.height() + QFontMetrics(text_font(POINTS_SMALL)).height() + SMALL + TINY)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        finding: Finding = index.data(FINDING)
        waived: Waived | None = index.data(WAIVED)
        theme = current_theme()
        style = _WAIVED_STYLE if waived is not None else severity_style(finding.severity)
        later = index.data(LATER) if waived is None else ""
        if later:
            style = SeverityStyle("text_muted", style.icon, f"{later}{style.word}")
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, theme.colour("selection" if chosen else "field"))
        painter.fillRect(option.rect.adjusted(0, 0, -option.rect.width() + 3, -1), theme.colour(style.role))
        ratio = painter.device().devicePixelRatioF()
        left, top = option.rect.left() + MEDIUM, option.rect.top() + TINY
        painter.drawPixmap(left, top + 1, pixmap(style.icon, style.role, ICON, ratio))
        painter.setFont(text_font())
        message = _message_box(option.rect, finding.message)
        muted = waived is not None or later
        painter.setPen(theme.colour("selection_text" if chosen else "text_muted" if muted else "text"))
        painter.drawText(message, _wrap(finding.message), _fitting(finding.message, message))
        if index.row() < _KEYS:
            painter.setFont(text_font(POINTS_SMALL))
            painter.setPen(theme.colour("selection_text" if chosen else "text_muted"))
            corner = QRect(option.rect.right() - _KEY, message.top(), _KEY - TINY, message.height())
            painter.drawText(corner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, str(index.row() + 1))
        painter.setFont(text_font(POINTS_SMALL))
        height = painter.fontMetrics().height()
        below = QRect(message.left(), message.bottom(), option.rect.right() - message.left() - SMALL, height)
        word = f"{style.word}　"
        painter.setPen(theme.colour(style.role))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, word)
        below.adjust(painter.fontMetrics().horizontalAdvance(word), 0, 0, 0)
        if finding.changes and waived is None:
            self._paint_change(painter, below, finding, "selection_text" if chosen else "added")
        painter.setPen(theme.colour("text_muted"))
        more = f"{place_words(finding.place)}　{finding.rule}"
        if waived is not None:
            more = f"{waived.waiver.reason}　{more}"
        painter.drawText(
            below,
            Qt.AlignmentFlag.AlignLeft,
            painter.fontMetrics().elidedText(more, Qt.TextElideMode.ElideRight, below.width()),
        )
        painter.setPen(theme.colour("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()

    @staticmethod
    def _paint_change(painter: QPainter, below: QRect, finding: Finding, role: str) -> None:
        """What Alt+Enter would make of it; the box is narrowed to what is left for place and rule."""
        painter.setFont(text_font(POINTS_SMALL, bold=True))
        painter.setPen(current_theme().colour(role))
        room = below.width() * _CHANGE_SHARE // 100
        before = "" if " → " in change_line(finding.changes[0]) else "→ "
        room -= painter.fontMetrics().horizontalAdvance(before)
        text = before + elided_change(finding.changes[0], painter.fontMetrics(), room)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, text)
        below.adjust(painter.fontMetrics().horizontalAdvance(f"{text}　"), 0, 0, 0)
        painter.setFont(text_font(POINTS_SMALL))


def _width_with_a_bar(view: QAbstractScrollArea) -> int:
    """As wide as a row is once the list scrolls: heights are asked for before the bar narrows the rows."""
    bar = view.verticalScrollBar()
    return view.viewport().width() - (0 if bar.isVisible() else bar.sizeHint().width())


def _wrap(message: str) -> int:
    anywhere = Qt.TextFlag.TextWrapAnywhere if _LONG_RUN.search(message) else Qt.TextFlag.TextWordWrap
    return int(anywhere | Qt.TextFlag.TextWordWrap)


def _message_box(rect: QRect, message: str) -> QRect:
    left = rect.left() + MEDIUM + ICON + SMALL
    metrics = QFontMetrics(text_font())
    width = rect.right() - left - _KEY - SMALL
    return QRect(left, rect.top() + TINY, width, min(_height(message, width), _MAX_LINES * metrics.lineSpacing()))


def _height(message: str, width: int) -> int:
    return _wrapped_height(message, width, text_percent())


@lru_cache(maxsize=4096)
def _wrapped_height(message: str, width: int, _percent: int) -> int:
    """The same messages are measured with every edit, by the column as a whole and row by row."""
    metrics = QFontMetrics(text_font())
    return metrics.boundingRect(QRect(0, 0, width, 10_000), _wrap(message), message).height()


def _fitting(message: str, box: QRect) -> str:
    """As much of the message as has room, with a sign where that is not all: the whole stands in the detail."""
    if _height(message, box.width()) <= box.height():
        return message
    fits, all_ = 0, len(message)
    while all_ - fits > 1:
        middle = (fits + all_) // 2
        if _height(message[:middle] + "…", box.width()) <= box.height():
            fits = middle
        else:
            all_ = middle
    return message[:fits] + "…"
