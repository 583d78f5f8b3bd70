"""The settings of the window itself that it keeps in the store: key, default and meaning, each named once."""

from __future__ import annotations

from typing import Final

from coding.page.audience import CODER
from coding.store.setting import Setting

GEOMETRY: Final = Setting("window.geometry")  # base64 of QWidget.saveGeometry
SPLITTER: Final = Setting("window.splitter")  # base64 of QSplitter.saveState
APPEARANCE: Final = Setting("window.appearance", "system")  # light, dark or system
LAST_PAGE: Final = Setting("worklist.last_page")  # id of the page in work
LAST_FOLDER: Final = Setting("import.last_folder")
AUTHOR: Final = Setting("author", "编码员")
AUDIENCE: Final = Setting("findings.audience", CODER)  # who looks at the findings, see coding.page.audience
OFFERED: Final = Setting("start.offered")  # "1" once the first start has made its offer
