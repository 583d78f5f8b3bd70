"""One row of a rule in the form: 且 | 栏目 | 属于 | 值, each found by words or first letters."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QWidget

from coding.rules.asked import Answer, answer_of, asked_of_named_row, asked_of_page, asked_of_row
from coding.rules.condition_rows import (
    BARE,
    BETWEENS,
    LISTS,
    VARIABLES,
    Form,
    Line,
    Operand,
    Operator,
    is_empty,
)
from coding.rules.row_words import operators_for, value_words
from coding.rules.typed_values import typed_text, typed_value, typed_values
from ui.plain import PlainLabel
from ui.rules.choice_line import Choice, ChoiceLine, choice, fitting
from ui.theme.spacing import SCROLL_BAR, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

    from coding.rules.asked import Asked

    #: Codes for typed words: the kind of code, what is typed → choices whose ``meant`` is the code.
    FindCodes = Callable[[Answer, str], list[Choice]]

#: Functions of two moments, as the list of fields offers them.
_SPANS = (
    ("days", "两个日期之间相隔的天数"),
    ("hours", "两个时间之间相隔的小时数"),
    ("working_days", "两个日期之间相隔的工作日"),
    ("years", "两个日期之间的周岁"),
)
#: Signs of an operator that are in sight; its list is as wide as the longest.
_OPERATOR_SIGNS = 8
#: Signs of a line of a row that are to be read without going into it.
_READ_SIGNS = 9
_NEW = Operand(Form.NAME, "")
#: What a reckoning goes on with: a typed sign before the next field.
_SIGN = re.compile(r"^\s*([+＋\-−－])\s*(.*)$")


class RowEditor(QWidget):
    """``altered`` tells that the row says something else; ``moved`` asks for the row above or below.

    ``over``: the rows that its items are of; ``variable``: by which name, within a group; ``each``: the rows that the
    whole rule goes through.
    """

    altered = Signal()
    moved = Signal(int)
    focused = Signal()
    row_key = Signal(QKeySequence)

    def __init__(self, line: Line, number: str, find_codes: FindCodes, each: str, over: str = "") -> None:
        super().__init__()
        self._find_codes = find_codes
        self._each, self._over = each, over
        self._line = line
        self.field = ChoiceLine(f"{number}栏目", self._fields)
        self.field.setPlaceholderText("栏目：字词或首字母")
        self.operator = QComboBox()
        self.operator.setAccessibleName(f"{number}怎样比")
        self.operator.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.operator.setMinimumContentsLength(_OPERATOR_SIGNS)
        self.first = ChoiceLine(f"{number}起始日期", lambda typed: self._moments(typed))
        self.last = ChoiceLine(f"{number}终止日期", lambda typed: self._moments(typed))
        self.value = ChoiceLine(f"{number}值", self._values, is_search=False)
        self.upper = ChoiceLine(f"{number}上限", self._values, is_search=False)
        self.to = PlainLabel("与")
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        for widgets in (
            ((self.field, 5), (self.first, 3), (self.last, 3)),
            ((self.operator, 0), (self.value, 5), (self.to, 0), (self.upper, 3)),
        ):
            part = QHBoxLayout()
            part.setSpacing(SMALL)
            for widget, share in widgets:
                part.addWidget(widget, share)
            self._whole.addLayout(part)
        self._whole.setSpacing(SMALL)
        self.field.taken.connect(self._on_field)
        self.field.altered.connect(self._on_field_typed)
        self.operator.activated.connect(self._on_operator)
        for line_edit, do in (
            (self.value, lambda text: self._on_typed(0, text)),
            (self.upper, lambda text: self._on_typed(1, text)),
        ):
            line_edit.altered.connect(do)
        self.value.taken.connect(lambda found: self._on_value(0, found))
        self.upper.taken.connect(lambda found: self._on_value(1, found))
        self.first.taken.connect(lambda found: self._on_moment(0, found))
        self.last.taken.connect(lambda found: self._on_moment(1, found))
        for widget in self.lines:
            widget.moved.connect(self.moved)
            widget.left.connect(self._show)
            widget.row_key.connect(self.row_key)
            widget.installEventFilter(self)
        self.operator.installEventFilter(self)
        self._show()

    @property
    def lines(self) -> tuple[ChoiceLine, ...]:
        """All lines in which something is looked for."""
        return (self.field, self.first, self.last, self.value, self.upper)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes through."""
        return (self.field, self.first, self.last, self.operator, self.value, self.upper)

    @property
    def line(self) -> Line:
        """What the row says."""
        return self._line

    @property
    def codes(self) -> str:
        """The codes that it compares with; "" for another row."""
        is_coded = self._line.operator in (Operator.IN_CODES, Operator.NOT_IN_CODES)
        return self._line.values[0].name if is_coded and self._line.values else ""

    @property
    def asked(self) -> Asked:
        """What it asks about."""
        return answer_of(self._line.operand, self._over or self._each)

    def take_focus(self) -> None:
        """The first thing that is missing."""
        for widget in self.lines:
            if not widget.isHidden() and not widget.text():
                widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can be altered."""
        for widget in self.lines:
            widget.setReadOnly(read_only)
        self.operator.setEnabled(not read_only)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.focused.emit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Two lines where the words of what is compared would not be read in one."""
        sign = self.fontMetrics().horizontalAdvance("栏")
        told = sum(_READ_SIGNS * sign for widget in self.lines if not widget.isHidden())
        fits = self.width() >= told + self.operator.sizeHint().width()
        direction = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        self._whole.setDirection(direction)
        self._whole.setStretch(0, 5 if self.first.isHidden() else 11)
        self._whole.setStretch(1, 8 if self.upper.isHidden() else 11)

    # -- what is shown

    def _show(self) -> None:
        line, asked = self._line, self.asked
        is_span = line.operand.form is Form.CALL and line.operand.name in dict(_SPANS)
        for widget, part in ((self.first, 0), (self.last, 1)):
            widget.setVisible(is_span)
            if is_span:
                one = line.operand.parts[part]
                widget.set_text("" if is_empty(one) else answer_of(one, self._over or self._each).label)
        label = dict(_SPANS).get(line.operand.name, asked.label) if is_span else asked.label
        self.field.set_text("" if is_empty(line.operand) else label)
        with QSignalBlocker(self.operator):
            self.operator.clear()
            for operator, word in operators_for(asked.answer, line.operator).items():
                self.operator.addItem(word, operator)
            self.operator.view().setMinimumWidth(self.operator.view().sizeHintForColumn(0) + 2 * SCROLL_BAR)
            self.operator.setCurrentIndex(self.operator.findData(line.operator))
        self.value.setVisible(line.operator not in BARE)
        self.value.opens_empty = bool(asked.values)
        self.value.setPlaceholderText(_placeholder(asked.answer, line.operator))
        is_between = line.operator in BETWEENS
        for widget in (self.to, self.upper):
            widget.setVisible(is_between)
        if is_between:
            low, high = (*line.values, _NEW, _NEW)[:2]
            over = self._over or self._each
            self.value.set_text("" if is_empty(low) else value_words(low, line, over))
            self.upper.set_text("" if is_empty(high) else value_words(high, line, over))
        else:
            self.value.set_text(typed_text(line, self._over or self._each))
        self._fit()

    def _fields(self, typed: str) -> list[Choice]:
        found: list[Asked] = []
        if self._over:
            found += asked_of_named_row(self._over, VARIABLES[self._over])
        if self._each:
            found += asked_of_row(self._each)
        found += asked_of_page()
        sign = _SIGN.match(typed)
        if sign is not None and not is_empty(self._line.operand):
            numbers = [one for one in found if one.answer is Answer.NUMBER]
            return [
                Choice((sign[1], one.meant), f"{sign[1]} {one.text}", one.note)
                for one in fitting(_as_choices(numbers), sign[2])
            ]
        spans = [choice(Operand(Form.CALL, name, (_NEW, _NEW)), label, "算得的") for name, label in _SPANS]
        return fitting([*_as_choices(found), *spans], typed)

    def _moments(self, typed: str) -> list[Choice]:
        found: list[Asked] = []
        if self._over:
            found += asked_of_named_row(self._over, VARIABLES[self._over])
        if self._each:
            found += asked_of_row(self._each)
        found += asked_of_page()
        return fitting(_as_choices(one for one in found if one.answer is Answer.MOMENT), typed)

    def _values(self, typed: str) -> list[Choice]:
        asked, operator = self.asked, self._line.operator
        if operator in (Operator.IN_CODES, Operator.NOT_IN_CODES):
            return self._find_codes(asked.answer, _last_part(typed))
        if operator in (Operator.CONTAINS, Operator.LACKS, Operator.MATCHES, Operator.MISMATCHES):
            return []
        if asked.values:
            last = _last_part(typed) if operator in LISTS else typed
            return fitting([choice(code, label, code) for code, label in asked.values.items()], last)
        if operator in LISTS or not typed.strip() or typed.strip()[0].isdigit():
            return []
        others = [*asked_of_row(self._each)] if self._each else []
        others = [*(asked_of_named_row(self._over, VARIABLES[self._over]) if self._over else ()), *others]
        same = [one for one in (*others, *asked_of_page()) if one.answer is asked.answer]
        return fitting([choice(one.operand, one.label, f"另一栏目 · {one.section}") for one in same], typed)

    # -- what the person does

    def _say(self, line: Line) -> None:
        self._line = line
        self.altered.emit()

    def _on_field(self, found: Choice) -> None:
        if isinstance(found.meant, tuple):
            sign, operand = found.meant
            self._say(replace(self._line, operand=_reckoned(self._line.operand, sign, operand)))
        else:
            before = self.asked.answer
            operand = found.meant
            answer = answer_of(operand, self._over or self._each).answer
            fits = answer is before and self._line.operator in operators_for(answer)
            operator = self._line.operator if fits else next(iter(operators_for(answer)))
            same = fits and answer_of(operand, self._over or self._each).values == self.asked.values
            self._say(Line(operand, operator, self._line.values if same else ()))
        self._show()
        self.take_focus() if self.first.isVisible() or self.value.isHidden() else self.operator.setFocus()

    def _on_field_typed(self, text: str) -> None:
        if not text.strip():
            self._say(replace(self._line, operand=_NEW))

    def _on_operator(self) -> None:
        operator = Operator(self.operator.currentData())
        before, line = self._line.operator, self._line
        values = line.values
        if operator in BARE:
            values = ()
        elif (operator in BETWEENS) != (before in BETWEENS) or (operator in LISTS) != (before in LISTS):
            values = values[:1]
        elif {operator, before} & {Operator.CONTAINS, Operator.LACKS, Operator.IN_CODES, Operator.NOT_IN_CODES}:
            pair = ({Operator.CONTAINS, Operator.LACKS}, {Operator.IN_CODES, Operator.NOT_IN_CODES})
            values = values if any({operator, before} <= one for one in pair) else ()
        self._say(Line(line.operand, operator, values))
        self._show()

    def _on_moment(self, part: int, found: Choice) -> None:
        parts = list(self._line.operand.parts)
        parts[part] = found.meant
        self._say(replace(self._line, operand=replace(self._line.operand, parts=tuple(parts))))
        self._show()
        self.take_focus() if part == 0 else self.operator.setFocus()

    def _on_typed(self, part: int, text: str) -> None:
        asked, operator = self.asked, self._line.operator
        if operator in BETWEENS:
            values = list((*self._line.values, _NEW, _NEW)[:2])
            values[part] = typed_value(text, asked, operator)
            self._say(replace(self._line, values=tuple(values)))
        else:
            self._say(replace(self._line, values=typed_values(text, asked, operator)))

    def _on_value(self, part: int, found: Choice) -> None:
        operator, asked = self._line.operator, self.asked
        widget = (self.value, self.upper)[part]
        if isinstance(found.meant, Operand):
            values = list((*self._line.values, _NEW, _NEW)[: 2 if operator in BETWEENS else 1]) or [_NEW]
            values[part] = found.meant
            self._say(replace(self._line, values=tuple(values)))
            widget.set_text(found.text)
            return
        several = operator in LISTS or operator in (Operator.IN_CODES, Operator.NOT_IN_CODES)
        taken = found.meant if operator in (Operator.IN_CODES, Operator.NOT_IN_CODES) else found.text
        text = _with_last_part(widget.text(), taken, "、" if operator in LISTS else ", ") if several else taken
        widget.setText(text)
        self._on_typed(part, text)
        assert asked is not None


