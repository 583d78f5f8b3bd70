"""What was typed on a page that somebody else has changed first: both values, and one key for either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.whole_texts import show_whole
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.taking_out import HOLDS, Holds
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.work.clashes import Clash, Clashes

_HEADERS = ("病案", "栏目", "原来", "现在", "谁改的", "您的输入")
_WAS, _THEIRS, _MINE = 2, 3, 5
_BY_HAND = "（须对照后手工修改）"


class StaleDialog(QDialog):
    """``taken`` carries a list of Chosen: mine stands over theirs; ``discarded``: theirs stays. Esc decides later: what
    was typed stays in the draft, and is asked about when the page is opened again.
    """

    taken = Signal(object)
    discarded = Signal()

    def __init__(self, clashes: Sequence[Clashes], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("别人先改了")
        self.resize(size_on_screen(self, 860, 320))
        self._clashes = tuple(clashes)
        self._places = [(each, one) for each in self._clashes for one in each.places]
        self.words = PlainLabel(self._told(), wordWrap=True)
        self.words.setProperty("role", "large")
        self.table = QTableWidget(len(self._places), len(_HEADERS))
        self.table.setProperty(HOLDS, Holds.PERSONS.value)
        self._fill()
        buttons = QDialogButtonBox()
        self.take = buttons.addButton("用我的(&R)", QDialogButtonBox.ButtonRole.AcceptRole)
        self.discard = buttons.addButton("留对方的(&D)", QDialogButtonBox.ButtonRole.DestructiveRole)
        self.later = buttons.addButton("以后再说(&L)", QDialogButtonBox.ButtonRole.RejectRole)
        self.take.setDefault(True)
        self.take.setEnabled(any(each.mine.lines for each in self._clashes))
        self.take.clicked.connect(self._take)
        self.discard.clicked.connect(self._discard)
        self.later.clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.words)
        box.addWidget(self.table, 1)
        box.addWidget(buttons)

    def _told(self) -> str:
        names = dict.fromkeys(one.who for _, one in self._places if one.who)
        who = "、".join(names) or "另一个窗口"
        return f"{who}先改了同一处，您的输入没有写入，也没有丢。要用哪一个？"

    def _fill(self) -> None:
        self.table.setHorizontalHeaderLabels(_HEADERS)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for number, (each, one) in enumerate(self._places):
            offer = each.offer
            mine = one.mine if one.line.change is not None else f"{one.mine}{_BY_HAND}"
            texts = (f"{offer.case_no} {offer.patient}".strip(), one.where, one.was, one.theirs, _by(one), mine)
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self.table.setItem(number, column, item)
        show_whole(self.table, (_WAS, _THEIRS, _MINE))

    def _take(self) -> None:
        self.accept()
        self.taken.emit([each.mine for each in self._clashes if each.mine.lines])

    def _discard(self) -> None:
        self.accept()
        self.discarded.emit()


def _by(one: Clash) -> str:
    return f"{one.who} {one.at:%m-%d %H:%M}" if one.at is not None else ""
