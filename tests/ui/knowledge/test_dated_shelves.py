"""A month across the switch in the real window: each page by the scheme of its day, and so on the command line."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coding.commands.door import run
from coding.work.hospital_knowledge import shelves_of
from db.sqlite.sqlite_store import SqliteStore
from tests.commands.test_dated_files import HEAD, rows, stay
from ui.grouping.scheme_dialog import SchemeDialog
from ui.header import PageStrip
from ui.knowledge.knowledge_desk import KnowledgeDesk
from ui.shelves.days_dialog import DaysDialog, GivingUpDialog

UNDIVIDED = {
    "scheme": [("key", "value"), ("name", "新方案2027年版"), ("checks", "sex")],
    "drg_rules": [
        ("node", "seq", "drg", "name", "rule", "list_node"),
        ("FB1", "1", "FB19", "心脏手术", "ALWAYS", ""),
        ("FR1", "1", "FR19", "心力衰竭", "ALWAYS", ""),
    ],
    "drg": [("code", "name"), ("FB19", "心脏手术"), ("FR19", "心力衰竭")],
}


def modal(coder, kind):
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
    return QApplication.activeModalWidget()


def bring_scheme(coder, pack):
    coder.window.grouping.import_scheme(pack)
    QTest.keyClick(modal(coder, SchemeDialog), Qt.Key.Key_Return)


@pytest.fixture
def month(tmp_path):
    path = tmp_path / "跨年.csv"
    path.write_text(HEAD + stay(1, "2026-12-31") + stay(2, "2027-01-01"), encoding="utf-8")
    return path


@pytest.fixture
def window(coder, month, write_pack):
    """A window with a page of the last day of the year and one of the first, under this year's scheme."""
    window = coder.start()
    bring_scheme(coder, write_pack("今年"))
    coder.wait(lambda: coder.session.knowledge.scheme.title == "小方案")
    window.open_file(month)
    coder.wait(lambda: len(window.worklist.model.ids) == 2)
    coder.rest()
    while QApplication.activeModalWidget() is not None:
        coder.press("Return")
    coder.rest()
    return window


def verdicts(coder):
    store = coder.session.store
    return {row.case_no: (row.drg, row.stamp) for row in store.rows(store.worklist())}


def page_of(coder, case_no):
    store = coder.session.store
    [found] = [row.id for row in store.rows(store.worklist()) if row.case_no == case_no]
    coder.session.open(found)


def agree_on_days(coder):
    dialog = modal(coder, DaysDialog)
    coder.wait(dialog.use_button.isEnabled)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    return dialog


def test_a_month_across_the_switch(coder, window, month, write_pack, tmp_path):
    before = verdicts(coder)
    assert [drg for drg, _ in before.values()] == ["FR11", "FR11"]
    judged = []
    # what its own watch on the store tells back later was not judged again
    coder.session.judged.connect(lambda ids: None if coder.session.is_hearing else judged.extend(ids))
    page_of(coder, "2")
    coder.rest()
    judged.clear()
    bring_scheme(coder, write_pack("明年", **UNDIVIDED))
    dialog = modal(coder, DaysDialog)
    assert dialog.form.first.text() == "2027-01-01", "the title says the year"
    assert dialog.form.closes.isChecked()
    assert "用到前一天（2026-12-31）为止" in dialog.form.closes.text()
    coder.wait(dialog.use_button.isEnabled)
    assert "1 份病案换用别的知识" in dialog.form.change.text()
    said = []
    window.knowledge_loading.loaded.connect(said.append)
    agree_on_days(coder)
    coder.wait(lambda: coder.session.knowledge.spans)
    coder.wait(lambda: verdicts(coder)["2"][0] == "FR19")
    coder.rest()
    assert said == ["分组方案“明年”用于 2027-01-01 起出院的病案；其他日子的病案不变。"]
    # this year's page keeps its group and its stamp, and was not judged again
    assert verdicts(coder)["1"] == before["1"]
    ids = {row.case_no: row.id for row in coder.session.store.rows(coder.session.store.worklist())}
    assert ids["1"] not in judged
    # the status line and the card say which scheme holds for the page in work
    page_of(coder, "1")
    assert "小方案（至 2026-12-31）" in window.status.knowledge.text()
    assert "\n至 2026-12-31 出院按 小方案" in window.findChild(PageStrip).group.toolTip()
    page_of(coder, "2")
    assert "新方案2027年版（2027-01-01 起）" in window.status.knowledge.text()
    # the command line says the same
    out = tmp_path / "out"
    args = ["check", str(month), "--out", str(out), "--jobs", "1", "--db", str(coder.path)]
    assert run(args, open_store=SqliteStore) == 0
    assert {row["case_no"]: row["drg"] for row in rows(out / "groups.csv")} == {"1": "FR11", "2": "FR19"}
    held = json.loads((out / "summary.json").read_text(encoding="utf-8"))["held"]
    assert [(h["pages"], h["parts"]["scheme"]) for h in held] == [(1, "小方案"), (1, "新方案2027年版")]


