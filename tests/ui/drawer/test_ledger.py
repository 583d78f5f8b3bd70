"""改动 in the real window: every change with its effect, taken back at any step by key, the page as it stood then."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from coding.page.asked import AskedBy
from coding.page.edits import move_row, set_field
from coding.page.reading import Reading
from tests.ui.test_screen_fit import at_work
from ui.drawer import ledger_page
from ui.drawer.back_dialog import BackDialog
from ui.drawer.ledger_lines import AFTER, BEFORE, GROUP, NUMBER, PLACE, REASON, SOURCE, WEIGHT, WHO
from ui.panels.evidence_paper import EvidencePaper

__all__ = ["at_work"]  # a fixture


def busy_page(row, page):
    return bool(row.drg) and len(page.diagnoses) > 2 and not row.altered


@pytest.fixture
def changed(at_work):
    """A page on which three things were done, and its ledger in sight."""
    window, session = at_work.window, at_work.session
    store = session.store
    found = next(r.id for r in store.rows(window.worklist.ids) if busy_page(r, store.page(r.id)))
    window.pages.open(found)
    session.apply(set_field(session.page, "employer", "示例市机床厂", reason="按工作证"))
    session.apply(replace(move_row(session.page, "diagnosis", 1, 0), reason="出院小结"))
    session.apply(set_field(session.page, "current_postcode", "100070"))
    at_work.press("Ctrl+Shift+H")
    at_work.wait(lambda: view_of(at_work).table.cells.rowCount() == 4)
    at_work.wait(lambda: view_of(at_work).table.cells.text(3, GROUP) != "…")
    return at_work


def view_of(coder):
    return coder.window.drawer.view("changes")


def words(coder, row, *columns):
    return [view_of(coder).table.cells.text(row, column) for column in columns]


def go_to(coder, row):
    view_of(coder).table.choose(row)
    view_of(coder).table.setFocus()


def test_every_change_stands_with_what_it_did_to_the_group(changed):
    session = changed.session
    assert changed.window.drawer.current == "changes"
    assert words(changed, 0, NUMBER, WHO, SOURCE) == ["0", session.author, "导入"]
    assert words(changed, 1, SOURCE, PLACE, AFTER, REASON)[:2] == ["手工", "工作单位及地址"]
    assert words(changed, 1, AFTER, REASON) == ["示例市机床厂", "按工作证"]
    assert words(changed, 1, WHO) == [session.author]
    assert words(changed, 1, GROUP)[0].endswith("不变")
    assert "→" in words(changed, 2, GROUP)[0] or words(changed, 2, GROUP)[0].endswith("不变")
    after = session.examination.grouping.drg or session.examination.grouping.status.value
    assert words(changed, 3, GROUP) == [f"{after} 不变"]
    assert words(changed, 3, BEFORE, AFTER)[1] == "100070"
    QAbstractItemModelTester(view_of(changed).table.cells, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_one_in_the_middle_is_taken_back_by_itself_and_made_again(changed):
    session = changed.session
    was = session.page.text("employer")
    assert was == "示例市机床厂"
    principal = session.page.diagnoses[0]
    go_to(changed, 1)
    changed.press("Del")
    assert session.page.text("employer") != was
    assert session.page.diagnoses[0] == principal, "what was made after it stays"
    assert session.page.text("current_postcode") == "100070"
    cells = view_of(changed).table.cells
    changed.wait(lambda: cells.rowCount() == 5)
    assert cells.lines[1][PLACE].struck
    assert words(changed, 4, SOURCE) == ["撤销"]
    go_to(changed, 1)
    assert view_of(changed).back.text().startswith("恢复")
    changed.press("Del")
    assert session.page.text("employer") == was
    changed.wait(lambda: cells.rowCount() == 6)
    assert words(changed, 5, SOURCE) == ["重做"]


def test_ctrl_z_gives_back_what_was_just_taken_back_and_takes_nothing_more(changed):
    """Del on a chosen change, then Ctrl+Z: as after any deletion, what went is there again."""
    session, cells = changed.session, view_of(changed).table.cells
    page = session.page
    for chosen in (1, 3):  # one in the middle, and the last one
        go_to(changed, chosen)
        changed.press("Del")
        assert session.page != page
        changed.press("Ctrl+Z")
        assert session.page == page
        assert "已恢复" in changed.window.status.currentMessage()
        rows = {1: 6, 3: 8}[chosen]
        changed.wait(lambda rows=rows: cells.rowCount() == rows)
    go_to(changed, 5)  # the first, as it was made again
    changed.press("Del")
    session.apply(set_field(session.page, "contact_name", "李联系人"))
    changed.press("Ctrl+Z")
    assert session.page.text("contact_name") != "李联系人", "what was done last is what is taken back"
    assert session.page.text("employer") != "示例市机床厂"


def test_ctrl_z_gives_back_the_only_change_of_a_page(changed):
    session = changed.session
    changed.window.pages.step(1)
    session.apply(set_field(session.page, "employer", "示例市机床厂"))
    changed.wait(lambda: view_of(changed).table.cells.rowCount() == 2)
    go_to(changed, 1)
    changed.press("Del")
    assert session.page.text("employer") != "示例市机床厂"
    changed.press("Ctrl+Z")
    assert session.page.text("employer") == "示例市机床厂"
    assert "已恢复" in changed.window.status.currentMessage()


def test_ctrl_z_gives_back_what_a_file_had_brought_and_was_taken_back(changed):
    session = changed.session
    changed.window.pages.step(1)
    page = session.store.original(session.page_id)
    brought = replace(page, values={**page.values, "employer": "示例市机床厂"})
    session.store.import_reading(Reading("新.csv", "n041", "utf-8", (), (brought,)))
    session.catch_up()
    changed.wait(lambda: view_of(changed).table.cells.rowCount() == 2)
    go_to(changed, 1)
    changed.press("Del")
    assert session.page.text("employer") != "示例市机床厂"
    changed.press("Ctrl+Z")
    assert session.page.text("employer") == "示例市机床厂"


def test_the_page_then_is_read_once_for_the_line_that_is_chosen(changed, monkeypatch):
    view, store = view_of(changed), changed.session.store
    go_to(changed, 1)
    changed.press("Space")
    read, page_on = [], store.page_on
    monkeypatch.setattr(store, "page_on", lambda *asked: read.append(asked) or page_on(*asked))
    view._make()
    assert len(read) == 1
    changed.press("Space")


def test_what_is_worked_out_for_nobody_ends_though_what_it_followed_ended_later(changed, monkeypatch):
    """The effects are asked for twice; the first, given up, ends while the second still runs."""
    view, runner = view_of(changed), changed.window.runner
    begun, may_end = [], [threading.Event(), threading.Event()]

    def held(*_asked):
        begun.append(may_end[len(begun)])
        assert begun[-1].wait(60)
        yield from ()

    monkeypatch.setattr(ledger_page, "effects_of", held)
    view._effects.clear()
    view._make()
    first = view._task
    changed.wait(lambda: len(begun) == 1)
    view._make()
    second = view._task
    changed.wait(lambda: len(begun) == 2)
    may_end[0].set()
    changed.wait(lambda: first not in runner.running)
    changed.press("Esc")
    assert second.cancelled
    may_end[1].set()


def test_what_was_altered_since_says_why_and_offers_to_go_back(changed):
    session = changed.session
    session.apply(set_field(session.page, "employer", "学校"))
    changed.wait(lambda: view_of(changed).table.cells.rowCount() == 5)
    go_to(changed, 1)
    changed.press("Del")
    assert session.page.text("employer") == "学校"
    told = view_of(changed).why.text()
    assert "工作单位及地址后来又改为“学校”" in told
    assert "逐条撤销 4 条" in told
    changed.press("Ctrl+Del")
    changed.wait(lambda: isinstance(QApplication.activeModalWidget(), BackDialog))
    assert QApplication.activeModalWidget().list.toPlainText().count("\n") == 3
    QApplication.activeModalWidget().accept()
    changed.wait(lambda: view_of(changed).table.cells.rowCount() == 9)
    assert session.page == session.store.original(session.page_id)
    assert [words(changed, row, SOURCE)[0] for row in range(5, 9)] == ["撤销"] * 4


def test_the_confirmation_can_be_declined(changed):
    page = changed.session.page
    go_to(changed, 1)
    changed.press("Ctrl+Del")
    changed.wait(lambda: isinstance(QApplication.activeModalWidget(), BackDialog))
    QApplication.activeModalWidget().reject()
    assert changed.session.page == page


def test_the_page_as_it_stood_after_the_chosen_change(changed):
    view, session = view_of(changed), changed.session
    go_to(changed, 1)
    assert view.then.isHidden()
    changed.press("Space")
    assert view.then.isVisible()
    assert view.then.then.page.text("employer") == "示例市机床厂"
    assert view.then.then.page.diagnoses[0] != session.page.diagnoses[0]
    texts = [line[2].text for line in view.then.table.cells.lines]
    assert "示例市机床厂" in texts
    assert any(line[2].bold for line in view.then.table.cells.lines), "what differs from now is marked"
    changed.press("Up")
    assert view.then.told.text() == "导入时的首页"
    assert "示例市机床厂" not in [line[2].text for line in view.then.table.cells.lines]
    view.then.show_moment(view.ledger.came.at.replace(year=2020))
    assert view.then.then is None
    assert "还没有导入" in view.then.told.text()
    changed.press("Space")


def test_enter_goes_to_the_place_in_the_form(changed):
    go_to(changed, 3)
    changed.press("Return")
    changed.wait(
        lambda: changed.window.form.place is not None and changed.window.form.place.field == "current_postcode"
    )


def test_effects_are_worked_out_once(changed):
    view = view_of(changed)
    known = dict(view._effects)
    changed.press("Esc")
    changed.press("F9")
    changed.rest()
    assert view._effects == known
    assert view._task is None


def test_another_page_shows_nothing_of_the_last_one(changed):
    view = view_of(changed)
    changed.window.pages.step(1)
    assert "示例市机床厂" not in [line[AFTER].text for line in view.table.cells.lines]
    changed.rest()
    changed.wait(lambda: view._page_id == changed.session.page_id and view.table.cells.rowCount() == 1)


def test_who_may_not_see_money_sees_no_weight_in_it(changed, monkeypatch):
    view = view_of(changed)
    assert not view.table.isColumnHidden(WEIGHT)
    monkeypatch.setattr(type(changed.session), "sees_money", property(lambda _self: False))
    from ui.drawer.ledger_page import LedgerPage

    blind = LedgerPage(changed.window.workplace)
    changed.qtbot.addWidget(blind)
    assert blind.table.isColumnHidden(WEIGHT)


def test_the_sheet_of_evidence_is_opened_from_the_entry_that_names_it(changed):
    session = changed.session
    session.apply(
        replace(move_row(session.page, "diagnosis", 1, 0), reason="手术记录", asked=AskedBy("physician", "张三"))
    )
    changed.wait(lambda: view_of(changed).table.cells.rowCount() == 5)
    assert words(changed, 4, REASON) == ["手术记录（应医师 张三要求）"]
    go_to(changed, 1)
    assert not view_of(changed).paper.isEnabled()
    changed.press("Ctrl+P")
    assert "没有写依据" in view_of(changed).why.text()
    go_to(changed, 4)
    assert view_of(changed).paper.isEnabled()
    changed.press("Ctrl+P")
    changed.wait(lambda: isinstance(QApplication.activeModalWidget(), EvidencePaper))
    assert QApplication.activeModalWidget().sheet.asked_by == "医师 张三"
    QApplication.activeModalWidget().reject()
