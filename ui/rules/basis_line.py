"""On what a rule rests, put into its box: a clause that the table holds, or the hospital's own with number and date."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from coding.rules.clauses import citations, embedded_clauses
from ui.rules.choice_line import Choice, ChoiceLine, choice, fitting
from ui.theme.spacing import SMALL

_OWN = "本院规定"


class BasisLine(QWidget):
    """``put_in`` carries what is to stand in the box, and whether it comes beside what stands there (a clause)."""

    put_in = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.clause = ChoiceLine("加一条依据：条款", _clauses)
        self.clause.setPlaceholderText("加条款：字词或首字母")
        self.number = QLineEdit(placeholderText="本院文号")
        self.number.setAccessibleName("本院规定的文号")
        self.day = QLineEdit(placeholderText="日期")
        self.day.setAccessibleName("本院规定的日期")
        self.own = QPushButton("本院规定")
        self.own.setAutoDefault(False)
        self.own.setToolTip("依据写作“本院规定（文号，日期）”")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.clause, 3)
        row.addWidget(self.number, 2)
        row.addWidget(self.day, 1)
        row.addWidget(self.own)
        self.clause.taken.connect(self._on_clause)
        self.own.clicked.connect(self._on_own)
        for line in (self.number, self.day):
            line.returnPressed.connect(self._on_own)

    def _on_clause(self, found: Choice) -> None:
        self.clause.clear()
        self.put_in.emit(found.meant, True)

    def _on_own(self) -> None:
        told = [part for part in (self.number.text().strip(), self.day.text().strip()) if part]
        self.put_in.emit(f"{_OWN}（{'，'.join(told)}）" if told else _OWN, False)


def _clauses(typed: str) -> list[Choice]:
    return fitting([choice(c.title, c.title, c.sense[:40]) for c in embedded_clauses()], typed, most=60)


def basis_complaint(basis: str) -> str:
    """What is to be said of a basis: a part that names no clause of the table and is not the hospital's own."""
    if not basis.strip():
        return "还没有写依据：引用条款，或写明“本院规定”和文号、日期"
    unknown = [one.text for one in citations(basis) if not one.clauses and not one.text.startswith(("本院", "我院"))]
    return f"依据“{unknown[0]}”不在条款表里：本院自己的规定请写明“本院规定”和文号、日期" if unknown else ""
