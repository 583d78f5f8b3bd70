"""放行检查: what stands before a page that is to go on, and what can be done about it, by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coding.review.gate import Way
from coding.review.people import Command
from ui.dialogs.about_page import about_page
from ui.icons.icons import icon
from ui.page_steps import answer_evidence, answer_finding
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.review.case_life import StepRule
    from coding.review.gate import GateItem, GateResult
    from ui.session import Session

_SIZE: Final = (760, 440)
_WORDS_HEIGHT: Final = 64
#: The key of each way while the focus is in the list.
_KEYS: Final = {Way.MEND: "M", Way.WAIVE: "W", Way.ANSWER: "A", Way.EVIDENCE: "E", Way.OVERRIDE: "O"}
_ASKED: Final = {
    Way.ANSWER: "说明为什么这样编码（病历中的依据），随修改记录保存",
    Way.EVIDENCE: "病历中的依据，例如：3月2日手术记录、病理报告号",
    Way.OVERRIDE: "越过全部未处理条目的理由，计入统计",
}
#: What one has to be allowed to do for a way.
_NEEDS: Final = {Way.WAIVE: Command.WAIVE, Way.OVERRIDE: Command.OVERRIDE_GATE}
_ITEM: Final = Qt.ItemDataRole.UserRole


class GateDialog(QDialog):
    """↑↓ choose, Enter goes to the field, a letter takes one of the ways; Ctrl+Enter keeps what was written.

    ``opened``: nothing stands before the page any more. ``passed_over`` carries the reason, ``place_wanted`` a Place,
    ``waive_wanted`` a Finding.
    """

    opened = Signal()
    passed_over = Signal(str)
    place_wanted = Signal(object)
    waive_wanted = Signal(object)

    def __init__(
        self, session: Session, rule: StepRule, gate_now: Callable[[], GateResult], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._gate_now = gate_now
        self._way = Way.ANSWER
        self._about: GateItem | None = None  # what the words that are being written are about
        self.result_now = gate_now()
        self.setWindowTitle(f"放行检查：{rule.label}")
        about_page(self, session)
        self.resize(size_on_screen(self, *_SIZE))
        self.head = PlainLabel(self, wordWrap=True)
        self.head.setProperty("role", "large")
        self.items = QListWidget(self)
        self.items.setAccessibleName("放行检查的条目")
        self.items.setWordWrap(True)
        self.items.setSpacing(2)
        self.items.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.items.installEventFilter(self)
        self.buttons: dict[Way, QPushButton] = {}
        ways = QHBoxLayout()
        ways.setSpacing(SMALL)
        for way in Way:
            button = QPushButton(f"{way.label}（{_KEYS[way]}）", self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, way=way: self.take(way))
            ways.addWidget(button)
            self.buttons[way] = button
        ways.addStretch(1)
        later = QPushButton("以后再放行（Esc）", self)
        later.setAutoDefault(False)
        later.clicked.connect(self.reject)
        ways.addWidget(later)
        self.words = QPlainTextEdit(self)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(_WORDS_HEIGHT)
        self.keep = QPushButton("保存（Ctrl+Enter）", self)
        self.keep.setAutoDefault(False)
        self.keep.clicked.connect(self.keep_words)
        self._below = QWidget(self)
        line = QHBoxLayout(self._below)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.words, 1)
        line.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignBottom)
        self._below.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.head)
        box.addWidget(self.items, 1)
        box.addWidget(self._below)
        box.addLayout(ways)
        self.items.currentRowChanged.connect(lambda _row: self._show_ways())
        self.words.textChanged.connect(lambda: self.keep.setEnabled(bool(self._written)))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.keep_words)
        session.contexts_changed.connect(self.look_again)  # a finding was waived
        self._fill()
        self.items.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what is shown

    @property
    def current(self) -> GateItem | None:
        """The item that is chosen."""
        item = self.items.currentItem()
        return item.data(_ITEM) if item is not None else None

    def look_again(self) -> None:
        """Something was mended, answered or waived: where nothing stands any more, the page goes on. What is being
        written is kept or left first.
        """
        if not self.isVisible() or not self._below.isHidden():
            return
        self.result_now = self._gate_now()
        self._fill()
        if self.result_now.is_open:
            self.accept()
            self.opened.emit()

    def _fill(self) -> None:
        row = max(0, self.items.currentRow())
        held = self.result_now.held
        self.head.setText(self.result_now.sentence)
        self.items.clear()
        for told in self.result_now.standing:
            shape, role = ("error", "error") if told in held else ("warning", "warning")
            words = "拦住" if told in held else "须答复"
            item = QListWidgetItem(icon(shape, role), f"{words}　{told.sentence}")
            item.setData(_ITEM, told)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words} {told.sentence}")
            item.setToolTip(plain_tip(told.finding.hint if told.finding is not None else ""))
            self.items.addItem(item)
        self.items.setCurrentRow(min(row, self.items.count() - 1))
        self._show_ways()

    def _show_ways(self) -> None:
        for way, button in self.buttons.items():
            button.setEnabled(self._is_open(way))

    def _is_open(self, way: Way) -> bool:
        item = self.current
        if item is None:
            return False
        if way is Way.MEND:
            return item.finding is not None
        needed = _NEEDS.get(way)
        if needed is not None and not self._session.store.me.may(needed):
            return False
        if way is Way.OVERRIDE:  # it is the step that is made over all of them
            return all(way in one.ways for one in self.result_now.standing)
        return way in item.ways

    # -- what the person does

    def take(self, way: Way) -> None:
        """One of the ways, for the item that is chosen."""
        item = self.current
        if item is None or not self._is_open(way):
            return
        if way is Way.MEND:
            assert item.finding is not None
            place = item.finding.place
            self.reject()
            self.place_wanted.emit(place)
        elif way is Way.WAIVE:
            self._below.hide()
            self.waive_wanted.emit(item.finding)
        else:
            self._ask(way, item)

    def keep_words(self) -> None:
        """Keep what was written: an answer, evidence, or the reason for which all is passed over."""
        item = self._about
        if self._below.isHidden() or item is None or not self._written:
            return
        if self._way is Way.OVERRIDE:
            self.accept()
            self.passed_over.emit(self._written)
            return
        if self._way is Way.EVIDENCE:
            kept = answer_evidence(self._session, self._written)
        else:
            assert item.finding is not None
            kept = answer_finding(self._session, item.finding, self._written)
        if kept:
            self._below.hide()
            self.look_again()
            self.items.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _written(self) -> str:
        return self.words.toPlainText().strip()

    def _ask(self, way: Way, item: GateItem) -> None:
        self._way, self._about = way, item
        self.words.setAccessibleName(way.label)
        self.words.setPlaceholderText(_ASKED[way])
        self.words.setPlainText(item.prefilled if way is not Way.OVERRIDE else "")
        self.keep.setEnabled(bool(self._written))
        self._below.show()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        self.words.selectAll()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """In the list the keys are the dialog's: it would take letters for a search."""
        if watched is self.items and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            return self._took(event)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves what is being written first."""
        if event.key() == Qt.Key.Key_Escape and not self._below.isHidden():
            self._below.hide()
            self.items.setFocus(Qt.FocusReason.OtherFocusReason)
            self.look_again()
        elif not self._took(event):
            super().keyPressEvent(event)

    def _took(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take(Way.MEND)
            return True
        wanted = next((way for way, key in _KEYS.items() if event.text().upper() == key), None)
        if wanted is not None:
            self.take(wanted)
        return wanted is not None
