"""Entries of the audit as rows of a table, newest first, read when they are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from coding.base.errors import CodingError
from coding.store.kept_audit import AuditQuery
from coding.work.audit_told import AuditTeller, local_time
from ui.plain import plain_tip
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from coding.store.kept_audit import AuditEntry
    from coding.store.store import Store

Index = QModelIndex | QPersistentModelIndex
HEADERS: Final = ("序号", "时间", "用户", "事项", "病案号", "内容")
ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole
#: Entries read at once.
_BLOCK: Final = 200


class AuditModel(QAbstractTableModel):
    """``ENTRY_ROLE`` gives the AuditEntry. ``total``: how many answer the query."""

    failed = Signal(str)

    def __init__(self, store: Store, parent: Any = None) -> None:
        super().__init__(parent)
        self._store = store
        self._query = AuditQuery()
        self._entries: list[AuditEntry] = []
        self.teller = AuditTeller(store)
        self.total = 0

    def ask(self, query: AuditQuery) -> None:
        """Show what answers a query."""
        self.beginResetModel()
        self._query, self._entries = query, []
        self.teller = AuditTeller(self._store)
        try:
            self.total = self._store.audit_count(query)
            self._entries = list(self._store.audit(query, 0, _BLOCK))
        except CodingError as error:
            self.total = 0
            self.failed.emit(str(error))
        self.endResetModel()

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:
        return not parent.isValid() and len(self._entries) < self.total

    def fetchMore(self, parent: Index = QModelIndex()) -> None:
        last = self._entries[-1].id if self._entries else 0
        try:
            more = [one for one in self._store.audit(self._query, len(self._entries), _BLOCK) if one.id < last]
        except CodingError as error:
            self.failed.emit(str(error))
            more = []
        if not more:
            self.total = len(self._entries)
            return
        self.beginInsertRows(QModelIndex(), len(self._entries), len(self._entries) + len(more) - 1)
        self._entries += more
        self.endInsertRows()

    def entry(self, row: int) -> AuditEntry | None:
        """The entry in a row."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return HEADERS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.ForegroundRole and entry.key_note and index.column() == 2:
            return current_theme().colour("warning")
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 0:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = self._cell(entry, index.column())
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text.replace("\n", " ")

    def _cell(self, entry: AuditEntry, column: int) -> str:
        told = self.teller.tell(entry)
        cells = (
            f"{entry.id:,}",
            f"{local_time(entry):%Y-%m-%d %H:%M:%S}",
            entry.name,
            entry.deed.label,
            told.case_no,
            told.what.removeprefix(f"{entry.deed.label}　"),
        )
        return cells[column]
