"""The left panel: search, state, order, and the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from coding.store.store import Marked, Sort, Store, WorklistQuery, WorklistWindow
from ui.icons.icons import icon
from ui.plain import PlainLabel, plain_tip
from ui.tasks import Task, TaskRunner
from ui.theme.spacing import CARD_HEIGHT, MEDIUM, SMALL
from ui.unexpected import in_words
from ui.worklist.delegate import CardDelegate
from ui.worklist.row_beside import RowsBeside
from ui.worklist.selection import MINE, MINE_LABEL, STATES, sorts_for
from ui.worklist.worklist_model import BLOCK, WorklistModel, places_of

if TYPE_CHECKING:
    from ui.session import Session

#: Milliseconds after the last key before the list is searched, and before a page that was stepped on opens.
_SEARCH_DELAY = 120
_OPEN_DELAY = 60

_SEARCHED = (
    "姓名也可以输入拼音首字母，大小写都可以；\n输入编码（I10、51.23）找出任一诊断或手术操作是它或它下级的病案；\n"
    "几个词用空格隔开，要同时符合。"
)

#: The ids of a list in their order, and where each page stands in it.
Listing = tuple[Sequence[int], dict[int, int]]


class WorklistPanel(QWidget):
    """The pages of the store. ``wanted`` asks for a page; ``entered`` asks to go on in the form."""

    wanted = Signal(int)
    entered = Signal()
    shown = Signal()  # the list has been filled anew

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._session = session
        # A runner of its own: a search of the list must not wait for a file that is read or for the examination.
        self._queries = TaskRunner(self, threads=1)
        self._searching: Task[Listing] | None = None
        self._everything = 0
        self._those: list[int] | None = None  # pages that somebody else chose: a tile, a figure, a point of a chart
        self.beside = RowsBeside(session.store, lambda: session.clock().date())
        self.model = WorklistModel(session.store, self, session.judge.stamp_in_force, self.beside.of)
        self.search = QLineEdit(placeholderText="查找：姓名、病案号、诊断、科别、病组", clearButtonEnabled=True)
        self.search.setAccessibleName("查找病案")
        self.search.setToolTip(plain_tip(_SEARCHED))
        self.states = _combo("按状态筛选", STATES)
        self.states.insertItem(1, MINE_LABEL, MINE)
        self.sorts = _combo("排列顺序", sorts_for(sees_money=session.sees_money))
        self.those = QPushButton()
        self.those.setProperty("kind", "flat")
        self.those.setAutoDefault(False)
        self.those.hide()
        self.count = PlainLabel()
        self.count.setProperty("role", "muted")
        self.empty = PlainLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "muted")
        self.view = _PageTable()
        self.view.setModel(self.model)
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=_SEARCH_DELAY)
        self._open_timer = QTimer(self, singleShot=True, interval=_OPEN_DELAY)
        self._connect()
        self.recolour()
        self._show_all()

    # -- for the window

    @property
    def query(self) -> WorklistQuery:
        """What is asked for now."""
        chosen, sort = self.states.currentData(), Sort(self.sorts.currentData())
        if chosen == MINE:
            return WorklistQuery(self.search.text(), sort=sort, mine=self._session.store.me.id)
        return WorklistQuery(self.search.text(), Marked(chosen), sort)

    @property
    def is_busy(self) -> bool:
        """True while a search is waiting or running."""
        return self._timer.isActive() or self._searching is not None

    @property
    def ids(self) -> list[int]:
        """The pages of the list, as it is filtered and ordered now."""
        return list(self.model.ids)

    def holds(self, page_id: int) -> bool:
        """Whether a page is in the list."""
        return bool(self.model.ids) and self.model.place(page_id) is not None

    def focus_widget(self) -> QWidget:
        """What takes the focus first: the pages."""
        return self.view

    def start_search(self) -> None:
        """Put the focus into the search box; what is typed replaces what stands there."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()

    def current_id(self) -> int | None:
        """The page that is selected."""
        index = self.view.currentIndex()
        return self.model.ids[index.row()] if index.isValid() else None

    def select(self, page_id: int | None) -> None:
        """Show a page as the selected one without asking for it."""
        self._open_timer.stop()
        place = None if page_id is None else self.model.place(page_id)
        with QSignalBlocker(self.view.selectionModel()):
            if place is None:
                self.view.clearSelection()
                self.view.setCurrentIndex(QModelIndex())
            else:
                self.view.selectRow(place)
        if place is not None:
            self._show_place(place)
        self.view.viewport().update()

    def neighbour(self, step: int) -> int | None:
        """The id of the page ``step`` rows on from the page in work; None at the end of the list."""
        ids = self.model.ids  # fetches what is on its way: only then its places are known
        here = None if self._session.page_id is None else self.model.place(self._session.page_id)
        there = 0 if here is None else here + step
        return ids[there] if 0 <= there < len(ids) else None

    def show_those(self, words: str, ids: Sequence[int]) -> None:
        """List these pages in this order, whatever is searched or chosen; the next search or choice ends it."""
        self._timer.stop()
        if self._searching is not None:
            self._searching.cancel()
            self._searching = None
        for part in (self.search, self.states):
            part.blockSignals(True)
        self.search.clear()
        self.states.setCurrentIndex(0)
        for part in (self.search, self.states):
            part.blockSignals(False)
        self._those = list(ids)
        self.those.setText(f"✕ {self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, self.width() - 60)}")
        self.those.setToolTip(plain_tip(f"只列出：{words}\n按此钮或 Esc 列出全部病案"))
        self.those.show()
        self.model.set_ids(self._those)
        self._select_and_tell()
        self.shown.emit()

    def leave_those(self) -> None:
        """List what is searched and chosen again."""
        if self._those is not None:
            self._those = None
            self.those.hide()
            self.reload()

    def reload(self) -> None:
        """Ask the store again: pages came or went, or the query is another one. The list stays until it answers."""
        self._timer.stop()
        self._those = None
        self.those.hide()
        if self._searching is not None:
            self._searching.cancel()
        query, store = self.query, self._session.store
        self._searching = self._queries.run(
            "查找病案",
            lambda task: _look_up(task, store, query),
            on_progress=lambda _done, _total, window: self._on_window(window, query),
            on_result=self._on_found,
            on_error=self._on_search_failed,
        )

    def shutdown(self) -> None:
        """Let go of the store; idempotent."""
        self._queries.shutdown()

    def recolour(self) -> None:
        """Take the colours of the theme in force."""
        for action in self.search.actions():
            if action.objectName() == "lens":
                self.search.removeAction(action)
        lens = self.search.addAction(icon("search", "text_muted"), QLineEdit.ActionPosition.LeadingPosition)
        lens.setObjectName("lens")
        self.view.viewport().update()

    # -- inside

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(SMALL, MEDIUM, SMALL, SMALL)
        box.setSpacing(SMALL)
        choices = QHBoxLayout()
        choices.setSpacing(SMALL)
        choices.addWidget(self.states, 5)
        choices.addWidget(self.sorts, 7)
        box.addWidget(self.search)
        box.addLayout(choices)
        box.addWidget(self.those)
        box.addWidget(self.view, 1)
        box.addWidget(self.empty, 1)
        box.addWidget(self.count)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda: self._timer.start())
        self.search.returnPressed.connect(self._take_first)
        self.search.installEventFilter(self)
        self.states.currentIndexChanged.connect(lambda: self._timer.start(0))
        self.sorts.currentIndexChanged.connect(lambda: self._timer.start(0))
        self._timer.timeout.connect(self.reload)
        self._open_timer.timeout.connect(self._open_current)
        self.view.selectionModel().currentChanged.connect(lambda: self._open_timer.start())
        self.view.enter_pressed.connect(self._enter)
        self.view.escape_pressed.connect(self.leave_those)
        self.those.clicked.connect(self.leave_those)
        self.view.clicked.connect(lambda: self._open_current())
        self.view.doubleClicked.connect(lambda: self._enter())
        self._session.worklist_changed.connect(self._on_worklist_changed)
        self._session.judged.connect(self._on_judged)
        self.model.failed.connect(self._session.failed)
        self._session.changed.connect(lambda what: self.model.refresh([what.page_id]))
        self._session.opened.connect(self.select)
        self._session.knowledge_changed.connect(self.view.viewport().update)  # verdicts may be old ones now
        self._session.contexts_changed.connect(self.view.viewport().update)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.search and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape:
                self.search.clear()
                self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
            if event.key() == Qt.Key.Key_Down:
                self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    def _show_place(self, place: int) -> None:
        """Bring a row into sight; one that was far away with its neighbours around it."""
        index = self.model.index(place, 0)
        box = self.view.visualRect(index)
        near = self.view.viewport().rect().adjusted(0, -2 * CARD_HEIGHT, 0, 2 * CARD_HEIGHT)
        hint = QAbstractItemView.ScrollHint
        self.view.scrollTo(index, hint.EnsureVisible if near.intersects(box) else hint.PositionAtCenter)

    def _show_all(self) -> None:
        """The whole list, at once: the first look at a store."""
        ids = self._session.store.worklist()
        self._everything = len(ids)
        self.model.set_ids(ids)
        self._select_and_tell()

    def _on_window(self, window: WorklistWindow, query: WorklistQuery) -> None:
        store = self._session.store
        self._everything = window.everything
        self.model.show_window(window, lambda: store.worklist(query))
        self._select_and_tell()

    def _on_found(self, found: Listing) -> None:
        self._searching = None
        self.model.set_ids(*found)
        self._select_and_tell()
        self.shown.emit()

    def _select_and_tell(self) -> None:
        """The page in work stays the selected one where it is among those shown."""
        self.select(self._session.page_id)
        self._tell()

    def _on_search_failed(self, error: Exception) -> None:
        self._searching = None
        self._session.failed.emit(in_words(error))

    def _on_worklist_changed(self) -> None:
        self.beside.forget()
        self.model.forget()
        if self._those is not None:
            return
        if not self.query.is_plain:
            self.reload()
            return
        # Whoever brought the pages opens one of them next: the list has to have them by then.
        self._timer.stop()
        if self._searching is not None:
            self._searching.cancel()
            self._searching = None
        self._show_all()
        self.shown.emit()

    def _on_judged(self, ids: list[int]) -> None:
        self.model.refresh(ids)

    def _open_current(self) -> None:
        self._open_timer.stop()
        page_id = self.current_id()
        if page_id is not None and page_id != self._session.page_id:
            self.wanted.emit(page_id)

    def _enter(self) -> None:
        self._open_current()
        if self.current_id() is not None:
            self.entered.emit()

    def _take_first(self) -> None:
        """Enter in the search box: search at once and go to the first hit."""
        self.reload()
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.is_busy:
            self._select_first()
        else:
            self.shown.connect(self._select_first, Qt.ConnectionType.SingleShotConnection)

    def _select_first(self) -> None:
        if self.model.ids and self.current_id() is None:
            self.view.selectRow(0)

    def _tell(self) -> None:
        shown, everything = self.model.rowCount(), self._everything
        part = "" if shown == everything else f"显示 {shown:,} 份，"
        self.count.setText(f"{part}共 {everything:,} 份")
        self.view.setVisible(shown > 0)
        self.empty.setVisible(shown == 0)
        if everything == 0:
            self.empty.setText("还没有病案。\n按 Ctrl+O 打开从 HIS 导出的首页文件，\n或在“文件”菜单中打开示例病案。")
        else:
            self.empty.setText("没有符合条件的病案。\n请清空查找词或改选“全部病案”。")


def _look_up(task: Task[Listing], store: Store, query: WorklistQuery) -> Listing:
    """The first window of the list, told as soon as it is there; then all ids in their order."""
    window = store.listed(query, 0, BLOCK)
    task.report(0, 0, window)
    if len(window.rows) == window.total:
        ids: Sequence[int] = [row.id for row in window.rows]
    else:
        ids = store.worklist(query)
    task.check()
    return ids, places_of(ids)


class _PageTable(QTableView):
    """A table of one column, because only a table lays out 300,000 rows without looking at them."""

    enter_pressed = Signal()
    escape_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("病案列表")
        self.setItemDelegate(CardDelegate(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(CARD_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.enter_pressed.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
            return
        if event.key() == Qt.Key.Key_Home or event.key() == Qt.Key.Key_End:
            last = self.model().rowCount() - 1
            if last >= 0:
                self.selectRow(0 if event.key() == Qt.Key.Key_Home else last)
            return
        super().keyPressEvent(event)

    def sizeHintForRow(self, row: int) -> int:
        return CARD_HEIGHT


def _combo(name: str, labels: dict[str, str]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(plain_tip(name))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(4)
    for key, label in labels.items():
        box.addItem(label, key)
    return box
