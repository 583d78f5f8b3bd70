"""The settings of the window itself: key, default, whose it is and what it means, each named once."""

from __future__ import annotations

from typing import Final

from coding.page.audience import CODER
from coding.store.setting import Setting, Whose


def _machine(key: str, default: str = "") -> Setting:
    return Setting(key, default, Whose.MACHINE)


GEOMETRY: Final = _machine("window.geometry")  # base64 of QWidget.saveGeometry
SPLITTER: Final = _machine("window.splitter")  # widths of worklist, form, knowledge; before: QSplitter.saveState
TOP: Final = _machine("window.top")  # pixels of toolbar and strip above the areas, kept free at the start
DRAWER: Final = _machine("window.drawer")  # "1" while the drawer is open
DRAWER_HEIGHT: Final = _machine("window.drawer_height")  # pixels
DRAWER_PAGE: Final = _machine("window.drawer_page")  # key of the page that was in sight last
DRAWER_DETAILS: Final = _machine("window.drawer_details")  # "1" while the details of a line stand beside its table
PAGE_THEN: Final = _machine("window.page_then")  # "1" while the page as it stood then is beside its changes
RAIL: Final = _machine("window.rail")  # "1" while the worklist is folded to its edge
APPEARANCE: Final = _machine("window.appearance", "system")  # light, dark or system
SECTIONS: Final = _machine("window.sections")  # folds and shares of the panel beside the form
PIVOT_PERIOD: Final = _machine("officer.period")  # see coding.work.pivot_periods.PivotPeriod
MODE: Final = _machine("window.mode", "code")  # see coding.review.modes.Mode
TEXT_SIZE: Final = _machine("window.text_size", "100")  # per cent, see ui.theme.fonts.TEXT_SIZES
CODING_VIEW: Final = _machine("form.coding_view", "1")  # "0" = the form in the order of the paper
FIELD_HINTS: Final = _machine("form.field_hints", "1")  # "0" = no line below the form that says what to fill
PALETTE_LAST: Final = _machine("window.palette_last")  # ids of the actions that were done from the palette last
LAST_PAGE: Final = _machine("worklist.last_page")  # id of the page in work
LAST_FOLDER: Final = _machine("import.last_folder")
#: Who looks at the findings, see coding.page.audience. The department's: a page has one verdict in the store.
AUDIENCE: Final = Setting("findings.audience", CODER)
SCHEME_TOLD: Final = _machine("start.scheme_told")  # "1" once the line on the national scheme was put away
OFFERED: Final = _machine("start.offered")  # "1" once the first start has made its offer
#: Minutes without key or mouse after which the window of a sealed store is locked; 0 = never.
IDLE_LOCK: Final = Setting("people.idle_lock", "10")