def _placeholder(answer: Answer, operator: Operator) -> str:
    if operator in (Operator.IN_CODES, Operator.NOT_IN_CODES):
        return "I63, I60-I62；或字词、首字母"
    match answer:
        case Answer.NUMBER:
            return "数字，或另一栏目"
        case Answer.MOMENT:
            return "2026-07-01，或另一栏目"
        case Answer.CHOICE:
            return "字词、首字母或代码"
    return "文字；几个词用、隔开" if operator in (Operator.CONTAINS, Operator.LACKS) else "文字"


def _as_choices(found: object) -> list[Choice]:
    return [choice(one.operand, one.label, one.section) for one in found]  # type: ignore[attr-defined]


def _reckoned(operand: Operand, sign: str, further: Operand) -> Operand:
    form = Form.SUM if sign in "+＋" else Form.LESS
    parts: Sequence[Operand] = operand.parts if operand.form is form else (operand,)
    return Operand(form, "", (*parts, further))


def _last_part(text: str) -> str:
    """What is being typed behind the last comma."""
    found = re.split(r"[,，、;；]", text)
    return found[-1].strip()


def _with_last_part(text: str, taken: str, between: str) -> str:
    parts = [part.strip() for part in re.split(r"[,，、;；]", text)][:-1]
    return between.join((*(part for part in parts if part and part != taken), taken))
