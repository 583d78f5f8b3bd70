"""Buttons over the list: one for each mark that some page bears, with how many do; the others under 更多."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from coding.store.store import Marked
from coding.work.list_marks import MINE, list_marks
from ui.plain import plain_tip
from ui.theme.fonts import POINTS_SMALL, text_font
from ui.theme.spacing import SMALL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent

    from coding.store.store import Tally

_LINES: Final = 2
_ALL: Final = Marked.ALL.value
#: Pixels left and right of the words of a chip, and above and below.
_PAD, _RISE = 7, 3


class ChipRow(QWidget):
    """``chosen`` carries the mark that somebody chose. The row takes the focus as a whole: then every chip shows its
    key, and that key, or the arrows and Enter, choose. ``left``: the focus is to go back to the list.
    """

    chosen = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("按状态筛选")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.current = _ALL
        self._counts: Mapping[str, int] = {}
        self._at = _ALL  # where the arrows are
        self._chips: dict[str, QPushButton] = {}
        for mark in list_marks():
            chip = QPushButton(self)
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(lambda _on=False, mark=mark: self.choose(mark))
            self._chips[mark] = chip
        self.more = QPushButton(self)
        self.more.setProperty("kind", "chip")
        self.more.setAutoDefault(False)
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.more.clicked.connect(self.show_more)
        self.more.installEventFilter(self)
        self._show()

    def choose(self, mark: str) -> None:
        """Have a mark chosen, and tell it."""
        self.show_chosen(mark)
        self.chosen.emit(mark)

    def show_chosen(self, mark: str) -> None:
        """Have a mark chosen without telling it."""
        self.current = self._at = mark
        self._show()

    def show_counts(self, tally: Tally | None) -> None:
        """Write on the chips how many pages bear each mark; None while it is not known."""
        self._counts = {} if tally is None else {**{m.value: n for m, n in tally.marked.items()}, MINE: tally.mine}
        self._show()

    def recolour(self) -> None:
        """The theme is another one: a sheet that is taken off gives back other fonts."""
        self._show()

    @property
    def shown(self) -> tuple[str, ...]:
        """The marks that stand in the row, in their order; the others are under 更多."""
        return tuple(mark for mark, chip in self._chips.items() if not chip.isHidden())

    def chip(self, mark: str) -> QPushButton:
        """The button of a mark."""
        return self._chips[mark]

    def text_of(self, mark: str) -> str:
        """强制 85: what is written on a chip."""
        number = self._counts.get(mark)
        label = list_marks()[mark].label
        return label if number is None else f"{label} {number:,}"

    def show_more(self) -> None:
        """The marks that have no room in the row, or that no page bears, as a menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for mark in self._hidden():
            one = list_marks()[mark]
            action = menu.addAction(f"&{one.key}  {self.text_of(mark)}\t{one.meaning}")
            action.setEnabled(bool(self._counts.get(mark, 1)))
            action.triggered.connect(lambda _on=False, mark=mark: self.choose(mark))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    # -- inside

    def _hidden(self) -> list[str]:
        return [mark for mark, chip in self._chips.items() if chip.isHidden()]

    def _show(self) -> None:
        with_keys = self.hasFocus()
        for mark, chip in self._chips.items():
            one = list_marks()[mark]
            is_at = with_keys and mark == self._at
            if chip.property("at") != is_at:
                chip.setProperty("at", is_at)
                chip.style().unpolish(chip)
                chip.style().polish(chip)
            chip.setFont(text_font(POINTS_SMALL, bold=mark == self.current))
            chip.setText(f"{one.key}·{self.text_of(mark)}" if with_keys else self.text_of(mark))
            chip.setChecked(mark == self.current)
            chip.setToolTip(plain_tip(f"{one.meaning}（F3 再按 {one.key}）"))
            chip.setAccessibleName(f"{self.text_of(mark)}，F3 再按 {one.key}")
        self.more.setFont(text_font(POINTS_SMALL))
        self.more.setText("更多…")
        self.more.setAccessibleName("更多状态和标记")
        self._lay_out()

    def _wanted(self) -> list[str]:
        """Those that some page bears, where that is known; the first and the chosen one always. What says the same as
        the first is left out: while nothing is finished, all are unfinished.
        """
        counted = self._counts
        told = {mark for mark, number in counted.items() if number > 0}
        if counted.get(Marked.OPEN.value) == counted.get(_ALL):
            told.discard(Marked.OPEN.value)
        return [mark for mark in self._chips if mark in (_ALL, self.current) or mark in told]

    def _lay_out(self) -> None:
        wanted = self._wanted()
        places = self._places(wanted)
        while places is None and len(wanted) > 1:
            gone = next((mark for mark in reversed(wanted) if mark not in (_ALL, self.current)), wanted[-1])
            wanted.remove(gone)
            places = self._places(wanted)
        for mark, chip in self._chips.items():
            chip.setVisible(mark in wanted)
        height = self._chip_height()
        for mark, (x, y) in zip((*wanted, None), places or (), strict=False):
            chip = self.more if mark is None else self._chips[mark]
            chip.setGeometry(x, y, min(self._chip_width(chip), max(1, self.width() - x)), height)
        self.more.setVisible(len(wanted) < len(self._chips))
        lines = 1 + max((y for _, y in places or ()), default=0) // (height + SMALL)
        self.setFixedHeight(lines * (height + SMALL) - SMALL)

    def _places(self, wanted: Sequence[str]) -> list[tuple[int, int]] | None:
        """Where these chips stand, and 更多 behind them; None where two lines do not hold them."""
        room, height, x, line = max(1, self.width()), self._chip_height(), 0, 0
        found: list[tuple[int, int]] = []
        for chip in (*(self._chips[mark] for mark in wanted), self.more):
            width = self._chip_width(chip)
            if x and x + width > room:
                x, line = 0, line + 1
            found.append((x, line * (height + SMALL)))
            x += width + SMALL
        return found if line < _LINES else None

    def _chip_width(self, chip: QPushButton) -> int:
        return chip.fontMetrics().horizontalAdvance(chip.text()) + 2 * _PAD + 2

    def _chip_height(self) -> int:
        return self.more.fontMetrics().height() + 2 * _RISE + 2

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._chip_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.more and event.type() == QEvent.Type.FontChange:  # text has another size; all chips soon
            QTimer.singleShot(0, self, self._lay_out)
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._at = self.current
        self._show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, typed = event.key(), event.text().upper()
        marks = list(self.shown)
        by_key = {one.key: mark for mark, one in list_marks().items()}
        if typed and typed in by_key:
            self.choose(by_key[typed])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and marks:
            at = marks.index(self._at) if self._at in marks else 0
            self._at = marks[(at + (1 if key == Qt.Key.Key_Right else -1)) % len(marks)]
            self._show()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose(self._at)
        elif key == Qt.Key.Key_Down:
            self.show_more()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
