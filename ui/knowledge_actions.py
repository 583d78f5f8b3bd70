"""What the actions do that import knowledge of the hospital's own, part by part, and show what was imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog

from coding.review.people import Command
from coding.work.hospital_knowledge import PARTS
from coding.work.knowledge_copies import PartsWanted
from ui.allowed import who_may
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coding.work.code_table_check import CodeTableCheck
    from coding.work.knowledge_copies import BroughtFile
    from coding.work.shelf import ShelfDays
    from ui.workplace import Workplace

_TABLES = "表格 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"
#: Action id → the part of the Knowledge that is exchanged for a file. Of scheme and tariff the actions of grouping
#: ask before, of code tables ``import_code_table``.
_IMPORTS = {
    "import_dx": "dx_table",
    "import_px": "px_table",
    "import_terms": "terms",
    "import_dx_map": "dx_map",
    "import_px_map": "px_map",
    "import_tcm_sheet": "tcm_sheet",
}
_CODE_TABLES = ("dx_table", "px_table")
#: The parts for which the desk of knowledge asks by an action of another's.
_ELSEWHERE = {
    "calendar": "import_calendar",
    "folder": "import_folder",
    "sex_table": "import_sex_table",
    "scheme": "import_scheme_file",
    "tariff": "import_tariff",
    "policy": "import_policy",
}


def knowledge_handlers(place: Workplace, do: Callable[[str], None]) -> dict[str, Callable[[], None]]:
    """Action id → what it does. ``do`` triggers another action by its id."""
    imports = {id_: lambda part=part: _choose_part(place, part) for id_, part in _IMPORTS.items()}
    own = {
        "import_calendar": lambda: _ask_for_notice(place),
        "import_sex_table": lambda: _choose_sex_table(place),
        "import_folder": lambda: _choose_folder(place),
    }
    return {**imports, **own, "embedded": place.loading.use_embedded, "knowledge": lambda: _show_desk(place, do)}


def import_code_table(place: Workplace, part: str, path: Path) -> None:
    """Check a code table behind the window and show what it is; it is used when the person agrees."""
    from coding.work.code_table_check import check_code_table

    def show(checked: CodeTableCheck) -> None:
        from ui.knowledge.code_table_dialog import CodeTableDialog

        dialog = CodeTableDialog(checked, place)
        dialog.agreed.connect(use)
        dialog.page_wanted.connect(place.open_page)
        _open(dialog)

    def use(file: BroughtFile, days: ShelfDays) -> None:
        from ui.shelves.days_dialog import used_words

        place.loading.use(PartsWanted({part: file}, days={part: days}), used_words(part, file.original, days))

    place.runner.run(
        f"检查{PARTS[part]} {path.name}",
        lambda _task: check_code_table(place.store, part, path),
        on_result=show,
        on_error=lambda error: place.refuse(in_words(error)),
        foreground=True,
    )


def import_given(place: Workplace, part: str, path: Path, elsewhere: Mapping[str, Callable[[Path], object]]) -> None:
    """One part that was given to the window: shown by the dialog that its menu has; where that has none, what it would
    change is shown as of a folder. ``elsewhere``: the parts that are asked about by another's dialog.
    """
    if part in _CODE_TABLES:
        import_code_table(place, part, path)
    elif part == "sex_table":
        import_sex_table(place, path)
    elif part == "calendar":
        _ask_for_notice(place, path)
    elif part in elsewhere:
        elsewhere[part](path)
    else:
        import_folder(place, path)


def import_folder(place: Workplace, path: Path) -> None:
    """What a folder holds, recognised and checked; it is used when the person agrees."""
    from ui.knowledge.folder_dialog import open_folder

    if not place.store.me.may(Command.BRING_KNOWLEDGE):
        place.refuse(who_may(Command.BRING_KNOWLEDGE))
        return
    open_folder(place, path)


def _choose_folder(place: Workplace) -> None:
    chosen = QFileDialog.getExistingDirectory(
        place.parent, "导入知识：选择放码表、方案、权重表的文件夹", place.last_folder
    )
    if chosen:
        import_folder(place, Path(chosen))


def _choose_part(place: Workplace, part: str) -> None:
    chosen, _ = QFileDialog.getOpenFileName(place.parent, f"导入{PARTS[part]}", place.last_folder, _TABLES)
    if chosen and part in _CODE_TABLES:
        import_code_table(place, part, Path(chosen))
    elif chosen:
        _bring(place, part, Path(chosen))


def _ask_for_notice(place: Workplace, path: Path | None = None) -> None:
    from ui.knowledge.calendar_dialog import ask_for_notice

    dialog = ask_for_notice(place)
    if path is not None:
        dialog.read_file(path)


def _choose_sex_table(place: Workplace) -> None:
    chosen, _ = QFileDialog.getOpenFileName(place.parent, "导入性别对照表", place.last_folder, _TABLES)
    if chosen:
        import_sex_table(place, Path(chosen))


def import_sex_table(place: Workplace, path: Path) -> None:
    """Read the bureau's table behind the window; it is shown with the rows that were left out, and used when agreed."""
    from coding.reference.sex_table import SexTable, load_sex_table

    def show(table: SexTable) -> None:
        from ui.knowledge.sex_table_dialog import SexTableDialog

        dialog = SexTableDialog(table, path.name, place.parent)
        dialog.accepted.connect(lambda: _bring(place, "sex_table", path))
        _open(dialog)

    place.runner.run(
        f"读入 {path.name}",
        lambda _task: load_sex_table(path),
        on_result=show,
        on_error=lambda error: place.refuse(in_words(error)),
        foreground=True,
    )


def _bring(place: Workplace, part: str, path: Path) -> None:
    from coding.work.knowledge_copies import bring
    from ui.shelves.days_dialog import put_on_shelf

    place.runner.run(
        f"复制 {path.name}",
        lambda _task: bring(place.store, part, path),
        on_result=lambda file: put_on_shelf(place, file),
        on_error=lambda error: place.refuse(in_words(error)),
        foreground=True,
    )


def _show_desk(place: Workplace, do: Callable[[str], None]) -> None:
    from ui.knowledge.knowledge_desk import KnowledgeDesk

    def ask(part: str) -> None:
        if part in _ELSEWHERE:
            do(_ELSEWHERE[part])
        else:
            _choose_part(place, part)

    desk = KnowledgeDesk(place)
    desk.import_wanted.connect(ask)
    _open(desk)


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
