"""Edits by hand that move the weight ask for their evidence, without stopping the typing."""

from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from coding.knowledge.knowledge import load_knowledge
from coding.page.change import ChangeSource
from coding.page.edits import move_row, set_field, set_row
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from coding.work.unproved import EVIDENCE, evidence_wanted, unproved
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from ui.app import application
from ui.open_evidence import OpenEvidence
from ui.page_steps import answer_evidence
from ui.panels.asking import ask_for_evidence
from ui.panels.basis import BasisView
from ui.panels.reason import ReasonDialog
from ui.plain import RichLabel
from ui.session import Session
from ui.theme.theme import resize_text

PAGE = FrontPage(
    {"case_no": "000001", "sex": "2", "age_years": "54", "admission_times": "1", "los_days": "5", "fee_total": "9000"},
    (Diagnosis("J18.900", "肺炎", "1"), Diagnosis("K35.800", "急性阑尾炎", "1")),
    (Procedure("47.0100", "腹腔镜阑尾切除术", "2024-03-02", "3"),),
)


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "evidence.sqlite")
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    yield store
    store.close()


@pytest.fixture
def session(store, knowledge):
    session = Session(store, knowledge)
    session.open(store.worklist()[0])
    return session


@pytest.fixture
def bar(qtbot, session):
    bar = BasisView(session, OpenEvidence(session))
    qtbot.addWidget(bar)
    return bar


def wanted(session):
    page_id = session.page_id
    return unproved(session.store.original(page_id), session.store.history(page_id), session.knowledge)


def answer(qtbot, bar, words):
    dialog = ask_for_evidence(bar.evidence, bar)
    assert isinstance(dialog, ReasonDialog)
    dialog.words.setPlainText(words)
    qtbot.keyClick(dialog.accept_button, Qt.Key.Key_Return)


def test_a_new_principal_diagnosis_by_hand_asks_for_its_evidence(qtbot, bar, session):
    session.apply(move_row(session.page, "diagnosis", 1, 0))
    qtbot.waitUntil(lambda: not bar.button.isHidden())
    assert "依据未写" in bar.text.text()
    assert session.examination.grouping.drg in bar.text.text()


def test_raising_and_lowering_ask_alike(qtbot, bar, session):
    session.apply(move_row(session.page, "diagnosis", 1, 0))
    bar.evidence.look()
    first = bar.text.text()
    answer(qtbot, bar, "手术记录")
    session.apply(move_row(session.page, "diagnosis", 1, 0))
    bar.evidence.look()
    both = first + bar.text.text()
    assert ("▲" in both, "▼" in both, both.count("依据未写")) == (True, True, 2)


def test_the_answer_is_kept_in_the_audit_and_the_bar_falls_silent(qtbot, bar, session):
    session.apply(move_row(session.page, "diagnosis", 1, 0))
    group = session.examination.grouping
    answer(qtbot, bar, "3月2日手术记录")
    assert bar.button.isHidden()
    last = session.store.history(session.page_id)[-1].change
    assert (last.edits, last.reason, last.source) == ((), "3月2日手术记录", EVIDENCE)
    assert session.examination.grouping == group
    row = session.store.rows([session.page_id])[0]
    assert row.state == session.examination.state
    assert row.progress == "coding"
    assert not row.unproved


