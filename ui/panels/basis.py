"""依据: what the weight moved by and who has borne it, and what explains the finding or suggestion that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ui.action_spec import ActionSpec
from ui.icons.icons import pixmap
from ui.panels.asking import ask_for_evidence
from ui.panels.evidence_opened import show_sheets
from ui.panels.panel import Panel, PanelView, Picture
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import ICON, MEDIUM, SMALL, TINY
from ui.wording.group_told import moved

if TYPE_CHECKING:
    from PySide6.QtWidgets import QScrollArea

    from ui.open_evidence import OpenEvidence
    from ui.session import Session


class BasisView(PanelView):
    """The line of the evidence stands only where some is wanted or written; below it what other views explain."""

    def __init__(self, session: Session, evidence: OpenEvidence, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.evidence = evidence
        self.line = QWidget(self)
        self._icon = PlainLabel(self.line)
        self.text = PlainLabel(self.line)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text.setWordWrap(True)
        self.button = QPushButton(self.line)
        self.button.clicked.connect(lambda: ask_for_evidence(evidence, self.window()))
        self.sheet_button = QPushButton("依据单…", self.line)
        self.sheet_button.setToolTip("打印或另存已写的依据")
        self.sheet_button.clicked.connect(lambda: show_sheets(session, self.window()))
        line = QHBoxLayout(self.line)
        line.setContentsMargins(MEDIUM, TINY, SMALL, TINY)
        line.setSpacing(SMALL)
        line.addWidget(self._icon)
        line.addWidget(self.text, 1)
        line.addWidget(self.button)
        line.addWidget(self.sheet_button)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(QWidget(self.stack))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.line)
        box.addWidget(self.stack, 1)
        evidence.changed.connect(self._show_evidence)
        self._show_evidence()

    def hold(self, detail: QScrollArea) -> None:
        """Take what explains the rows of another view; it is shown when it is asked for."""
        self.stack.addWidget(detail)

    def show_detail(self, detail: QScrollArea) -> None:
        """Show what explains the row that was chosen last."""
        self.stack.setCurrentWidget(detail)
        self.resized.emit()

    def wanted_height(self) -> int:
        """The line, and the whole of what explains."""
        line = self.line.sizeHint().height() if not self.line.isHidden() else 0
        detail = self.stack.currentWidget()
        body = detail.widget() if hasattr(detail, "widget") else None
        if body is None or not any(label.text() for label in body.findChildren(QLabel)):
            return line
        width = max(1, self.width() - 2 * SMALL)
        return line + max(body.sizeHint().height(), body.heightForWidth(width)) + SMALL

    def focus_widget(self) -> QWidget:
        """The first button that is there."""
        for button in self.findChildren(QPushButton):
            if button.isVisibleTo(self) and button.isEnabled():
                return button
        return self

    def start_over(self) -> None:
        """Another page: nothing explains anything yet but the first finding."""
        self.stack.setCurrentIndex(1 if self.stack.count() > 1 else 0)
        self.resized.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "stack"):
            self._show_evidence()

    def _show_evidence(self) -> None:
        shift, written = self.evidence.shift, self.evidence.is_written
        self.line.setVisible(shift is not None or written)
        self.button.setVisible(shift is not None)
        self.button.setText("写依据（F7）")
        self.sheet_button.setVisible(written)
        self._icon.setPixmap(pixmap("evidence", "warning" if shift else "text_muted", ICON, self.devicePixelRatioF()))
        self.text.setProperty("role", "warning" if shift else "muted")
        self.text.style().polish(self.text)
        self.counted.emit(int(shift is not None))
        self.told.emit("依据未写" if shift else "依据已写" if written else "")
        if shift is not None:
            money = self.session.sees_money
            words = moved(shift.before, shift.after, money=money) or shift.after.grouping.drg
            self.text.setText(f"依据未写　{words}")
            share = f"变化超过 {shift.share:.0%}" if money else "改动较大"
            self.text.setToolTip(plain_tip(f"手工修改{share}，无论升高还是降低，都须写明病历中的依据。"))
        else:
            self.text.setText("依据已写")
            self.text.setToolTip("")
        self.resized.emit()


BASIS_PANEL: Final = Panel(
    "basis",
    "依据",
    lambda place: BasisView(place.session, place.evidence),
    actions=(
        ActionSpec(
            "basis",
            "依据：所选问题或建议的条款和理由",
            "病案",
            ("Shift+F7",),
            icon="evidence",
            needs_page=True,
            hint="面板的第三节；依据未写的权重变化也在这里",
        ),
    ),
    pictures=(Picture("basis", lambda row, _page: row.errors > 0 and row.warnings > 0),),
    least=44,
    share=5,
)
