"""检查结果: what was found on the page in work, what would mend it, and what could not be judged."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.page.change import Change, ChangeSource
from coding.rules.local import ROLES
from ui.actions import ActionSpec
from ui.icons.icons import icon
from ui.panels.finding_html import finding_html, waiver_html
from ui.panels.finding_keys import FindingView
from ui.panels.finding_list import FINDING, WAIVED, FindingDelegate, FindingModel
from ui.panels.folded import Folded
from ui.panels.panel import Panel, PanelView, Picture
from ui.panels.reason import accept_change
from ui.panels.shift_text import shift_html, short_shift
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from coding.examine.preview import Shift
    from coding.page.finding import Finding, NotJudged
    from coding.page.waiver import Waived
    from ui.session import Session

_LIST_HEIGHT, _DETAIL_HEIGHT = 300, 190


class FindingsPanel(PanelView):
    """Enter goes to the place of a finding, Alt+Enter accepts the first change that would mend it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.model = FindingModel()
        self.list = FindingView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(FindingDelegate(self.list))
        self.list.setAccessibleName("检查结果")
        self.model.moment_now = lambda: session.moment
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.entered_on.connect(self._go)
        self.list.accepted_on.connect(lambda _: self.accept_first())
        self.list.doubleClicked.connect(self._go)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.none = QLabel(self)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setWordWrap(True)
        self.none.setProperty("role", "muted")
        self.defects = QLabel(self)
        self.defects.setWordWrap(True)
        self.defects.setProperty("role", "info")
        self.defects.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        self.defects.hide()
        self.detail = QScrollArea(self)
        self.detail.setWidgetResizable(True)
        self.detail.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shifts: list[Shift] = []
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self.list)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        split.setSizes([_LIST_HEIGHT, _DETAIL_HEIGHT])
        self.split = split
        self.unjudged = QToolButton(self)
        self.unjudged.setCheckable(True)
        self.unjudged.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.unjudged.toggled.connect(self._show_unjudged)
        self.reasons = QListWidget(self)
        self.reasons.setAccessibleName("未判定的规则")
        self.reasons.setWordWrap(True)
        self.reasons.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.defects)
        box.addWidget(self.none)
        box.addWidget(split, 1)
        self.others = Folded("由他人更正的问题", self)
        box.addWidget(self.others)
        box.addWidget(self.unjudged)
        box.addWidget(self.reasons)

    # -- what is shown

    def refresh(self) -> None:
        """Show the examination of the page in work; the chosen finding stays chosen where it is still there."""
        examination = self.session.examination
        chosen = self.current
        findings = examination.findings if examination else ()
        waived = examination.waived if examination else ()
        if self.model.show(findings, waived) and self.model.rows:
            identities = [f.identity for f in self.model.rows]
            row = identities.index(chosen.identity) if chosen and chosen.identity in identities else 0
            self._filling = True  # the detail, with its previews, is made once: below
            self.list.setCurrentIndex(self.model.index(row))
            self._filling = False
        self.counted.emit(len(findings))
        self.none.setVisible(not self.model.rows)
        self.split.setVisible(bool(self.model.rows))
        self._show_others()
        unjudged = self._show_defects(examination.not_judged if examination else ())
        if examination is None:
            self.none.setText("知识库载入后自动检查。" if self.session.page else "没有打开病案。")
        else:
            self.none.setText("已判定的规则没有发现问题。" if examination.not_judged else "没有发现问题。")
        self.unjudged.setVisible(bool(unjudged))
        self.unjudged.setText(f"{len(unjudged)} 条规则未判定（不等于通过）")
        self._recolour()
        self.reasons.clear()
        by_reason: dict[str, list[str]] = {}
        for item in unjudged:
            by_reason.setdefault(item.reason, []).append(item.rule)
        for reason, rules in by_reason.items():
            self.reasons.addItem(f"{reason}：{'、'.join(rules)}")
        self._show_detail(self.list.currentIndex())

    def _show_defects(self, unjudged: tuple[NotJudged, ...]) -> tuple[NotJudged, ...]:
        """Tell above the list on which rules the program itself failed; the other rules that were not judged."""
        failed = [n.reason for n in unjudged if n.is_defect]
        self.defects.setText("\n".join(failed))
        self.defects.setVisible(bool(failed))
        return tuple(n for n in unjudged if not n.is_defect)

    @property
    def current(self) -> Finding | None:
        """The finding that is chosen."""
        index = self.list.currentIndex()
        return index.data(FINDING) if index.isValid() else None

    @property
    def current_waived(self) -> Waived | None:
        """The waived finding that is chosen."""
        index = self.list.currentIndex()
        return index.data(WAIVED) if index.isValid() else None

    def _show_others(self) -> None:
        """What the audience is not shown, by who mends it."""
        examination, knowledge = self.session.examination, self.session.knowledge
        others = examination.for_others if examination and knowledge else ()
        lines = []
        for finding in others:
            assert knowledge is not None
            role = ROLES.get(knowledge.rules.role_of(finding.rule), "")
            lines.append(f"{role}：{finding.message}（{finding.rule}）")
        self.others.show_lines(f"另有 {len(others)} 条由他人更正、不妨碍提交", lines)

    def _show_unjudged(self, on: bool) -> None:
        self.reasons.setVisible(on)
        self.reasons.setMaximumHeight(150)
        self._recolour()

    def _recolour(self) -> None:
        self.unjudged.setIcon(icon("chevron_down" if self.unjudged.isChecked() else "chevron_right", "not_judged"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._recolour()
            # Later: Qt is walking over the widgets that this replaces.
            QTimer.singleShot(0, self, lambda: self._show_detail(self.list.currentIndex()))

    _filling = False

    def _chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        if not self._filling:
            self._show_detail(now)

    def _show_detail(self, index: QModelIndex) -> None:
        finding: Finding | None = index.data(FINDING) if index.isValid() else None
        self._shifts = []
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        box.setSpacing(SMALL)
        if finding is not None and self.session.page is not None:
            waived: Waived | None = index.data(WAIVED)
            if waived is not None:
                about = QLabel(waiver_html(waived), body)
                about.setWordWrap(True)
                box.addWidget(about)
            text = QLabel(finding_html(finding), body)
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            box.addWidget(text)
            if waived is None:
                for change in finding.changes:
                    self._add_change(box, body, finding, change)
            box.addSpacing(SMALL)
            button = QPushButton("豁免…（Ctrl+H）" if waived is None else "撤销豁免（Ctrl+H）", body)
            button.setProperty("kind", "flat")
            button.clicked.connect(self.waive)
            rule = QPushButton("查看规则", body)
            rule.setProperty("kind", "flat")
            rule.clicked.connect(lambda: self.rule_wanted.emit(finding.rule))
            line = QHBoxLayout()
            line.addWidget(button)
            line.addWidget(rule)
            line.addStretch(1)
            box.addLayout(line)
        box.addStretch(1)
        self.detail.setWidget(body)

    def _add_change(self, box: QVBoxLayout, body: QWidget, finding: Finding, change: Change) -> None:
        if not change.rule:
            change = replace(change, rule=finding.rule)
        try:
            shift = self.session.preview(replace(change, source=ChangeSource.FINDING))
        except CodingError:  # the change does not fit the page; there is nothing to accept
            return
        self._shifts.append(shift)
        number = len(self._shifts) - 1
        key = "（Alt+Enter）" if number == 0 else ""
        button = QPushButton(f"采纳{key}", body)
        button.setToolTip(change.describe())
        button.setAccessibleName(f"采纳：{change.describe()}")
        button.clicked.connect(lambda: self.accept(number))
        words = QLabel(f"<b>{escape(change.describe())}</b><br>{escape(short_shift(shift))}", body)
        words.setWordWrap(True)
        words.setToolTip(shift_html(shift))
        box.addSpacing(SMALL)
        box.addWidget(words)
        if number == 0:
            whole = QLabel(shift_html(shift), body)
            whole.setWordWrap(True)
            box.addWidget(whole)
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    # -- what the person does

    def focus_widget(self) -> QWidget:
        """The list of findings."""
        return self.list

    def step(self, by: int) -> None:
        """Choose the next (1) or previous (-1) finding and go to its place."""
        count = len(self.model.findings)
        if not count:
            return
        now = self.list.currentIndex().row()
        if not self._stepped and by > 0:
            now = -1
        self._stepped = True
        index = self.model.index((now + by) % count)
        self.list.setCurrentIndex(index)
        self._go(index)

    _stepped = False

    def start_over(self) -> None:
        """Another page: the first step goes to the first finding."""
        self.refresh()
        self._stepped = False
        if self.model.findings:
            self.list.setCurrentIndex(self.model.index(0))

    def accept_first(self) -> None:
        """Accept the first change of the chosen finding."""
        if self._shifts:
            self.accept(0)

    def accept(self, number: int) -> None:
        """Accept a change of the chosen finding."""
        finding = self.current
        if finding is not None:
            accept_change(self.session, self._shifts[number], f"{finding.rule} {finding.message}", self)

    def waive(self) -> None:
        """Ask for the chosen finding to be accepted; one that is accepted is to be told again."""
        waived, finding = self.current_waived, self.current
        if waived is not None:
            self.unwaive_wanted.emit(waived)
        elif finding is not None:
            self.waive_wanted.emit(finding)

    def _go(self, index: QModelIndex) -> None:
        finding: Finding | None = index.data(FINDING) if index.isValid() else None
        if finding is not None:
            self._stepped = True
            self.place_activated.emit(finding.place)


FINDINGS_PANEL: Final = Panel(
    "findings",
    "检查结果",
    lambda place: FindingsPanel(place.session),
    actions=(
        ActionSpec(
            "next_finding",
            "下一条问题",
            "病案",
            ("F4",),
            icon="findings",
            short="下一问题",
            toolbar=True,
            separator=True,
            needs_page=True,
            hint="光标跳到出错的栏目",
        ),
        ActionSpec("previous_finding", "上一条问题", "病案", ("Shift+F4",), icon="findings", needs_page=True),
        ActionSpec("go_to_place", "到问题所在的栏目", "", ("Return",), handled=False, hint="检查结果"),
        ActionSpec("accept_mend", "采纳问题的改法", "", ("Alt+Return",), handled=False, hint="检查结果"),
    ),
    does={
        "next_finding": lambda view: view.step(1),
        "previous_finding": lambda view: view.step(-1),
        "waive": FindingsPanel.waive,
    },
    pictures=(
        Picture(
            "findings",
            lambda row, _page: row.errors > 0 and row.warnings > 0,
            arrange=lambda view: view.step(1),
        ),
    ),
)
