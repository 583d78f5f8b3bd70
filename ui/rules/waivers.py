"""豁免清单: what the hospital accepts, on which pages, why and until when; any of it can be withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.page.fields import field_catalogue
from ui.dialogs.message import show_message
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM, ROW_HEIGHT

if TYPE_CHECKING:
    from datetime import date

    from coding.store.store import KeptWaiver
    from ui.rules.rules_desk import RuleDesk

_HEADERS = ("规则", "范围", "理由", "署名", "日期", "有效至", "状态")


class WaiverList(QDialog):
    """All waivers, those in force first; ``page_wanted`` asks for the page of one."""

    page_wanted = Signal(int)

    def __init__(self, desk: RuleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle("豁免清单")
        self.resize(size_on_screen(self, 900, 460))
        self.table = QTableWidget(0, len(_HEADERS))
        self.table.setAccessibleName("豁免清单")
        self.table.setHorizontalHeaderLabels(_HEADERS)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((96, 190, 0, 80, 90, 90, 96)):
            self.table.setColumnWidth(column, width)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.ended = QCheckBox("也显示已撤销和已到期的")
        self.count = PlainLabel()
        self.count.setProperty("role", "muted")
        self.end_button = QPushButton("撤销所选豁免")
        self.page_button = QPushButton("打开病案")
        close = QPushButton("关闭")
        line = QHBoxLayout()
        for widget in (self.end_button, self.page_button):
            widget.setAutoDefault(False)
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.ended)
        line.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.count)
        box.addWidget(self.table, 1)
        box.addLayout(line)
        close.clicked.connect(self.accept)
        self.ended.toggled.connect(lambda _on: self.reload())
        self.end_button.clicked.connect(self.end_chosen)
        self.page_button.clicked.connect(self._open_page)
        self.table.doubleClicked.connect(lambda _index: self._open_page())
        self.table.itemSelectionChanged.connect(self._tell_buttons)
        self.reload()

    def reload(self) -> None:
        """Ask the store again."""
        today = self._desk.session.clock().date()
        store = self._desk.session.store
        kept = sorted(store.waivers(), key=lambda k: (not _holds(k, today), -k.id))
        in_force = sum(_holds(k, today) for k in kept)
        shown = kept if self.ended.isChecked() else kept[:in_force]
        pages = {r.id: r for r in store.rows({k.page_id for k in shown if k.page_id is not None})}
        self.table.setRowCount(len(shown))
        for y, one in enumerate(shown):
            page = pages.get(one.page_id) if one.page_id is not None else None
            where = f"病案 {page.case_no} {page.patient_name}" if page is not None else scope_words(one)
            waiver = one.waiver
            until = f"{waiver.expires}" if waiver.expires else "长期"
            cells = (
                waiver.rule,
                where,
                waiver.reason,
                waiver.author,
                f"{waiver.at:%Y-%m-%d}",
                until,
                _state(one, today),
            )
            for x, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                item.setData(Qt.ItemDataRole.UserRole, one)
                self.table.setItem(y, x, item)
        self.count.setText(f"有效的豁免 {in_force:,} 条，共登记过 {len(kept):,} 条。撤销后，相应的问题重新报出。")
        if shown:
            self.table.selectRow(0)
        self._tell_buttons()

    @property
    def chosen(self) -> list[KeptWaiver]:
        """The waivers that are selected."""
        rows = self.table.selectionModel().selectedRows()
        return [index.data(Qt.ItemDataRole.UserRole) for index in rows]

    def end_chosen(self) -> None:
        """Withdraw what is selected."""
        standing = [k for k in self.chosen if k.ended_at is None]
        try:
            self._desk.end_waivers(standing)
            self.reload()
        except CodingError as error:
            show_message(self, str(error), "error")

    def _open_page(self) -> None:
        chosen = self.chosen
        if chosen and chosen[0].page_id is not None:
            self.page_wanted.emit(chosen[0].page_id)
            self.accept()

    def _tell_buttons(self) -> None:
        chosen = self.chosen
        self.end_button.setEnabled(any(k.ended_at is None for k in chosen))
        self.page_button.setEnabled(len(chosen) == 1 and chosen[0].page_id is not None)


def scope_words(kept: KeptWaiver) -> str:
    """On which pages a waiver for more than one holds."""
    if kept.page_id is not None:
        return "本病案"
    dept = kept.waiver.dept
    return f"出院科别 {field_catalogue().value_label('discharge_dept', dept)}" if dept else "全部病案"


def _holds(kept: KeptWaiver, today: date) -> bool:
    return kept.ended_at is None and kept.waiver.holds_on(today)


def _state(kept: KeptWaiver, today: date) -> str:
    if kept.ended_at is not None:
        return f"{kept.ended_by} 撤销"
    return "有效" if kept.waiver.holds_on(today) else "已到期"
