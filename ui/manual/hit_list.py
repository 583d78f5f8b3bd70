"""What was found in the manual, two lines a hit: where it is, and the line with the words marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.theme.fonts import POINTS_SMALL, text_font
from ui.theme.spacing import MEDIUM, SMALL
from ui.theme.theme import current_theme
from ui.wording.marked_text import draw_marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.manual.search_index import Hit

_HIT: Final = Qt.ItemDataRole.UserRole + 1


class HitList(QListWidget):
    """``chosen`` carries the Hit that the line stands at."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("找到的地方")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_HitDelegate(self))
        self.currentRowChanged.connect(self._tell)
        self.itemClicked.connect(lambda item: self.chosen.emit(item.data(_HIT)))

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Show these, none chosen."""
        self.blockSignals(True)
        self.clear()
        for hit in hits:
            item = QListWidgetItem(self)
            item.setData(_HIT, hit)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{_where(hit)}：{hit.words}")
        self.setCurrentRow(-1)
        self.blockSignals(False)

    @property
    def hits(self) -> list[Hit]:
        """What is listed."""
        return [self.item(row).data(_HIT) for row in range(self.count())]

    def step(self, by: int) -> None:
        """Go to the next hit, to the one before; round the end."""
        if self.count():
            row = self.currentRow()
            self.setCurrentRow((row + by) % self.count() if row >= 0 else (0 if by > 0 else self.count() - 1))

    def _tell(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self.item(row).data(_HIT))


def _where(hit: Hit) -> str:
    return hit.title if hit.heading in ("", hit.title) else f"{hit.title} › {hit.heading}"


class _HitDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        small, large = QFontMetrics(text_font(POINTS_SMALL)).height(), QFontMetrics(text_font()).height()
        return QSize(0, small + large + 3 * SMALL)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit, theme = index.data(_HIT), current_theme()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, theme.colour("selection" if chosen else "field"))
        box = option.rect.adjusted(MEDIUM, SMALL, -MEDIUM, -SMALL)
        painter.setFont(text_font(POINTS_SMALL))
        painter.setPen(theme.colour("selection_text" if chosen else "text_muted"))
        metrics = painter.fontMetrics()
        above = metrics.elidedText(_where(hit), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, above)
        painter.setFont(text_font())
        painter.setPen(theme.colour("selection_text" if chosen else "text"))
        draw_marked(painter, box.adjusted(0, metrics.height() + SMALL // 2, 0, 0), hit.words, hit.marks)
        painter.restore()
