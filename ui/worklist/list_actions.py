"""What is done in the list by key: filter by a mark, views, other stays of the person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QInputDialog, QMenu

from coding.base.errors import CodingError
from coding.work.list_views import LONGEST_NAME, remove_view, rename_view, save_view, saved_views
from ui.icons.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.work.list_views import ListView
    from ui.worklist.worklist_view import WorklistPanel
    from ui.workplace import Workplace

_DIGITS = 9


class ListActions(QObject):
    """``unfold``: brings the list into sight."""

    def __init__(self, place: Workplace, panel: WorklistPanel, unfold: Callable[[], None]) -> None:
        super().__init__(place.parent)
        self._place = place
        self._panel = panel
        self._unfold = unfold
        self._came_from: int | None = None  # the page from which she went to another stay of the person
        self.menu: QMenu | None = None
        panel.views.clicked.connect(self.show_views)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {"filter": self.start_filter, "views": self.show_views, "other_stays": self.show_stays}

    def start_filter(self) -> None:
        """The marks show their keys; one of them is the next key."""
        self._unfold()
        self._panel.start_filter()

    # -- views

    def show_views(self) -> None:
        """The saved views, each with a digit, and what can be done with them."""
        self._unfold()
        menu = self._begin_menu()
        views = saved_views(self._place.store)
        for number, view in enumerate(views, 1):
            digit = f"&{number}  " if number <= _DIGITS else "    "
            action = menu.addAction(f"{digit}{_plain(view.name)}\t{_plain(view.words[:30])}")
            action.triggered.connect(lambda _on=False, view=view: self._choose(view))
        if views:
            menu.addSeparator()
        menu.addAction("&S  存为视图…").triggered.connect(lambda: self._save())
        if views:
            for key, words, do in (("R", "改名", self._rename), ("D", "删除", self._remove)):
                inner = menu.addMenu(f"&{key}  {words}")
                for number, view in enumerate(views, 1):
                    digit = f"&{number}  " if number <= _DIGITS else "    "
                    action = inner.addAction(f"{digit}{_plain(view.name)}")
                    action.triggered.connect(lambda _on=False, do=do, view=view: do(view))
        button = self._panel.views
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _choose(self, view: ListView) -> None:
        self._panel.show_view(view)
        self._panel.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._place.say(f"视图：{view.name}（{view.words}）")

    def _save(self) -> None:
        asked, store = self._panel.asked, self._place.store
        if name := self._name("存为视图", f"视图的名称（{asked.words}）：", asked.name or asked.words):
            view = replace(asked, name=name)
            if self._kept(lambda: save_view(store, view), f"已存为视图“{name}”。"):
                self._panel.call_view(view)

    def _rename(self, view: ListView) -> None:
        if name := self._name("视图改名", f"“{view.name}”的新名称：", view.name):
            is_here, store = view == self._panel.asked, self._place.store
            if self._kept(lambda: rename_view(store, view.name, name), f"视图已改名为“{name}”。") and is_here:
                self._panel.call_view(replace(view, name=name))

    def _remove(self, view: ListView) -> None:
        is_here, store = view == self._panel.asked, self._place.store
        if self._kept(lambda: remove_view(store, view.name), f"已删除视图“{view.name}”。") and is_here:
            self._panel.call_view(replace(view, name=""))

    def _name(self, title: str, asked: str, offered: str) -> str:
        name, is_given = QInputDialog.getText(self._panel, title, asked, text=offered[:LONGEST_NAME])
        return " ".join(name.split())[:LONGEST_NAME] if is_given else ""

    def _kept(self, keep: Callable[[], object], sentence: str) -> bool:
        """Whether it was kept."""
        try:
            keep()
        except CodingError as error:
            self._place.refuse(str(error))
            return False
        self._place.say(sentence)
        return True

    # -- other stays

    def show_stays(self) -> None:
        """The other stays of the person of the page in work; where there is one, or she came from one, it is opened."""
        session, store = self._place.session, self._place.store
        if session.page_id is None:
            self._place.say("没有打开的病案。")
            return
        try:
            ids = store.neighbours([session.page_id]).get(session.page_id, ())
            rows = sorted(store.rows(ids), key=lambda row: row.discharge_date, reverse=True)
        except CodingError as error:
            self._place.refuse(str(error))
            return
        if not rows:
            self._place.say("没有此人的其他住院。")
            return
        here, back = session.page_id, self._came_from
        if back in ids or len(rows) == 1:
            self._go(here, back if back in ids and back is not None else rows[0].id)
            return
        menu = self._begin_menu()
        for number, row in enumerate(rows, 1):
            digit = f"&{number}  " if number <= _DIGITS else "    "
            told = _plain(f"{row.discharge_date or '（出院日期空）'}  {row.dept}")
            action = menu.addAction(icon("page", "text_muted"), f"{digit}{told}\t{_plain(row.principal)}  {row.drg}")
            action.triggered.connect(lambda _on=False, page_id=row.id: self._go(here, page_id))
        menu.popup(self._panel.mapToGlobal(QPoint(self._panel.width() // 3, self._panel.height() // 4)))

    def _go(self, here: int, there: int) -> None:
        self._place.open_page(there)
        if self._place.session.page_id == there:
            self._came_from = None if there == self._came_from else here
            if self._came_from is not None:
                self._place.say("此人的另一次住院；再按 Ctrl+E 返回。")

    def _begin_menu(self) -> QMenu:
        if self.menu is not None:
            self.menu.close()
            self.menu.deleteLater()
        self.menu = QMenu(self._panel)
        return self.menu


def _plain(text: str) -> str:
    """As a menu shows it: & is no key, a tab no column."""
    return text.replace("&", "&&").replace("\t", " ")
