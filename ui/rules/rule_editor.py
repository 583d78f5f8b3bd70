"""The form in which a rule is altered or written; what is typed is compiled and tried on its examples at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError, KnowledgeError
from coding.rules.kinds.catalogue import KINDS
from coding.rules.local import MEANT, MOMENTS, ROLES, STRENGTHS, Row, compile_row, is_embedded
from coding.rules.rule_book import COLUMNS
from coding.rules.rule_language import complaint_in_words, spoken, written
from coding.rules.violations import violations
from coding.work.dry_run import example_troubles
from ui.plain import PlainLabel
from ui.rules.rule_words import COLUMN_WORDS, DIMENSIONS, SEVERITIES
from ui.rules.rules_desk import RuleDesk, same_row
from ui.theme.fonts import code_font
from ui.theme.spacing import LARGE, MEDIUM, SMALL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.rules.rule import CompiledRule

#: Milliseconds after the last key before what was typed is compiled.
_DELAY = 250
_TEXTS = {"params": 84, "when": 44, "message": 44, "hint": 44, "basis": 44, "fails": 58, "passes": 58, "near": 58}
_CODE = ("params", "when", "fails", "passes", "near", "fields", "yields_to")
_PLACEHOLDERS = {
    "id": "如 H1-001",
    "fields": "「栏目」，空格隔开；第一个是报错的栏目",
    "params": "名称=值; 名称=值",
    "when": "可省略；条件不成立时不判断",
    "message": "可用 {现值} {编码} {名称} 等，报出时换成该病案的内容",
    "valid_from": "2026-01-01，空=不限",
    "valid_to": "2026-12-31，空=不限",
    "fails": "诊断=K40.900 腹股沟疝 | 「性别」=1",
    "passes": "与不合格示例相近、但不应报出的一例",
}
_FIRST = ("id", "on", "severity", "dimension", "message", "hint", "basis", "kind", "fields", "params", "when")
_ORDER = (*_FIRST, *(column for column in COLUMNS if column not in _FIRST))


class RuleForm(QWidget):
    """``saved`` carries the id of the rule that was kept; ``try_wanted`` asks for a dry run of what is typed.

    The boxes speak Chinese; what the files have may be typed as well. ``row`` is always as the files have it.
    """

    saved = Signal(str)
    try_wanted = Signal()
    guide_wanted = Signal()
    failed = Signal(str)

    def __init__(self, desk: RuleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._start: Row | None = None
        self.compiled: CompiledRule | None = None
        self.inputs: dict[str, QWidget] = {}
        self.note = QLineEdit(placeholderText="为什么这样改，随修改记录保存")
        self.note.setAccessibleName("修改说明")
        self.verdict = PlainLabel(wordWrap=True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setMinimumHeight(34)
        self.save_button = QPushButton("保存")
        self.save_button.setProperty("kind", "primary")
        self.try_button = QPushButton("试运行")
        self.undo_button = QPushButton("放弃修改")
        self.guide_button = QPushButton("写法与栏目（F1）")
        self.guide_button.setProperty("kind", "flat")
        self._timer = QTimer(self, singleShot=True, interval=_DELAY)
        self._timer.timeout.connect(self.judge)
        self._build()
        self.save_button.clicked.connect(self.save)
        self.try_button.clicked.connect(self.try_wanted)
        self.undo_button.clicked.connect(self.give_up)
        self.guide_button.clicked.connect(self.guide_wanted)

    # -- what is shown

    def show_row(self, row: Row, *, new: bool = False, draft: Row | None = None) -> None:
        """Fill the form with a rule. ``new``: a rule that is to be added. ``draft``: what was typed and not kept."""
        self._start = dict(row)
        self.is_new = new
        for column, widget in self.inputs.items():
            widget.blockSignals(True)
            _put(widget, spoken(column, (draft or row).get(column, "") or MEANT.get(column, "")))
            widget.blockSignals(False)
        own = new or not is_embedded(row["id"])
        self.inputs["id"].setReadOnly(not new)  # type: ignore[attr-defined]
        for column in ("kind", "dimension", "fields"):
            self.inputs[column].setEnabled(own)
        self.note.clear()
        self.judge()

    is_new = False

    @property
    def row(self) -> Row:
        """The rule as it stands in the form."""
        return {column: written(column, _text(widget).strip()) for column, widget in self.inputs.items()}

    @property
    def is_altered(self) -> bool:
        """Whether something was typed that is not kept."""
        if self._start is None:
            return False
        start = {c: v.strip() for c, v in self._start.items()}
        now = self.row
        return not same_row(
            {**now, "moment": now["moment"] or "typing", "role": now["role"] or "coder"},
            {**start, "moment": start["moment"] or "typing", "role": start["role"] or "coder"},
        )

    # -- what the person does

    def judge(self) -> None:
        """Compile what is typed and try it on its examples; say what is wrong."""
        self._timer.stop()
        row = self.row
        self.compiled = None
        role, told = "clean", "可以使用；两个示例都判断正确。"
        try:
            self.compiled = self._compiled(row)
        except KnowledgeError as error:
            role, told = "error", complaint_in_words(str(error))
        knowledge = self._desk.session.knowledge
        if self.compiled is not None and knowledge is not None:
            troubles = example_troubles(self.compiled, knowledge)
            if troubles:
                role, told = "warning", "可以保存，但示例不符：" + "；".join(troubles)
            elif not (row["fails"] and row["passes"]):
                role, told = "warning", "可以保存；建议补上不合格示例和合格示例，并先试运行。"
        self.verdict.setText(told)
        self.verdict.setProperty("role", role)
        self.verdict.style().polish(self.verdict)
        altered = self.is_altered
        self.save_button.setEnabled(self.compiled is not None and (altered or self.is_new))
        self.undo_button.setEnabled(altered)
        self.try_button.setEnabled(self.compiled is not None)

    def focus_input(self, column: str) -> None:
        """Put the focus on the input of a column."""
        self.inputs[column].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def add_field(self, key: str) -> None:
        """Put the key of a field where it is read; where that is fixed, into the parameters at the cursor."""
        fields, params = self.inputs["fields"], self.inputs["params"]
        assert isinstance(fields, QLineEdit)
        assert isinstance(params, QPlainTextEdit)
        if not fields.isEnabled():
            params.insertPlainText(spoken("fields", key))
        elif key not in self.row["fields"].split():
            fields.setText(f"{fields.text()} {spoken('fields', key)}".strip())

    def give_up(self) -> None:
        """Put back what was there before."""
        if self._start is not None:
            self.show_row(self._start, new=self.is_new)

    def save(self) -> None:
        """Keep what is typed, if it can be used."""
        self.judge()
        if self.compiled is None:
            return
        row = self.row
        try:
            self._desk.save(row, self.note.text().strip())
        except CodingError as error:
            self.failed.emit(str(error))
            return
        self._start = row
        self.is_new = False
        self.saved.emit(row["id"])

    def _compiled(self, row: Row) -> CompiledRule:
        source = f"规则 {row['id'] or '（未编号）'}"
        if self.is_new and self._desk.row(row["id"]) is not None:
            raise KnowledgeError(f"{source}：这个编号已有规则，请换一个编号。")
        return compile_row(row, source)

    # -- building

    def _build(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        form.setVerticalSpacing(SMALL + 2)
        form.setHorizontalSpacing(MEDIUM)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        choices: Mapping[str, Mapping[str, str]] = {
            "severity": SEVERITIES,
            "dimension": DIMENSIONS,
            "kind": {key: kind.title for key, kind in KINDS.items()},
            "moment": MOMENTS,
            "role": ROLES,
            "strength": {"": "按级别（强制为明确，其余为可疑）", **STRENGTHS},
            "violation": {"": "无", **{name: name for name in violations()}},
        }
        for column in _ORDER:
            widget: QWidget
            if column == "on":
                widget = box = QCheckBox("启用")
                box.toggled.connect(lambda _on: self._timer.start())
            elif column in choices:
                widget = combo = _combo(choices[column])
                combo.currentIndexChanged.connect(lambda _index: self._timer.start())
            elif column in _TEXTS:
                widget = text = QPlainTextEdit()
                text.setTabChangesFocus(True)
                text.setFixedHeight(_TEXTS[column])
                text.setPlaceholderText(_PLACEHOLDERS.get(column, ""))
                text.textChanged.connect(self._timer.start)
            else:
                widget = line = QLineEdit(placeholderText=_PLACEHOLDERS.get(column, ""))
                line.textChanged.connect(lambda _text: self._timer.start())
            if column in _CODE:
                widget.setFont(code_font())
            label = COLUMN_WORDS.get(column, column)
            widget.setAccessibleName(label)
            self.inputs[column] = widget
            form.addRow("" if column == "on" else label, widget)
        form.addRow("修改说明", self.note)
        inner = QWidget()
        inner.setObjectName("panel")
        inner.setLayout(form)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        self._area = area
        buttons = QHBoxLayout()
        for button in (self.save_button, self.try_button, self.undo_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.guide_button.setAutoDefault(False)
        buttons.addWidget(self.guide_button)
        box_ = QVBoxLayout(self)
        box_.setContentsMargins(0, 0, 0, MEDIUM)
        box_.setSpacing(MEDIUM)
        box_.addWidget(area, 1)
        line_ = QVBoxLayout()
        line_.setContentsMargins(LARGE, 0, LARGE, 0)
        line_.addWidget(self.verdict)
        line_.addLayout(buttons)
        box_.addLayout(line_)

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        focus = self.focusWidget()
        if focus is not None and self._area.widget().isAncestorOf(focus):
            self._area.ensureWidgetVisible(focus)
        return moved


def _combo(labels: Mapping[str, str]) -> QComboBox:
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for key, label in labels.items():
        box.addItem(label, key)
    return box


def _put(widget: QWidget, text: str) -> None:
    match widget:
        case QCheckBox():
            widget.setChecked(text != "0")
        case QComboBox():
            place = widget.findData(text)
            if place < 0:
                widget.addItem(text, text)
                place = widget.count() - 1
            widget.setCurrentIndex(place)
        case QPlainTextEdit():
            widget.setPlainText(text)
        case QLineEdit():
            widget.setText(text)
            widget.setCursorPosition(0)


def _text(widget: QWidget) -> str:
    match widget:
        case QCheckBox():
            return "1" if widget.isChecked() else "0"
        case QComboBox():
            return str(widget.currentData() or "")
        case QPlainTextEdit():
            return " ".join(widget.toPlainText().split("\n"))
        case QLineEdit():
            return widget.text()
    raise TypeError(type(widget).__name__)