def test_an_edited_day_of_discharge_across_the_switch_judges_anew_and_says_so(coder, window, write_pack):
    from coding.page.edits import set_field

    bring_scheme(coder, write_pack("明年", **UNDIVIDED))
    agree_on_days(coder)
    coder.wait(lambda: coder.session.knowledge.spans)
    coder.rest()
    page_of(coder, "1")
    assert coder.session.examination.grouping.drg == "FR11"
    coder.session.apply(set_field(coder.session.page, "discharge_datetime", "2027-01-02 10:00:00"))
    assert coder.session.examination.grouping.drg == "FR19"
    told = "出院日期现为 2027-01-02：这份病案改按分组方案“新方案2027年版”检查。"
    assert window.status.currentMessage() == told
    assert "新方案2027年版（2027-01-01 起）" in window.status.knowledge.text()
    coder.session.undo()
    assert coder.session.examination.grouping.drg == "FR11"
    assert "“小方案”" in window.status.currentMessage()


def test_the_desk_dates_stops_and_uses_again_by_keyboard(coder, window, write_pack):
    bring_scheme(coder, write_pack("明年", **UNDIVIDED))
    agree_on_days(coder)
    coder.wait(lambda: coder.session.knowledge.spans)
    coder.rest()
    window.actions_["knowledge"].trigger()
    desk = modal(coder, KnowledgeDesk)
    desk.choose("scheme", 2)
    line = desk.chosen
    assert (line.original, line.days, line.takes_days) == ("明年", "2027-01-01 起", True)
    QTest.keyClick(desk.table, Qt.Key.Key_Return)
    dialog = modal(coder, DaysDialog)
    dialog.form.first.setText("明天")
    assert not dialog.use_button.isEnabled()
    dialog.form.first.setText("2026-12-31")
    coder.wait(dialog.use_button.isEnabled)
    assert "追溯使用：原来从 2027-01-01 起，现在也用于 2026-12-31 起出院的病案" in dialog.form.doubts.text()
    assert dialog.use_button.text() == "追溯使用"
    assert "1 份病案换用别的知识" in dialog.form.change.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    coder.wait(lambda: verdicts(coder)["1"][0] == "FR19")
    coder.rest()
    assert "追溯" in desk.chosen.days
    assert "编码员" in desk.chosen.history
    QTest.keyClick(desk.table, Qt.Key.Key_Delete)
    asked = modal(coder, GivingUpDialog)
    coder.wait(asked.do_button.isEnabled)
    QTest.keyClick(asked.do_button, Qt.Key.Key_Return)
    coder.wait(lambda: not shelves_of(coder.session.store)["scheme"][1].is_used)
    coder.rest()
    assert desk.chosen.state == "已停用"
    desk.choose("scheme", 1)
    assert "之后没有分组方案：按内置通用方案" in desk.trouble.text()
    desk.choose("scheme", 2)
    assert desk.stop_button.text().startswith("重新启用")
    QTest.keyClick(desk.stop_button, Qt.Key.Key_Space)
    asked = modal(coder, GivingUpDialog)
    coder.wait(asked.do_button.isEnabled)
    QTest.keyClick(asked.do_button, Qt.Key.Key_Return)
    coder.wait(lambda: verdicts(coder)["2"][0] == "FR19")
    coder.rest()
    assert desk.trouble.text() == ""


def test_the_empty_desk_says_what_to_do(coder):
    window = coder.start()
    window.actions_["knowledge"].trigger()
    desk = modal(coder, KnowledgeDesk)
    assert "还没有导入本院的知识" in desk.head.text()
    assert not desk.days_button.isEnabled()
    assert not desk.stop_button.isEnabled()
    wanted = []
    desk.import_wanted.disconnect()
    desk.import_wanted.connect(wanted.append)
    QTest.keyClick(desk.table, Qt.Key.Key_Return)
    assert wanted == [desk.chosen.part], "Enter on what is not there brings a file"


def test_esc_at_the_days_leaves_everything_as_it_was(coder, window, write_pack):
    before = list(coder.session.store.knowledge_folder.iterdir())
    bring_scheme(coder, write_pack("明年", **UNDIVIDED))
    modal(coder, DaysDialog)
    coder.press("Esc")
    coder.rest()
    assert coder.session.knowledge.spans == ()
    assert list(coder.session.store.knowledge_folder.iterdir()) == before
