"""规则库: every rule, what it found, and what the hospital makes of it; stands beside the main window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.page.moment import Moment
from coding.rules.kinds.catalogue import KINDS
from coding.rules.local import BLANK_ROW
from coding.rules.local_file import read_rule_file
from coding.rules.rule_pack import ENDING
from coding.work.rule_lines import NEVER
from ui.dialogs.message import show_message
from ui.icons.icons import icon
from ui.named_combo import named_combo
from ui.plain import PlainLabel
from ui.rules.guide import RuleGuide
from ui.rules.rule_import import ImportDialog
from ui.rules.rule_table import RuleTable
from ui.rules.rule_words import DIMENSIONS, SEVERITIES
from ui.rules.rules_model import LINE, STATES, RuleModel, RuleQuery
from ui.rules.side import FORM, TOLD, RuleSide
from ui.rules.waivers import WaiverList
from ui.screen_fit import size_on_screen
from ui.theme.fonts import scaled
from ui.theme.spacing import MEDIUM, SCROLL_BAR, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QResizeEvent

    from coding.store.store import Fired
    from coding.work.rule_lines import RuleLine
    from ui.rules.rules_desk import RuleDesk
    from ui.tasks import TaskRunner

_SIZE = (1300, 680)
#: Widths of list and side while rules are read, and while one is written.
_READING, _WRITING = [750, 530], [300, 980]
#: Pixels at text of 100 %: a desk in which the list stands beside what is written.
_WITH_LIST = 1180
#: Characters that are in sight of a filter, whatever it offers.
_FILTER_SIGNS = 5
_SEARCH_DELAY = 120
#: Milliseconds of rest before the counts are asked for again while pages are being examined.
_COUNT_DELAY = 1000
_PACK = f"规则包，双击即可导入 (*{ENDING})"
_OWN_RULES, _ALL_RULES = "本院改过和自加的规则 (*.csv)", "全部规则 (*.csv)"
_FILES = f"规则文件 (*{ENDING} *.csv *.txt);;所有文件 (*)"


class RuleWindow(QDialog):
    """``page_wanted`` asks the main window for a page. It stays open while pages are worked on."""

    page_wanted = Signal(int)

    def __init__(self, desk: RuleDesk, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("规则库")
        self.setModal(False)
        self.resize(size_on_screen(self, *_SIZE))
        self.desk = desk
        self._runner = runner
        self._all: list[RuleLine] = []
        self.model = RuleModel()
        self.search = QLineEdit(placeholderText="查找：编号、提示语、依据、参数、栏目", clearButtonEnabled=True)
        self.search.setAccessibleName("查找规则")
        self.dimensions = _combo("按维度筛选", {"": "全部维度", **DIMENSIONS})
        self.severities = _combo("按级别筛选", {"": "全部级别", **SEVERITIES})
        self.states = _combo("按状态筛选", STATES)
        self.kinds = _combo("按种类筛选", {"": "全部种类", **{k: kind.title for k, kind in KINDS.items()}})
        self.count = PlainLabel()
        self.count.setProperty("role", "muted")
        self.table = RuleTable(self.model)
        self.side = RuleSide(desk, runner)
        self.new_button = _button("新增", "Ctrl+N")
        self.switch_button = _button("停用", "Ctrl+T")
        self.moment_button = _button("时机", "Ctrl+M")
        self.moment_button.setToolTip("从什么时候起判断这条规则：录入时的，发布时也判断；批量检查判断全部")
        self.moment_menu = QMenu(self)
        for moment in Moment:
            action = self.moment_menu.addAction(moment.label)
            action.setCheckable(True)
            action.setData(moment)
            action.triggered.connect(lambda _on, moment=moment: self.set_moment(moment))
        self.back_button = _button("恢复内置")
        self.waivers_button = _button("豁免清单…")
        self.import_button = _button("导入…")
        self.export_button = _button("导出…")
        self.close_button = _button("关闭")
        self.guide: RuleGuide | None = None
        self._timer = QTimer(self, singleShot=True, interval=_SEARCH_DELAY)
        self._lay_out()
        self._connect()
        self.reload()
        if self.model.lines:
            self.table.selectRow(0)
        self.search.setFocus()

    # -- what is shown

    @property
    def line(self) -> RuleLine | None:
        """The rule that is chosen."""
        index = self.table.currentIndex()
        return index.data(LINE) if index.isValid() else None

    def reload(self) -> None:
        """Ask for the rules again; the chosen one stays chosen."""
        try:
            self._all = self.desk.lines()
        except CodingError as error:
            self._tell(str(error))
            return
        self._filter()

    def choose(self, rule_id: str) -> None:
        """Show a rule, even where what is asked for would leave it out."""
        if self.model.place(rule_id) is None:
            for box in (self.dimensions, self.severities, self.states, self.kinds):
                with QSignalBlocker(box):
                    box.setCurrentIndex(0)
            with QSignalBlocker(self.search):
                self.search.clear()
            self._filter()
        place = self.model.place(rule_id)
        if place is not None:
            self.table.selectRow(place)
            self.table.scrollTo(self.model.index(place, 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def _filter(self) -> None:
        self._timer.stop()
        chosen = self.line.id if self.line else ""
        query = RuleQuery(
            self.search.text(),
            self.dimensions.currentData(),
            self.severities.currentData(),
            self.states.currentData(),
            self.kinds.currentData(),
        )
        shown = [line for line in self._all if query.fits(line)]
        with QSignalBlocker(self.table.selectionModel()):
            self.model.show(shown)
            place = self.model.place(chosen)
            if shown and not (self.side.is_writing_new and not chosen):
                self.table.selectRow(place or 0)
        if not (self.side.is_writing_new and not chosen):
            self._show_line()
        on = sum(line.is_on for line in self._all)
        part = "" if len(shown) == len(self._all) else f"显示 {len(shown):,} 条，"
        self.count.setText(f"{part}共 {len(self._all):,} 条，启用 {on:,} 条")

    def _show_line(self) -> None:
        line = self.line
        self.side.show_line(line)
        self.switch_button.setEnabled(line is not None)
        self.moment_button.setEnabled(line is not None)
        self.back_button.setEnabled(line is not None and line.origin != "embedded")
        if line is not None:
            self.switch_button.setText(f"{'停用' if line.is_on else '启用'} Ctrl+T")
            self.back_button.setText("删除" if line.origin == "own" else "恢复内置")

    # -- what the person does

    def add_rule(self) -> None:
        """A new rule: the form opens, blank but for what most rules say."""
        with QSignalBlocker(self.table.selectionModel()):
            self.table.clearSelection()
            self.table.setCurrentIndex(QModelIndex())
        self.table.viewport().update()
        for button in (self.switch_button, self.moment_button, self.back_button):
            button.setEnabled(False)
        self.side.write_new({**BLANK_ROW, "dimension": "accuracy", "kind": "expression", "params": "if="})

    def switch(self) -> None:
        """Switch the chosen rule on or off."""
        line = self.line
        if line is not None:
            self._do(lambda: self.desk.switch(line.id, not line.is_on))

    def set_moment(self, moment: Moment) -> None:
        """Have the chosen rule judged from another moment on."""
        line = self.line
        if line is not None:
            self._do(lambda: self.desk.set_moment(line.id, moment))

    def ask_moment(self) -> None:
        """Offer the three moments, the one in force marked."""
        line = self.line
        if line is None:
            return
        for action in self.moment_menu.actions():
            action.setChecked(action.data() == (line.row["moment"] or Moment.TYPING))
            if action.isChecked():
                self.moment_menu.setActiveAction(action)
        self.moment_menu.popup(self.moment_button.mapToGlobal(self.moment_button.rect().topLeft()))

    def take_back(self) -> None:
        """The embedded rule as it ships again; an own rule is removed."""
        line = self.line
        if line is not None:
            self._do(lambda: self.desk.take_back(line.id))

    def import_file(self, path: Path) -> ImportDialog | None:
        """Read a rule file, show what it would alter, and take it over when that is agreed to."""
        try:
            file = read_rule_file(path, self.desk.rules)
        except CodingError as error:
            self._tell(str(error))
            return None
        dialog = ImportDialog(file, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._do(lambda: self.desk.take_over(file)))
        dialog.open()
        return dialog

    def export_file(self, path: Path, *, everything: bool = False) -> None:
        """Write what the hospital altered and added, or all rules."""
        try:
            number = self.desk.export(path, everything=everything)
        except CodingError as error:
            self._tell(str(error))
            return
        if number:
            self._tell(f"已导出 {number:,} 条规则到 {path}。", "info")
        else:
            self._tell("本院没有改过或自加规则：导出的文件只有表头。", "warning")

    def show_guide(self) -> RuleGuide:
        """How a rule is written, and the fields, beside the form."""
        if self.guide is None:
            self.guide = RuleGuide(self)
            self.guide.field_chosen.connect(self.side.add_field)
        self.guide.show()
        self.guide.activateWindow()
        return self.guide

    def show_waivers(self) -> WaiverList:
        """All waivers, from which they can be withdrawn."""
        dialog = WaiverList(self.desk, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.page_wanted.connect(self.page_wanted)
        dialog.open()
        return dialog

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        except CodingError as error:
            self._tell(str(error))

    def _ask_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "导入规则文件", "", _FILES)
        if chosen:
            self.import_file(Path(chosen))

    def _ask_export(self) -> None:
        kinds = ";;".join((_PACK, _OWN_RULES, _ALL_RULES))
        chosen, kind = QFileDialog.getSaveFileName(self, "导出规则", f"本院规则{ENDING}", kinds)
        if chosen:
            path = Path(chosen)
            path = path if path.suffix else path.with_suffix(ENDING if kind == _PACK else ".csv")
            self.export_file(path, everything=kind == _ALL_RULES)

    def _tell(self, sentence: str, role: str = "error") -> None:
        show_message(self, sentence, role)

    # -- building

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self.search, 1)
        for box in (self.dimensions, self.severities, self.states, self.kinds):
            top.addWidget(box)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.count)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.side)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes(_READING)
        self._split = split
        buttons = QHBoxLayout()
        for button in (
            self.new_button,
            self.switch_button,
            self.moment_button,
            self.back_button,
            self.waivers_button,
        ):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.import_button, self.export_button, self.close_button):
            buttons.addWidget(button)
        buttons.setSpacing(SMALL)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        box.setSpacing(SMALL)
        box.addWidget(split, 1)
        box.addLayout(buttons)
        self._recolour()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda: self._timer.start())
        self.search.installEventFilter(self)
        for box in (self.dimensions, self.severities, self.states, self.kinds):
            box.currentIndexChanged.connect(lambda _index: self._filter())
        self._timer.timeout.connect(self._filter)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_line())
        self.table.resized.connect(self._fit_list)
        self.table.entered_on.connect(lambda _index: self.side.edit())
        self.side.page_wanted.connect(self.page_wanted)
        self.side.guide_wanted.connect(self.show_guide)
        self.side.saved.connect(self.choose)
        self.side.currentChanged.connect(self._give_room)
        self.side.failed.connect(self._tell)
        self.desk.changed.connect(self.reload)
        self.desk.session.judged.connect(lambda _ids: self._renew.start())
        self._renew = QTimer(self, singleShot=True, interval=_COUNT_DELAY)
        self._renew.timeout.connect(self._recount)
        for button, do in (
            (self.new_button, self.add_rule),
            (self.switch_button, self.switch),
            (self.moment_button, self.ask_moment),
            (self.back_button, self.take_back),
            (self.waivers_button, self.show_waivers),
            (self.import_button, self._ask_import),
            (self.export_button, self._ask_export),
            (self.close_button, self.close),
        ):
            button.clicked.connect(lambda _checked=False, do=do: do())
        QShortcut(QKeySequence("Ctrl+F"), self, self._to_search)
        QShortcut(QKeySequence("Ctrl+N"), self, self.add_rule)
        QShortcut(QKeySequence("Ctrl+T"), self, self.switch)
        QShortcut(QKeySequence("Ctrl+M"), self, self.ask_moment)
        QShortcut(QKeySequence("F1"), self, self.show_guide)

    def _give_room(self, tab: int) -> None:
        """Rows and the dry run beside them want more room than a rule that is read."""
        is_writing = tab == FORM
        for box in (self.dimensions, self.severities, self.states, self.kinds):
            box.setVisible(not is_writing)
        self._fit()
        layout = self._split.widget(0).layout()
        assert layout is not None
        layout.activate()  # the list may be narrower as soon as its filters are gone
        self._split.setSizes(_WRITING if is_writing else _READING)

    def _fit(self) -> None:
        """In a narrow drawer a rule is written without the list, and read beside the columns that tell most."""
        is_writing = self.side.currentIndex() == FORM
        self._split.widget(0).setVisible(not is_writing or self.width() >= scaled(_WITH_LIST))
        self._fit_list()

    def _fit_list(self) -> None:
        self.table.show_what_tells(is_writing=self.side.currentIndex() == FORM)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _recount(self) -> None:
        """Pages were examined: the counts are other ones; what is being typed beside them stays."""
        if self.isVisible():
            # The counts of many pages take a moment: the window must not wait for them.
            store = self.desk.session.store
            self._runner.run("统计规则触发", lambda _task: store.fired(), on_result=self._show_counts)

    def _show_counts(self, fired: Mapping[str, Fired]) -> None:
        # only the counts: a rule may have been switched while they were made
        self._all = [replace(line, fired=fired.get(line.id, NEVER)) for line in self._all]
        fresh = {line.id: line for line in self._all}
        with QSignalBlocker(self.table.selectionModel()):
            chosen = self.line.id if self.line else ""
            self.model.show([fresh.get(line.id, line) for line in self.model.lines])
            place = self.model.place(chosen)
            if place is not None:
                self.table.selectRow(place)
        self.side.renew(fresh.get(chosen))

    def _to_search(self) -> None:
        if self._split.widget(0).isHidden():
            self.side.setCurrentIndex(TOLD)  # the list comes back
        self.search.setFocus()
        self.search.selectAll()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.search and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._timer.isActive():
                    self._filter()
                self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            QTimer.singleShot(0, self, self._recolour)
        elif event.type() == QEvent.Type.FontChange and hasattr(self, "table"):
            self.table.fit_columns()

    def _recolour(self) -> None:
        for action in self.search.actions():
            if action.objectName() == "lens":
                self.search.removeAction(action)
        lens = self.search.addAction(icon("search", "text_muted"), QLineEdit.ActionPosition.LeadingPosition)
        lens.setObjectName("lens")
        self.side.show_line(self.line, keep_form=True)


def _combo(name: str, labels: dict[str, str]) -> QComboBox:
    box = named_combo(name, labels, _FILTER_SIGNS)
    box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + 2 * SCROLL_BAR)
    return box


def _button(text: str, keys: str = "") -> QPushButton:
    button = QPushButton(f"{text} {keys}" if keys else text)
    button.setAutoDefault(False)
    return button
