"""A message of a rule, in which the fields that it names stand out, and more are put in by words or first letters."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit

from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.rules.asked import Answer, Asked, asked_of_page
from coding.rules.condition_rows import Form
from coding.rules.functions import FACT_READS, FACTS
from coding.rules.rule_language import spoken
from ui.rules.choice_line import Choice, choice, fitting
from ui.theme.theme import current_theme

_NAMED = re.compile(r"【?\{[^{}\n]+\}】?")
_OF_ROW = ("code", "name", "i")


class _Chips(QSyntaxHighlighter):
    """A field in a message on a ground of its own, set bold: colour is not the only sign."""

    def highlightBlock(self, text: str) -> None:
        look = QTextCharFormat()
        look.setBackground(current_theme().colour("accent_soft"))
        look.setFontWeight(600)
        for found in _NAMED.finditer(text):
            self.setFormat(found.start(), len(found[0]), look)


class MessageBox(QPlainTextEdit):
    """A text with ``【{主要诊断编码}】`` in it."""

    def __init__(self) -> None:
        super().__init__()
        self._chips = _Chips(self.document())

    def put_in(self, name: str) -> None:
        """Put a field in at the cursor: its content stands there on each page."""
        self.insertPlainText("【" + spoken("message", "{" + name + "}") + "】")
        self.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_chips"):
            self._chips.rehighlight()


def _is_told(one: Asked) -> bool:
    """Facts that a message can tell: neither yes and no, nor money."""
    return one.answer is not Answer.TRUTH and "price" not in FACT_READS.get(one.operand.name, ())


def message_choices(typed: str) -> list[Choice]:
    """What may be put into a message: the row at hand, and every single field."""
    rows = [choice(name, spoken("message", "{" + name + "}").strip("{}"), "报出的那一行") for name in _OF_ROW]
    value = [choice("value", "现值", "报出的栏目填的内容")]
    told = [
        choice(one.operand.name, spoken("message", "{" + one.operand.name + "}").strip("{}"), one.section)
        for one in asked_of_page()
        if one.operand.form is Form.NAME and one.operand.name in FACTS and _is_told(one)
    ]
    catalogue = field_catalogue()
    shown = [key for key in catalogue if key not in ROW_ATTRIBUTES]
    firsts = [key for key in ROW_ATTRIBUTES if key.startswith("principal")]
    fields = [choice(key, catalogue.label(key), catalogue[key].section) for key in (*firsts, *shown)]
    return fitting([*rows, *value, *told, *fields], typed)
