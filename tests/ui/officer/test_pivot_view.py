"""The pivot by itself: what narrows a list goes with it, and the figures are counted where they are seen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from coding.knowledge.knowledge import load_knowledge
from coding.work.rechecking import examined
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.at_work import workplace_of
from tests.ui.review.people import clean_pages, fill, seat_of
from ui.officer import pivot_view
from ui.officer.pivot_view import PivotView
from ui.officer.sampling_part import SamplingPart
from ui.officer.side import Side
from ui.session import Session


@pytest.fixture
def session(tmp_path):
    """Three pages that have a finding, judged."""
    pages = [
        replace(page, values={**page.values, "case_no": f"0099100{number}", "contact_address": ""})
        for number, page in enumerate(clean_pages(3))
    ]
    fill(tmp_path / "pages.sqlite", pages)
    store = SqliteStore(tmp_path / "pages.sqlite", seat=seat_of("质控员"))
    session = Session(store, load_knowledge())
    for verdicts in examined(store, store.worklist(), session.knowledge, session.contexts, session.clock()):
        store.keep_verdicts(verdicts)
    yield session
    session.end()
    store.close()


@pytest.fixture
def counts(monkeypatch):
    """How often it was counted."""
    told = []

    def counted(*args):
        told.append(args)
        return officer_pivot(*args)

    officer_pivot = pivot_view.officer_pivot
    monkeypatch.setattr(pivot_view, "officer_pivot", counted)
    return told


@pytest.fixture
def view(qtbot, session, counts):
    place = workplace_of(session, qtbot)
    sides = tuple(Side(place.parent) for _ in range(3))
    left = sides[0]
    left.hold(QWidget())
    view = PivotView(place, SamplingPart(place, sides), left)
    left.show_part(view)
    place.parent.resize(400, 600)
    left.resize(400, 600)
    place.parent.show()
    place.parent.activateWindow()
    qtbot.waitExposed(place.parent)
    qtbot.waitUntil(lambda: view.pivot is not None and not place.runner.running)
    view.left, view.runner = left, place.runner
    return view


def press(key):
    QTest.keyClick(QApplication.focusWidget(), key)


def test_rows_that_were_narrowed_are_all_there_again_when_she_comes_back_from_the_pages(view):
    view.table.setFocus()
    QTest.keyClick(view.table, "1")
    everything = view.model.rowCount()
    QTest.keyClicks(view.table, "FP-")
    QTest.keyClicks(view.filter, "CMP")
    assert 0 < view.model.rowCount() < everything
    press(Qt.Key.Key_Return)
    assert view.listed
    here = view._gone_into
    press(Qt.Key.Key_Backspace)
    assert view.table.hasFocus()
    assert view.filter.isHidden()
    assert view.model.rowCount() == everything, "no filter is seen, and none is in force"
    assert view.model.row(view.table.currentIndex().row()).key == here


def test_pages_that_were_searched_are_all_there_in_the_next_list(view, session, qtbot):
    view.enter()
    view.page_list.setFocus()
    QTest.keyClicks(view.page_list, "0099")
    QTest.keyClicks(view.filter, "1001")
    qtbot.waitUntil(lambda: len(view.listed) == 1)
    view.choose("submitted")
    assert not view._search.isActive(), "nothing is looked up in a list that was left"
    view.choose(view.cuts[0].cut)
    view.enter()
    assert len(view.listed) == 3


def test_what_is_hidden_counts_nothing_and_counts_once_when_it_is_shown(view, session, counts, qtbot):
    before = len(counts)
    view.left.show_part(None)
    for _ in range(3):
        session.use_knowledge(session.knowledge)
        session.judged.emit(list(session.store.worklist()))
    qtbot.waitUntil(lambda: not view.runner.running)
    assert len(counts) == before
    view.left.show_part(view)
    qtbot.waitUntil(lambda: not view.runner.running)
    assert len(counts) == before + 1
    view.left.show_part(None)
    view.left.show_part(view)
    assert not view.runner.running, "what is known is not counted again"


def test_while_pages_are_listed_the_figures_wait_until_the_rows_are_back(view, session, counts, qtbot):
    before = len(counts)
    view.enter()
    session.use_knowledge(session.knowledge)
    assert not view.runner.running
    view.up()
    qtbot.waitUntil(lambda: not view.runner.running)
    assert len(counts) == before + 1
