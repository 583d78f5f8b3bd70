"""What the group would be with another principal, another main procedure, or without a row: for looking at only.

Rows come in the order of the page, never by weight. Nothing is accepted here: the order of rows is changed in
the form, by the person, from the record.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from coding.change import Change, row_label
from coding.drg.alternatives import WhatIf
from coding.drg.model import Grouping
from coding.errors import CodingError
from coding.finding import Finding, Place, Severity
from coding.knowledge import Knowledge
from coding.page import FrontPage
from coding.preview import Shift
from ui.icons.icons import icon
from ui.panels import words
from ui.session import Session
from ui.theme.fonts import code_font
from ui.theme.spacing import MEDIUM, ROW_HEIGHT, SMALL
from ui.theme.theme import severity_style

_HEADERS = ("行", "编码与名称", "病组", "权重", "新增问题")
_WIDTHS = (62, 0, 52, 56, 74)
_PLACE = Qt.ItemDataRole.UserRole + 1


class WhatIfTable(QWidget):
    """One kind of what-if as a table; previews are worked off one by one. Enter goes to the row in the form."""

    place_activated = Signal(object)

    def __init__(
        self,
        session: Session,
        title: str,
        ask: Callable[[FrontPage, Knowledge], list[WhatIf]],
        none: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._ask = ask
        self._dirty = True
        self._todo: deque[tuple[QTreeWidgetItem, Change]] = deque()
        self.table = _Table(self)
        self.table.setAccessibleName(title)
        self.table.entered_on.connect(self._go)
        self.table.itemDoubleClicked.connect(self._go)
        self.none = QLabel(none, self)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setWordWrap(True)
        self.none.setProperty("role", "muted")
        self.hint = QLabel("Enter 定位到该行。次序由编码员依据病历在表单中调整（Alt+↑↓、Ctrl+Home）。", self)
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(MEDIUM, SMALL, MEDIUM, 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.table, 1)
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

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._make()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.refresh()

    def _make(self) -> None:
        self._dirty = False
        page, knowledge = self.session.page, self.session.knowledge
        self.table.clear()
        self._todo.clear()
        found = self._ask(page, knowledge) if page is not None and knowledge is not None else []
        for change, grouping in found:
            item = self._item(page, change, grouping)
            self.table.addTopLevelItem(item)
            self._todo.append((item, change))
        self.table.setVisible(bool(found))
        self.hint.setVisible(bool(found))
        self.none.setVisible(not found)
        if found:
            self.table.setCurrentItem(self.table.topLevelItem(0))
            self._tick.start()

    def _item(self, page: FrontPage | None, change: Change, grouping: Grouping) -> QTreeWidgetItem:
        edit = change.edits[0]
        row = page.rows(edit.group)[edit.index] if page else None
        code, name = getattr(row, "code", ""), getattr(row, "name", "")
        item = QTreeWidgetItem([_short(edit.group, edit.index), f"{code} {name}", grouping.drg, "…", "…"])
        item.setSizeHint(0, QSize(0, ROW_HEIGHT))
        item.setFont(2, code_font())
        item.setToolTip(1, f"{code} {name}")
        item.setToolTip(2, words.group_title(grouping))
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, row_label(edit.group, edit.index))
        key = "other_dx_code" if edit.group == "diagnosis" else "op_code"
        item.setData(
            0, _PLACE, Place("principal_dx_code" if key == "other_dx_code" and not edit.index else key, edit.index)
        )
        return item

    def _work(self) -> None:
        if not self._todo:
            self._tick.stop()
            return
        item, change = self._todo.popleft()
        try:
            _fill(item, self.session.preview(change))
        except CodingError:  # made for a state of the page that is gone; a new table is on its way
            self._todo.clear()

    def _go(self, item: QTreeWidgetItem) -> None:
        self.place_activated.emit(item.data(0, _PLACE))


class _Table(QTreeWidget):
    entered_on = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setRootIsDecorated(False)
        self.setColumnCount(len(_HEADERS))
        self.setHeaderLabels(list(_HEADERS))
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem():
            self.entered_on.emit(self.currentItem())
            return
        super().keyPressEvent(event)


def _short(group: str, index: int) -> str:
    return row_label(group, index).replace("诊断", "").replace("手术操作", "")


def _fill(item: QTreeWidgetItem, shift: Shift) -> None:
    item.setText(3, words.weight(shift.after.price))
    come = shift.come
    if not come:
        item.setText(4, "无")
        return
    gravest = min((f.severity for f in come), key=tuple(Severity).index)
    style = severity_style(gravest)
    item.setIcon(4, icon(style.icon, style.role))
    item.setText(4, f"{style.word} {len(come)}")
    item.setToolTip(4, "\n".join(_told(f) for f in come))


def _told(finding: Finding) -> str:
    basis = f"（{finding.basis}）" if finding.basis else ""
    return f"{finding.severity.label} {finding.message}{basis}"
