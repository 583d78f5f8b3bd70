"""月度: the ten steps of a month to the left, its tiles on top, what a step needs to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.elided_label import ElidedLabel
from ui.month.answers_view import AnswersView
from ui.month.board import FigureBoard
from ui.month.charts_view import ChartsView
from ui.month.month_reading import Board, Reading, chart_of, followed, pages_of_row, read_board, read_month
from ui.month.period_bar import PeriodBar, in_kind
from ui.month.step_list import StepList
from ui.month.step_view import StepView
from ui.month.step_views import STEP_VIEWS
from ui.month.tiles import Tile, TileBar
from ui.plain import PlainLabel
from ui.tasks import Task, while_there
from ui.theme.spacing import LARGE, MEDIUM, SMALL
from ui.unexpected import in_words
from ui.wording.figure_words import row_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from coding.base.period import Period
    from coding.indicators.figures import FigureRow
    from coding.work.month_charts import Chart
    from ui.workplace import Workplace

#: Milliseconds after which pages that were judged are counted anew: many come one after the other.
_SOON: Final = 700
#: Views of the figures: they are read again for these where something was written meanwhile.
_OF_FIGURES: Final = ("figures", "charts", "close", "report", "ward_page")
#: Charts that tell of money.
_OF_MONEY: Final = ("bands",)


class MonthDesk(QWidget):
    """A page of the window. ``left``: Esc, back to the pages. ``pages_wanted``: words and ids for the worklist of the
    window; ``page_wanted``: one page; ``action_wanted``: the id of an action of the window; ``written``: pages may be
    other ones, and want to be examined.
    """

    pages_wanted = Signal(str, object)
    page_wanted = Signal(int)
    action_wanted = Signal(str)
    written = Signal()
    left = Signal()

    def __init__(self, workplace: Workplace, period: Period | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent or workplace.parent)
        self.setAccessibleName("月度")
        self.place = workplace
        self.reading: Reading | None = None
        self._task: Task[Reading] | None = None
        self.bar = PeriodBar(period or in_kind(workplace.session.clock().date(), 0).before, self)
        self.state = PlainLabel("", self)
        self.told = ElidedLabel()
        self.told.setProperty("role", "muted")
        self.again = QPushButton("重新读取（F5）", self)
        self.again.setAutoDefault(False)
        self.tiles = TileBar(self)
        self.steps = StepList(self)
        self.stack = QStackedWidget(self)
        self.board = FigureBoard(self)
        self.charts = ChartsView(workplace, self._chart, () if workplace.session.sees_money else _OF_MONEY, self)
        self.views: dict[str, QWidget] = {"figures": self.board, "charts": self.charts}
        self._shown: dict[str, str] = {}  # view → the period it has read
        self._is_stale = False  # something was written since the figures were read
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._lay_out()
        self._connect()
        self.steps.choose("figures")
        self.read()

    @property
    def period(self) -> Period:
        """The spell of time that the desk is about."""
        return self.bar.period

    @property
    def _key(self) -> str:
        """The step or view that is looked at."""
        item = self.steps.currentItem()
        assert item is not None
        return str(item.data(Qt.ItemDataRole.UserRole))

    def come(self, focus: QWidget | None) -> None:
        """Come into sight: the focus where it was in the desk, at first in the steps; what waited for it is read."""
        is_there = focus is not None and self.isAncestorOf(focus) and focus.isVisible() and focus.isEnabled()
        (focus if is_there and focus is not None else self.steps).setFocus(Qt.FocusReason.OtherFocusReason)
        if self.reading is None and self._task is None:
            self.read()

    # -- what is shown

    def read(self) -> None:
        """Read the month again, behind the window."""
        if self._task is not None:
            self._task.cancel()
        place, period, now = self.place, self.period, self.place.session.clock()
        knowledge, contexts, store = place.session.knowledge, place.session.contexts, place.store
        place.write_down()
        if knowledge is None:
            self.told.setText("知识库还在装入，稍候自动读取。")
            return
        self._is_stale = False
        self.told.setText(f"正在读取 {period.name}…")
        if self.reading is not None and self.reading.period != period:
            self.reading = None  # nothing of the spell before may be opened under the name of this one
            self.board.show_figures(None)
            self.charts.forget()

        def work(task: Task[Reading]) -> Reading:
            task.report(0, 0, read_board(store, period, now))
            return read_month(store, knowledge, contexts, period, now)

        self._task = place.runner.run(
            "读取月度",
            work,
            on_result=while_there(self, self._show),
            on_progress=while_there(self, lambda _done, _total, board: self._show_board(board)),
            on_error=while_there(self, self._tell_error),
            foreground=True,
        )
        if self.reading is None:
            self._show_view()

    def _after_change(self) -> None:
        """Something was written: what is counted at once is counted anew, the rest when it is looked at again."""
        self._is_stale = True
        here = self._key
        self._shown = {key: name for key, name in self._shown.items() if key == here}
        store, period, now = self.place.store, self.period, self.place.session.clock()
        self.place.runner.run(
            "读取月度",
            lambda _task: read_board(store, period, now),
            on_result=while_there(self, lambda board: self._show_board(board) if board.period == self.period else None),
            on_error=while_there(self, self._tell_error),
        )

    def _count_soon(self, _ids: object) -> None:
        self._soon.start()

    def show_step(self, key: str) -> None:
        """Go to a step or a view."""
        self.steps.choose(key)

    def read_slips(self, paths: Sequence[Path]) -> None:
        """Read slips that came back."""
        view = self.view("answer")
        assert isinstance(view, AnswersView)
        view.read(paths)

    @property
    def is_reading_slips(self) -> bool:
        """Whether they are being read."""
        view = self.views.get("answer")
        return view is not None and not view.isEnabledTo(self.stack)

    def view(self, key: str) -> QWidget:
        """The view of a step, made when it is first wanted."""
        if key not in self.views:
            made = STEP_VIEWS[key](self.place, self)
            made.pages_wanted.connect(self.pages_wanted)
            made.page_wanted.connect(self.page_wanted)
            made.step_wanted.connect(self.show_step)
            made.action_wanted.connect(self.action_wanted)
            made.changed.connect(self._after_change)
            made.changed.connect(self.written)
            self.views[key] = made
            self.stack.addWidget(made)
        return self.views[key]

    def _show_board(self, board: Board) -> None:
        self.state.setText(board.state)
        self.tiles.show_tiles(board.tiles)
        self.steps.show_states(board.steps)

    def _show(self, reading: Reading) -> None:
        self.reading = reading
        self._shown.clear()
        self.told.setText(reading.told)
        self.board.show_figures(reading.figures)
        self.charts.show_figures(followed(reading, sees_money=self.place.session.sees_money))
        self._show_view()

    def _tell_error(self, error: Exception) -> None:
        self.told.setText(in_words(error))

    def _show_view(self) -> None:
        key = self._key
        if self._is_stale and key in _OF_FIGURES:
            self.read()
        view = self.view(key)
        self.stack.setCurrentWidget(view)
        if isinstance(view, StepView) and self._shown.get(key) != self.period.name:
            self._shown[key] = self.period.name
            view.reading = self.reading
            view.show_period(self.period)

    # -- what is opened

    def _open_tile(self, tile: Tile) -> None:
        if tile.query is None:
            self.show_step(tile.step)
            self.enter()
            return
        store, query = self.place.store, tile.query
        self._open(tile.label, lambda: list(store.worklist(query)))

    def _open_row(self, row: FigureRow) -> None:
        reading, store = self.reading, self.place.store
        if reading is not None:
            self._open(row_sentence(row), lambda: pages_of_row(store, reading, row))

    def _open(self, words: str, pages: Callable[[], list[int]]) -> None:
        """Find the pages behind the window, and have them listed."""

        def show(ids: list[int]) -> None:
            if ids:
                self.pages_wanted.emit(f"{self.period.name} {words}", ids)
            else:
                self.told.setText(f"{words}：没有可打开的病案。")

        self.place.runner.run(
            "查找病案", lambda _task: pages(), while_there(self, show), while_there(self, self._tell_error)
        )

    def _chart(self, key: str, figure: str) -> Chart:
        """Made in a thread of the runner."""
        knowledge = self.place.session.knowledge
        assert self.reading is not None
        assert knowledge is not None
        return chart_of(self.place.store, knowledge, self.reading, key, figure)

    # -- keys

    def enter(self) -> None:
        """From the list of steps into the view."""
        view = self.stack.currentWidget()
        if isinstance(view, (StepView, FigureBoard, ChartsView)):
            view.take_focus()

    def _press(self, number: int) -> None:
        view = self.stack.currentWidget()
        if isinstance(view, StepView):
            view.press(number)

    def _cycle(self, step: int) -> None:
        """F6: steps → tiles → view → steps."""
        areas = (self.steps, self.tiles, self.stack)
        focus = self.focusWidget()
        here = next((at for at, area in enumerate(areas) if focus and (area is focus or area.isAncestorOf(focus))), -1)
        there = (here + step) % len(areas)
        if areas[there] is self.tiles:
            self.tiles.take_focus()
        elif areas[there] is self.stack:
            self.enter()
        else:
            self.steps.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        is_back = event.type() == QEvent.Type.ActivationChange and hasattr(self, "_shown")
        if is_back and self.isActiveWindow() and self.reading is None and self._task is None:
            self.read()

    def _connect(self) -> None:
        self.bar.chosen.connect(lambda _: self.read())
        self.bar.refused.connect(self.told.setText)
        self.again.clicked.connect(self.read)
        self.tiles.wanted.connect(self._open_tile)
        self.steps.wanted.connect(lambda _: self._show_view())
        self.steps.entered.connect(self.enter)
        self.board.row_wanted.connect(self._open_row)
        self.charts.pages_wanted.connect(
            lambda words, pages: self.pages_wanted.emit(f"{self.period.name} {words}", pages)
        )
        self.place.session.knowledge_changed.connect(self.read)
        self.place.session.judged.connect(self._count_soon)  # no lambda: it would outlive the desk
        self._soon.timeout.connect(self._after_change)
        for keys, do in (
            ("F5", self.read),
            ("F6", lambda: self._cycle(1)),
            ("Shift+F6", lambda: self._cycle(-1)),
            ("Alt+Left", lambda: self.bar.go(self.period.before)),
            ("Alt+Right", lambda: self.bar.go(self.period.after)),
            ("Alt+1", lambda: self.steps.setFocus(Qt.FocusReason.ShortcutFocusReason)),
            ("Alt+2", self.tiles.take_focus),
            ("Alt+3", self.enter),
        ):
            QShortcut(QKeySequence(keys), self, do)
        numbered = {**{f"Ctrl+{at}": at for at in range(1, 10)}, "Ctrl+Return": 0, "Ctrl+Enter": 0}
        for keys, number in numbered.items():
            QShortcut(QKeySequence(keys), self, lambda number=number: self._press(number))

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(MEDIUM)
        above.addWidget(self.bar)
        above.addWidget(self.state)
        above.addWidget(self.told, 1)
        above.addWidget(self.again)
        self.told.setMinimumWidth(200)
        self.stack.addWidget(self.board)
        self.stack.addWidget(self.charts)
        right = QVBoxLayout()
        right.setSpacing(MEDIUM)
        right.addWidget(self.tiles)
        right.addWidget(self.stack, 1)
        both = QHBoxLayout()
        both.setSpacing(SMALL)
        both.addWidget(self.steps)
        both.addLayout(right, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addLayout(above)
        box.addLayout(both, 1)
