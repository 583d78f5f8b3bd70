"""The pages of the drawer, in the order of their tabs. A further page is a line here: see docs/add-a-panel.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui.cards.cards_page import CARDS_PAGE
from ui.drawer.desk_pages import COMPARE_PAGE, RULES_PAGE, TERMS_PAGE, VERSIONS_PAGE
from ui.drawer.ledger_page import CHANGES_PAGE
from ui.drawer.schemes_page import SCHEMES_PAGE
from ui.drawer.trace_page import TRACE_PAGE
from ui.drawer.what_if_pages import MAINS_PAGE, PRINCIPALS_PAGE, REMEDIES_PAGE, WITHOUTS_PAGE
from ui.panels.registry import PANELS

if TYPE_CHECKING:
    from ui.panels.panel import Panel

DRAWER: Final[tuple[Panel, ...]] = (
    TRACE_PAGE,
    PRINCIPALS_PAGE,
    MAINS_PAGE,
    WITHOUTS_PAGE,
    REMEDIES_PAGE,
    SCHEMES_PAGE,
    CHANGES_PAGE,
    CARDS_PAGE,
    RULES_PAGE,
    TERMS_PAGE,
    COMPARE_PAGE,
    VERSIONS_PAGE,
)
#: Every panel of the window: those beside the form and those below it.
ALL_PANELS: Final[tuple[Panel, ...]] = (*PANELS, *DRAWER)
