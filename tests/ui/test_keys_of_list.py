"""Keys of the work list, pressed in the real window and counted: filter, next page, views, other stays."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from coding.page.edits import set_field
from coding.page.front_page import Origin
from coding.page.reading import Reading
from coding.page.step import PageState
from coding.store.store import Marked
from coding.work.list_views import ListView, save_view, saved_views
from tests.ui.keys_per_task import COUNTED
from ui.worklist.worklist_model import LEFT_ROLE, ROW_ROLE


class Counted:
    """A coder whose key presses are counted."""

    def __init__(self, coder):
        self.coder = coder
        self.keys = 0

    def press(self, *keys):
        for key in keys:
            self.coder.press(key)
            self.keys += 1


@pytest.fixture
def at_list(coder):
    coder.start(sample=True)
    coder.rest()
    return coder


def test_a_filter_by_a_mark_is_two_keys_from_anywhere(at_list):
    counted = Counted(at_list)
    at_list.press("Alt+2")
    counted.press("F3", "2")
    at_list.rest()
    rows = at_list.session.store.rows(at_list.window.worklist.ids)
    assert rows
    assert all(row.errors for row in rows)
    assert at_list.window.worklist.view.hasFocus()
    assert counted.keys == COUNTED["filter"].keys
    counted.press("F3", "1")
    at_list.rest()
    assert len(at_list.window.worklist.ids) == at_list.session.store.count()
    assert counted.keys == 4


def test_a_finished_page_and_the_next_unfinished_one_are_one_key(at_list):
    store, window = at_list.session.store, at_list.window
    at_list.press("F3")
    at_list.press("W")
    at_list.rest()
    ids = window.worklist.ids
    window.pages.open(ids[0])
    window.pages.open(ids[1])
    at_list.press("Ctrl+Return")
    assert store.rows([ids[1]])[0].progress == "passed"
    window.pages.open(ids[0])
    counted = Counted(at_list)
    counted.press("Ctrl+Return")
    assert store.rows([ids[0]])[0].progress == "passed"
    assert at_list.session.page_id == ids[2], "the one behind it was done before: it is passed over"
    assert counted.keys == COUNTED["next"].keys
    at_list.press("Ctrl+Up")
    assert at_list.session.page_id == ids[1], "the neighbour, done or not"


def test_at_the_end_of_the_list_it_goes_on_from_the_top_and_says_so(at_list):
    window = at_list.window
    at_list.press("F3")
    at_list.press("W")
    at_list.rest()
    ids = window.worklist.ids
    window.pages.open(ids[-1])
    at_list.press("Ctrl+Return")
    assert at_list.session.page_id == ids[0]
    assert "从头继续" in window.status.currentMessage()
    assert "Ctrl+Z 撤销" in window.status.currentMessage()


def test_chips_say_how_many_pages_bear_a_mark_and_follow_an_edit_without_counting_again(at_list, monkeypatch):
    window, store = at_list.window, at_list.session.store
    at_list.press("F3")
    at_list.press("W")
    at_list.rest()
    tally = window.worklist.counts.tally
    for mark in Marked:
        if mark in tally.marked:
            assert tally.marked[mark] == len(store.worklist(replace(window.worklist.query, marked=mark))), mark
    assert f"未见问题 {tally.marked[Marked.CLEAN]}" in window.worklist.chips.chip("clean").text()
    window.pages.open(window.worklist.ids[0])
    asked = []
    monkeypatch.setattr(store, "tally", lambda *of: asked.append(of))
    assert at_list.session.apply(set_field(at_list.session.page, "sex", ""))
    after = window.worklist.counts.tally
    assert after.marked[Marked.CLEAN] == tally.marked[Marked.CLEAN] - 1
    assert after.marked[Marked.ALTERED] == tally.marked[Marked.ALTERED] + 1
    assert asked == []


def test_a_page_that_is_mended_out_of_its_filter_stays_and_is_told_until_the_filter_is_set_anew(at_list):
    window = at_list.window
    at_list.press("F3")
    at_list.press("W")
    at_list.rest()
    worklist = window.worklist
    ids, here = worklist.ids, worklist.ids[0]
    window.pages.open(here)
    assert at_list.session.apply(set_field(at_list.session.page, "sex", ""))
    at_list.rest()
    index = worklist.model.index(worklist.model.place(here), 0)
    assert worklist.ids == ids
    assert index.data(LEFT_ROLE)
    assert "已不符合筛选" in index.data()
    at_list.press("F3")
    at_list.press("W")
    at_list.rest()
    assert worklist.ids == ids[1:]


def test_a_page_that_is_no_more_what_was_typed_stays_too(at_list):
    worklist = at_list.window.worklist
    here = worklist.ids[0]
    name = worklist.model.index(0, 0).data(ROW_ROLE).patient_name
    at_list.window.pages.open(here)
    at_list.press("Ctrl+F")
    at_list.type(name)
    at_list.rest()
    assert here in worklist.ids
    assert at_list.session.apply(set_field(at_list.session.page, "patient_name", "样例改名"))
    at_list.wait(lambda: worklist.model.index(worklist.model.place(here), 0).data(LEFT_ROLE))
    at_list.session.undo()
    at_list.wait(lambda: not worklist.model.index(worklist.model.place(here), 0).data(LEFT_ROLE))


def test_what_is_typed_as_a_filter_narrows_the_list_and_what_is_not_understood_is_told(at_list):
    worklist = at_list.window.worklist
    at_list.press("Ctrl+F")
    at_list.type("科：儿科 天＞3")
    at_list.press("Return")
    at_list.rest()
    rows = at_list.session.store.rows(worklist.ids)
    assert rows
    assert all("儿科" in row.dept for row in rows)
    assert not worklist.told.isVisible()
    at_list.press("Ctrl+F")
    at_list.type("天>很久")
    at_list.press("Return")
    at_list.rest()
    assert worklist.told.isVisible()
    assert "不是数字" in worklist.told.text()
    assert "天>30" in worklist.told.text()


def test_what_may_be_typed_is_offered_with_how_many_pages_there_are(at_list):
    worklist = at_list.window.worklist
    at_list.press("Ctrl+F")
    at_list.type("科")
    at_list.wait(lambda: worklist.search.offered)
    assert [one.text for one in worklist.search.offered] == ["科:"]
    at_list.type(":")
    at_list.type("儿")
    at_list.wait(lambda: any(one.text.startswith("儿科") for one in worklist.search.offered))
    at_list.press("Down")
    at_list.press("Return")
    assert worklist.search.text().startswith("科:儿科")


def test_what_was_asked_last_is_asked_again_after_a_restart(at_list, qtbot):
    worklist = at_list.window.worklist
    worklist.sorts.setCurrentIndex(worklist.sorts.findData("name"))
    at_list.press("F3")
    at_list.press("2")
    at_list.press("Ctrl+F")
    at_list.type("王")
    at_list.rest()
    ids = worklist.ids
    at_list.end()
    at_list.start(sample=True)
    at_list.rest()
    again = at_list.window.worklist
    assert (again.search.text(), again.chips.current, again.sorts.currentData()) == ("王", "error", "name")
    assert again.ids == ids


def test_a_view_is_saved_chosen_by_two_keys_renamed_and_removed(at_list, monkeypatch):
    store, worklist = at_list.session.store, at_list.window.worklist
    monkeypatch.setattr(
        "ui.worklist.list_actions.QInputDialog.getText", lambda *_of, **_more: ("我的强制", True), raising=True
    )
    at_list.press("F3")
    at_list.press("2")
    at_list.rest()
    at_list.press("Shift+F3")
    at_list.wait(QApplication.activePopupWidget)
    at_list.press("S")
    assert [view.name for view in saved_views(store)] == ["我的强制"]
    save_view(store, ListView("七月", "月:7", "all"))
    at_list.window.activateWindow()  # offscreen no window manager does, once a menu is closed
    at_list.press("F3")
    at_list.press("1")
    at_list.rest()
    counted = Counted(at_list)
    counted.press("Shift+F3")
    at_list.wait(QApplication.activePopupWidget)
    counted.press("1")
    at_list.rest()
    assert counted.keys == COUNTED["view"].keys
    assert worklist.chips.current == "error"
    at_list.window.activateWindow()
    at_list.press("Shift+F3")
    removing = next(action.menu() for action in at_list.window.listing.menu.actions() if "删除" in action.text())
    removing.actions()[1].trigger()
    assert [view.name for view in saved_views(store)] == ["我的强制"]


def test_the_view_that_was_chosen_last_is_named_and_is_so_at_the_next_start(at_list, monkeypatch):
    store = at_list.session.store
    save_view(store, ListView("我的强制", "", "error"))
    at_list.press("Shift+F3")
    at_list.wait(QApplication.activePopupWidget)
    at_list.press("1")
    at_list.rest()
    assert "我的强制" in at_list.window.worklist.views.text()
    at_list.end()
    window = at_list.start(sample=True)
    at_list.rest()
    worklist = window.worklist
    assert worklist.chips.current == "error"
    assert "我的强制" in worklist.views.text()
    assert "我的强制" in worklist.views.accessibleName()

    at_list.press("F3")
    at_list.press("1")
    at_list.rest()
    assert worklist.views.text() == "视图", "something else is asked"
    at_list.press("F3")
    at_list.press("2")
    at_list.rest()
    assert "我的强制" in worklist.views.text(), "and the same again"
    monkeypatch.setattr(
        "ui.worklist.list_actions.QInputDialog.getText", lambda *_of, **_more: ("待改", True), raising=True
    )
    window.listing._rename(saved_views(window.session.store)[0])
    assert "待改" in worklist.views.text()
    window.listing._remove(saved_views(window.session.store)[0])
    assert worklist.views.text() == "视图"


def test_the_other_stay_of_the_person_is_one_key_away_and_so_is_the_way_back(coder):
    coder.start(sample=True)
    coder.rest()
    store = coder.session.store
    page = store.page(coder.window.worklist.ids[0])
    values = {**page.values, "admission_times": "77", "case_no": "X-77"}
    other = replace(page, values=values, origin=Origin("又一次.csv", 1))
    (added,) = store.import_reading(Reading("又一次.csv", "n041", "utf-8", ("BAH",), (other,))).added
    coder.session.worklist_changed.emit()
    coder.rest()
    here = next(i for i in coder.window.worklist.ids if store.page(i).case_no == page.case_no)
    coder.window.pages.open(here)
    near = store.neighbours([here])[here]
    assert added in near
    coder.press("Ctrl+E")
    if len(near) > 1:
        coder.wait(QApplication.activePopupWidget)
        coder.press("1")
    assert coder.session.page_id in near
    coder.press("Ctrl+E")
    assert coder.session.page_id == here


def test_the_foot_says_what_is_left_and_what_was_done_today(at_list):
    worklist = at_list.window.worklist
    total = at_list.session.store.count()
    assert f"还剩 {total} · 待补 0 · 今日 0" in worklist.count.text()
    at_list.press("F3")
    at_list.press("W")
    at_list.rest()
    at_list.window.pages.open(worklist.ids[0])
    at_list.press("Ctrl+Return")
    at_list.rest()
    assert at_list.session.store.rows([worklist.ids[0]])[0].progress == PageState.PASSED
    assert f"还剩 {total - 1} · 待补 0 · 今日 1" in worklist.count.text()


def test_a_search_behind_the_window_asks_no_widget(at_list, monkeypatch):
    """What is chosen is taken when the search is asked for: the thread that searches touches nothing of the window."""
    worklist, asked = at_list.window.worklist, set()
    data = worklist.sorts.currentData
    monkeypatch.setattr(worklist.sorts, "currentData", lambda: asked.add(threading.current_thread()) or data())
    worklist.reload()
    at_list.rest()
    assert asked == {threading.main_thread()}
