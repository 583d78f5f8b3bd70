"""What a dialog, a panel or an action works with: never the main window, which is nobody's shop for everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from coding.store.store import Store
    from ui.knowledge_loading import KnowledgeLoading
    from ui.open_evidence import OpenEvidence
    from ui.panel_view import PanelView
    from ui.session import Session
    from ui.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class Workplace:
    """The parts of one window that others may use. Whoever needs only the session is handed only the session.

    ``evidence``: what of it the page in work still wants. ``parent``: over what dialogs open. ``say`` puts a sentence
    into the status line, ``refuse`` into a box. ``listed``: ids of the pages of the list, as it is filtered and ordered
    now. ``write_down`` keeps what is typed and not kept yet: it would be missing from what is shown or written.
    ``open_page`` makes a page the one in work. ``show_panel`` brings a panel beside or below the form into sight, by
    its key, and hands out its view, which takes the focus by its own ``take_focus``.
    """

    session: Session
    evidence: OpenEvidence
    runner: TaskRunner
    loading: KnowledgeLoading
    parent: QWidget
    say: Callable[[str], None]
    refuse: Callable[[str], None]
    listed: Callable[[], list[int]]
    write_down: Callable[[], None]
    open_page: Callable[[int], object]
    show_panel: Callable[[str], PanelView]

    @property
    def store(self) -> Store:
        """The store of the session."""
        return self.session.store

    @property
    def last_folder(self) -> str:
        """Where a file was opened last: there a file dialog begins."""
        return settings.LAST_FOLDER.read(self.store)
