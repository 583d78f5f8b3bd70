"""The boxes of the rule form, one a column of a rule: made, filled and read; they speak Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from coding.rules.kinds.catalogue import KINDS
from coding.rules.local import MOMENTS, ROLES, STRENGTHS
from coding.rules.violations import violations
from ui.rules.message_box import MessageBox
from ui.rules.rule_words import COLUMN_WORDS, DIMENSIONS, SEVERITIES
from ui.theme.fonts import code_font

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TEXTS: Final = {
    "params": 84, "when": 44, "message": 44, "hint": 44, "basis": 44, "fails": 40, "passes": 40, "near": 40,
}  # fmt: skip
#: Choices that are all in sight.
_SHORT: Final = ("severity", "strength", "moment")
_CODE: Final = ("params", "when", "fails", "passes", "near", "fields", "yields_to")
_PLACEHOLDERS: Final = {
    "id": "如 H1-001",
    "fields": "「栏目」，空格隔开；第一个是报错的栏目",
    "params": "名称=值; 名称=值",
    "when": "可省略；条件不成立时不判断",
    "message": "可用 {现值} {编码} {名称} 等，报出时换成该病案的内容",
    "basis": "条款，或：本院规定（文号，日期）",
    "valid_from": "2026-01-01，空=不限",
    "valid_to": "2026-12-31，空=不限",
    "fails": "诊断=K40.900 腹股沟疝 | 「性别」=1",
    "passes": "与不合格示例相近、但不应报出的一例",
}


def rule_input(column: str, altered: Callable[[], object]) -> QWidget:
    """The box of a column; ``altered`` is called after each change by hand or program."""
    choices = _choices().get(column)
    widget: QWidget
    if column == "on":
        widget = box = QCheckBox("启用")
        box.toggled.connect(lambda _on: altered())
    elif choices is not None:
        widget = combo = _combo(choices, narrow=column not in _SHORT)
        combo.currentIndexChanged.connect(lambda _index: altered())
    elif column in _TEXTS:
        widget = text = MessageBox() if column in ("message", "hint") else QPlainTextEdit()
        text.setTabChangesFocus(True)
        text.setFixedHeight(_TEXTS[column])
        text.setPlaceholderText(_PLACEHOLDERS.get(column, ""))
        text.textChanged.connect(altered)
    else:
        widget = line = QLineEdit(placeholderText=_PLACEHOLDERS.get(column, ""))
        line.textChanged.connect(lambda _text: altered())
    if column in _CODE:
        widget.setFont(code_font())
    widget.setAccessibleName(COLUMN_WORDS.get(column, column))
    return widget


def _choices() -> Mapping[str, Mapping[str, str]]:
    return {
        "severity": SEVERITIES,
        "dimension": DIMENSIONS,
        "kind": {key: kind.title for key, kind in KINDS.items()},
        "moment": MOMENTS,
        "role": ROLES,
        "strength": {"": "按级别", **STRENGTHS},
        "violation": {"": "无", **{name: name for name in violations()}},
    }


def _combo(labels: Mapping[str, str], *, narrow: bool) -> QComboBox:
    box = QComboBox()
    if narrow:
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for key, label in labels.items():
        box.addItem(label, key)
    return box


def put(widget: QWidget, text: str) -> None:
    """Show a text of a column in its box."""
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


def text_of(widget: QWidget) -> str:
    """What stands in a box."""
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


def set_read_only(widget: QWidget, read_only: bool) -> None:
    """Whether a box can be altered; one that cannot still gives its text to be read and copied."""
    match widget:
        case QPlainTextEdit() | QLineEdit():
            widget.setReadOnly(read_only)
        case _:
            widget.setEnabled(not read_only)
