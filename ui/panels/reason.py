"""Accepting a change: at once, or after naming the evidence where the weight moves much."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coding.base.resources import resource_table
from coding.page.asked import OF_HERSELF, AskedBy, askers
from ui.dialogs.about_page import about_page
from ui.panels.evidence_opened import show_sheets
from ui.panels.shift_text import needs_reason, shift_html
from ui.plain import PlainLabel, RichLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM, SMALL

if TYPE_CHECKING:
    from coding.examine.preview import Shift
    from ui.session import Session

#: The dialog is as narrow as its height has room for.
_WIDTHS = (520, 640, 760, 880)


@cache
def evidence_kinds() -> tuple[str, ...]:
    """What of the record can bear a change, in the words of the screen."""
    return tuple(row["label"] for row in resource_table("fields/evidence.csv", "label"))


class ReasonDialog(QDialog):
    """Asks what of the record bears a change that raises or lowers the weight; ``reason`` is the answer, ``asked`` at
    whose request it was made, ``prints`` whether the sheet is wanted on paper.
    """

    def __init__(
        self, shift: Shift, parent: QWidget | None = None, *, money: bool = True, accept_word: str = "采纳并保存依据"
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("请写明修改依据")
        self.setMinimumWidth(_WIDTHS[0])
        intro = RichLabel(f"<b>{escape(shift.change.describe())}</b>", self)
        intro.setWordWrap(True)
        body = RichLabel(shift_html(shift, money=money), self)
        body.setWordWrap(True)
        ask = PlainLabel(
            f"{_moved_words(shift, money=money)}，无论升高还是降低，都须写明病历中的依据。依据随修改记录保存。",
            self,
        )
        ask.setWordWrap(True)
        self.kinds = [QCheckBox(label, self) for label in evidence_kinds()]
        grid = QGridLayout()
        grid.setHorizontalSpacing(LARGE)
        for number, box in enumerate(self.kinds):
            grid.addWidget(box, number // 4, number % 4)
            box.toggled.connect(self._judge)
        self.words = QPlainTextEdit(self)
        self.words.setPlaceholderText("依据说明，例如：3月2日手术记录、病理报告号……")
        self.words.setAccessibleName("依据说明")
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(64)
        self.words.textChanged.connect(self._judge)
        self.who = QComboBox(self)
        for key, label in askers().items():
            self.who.addItem(label, key)
        self.who.setAccessibleName("应谁要求")
        self.name = QLineEdit(self)
        self.name.setAccessibleName("要求人的姓名或科室")
        self.name.setPlaceholderText("姓名或科室（可不填）")
        self.who.currentIndexChanged.connect(lambda _: self._name_if_asked())
        self.paper = QCheckBox("保存后打印依据单", self)
        asked = QHBoxLayout()
        asked.setSpacing(MEDIUM)
        asked.addWidget(PlainLabel("应谁要求", self))
        asked.addWidget(self.who)
        asked.addWidget(self.name, 1)
        asked.addSpacing(LARGE)
        asked.addWidget(self.paper)
        self.buttons = QDialogButtonBox(self)
        self.accept_button = self.buttons.addButton(accept_word, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.accept_button.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self._read_first(intro, body, ask), 1)
        box.addLayout(grid)
        box.addSpacing(SMALL)
        box.addWidget(self.words)
        box.addLayout(asked)
        box.addWidget(self.buttons)
        self._judge()
        self._name_if_asked()
        self.resize(self._size(box))
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def reason(self) -> str:
        """The evidence that was ticked, and the words."""
        parts = ["、".join(b.text() for b in self.kinds if b.isChecked()), self.words.toPlainText().strip()]
        return "；".join(p for p in parts if p)

    @property
    def asked(self) -> AskedBy:
        """At whose request."""
        return AskedBy(self.who.currentData(), self.name.text().strip() if self.name.isEnabled() else "")

    @property
    def prints(self) -> bool:
        """Whether the sheet is wanted on paper."""
        return self.paper.isChecked()

    def _read_first(self, *labels: QWidget) -> QScrollArea:
        """What is to be read before an answer; where a small screen has no room for all of it, it is scrolled."""
        words = QWidget(self)
        lines = QVBoxLayout(words)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(MEDIUM)
        for label in labels:
            lines.addWidget(label)
        self._words = QScrollArea(self)
        self._words.setWidgetResizable(True)
        self._words.setFrameShape(QScrollArea.Shape.NoFrame)
        self._words.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._words.setAccessibleName("改动和注意事项")
        self._words.setWidget(words)
        return self._words

    def _size(self, box: QVBoxLayout) -> QSize:
        """As narrow as what is to be read can be seen whole; a stop for the keys only where it cannot."""
        for one in self.findChildren(QWidget):
            one.ensurePolished()  # in the font that it will have
        words = self._words.widget().layout()
        assert words is not None
        around = box.totalSizeHint().height() - self._words.sizeHint().height()
        margins = box.contentsMargins()
        for width in _WIDTHS:
            inside = words.totalHeightForWidth(width - margins.left() - margins.right())
            size = size_on_screen(self, width, around + inside)
            if size.height() >= around + inside:
                self._words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                self._words.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
                self._words.setMinimumHeight(inside)
                break
        return size

    def _name_if_asked(self) -> None:
        self.name.setEnabled(self.who.currentData() != OF_HERSELF)

    def _judge(self) -> None:
        self.accept_button.setEnabled(bool(self.reason))


def _moved_words(shift: Shift, *, money: bool) -> str:
    return f"{shift.after.words.weight}变化超过 {shift.share:.0%}" if money else "这处修改较大"


def accept_change(session: Session, shift: Shift, why: str, parent: QWidget) -> ReasonDialog | None:
    """Make a previewed change that the person accepted; ``why`` is kept as its reason where none is asked for.

    Returns the dialog that was opened, None when the change was made at once.
    """
    if not needs_reason(shift):
        session.apply(replace(shift.change, reason=shift.change.reason or why))
        return None
    dialog = ReasonDialog(shift, parent, money=session.sees_money)
    about_page(dialog, session)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page_id = session.page_id

    def done() -> None:
        if session.page_id == page_id:
            reason = "；".join(p for p in (why, dialog.reason) if p)
            if session.apply(replace(shift.change, reason=reason, asked=dialog.asked)) and dialog.prints:
                show_sheets(session, parent)

    dialog.accepted.connect(done)
    dialog.open()
    return dialog
