"""规则库, 术语, 方案比较 and 版本比较 in the drawer: each has its tab from when it is asked for until it is closed."""

from __future__ import annotations

from typing import Final

from ui.host_page import HostPage
from ui.panels.panel import Panel

RULES_PAGE: Final = Panel("rules_page", "规则库", HostPage, on_demand=True)
TERMS_PAGE: Final = Panel("terms_page", "术语", HostPage, on_demand=True)
COMPARE_PAGE: Final = Panel("compare_page", "方案比较", HostPage, on_demand=True)
VERSIONS_PAGE: Final = Panel("versions_page", "版本比较", HostPage, on_demand=True)
