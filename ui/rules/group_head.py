"""The head of a group of rows: 以下都成立, 有一条手术操作满足, 满足以下的诊断条数 大于 3."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from coding.rules.asked import Answer
from coding.rules.condition_rows import COMPARING, Group, Operator, Quantifier
from coding.rules.row_words import ROWS, group_head, operators_for
from ui.theme.spacing import SMALL


class GroupHead(QWidget):
    """``group`` is the group as the head says it now; its rows are those that it was made with."""

    altered = Signal()
    moved = Signal(int)
    focused = Signal()

    def __init__(self, group: Group, read_only: bool) -> None:
        super().__init__()
        self.group = group
        self.how = QComboBox()
        self.how.setAccessibleName("这一组怎样算")
        for one in _heads():
            self.how.addItem(_word(one), one)
        self.how.setCurrentIndex(max(0, next((n for n, one in enumerate(_heads()) if _same(one, group)), 0)))
        self.size = QComboBox()
        self.size.setAccessibleName("条数怎样比")
        for operator, word in operators_for(Answer.NUMBER).items():
            if operator in COMPARING:
                self.size.addItem(word, operator)
        self.size.setCurrentIndex(self.size.findData(group.operator))
        self.number = QLineEdit(group.number)
        self.number.setAccessibleName("条数")
        self.number.setFixedWidth(56)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        for widget in (self.how, self.size, self.number):
            row.addWidget(widget)
            widget.setEnabled(not read_only)
            widget.installEventFilter(self)
        row.addStretch(1)
        self.how.activated.connect(lambda _index: self._say())
        self.size.activated.connect(lambda _index: self._say())
        self.number.textEdited.connect(lambda _text: self._say())
        self._show()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes through."""
        return (self.how, self.size, self.number)

    def take_focus(self) -> None:
        """Into the head."""
        self.how.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.focused.emit()
        return False

    def _show(self) -> None:
        counts = self.group.quantifier is Quantifier.COUNT
        self.size.setVisible(counts)
        self.number.setVisible(counts)

    def _say(self) -> None:
        head: Group = self.how.currentData()
        self.group = replace(
            self.group,
            negated=head.negated,
            quantifier=head.quantifier,
            over=head.over,
            operator=Operator(self.size.currentData()),
            number=self.number.text().strip(),
        )
        self._show()
        self.altered.emit()


def _heads() -> list[Group]:
    """All heads, without rows."""
    found = [Group(()), Group((), negated=True)]
    for over in ROWS:
        for quantifier, negated in (
            (Quantifier.ANY, False),
            (Quantifier.ANY, True),
            (Quantifier.ALL, False),
            (Quantifier.ALL, True),
            (Quantifier.COUNT, False),
            (Quantifier.COUNT, True),
        ):
            found.append(Group((), negated=negated, quantifier=quantifier, over=over))
    return found


def _same(head: Group, group: Group) -> bool:
    return (head.negated, head.quantifier, head.over) == (group.negated, group.quantifier, group.over)


def _word(head: Group) -> str:
    if head.quantifier is Quantifier.COUNT:
        return f"{'并非：' if head.negated else ''}满足以下的{ROWS[head.over]}条数"
    return group_head(head) + ("的各行成立" if head.quantifier is Quantifier.NONE else "以下各行")
