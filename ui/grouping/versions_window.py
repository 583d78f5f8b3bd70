"""Two or three versions of the page in work side by side, line by line; a version can be put by and compared later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QInputDialog,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coding.examine.alternatives import as_main, as_principal
from coding.examine.examine import examine
from coding.examine.page_versions import Version, compare
from ui.dialogs.about_page import about_page
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM
from ui.theme.theme import current_theme
from ui.wording.finding_words import NO_PROOF

if TYPE_CHECKING:
    from coding.page.change import Change
    from coding.page.front_page import FrontPage
    from ui.grouping.kept_versions import KeptVersions
    from ui.session import Session

_NONE = "（不比较）"
_COLUMNS = 3


class VersionsDialog(QDialog):
    """Choose two or three versions; lines that differ stand out by weight and by a mark."""

    def __init__(self, session: Session, kept: KeptVersions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert session.page is not None
        assert session.page_id is not None
        self._session = session
        self._kept = kept
        self._page_id = session.page_id
        self.setWindowTitle("版本比较")
        about_page(self, session)
        self.resize(size_on_screen(self, 980, 600))
        self.choices = [QComboBox(self) for _ in range(_COLUMNS)]
        line = QHBoxLayout()
        for number, box in enumerate(self.choices, 1):
            box.setAccessibleName(f"第 {number} 个版本")
            box.setMinimumContentsLength(18)
            line.addWidget(box, 1)
        keep = QPushButton("暂存当前版本…", self)
        keep.setAutoDefault(False)
        keep.setToolTip("把首页现在的样子留作一个版本，改过后再来比较；只在本次打开期间保留")
        keep.clicked.connect(self._ask_and_keep)
        line.addWidget(keep)
        self.only = QCheckBox("只看不同之处", self)
        self.only.toggled.connect(self._show)
        line.addWidget(self.only)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName("各版本逐行比较")
        self.tree.setRootIsDecorated(False)
        self.tree.setAlternatingRowColors(True)
        self.tree.setUniformRowHeights(True)
        note = PlainLabel(f"仅供比较，不改动首页。{NO_PROOF}", self)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        buttons = QDialogButtonBox(self)
        close = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        close.clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addLayout(line)
        box.addWidget(self.tree, 1)
        box.addWidget(note)
        box.addWidget(buttons)
        self._fill_choices()
        for combo in self.choices:
            combo.currentIndexChanged.connect(self._show)
        self._show()
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        session.examined.connect(self._renew)

    def keep(self, title: str) -> None:
        """Put the page as it stands by."""
        assert self._session.page is not None
        self._kept.keep(self._page_id, title, self._session.page)
        self._fill_choices()
        self._show()

    def _renew(self, page_id: int | None) -> None:
        """The page was changed beside it."""
        if page_id == self._page_id and self.isVisible() and self._session.knowledge is not None:
            self._fill_choices()
            self._show()

    def _ask_and_keep(self) -> None:
        count = len(self._kept.of(self._page_id)) + 1
        title, agreed = QInputDialog.getText(self, "暂存当前版本", "这个版本叫什么：", text=f"暂存 {count}")
        if agreed and title.strip():
            self.keep(title.strip())

    def _versions(self) -> list[tuple[str, FrontPage]]:
        """All that can be chosen: as it was read in, as it stands, what was put by, and the what-ifs of the page."""
        page, knowledge = self._session.page, self._session.knowledge
        assert page is not None
        assert knowledge is not None
        found = [("当前", page)]
        original = self._session.store.original(self._page_id)
        if original != page:
            found.insert(0, ("读入时", original))
        found += self._kept.of(self._page_id)
        for what_ifs in (as_principal(page, knowledge), as_main(page, knowledge)):
            found += [(_title(page, change), page.apply(change)) for change, _ in what_ifs]
        return found

    def _fill_choices(self) -> None:
        self._pages = self._versions()
        for number, box in enumerate(self.choices):
            chosen = box.currentText()
            box.blockSignals(True)
            box.clear()
            if number == _COLUMNS - 1:
                box.addItem(_NONE)
            box.addItems([title for title, _ in self._pages])
            at = box.findText(chosen) if chosen else min(number, len(self._pages) - 1) if number < _COLUMNS - 1 else 0
            box.setCurrentIndex(max(at, 0))
            box.blockSignals(False)

    def _show(self) -> None:
        knowledge, context = self._session.knowledge, self._session.context
        assert knowledge is not None
        pages = dict(self._pages)
        titles = [box.currentText() for box in self.choices if box.currentText() != _NONE]
        versions = [Version(t, pages[t], examine(pages[t], knowledge, context)) for t in titles]
        self.tree.clear()
        self.tree.setColumnCount(2 + len(versions))
        self.tree.setHeaderLabels(["", "项目", *titles])
        colours = current_theme()
        for line in compare(versions, money=self._session.sees_money):
            if self.only.isChecked() and not line.differs:
                continue
            item = QTreeWidgetItem(["≠" if line.differs else "", f"{line.section}　{line.label}", *line.texts])
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, "不同" if line.differs else "相同")
            for at, text in enumerate((line.label, *line.texts), 1):
                item.setToolTip(at, plain_tip(text))
                if line.differs and at > 1:
                    font = item.font(at)
                    font.setBold(True)
                    item.setFont(at, font)
                elif at > 1:
                    item.setForeground(at, colours.colour("text_muted"))
            self.tree.addTopLevelItem(item)
        self.tree.setColumnWidth(0, 28)
        self.tree.setColumnWidth(1, 250)
        room = max(600, self.width()) - 28 - 250 - 4 * LARGE
        for at in range(len(versions)):
            self.tree.setColumnWidth(2 + at, room // max(len(versions), 1))
        if self.tree.topLevelItemCount():
            self.tree.setCurrentItem(self.tree.topLevelItem(0))


def _title(page: FrontPage, change: Change) -> str:
    edit = change.edits[0]
    row = page.rows(edit.group)[edit.index]
    word = "主诊断" if edit.group == "diagnosis" else "主手术"
    return f"以 {getattr(row, 'code', '')} 为{word}"
