"""Where Enter leads in the tables of codes: from the code taken through what the line still wants, to the next.

Of a diagnosis that is 入院病情, of a procedure 日期, 级别, 术者. What a line says already is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from ui.form.rows_model import RowsModel

#: The cells that follow a code, in the order in which they are filled in.
CHAINS: Final = {"diagnosis": ("poa",), "procedure": ("date", "level", "surgeon")}
#: From here Enter goes down the column, where she came by herself to fill it in.
_DOWN: Final = ("poa",)


class EntryFlow(QObject):
    """The way of one table. ``wanted_at`` asks for the focus on a cell, ``wanted_open`` to open the one that has it.

    ``is_typed_straight``: she is typing upon a cell that was not opened by Enter or F2: it is a question for a code.
    """

    wanted_at = Signal(int, str)  # row, attribute
    wanted_open = Signal()

    def __init__(self, rows: RowsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows
        self._led: tuple[int, str] | None = None
        self._is_moving = False
        self.is_typed_straight = False

    @property
    def is_leading(self) -> bool:
        """Whether she stands where Enter has led her: Enter leads on from there."""
        return self._led is not None

    def left(self) -> None:
        """She has gone to another cell by herself."""
        if not self._is_moving:
            self._led = None

    def code_taken(self, row: int) -> None:
        """A code was taken for a row: on to what it still wants; where it wants nothing, to the first that it has."""
        wanted = self._wanted(row, self._chain())
        if wanted:
            self._lead(row, wanted[0], is_open=True)
        elif chain := self._chain():
            self._lead(row, chain[0], is_open=False)

    def entered(self, row: int, attribute: str, *, was_typed: bool) -> None:
        """Enter has ended a cell."""
        if attribute in self._chain() and self.is_leading:
            self.lead_on(row, attribute)
        elif attribute in self._chain() and attribute in _DOWN:
            below = row + 1
            self.wanted_at.emit(below, attribute if below < self._rows.length else "name")
        elif attribute == "code" and was_typed and self._rows.value(row, "code").strip():
            self.code_taken(row)

    def lead_on(self, row: int, attribute: str) -> None:
        """From a cell of the way to the next that is empty; after the last to the next line."""
        chain = self._chain()
        rest = chain[chain.index(attribute) + 1 :] if attribute in chain else ()
        wanted = self._wanted(row, rest)
        if wanted:
            self._lead(row, wanted[0], is_open=True)
        else:
            self._led = None
            self.wanted_at.emit(row + 1, "name")

    def _chain(self) -> tuple[str, ...]:
        return tuple(a for a in CHAINS.get(self._rows.group, ()) if self._rows.has_column(a))

    def _wanted(self, row: int, chain: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(a for a in chain if not self._rows.value(row, a).strip())

    def _lead(self, row: int, attribute: str, *, is_open: bool) -> None:
        self._is_moving = True
        try:
            self.wanted_at.emit(row, attribute)
        finally:
            self._is_moving = False
        self._led = (row, attribute)
        if is_open:
            self.wanted_open.emit()
