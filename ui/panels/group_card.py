"""The card that always shows the group of the page in work, its weight and whose scheme says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.examine.alternatives import cause
from coding.work.held_parts import held_days
from coding.work.paid_results import insurer_words, results_of_page
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import MEDIUM, SMALL, TINY
from ui.wording import finding_words as words

if TYPE_CHECKING:
    from coding.page.front_page import FrontPage
    from ui.session import Session


class GroupCard(QFrame):
    """DRG, MDC, status, weight, payment estimate, scheme and tariff; the cause where there is no group."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName("分组结果")
        self._session = session
        self.title = self._label("large")
        self.mdc = self._label("muted")
        self.cause = self._label("warning")
        self.weight = self._label("large")
        self.payment = self._label("large")
        self.beside = self._label("")
        self.price_note = self._label("warning")
        self.paid = self._label("warning")
        self.sources = self._label("muted")
        self.figures = QWidget(self)
        figures = QHBoxLayout(self.figures)
        figures.setContentsMargins(0, 0, 0, 0)
        figures.setSpacing(MEDIUM)
        self.weight_caption, payment = self._label("muted"), self._label("muted")
        self.weight_caption.setText("权重")
        payment.setText("支付估算")
        for name, value in ((self.weight_caption, self.weight), (payment, self.payment)):
            for label in (name, value):  # of two words and a figure none is broken in the middle
                label.setWordWrap(False)
            figures.addWidget(name, 0, Qt.AlignmentFlag.AlignBaseline)
            figures.addWidget(value, 0, Qt.AlignmentFlag.AlignBaseline)
        figures.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM + SMALL, MEDIUM, MEDIUM + SMALL, MEDIUM)
        box.setSpacing(TINY)
        box.addWidget(self.title)
        box.addWidget(self.mdc)
        box.addWidget(self.cause)
        box.addWidget(self.figures)
        box.addWidget(self.beside)
        box.addWidget(self.price_note)
        box.addWidget(self.paid)
        box.addWidget(self.sources)
        self._is_short = False
        self.show_group()

    def set_short(self, on: bool) -> None:
        """Show only what is said nowhere else: why there is no group, and what is to be known of the price."""
        if on != self._is_short:
            self._is_short = on
            self.show_group()

    def _label(self, role: str) -> QLabel:
        label = PlainLabel(self)
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return label

    def show_group(self) -> None:
        """Show the group of the page in work."""
        self._fill()
        for label in (self.title, self.figures, self.sources):
            label.setVisible(not self._is_short)
        if not self._session.sees_money:
            for label in (self.figures, self.beside, self.price_note, self.paid):
                label.hide()
            self.setAccessibleDescription(self.title.text())
        if self._is_short:
            self.mdc.hide()
            self.beside.hide()
        told = (self.cause, self.price_note, self.paid)
        self.setVisible(not self._is_short or not all(label.isHidden() for label in told))

    def _fill(self) -> None:
        examination, knowledge = self._session.examination, self._session.held_knowledge
        price = examination.price if examination else None
        short, whole = words.sources(knowledge, price) if knowledge else ("正在载入知识库…", "")
        if self._session.knowledge and (days := held_days(self._session.knowledge, "scheme", self._session.page)):
            short = f"{days}{' ' * days[-1].isdigit()}出院按 {short}"
        self.sources.setText(short)
        self.sources.setToolTip(plain_tip(whole))
        page = self._session.page
        if examination is None or knowledge is None or page is None:
            self.title.setText("尚未分组")
            for label in (self.mdc, self.cause, self.beside, self.price_note, self.paid):
                label.hide()
            self.weight.setText("—")
            self.payment.setText("—")
            return
        grouping, price = examination.grouping, examination.price
        self.weight_caption.setText(examination.words.weight)
        self.title.setText(words.group_title(grouping))
        mdc = f"{grouping.mdc} {knowledge.scheme.chapter_name(grouping.mdc)}".strip()
        adrg = f"　核心组 {grouping.adrg}" if grouping.adrg and grouping.adrg != grouping.drg else ""
        self.mdc.setText(f"{mdc}{adrg}")
        self.mdc.setVisible(bool(grouping.mdc) and grouping.is_grouped)
        self.cause.setText(cause(page, knowledge))
        self.cause.setVisible(bool(self.cause.text()))
        self.weight.setText(words.weight(price))
        self.payment.setText(words.payment(price))
        cost = page.number("fee_total")
        self.beside.setText(words.cost_beside(price, None if cost is None else float(cost)))
        self.beside.setVisible(bool(self.beside.text()))
        self.beside.setToolTip(plain_tip(words.policy_tip(knowledge, price)))
        self.price_note.setText(words.price_note(price))
        self.price_note.setToolTip(plain_tip(words.policy_tip(knowledge, price)))
        self.price_note.setVisible(bool(self.price_note.text()))
        self.paid.setText(self._insurer_said(page))
        self.paid.setVisible(bool(self.paid.text()))
        self.setAccessibleDescription(
            f"{words.group_title(grouping)}，{examination.words.weight}{words.weight(price)}，"
            f"支付估算{words.payment(price)}，{self.beside.text()}"
        )

    def _insurer_said(self, page: FrontPage) -> str:
        """What the insurer has paid and refused for this stay; nothing where the store cannot be asked just now, or may
        not be.
        """
        if not self._session.sees_money:
            return ""
        try:
            return "\n".join(filter(None, map(insurer_words, results_of_page(self._session.store, page))))
        except CodingError:
            return ""
