"""The left of the officer's desk: the pivot by one cut, its rows, and behind Enter the pages of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from coding.indicators.pivot import Cut
from coding.store.store import Marked, WorklistQuery
from coding.work.officer_pivot import cuts_for, officer_pivot
from ui.header import ElidedLabel
from ui.officer.pivot_delegate import PivotDelegate, pivot_row_height
from ui.officer.pivot_model import COURSE, NAME, RATE, SHARE, PivotModel
from ui.plain import PlainLabel, plain_tip
from ui.tasks import while_there
from ui.theme.spacing import CARD_HEIGHT, MEDIUM, SMALL, TINY
from ui.unexpected import in_words
from ui.worklist.delegate import CardDelegate
from ui.worklist.worklist_model import WorklistModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.work.officer_pivot import OfficerPivot
    from ui.officer.sampling_part import SamplingPart
    from ui.tasks import Task
    from ui.workplace import Workplace

_SORTS: Final = {NAME: "名称", SHARE: "份数", RATE: "率", COURSE: "近月"}
#: Milliseconds after which pages that were judged are counted anew: many come one after the other.
_SOON: Final = 1500
#: What stands in the bar behind the cuts: what was drawn for grading, and the pages that wait for the officer.
SAMPLES: Final = "samples"
SUBMITTED: Final = "submitted"
_FURTHER: Final = ((SAMPLES, "抽查", "抽查的样本，盲评"), (SUBMITTED, "待质控", "已提交、等待质控的病案"))
_IN_A_LINE: Final = 4


class PivotView(QWidget):
    """``wanted``: a page is to be opened; ``entered``: and gone to.

    Digits choose the cut, letters narrow the rows, Enter goes down, Backspace up.
    """

    wanted = Signal(int)
    entered = Signal()

    def __init__(self, workplace: Workplace, sampling: SamplingPart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sampling = sampling
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("质控汇总")
        self._place = workplace
        self.pivot: OfficerPivot | None = None
        self._task: Task[OfficerPivot] | None = None
        self.cuts = cuts_for(workplace.store.me)
        self.cut = self.cuts[0].cut if self.cuts else Cut.DEPT
        self._gone_into = ""  # the key of the row whose pages are listed
        self._listed = ""  # what the pages that are listed are; "" while the rows are shown
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.read)
        self.buttons: dict[str, QToolButton] = {}
        self.path = ElidedLabel()
        self.path.setProperty("role", "muted")
        self.filter = QLineEdit(self, placeholderText="直接输入即筛选", clearButtonEnabled=True)
        self.filter.setAccessibleName("筛选汇总的行")
        self.filter.hide()
        self.model = PivotModel(self)
        self.table = _PivotTable(self.model, self)
        self.page_model = WorklistModel(workplace.store, self, workplace.session.judge.stamp_in_force)
        self.page_list = _PageList(self.page_model, self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.page_list)
        self.stack.addWidget(sampling.list)
        self.sorts: dict[int, QToolButton] = {}
        self.sorted: int | None = None  # the column by which the rows are ordered; None: their own order
        self.told = PlainLabel("", self)
        self.told.setProperty("role", "muted")
        self.told.setWordWrap(True)
        self._lay_out()
        self._connect()
        self.choose(self.cut)

    # -- for the desk

    def read(self) -> None:
        """Count again, behind the window; what is shown stays until it is there."""
        place = self._place
        knowledge, store, today = place.session.knowledge, place.store, place.session.clock().date()
        self._soon.stop()
        if self._task is not None:
            self._task.cancel()
        if knowledge is None:
            self.told.setText("知识库还在装入，稍候自动汇总。")
            return
        if self.pivot is None:
            self.told.setText("正在汇总…")

        def work(task: Task[OfficerPivot]) -> OfficerPivot:
            return officer_pivot(store, knowledge, today, task.report)

        self._task = place.runner.run(
            "质控汇总",
            work,
            on_result=while_there(self, self._show),
            on_error=while_there(self, lambda error: self.told.setText(in_words(error))),
            foreground=True,
        )

    def choose(self, cut: Cut | str) -> None:
        """Another cut, its rows in their own order; or what stands behind the cuts."""
        self.filter.clear()
        self.filter.hide()
        self._sampling.end()
        if cut == SAMPLES:
            self._show_samples()
        elif cut == SUBMITTED:
            self._list("待质控", list(self._place.store.worklist(WorklistQuery(marked=Marked.SUBMITTED))))
        else:
            self.cut = Cut(cut)
            self._sort(None)
        for key, button in self.buttons.items():
            button.setChecked(key == str(cut))

    def enter(self) -> None:
        """Down: to the pages of the row; from a page to what is to be said of it."""
        if self._listed:
            self._open_current()
            self.entered.emit()
            return
        row = self.model.row(self.table.currentIndex().row())
        if row is None or self.pivot is None:
            return
        ids = self.pivot.ids(self.cut, row.key)
        if not ids:
            self._place.say("这一行没有报出问题的病案。")
            return
        self._gone_into = row.key
        self._list(f"{self._label()} › {self.pivot.name(self.cut, row.key)}", ids)

    def up(self) -> None:
        """Back to the rows, at the one that was gone into."""
        if self._listed:
            self._show_rows(self._gone_into)
            self.buttons[str(self.cut)].setChecked(True)
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def listed(self) -> Sequence[int]:
        """The pages that are listed; none while the rows are."""
        return self.page_model.ids if self._listed else ()

    def neighbour(self, step: int, page_id: int | None) -> int | None:
        """The page so many on from this one in the list of pages; None at its end, or where none is listed."""
        ids = self.listed
        here = self.page_model.place(page_id) if page_id is not None and ids else None
        there = 0 if here is None else here + step
        return ids[there] if 0 <= there < len(ids) else None

    def select(self, page_id: int | None) -> None:
        """Show the page in work as the chosen one, without asking for it."""
        place = self.page_model.place(page_id) if page_id is not None and self._listed else None
        if place is not None and place != self.page_list.currentIndex().row():
            self.page_list.selectRow(place)

    def focus_widget(self) -> QWidget:
        """What takes the focus first."""
        return self.stack.currentWidget() or self.table

    def refresh_pages(self, ids: Sequence[int]) -> None:
        """These pages were judged, or brought on: their lines are other ones, and soon the figures."""
        self.page_model.refresh(ids)
        if self.isVisible():
            self._soon.start()

    # -- inside

    def _show(self, pivot: OfficerPivot) -> None:
        self._task = None
        self.pivot = pivot
        if not self._listed:
            row = self.model.row(self.table.currentIndex().row())
            self._show_rows(row.key if row is not None else None)
        else:
            self._tell()

    def _show_rows(self, key: str | None = None) -> None:
        self._listed = ""
        self.stack.setCurrentWidget(self.table)
        pivot = self.pivot
        if pivot is not None:
            cut = self.cut
            rows = pivot.rows[cut]
            self.model.show(rows, lambda row: pivot.name(cut, row.key), pivot.pages.months)
            place = self.model.place_of(key) if key is not None else 0
            self.table.selectRow(place or 0)
        self._tell()

    def _list(self, title: str, ids: Sequence[int]) -> None:
        self._listed = title
        self.page_model.set_ids(ids)
        self.filter.clear()
        self.filter.hide()
        self.stack.setCurrentWidget(self.page_list)
        self.page_list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.page_list.selectRow(0)
        self._tell()

    def _show_samples(self) -> None:
        self._listed = "抽查"
        self.page_model.set_ids([])
        self._sampling.at = None
        self._sampling.show_samples()
        self.stack.setCurrentWidget(self._sampling.list)
        self._sampling.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._tell()

    def _label(self) -> str:
        return next((view.label for view in self.cuts if view.cut is self.cut), "")

    def _tell(self) -> None:
        pivot = self.pivot
        self.order.setVisible(not self._listed)
        if self._listed:
            self.path.setText(self._listed)
            is_sampling = self.stack.currentWidget() is self._sampling.list
            told = "Enter 评分或打开" if is_sampling else f"{len(self.listed):,} 份；Enter 审核"
            self.told.setText(f"{told}，Backspace 返回")
            return
        self.path.setText(f"按{self._label()}")
        if pivot is None:
            return
        months = pivot.pages.months
        left = f"；{pivot.left_out:,} 份未判定，未计入" if pivot.left_out else ""
        self.told.setText(f"{months[0]} 至 {months[-1]} 出院，已判定 {len(pivot.pages):,} 份{left}")

    def _open_current(self) -> None:
        place = self.page_list.currentIndex().row()
        ids = self.page_model.ids
        if 0 <= place < len(ids):
            self.wanted.emit(ids[place])

    def _narrow(self, text: str) -> None:
        self.filter.setVisible(bool(text) or self.filter.hasFocus())
        if not self._listed:
            self.model.narrow(text)
            self.table.selectRow(0)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        if watched is self.filter:
            return self._key_in_filter(event)
        return self._key_in_list(event)

    def _key_in_filter(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            if key == Qt.Key.Key_Escape:
                self.filter.clear()
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter.setVisible(bool(self.filter.text()))
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.enter()
            return True
        return False

    def _key_in_list(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_F3 and not self._listed:
            self._sort_next()
            return True
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if not plain:
            return False
        key, text = event.key(), event.text()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter()
            return True
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Escape):
            if not self._listed:
                self.filter.clear()
            self.up()
            return True
        chosen = next((name for name, button in self.buttons.items() if button.property("key") == text), None)
        if chosen is not None and not self._listed:
            self.choose(chosen)
            return True
        if not self._listed and text.strip() and text.isprintable():
            self.filter.show()
            self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
            self.filter.insert(text)
            return True
        return False

    def _sort_next(self) -> None:
        """F3: by name, pages, rate, change of the last month, and in the own order again."""
        following = NAME if self.sorted is None else self.sorted + 1
        self._sort(following if following <= COURSE else None)

    def _sort(self, column: int | None) -> None:
        self.sorted = column
        for each, button in self.sorts.items():
            button.setChecked(each == column)
        if column is None:
            self.model.own_order()
            self._show_rows()
        else:
            is_name = column == NAME
            self.model.sort(column, Qt.SortOrder.AscendingOrder if is_name else Qt.SortOrder.DescendingOrder)
        self.table.selectRow(0)

    def _lay_out(self) -> None:
        bar = QGridLayout()
        bar.setSpacing(TINY)
        group = QButtonGroup(self)
        entries = [(str(view.cut), view.label, f"按{view.label}汇总") for view in self.cuts]
        for number, (name, label, tip) in enumerate((*entries, *_FURTHER)):
            button = QToolButton(self)
            button.setText(label)
            button.setCheckable(True)
            button.setProperty("key", str(number + 1))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setToolTip(plain_tip(f"{tip}（{number + 1}）"))
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _on=False, name=name: self.choose(name))
            group.addButton(button)
            bar.addWidget(button, number // _IN_A_LINE, number % _IN_A_LINE)
            self.buttons[name] = button
        box = QVBoxLayout(self)
        box.setContentsMargins(SMALL, MEDIUM, SMALL, SMALL)
        box.setSpacing(SMALL)
        box.addLayout(bar)
        box.addLayout(self._path_line())
        box.addWidget(self.filter)
        box.addWidget(self.stack, 1)
        box.addWidget(self.told)

    def _path_line(self) -> QHBoxLayout:
        """Where she is, and by what the rows are ordered."""
        line = QHBoxLayout()
        line.setSpacing(TINY)
        line.addWidget(self.path, 1)
        self.order = QWidget(self)
        order = QHBoxLayout(self.order)
        order.setContentsMargins(0, 0, 0, 0)
        order.setSpacing(0)
        for column, word in _SORTS.items():
            button = QToolButton(self.order)
            button.setText(word)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            by = "末月比六个月合计高多少" if column == COURSE else word
            button.setToolTip(plain_tip(f"按{by}排列（F3 依次）"))
            button.setAccessibleName(f"按{word}排列")
            button.clicked.connect(
                lambda _on=False, column=column: self._sort(None if self.sorted == column else column)
            )
            order.addWidget(button)
            self.sorts[column] = button
        line.addWidget(self.order)
        return line

    def _connect(self) -> None:
        session = self._place.session
        for part in (self.table, self.page_list, self.filter):
            part.installEventFilter(self)
        self.filter.textChanged.connect(self._narrow)
        self.table.doubleClicked.connect(lambda _: self.enter())
        self.page_list.doubleClicked.connect(lambda _: self.enter())
        self.page_list.clicked.connect(lambda _: self._open_current())
        self._sampling.left.connect(self.up)
        self.page_model.failed.connect(session.failed)
        session.knowledge_changed.connect(self.read)
        session.judged.connect(self.refresh_pages)
        session.worklist_changed.connect(self._soon.start)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "table"):
            self.table.fit()


class _PivotTable(QTableView):
    """The column of the name shows the whole row."""

    def __init__(self, model: PivotModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("汇总的行")
        self.setModel(model)
        self.setItemDelegate(PivotDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().hide()
        for column in (SHARE, RATE, COURSE):
            self.hideColumn(column)
        self.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.fit()

    def fit(self) -> None:
        """The rows have the room that their text needs."""
        self.verticalHeader().setDefaultSectionSize(pivot_row_height())


class _PageList(QTableView):
    def __init__(self, model: WorklistModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("这一行的病案")
        self.setModel(model)
        self.setItemDelegate(CardDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(CARD_HEIGHT)
