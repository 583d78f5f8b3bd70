"""The foot of the officer's desk: what waits, what was sent back, how often the principal diagnosis was right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from coding.work.officer_figures import officer_figures
from ui.plain import PlainLabel, plain_tip
from ui.tasks import while_there
from ui.unexpected import in_words

if TYPE_CHECKING:
    from coding.work.officer_figures import OfficerFigures
    from ui.workplace import Workplace

#: Milliseconds after which what was judged is counted anew.
_SOON = 400
_TIP = (
    "待质控：已提交、等待质控的份数\n退回未答：退回编码员、还没有重新提交的份数\n"
    "主诊正确率：本月抽查中主要诊断评为正确的份数 ÷ 评了主要诊断的份数，复评以复评为准；没有人评过写“未判定”"
)


class Foot(PlainLabel):
    """Counts behind the window whenever pages were judged or brought on."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__("")
        self._place = workplace
        self.setAccessibleName("质控的进度")
        self.setToolTip(plain_tip(_TIP))
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.read)
        workplace.session.judged.connect(self._judged)

    def read(self) -> None:
        """Count now."""
        store, today = self._place.store, self._place.session.clock().date()
        self._place.runner.run(
            "质控的进度",
            lambda _task: officer_figures(store, today),
            on_result=while_there(self, self._tell),
            on_error=while_there(self, lambda error: self.setToolTip(plain_tip(in_words(error)))),
        )

    def _judged(self, _ids: object) -> None:
        if self.isVisible():
            self._soon.start()

    def _tell(self, figures: OfficerFigures) -> None:
        self.setText(figures.words)
