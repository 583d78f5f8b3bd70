"""What the window does for a 体检: asks for the export of a month, examines it behind the window, shows two pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.work.brief import Brief
    from ui.month.brief_dialog import BriefDialog
    from ui.workplace import Workplace

_KINDS: Final = "住院病案首页 (*.csv *.txt *.xlsx *.xls *.zip *.dbf);;所有文件 (*)"


class BriefActions(QObject):
    """Asks for the files, examines them behind the window, shows the two pages."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self.shown: BriefDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {"brief": self.ask}

    def ask(self) -> None:
        """Choose the export of a month."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self._place.parent, "选择一个月的首页导出", self._place.last_folder, _KINDS
        )
        if chosen:
            self.make([Path(one) for one in chosen])

    def make(self, paths: Sequence[Path]) -> None:
        """Examine them; nothing is kept of them."""
        place = self._place
        knowledge = place.session.knowledge
        if knowledge is None:
            place.say("知识库还在装入，装好后自动开始体检。")
            once = Qt.ConnectionType.SingleShotConnection
            place.session.knowledge_changed.connect(lambda: self.make(paths), once)
            return
        from coding.work.brief import brief_of_paths
        from coding.work.executors import InProcess

        now = place.session.clock()
        place.runner.run(
            "体检",
            lambda task: brief_of_paths(paths, knowledge, now, executor=InProcess(), progress=task.report),
            on_result=self._show,
            on_error=lambda error: place.refuse(in_words(error)),
            foreground=True,
        )

    def _show(self, brief: Brief) -> None:
        from ui.month.brief_dialog import BriefDialog

        self.shown = BriefDialog(self._place, brief)
        self.shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.shown.show()
        self.shown.activateWindow()
