"""The contents of the manual at the left: groups, pages, and below the page that is shown its sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from ui.manual.pages import FIRST_PAGE, contents, headings_of, page_text, title_of
from ui.plain import plain_tip
from ui.theme.fonts import text_font

if TYPE_CHECKING:
    from ui.manual.pages import Entry

_PAGE: Final = Qt.ItemDataRole.UserRole + 1
_HEADING: Final = Qt.ItemDataRole.UserRole + 2
#: The depth of the headings that are listed below a page.
_SECTION: Final = 2


class ContentsTree(QTreeWidget):
    """``wanted`` carries the page and the heading that were chosen."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("手册的目录")
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._fill()
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)

    def show_at(self, page: str, heading: str = "") -> None:
        """Mark where she is: the page, unfolded, and the section of it."""
        item = self._items.get(page)
        if item is None:
            return
        for other in self._items.values():
            if other is not item and not self._is_above(other, item):
                other.setExpanded(False)
        self._unfold(item, page)
        sections = [item.child(row) for row in range(item.childCount())]
        at = next((one for one in sections if heading and one.data(0, _HEADING) == heading), item)
        self.setCurrentItem(at)
        self.scrollToItem(at)

    def _fill(self) -> None:
        first = self._item(self.invisibleRootItem(), title_of(FIRST_PAGE), FIRST_PAGE)
        self._items[FIRST_PAGE] = first
        group = last = None
        for entry in contents():
            if not entry.page:
                group = last = self._group(entry)
                continue
            above = last if entry.depth and last is not None else group
            item = self._item(above or self.invisibleRootItem(), entry.title, entry.page)
            self._items[entry.page] = item
            if not entry.depth:
                last = item

    def _group(self, entry: Entry) -> QTreeWidgetItem:
        item = self._item(self.invisibleRootItem(), entry.title, "")
        item.setFont(0, text_font(bold=True))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setExpanded(True)
        return item

    @staticmethod
    def _item(above: QTreeWidgetItem, title: str, page: str, heading: str = "") -> QTreeWidgetItem:
        item = QTreeWidgetItem(above, [title])
        item.setData(0, _PAGE, page)
        item.setData(0, _HEADING, heading)
        item.setToolTip(0, plain_tip(title))
        return item

    def _unfold(self, item: QTreeWidgetItem, page: str) -> None:
        """Sections are read when their page is gone to."""
        known = {item.child(row).data(0, _HEADING) for row in range(item.childCount())}
        if page != FIRST_PAGE and not known - {""}:
            for heading in headings_of(page_text(page)):
                if heading.depth == _SECTION:
                    self._item(item, heading.words, page, heading.words)
        item.setExpanded(True)
        above = item.parent()
        while above is not None:
            above.setExpanded(True)
            above = above.parent()

    @staticmethod
    def _is_above(one: QTreeWidgetItem, item: QTreeWidgetItem) -> bool:
        above = item.parent()
        while above is not None and above is not one:
            above = above.parent()
        return above is not None

    def _choose(self, item: QTreeWidgetItem) -> None:
        if page := item.data(0, _PAGE):
            self.wanted.emit(page, item.data(0, _HEADING))