def test_evidence_is_asked_for_and_answered_while_the_store_is_held(qtbot, bar, session, store):
    """Else the bar would come back after the answer, and she would write it once more."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        session.apply(move_row(session.page, "diagnosis", 1, 0))
        bar.evidence.look()
        assert not bar.button.isHidden()
        answer(qtbot, bar, "3月2日手术记录")
        assert bar.button.isHidden()
        other.execute("ROLLBACK")
    qtbot.waitUntil(lambda: not session.held.unsaved)
    assert [entry.change.reason for entry in store.history(session.page_id)] == ["", "3月2日手术记录"]
    bar.evidence.look()
    assert bar.button.isHidden()
    assert not store.rows([session.page_id])[0].unproved
    session.end()


def test_taking_the_change_back_ends_the_question(bar, session):
    session.apply(move_row(session.page, "diagnosis", 1, 0))
    session.undo()
    bar.evidence.look()
    assert bar.button.isHidden()


def test_taking_back_what_was_answered_asks_nothing(qtbot, bar, session):
    session.apply(move_row(session.page, "diagnosis", 1, 0))
    answer(qtbot, bar, "手术记录")
    session.undo()
    bar.evidence.look()
    assert bar.button.isHidden()


def test_the_question_outlives_a_restart(qtbot, bar, session, store, knowledge):
    session.apply(move_row(session.page, "diagnosis", 1, 0))
    again = Session(store, knowledge)
    again.open(session.page_id)
    later = OpenEvidence(again)
    later.look()
    assert later.shift is not None


def test_the_mark_after_each_entry_is_that_of_the_whole_history_and_costs_one_step(session, store, monkeypatch):
    """A page with hundreds of entries: each edit went through all of them once more."""
    page_id, read = session.page_id, []
    for name in ("original", "originals", "histories"):
        told = getattr(store, name)
        monkeypatch.setattr(store, name, lambda *given, told=told: read.append(given) or told(*given))

    def edit(change):
        before = len(read)
        session.apply(change)
        return len(read) - before

    def is_marked():
        marked = store.rows([page_id])[0].unproved
        assert marked == (wanted(session) is not None)
        return marked

    edit(set_field(session.page, "patient_name", "甲"))
    assert edit(move_row(session.page, "diagnosis", 1, 0)) == 0
    assert is_marked()
    assert edit(set_field(session.page, "patient_name", "乙")) == 0
    assert is_marked()
    answer_evidence(session, "手术记录")
    assert not is_marked()
    edit(move_row(session.page, "diagnosis", 1, 0))
    assert is_marked()
    session.undo()
    assert not is_marked()
    session.redo()
    assert is_marked()
    newer = replace(PAGE, values={**PAGE.values, "setl_bill_no": "7"}, supplied=PAGE.supplied | {"setl_bill_no"})
    store.import_reading(Reading("清单.csv", "n041", "utf-8", (), (newer,)))
    session.catch_up()
    edit(set_field(session.page, "patient_name", "丙"))
    assert is_marked()


def test_edits_that_leave_the_weight_ask_nothing(bar, session):
    session.apply(set_field(session.page, "patient_name", "钱演示"))
    session.apply(set_row(session.page, "diagnosis", 1, {"name": "急性单纯性阑尾炎"}))
    bar.evidence.look()
    assert bar.button.isHidden()


def test_a_change_that_named_its_evidence_when_it_was_accepted_is_not_asked_again(session):
    session.apply(move_row(session.page, "diagnosis", 1, 0, reason="手术记录", source=ChangeSource.FINDING))
    assert wanted(session) is None


def test_a_small_suggestion_does_not_excuse_the_edits_before_it(session):
    session.apply(move_row(session.page, "diagnosis", 1, 0))
    session.apply(set_field(session.page, "rh_blood", "2", reason="检验报告", source=ChangeSource.SUGGESTION))
    base, change = wanted(session)
    assert base == session.store.original(session.page_id)
    assert len(change.edits) == 2


def test_half_typed_codes_on_the_way_are_not_judged(session):
    session.apply(set_field(session.page, "principal_dx_code", "J"))
    assert wanted(session) is None
    session.apply(set_field(session.page, "principal_dx_code", "J18.900"))
    assert wanted(session) is None


def test_a_newer_export_of_the_page_wants_no_evidence_and_what_is_edited_after_it_does(store, session):
    page_id = session.page_id
    newer = replace(PAGE, values={**PAGE.values, "fee_total": "9100"})
    assert store.import_reading(Reading("新.csv", "n041", "utf-8", (), (newer,))).updated == (page_id,)
    session.open(page_id)
    assert evidence_wanted(store, page_id, session.knowledge, session.context) is None
    session.apply(move_row(session.page, "diagnosis", 1, 0))
    shift = evidence_wanted(store, page_id, session.knowledge, session.context)
    assert shift is not None
    assert shift.after.grouping == session.examination.grouping


@pytest.mark.parametrize("percent", [100, 130])
def test_nothing_that_is_to_be_read_before_an_answer_is_squeezed(qtbot, bar, session, percent):
    """Long cautions, large text, the smallest screen: the dialog becomes wider before its lines are cut."""
    resize_text(application(), percent)
    try:
        session.apply(move_row(session.page, "diagnosis", 1, 0))
        qtbot.waitUntil(lambda: bar.evidence.shift is not None)
        shift = replace(bar.evidence.shift, cautions=("这一类改动常被检查，请先看病程记录和检验报告再决定。" * 3,) * 6)
        dialog = ReasonDialog(shift, bar)
        qtbot.addWidget(dialog)
        dialog.show()
        for label in dialog.findChildren(RichLabel):
            assert label.height() >= label.heightForWidth(label.width()), label.text()
        short = ReasonDialog(replace(shift, cautions=shift.cautions[:2]), bar)
        qtbot.addWidget(short)
        short.show()
        words = short.findChild(QScrollArea)
        room = words.viewport().height() - words.widget().layout().totalHeightForWidth(words.viewport().width())
        assert room >= 0, "where there is room nothing is scrolled"
        qtbot.waitUntil(lambda: not words.verticalScrollBar().maximum())
    finally:
        resize_text(application(), 100)
