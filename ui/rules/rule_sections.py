"""The parts of the rule form below each other: 当 …, 报 …, 依据, 示例, 高级; their boxes are those of the form."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.rules.asked import asked_of_row
from coding.rules.rule_language import spoken
from coding.work.dry_run import EXAMPLES
from ui.plain import PlainLabel, plain_tip
from ui.rules.basis_line import BasisLine
from ui.rules.choice_line import ChoiceLine
from ui.rules.message_box import MessageBox, message_choices
from ui.rules.rule_inputs import put, text_of
from ui.rules.rule_words import COLUMN_WORDS
from ui.theme.spacing import LARGE, MEDIUM, SCROLL_BAR, SMALL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.rules.local import Row
    from coding.rules.rule_rows import RuleRows
    from coding.work.dry_run import ExampleVerdict
    from ui.rules.condition_form import ConditionForm

#: So wide the form is to be beside the dry run, in pixels at text of 100 %.
NARROWEST = 500
#: Items of a row that are no place of a finding.
_NO_PLACE = ("tail", "raw", "index", "kind")
_ADVANCED = ("kind", "fields", "params", "when", "dimension", "role", "yields_to", "violation")


class RuleSections(QWidget):
    """``place_chosen`` tells where findings are to stand: ``at`` and an item of the row, or ``fields`` and a key."""

    place_chosen = Signal(str, str)

    def __init__(self, inputs: Mapping[str, QWidget], conditions: ConditionForm) -> None:
        super().__init__()
        self._inputs = inputs
        self.conditions = conditions
        self.note = QLineEdit(placeholderText="为什么这样改，随修改记录保存")
        self.note.setAccessibleName("修改说明")
        self.verdict = PlainLabel(wordWrap=True)
        self.verdict.setAccessibleName("这条规则能不能用")
        self.beyond = PlainLabel(wordWrap=True)
        self.beyond.setProperty("role", "warning")
        self.when_told = PlainLabel(wordWrap=True)
        self.when_told.setProperty("role", "muted")
        self.codes = PlainLabel(wordWrap=True)
        self.codes.setProperty("role", "muted")
        self.place = QComboBox()
        self.place.setAccessibleName("报在哪一栏")
        self.place.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.insert = ChoiceLine("在提示语中插入栏目", message_choices)
        self.insert.setPlaceholderText("插入栏目：字词或首字母")
        self.basis = BasisLine()
        self.marks = {column: PlainLabel("") for column in EXAMPLES}
        self.advanced_button = QPushButton()
        self.advanced_button.setCheckable(True)
        self.advanced_button.setAutoDefault(False)
        self.advanced_button.setProperty("kind", "flat")
        self.advanced = QWidget()
        self.save_button = _button("保存", primary=True)
        self.try_button = _button("试运行")
        self.undo_button = _button("放弃修改")
        self.guide_button = _button("写法与栏目（F1）")
        self.guide_button.setProperty("kind", "flat")
        self._build()
        self.advanced_button.toggled.connect(self._show_advanced)
        self.insert.taken.connect(self._insert)
        self.basis.put_in.connect(self._put_basis)
        self.conditions.rebuilt.connect(self._order_tabs)
        self.place.activated.connect(lambda _index: self.place_chosen.emit(*self.place.currentData()))
        self._show_advanced(False)
        self._order_tabs()

    # -- what is shown

    def show_as_rows(self, rows: RuleRows, row: Row) -> None:
        """The rows are shown; the text stays under 高级."""
        self.beyond.hide()
        self.conditions.show()
        self._show_places(rows, row)

    def show_text_only(self, why: str) -> None:
        """Rows cannot show the rule: the text is opened, with a sentence."""
        self.beyond.setText(why)
        self.beyond.show()
        self.conditions.hide()
        self.place.setEnabled(False)
        self.place.clear()
        self.place.addItem("按高级写法", None)
        self.codes.clear()
        self.advanced_button.setChecked(True)

    def show_meaning(self, row: Row) -> None:
        """The precondition, where there is one."""
        when = spoken("when", row["when"])
        self.when_told.setText(f"前提（在高级里改）：{when}，否则不判断" if when else "")
        self.when_told.setVisible(bool(when))

    def tell(self, words: str, role: str) -> None:
        """What is to be said of the rule as it is typed."""
        self.verdict.setText(words)
        self.verdict.setProperty("role", role)
        self.verdict.style().polish(self.verdict)

    def tell_codes(self, names: str) -> None:
        """The names of the codes of the row in focus."""
        self.codes.setText(names)
        self.codes.setVisible(bool(names))

    def mark_examples(self, verdicts: Mapping[str, ExampleVerdict], row: Row) -> None:
        """Beside each example whether the rule does what it says."""
        for column, label in self.marks.items():
            verdict = verdicts.get(column)
            if not row[column] or verdict is None:
                text, role = "未写" if not row[column] else "", "muted"
            elif not verdict.trouble:
                text, role = "✓ 相符", "clean"
            else:
                text, role = ("✗ 不符", "error") if verdict.is_failing else ("? 不能判断", "warning")
            label.setText(text)
            label.setProperty("role", role)
            label.setToolTip("")
            label.style().polish(label)

    def set_read_only(self, read_only: bool, why: str) -> None:
        """Coders read rules; what altering them needs is told."""
        for widget in (self.insert, self.basis, self.place):
            widget.setEnabled(not read_only)
        self.save_button.setToolTip(plain_tip(why) if read_only else "")
        self.note.setPlaceholderText(why if read_only else "为什么这样改，随修改记录保存")

    def show_input(self, column: str) -> None:
        """Bring the box of a column into sight."""
        if column in _ADVANCED:
            self.advanced_button.setChecked(True)
        self.keep_in_sight(self._inputs[column])

    def keep_in_sight(self, widget: QWidget | None) -> None:
        """Scroll to a widget of the form."""
        if widget is not None and self.area.widget().isAncestorOf(widget):
            self.area.ensureWidgetVisible(widget)
            QTimer.singleShot(0, widget, lambda: self.area.ensureWidgetVisible(widget))  # once it has its place

    def _show_places(self, rows: RuleRows, row: Row) -> None:
        catalogue = field_catalogue()
        with QSignalBlocker(self.place):
            self.place.clear()
            if rows.param("each"):
                items = [one for one in asked_of_row(rows.each) if one.operand.name not in _NO_PLACE]
                for one in items:
                    self.place.addItem(f"那一行的{one.label}", ("at", one.operand.name))
                names = [one.operand.name for one in items]
                at = rows.param("at") or self._own_item(row)
                self.place.setCurrentIndex(names.index(at) if at in names else 0)
            else:
                keys = [item.rstrip("?").split("|")[0] for item in row["fields"].split()]
                for key in keys:
                    self.place.addItem(catalogue.label(key), ("fields", key))
                self.place.setCurrentIndex(0)
        is_fixed = bool(rows.param("at")) and not rows.param("each")
        locked = not self.insert.isEnabled() or not self._inputs["fields"].isEnabled()
        self.place.setEnabled(not is_fixed and not (locked and not rows.param("each")) and rows.kind == "expression")

    def _own_item(self, row: Row) -> str:
        """The item of the row that the first field is of: there a finding stands where ``at`` says nothing."""
        return ROW_ATTRIBUTES.get(row["fields"].split("|")[0].split(" ")[0], ("", "code"))[1]

    def _show_advanced(self, on: bool) -> None:
        self.advanced.setVisible(on)
        self.advanced_button.setText("▾ 高级：写法、前提、由谁改……" if on else "▸ 高级：写法、前提、由谁改……")
        if on:
            self.keep_in_sight(self.advanced)

    def _order_tabs(self) -> None:
        """Tab goes as the eye does; rows that are made anew would come last."""
        inputs, basis = self._inputs, self.basis
        stops: list[QWidget] = [inputs["id"], inputs["on"], self.note, *self.conditions.stops]
        stops += [inputs["severity"], inputs["strength"], inputs["moment"], self.place, inputs["message"], self.insert]
        stops += [inputs["hint"], inputs["basis"], basis.clause, basis.number, basis.day, basis.own]
        stops += [inputs["valid_from"], inputs["valid_to"], *(inputs[column] for column in EXAMPLES)]
        stops += [self.advanced_button, *(inputs[column] for column in _ADVANCED)]
        stops += [self.save_button, self.try_button, self.undo_button, self.guide_button]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    # -- what the person does

    def _insert(self, found: object) -> None:
        box = self._inputs["message"]
        assert isinstance(box, MessageBox)
        box.put_in(found.meant)  # type: ignore[attr-defined]
        self.insert.clear()

    def _put_basis(self, text: str, beside: bool) -> None:
        box = self._inputs["basis"]
        before = text_of(box).strip() if beside else ""
        put(box, f"{before}; {text}" if before else text)

    # -- building

    def _build(self) -> None:
        inner = QWidget()
        inner.setObjectName("panel")
        form = QFormLayout(inner)
        form.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        form.setVerticalSpacing(SMALL + 2)
        form.setHorizontalSpacing(MEDIUM)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("编号", _side_by_side((self._inputs["id"], 2), (self._inputs["on"], 0), (self.note, 3)))
        for widget in (self.conditions, self.beyond, self.when_told, self.codes):
            form.addRow(widget)
        self.beyond.hide()
        self.codes.hide()
        told = ((self._inputs["severity"], 0), (self._inputs["strength"], 0), (self._inputs["moment"], 0))
        form.addRow("报", _side_by_side(*told, (PlainLabel("报在"), 0), (self.place, 2)))
        form.addRow("提示语", _below(self._inputs["message"], self.insert))
        form.addRow("修改建议", self._inputs["hint"])
        form.addRow("依据", _below(self._inputs["basis"], self.basis))
        form.addRow(
            "有效", _side_by_side((self._inputs["valid_from"], 1), (PlainLabel("至"), 0), (self._inputs["valid_to"], 1))
        )
        for column, mark in self.marks.items():
            label = COLUMN_WORDS[column]
            mark.setFixedWidth(78)
            mark.setAccessibleName(f"{label}核对的结果")
            form.addRow(label, _side_by_side((self._inputs[column], 1), (mark, 0)))
        form.addRow(self.advanced_button)
        further = QFormLayout(self.advanced)
        further.setContentsMargins(0, 0, 0, 0)
        further.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        for column in _ADVANCED:
            label = COLUMN_WORDS[column]
            further.addRow(label, self._inputs[column])
        form.addRow(self.advanced)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inner)
        self.area.setMinimumWidth(min(inner.minimumSizeHint().width() + 2 * SCROLL_BAR, NARROWEST))
        buttons = QHBoxLayout()
        for button in (self.save_button, self.try_button, self.undo_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.guide_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(LARGE, 0, LARGE, 0)
        foot.addWidget(self.verdict)
        foot.addLayout(buttons)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, MEDIUM)
        box.setSpacing(MEDIUM)
        box.addWidget(self.area, 1)
        box.addLayout(foot)


def _side_by_side(*widgets: tuple[QWidget, int]) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SMALL)
    for widget, stretch in widgets:
        row.addWidget(widget, stretch)
    return holder


def _below(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SMALL)
    for widget in widgets:
        column.addWidget(widget)
    return holder


def _button(text: str, *, primary: bool = False) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    if primary:
        button.setProperty("kind", "primary")
    return button
