"""The rows of the pivot as a model: name, pages with a finding of those judged, rate, six months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from coding.indicators.pivot import Share
from ui.plain import plain_tip
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.indicators.pivot import PivotRow

Index = QModelIndex | QPersistentModelIndex

NAME, SHARE, RATE, COURSE = range(4)
#: The PivotRow of a row of the table.
PIVOT_ROLE: Final = Qt.ItemDataRole.UserRole
#: What is said where nobody judged: not 0.
NOT_JUDGED: Final = "未判定"
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PivotModel(QAbstractTableModel):
    """``show`` takes rows with their names; ``narrow`` keeps those whose name holds a text."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._all: list[tuple[PivotRow, str]] = []
        self._shown: list[tuple[PivotRow, str]] = []
        self._months: Sequence[str] = ()
        self._text = ""
        self._order: tuple[int, bool] | None = None

    def show(self, rows: Sequence[PivotRow], name: Callable[[PivotRow], str], months: Sequence[str]) -> None:
        """Show these rows, in the order that was chosen last, or in their own."""
        self.beginResetModel()
        self._all = [(row, name(row)) for row in rows]
        self._months = months
        self._arrange()
        self.endResetModel()

    def narrow(self, text: str) -> None:
        """Show those whose name holds the text, whatever its case."""
        self.beginResetModel()
        self._text = text.strip().casefold()
        self._arrange()
        self.endResetModel()

    def own_order(self) -> None:
        """Whatever was chosen: the rows in their own order from now on."""
        self._order = None

    def row(self, place: int) -> PivotRow | None:
        """The row at a place."""
        return self._shown[place][0] if 0 <= place < len(self._shown) else None

    def name(self, place: int) -> str:
        """What the row at a place is called."""
        return self._shown[place][1]

    def place_of(self, key: str) -> int | None:
        """Where the row of a key stands; None where it is not shown."""
        return next((at for at, (row, _) in enumerate(self._shown) if row.key == key), None)

    # -- QAbstractItemModel

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return ("名称", "问题/判定", "率", "近六月")[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                "",
                "有强制或提示问题（未豁免）的份数 / 判定的份数；按规则时为报出的份数 / 判定过这条规则的份数",
                f"判定不足 10 份的用灰字和括号；没有判定过的写“{NOT_JUDGED}”",
                "、".join(self._months),
            )[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row, name = self._shown[index.row()]
        if role == PIVOT_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return (name, share_words(row.whole), rate_words(row.whole), "")[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (SHARE, RATE):
            return int(_RIGHT)
        if role == Qt.ItemDataRole.ForegroundRole and row.whole.is_small:
            return current_theme().colour("text_muted")
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{name}\n{share_words(row.whole)}　{rate_words(row.whole)}\n{self.course_words(row)}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            whole = f"{name}，{share_words(row.whole)}，{rate_words(row.whole)}；{self.course_words(row)}"
            return (whole, None, None, self.course_words(row))[index.column()]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column < 0:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [(self._shown[index.row()][0].key, index.column()) for index in before]
        self._order = (column, order is Qt.SortOrder.DescendingOrder)
        self._arrange()
        after = [self.index(place, at) if (place := self.place_of(k)) is not None else QModelIndex() for k, at in keys]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def course_words(self, row: PivotRow) -> str:
        """2026-05 未判定，2026-06 12.5 %（1/8），…"""
        told = []
        for month, share in zip(self._months, row.months, strict=True):
            told.append(f"{month} {_rate(share)}（{share_words(share)}）" if share.below else f"{month} {NOT_JUDGED}")
        return "，".join(told)

    def _arrange(self) -> None:
        shown = [one for one in self._all if self._text in one[1].casefold()]
        if self._order is not None:
            column, is_falling = self._order
            shown.sort(key=_SORTED[column], reverse=is_falling)
            shown.sort(key=lambda one: one[0].whole.rate is None)  # what nobody judged stays last
        self._shown = shown


def share_words(share: Share) -> str:
    """12/480; 未判定 where none was judged."""
    return f"{share.above:,}/{share.below:,}" if share.below else NOT_JUDGED


def rate_words(share: Share) -> str:
    """2.5 %, in brackets where few were judged; nothing where none was."""
    if not share.below:
        return "—"
    return f"({_rate(share)})" if share.is_small else _rate(share)


def _rate(share: Share) -> str:
    return "" if share.rate is None else f"{share.rate * 100:.1f} %"


def _last(row: PivotRow) -> float:
    """How the last month stands to the six together: what rises comes first."""
    last = row.months[-1].rate if row.months else None
    together = Share(sum(share.above for share in row.months), sum(share.below for share in row.months)).rate
    return -2.0 if last is None or together is None else last - together


_SORTED: Final[tuple[Callable[[tuple[PivotRow, str]], Any], ...]] = (
    lambda one: one[1],
    lambda one: (one[0].whole.above, one[0].whole.below),
    lambda one: (one[0].whole.rate or 0.0, one[0].whole.below),
    lambda one: _last(one[0]),
)
