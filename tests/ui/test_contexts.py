"""Waivers and the audience reach every page of the worklist, and stop when they end."""

from datetime import date, datetime, timedelta

import openpyxl
import pytest

from coding.examine.examine import examine
from coding.knowledge.knowledge import load_knowledge
from coding.page.finding import Severity
from coding.page.waiver import Waiver
from coding.rules.local import LocalRule
from coding.work.verdicts import verdict_of
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from ui.knowledge_loading import KnowledgeLoading
from ui.opening_files import FileOpening
from ui.recheck import BatchExamination
from ui.rules.rules_desk import RuleDesk
from ui.session import Session
from ui.tasks import TaskRunner

NOW = datetime.now()


@pytest.fixture
def store(tmp_path):
    opened = SqliteStore(tmp_path / "病案.sqlite")
    opened.import_reading(make_reading(make_page("1", sex="7"), make_page("2", sex="7")))
    yield opened
    opened.close()


@pytest.fixture
def runner(qtbot):
    made = TaskRunner()
    yield made
    made.shutdown()


def examine_all(qtbot, session, runner):
    batch = BatchExamination(session, runner)
    batch.start()
    qtbot.waitUntil(lambda: not runner.running)


def waiver(**more):
    return Waiver(**{"rule": "FP-STD-002", "reason": "接口如此", "author": "甲", "at": NOW, **more})


def test_a_waiver_of_one_page_judges_only_that_page_anew(qtbot, store, runner):
    session = Session(store, load_knowledge())
    examine_all(qtbot, session, runner)
    first, second = sorted(store.worklist())
    before = {r.id: r for r in store.rows([first, second])}
    store.add_waiver(waiver(), first)
    judged = []
    session.judged.connect(judged.extend)
    session.renew_contexts()
    examine_all(qtbot, session, runner)
    after = {r.id: r for r in store.rows([first, second])}
    assert judged == [first]
    assert after[first].errors == before[first].errors - 1
    assert after[second] == before[second]
    assert store.fired()["FP-STD-002"].waived == 1


def test_what_was_waived_comes_back_when_the_waiver_has_expired(qtbot, store, runner):
    first, _ = sorted(store.worklist())
    yesterday = NOW - timedelta(days=1)
    store.add_waiver(waiver(expires=yesterday.date(), at=yesterday), first)
    session = Session(store, load_knowledge())
    then = session.contexts.of([first], yesterday)[first]
    seen = examine(store.page(first), load_knowledge(), then)
    assert seen.waived
    store.keep_verdicts([(first, verdict_of(seen))])
    errors = store.rows([first])[0].errors
    examine_all(qtbot, session, runner)
    assert store.rows([first])[0].errors == errors + 1


def test_a_ward_is_not_asked_for_what_is_waived(qtbot, store, runner, tmp_path):
    store.add_waiver(waiver())
    path = tmp_path / "问题清单.xlsx"
    session = Session(store, load_knowledge())
    opening = FileOpening(session, runner)
    opening.export_findings(path, list(store.worklist()))
    qtbot.waitUntil(lambda: not runner.running and path.exists())
    book = openpyxl.load_workbook(path, read_only=True)
    told = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    book.close()
    assert "FP-STD-002" not in told
    assert any(cell.startswith("FP-") for cell in told)


def test_an_edit_of_a_rule_judges_the_page_in_work_at_once(store, runner):
    session = Session(store, load_knowledge())
    session.open(min(store.worklist()))
    desk = RuleDesk(session, KnowledgeLoading(session, runner))
    assert any(f.rule == "FP-STD-002" for f in session.examination.findings)
    desk.save({**desk.row("FP-STD-002"), "severity": "info"})
    found = next(f for f in session.examination.findings if f.rule == "FP-STD-002")
    assert found.severity is Severity.INFO
    assert not desk.save({**desk.row("FP-STD-002")}), "nothing was altered"
    assert len(store.rule_edits()) == 1


def test_a_rule_that_cannot_be_used_is_told_when_the_knowledge_is_loaded(qtbot, store, runner):
    store.edit_rules([("FP-STD-002", {"kind": "of another version"})])
    session = Session(store)
    loading = KnowledgeLoading(session, runner)
    told = []
    loading.loaded.connect(told.append)
    loading.start()
    qtbot.waitUntil(lambda: bool(told))
    assert "1 条规则没有生效" in told[0]
    desk = RuleDesk(session, loading)
    (line,) = [li for li in desk.lines() if li.trouble]
    assert line.id == "FP-STD-002"
    desk.take_back("FP-STD-002")
    assert not [li for li in desk.lines() if li.trouble]
    assert desk.rules.get("FP-STD-002") is None
    desk.restore(desk.history("FP-STD-002")[0])
    assert desk.rules.get("FP-STD-002") == LocalRule("FP-STD-002", (("kind", "of another version"),))
    qtbot.waitUntil(lambda: not runner.running)


def test_valid_dates_go_by_the_discharge(store):
    session = Session(store, load_knowledge())
    page = store.page(min(store.worklist()))
    assert page.date("discharge_datetime") == date(2024, 3, 10)
    for valid_to, found in (("2024-03-10", True), ("2024-03-09", False)):
        store.edit_rules([("FP-STD-002", {"valid_to": valid_to})])
        rules = RuleDesk(session, None).rules
        seen = examine(page, load_knowledge().with_rules(rules))
        assert any(f.rule == "FP-STD-002" for f in seen.findings) is found
