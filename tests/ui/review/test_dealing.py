"""Pages dealt out by the table or by hand, and the next one of mine."""

from contextlib import closing
from datetime import date, datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from coding.page.edits import go_on
from coding.page.step import PageState
from coding.review.dealing import Duty, DutyOf
from coding.work.dealing_pages import deal_out, due_day, keep_duties, kept_duties
from coding.work.list_marks import MINE
from coding.work.next_page import next_of_mine
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import judged
from tests.ui.review.people import clean_pages, fill, seat_of
from ui.review.deal_dialog import DealDialog
from ui.worklist.worklist_model import BESIDE_ROLE


def test_the_table_is_kept_and_read_as_it_was_written(tmp_path):
    store = SqliteStore(tmp_path / "a.sqlite")
    duties = (
        Duty(DutyOf.WARD, "三病区", 1, date(2026, 10, 1)),
        Duty(DutyOf.SPECIALTY, "03", 1, None, date(2026, 12, 31)),
    )
    keep_duties(store, duties)
    assert kept_duties(store) == duties
    store.close()


def test_pages_go_to_who_is_on_duty_with_the_day_of_the_rules(tmp_path, embedded):
    path = tmp_path / "a.sqlite"
    ids = fill(path, clean_pages(4))
    store = SqliteStore(path)
    page = store.page(ids[0])
    keep_duties(store, [Duty(DutyOf.SPECIALTY, page.text("discharge_dept"), 1)])
    dealt = deal_out(store, ids, embedded)
    given = store.assignments()
    same = {i for i in ids if store.page(i).text("discharge_dept") == page.text("discharge_dept")}
    assert set(given) == same
    assert {one.who for one in given.values()} == {1}
    assert given[ids[0]].due == due_day(page, embedded) is not None
    assert "已分派" in dealt.words
    store.close()


class Meanwhile(SqliteStore):
    """Somebody else deals out the first page after it was looked whose the pages are."""

    def pages(self, ids):
        with closing(SqliteStore(self.path)) as other:
            other.assign(ids[:1], 1)
        return super().pages(ids)


def test_what_somebody_else_has_just_dealt_out_stays_so_and_is_told(tmp_path, embedded):
    path = tmp_path / "a.sqlite"
    ids = fill(path, clean_pages(2))
    with closing(Meanwhile(path)) as store:
        wards = {store.page(page_id).text("discharge_dept") for page_id in ids}
        keep_duties(store, [Duty(DutyOf.SPECIALTY, ward, 1) for ward in wards])
        dealt = deal_out(store, ids, embedded)
        given = store.assignments()
        assert given[ids[0]].due is None, "as the other has given it"
        assert given[ids[1]].due is not None
        assert "1 份刚由别人分派，没有改动" in dealt.words


def test_the_next_one_of_mine_passes_over_done_pages_and_those_of_others(tmp_path):
    path = tmp_path / "a.sqlite"
    ids = fill(path, clean_pages(4))
    store = SqliteStore(path)
    order, today = ids, date(2026, 12, 1)
    assert next_of_mine(store, 1, ids[0], order, today) == ids[1], "nothing is assigned: the next open one"
    judged(store, ids[1])
    store.append(ids[1], go_on(PageState.CODING, PageState.PASSED))
    assert next_of_mine(store, 1, ids[0], order, today) == ids[2]
    store.assign([ids[0], ids[3]], 1)
    assert next_of_mine(store, 1, ids[0], order, today) == ids[3]
    assert next_of_mine(store, 1, ids[3], order, today) == ids[0], "from the top again"
    store.close()


def test_the_list_shows_mine_and_the_day_by_which_it_is_to_be_done(coder):
    ids = fill(coder.path, clean_pages(3))
    coder.start()
    coder.rest()
    store = coder.session.store
    store.assign([ids[0]], 1, {ids[0]: date(2020, 1, 1)})
    coder.window.worklist.model.forget()
    model = coder.window.worklist.model
    index = model.index(model.place(ids[0]), 0)
    beside = index.data(BESIDE_ROLE)
    assert (beside.is_mine, beside.is_late, beside.chip) == (True, True, "01-01")
    assert "最迟 2020-01-01 完成编码，已逾期" in index.data(Qt.ItemDataRole.ToolTipRole)
    coder.window.worklist.chips.choose(MINE)
    coder.wait(lambda: coder.window.worklist.ids == [ids[0]])


def test_the_dialog_deals_the_list_out_and_takes_it_back(coder):
    ids = fill(coder.path, clean_pages(3))
    coder.start()
    coder.rest()
    coder.press("Ctrl+Shift+L")
    dialog = coder.window.findChild(DealDialog)
    coder.wait(dialog.isActiveWindow)
    dialog.give(1)
    coder.wait(lambda: not coder.window.runner.running)
    assert set(coder.session.store.assignments()) == set(ids)
    assert "已把 3 份分派给编码员" in dialog.told.text()
    dialog.give(None)
    coder.wait(lambda: not coder.window.runner.running)
    assert not coder.session.store.assignments()
    dialog.add_row()
    dialog.table.item(0, 3).setText("10月1日")
    dialog.table.item(0, 1).setText("三病区")
    assert not dialog.keep()
    assert "第 1 行" in dialog.told.text()


def test_the_pages_of_who_codes_no_more_go_to_nobody_else_unasked(coder):
    fill(coder.path, clean_pages(1))
    coder.start()
    coder.rest()
    duties = (Duty(DutyOf.WARD, "三病区", 7),)
    keep_duties(coder.session.store, duties)
    dialog = coder.window.review.deal()
    assert not dialog.keep()
    assert "第 1 行：请选择编码员" in dialog.told.text()
    assert kept_duties(coder.session.store) == duties
    dialog.table.cellWidget(0, 2).setCurrentIndex(0)
    assert dialog.keep()
    assert kept_duties(coder.session.store) == (Duty(DutyOf.WARD, "三病区", 1),)


def test_a_coder_does_not_deal_out(coder):
    fill(coder.path, clean_pages(1))
    coder.start(opener=lambda path: SqliteStore(path, datetime.now, seat_of("编码员")))
    coder.rest()
    coder.press("Ctrl+Shift+L")
    dialog = coder.window.findChild(DealDialog)
    assert not dialog.deal_button.isEnabled()
    assert not dialog.give_button.isEnabled()


def test_a_dialog_that_is_closed_while_it_deals_leaves_the_list_and_the_sentence_right(coder):
    ids = fill(coder.path, clean_pages(3))
    coder.start()
    coder.rest()
    told = []
    coder.session.judged.connect(told.append)
    dialog = coder.window.review.deal()
    dialog.give(1)
    dialog.close()
    coder.wait(lambda: not coder.window.runner.running)
    coder.rest()
    assert sorted(told[-1]) == ids
    assert "已把 3 份分派给编码员" in coder.window.status.currentMessage()


def test_evidence_in_the_same_words_may_be_closed_before_it_is_found(coder):
    fill(coder.path, clean_pages(1))
    coder.start()
    coder.rest()
    coder.window.review.same_words().close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    coder.wait(lambda: not coder.window.runner.running)
    coder.rest()
