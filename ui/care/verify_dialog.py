"""校验: every entry of the audit and every row is compared behind the window; what came of it is told plainly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout

from coding.base.errors import CodingError
from coding.base.sheet_writer import write_csv, write_workbook
from coding.work.backing_up import backup_folder, verified
from coding.work.verify_report import HEADERS, report_lines, report_rows, verdict
from ui.dialogs.message import show_message
from ui.grouping.group_table import ReadTable
from ui.people.door_dialog import heading, muted
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.tasks import while_there
from ui.theme.spacing import LARGE, MEDIUM, WIDE
from ui.unexpected import in_words

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.kept_audit import Verified
    from ui.tasks import Task
    from ui.workplace import Workplace

#: The dialog with a table of what was found, and without one.
_WITH_TABLE: Final = 780, 480
_ALONE: Final = 640, 210
_TITLE: Final = "校验数据文件"
_KINDS: Final = "Excel 工作簿 (*.xlsx);;CSV 文件 (*.csv)"
_TOLD: Final = "逐条核对审计记录，逐行核对内容，并与各份备份和已关账月份记下的链尾比较。窗口可以照常使用。"


class VerifyDialog(QDialog):
    """Begins when it is opened; ``found`` is what came of it. Esc closes it, and gives up what is under way."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.parent)
        self._place = place
        self._task: Task[Verified] | None = None
        self.found: Verified | None = None
        self.setWindowTitle(_TITLE)
        self._fit(with_table=False)
        self.verdict = heading("")
        self.told = muted(_TOLD)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("校验进度")
        self.table = ReadTable(HEADERS, (220, 0), self)
        self.table.setAccessibleName("不符和没有判定的")
        self.table.setWordWrap(True)
        self.nothing = PlainLabel("", wordWrap=True)
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        self.again = self._button("重新校验", self.start, foot)
        self.copy = self._button("复制结果", self._copy, foot)
        self.export_button = self._button("导出…", self._ask_and_export, foot)
        foot.addStretch(1)
        self.stop = self._button("取消校验", self._cancel, foot)
        self.close_button = self._button("关闭", self.reject, foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (self.verdict, self.told, self.progress, self.nothing):
            box.addWidget(widget)
        box.addWidget(self.table, 1)
        box.addStretch(0)
        box.addLayout(foot)
        self._show_nothing()

    def start(self) -> None:
        """Compare everything, behind the window."""
        if self._task is not None:
            return
        self.found = None
        self._show_nothing()
        self.progress.setRange(0, 0)
        self.progress.show()
        self.stop.show()
        self.stop.setFocus()
        store = self._place.store
        self._task = self._place.runner.run(
            _TITLE,
            lambda task: verified(store, step=task.report),
            on_result=while_there(self, self.show_found),
            on_error=while_there(self, lambda error: self._say(in_words(error))),
            on_progress=while_there(self, self._tell),
            on_end=while_there(self, self._ended),
        )

    def show_found(self, found: Verified) -> None:
        """Tell what came of a verification."""
        self.found = found
        told = verdict(found)
        self.verdict.setText(f"{'✓' if told.is_good else '▲'} {told.head}")
        self.told.setText(told.what)
        rows = report_rows(found)
        self.table.fill(rows)
        self.table.resizeRowsToContents()
        self.table.setVisible(bool(rows))
        self._fit(with_table=bool(rows))
        self.nothing.setText(told.to_do)
        self.nothing.setVisible(bool(told.to_do))
        self.nothing.setProperty("role", "warning" if not told.is_good else "")
        self.nothing.style().unpolish(self.nothing)
        self.nothing.style().polish(self.nothing)
        self.progress.hide()
        self.copy.setEnabled(True)
        self.export_button.setEnabled(True)

    def reject(self) -> None:
        self._cancel()
        super().reject()

    def export(self, path: Path) -> None:
        """Write what came of it into a file. Raises UnusableInputError."""
        assert self.found is not None
        rows = [HEADERS, *([("结论", line) for line in report_lines(self.found)]), *report_rows(self.found)]
        if path.suffix.lower() == ".csv":
            write_csv(path, rows)
        else:
            write_workbook(path, rows, "校验")

    def _button(self, text: str, do: object, line: QHBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(do)
        line.addWidget(button)
        return button

    def _show_nothing(self) -> None:
        self.verdict.setText("正在校验…")
        self.told.setText(_TOLD)
        self.table.hide()
        self.nothing.hide()
        self.copy.setEnabled(False)
        self.export_button.setEnabled(False)

    def _fit(self, *, with_table: bool) -> None:
        self.resize(size_on_screen(self, *(_WITH_TABLE if with_table else _ALONE)))

    def _tell(self, done: int, total: int, _part: object) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.verdict.setText(f"正在校验：{done:,} / {total:,}" if total else "正在校验…")

    def _ended(self) -> None:
        self._task = None
        self.stop.hide()
        self.progress.hide()
        if self.found is None and self.verdict.text().startswith("正在"):
            self.verdict.setText("校验没有做完")
        self.again.setEnabled(True)
        self.close_button.setFocus()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _say(self, sentence: str) -> None:
        self.verdict.setText("校验没有做完")
        self.told.setText(sentence)

    def _copy(self) -> None:
        if self.found is not None:
            lines = [*report_lines(self.found), *("\t".join(row) for row in report_rows(self.found))]
            QGuiApplication.clipboard().setText("\n".join(lines))
            self._place.say("校验结果已复制。")

    def _ask_and_export(self) -> None:
        from pathlib import Path

        folder = backup_folder(self._place.store) or Path(self._place.last_folder or ".")
        chosen, _ = QFileDialog.getSaveFileName(self, "导出校验结果", str(folder / "校验结果.xlsx"), _KINDS)
        if not chosen:
            return
        try:
            self.export(Path(chosen))
        except CodingError as error:
            show_message(self, str(error), "error")
            return
        self._place.say(f"校验结果已写到 {chosen}。")


def open_folder(folder: Path) -> bool:
    """Show a folder in the file manager of this machine; whether there is one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
