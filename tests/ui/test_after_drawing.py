"""The window shows its list first; form, panels and menus come once it is on the screen, and nobody waits for them."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from coding.base.resources import resource_path
from coding.exchange.read import read_file
from db.sqlite.sqlite_store import SqliteStore
from ui import settings
from ui.after_drawing import AfterDrawing
from ui.app import application
from ui.theme.theme import apply_theme
from ui.window import MainWindow


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "病案.sqlite")
    small = tmp_path / "首页.csv"
    lines = resource_path("sample/sample_n041.csv").read_bytes().splitlines(keepends=True)
    small.write_bytes(b"".join(lines[:6]))
    store.import_reading(read_file(small))
    return store


def window_on(store):
    apply_theme(application(), False)
    return MainWindow(store, store.path)


@pytest.fixture
def window(qtbot, store):
    window = window_on(store)
    yield window
    window.close()
    window.deleteLater()


# -- the window


def test_the_list_is_there_and_the_form_not_yet(window):
    assert len(window.worklist.ids) == 5
    assert not window.is_whole
    assert "form" not in vars(window)


def test_all_is_there_once_the_window_is_on_the_screen(qtbot, window):
    with qtbot.waitSignal(window.whole):
        window.show()
    assert window.form.isVisible()
    assert window.session.page_id == window.worklist.ids[0]
    assert [menu for menu in window.menus.values() if menu.isEmpty()] == []


def test_whoever_asks_for_a_part_before_its_turn_has_it_with_all_others(window):
    assert window.form is not None
    assert window.is_whole
    assert window.actions_["open_file"].isEnabled()


def test_what_no_window_has_is_told_as_ever(window):
    with pytest.raises(AttributeError, match="no_such_part"):
        _ = window.no_such_part


def test_a_page_that_is_opened_at_once_is_opened(window):
    window.worklist.wanted.emit(window.worklist.ids[2])
    assert window.session.page_id == window.worklist.ids[2]


def test_a_search_that_was_begun_meanwhile_keeps_the_focus(qtbot, window):
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    if window.is_whole:
        pytest.skip("the machine was faster than this test")
    window.worklist.search.setFocus()
    qtbot.waitUntil(lambda: window.is_whole)
    assert window.worklist.search.hasFocus()


def test_a_window_that_is_closed_before_it_is_whole_leaves_the_store_as_it_was(qtbot, store, tmp_path):
    settings.GEOMETRY.write(store, "kept")
    window = window_on(store)
    window.close()
    again = SqliteStore(tmp_path / "病案.sqlite")
    assert settings.GEOMETRY.read(again) == "kept"
    assert len(again.worklist()) == 5
    again.close()
    window.deleteLater()


def test_without_pages_there_is_no_list_to_wait_with(qtbot, tmp_path):
    window = window_on(SqliteStore(tmp_path / "空.sqlite"))
    assert window.is_whole
    assert window.stack.currentWidget() is window.first_start
    window.close()
    window.deleteLater()


def test_the_list_stands_where_it_stood_when_what_is_above_it_comes(qtbot, window, tmp_path):
    def top(one):
        return one.folding.whole.mapTo(one, QPoint(0, 0)).y()

    window.resize(1366, 697)
    with qtbot.waitSignal(window.whole):
        window.show()
    window.close()
    again = window_on(SqliteStore(tmp_path / "病案.sqlite"))
    again.show()
    early = top(again)
    qtbot.waitUntil(lambda: again.is_whole)
    qtbot.waitUntil(lambda: again.toolbar.height() > 0)
    assert top(again) == early
    again.close()
    again.deleteLater()


# -- its steps


def steps(done, count=3):
    for number in range(count):
        done.append(number)
        yield


def test_nothing_is_done_before_the_drawing_and_all_of_it_after(qtbot):
    widget, done = QWidget(), []
    qtbot.addWidget(widget)
    later = AfterDrawing(widget, steps(done))
    assert done == []
    with qtbot.waitSignal(later.done):
        widget.show()
    assert done == [0, 1, 2]


def test_what_is_left_is_done_at_once_when_it_is_asked_for(qtbot):
    widget, done = QWidget(), []
    qtbot.addWidget(widget)
    later = AfterDrawing(widget, steps(done))
    with qtbot.waitSignal(later.done):
        assert later.finish()
    assert done == [0, 1, 2]
    assert not later.finish()


def test_a_step_cannot_wait_for_itself(qtbot):
    widget, told = QWidget(), []
    qtbot.addWidget(widget)

    def work():
        told.append(later.finish())
        yield

    later = AfterDrawing(widget, work())
    later.finish()
    assert told == [False]


def test_what_was_stopped_is_never_done(qtbot):
    widget, done = QWidget(), []
    qtbot.addWidget(widget)
    later = AfterDrawing(widget, steps(done))
    later.stop()
    with qtbot.waitExposed(widget):
        widget.show()
    assert done == []
