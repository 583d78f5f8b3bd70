"""Every view of the program as a picture, filled from the sample: for the manual and for looking at it."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, QRect, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QDialog

from coding.base.resources import resource_path
from coding.drg.scheme import EMBEDDED_PACK
from coding.grouping.grouper import Complication
from coding.page.front_page import FrontPage
from coding.store.store import WorklistRow
from ui.theme.spacing import WINDOW_HEIGHT, WINDOW_WIDTH
from ui.theme.theme import current_theme

#: Seconds until something that should happen counts as broken.
_PATIENCE = 60.0
#: Milliseconds for the window to settle before its picture is taken.
_SETTLE = 80


def main(directory: str | Path) -> int:
    """Draw all views into ``directory`` as PNG of 1366 × 768. 0: done; 2: the folder cannot be written to."""
    folder = Path(directory)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"无法建立文件夹“{folder}”（{error.strerror}）：请换一个位置。", file=sys.stderr)
        return 2
    if QGuiApplication.instance() is None and sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as scratch:
        return _Photographer(folder, Path(scratch)).take_all()


class _Photographer:
    """Goes through the window as a coder would and takes a picture at every stop."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        from ui.app import Program, application

        self._folder = folder
        self._app = application()
        self._program = Program(self._app, scratch / "病案.sqlite", scratch / "示例.sqlite")
        self._failed = False

    def take_all(self) -> int:
        """All pictures, in the order in which a new user sees the views."""
        try:
            self._first_start()
            self._open_sample()
            for take in (self._worklist, self._page_form, self._findings, self._suggestions, self._drg):
                take()
            self._dark()
            self._grouping()
            self._rules()
            self._dialogs()
        finally:
            self._program.close()
        return 2 if self._failed else 0

    # -- the stops

    def _first_start(self) -> None:
        self._program.open()
        self._window.set_appearance("light", keep=False)
        self._window.resize(WINDOW_WIDTH, WINDOW_HEIGHT)
        self._wait(lambda: self._window.session.is_search_ready and not self._window.runner.running)
        self._save("first_start")

    def _open_sample(self) -> None:
        self._program.exchange(sample=True)
        window = self._window
        window.set_appearance("light", keep=False)
        window.resize(WINDOW_WIDTH, WINDOW_HEIGHT)
        self._wait(lambda: window.session.is_search_ready and bool(window.worklist.model.ids))
        self._wait(lambda: not window.runner.running)
        self._import_result = window.findChild(QDialog)
        if self._import_result is not None:
            self._picture_of(self._import_result, "import_result")
            self._import_result.close()
        window.reset_layout()

    def _worklist(self) -> None:
        worklist = self._window.worklist
        worklist.sorts.setCurrentIndex(worklist.sorts.findData("worst"))
        self._wait(lambda: not worklist.is_busy)
        self._pause()
        self._window.open_page(worklist.model.ids[2])
        worklist.view.setFocus()
        self._save("worklist")
        worklist.search.setText("内科")
        self._wait(lambda: not worklist.is_busy)
        self._save("worklist_search")
        worklist.search.clear()
        worklist.sorts.setCurrentIndex(0)
        self._wait(lambda: not worklist.is_busy)

    def _page_form(self) -> None:
        self._open(lambda _, page: len(page.diagnoses) > 3 and len(page.procedures) > 1)
        self._window.form.focus_section(2)
        self._save("page_form")

    def _findings(self) -> None:
        self._open(lambda row, _: row.errors > 1 and row.warnings > 0)
        self._window.knowledge.show_findings()
        self._window.knowledge.next_finding()
        self._save("findings")

    def _suggestions(self) -> None:
        self._open(lambda _, page: bool(page.text("principal_dx_name")) and not page.text("principal_dx_code"))
        panel = self._window.knowledge.suggestions
        self._window.form.focus_section(2)
        self._window.knowledge.show_suggestions()
        self._wait(lambda: panel.current is not None)
        self._pause(600)  # a preview for every line
        self._save("suggestions")

    def _drg(self) -> None:
        self._open(lambda row, page: self._is_complicated(row.drg) and len(page.procedures) > 0)
        self._window.form.focus_section(2)
        self._window.knowledge.show_drg()
        self._save("drg")
        panel = self._window.knowledge.drg
        for widget, name in (
            (panel.principals, "drg_principals"),
            (panel.mains, "drg_mains"),
            (panel.withouts, "drg_without"),
            (panel.schemes, "drg_schemes"),
        ):
            panel.bar.setCurrentIndex(panel.stack.indexOf(widget))
            self._pause(500)  # a preview for every line
            self._save(name)
        self._open(lambda row, _: row.drg == "0000")
        panel.bar.setCurrentIndex(panel.stack.indexOf(panel.remedies))
        self._pause(500)
        self._save("drg_remedies")
        panel.bar.setCurrentIndex(0)

    def _grouping(self) -> None:
        from ui.grouping.grouping_settings import Listed
        from ui.grouping.month import MonthDialog
        from ui.grouping.options import GroupingOptions
        from ui.grouping.scheme_dialog import SchemeDialog, check_pack
        from ui.grouping.tariff_dialog import TariffDialog
        from ui.grouping.versions_window import KeptVersions, VersionsDialog
        from ui.grouping.weights_window import WeightsDialog

        window = self._window
        self._open(lambda row, page: self._is_complicated(row.drg) and len(page.diagnoses) > 2)
        self._picture_of(VersionsDialog(window.session, KeptVersions(), window), "versions")
        month = MonthDialog(window)
        month.add(Listed())
        month.start()
        self._wait(lambda: bool(month.comparisons))
        self._picture_of(month, "compare_schemes")
        weights = WeightsDialog(window)
        self._wait(lambda: weights.computed is not None)
        self._picture_of(weights, "own_weights")
        self._picture_of(TariffDialog(resource_path("tariffs/demo.csv"), window), "import_tariff")
        self._picture_of(SchemeDialog(check_pack(resource_path(EMBEDDED_PACK)), window), "import_scheme")
        self._picture_of(GroupingOptions(window), "grouping_options")

    def _dark(self) -> None:
        self._window.set_appearance("dark", keep=False)
        self._open(lambda row, _: row.errors > 0 and row.warnings > 0)
        self._window.form.focus_section(2)
        self._window.knowledge.show_findings()
        self._save("dark")
        self._window.set_appearance("light", keep=False)

    def _rules(self) -> None:
        from ui.rules.waive import WaiveDialog

        window = self._window
        self._wait(lambda: not window.runner.running)
        window.rules.show()
        rules = window.rules.window
        assert rules is not None
        rules.states.setCurrentIndex(rules.states.findData("fired"))
        rules.choose(next((line.id for line in rules.model.lines if line.row["severity"] == "warning"), "FP-ACC-044"))
        self._picture_of(rules, "rules")
        rules.side.try_form()
        self._wait(lambda: not rules.side.trial.is_running)
        self._picture_of(rules, "rules_dry_run")
        self._open(lambda row, _: row.errors > 0)
        window.knowledge.show_findings()
        finding = window.knowledge.findings.current
        if finding is not None:
            self._picture_of(WaiveDialog(window.session, finding, window), "waive")

    def _dialogs(self) -> None:
        from ui.dialogs.message import MessageDialog
        from ui.dialogs.shortcuts import ShortcutSheet
        from ui.window_actions import ABOUT

        self._picture_of(ShortcutSheet(self._window), "shortcuts")
        self._picture_of(MessageDialog(self._window, ABOUT, "info", "关于"), "about")
        sentence = "文件“门诊日志.csv”不是住院病案首页：没有找到病案号和主要诊断的列。请选择从 HIS 导出的首页文件。"
        self._picture_of(MessageDialog(self._window, sentence, "error"), "error")

    # -- how

    @property
    def _window(self):  # noqa: ANN202 - the type would import the window before the platform is chosen
        assert self._program.window is not None
        return self._program.window

    def _is_complicated(self, drg: str) -> bool:
        knowledge = self._window.session.knowledge
        assert knowledge is not None
        return knowledge.scheme.traits(drg).complication in (Complication.MAJOR, Complication.MINOR)

    def _open(self, wanted: Callable[[WorklistRow, FrontPage], bool]) -> None:
        """Open the first page that is wanted; the first of all where none is."""
        store = self._window.session.store
        ids = list(self._window.worklist.model.ids)
        found = next((r.id for r in store.rows(ids) if wanted(r, store.page(r.id))), ids[0])
        self._window.open_page(found)
        self._pause(300)

    def _save(self, name: str) -> None:
        self._pause()
        self._write(self._window.grab(), name)

    def _picture_of(self, dialog: QDialog, name: str) -> None:
        """The window with a dialog over it: without a window manager they are two pictures."""
        dialog.show()
        self._pause()
        picture = self._window.grab()
        over = dialog.grab()
        frame = QRect(QPoint(0, 0), over.deviceIndependentSize().toSize())
        frame.moveCenter(QPoint(WINDOW_WIDTH // 2, WINDOW_HEIGHT // 2))
        painter = QPainter(picture)
        painter.setPen(current_theme().colour("line_strong"))
        painter.drawPixmap(frame.topLeft(), over)
        painter.drawRect(frame)
        painter.end()
        dialog.close()
        self._write(picture, name)

    def _write(self, picture: QPixmap, name: str) -> None:
        path = self._folder / f"{name}.png"
        if picture.save(str(path)):
            print(path)
        else:
            print(f"无法写入“{path}”：请检查文件夹权限和磁盘空间。", file=sys.stderr)
            self._failed = True

    def _pause(self, milliseconds: int = _SETTLE) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def _wait(self, ready: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE
        while not ready() and time.monotonic() < end:
            self._pause(20)
