"""抽查 in the frame: the samples and their pages to the left, a page without name, money and verdict in the middle,
what is said of it to the right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from coding.base.errors import CodingError
from coding.review.grading import grades
from coding.review.people import Command
from coding.work.sampling_pages import sample_at, samples_of
from ui.icons.icons import icon
from ui.plain import plain_tip
from ui.review.grading_view import GradingView

if TYPE_CHECKING:
    from coding.work.sampling_pages import SampleAt
    from ui.officer.side import Side
    from ui.workplace import Workplace

_DATA: Final = Qt.ItemDataRole.UserRole
_DRAW: Final = "draw"


class SamplingPart(QObject):
    """``blind``: a page is graded, or no more: the strip and the keys of the page in work rest meanwhile.
    ``draw_wanted``: another sample is to be drawn; ``page_wanted``: a graded page is to be opened; ``left``: back to
    the pivot.
    """

    blind = Signal(bool)
    draw_wanted = Signal()
    page_wanted = Signal(int)
    left = Signal()

    def __init__(self, workplace: Workplace, sides: tuple[Side, Side, Side]) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        _, self._middle, self._right = sides
        self.at: SampleAt | None = None
        self.is_blind = False
        self.list = QListWidget()
        self.list.setAccessibleName("抽查")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.installEventFilter(self)
        self.list.itemDoubleClicked.connect(lambda _: self.enter())
        self.grading = GradingView(workplace.store)
        self.side = self.grading.take_side()
        self.grading.graded.connect(self._graded)
        for part in (self.grading.page, self.grading.errors):
            part.installEventFilter(self)

    # -- what is listed

    def show_samples(self) -> None:
        """The samples, the newest first."""
        self.end()
        self.list.clear()
        if self._place.store.me.may(Command.SAMPLE):
            self._add("＋ 抽取新的样本…", _DRAW, "按计划和种子从病案列表（按现在的筛选）中抽取", "sample")
        try:
            samples = [sample_at(self._place.store, sample) for sample in samples_of(self._place.store)]
        except CodingError as error:
            self._place.say(str(error))
            return
        for at in samples:
            done, drawn = len(at.order) - len(at.open), at.sample
            tip = f"{drawn.at:%Y-%m-%d} {drawn.by}，种子 {drawn.seed}"
            self._add(f"{drawn.label}　{done}/{len(at.order)} 已评", at, tip, "later" if at.open else "done")
        self.list.setCurrentRow(min(1, self.list.count() - 1))

    def _show_pages(self) -> None:
        at = self.at
        assert at is not None
        here = self.list.currentRow()
        self.list.clear()
        rows = {row.id: row for row in self._place.store.rows(at.order)}
        for number, page_id in enumerate(at.order, 1):
            verdict = at.last.get(page_id)
            if page_id in at.open or verdict is None:
                self._add(f"第 {number} 份　待评分", page_id, "评分前不显示病案号、编码员和先前的结论", "later")
            else:
                case_no = rows[page_id].case_no if page_id in rows else "（已不在）"
                words = f"第 {number} 份　{grades()[verdict.grade].label}级　{case_no}"
                self._add(words, page_id, "Enter 打开病案", "done")
        self.list.setCurrentRow(min(max(0, here), self.list.count() - 1))

    def _add(self, words: str, data: object, tip: str, picture: str) -> None:
        item = QListWidgetItem(icon(picture, "text_muted"), words)
        item.setData(_DATA, data)
        item.setToolTip(plain_tip(tip))
        self.list.addItem(item)

    # -- what is done

    def enter(self) -> None:
        """Into a sample, and on to its next page; a page that is graded is opened as it is."""
        item = self.list.currentItem()
        if item is None:
            return
        data = item.data(_DATA)
        if data == _DRAW:
            self.draw_wanted.emit()
        elif isinstance(data, int):
            if self.at is not None and data not in self.at.open:
                self.end()
                self.page_wanted.emit(data)
            else:
                self._grade()
        else:
            self.at = data
            self.list.setCurrentRow(0)
            self._show_pages()
            if self.at is not None and self.at.open and self._place.store.me.may(Command.SAMPLE):
                self._grade()

    def up(self) -> None:
        """From the pages to the samples, from the samples to the pivot."""
        if self.at is not None:
            self.at = None
            self.show_samples()
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.end()
            self.left.emit()

    def end(self) -> None:
        """Nothing is graded any more: the page in work comes back."""
        if self.is_blind:
            self.is_blind = False
            self._middle.show_part(None)
            self.blind.emit(False)

    def _grade(self) -> None:
        at = self.at
        if at is None:
            return
        try:
            self.grading.show_sample(at)
        except CodingError as error:
            self._place.say(str(error))
            return
        if self.grading.page_id in at.order:
            self.list.setCurrentRow(at.order.index(self.grading.page_id))
        if not self.is_blind:
            self.is_blind = True
            self._middle.show_part(self.grading)
            self._right.show_part(self.side)
            self.blind.emit(True)
        self.grading.take_focus()

    def _graded(self) -> None:
        """A verdict was kept: the next page, until there is none."""
        if self.at is None:
            return
        self.at = sample_at(self._place.store, self.at.sample)
        self._show_pages()
        if self.at.open:
            self._grade()
        else:
            self.end()
            self._place.say("这份样本已全部评分。")
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        key = event.key()
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            if watched is self.list:
                self.up()
            else:
                self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        if watched is self.list and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter()
            return True
        return False
