"""The search box: words and typed filters, with a list of what may stand where the cursor is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from coding.work.filter_offers import Offer, offers
from coding.work.typed_filters import keys_for
from ui.icons.icons import icon
from ui.plain import plain_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from coding.store.page_filter import By
    from ui.worklist.known_values import KnownValues

_WORDS = (
    "姓名也可以输入拼音首字母，大小写都可以；\n输入编码（I10、51.23）找出任一诊断或手术操作是它或它下级的病案；\n"
    "几个词用空格隔开，要同时符合。\n也可以写条件，前面加 - 是不要的，有空格的用引号括起来："
)
_NOTHING = Offer("", "", 0, 0)


class SearchBox(QLineEdit):
    """``to_list``: the focus is to go to the list. ``lacking`` carries a kind of filter whose values are to be read;
    ``offer_again`` when they are there.
    """

    to_list = Signal()
    lacking = Signal(object)

    def __init__(self, known: KnownValues, sees_money: Callable[[], bool]) -> None:
        super().__init__(placeholderText="查找：姓名、病案号、诊断…，科:内科 月:7", clearButtonEnabled=True)
        self._known = known
        self._sees_money = sees_money
        self._offers: tuple[Offer, ...] = ()
        self.setAccessibleName("查找病案")
        told = "\n".join(f"{key.example}　{key.title}" for key in keys_for(sees_money=sees_money()))
        self.setToolTip(plain_tip(f"{_WORDS}\n{told}"))
        self._lines = QStringListModel(self)
        self._completer = QCompleter(self._lines, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(12)
        self._completer.setWidget(self)
        self._completer.popup().setAccessibleName("可以填的条件")
        self._completer.activated[QModelIndex].connect(self._take)
        self.textEdited.connect(lambda: QTimer.singleShot(0, self, self.offer_again))
        self.installEventFilter(self)

    @property
    def offered(self) -> tuple[Offer, ...]:
        """What is offered now."""
        return self._offers if self._completer.popup().isVisible() else ()

    def offer_again(self) -> None:
        """Show what may stand where the cursor is."""
        lacking: list[By] = []

        def known(by: By) -> object:
            if not self._known.has(by):
                lacking.append(by)
            return self._known.at_hand(by)

        self._offers = offers(self.text(), self.cursorPosition(), known, sees_money=self._sees_money())  # type: ignore[arg-type]
        for by in lacking:
            self.lacking.emit(by)
        popup = self._completer.popup()
        if not self._offers or not self.hasFocus():
            popup.hide()
            return
        self._lines.setStringList([f"{one.text}　　{one.told}" for one in self._offers])
        popup.setMinimumWidth(min(320, 40 + popup.sizeHintForColumn(0)))
        self._completer.complete()

    def recolour(self) -> None:
        """Take the colours of the theme in force."""
        for action in self.actions():
            if action.objectName() == "lens":
                self.removeAction(action)
        lens = self.addAction(icon("search", "text_muted"), QLineEdit.ActionPosition.LeadingPosition)
        lens.setObjectName("lens")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape:
                self.clear()
                self.to_list.emit()
                return True
            if event.key() == Qt.Key.Key_Down:
                self.to_list.emit()
                return True
        return False

    def _take(self, index: QModelIndex) -> None:
        one = self._offers[index.row()] if 0 <= index.row() < len(self._offers) else _NOTHING
        if not one.text:
            return
        text = self.text()
        is_key = one.text[-1] in ":><="
        self.setText(f"{text[: one.start]}{one.text}{'' if is_key else ' '}{text[one.end :].lstrip()}")
        self.setCursorPosition(one.start + len(one.text) + (0 if is_key else 1))
        if is_key:
            QTimer.singleShot(0, self, self.offer_again)
