"""What the actions of the main window do: one small function each, by the id of ``ui.actions``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog

from coding.page.audience import CODER, EVERYBODY
from coding.work.hospital_knowledge import PARTS
from ui import settings
from ui.dialogs.message import show_message
from ui.files.file_actions import PAGE_FILES
from ui.files.file_actions import handlers as file_handlers
from ui.grouping.grouping_actions import handlers as grouping_handlers
from ui.terms.term_actions import handlers as term_handlers

if TYPE_CHECKING:
    from coding.store.store import Entry
    from ui.window import MainWindow

_TABLES = "表格 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"
#: Characters of a change that the status line tells.
_TOLD = 40
ABOUT = (
    "住院病案首页编码与质控 0.1\n\n"
    "离线检查住院病案首页、建议诊断与手术操作编码、预览 CHS-DRG 分组。\n"
    "内置的分组方案是通用方案，不是任何地区的实施方案；内置费率只作演示。分组结果不能证明编码正确，"
    "修改须以病历为依据。\n\n"
    "以 GPL-3.0-or-later 许可发布。"
)


def handlers(window: MainWindow) -> dict[str, Callable[[], object]]:
    """Action id → what it does in this window."""
    session = window.session

    def undo() -> None:
        window.form.flush()
        _tell(window, "已撤销", session.undo())

    def redo() -> None:
        window.form.flush()
        _tell(window, "已重做", session.redo())

    def search() -> None:
        window.worklist.search.setFocus()
        window.worklist.search.selectAll()

    return {
        **grouping_handlers(window),
        **term_handlers(window),
        "open_file": lambda: _choose_file(window),
        "open_sample": window.sample_wanted.emit,
        "import_dx": lambda: _choose_part(window, "dx_table"),
        "import_px": lambda: _choose_part(window, "px_table"),
        "import_terms": lambda: _choose_part(window, "terms"),
        "import_dx_map": lambda: _choose_part(window, "dx_map"),
        "import_px_map": lambda: _choose_part(window, "px_map"),
        "embedded": window.knowledge_loading.use_embedded,
        **file_handlers(window),
        "quit": window.close,
        "undo": undo,
        "redo": redo,
        "search": search,
        "author": lambda: _ask_author(window),
        "previous_page": lambda: _step(window, -1),
        "next_page": lambda: _step(window, 1),
        "done": window.finish_page,
        "reopen": lambda: session.set_progress("edited"),
        "next_finding": lambda: _show(window, window.knowledge.next_finding),
        "previous_finding": lambda: _show(window, window.knowledge.previous_finding),
        "suggestions": lambda: _show(window, window.knowledge.show_suggestions),
        "drg": lambda: _show(window, window.knowledge.show_drg),
        "evidence": lambda: _show(window, window.knowledge.evidence.ask),
        "rules": window.rules.show,
        "waive": lambda: _show(window, window.knowledge.waive),
        "waivers": window.rules.show_waivers,
        "as_coder": lambda: window.set_audience(CODER),
        "as_officer": lambda: window.set_audience(EVERYBODY),
        "to_worklist": lambda: window.panels.go(0),
        "to_form": lambda: window.panels.go(1),
        "to_knowledge": lambda: window.panels.go(2),
        "cycle": lambda: window.panels.cycle(1),
        "cycle_back": lambda: window.panels.cycle(-1),
        "light": lambda: window.set_appearance("light"),
        "dark": lambda: window.set_appearance("dark"),
        "system": lambda: window.set_appearance("system"),
        "reset_layout": window.reset_layout,
        "shortcuts": lambda: _show_shortcuts(window),
        "about": lambda: _show_about(window),
    }


def _choose_file(window: MainWindow) -> None:
    folder = settings.LAST_FOLDER.read(window.session.store)
    chosen, _ = QFileDialog.getOpenFileName(window, "打开病案首页文件", folder, PAGE_FILES)
    if chosen:
        window.open_file(Path(chosen))


def _choose_part(window: MainWindow, part: str, kinds: str = _TABLES) -> None:
    folder = settings.LAST_FOLDER.read(window.session.store)
    chosen, _ = QFileDialog.getOpenFileName(window, f"导入{PARTS[part]}", folder, kinds)
    if chosen:
        window.knowledge_loading.import_part(part, Path(chosen))


def _ask_author(window: MainWindow) -> None:
    session = window.session
    name, agreed = QInputDialog.getText(window, "修改记录的署名", "此后的修改记在谁的名下：", text=session.author)
    if agreed and name.strip():
        session.author = name.strip()
        settings.AUTHOR.write(session.store, session.author)
        window.status.show_author()


def _tell(window: MainWindow, word: str, entry: Entry | None) -> None:
    """Say what was taken back or made again, and bring it into sight: the form is longer than the screen."""
    if entry is None:
        return
    told = (entry.change if word == "已重做" else entry.change.inverse()).describe()
    window.status.say(f"{word}：{told[:_TOLD]}{'…' * (len(told) > _TOLD)}")
    focus = QApplication.focusWidget()
    if focus is not None and window.form.isAncestorOf(focus):
        window.form.show_edit(entry.change.edits[0])


def _step(window: MainWindow, by: int) -> None:
    window.step(by)


def _show(window: MainWindow, show: Callable[[], None]) -> None:
    # What is typed and not yet written down would be missing from what is shown.
    window.form.flush()
    show()


def _show_shortcuts(window: MainWindow) -> None:
    from ui.dialogs.shortcuts import ShortcutSheet

    sheet = ShortcutSheet(window)
    sheet.open()


def _show_about(window: MainWindow) -> None:
    show_message(window, ABOUT, "info", "关于")
