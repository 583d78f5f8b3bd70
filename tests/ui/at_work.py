"""A place to work at without a window around it."""

from PySide6.QtWidgets import QWidget

from ui.knowledge_loading import KnowledgeLoading
from ui.open_evidence import OpenEvidence
from ui.panel_view import PanelView
from ui.tasks import TaskRunner
from ui.workplace import Workplace


def workplace_of(session, qtbot):
    """The parts that a panel is handed; sentences go where the session tells its own."""
    parent = QWidget()
    qtbot.addWidget(parent, before_close_func=lambda _: runner.shutdown())
    runner = TaskRunner(parent)
    return Workplace(
        session=session,
        evidence=OpenEvidence(session),
        runner=runner,
        loading=KnowledgeLoading(session, runner),
        parent=parent,
        say=session.failed.emit,
        refuse=session.failed.emit,
        listed=lambda: list(session.store.worklist()),
        write_down=lambda: None,
        open_page=session.open,
        show_panel=lambda _key: PanelView(parent),
    )
