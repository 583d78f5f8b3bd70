"""What the actions do that import knowledge of the hospital's own, part by part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from coding.work.hospital_knowledge import PARTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.workplace import Workplace

_TABLES = "表格 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"
#: Action id → the part of the Knowledge that is exchanged for a file; scheme and tariff are asked about first.
_IMPORTS = {
    "import_dx": "dx_table",
    "import_px": "px_table",
    "import_terms": "terms",
    "import_dx_map": "dx_map",
    "import_px_map": "px_map",
}


def knowledge_handlers(place: Workplace) -> dict[str, Callable[[], None]]:
    """Action id → what it does."""
    imports = {id_: lambda part=part: _choose_part(place, part) for id_, part in _IMPORTS.items()}
    return {**imports, "embedded": place.loading.use_embedded}


def _choose_part(place: Workplace, part: str) -> None:
    chosen, _ = QFileDialog.getOpenFileName(place.parent, f"导入{PARTS[part]}", place.last_folder, _TABLES)
    if chosen:
        place.loading.import_part(part, Path(chosen))
