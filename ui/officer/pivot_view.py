"""The left of the officer's desk: the pivot by one cut, its rows, and behind Enter the pages of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from coding.indicators.pivot import Cut
from coding.store.store import Marked, WorklistQuery
from coding.work.officer_pivot import cuts_for, officer_pivot
from coding.work.pivot_periods import read_period_of
from ui import settings
from ui.elided_label import ElidedLabel
from ui.officer.pivot_model import COURSE, NAME, PivotModel
from ui.officer.pivot_parts import (
    PERIOD_KEY,
    SAMPLES,
    SUBMITTED,
    CutBar,
    OrderBar,
    PageList,
    PeriodButton,
    PivotTable,
)
from ui.plain import PlainLabel
from ui.tasks import while_there
from ui.theme.spacing import MEDIUM, SMALL, TINY
from ui.unexpected import in_words
from ui.worklist.worklist_model import WorklistModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QInputMethodEvent, QShowEvent

    from coding.work.officer_pivot import OfficerPivot
    from coding.work.pivot_periods import PivotPeriod
    from ui.officer.sampling_part import SamplingPart
    from ui.tasks import Task
    from ui.workplace import Workplace

#: Milliseconds after which pages that were judged are counted anew, where the figures are in sight.
_SOON: Final = 4000
#: Milliseconds after the last key until the pages are searched.
_SEARCH: Final = 150


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
        self.period = read_period_of(settings.PIVOT_PERIOD.read(workplace.store))
        self._gone_into = ""  # the key of the row whose pages are listed
        self._listed = ""  # what the pages that are listed are; "" while the rows are shown
        self._all: Sequence[int] = ()  # the pages of the row, before any of them is searched for
        self._is_stale = True  # pages were judged, or another Knowledge came, since they were counted
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._catch_up)
        self._search = QTimer(self, singleShot=True, interval=_SEARCH)
        self._search.timeout.connect(self._look_up)
        self.bar = CutBar(self.cuts, self)
        self.order = OrderBar(self)
        self.period_button = PeriodButton(self)
        self.period_button.mark(self.period)
        self.path = ElidedLabel()
        self.path.setProperty("role", "muted")
        self.filter = QLineEdit(self, placeholderText="直接输入即筛选", clearButtonEnabled=True)
        self.filter.setAccessibleName("筛选汇总的行")
        self.filter.hide()
        self.model = PivotModel(self)
        self.table = PivotTable(self.model, self)
        self.page_model = WorklistModel(workplace.store, self, workplace.session.judge.stamp_in_force)
        self.page_list = PageList(self.page_model, self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.page_list)
        self.stack.addWidget(sampling.list)
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
        period = self.period
        self._soon.stop()
        if self._task is not None:
            self._task.cancel()
        if knowledge is None:
            self.told.setText("知识库还在装入，稍候自动汇总。")
            return
        self._is_stale = False
        if self.pivot is None or self.pivot.period is not period:
            self.told.setText("正在汇总…")

        def work(task: Task[OfficerPivot]) -> OfficerPivot:
            return officer_pivot(store, knowledge, today, period, task.report)

        self._task = place.runner.run(
            "质控汇总",
            work,
            on_result=while_there(self, self._show),
            on_error=while_there(self, self._fail),
            on_end=while_there(self, self._ended),
            foreground=True,
        )

    def choose(self, cut: Cut | str) -> None:
        """Another cut, its rows in their own order; or what stands behind the cuts."""
        self._end_filter()
        self._sampling.end()
        if cut == SAMPLES:
            self._show_samples()
        elif cut == SUBMITTED:
            self._list("待质控", list(self._place.store.worklist(WorklistQuery(marked=Marked.SUBMITTED))))
        else:
            self.cut = Cut(cut)
            self._sort(None)
        self.bar.mark(str(cut))

    def choose_period(self, period: PivotPeriod) -> None:
        """Count over another period from now on; the rows stand until they are counted."""
        self.period_button.mark(period)
        if period is not self.period:
            self.period = period
            settings.PIVOT_PERIOD.write(self._place.store, period.value)
            self.read()

    def _ask_period(self) -> None:
        if not self._listed:
            self.period_button.ask()

    def enter(self) -> None:
        """Down: to the pages of the row; from a page to what is to be said of it."""
        if self._listed:
            self._open_current()
            self.entered.emit()
            return
        row = self.model.row(self.table.currentIndex().row())
        if row is None or self.pivot is None or self.pivot.period is not self.period:
            return
        ids = self.pivot.ids(self.cut, row.key)
        if not ids:
            self._place.say("这一行没有报出问题的病案。")
            return
        self._gone_into = row.key
        self._list(f"{self.period_button.label}　{self._label()} › {self.pivot.name(self.cut, row.key)}", ids)

    def up(self) -> None:
        """Back to the rows, at the one that was gone into."""
        if self._listed:
            self._show_rows(self._gone_into)
            self.bar.mark(str(self.cut))
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
        """These pages were judged, or brought on: their lines are other ones, and so are the figures by and by."""
        self.page_model.refresh(ids)
        self._count_later()

    def _count_later(self) -> None:
        """The figures are counted anew when they are looked at: to count all takes a while."""
        self._is_stale = True
        if self.table.isVisible() and not self._soon.isActive() and self._task is None:
            self._soon.start()

    def _count_by_new_knowledge(self) -> None:
        self._is_stale = True
        self._catch_up()

    def _catch_up(self) -> None:
        """Count now what has changed since it was counted, where it is in sight."""
        if self._is_stale and self.table.isVisible():
            self.read()

    # -- inside

    def _ended(self) -> None:
        if self._task is None or self._task not in self._place.runner.running:
            self._task = None

    def _fail(self, error: Exception) -> None:
        self._is_stale = True
        self.told.setText(in_words(error))

    def _show(self, pivot: OfficerPivot) -> None:
        self._task = None
        self.pivot = pivot
        if not self._listed:
            row = self.model.row(self.table.currentIndex().row())
            self._fill_rows(row.key if row is not None else None)
        self._tell()
        if self._is_stale:  # pages were judged while they were counted
            self._count_later()

    def _show_rows(self, key: str | None = None) -> None:
        self._listed = ""
        self.stack.setCurrentWidget(self.table)
        self._fill_rows(key)
        self._tell()
        self._catch_up()

    def _fill_rows(self, key: str | None) -> None:
        pivot = self.pivot
        if pivot is not None:
            cut = self.cut
            rows = pivot.rows[cut]
            self.model.show(rows, lambda row: pivot.name(cut, row.key), pivot.pages.months)
            place = self.model.place_of(key) if key is not None else 0
            self.table.selectRow(place or 0)

    def _end_filter(self) -> None:
        """What narrows the list in sight is taken from it before another one comes: there it would not be seen."""
        self.filter.clear()
        self.filter.hide()
        self._search.stop()

    def _list(self, title: str, ids: Sequence[int]) -> None:
        self._end_filter()
        self._listed = title
        self._all = ids
        self.page_model.set_ids(ids)
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
        for part in (self.order, self.period_button):
            part.setVisible(not self._listed)
        if self._listed:
            self.path.setText(self._listed)
            is_sampling = self.stack.currentWidget() is self._sampling.list
            told = "Enter 评分或打开" if is_sampling else f"{len(self.listed):,} 份；Enter 审核"
            self.told.setText(f"{told}，Backspace 返回")
            return
        self.path.setText(f"按{self._label()}")
        if pivot is None or pivot.period is not self.period:
            return
        left = f"；{pivot.left_out:,} 份未判定，未计入" if pivot.left_out else ""
        self.told.setText(f"{pivot.span.words}，已判定 {len(pivot.pages):,} 份{left}")

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
        elif self.stack.currentWidget() is self.page_list:
            self._search.start()

    def _compose(self, event: QInputMethodEvent) -> None:
        """What an input method began over a list goes on in the box."""
        self.filter.show()
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        QApplication.sendEvent(self.filter, event)

    def _look_up(self) -> None:
        """Those of the pages of the row that answer what is typed, as the worklist would be searched."""
        store, text, ids, title = self._place.store, self.filter.text(), self._all, self._listed
        if not text.strip():
            self._found(title, text, ids)
            return

        def work(_task: object) -> list[int]:
            found = set(store.worklist(WorklistQuery(text)))
            return [page_id for page_id in ids if page_id in found]

        self._place.runner.run(
            "查找病案",
            work,
            on_result=while_there(self, lambda found: self._found(title, text, found)),
            on_error=while_there(self, lambda error: self.told.setText(in_words(error))),
        )

    def _found(self, title: str, text: str, ids: Sequence[int]) -> None:
        if self._listed == title and self.filter.text() == text:
            self.page_model.set_ids(ids)
            self._tell()

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
            part = self.page_list if self._listed else self.table
            part.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter.setVisible(bool(self.filter.text()))
            if part.currentIndex().row() < 0:
                part.selectRow(0)
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._listed:
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
            if self.filter.text():
                self.filter.clear()
            else:
                self.up()
            return True
        chosen = self.bar.named_by(text)
        if chosen is not None and not self._listed:
            self.choose(chosen)
            return True
        if text.strip() and text.isprintable():
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
        self.order.mark(column)
        if column is None:
            self.model.own_order()
            self._show_rows()
        else:
            is_name = column == NAME
            self.model.sort(column, Qt.SortOrder.AscendingOrder if is_name else Qt.SortOrder.DescendingOrder)
        self.table.selectRow(0)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(SMALL, MEDIUM, SMALL, SMALL)
        box.setSpacing(SMALL)
        line = QHBoxLayout()
        line.setSpacing(TINY)
        line.addWidget(self.path, 1)
        line.addWidget(self.order)
        below = QHBoxLayout()
        below.setSpacing(SMALL)
        below.addWidget(self.period_button, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.told, 1)
        box.addWidget(self.bar)
        box.addLayout(line)
        box.addWidget(self.filter)
        box.addWidget(self.stack, 1)
        box.addLayout(below)

    def _connect(self) -> None:
        session = self._place.session
        for part in (self.table, self.page_list, self.filter):
            part.installEventFilter(self)
        self.bar.chosen.connect(self.choose)
        self.period_button.chosen.connect(self.choose_period)
        by_key = QShortcut(QKeySequence(PERIOD_KEY), self)
        by_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        by_key.activated.connect(self._ask_period)
        self.order.chosen.connect(lambda column: self._sort(None if self.sorted == column else column))
        for part in (self.table, self.page_list):
            part.composed.connect(self._compose)
        self.filter.textChanged.connect(self._narrow)
        self.table.doubleClicked.connect(lambda _: self.enter())
        self.page_list.doubleClicked.connect(lambda _: self.enter())
        self.page_list.clicked.connect(lambda _: self._open_current())
        self._sampling.left.connect(self.up)
        self.page_model.failed.connect(session.failed)
        session.knowledge_changed.connect(self._count_by_new_knowledge)
        session.judged.connect(self.refresh_pages)
        session.worklist_changed.connect(self._count_later)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "table"):
            self.table.fit()
