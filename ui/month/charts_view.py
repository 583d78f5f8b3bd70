"""The charts of the month, one beside the other in tabs; each is made behind the window when it is first looked at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPushButton, QTabBar, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from ui.dialogs.message import show_message
from ui.plain import PlainLabel
from ui.tasks import while_there
from ui.theme.spacing import MEDIUM, SMALL
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QKeyEvent

    from coding.work.month_charts import Chart
    from ui.month.chart_view import ChartView
    from ui.tasks import Task
    from ui.workplace import Workplace

_NOT_YET: Final = "指标还没有算好，稍候自动画出。"
#: Chart → the word of its tab.
TABS: Final = {
    "trend": "逐月变化",
    "pareto": "规则排序",
    "heat": "病区 × 规则",
    "groups": "病组前列",
    "bands": "费用倍数",
}


class ChartsView(QWidget):
    """``pages_wanted``: words and ids of the pages of a point. ``make``: chart and figure → the Chart, behind the
    window. ``hidden``: charts that whoever is here may not see.
    """

    pages_wanted = Signal(str, object)

    def __init__(
        self,
        place: Workplace,
        make: Callable[[str, str], Chart],
        hidden: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._place = place
        self._make = make
        self._made: dict[tuple[str, str], Chart] = {}
        self._task: Task[Chart] | None = None
        self._is_ready = False
        self.view: ChartView | None = None  # the library that draws is loaded when one is looked at
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName("图表")
        self.tabs.setDrawBase(False)
        for key, words in TABS.items():
            if key not in hidden:
                self.tabs.setTabData(self.tabs.addTab(words), key)
        self.figure = QComboBox(self)
        self.figure.setAccessibleName("哪一个指标")
        self.figure.setMinimumContentsLength(14)
        self.table_button = QPushButton("表格（T）", self)
        self.copy_button = QPushButton("复制表格（Ctrl+C）", self)
        self.save_button = QPushButton("另存图片…", self)
        self.save_button.setToolTip("浅色，可打印；文件为 PNG")
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(self.tabs)
        line.addStretch(1)
        line.addWidget(self.figure)
        for button in (self.table_button, self.copy_button, self.save_button):
            button.setAutoDefault(False)
            line.addWidget(button)
        self.told = PlainLabel("", self)
        self.told.setProperty("role", "muted")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(MEDIUM, 0, 0, 0)
        self.box.setSpacing(SMALL)
        self.box.addLayout(line)
        self.box.addWidget(self.told)
        self.box.addStretch(1)
        self.tabs.currentChanged.connect(lambda _: self.look())
        self.figure.currentIndexChanged.connect(lambda _: self.look())
        self.table_button.clicked.connect(lambda: self._with_view("toggle_table"))
        self.copy_button.clicked.connect(lambda: self._with_view("copy_table"))
        self.save_button.clicked.connect(self._ask_and_save)

    @property
    def key(self) -> str:
        """The chart that is looked at."""
        return str(self.tabs.tabData(self.tabs.currentIndex()))

    def choose(self, key: str) -> None:
        """Look at another one."""
        keys = [self.tabs.tabData(at) for at in range(self.tabs.count())]
        self.tabs.setCurrentIndex(keys.index(key))

    def show_figures(self, names: Mapping[str, str]) -> None:
        """The figures are there: what was made before is not kept. ``names``: indicators to be followed, id → name."""
        self._drop_task()
        self._made.clear()
        self._is_ready = True
        chosen = self.figure.currentData()
        self.figure.blockSignals(True)
        self.figure.clear()
        for id_, name in names.items():
            self.figure.addItem(name, id_)
        self.figure.setCurrentIndex(max(self.figure.findData(chosen), 0))
        self.figure.blockSignals(False)
        if self.isVisible():
            self.look()

    def forget(self) -> None:
        """Another spell of time, whose figures are not there yet: no point of the one before may be opened."""
        self._drop_task()
        self._made.clear()
        self._is_ready = False
        if self.view is not None:
            self.view.forget()
        self.told.setText(_NOT_YET)

    def look(self) -> None:
        """Show the chart that is chosen; it is made behind the window where it has not been yet."""
        self.figure.setVisible(self.key == "trend")
        wanted = (self.key, str(self.figure.currentData() or "") if self.key == "trend" else "")
        self._drop_task()
        if wanted in self._made:
            self._show(wanted, self._made[wanted])
            return
        if not self._is_ready:
            self.told.setText(_NOT_YET)
            return
        self.told.setText("正在准备图表…")
        self._task = self._place.runner.run(
            "准备图表",
            lambda _task: self._make(*wanted),
            on_result=while_there(self, lambda chart: self._show(wanted, chart)),
            on_error=while_there(self, lambda error: self.told.setText(in_words(error))),
        )

    def take_focus(self) -> None:
        """Go to the chart."""
        (self.view or self.tabs).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.look()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PageUp and PageDown go from chart to chart."""
        step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())

    def _drop_task(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _show(self, wanted: tuple[str, str], chart: Chart) -> None:
        self._made[wanted] = chart
        if self.view is None:
            from ui.month.chart_view import ChartView

            had_focus = self.tabs.hasFocus()
            self.view = ChartView(self)
            self.view.pages_wanted.connect(self.pages_wanted)
            self.box.takeAt(self.box.count() - 1)
            self.box.addWidget(self.view, 1)
            if had_focus:
                self.view.setFocus()
        self.view.show_chart(chart)
        self.told.setText(f"{chart.title}　←→↑↓ 选点，Enter 打开病案，T 表格，PageUp / PageDown 换图")

    def _with_view(self, name: str) -> None:
        if self.view is not None:
            getattr(self.view, name)()

    def _ask_and_save(self) -> None:
        if self.view is None or self.view.chart is None:
            return
        name = str(Path(self._place.last_folder or ".") / f"{self.view.chart.title.replace('÷', '比')}.png")
        chosen, _ = QFileDialog.getSaveFileName(self, "另存图片", name, "PNG 图片 (*.png)")
        if chosen:
            try:
                self.view.save_paper(Path(chosen))
            except CodingError as error:
                show_message(self, str(error), "error")
