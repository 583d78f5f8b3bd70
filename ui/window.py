"""The main window: worklist, page, what is known of it; always in the same places."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QStackedWidget, QToolBar, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.page.audience import CODER
from coding.page.finding import Place
from coding.store.store import Store
from ui import settings
from ui.actions import ActionSet
from ui.dialogs.first_start import FirstStart
from ui.dialogs.message import show_message
from ui.focus import PanelFocus
from ui.form.form_view import PageForm
from ui.header import PageStrip
from ui.icons.icons import icon
from ui.knowledge_loading import KnowledgeLoading
from ui.opening_files import FileOpening
from ui.panels.own_knowledge import KnowledgePanel
from ui.recheck import BatchExamination
from ui.rules.hospital import HospitalRules
from ui.rules.rules_desk import RuleDesk
from ui.session import Session
from ui.status import StatusLine
from ui.tasks import TaskRunner
from ui.theme.spacing import FORM_WIDTH, ICON, KNOWLEDGE_WIDTH, WINDOW_HEIGHT, WINDOW_WIDTH, WORKLIST_WIDTH
from ui.theme.theme import apply_theme, system_is_dark
from ui.unexpected import in_words
from ui.window_actions import handlers
from ui.worklist.worklist_view import WorklistPanel

if TYPE_CHECKING:
    from coding.work.importing import Imported

APP_TITLE = "住院病案首页编码与质控"


class MainWindow(QMainWindow):
    """One window on one store. ``sample_wanted``: the user asks for the sample pages (or for the way back)."""

    sample_wanted = Signal()

    def __init__(self, store: Store, path: Path, *, is_sample: bool = False) -> None:
        super().__init__()
        self.is_sample = is_sample
        self.store_path = path
        self.session = Session(store, author=settings.AUTHOR.read(store), audience=settings.AUDIENCE.read(store))
        self.runner = TaskRunner(self)
        self.knowledge_loading = KnowledgeLoading(self.session, self.runner)
        self.rules = HospitalRules(RuleDesk(self.session, self.knowledge_loading), self.runner, self)
        self.opening = FileOpening(self.session, self.runner)
        self.batch = BatchExamination(self.session, self.runner)
        self._closed = False
        # Before there is a widget: afterwards every one of them has to be polished again.
        self._apply_appearance(settings.APPEARANCE.read(store))
        self._build()
        self._connect()
        self.restore()

    # -- building

    def _build(self) -> None:
        self.worklist = WorklistPanel(self.session, self.runner)
        self.form = PageForm(self.session)
        self.knowledge = KnowledgePanel(self.session)
        self.strip = PageStrip(self.session)
        self.first_start = FirstStart()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        for panel, least in ((self.worklist, 230), (self.form, 470), (self.knowledge, 300)):
            panel.setMinimumWidth(least)
            self.splitter.addWidget(panel)
        self.splitter.setStretchFactor(1, 1)
        self.work = QWidget()
        column = QVBoxLayout(self.work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.splitter, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.work)
        self.stack.addWidget(self.first_start)
        self.setCentralWidget(self.stack)
        self.status = StatusLine(self.session, self.runner)
        self.setStatusBar(self.status)
        self.panels = PanelFocus(
            (
                (self.worklist, self.worklist.view),
                (self.form, self.form),
                (self.knowledge, self.knowledge.findings.list),
            ),
            self,
        )
        self.actions_ = ActionSet(self, handlers(self))
        self.actions_.fill_menus(self.menuBar())
        bar = QToolBar("工具栏")
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setIconSize(bar.iconSize().scaled(ICON, ICON, Qt.AspectRatioMode.KeepAspectRatio))
        self.actions_.fill_toolbar(bar)
        self.addToolBar(bar)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.actions_["open_sample"].setText("返回本院病案" if self.is_sample else "打开示例病案")
        self.setWindowIcon(icon("app", "accent"))
        self._tell_title("")

    def _connect(self) -> None:
        session = self.session
        self.worklist.wanted.connect(self.open_page)
        self.worklist.entered.connect(lambda: self.panels.go(1))
        self.knowledge.place_activated.connect(self.go_to_place)
        self.form.place_changed.connect(self.knowledge.set_place)
        self.knowledge.findings.waive_wanted.connect(self.rules.waive)
        self.knowledge.findings.unwaive_wanted.connect(self.rules.end_waiver)
        self.knowledge.findings.rule_wanted.connect(self.rules.show)
        self.rules.page_wanted.connect(self.open_page)
        self.rules.refused.connect(self.refuse)
        self.first_start.chosen.connect(self._on_choice)
        self.opening.imported.connect(self._on_imported)
        self.opening.refused.connect(self.refuse)
        self.opening.exported.connect(lambda sentence: show_message(self, sentence, "info", "导出完成"))
        self.knowledge_loading.refused.connect(self.refuse)
        self.knowledge_loading.loaded.connect(self.status.say)
        self.runner.failed.connect(lambda error: self.refuse(in_words(error)))
        session.knowledge_changed.connect(self.batch.start)
        session.contexts_changed.connect(self.batch.start)
        session.opened.connect(lambda _: self._tell_actions())
        session.changed.connect(lambda _: self._tell_actions())
        session.judged.connect(lambda _: self._tell_actions())
        style = QApplication.styleHints()
        style.colorSchemeChanged.connect(lambda _: self._follow_system())

    # -- start and end

    def restore(self) -> None:
        """Size, splitter, appearance and the page that was in work last; the first start makes its offer."""
        store = self.session.store
        self.resize(WINDOW_WIDTH, WINDOW_HEIGHT)
        geometry = settings.GEOMETRY.read(store)
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        sizes = settings.SPLITTER.read(store)
        if not sizes or not self.splitter.restoreState(QByteArray.fromBase64(sizes.encode())):
            self.reset_layout()
        self.set_appearance(settings.APPEARANCE.read(store), keep=False)
        self._tell_audience()
        ids = self.worklist.model.ids
        last = settings.LAST_PAGE.read(store)
        if ids:
            known = last.isdigit() and self.worklist.model.place(int(last)) is not None
            self.open_page(int(last) if known else ids[0])
        self._show_offer(not ids and not settings.OFFERED.read(store) and not self.is_sample)
        self._tell_actions()

    def start(self) -> None:
        """Load the Knowledge; call it when the window is on the screen."""
        self.knowledge_loading.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.leave()
        super().closeEvent(event)

    def leave(self) -> None:
        """Write down everything and let go of the store; idempotent."""
        if self._closed:
            return
        self._closed = True
        store = self.session.store
        try:
            self.form.flush()
            settings.GEOMETRY.write(store, self.saveGeometry().toBase64().data().decode())
            settings.SPLITTER.write(store, self.splitter.saveState().toBase64().data().decode())
            self._keep_place()
        finally:
            self.rules.close()
            self.runner.shutdown()
            self.session.close_page()  # what is still on the screen must not ask the closed store
            store.close()

    # -- pages

    def open_page(self, page_id: int) -> None:
        """Make a page the one in work; what was typed in the one before is written down first."""
        self.form.flush()
        try:
            self.session.open(page_id)
        except CodingError as error:
            self.refuse(str(error))
            return
        self._keep_place()
        self._tell_title(self.session.page.origin.file if self.session.page else "")

    def step(self, by: int) -> bool:
        """The next (+1) or previous (-1) page of the list; False at its end."""
        page_id = self.worklist.neighbour(by)
        if page_id is None:
            self.status.say("已是列表中的最后一份。" if by > 0 else "已是列表中的第一份。")
            return False
        self.open_page(page_id)
        return True

    def finish_page(self) -> None:
        """Mark the page in work as done and go on."""
        self.form.flush()
        self.session.set_progress("done")
        errors = [f for f in self.session.examination.findings if f.severity == "error"] if self._judged else []
        if errors:
            self.status.say(f"已标为完成；仍有 {len(errors)} 条强制问题。")
        here = self.session.page_id
        if not self.step(1) and here is not None:
            self.status.say("已标为完成；这是列表中的最后一份。")

    def go_to_place(self, place: Place) -> None:
        """Put the cursor on a place of the page."""
        self.form.focus_place(place)

    @property
    def _judged(self) -> bool:
        return self.session.examination is not None

    # -- files

    def open_file(self, path: Path) -> None:
        """Read a file into the store and show its first page."""
        settings.LAST_FOLDER.write(self.session.store, str(path.parent))
        self._show_offer(False)
        self.opening.open(path)

    def _on_imported(self, imported: Imported) -> None:
        from ui.dialogs.import_result import ImportResultDialog

        settings.OFFERED.write(self.session.store, "1")
        self.status.say(imported.in_words())
        ids = imported.result.added or imported.result.updated
        if ids:
            fresh = set(ids)
            listed = [i for i in self.worklist.model.ids if i in fresh]
            self.open_page((listed or list(ids))[0])
            self.panels.go(0)
        self.batch.start()
        if not imported.is_plain:
            dialog = ImportResultDialog(imported, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _on_choice(self, choice: str) -> None:
        if choice == "sample":
            self.sample_wanted.emit()
        elif choice == "file":
            self.actions_["open_file"].trigger()
        else:
            settings.OFFERED.write(self.session.store, "1")
            self._show_offer(False)
            self.worklist.search.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- looks

    def set_appearance(self, name: str, *, keep: bool = True) -> None:
        """light, dark or system."""
        name = name if name in ("light", "dark") else "system"
        if keep:
            settings.APPEARANCE.write(self.session.store, name)
        for each in ("light", "dark", "system"):
            self.actions_[each].setChecked(each == name)
        self._apply_appearance(name)
        self.actions_.recolour()
        self.worklist.recolour()
        self.setWindowIcon(icon("app", "accent"))

    def _apply_appearance(self, name: str) -> None:
        self._appearance = name
        apply_theme(QApplication.instance(), name == "dark" or (name == "system" and system_is_dark()))

    def set_audience(self, audience: str) -> None:
        """Show the findings to a coder, or all of them; every page is judged anew for the worklist."""
        settings.AUDIENCE.write(self.session.store, audience)
        self.session.renew_contexts(audience)
        self._tell_audience()

    def _tell_audience(self) -> None:
        audience = self.session.contexts.audience
        self.actions_["as_coder"].setChecked(audience == CODER)
        self.actions_["as_officer"].setChecked(audience != CODER)

    def reset_layout(self) -> None:
        """The widths of the panels as they are on the first day."""
        self.splitter.setSizes([WORKLIST_WIDTH, FORM_WIDTH, KNOWLEDGE_WIDTH])

    def refuse(self, sentence: str) -> None:
        """Say in a box why something was not done."""
        show_message(self, sentence, "error")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow() and not self._closed:
            self.form.flush()

    def _follow_system(self) -> None:
        if self._appearance == "system" and not self._closed:
            QTimer.singleShot(0, lambda: self.set_appearance("system", keep=False))

    def _show_offer(self, shown: bool) -> None:
        self.stack.setCurrentWidget(self.first_start if shown else self.work)
        if shown:
            self.first_start.setFocus()
        else:
            self.worklist.view.setFocus()

    def _tell_actions(self) -> None:
        self.actions_.enable_for_page(self.session.page_id is not None)
        self.actions_["undo"].setEnabled(self.session.can_undo())
        self.actions_["redo"].setEnabled(self.session.can_redo())

    def _tell_title(self, file: str) -> None:
        where = "示例病案" if self.is_sample else self.store_path.name
        self.setWindowTitle(" — ".join(p for p in (file, where, APP_TITLE) if p))

    def _keep_place(self) -> None:
        if self.session.page_id is not None:
            settings.LAST_PAGE.write(self.session.store, str(self.session.page_id))
