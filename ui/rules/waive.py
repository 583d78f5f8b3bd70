"""Accepting a finding: on this page, in this department or everywhere, with a reason and an end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from coding.page.fields import field_catalogue
from coding.page.waiver import Waiver
from coding.work.dry_run import months_before
from ui.dialogs.about_page import about_page
from ui.plain import PlainLabel
from ui.theme.spacing import LARGE, MEDIUM, SMALL
from ui.wording.finding_words import place_words

if TYPE_CHECKING:
    from coding.page.finding import Finding
    from ui.session import Session

PAGE, DEPT, ALL = range(3)
#: Months until a waiver ends; 0 = it does not, None = a day of her own.
_TERMS: tuple[tuple[str, int | None], ...] = (
    ("长期有效", 0),
    ("1 个月", 1),
    ("3 个月", 3),
    ("6 个月", 6),
    ("1 年", 12),
    ("到指定日期", None),
)
_WIDTH = 540
#: What more than one page is waived for ends by itself unless she says otherwise.
_TERM_OF_MANY = 3


class WaiveDialog(QDialog):
    """Asks for scope, reason and end. ``waiver`` is the answer, ``page_id`` the page it is for (None = all)."""

    def __init__(self, session: Session, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._finding = finding
        self._page_id = session.page_id
        assert session.page is not None
        self._dept = session.page.text("discharge_dept").strip()
        self.setWindowTitle("豁免问题")
        about_page(self, session)
        self.setMinimumWidth(_WIDTH)
        head = PlainLabel(finding.message, wordWrap=True)
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setProperty("role", "large")
        about = PlainLabel(f"{finding.rule} · {finding.severity.label} · {place_words(finding.place)}", wordWrap=True)
        about.setProperty("role", "muted")
        told = PlainLabel("豁免的问题不再计入强制和提示，但仍列在检查结果的末尾，注明理由；可随时撤销。", wordWrap=True)
        self.scopes = QButtonGroup(self)
        dept = field_catalogue().value_label("discharge_dept", self._dept)
        words = (
            "仅本病案（该栏内容改动后重新判断）",
            f"出院科别为“{dept}”的全部病案" if self._dept else "本科室的全部病案（本页没有出院科别）",
            "全部病案（等于不再计入这条规则）",
        )
        scope_box = QVBoxLayout()
        scope_box.setSpacing(SMALL)
        for number, text in enumerate(words):
            button = QRadioButton(text)
            self.scopes.addButton(button, number)
            scope_box.addWidget(button)
        self.scopes.button(PAGE).setChecked(True)
        self.scopes.button(DEPT).setEnabled(bool(self._dept))
        self.scopes.idToggled.connect(self._on_scope)
        self.former = QComboBox()
        self.former.setAccessibleName("以前用过的理由")
        reasons = _former_reasons(session, finding.rule)
        self.former.addItem("选用这条规则以前的理由…" if reasons else "这条规则还没有豁免过", "")
        for reason in reasons:
            self.former.addItem(reason, reason)
        self.former.setEnabled(bool(reasons))
        self.former.activated.connect(self._take_former)
        self.words = QPlainTextEdit()
        self.words.setPlaceholderText("理由（必填），例如：呼吸机治疗即本次住院的目的，病程记录属实")
        self.words.setAccessibleName("豁免理由")
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(64)
        self.words.textChanged.connect(self._judge)
        self.term = QComboBox()
        self.term.setAccessibleName("有效期")
        for label, months in _TERMS:
            self.term.addItem(label, months)
        self.day = QDateEdit(calendarPopup=True)
        self.day.setAccessibleName("有效至")
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setMinimumDate(QDate.currentDate())
        self.term.currentIndexChanged.connect(self._show_day)
        line = QHBoxLayout()
        line.addWidget(PlainLabel("有效期"))
        line.addWidget(self.term)
        self._until = PlainLabel("至")
        line.addWidget(self._until)
        line.addWidget(self.day)
        line.addStretch(1)
        self.buttons = QDialogButtonBox()
        self.waive_button = self.buttons.addButton("豁免", QDialogButtonBox.ButtonRole.AcceptRole)
        self.waive_button.setDefault(True)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (head, about, told):
            box.addWidget(widget)
        box.addLayout(scope_box)
        box.addWidget(self.words)
        box.addWidget(self.former)
        box.addLayout(line)
        box.addWidget(self.buttons)
        self._show_day()
        self._judge()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def page_id(self) -> int | None:
        """The page that the waiver is for; None = all."""
        return self._page_id if self.scopes.checkedId() == PAGE else None

    @property
    def waiver(self) -> Waiver:
        """What was agreed to."""
        scope = self.scopes.checkedId()
        return Waiver(
            rule=self._finding.rule,
            reason=self.words.toPlainText().strip(),
            author=self._session.author,
            at=self._session.clock().replace(microsecond=0),
            expires=self._expires(),
            dept=self._dept if scope == DEPT else "",
            field=self._finding.place.field if scope == PAGE else None,
            value=self._finding.value if scope == PAGE else None,
        )

    def _expires(self) -> date | None:
        if self.term.currentData() == 0:
            return None
        return date(self.day.date().year(), self.day.date().month(), self.day.date().day())

    def _on_scope(self, scope: int, on: bool) -> None:
        if on:
            self.term.setCurrentIndex(0 if scope == PAGE else _TERM_OF_MANY)

    def _show_day(self) -> None:
        months = self.term.currentData()
        self.day.setEnabled(months is None)
        self.day.setVisible(months != 0)
        self._until.setVisible(months != 0)
        if months:
            end = months_before(self._session.clock().date(), -months)
            self.day.setDate(QDate(end.year, end.month, end.day))

    def _take_former(self, number: int) -> None:
        reason = self.former.itemData(number)
        if reason:
            self.words.setPlainText(reason)

    def _judge(self) -> None:
        self.waive_button.setEnabled(bool(self.words.toPlainText().strip()))


def _former_reasons(session: Session, rule: str) -> list[str]:
    """The reasons that this rule was waived for before, newest first."""
    reasons = [k.waiver.reason for k in session.store.waivers() if k.waiver.rule == rule]
    return list(dict.fromkeys(reversed(reasons)))[:20]
