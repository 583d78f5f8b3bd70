"""After an upgrade the worklist shows the verdicts of the old program as old, until they have been given anew."""

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import QRect, Qt

from coding.base.resources import resource_path
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.indicators.facts_of import facts_of
from coding.page.context import Context
from coding.page.waiver import Waiver
from coding.rules.local import LocalRules, embedded_rows, said_of
from coding.work.verdicts import verdict_of
from db.sqlite.sqlite_store import SqliteStore
from ui.app import application
from ui.recheck import BatchExamination
from ui.session import Session
from ui.tasks import TaskRunner
from ui.theme.spacing import CARD_HEIGHT
from ui.theme.theme import apply_theme, current_theme, severity_style
from ui.worklist.worklist_model import OLD_ROLE
from ui.worklist.worklist_view import WorklistPanel

PAGES = 6
OLD = "旧结论，待重查"


class Desk:
    """The worklist over a real store, and the examination behind it."""

    def __init__(self, qtbot, path, knowledge=None):
        self.qtbot = qtbot
        self.store = SqliteStore(path)
        self.session = Session(self.store, knowledge)
        self.runner = TaskRunner()
        self.worklist = WorklistPanel(self.session)
        self.batch = BatchExamination(self.session, self.runner)
        qtbot.addWidget(self.worklist)

    def examine(self):
        self.batch.start()
        self.qtbot.waitUntil(lambda: not self.batch.is_running and not self.runner.running)

    def is_old(self):
        model = self.worklist.model
        return [model.data(model.index(place, 0), OLD_ROLE) for place in range(len(model.ids))]

    def said(self, role=Qt.ItemDataRole.DisplayRole):
        model = self.worklist.model
        return [model.data(model.index(place, 0), role) for place in range(len(model.ids))]

    def colours(self):
        """Every colour of the first card as it is painted."""
        self.worklist.resize(360, 600)
        card = QRect(0, 0, self.worklist.view.viewport().width(), CARD_HEIGHT)
        image = self.worklist.view.viewport().grab(card).toImage()
        return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}

    def close(self):
        self.runner.shutdown()
        self.store.close()


def few_pages():
    reading = read_file(resource_path("sample/sample_n041.csv"))
    return replace(reading, pages=reading.pages[:PAGES])


@pytest.fixture
def opened(qtbot, tmp_path, embedded):
    """``opened(knowledge)``: the program on one store; the last one is closed first."""
    apply_theme(application(), False)
    desks = []

    def open_store(knowledge=embedded):
        if desks:
            desks.pop().close()
        desks.append(Desk(qtbot, tmp_path / "pages.sqlite", knowledge))
        return desks[-1]

    first = open_store()
    first.store.import_reading(few_pages())
    first.worklist.reload()
    yield open_store
    desks.pop().close()


@pytest.fixture
def older(embedded):
    """What an older version of the program knew: one of its rules gave another hint."""
    row = next(iter(embedded_rows().values()))
    return embedded.with_rules(LocalRules((said_of({**row, "hint": "旧的处理办法"}),)))


def test_verdicts_of_the_knowledge_in_force_are_shown_as_they_are(opened):
    desk = opened()
    desk.examine()
    assert desk.is_old() == [False] * PAGES
    assert not any(OLD in text for text in desk.said())


def test_after_an_upgrade_old_verdicts_are_shown_as_old_until_they_are_given_anew(opened, older):
    opened(older).examine()
    desk = opened()
    assert desk.is_old() == [True] * PAGES
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
        for text in desk.said(role):
            assert OLD in text
            assert "强制" not in text
            assert "未见问题" not in text

    desk.examine()

    assert desk.is_old() == [False] * PAGES
    assert not any(OLD in text for text in desk.said())


def test_at_the_start_only_pages_with_an_old_verdict_are_examined(opened, older, embedded):
    desk = opened(older)
    desk.examine()
    ids = list(desk.store.worklist())
    alone = Context(as_of=datetime(2026, 11, 1), neighbours=())
    page = desk.store.page(ids[0])
    now = examine(page, embedded, alone)
    facts = facts_of(page, now, embedded, alone)
    desk.store.keep_verdicts([(ids[0], verdict_of(now, alone, facts=facts))])

    desk = opened()
    assert desk.is_old() == [False] + [True] * (PAGES - 1)
    judged = []
    desk.session.judged.connect(judged.extend)
    desk.examine()

    assert sorted(judged) == sorted(ids[1:])
    assert {row.stamp for row in desk.store.rows(ids)} == {embedded.stamp}


def test_an_old_verdict_is_not_painted_in_the_colour_of_its_state(opened, older):
    desk = opened(older)
    desk.examine()
    state = desk.store.rows(desk.store.worklist())[0].state
    colour = current_theme().colour(severity_style(state).role).name()
    assert colour in desk.colours()

    assert colour not in opened().colours()


def test_the_program_gives_old_verdicts_anew_when_it_has_started(coder, older):
    store = SqliteStore(coder.path)
    store.import_reading(few_pages())
    ids = list(store.worklist())
    store.keep_verdicts((i, verdict_of(examine(store.page(i), older))) for i in ids)
    store.close()

    coder.start()
    coder.rest()

    now = {coder.session.judge.stamp_in_force(row) for row in coder.session.store.rows(ids)}
    assert older.stamp not in now
    assert {row.stamp for row in coder.session.store.rows(ids)} == now
    assert not any(OLD in coder.window.worklist.model.index(place, 0).data() for place in range(PAGES))


def test_while_the_knowledge_is_being_loaded_nothing_is_called_old(opened):
    opened().examine()
    assert opened(None).is_old() == [False] * PAGES


def test_a_waiver_for_all_pages_makes_their_verdicts_old(opened):
    desk = opened()
    desk.examine()
    rule = next(iter(desk.store.fired()))
    desk.store.add_waiver(Waiver(rule, "本院不要求", "张质控", datetime(2026, 11, 1)))
    desk.session.renew_contexts()
    assert desk.is_old() == [True] * PAGES


def test_a_page_not_examined_yet_is_waiting_not_old(opened):
    desk = opened()
    assert desk.is_old() == [False] * PAGES
    assert all("待检查" in text for text in desk.said())
