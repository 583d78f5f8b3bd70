"""Two machines, two people: dealt in one window, worked on in the other, given back, a conflict chosen, merged."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coding.page.edits import go_on, set_field
from coding.page.step import PageState
from coding.review.people import Role
from coding.store.kept_people import SignIn
from coding.work.package_desk import my_card
from coding.work.partners import add_partner
from db.sqlite.stores import Stores
from tests.db.conftest import make_reading
from tests.db.sealed import FIRST, PASSWORD, Department
from tests.ui.conftest import Coder
from tests.ui.review.people import clean_pages, fill

NAME = "王编码"
PHRASE = "一句只告诉对方的话，够长"


def in_the_east(number):
    pages = enumerate(clean_pages(number), 1)
    return [
        replace(page, values={**page.values, "discharge_ward": "东区", "case_no": f"90000{at}"}) for at, page in pages
    ]


class Desk(Coder):
    """A window on a sealed data file, as somebody."""

    def __init__(self, qtbot, path, user):
        super().__init__(qtbot, path)
        self.user = user

    def open(self):
        return Stores()(self.path, SignIn(self.user, PASSWORD))

    def begin(self):
        self.start(opener=lambda _path: self.open())
        self.rest()
        return self.packages()

    def packages(self):
        dialog = self.window.packages.show()
        self.settle(dialog)
        return dialog

    def settle(self, dialog):
        self.wait(lambda: not dialog.work.is_working and not self.window.runner.running)

    def store_ids(self):
        store = self.session.store
        return {store.page(one).case_no: one for one in store.worklist()}

    def close(self, dialog):
        dialog.reject()
        self.end()


@pytest.fixture
def office(qtbot, tmp_path):
    department = Department(tmp_path / "科室" / "首页.sqlite")
    department.first.import_reading(make_reading(*in_the_east(3)))
    department.close()
    desk = Desk(qtbot, department.path, FIRST)
    yield desk
    desk.end()


@pytest.fixture
def desk(qtbot, tmp_path, office):
    department = Department(tmp_path / "王" / "首页.sqlite")
    department.add("wang", NAME, Role.CODER)
    store = office.open()
    add_partner(department.first, my_card(store)[1])
    store.close()
    department.close()
    desk = Desk(qtbot, department.path, "wang")
    yield desk
    desk.end()


def press(button):
    QTest.keyClick(button, Qt.Key.Key_Space)


def dealt(office, desk, folder):
    """Her card is pasted, its digits are those that she reads out; then the ward is dealt."""
    store = desk.open()
    card, text = my_card(store)
    store.close()
    dialog = office.begin()
    dialog.tabs.setCurrentWidget(dialog.cards)
    dialog.cards.text.setText(text)
    QTest.keyClick(dialog.cards.text, Qt.Key.Key_Return)
    office.settle(dialog)
    assert dialog.cards.table.item(0, 1).text() == card.check
    dialog.tabs.setCurrentWidget(dialog.deal)
    assert [dialog.deal.table.item(row, 0).text() for row in range(2)] == ["列表中的 3 份", "东区"]
    assert not dialog.deal.deal_button.isEnabled(), "nobody gets anything yet"
    dialog.deal.choose(1, NAME)
    dialog.deal.folder.edit.setText(str(folder))
    press(dialog.deal.deal_button)
    office.settle(dialog)
    assert "3 份" in dialog.work.told.text()
    assert dialog.deal.out.item(0, 4).text() == "3"
    office.close(dialog)
    [path] = folder.glob("*.fpk")
    return path


def worked_on(desk, path, folder, *, done=True):
    """Opened and worked on at the other machine, and given back."""
    dialog = desk.begin()
    assert not dialog.deal.deal_button.isEnabled()
    dialog.open_.open(path)
    desk.settle(dialog)
    assert "读入 3 份" in dialog.work.told.text()
    desk.rest()
    ids = desk.store_ids()
    dialog.open_.table.setFocus()
    QTest.keyClick(dialog.open_.table, Qt.Key.Key_Return)
    desk.wait(lambda: desk.session.page_id == min(ids.values()))
    for case_no, value in (("900001", "乙厂"), ("900002", "丙厂")):
        desk.window.pages.open(ids[case_no])
        assert desk.session.apply(set_field(desk.session.page, "employer", value))
    if done:
        assert desk.session.apply(go_on(PageState.CODING, PageState.PASSED, "已核对"))
    dialog = desk.packages()
    dialog.tabs.setCurrentWidget(dialog.return_)
    dialog.return_.folder.edit.setText(str(folder))
    press(dialog.return_.return_button)
    desk.settle(dialog)
    assert "请送回发件人" in dialog.work.told.text()
    desk.close(dialog)
    [back] = folder.glob("交回*.fpk")
    return back


def test_a_month_goes_out_and_comes_back(office, desk, tmp_path):
    folder = tmp_path / "U盘"
    path = dealt(office, desk, folder)
    back = worked_on(desk, path, folder)
    store = office.open()
    first = min(store.worklist())
    store.append(first, set_field(store.page(first), "employer", "甲厂"))
    store.close()

    dialog = office.begin()
    ids = office.store_ids()
    before = [office.session.store.history(one) for one in ids.values()]
    dialog.tabs.setCurrentWidget(dialog.merge)
    tab = dialog.merge
    tab.look(back)
    office.settle(dialog)
    assert [tab.pages.item(row, 0).text() for row in range(3)] == ["900001", "900002", "900003"], "conflicts first"
    assert "冲突 1" in tab.pages.item(0, 1).text()
    assert [tab.conflicts.item(0, column).text().split("\n")[0] for column in (2, 3)] == ["○ 甲厂", "○ 乙厂"]
    assert "张主任" in tab.conflicts.item(0, 2).text()
    assert NAME in tab.conflicts.item(0, 3).text()
    tab.conflicts.setFocus()
    QTest.keyClick(tab.conflicts, Qt.Key.Key_Right)
    assert tab.conflicts.item(0, 3).text().startswith("● 乙厂")
    assert "乙厂" in tab.changes.item(0, 0).text(), "what would be written is what was chosen"
    QTest.keyClick(tab.conflicts, Qt.Key.Key_Left)
    QTest.keyClick(tab.conflicts, Qt.Key.Key_Right)
    assert [office.session.store.history(one) for one in ids.values()] == before, "nothing is written before"
    press(tab.merge_button)
    office.settle(dialog)
    store = office.session.store
    assert [store.page(ids[case_no]).text("employer") for case_no in ("900001", "900002")] == ["乙厂", "丙厂"]
    assert store.rows([ids["900002"]])[0].progress == "passed"
    assert "已合并 3 份" in dialog.work.told.text()
    assert dialog.deal.out.item(0, 4).text() == "0"
    assert all(row.state for row in store.rows(ids.values())), "judged as they stand"
    assert store.verify().complaints == ()
    office.close(dialog)


def test_what_is_not_chosen_stays_as_it_is_here(office, desk, tmp_path):
    folder = tmp_path / "U盘"
    back = worked_on(desk, dealt(office, desk, folder), folder, done=False)
    store = office.open()
    first = min(store.worklist())
    store.append(first, set_field(store.page(first), "employer", "甲厂"))
    store.close()
    dialog = office.begin()
    dialog.merge.look(back)
    office.settle(dialog)
    dialog.merge.merge()
    office.settle(dialog)
    ids = office.store_ids()
    assert office.session.store.page(ids["900001"]).text("employer") == "甲厂"
    assert office.session.store.page(ids["900002"]).text("employer") == "丙厂"
    assert "冲突" in dialog.work.told.text()
    assert "冲突 1" in dialog.merge.pages.item(0, 1).text(), "it is there to be chosen"
    QTest.keyClick(dialog.merge.conflicts, Qt.Key.Key_Left)
    dialog.merge.merge()
    office.settle(dialog)
    assert dialog.deal.out.item(0, 4).text() == "0"
    assert office.session.store.page(ids["900001"]).text("employer") == "甲厂"
    office.close(dialog)


def test_what_a_coder_may_not_do_says_whose_it_is(desk):
    dialog = desk.begin()
    for button in (dialog.merge.merge_button, dialog.cards.file_button):
        assert not button.isEnabled()
        assert Role.OFFICER.label in button.toolTip()
    dialog.deal.kind.setCurrentIndex(0)
    assert Role.OFFICER.label in dialog.deal.deal_button.toolTip()
    assert dialog.open_.open_button.isEnabled()
    desk.close(dialog)


def test_a_reader_is_told_at_the_menu(qtbot, tmp_path):
    department = Department(tmp_path / "首页.sqlite")
    department.add("du", "查阅人", Role.READER)
    department.close()
    reader = Desk(qtbot, department.path, "du")
    reader.start(opener=lambda _path: reader.open())
    action = reader.window.actions_["packages"]
    assert not action.isEnabled()
    assert Role.CODER.label in action.toolTip()
    reader.end()


def test_a_package_of_nobody_known_is_a_sentence_and_nothing_is_read(office, desk, tmp_path):
    folder = tmp_path / "U盘"
    path = dealt(office, desk, folder)
    dialog = office.begin()
    dialog.open_.open(path)
    office.settle(dialog)
    assert "不是发给您的" in dialog.work.told.text()
    assert dialog.work.told.property("role") == "error"
    assert dialog.open_.table.rowCount() == 0
    office.close(dialog)


def test_a_clear_store_goes_by_passphrase_alone(coder, tmp_path):
    fill(coder.path, in_the_east(2))
    coder.start()
    coder.rest()
    dialog = coder.window.packages.show()
    coder.wait(lambda: dialog.deal.table.rowCount() and not coder.window.runner.running)
    assert dialog.work.by_phrase.isChecked()
    assert not dialog.work.by_phrase.isEnabled()
    assert not dialog.cards.save_button.isEnabled()
    assert "没有加密" in dialog.cards.mine.text()
    dialog.deal.choose(1, "王")
    dialog.deal.folder.edit.setText(str(tmp_path / "包"))
    dialog.work.phrase.setText("太短")
    press(dialog.deal.deal_button)
    coder.wait(lambda: not dialog.work.is_working and not coder.window.runner.running)
    assert "太短" in dialog.work.told.text()
    assert dialog.deal.out.rowCount() == 1
    assert dialog.deal.out.item(0, 4).text() == "0", "it could not be written: nobody waits for it"
    dialog.deal.choose(1, "王")
    dialog.work.phrase.setText(PHRASE)
    press(dialog.deal.deal_button)
    coder.wait(lambda: not dialog.work.is_working and not coder.window.runner.running)
    assert len(list((tmp_path / "包").glob("*.fpk"))) == 1
    dialog.reject()
