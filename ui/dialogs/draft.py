"""What was typed and never stored, offered: page by page, beside what the store says there now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coding.work.drafts import Chosen
from ui.dialogs.whole_texts import show_whole
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.taking_out import HOLDS, Holds
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.work.drafts import Line, Offer

_HEADERS = ("采用", "病案", "栏目", "库中现在的内容", "未保存的输入", "说明")
_TICK, _PAGE, _WHERE, _STORED, _TYPED, _NOTE = range(6)
_REFUSED = "这些改动没有写入，因为病案在别处改过，或当时不能修改"
_FITS = "病案没有变过，可直接恢复"
_CHANGED = "病案已被改过，请核对后决定"
_BY_HAND = "不能自动套用，请对照后手工修改"
_GONE = "库中没有这份病案，只能查看"


class DraftDialog(QDialog):
    """``taken`` carries a list of Chosen, what is to be made again; ``discarded``: the person wants none of it.

    Esc and 以后再说 leave the draft where it is. What fits a page that has not changed is ticked; what was typed into a
    page that somebody changed since is not: the person decides line by line, nothing is written over by itself.
    """

    taken = Signal(object)
    discarded = Signal()

    def __init__(self, offers: Sequence[Offer], parent: QWidget | None = None, *, was_left: bool = True) -> None:
        super().__init__(parent)
        self.setWindowTitle("未保存的输入")
        self.resize(size_on_screen(self, 900, 420))
        self._offers = tuple(offers)
        self._rows: list[tuple[Offer, Line]] = [(offer, line) for offer in self._offers for line in offer.lines]
        why = "上次退出时有改动没有写入" if was_left else _REFUSED
        head = PlainLabel(f"{why}，共 {len(self._rows)} 处。请决定要不要采用：", wordWrap=True)
        head.setProperty("role", "large")
        self.table = QTableWidget(len(self._rows), len(_HEADERS))
        self.table.setProperty(HOLDS, Holds.PERSONS.value)
        self._fill()
        buttons = QDialogButtonBox()
        self.take = buttons.addButton("恢复选中的(&R)", QDialogButtonBox.ButtonRole.AcceptRole)
        self.discard = buttons.addButton("全部放弃(&D)", QDialogButtonBox.ButtonRole.DestructiveRole)
        self.later = buttons.addButton("以后再说(&L)", QDialogButtonBox.ButtonRole.RejectRole)
        self.take.setDefault(True)
        self.take.clicked.connect(self._take)
        self.discard.clicked.connect(self._discard)
        self.later.clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(head)
        box.addWidget(self.table, 1)
        box.addWidget(buttons)

    def _fill(self) -> None:
        self.table.setHorizontalHeaderLabels(_HEADERS)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        told: set[int] = set()  # a page that fits is taken whole, with one tick
        for number, (offer, line) in enumerate(self._rows):
            texts = ("", f"{offer.case_no} {offer.patient}".strip(), line.where, line.stored, line.typed)
            for column, text in enumerate((*texts, _note(offer, line))):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self.table.setItem(number, column, item)
            tick = self.table.item(number, _TICK)
            if offer.again is not None and id(offer) in told:
                continue
            told.add(id(offer))
            if _can_be_taken(offer, line):
                tick.setFlags(tick.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                tick.setCheckState(Qt.CheckState.Checked if offer.again is not None else Qt.CheckState.Unchecked)
        show_whole(self.table, (_STORED, _TYPED))

    def chosen(self) -> list[Chosen]:
        """What is ticked now."""
        found = []
        for offer in self._offers:
            ticked = [
                line
                for number, (of, line) in enumerate(self._rows)
                if of is offer and self.table.item(number, _TICK).checkState() is Qt.CheckState.Checked
            ]
            if ticked:
                found.append(Chosen(offer, offer.lines if offer.again is not None else tuple(ticked)))
        return found

    def _take(self) -> None:
        chosen = self.chosen()
        self.accept()
        self.taken.emit(chosen)

    def _discard(self) -> None:
        self.accept()
        self.discarded.emit()


def _can_be_taken(offer: Offer, line: Line) -> bool:
    return offer.again is not None or line.change is not None


def _note(offer: Offer, line: Line) -> str:
    if offer.page is None:
        return _GONE
    if offer.again is not None:
        return _FITS
    return _CHANGED if line.change is not None else _BY_HAND
