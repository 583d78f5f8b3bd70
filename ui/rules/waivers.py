"""豁免清单: what the hospital accepts, on which pages, why and until when; reviewed, and any of it can be withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.page.fields import field_catalogue
from coding.review.people import Command
from coding.store.kept_reviews import About, Said
from coding.store.store import WorklistQuery
from coding.work.reviewing import SAID_WORDS, review_words, waiver_verdicts
from ui.dialogs.message import show_message
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.taking_out import HOLDS, Holds
from ui.theme.spacing import LARGE, MEDIUM, ROW_HEIGHT

if TYPE_CHECKING:
    from datetime import date

    from coding.store.kept_reviews import Review
    from coding.store.store import KeptWaiver
    from ui.rules.rules_desk import RuleDesk

_HEADERS = ("规则", "范围", "理由", "署名", "日期", "有效至", "状态", "复核")


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
        self.table.setProperty(HOLDS, Holds.PERSONS.value)
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
        for column, width in enumerate((96, 180, 0, 76, 90, 90, 84, 120)):
            self.table.setColumnWidth(column, width)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.ended = QCheckBox("也显示已撤销和已到期的")
        self.count = PlainLabel()
        self.count.setProperty("role", "muted")
        self.end_button = QPushButton("撤销所选豁免")
        self.page_button = QPushButton("打开病案")
        self.right_button = QPushButton("复核认可（Y）")
        self.wrong_button = QPushButton("复核不认可（N）")
        self.words = QLineEdit()
        self.words.setAccessibleName("不认可的理由")
        self.words.setPlaceholderText("不认可的理由（必填），Enter 保存，Esc 放弃")
        self.words.hide()
        close = QPushButton("关闭")
        line = QHBoxLayout()
        for widget in (self.right_button, self.wrong_button, self.end_button, self.page_button):
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
        box.addWidget(self.words)
        box.addLayout(line)
        close.clicked.connect(self.accept)
        self.ended.toggled.connect(lambda _on: self.reload())
        self.end_button.clicked.connect(self.end_chosen)
        self.page_button.clicked.connect(self._open_page)
        self.right_button.clicked.connect(lambda: self.review(Said.RIGHT))
        self.wrong_button.clicked.connect(self._ask_why)
        self.words.returnPressed.connect(lambda: self.review(Said.WRONG, self.words.text().strip()))
        for watched in (self.table, self.words):
            watched.installEventFilter(self)
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
        reviewed = waiver_verdicts(store)
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
                _review_words(reviewed.get(one.id)),
            )
            for x, text in enumerate(cells):
                item = QTableWidgetItem(text)
                said = reviewed.get(one.id)
                item.setToolTip(plain_tip(review_words(said) if said is not None and x == len(cells) - 1 else text))
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

    def review(self, said: Said, why: str = "") -> None:
        """Say what the officer thinks of what is selected; the next one is selected then."""
        row = self.table.currentRow()
        try:
            for one in self.chosen:
                page_id = one.page_id if one.page_id is not None else self._page_of(one)
                if page_id is None:
                    show_message(self, "没有病案触发过这条豁免的规则，不需要复核。", "info")
                    return
                self._desk.session.store.say(page_id, About.WAIVER, str(one.id), said, why, rule=one.waiver.rule)
        except CodingError as error:
            show_message(self, str(error), "error")
            return
        self._leave_words()
        self.reload()
        self.table.selectRow(min(row + 1, self.table.rowCount() - 1))

    def _page_of(self, kept: KeptWaiver) -> int | None:
        """A page on which a waiver for many was of use: what is said of it stands there."""
        here = self._desk.session.page_id
        fired = self._desk.session.store.listed(WorklistQuery(rule=kept.waiver.rule), 0, 1).rows
        return fired[0].id if fired else here

    def _ask_why(self) -> None:
        self.words.clear()
        self.words.show()
        self.words.setFocus()

    def _leave_words(self) -> None:
        self.words.hide()
        self.table.setFocus()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        if watched is self.words:
            if event.key() == Qt.Key.Key_Escape:
                self._leave_words()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.words.returnPressed.emit()  # and no button is pressed by it
                return True
            return False
        button = {"Y": self.right_button, "N": self.wrong_button}.get(event.text().upper())
        if button is not None and not event.modifiers():
            button.click()
        return button is not None

    def _open_page(self) -> None:
        chosen = self.chosen
        if chosen and chosen[0].page_id is not None:
            self.page_wanted.emit(chosen[0].page_id)
            self.accept()

    def _tell_buttons(self) -> None:
        chosen = self.chosen
        self.end_button.setEnabled(any(k.ended_at is None for k in chosen))
        may = self._desk.session.store.me.may(Command.REVIEW_WAIVER)
        for button in (self.right_button, self.wrong_button):
            button.setEnabled(may and bool(chosen))
        self.page_button.setEnabled(len(chosen) == 1 and chosen[0].page_id is not None)


def _review_words(said: Review | None) -> str:
    return "" if said is None else f"{SAID_WORDS[said.said]} {said.name}"


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
