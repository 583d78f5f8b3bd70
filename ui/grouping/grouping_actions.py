"""What the actions of grouping do in the main window: import a scheme or a tariff, compare, settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog

from coding.base.errors import CodingError
from coding.payment.tariff_options import TariffOptions
from coding.work.hospital_knowledge import knowledge_source
from ui import settings
from ui.unexpected import in_words

if TYPE_CHECKING:
    from ui.window import MainWindow

_TARIFFS = "权重表 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"
_SCHEMES = "分组方案 (*.zip *.xlsx scheme.csv);;所有文件 (*)"


def handlers(window: MainWindow) -> dict[str, Callable[[], object]]:
    """Action id → what it does."""
    from ui.grouping.month import open_month
    from ui.grouping.versions_window import KeptVersions

    kept = KeptVersions()
    return {
        "import_scheme": lambda: _choose_scheme_folder(window),
        "import_scheme_file": lambda: _choose_scheme_file(window),
        "import_tariff": lambda: _choose_tariff(window),
        "tariff_options": lambda: _ask_again(window),
        "versions": lambda: open_versions(window, kept),
        "compare_schemes": lambda: open_month(window),
        "own_weights": lambda: _open_weights(window),
        "grouping_options": lambda: _open_options(window),
    }


def import_scheme(window: MainWindow, path: Path) -> None:
    """Check a pack behind the window and show what is in it; it is used when the person agrees."""
    from ui.grouping.scheme_dialog import Checked, SchemeDialog, check_pack

    # of an unpacked pack the person may point at any of its files
    path = path.parent if path.name.lower() == "scheme.csv" else path

    def show(checked: Checked) -> None:
        dialog = SchemeDialog(checked, window)
        dialog.agreed.connect(lambda agreed: window.knowledge_loading.import_part("scheme", agreed))
        _open(dialog)

    window.runner.run(
        f"检查方案 {path.name}",
        lambda _task: check_pack(path),
        on_result=show,
        on_error=lambda error: window.refuse(in_words(error)),
        foreground=True,
    )


def import_tariff(window: MainWindow, path: Path, options: TariffOptions = TariffOptions()) -> None:
    """Show what the header of a tariff says and ask what it leaves open."""
    from ui.grouping.tariff_dialog import TariffDialog

    try:
        dialog = TariffDialog(path, window, options)
    except CodingError as error:
        window.refuse(str(error))
        return

    def use(answers: TariffOptions) -> None:
        knowledge = window.session.knowledge
        source = knowledge.source if knowledge else knowledge_source(window.session.store)
        source = replace(source, tariff=str(path), tariff_options=answers.as_text() or None)
        window.knowledge_loading.use_source(source, f"已换用权重与费率表：{path.name}。全部病案正在重新检查。")

    dialog.agreed.connect(use)
    _open(dialog)


def open_versions(window: MainWindow, kept: object) -> None:
    """Versions of the page in work side by side."""
    from ui.grouping.versions_window import KeptVersions, VersionsDialog

    assert isinstance(kept, KeptVersions)
    window.form.flush()
    if window.session.page is None or window.session.knowledge is None:
        window.refuse("还没有可以比较的病案：请先打开一份，并等知识库装入。")
        return
    _open(VersionsDialog(window.session, kept, window))


def _ask_again(window: MainWindow) -> None:
    knowledge = window.session.knowledge
    if knowledge is None or knowledge.source.tariff is None:
        window.refuse("现在用的是内置演示费率，没有可选的项目：请先导入本地区的权重与费率表。")
        return
    options = TariffOptions.from_text(knowledge.source.tariff_options or "")
    import_tariff(window, Path(knowledge.source.tariff), options)


def _choose_tariff(window: MainWindow) -> None:
    chosen, _ = QFileDialog.getOpenFileName(window, "导入权重与费率表", _folder(window), _TARIFFS)
    if chosen:
        import_tariff(window, Path(chosen))


def _choose_scheme_folder(window: MainWindow) -> None:
    title = "导入 DRG 分组方案：选择方案所在的文件夹"
    chosen = QFileDialog.getExistingDirectory(window, title, _folder(window))
    if chosen:
        import_scheme(window, Path(chosen))


def _choose_scheme_file(window: MainWindow) -> None:
    chosen, _ = QFileDialog.getOpenFileName(window, "导入 DRG 分组方案", _folder(window), _SCHEMES)
    if chosen:
        import_scheme(window, Path(chosen))


def _open_options(window: MainWindow) -> None:
    from ui.grouping.options import GroupingOptions

    _open(GroupingOptions(window))


def _open_weights(window: MainWindow) -> None:
    from ui.grouping.weights_window import WeightsDialog

    window.form.flush()
    _open(WeightsDialog(window))


def _folder(window: MainWindow) -> str:
    return settings.LAST_FOLDER.read(window.session.store)


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
