"""检查结果: what was found on the page in work, what would mend it, and what could not be judged."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QListView,
    QListWidget,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.examine.preview import same_findings
from coding.page.change import Change, ChangeSource
from ui.action_spec import ActionSpec
from ui.icons.icons import icon
from ui.panels.finding_html import finding_html, waiver_html
from ui.panels.finding_keys import FindingView
from ui.panels.finding_list import FINDING, WAIVED, FindingDelegate, FindingModel
from ui.panels.finding_walk import FindingWalk
from ui.panels.folded import Folded
from ui.panels.panel import Panel, PanelView, Picture
from ui.panels.reason import accept_change
from ui.panels.shift_text import shift_html, short_shift
from ui.plain import PlainLabel, RichLabel, plain_tip, rich_tip
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coding.examine.preview import Shift
    from coding.page.finding import Finding, NotJudged
    from coding.page.front_page import FrontPage
    from coding.page.waiver import Waived
    from ui.session import Session

#: Pixels of the list of rules that were not judged.
_REASONS_HEIGHT = 110


class FindingsPanel(PanelView):
    """Enter goes to the place of a finding, Alt+Enter accepts the first change that would mend it.

    ``say`` puts a sentence into the status line.
    """

    def __init__(self, session: Session, say: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._say = say
        self._walk = FindingWalk()
        self._shown: FrontPage | None = None  # the page whose findings are in the list
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
        self.list.numbered.connect(self.choose)
        self.list.doubleClicked.connect(self._go)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.none = ""  # what the header says where nothing was found
        self.defects = PlainLabel(self)
        self.defects.setWordWrap(True)
        self.defects.setProperty("role", "info")
        self.defects.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        self.defects.hide()
        self.detail = QScrollArea(self)
        self.detail.setWidgetResizable(True)
        self.detail.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.detail.setAccessibleName("所选问题的依据")
        self.detail.hide()  # it stands in the section 依据
        self._shifts: list[Shift] = []
        self.unjudged = QToolButton(self)
        self.unjudged.setCheckable(True)
        self.unjudged.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.unjudged.toggled.connect(self._show_unjudged)
        self.reasons = QListWidget(self)
        self.reasons.setAccessibleName("未判定的规则")
        self.reasons.setWordWrap(True)
        self.reasons.setMaximumHeight(_REASONS_HEIGHT)
        self.reasons.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.others = Folded("由他人更正的问题", self)
        self.others.button.toggled.connect(lambda _: self.resized.emit())
        box.addWidget(self.defects)
        box.addWidget(self.list, 1)
        box.addWidget(self.others)
        box.addWidget(self.reasons)

    # -- what is shown

    def refresh(self) -> None:
        """Show the examination of the page in work; the chosen finding stays chosen where it is still there."""
        examination = self.session.examination
        findings = examination.findings if examination else ()
        self._fill(findings, examination.waived if examination else ())
        self.counted.emit(len(findings))
        self._keep_focus()
        self.list.setVisible(bool(self.model.rows))
        self._show_others()
        unjudged = self._show_defects(examination.not_judged if examination else ())
        if examination is None:
            self.none = "知识库载入后自动检查。" if self.session.page else "没有打开病案。"
        else:
            self.none = "已判定的规则没有发现问题。" if examination.not_judged else "没有发现问题。"
        self.told.emit("" if self.model.rows else self.none)
        self.unjudged.setVisible(bool(unjudged))
        self.unjudged.setText(f"未判定 {len(unjudged)}")
        self.unjudged.setToolTip(plain_tip(f"{len(unjudged)} 条规则未判定（不等于通过）"))
        self.unjudged.setAccessibleName(f"{len(unjudged)} 条规则未判定（不等于通过）")
        self._recolour()
        self.reasons.clear()
        by_reason: dict[str, list[str]] = {}
        for item in unjudged:
            by_reason.setdefault(item.reason, []).append(item.rule)
        for reason, rules in by_reason.items():
            self.reasons.addItem(f"{reason}：{'、'.join(rules)}")
        self._show_detail(self.list.currentIndex())
        self.resized.emit()

    def _fill(self, findings: tuple[Finding, ...], waived: tuple[Waived, ...]) -> None:
        """Fill the list; the chosen finding stays chosen, and where it is gone, the one that came behind it."""
        before, waived_before, page = self.model.findings, self.current_waived, self.session.page
        is_new = self.model.show(findings, waived)
        if is_new and self._shown is not None and page is not None:
            kept = same_findings(self._shown, before, page, self.model.findings)
            self._walk.follow(kept, len(self.model.findings))
        elif is_new:
            self._walk.start(len(self.model.findings))
        self._shown = page
        if is_new and self.model.rows:
            row = self._walk.row
            if waived_before is not None:
                identities = [w.finding.identity for w in waived]
                if waived_before.finding.identity in identities:
                    row = len(self.model.findings) + identities.index(waived_before.finding.identity)
            self._filling = True  # the detail, with its previews, is made once: in refresh
            self.list.setCurrentIndex(self.model.index(min(row, self.model.rowCount() - 1)))
            self._filling = False

    def _keep_focus(self) -> None:
        """The focus stays where a key does something, though what it is on goes: the list, and without one the form."""
        focus = QApplication.focusWidget()
        if focus is None or not (focus is self.list or self.detail.isAncestorOf(focus)):
            return
        if not self.model.rows:
            self.left_empty.emit()
        elif focus is not self.list:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

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
            role = _role_words().get(knowledge.rules.role_of(finding.rule), "")
            lines.append(f"{role}：{finding.message}（{finding.rule}）")
        self.others.show_lines(f"另有 {len(others)} 条由他人更正、不妨碍提交", lines)

    def _show_unjudged(self, on: bool) -> None:
        self.reasons.setVisible(on)
        self._recolour()
        self.resized.emit()

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
            if now.isValid():
                self._walk.choose(now.row())
            self._show_detail(now)
            self.explained.emit(self.detail)

    def _show_detail(self, index: QModelIndex) -> None:
        finding: Finding | None = index.data(FINDING) if index.isValid() else None
        self._shifts = []
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        box.setSpacing(SMALL)
        if finding is not None and self.session.page is not None:
            waived: Waived | None = index.data(WAIVED)
            if waived is not None:
                about = RichLabel(waiver_html(waived), body)
                about.setWordWrap(True)
                box.addWidget(about)
            if waived is None:
                for change in finding.changes:
                    self._add_change(box, body, finding, change)
            text = RichLabel(finding_html(finding), body)
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            box.addWidget(text)
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
        self.resized.emit()

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
        button.setToolTip(plain_tip(change.describe()))
        button.setAccessibleName(f"采纳：{change.describe()}")
        button.clicked.connect(lambda: self.accept(number))
        money = self.session.sees_money
        words = RichLabel(f"<b>{escape(change.describe())}</b><br>{escape(short_shift(shift, money=money))}", body)
        words.setWordWrap(True)
        words.setToolTip(rich_tip(shift_html(shift, money=money)))
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(words, 1)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(line)
        if number == 0:
            whole = RichLabel(shift_html(shift, money=money), body)
            whole.setWordWrap(True)
            box.addWidget(whole)

    # -- what the person does

    def focus_widget(self) -> QWidget:
        """The list of findings."""
        return self.list

    def wanted_height(self) -> int:
        """All rows, and the lines above and below them."""
        height = self.defects.heightForWidth(max(1, self.width())) if not self.defects.isHidden() else 0
        if self.model.rows:
            rows = sum(self.list.sizeHintForRow(row) for row in range(self.model.rowCount()))
            height += rows + 2 * self.list.frameWidth()
        height += self.others.sizeHint().height() if not self.others.isHidden() else 0
        return height + (_REASONS_HEIGHT if not self.reasons.isHidden() else 0)

    def head_widget(self) -> QWidget:
        """How many rules could not be judged; pressed, it names them."""
        return self.unjudged

    def details(self) -> tuple[QScrollArea, ...]:
        """What explains the chosen finding."""
        return (self.detail,)

    def choose(self, number: int) -> None:
        """Choose a finding by its number, from 1; one that is not there is not chosen."""
        if 0 < number <= self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(number - 1))
            self.explained.emit(self.detail)

    def step(self, by: int) -> None:
        """Choose the next (1) or previous (-1) finding and go to its place; at the end say so."""
        count = len(self.model.findings)
        row = self._walk.step(by)
        if row is None:
            self._say(_end(count) if by > 0 or not count else "已是第一条问题。")
            return
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self._go(index)

    def start_over(self) -> None:
        """Another page: the first step goes to the first finding."""
        self._shown = None
        self.refresh()
        self._walk.start(len(self.model.findings))
        if self.model.findings:
            self._filling = True
            self.list.setCurrentIndex(self.model.index(0))
            self._filling = False
            self._show_detail(self.list.currentIndex())

    def accept_first(self) -> None:
        """Accept the first change of the chosen finding; where there is none say so."""
        if self._shifts:
            self.accept(0)
        elif self.current is None:
            self._say("没有选中的问题。")
        elif self.current_waived is not None:
            self._say("所选问题已豁免，不再修改；要改请先撤销豁免（Ctrl+H）。")
        else:
            self._say("所选问题没有可直接采纳的改法：按 F4 到栏目中修改。")

    def accept(self, number: int) -> None:
        """Accept a change of the chosen finding."""
        finding = self.current
        if finding is None:
            return
        shift, before = self._shifts[number], self.session.page
        asked = accept_change(self.session, shift, f"{finding.rule} {finding.message}", self)
        if asked is None and self.session.page != before:
            self._say(f"已采纳：{shift.change.describe()}（Ctrl+Z 撤销）")

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
            self._walk.choose(index.row())
            self.explained.emit(self.detail)
            self.place_activated.emit(finding.place)


def _end(count: int) -> str:
    if not count:
        return "本病案没有要处理的问题；Ctrl+Enter 标为完成并到下一份。"
    return f"已是最后一条问题（共 {count} 条）；Ctrl+Enter 标为完成并到下一份。"


def _role_words() -> Mapping[str, str]:
    from coding.rules.local import ROLES  # rules are no part of the start

    return ROLES


FINDINGS_PANEL: Final = Panel(
    "findings",
    "问题",
    lambda place: FindingsPanel(place.session, place.say),
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
        ActionSpec(
            "accept_mend",
            "采纳所选问题的改法",
            "病案",
            ("Alt+Return", "Alt+Enter"),
            icon="done",
            needs_page=True,
            once=True,
            hint="光标在哪里都可以；改法写在问题的第二行",
        ),
        ActionSpec("go_to_place", "到问题所在的栏目", "", ("Return",), handled=False),
        ActionSpec("choose_finding", "选第 1–9 条问题", "", ("1…9",), handled=False),
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
    least=52,
    share=45,
)
