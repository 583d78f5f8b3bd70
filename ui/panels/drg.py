"""分组: the way from page to group, and what the group would be under another order or without a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from coding.examine.alternatives import WhatIf, as_main, as_principal, without_each
from coding.examine.remedies import all_remedies
from coding.grouping.page_case import case_of
from ui.action_specs import ActionSpec
from ui.grouping.schemes_table import SchemesTable
from ui.panels.panel import Panel, PanelView, Picture
from ui.panels.trace_tree import TraceTree
from ui.panels.what_if import Question, WhatIfTable
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM, SMALL
from ui.wording.finding_words import NO_PROOF

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.store.store import WorklistRow
    from ui.session import Session
    from ui.tasks import TaskRunner

#: Milliseconds of quiet before the tree is made anew.
_QUIET = 150


class DrgPanel(PanelView):
    """Made when it is looked at, never before."""

    def __init__(self, session: Session, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._dirty = True
        self.tree = TraceTree(self)
        self.principals = WhatIfTable(
            session, Question("换主要诊断", as_principal, "没有其他有编码的诊断。", "diagnosis"), self
        )
        self.mains = WhatIfTable(
            session, Question("换主要手术", as_main, "没有其他有编码的手术操作。", "procedure"), self
        )
        self.withouts = WhatIfTable(
            session, Question("逐行去除", without_each, "没有可以去除的行。", tells_carriers=True), self
        )
        self.remedies = WhatIfTable(
            session,
            Question(
                "入组办法",
                self._remedies,
                "首页上的诊断、手术操作换序、检查结果的改法和名称所指的编码，都不能使它入组：请补填缺少的项目，核对主要诊断，或询问医师。",
                hint="由首页自身支持的最小改动，不按权重排列；Enter 定位，依据病历在表单或检查结果中采纳。",
            ),
            self,
        )
        self.schemes = SchemesTable(session, runner, self)
        self.schemes.compare_wanted.connect(lambda: self.action_wanted.emit("compare_schemes"))
        self.bar = QTabBar(self)
        self.bar.setProperty("kind", "tight")  # five of them stand side by side in the narrowest panel, too
        self.bar.setAccessibleName("分组的各个方面")
        self.stack = QStackedWidget(self)
        for title, widget in (
            ("分组过程", self.tree),
            ("入组办法", self.remedies),
            ("换主诊断", self.principals),
            ("换主手术", self.mains),
            ("逐行去除", self.withouts),
            ("多方案", self.schemes),
        ):
            self.bar.addTab(title)
            self.stack.addWidget(widget)
        self.bar.currentChanged.connect(self.stack.setCurrentIndex)
        self._tables = (self.remedies, self.principals, self.mains, self.withouts)
        for table in self._tables:
            table.place_activated.connect(self.place_activated)
        note = PlainLabel(NO_PROOF, self)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        note.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.bar)
        box.addWidget(self.stack, 1)
        box.addWidget(note)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self._make)

    def refresh(self) -> None:
        """The page or the scheme is another one."""
        self._dirty = True
        if self.isVisible():
            self._quiet.start()
        for table in self._tables:
            table.refresh()
        self.schemes.refresh()
        examination = self.session.examination
        ill = examination is not None and not examination.grouping.is_grouped
        # without a group there is nothing that carries it: each of the two has its time, and both would not fit
        for table, shown in ((self.remedies, ill), (self.withouts, not ill)):
            at = self.stack.indexOf(table)
            if not shown and self.bar.currentIndex() == at:
                self.bar.setCurrentIndex(0)
            self.bar.setTabVisible(at, shown)

    def start_over(self) -> None:
        """Another page: the tree and the tables of the last one go at once."""
        self.tree.clear()
        for table in self._tables:
            table.start_over()
        self.schemes.start_over()
        self.refresh()

    def show_aspect(self, widget: QWidget) -> None:
        """Show one of the aspects: the tree or a table."""
        self.bar.setCurrentIndex(self.stack.indexOf(widget))

    def focus_widget(self) -> QWidget:
        """What takes the focus: the tree or the table in sight."""
        shown = self.stack.currentWidget()
        return shown.table if isinstance(shown, WhatIfTable | SchemesTable) else shown

    def _remedies(self, page: FrontPage, knowledge: Knowledge) -> list[WhatIf]:
        now = self.session.examination
        return all_remedies(page, knowledge, now, with_codes=self.session.is_search_ready) if now else []

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._make()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.tree.viewport().update()

    def _make(self) -> None:
        self._dirty = False
        page, knowledge = self.session.page, self.session.held_knowledge
        if page is None or knowledge is None:
            self.tree.clear()
            return
        self.tree.show_trace(knowledge.scheme.trace(case_of(page, knowledge.codes)))


def _grouped_with_procedure(row: WorklistRow, page: FrontPage) -> bool:
    return bool(row.weight) and len(page.procedures) > 1 and len(page.diagnoses) > 2


#: Milliseconds until every line of a table has its preview.
_PREVIEWED = 500

DRG_PANEL: Final = Panel(
    "drg",
    "分组",
    lambda place: DrgPanel(place.session, place.runner),
    actions=(
        ActionSpec("drg", "分组与过程", "病案", ("F9",), icon="group", toolbar=True, needs_page=True, short="分组"),
    ),
    pictures=(
        Picture("drg", _grouped_with_procedure, section=2),
        Picture("drg_principals", arrange=lambda view: view.show_aspect(view.principals), settle=_PREVIEWED),
        Picture("drg_mains", arrange=lambda view: view.show_aspect(view.mains), settle=_PREVIEWED),
        Picture("drg_without", arrange=lambda view: view.show_aspect(view.withouts), settle=_PREVIEWED),
        Picture("drg_schemes", arrange=lambda view: view.show_aspect(view.schemes), settle=_PREVIEWED),
        Picture(
            "drg_remedies",
            lambda row, _page: row.drg == "0000",
            arrange=lambda view: view.show_aspect(view.remedies),
            settle=_PREVIEWED,
        ),
    ),
    is_open=False,
    least=160,
    share=60,
)
