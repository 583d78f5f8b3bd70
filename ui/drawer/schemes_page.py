"""多方案: the group of the page under several schemes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.action_spec import ActionSpec
from ui.drawer.note import no_proof
from ui.grouping.schemes_table import SchemesTable
from ui.panels.panel import Panel, PanelView, Picture

if TYPE_CHECKING:
    from ui.workplace import Workplace

#: Milliseconds until the schemes of the list are there.
_LOADED = 500


class SchemesPage(PanelView):
    """The table of the schemes, in the drawer."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.schemes = SchemesTable(workplace.session, workplace.runner, self)
        self.schemes.compare_wanted.connect(lambda: self.action_wanted.emit("compare_schemes"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.schemes, 1)
        box.addWidget(no_proof(self))

    def refresh(self) -> None:
        """The page, the scheme or the list is another one."""
        self.schemes.refresh()

    def start_over(self) -> None:
        """Another page: the groups of the last one go at once."""
        self.schemes.start_over()
        self.schemes.refresh()

    def focus_widget(self) -> QWidget:
        """The table."""
        return self.schemes.table


SCHEMES_PAGE: Final = Panel(
    "drg_schemes",
    "多方案",
    SchemesPage,
    actions=(ActionSpec("drg_schemes", "多方案", "分组/抽屉", needs_page=True),),
    pictures=(Picture("drg_schemes", settle=_LOADED),),
)
