"""依据雷同: words of evidence that stand alike on more than five pages, for the officer to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from coding.work.reviewing import words_alike
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.taking_out import HOLDS, Holds
from ui.tasks import while_there
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from coding.review.same_words import SameWords
    from ui.workplace import Workplace

_SIZE: Final = (760, 460)
_PAGE_ID: Final = Qt.ItemDataRole.UserRole


class SameWordsDialog(QDialog):
    """Each text with its pages below; Enter opens a page, and the list stays beside it."""

    page_wanted = Signal(int)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._store = workplace.store
        self.setModal(False)
        self.setWindowTitle("依据雷同")
        self.resize(size_on_screen(self, *_SIZE))
        self.told = PlainLabel("正在查找…", self)
        self.told.setWordWrap(True)
        self.tree = QTreeWidget(self)
        self.tree.setProperty(HOLDS, Holds.PERSONS.value)
        self.tree.setAccessibleName("相同的依据文字")
        self.tree.setHeaderHidden(True)
        self.tree.itemActivated.connect(self._activated)
        close = QPushButton("关闭", self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.told)
        box.addWidget(self.tree, 1)
        box.addLayout(foot)
        store = self._store
        workplace.runner.run(
            "查找相同的依据",
            lambda _task: words_alike(store),
            on_result=while_there(self, self._show),
            on_error=while_there(self, lambda error: self.told.setText(in_words(error))),
        )

    def _show(self, found: tuple[SameWords, ...]) -> None:
        self.told.setText(
            f"{len(found)} 段依据文字在 5 份以上的病案中相同：请核对每份是否各有病历为据。"
            if found
            else "没有在 5 份以上的病案中相同的依据文字。"
        )
        for same in found:
            item = QTreeWidgetItem([f"{len(same.pages)} 份　{same.words}"])
            item.setToolTip(0, plain_tip(same.sentence))
            for row in self._store.rows(same.pages):
                child = QTreeWidgetItem([f"{row.case_no}　{row.patient_name}　出院 {row.discharge_date}"])
                child.setData(0, _PAGE_ID, row.id)
                item.addChild(child)
            self.tree.addTopLevelItem(item)
        if found:
            self.tree.expandItem(self.tree.topLevelItem(0))
            self.tree.setCurrentItem(self.tree.topLevelItem(0))

    def _activated(self, item: QTreeWidgetItem) -> None:
        page_id = item.data(0, _PAGE_ID)
        if page_id is not None:
            self.page_wanted.emit(page_id)
