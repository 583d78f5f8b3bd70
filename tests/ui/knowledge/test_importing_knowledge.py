"""Importing a hospital's knowledge in the real window: copied, queued, looked at before, told where it is broken."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.work.hospital_knowledge import KNOWLEDGE, imported_copies, knowledge_source
from db.sqlite.sqlite_store import SqliteStore
from ui.dialogs.message import MessageDialog
from ui.knowledge.code_table_dialog import CodeTableDialog
from ui.knowledge.knowledge_desk import KnowledgeDesk
from ui.shelves.days_dialog import GivingUpDialog

WEIGHTS = "DRG编码,DRG名称,权重\n" + "".join(f"{drg},某手术,1.2\n" for drg in ("FL19", "GI13", "IO11", "HC25", "ES31"))
DX = "编码,名称,灰码\nJ18.900,肺炎,0\nK80.000x002,胆囊结石伴急性胆囊炎,0\nI10.x00,高血压,1\n?,坏行,\n"


@pytest.fixture(scope="module")
def twenty(tmp_path_factory):
    """A store with the first twenty pages of the sample."""
    folder = tmp_path_factory.mktemp("twenty")
    small = folder / "small.csv"
    lines = resource_path("sample/sample_n041.csv").read_bytes().splitlines(keepends=True)
    small.write_bytes(b"".join(lines[:21]))
    store = SqliteStore(folder / "twenty.sqlite")
    store.import_reading(read_file(small))
    store.close()
    return store.path


@pytest.fixture
def desk(tmp_path, write_pack):
    """The files of a new user."""
    folder = tmp_path / "桌面"
    folder.mkdir()
    texts = {
        "dx_table": DX,
        "px_table": "编码,名称\n47.0100,阑尾切除术\n",
        "terms": "原词,标准名称,编码\n老毛病,脑梗死,I63.900\n",
        "dx_map": "临床版编码,医保版编码\nI10.x00x002,I10.x00\n",
        "weights": WEIGHTS,
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    write_pack("桌面/小方案")
    return folder


@pytest.fixture
def at_work(coder, twenty):
    shutil.copy(twenty, coder.path)
    coder.start()
    coder.rest()
    return coder


def modal(coder, kind):
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
    return QApplication.activeModalWidget()


def choose(monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))


def test_a_code_table_is_shown_before_it_is_used_and_says_what_it_changes(at_work, desk, monkeypatch):
    choose(monkeypatch, desk / "dx_table.csv")
    before = at_work.session.knowledge
    at_work.window.actions_["import_dx"].trigger()
    dialog = modal(at_work, CodeTableDialog)
    at_work.wait(lambda: dialog.effect is not None)
    assert dialog.effect.pages == 20
    assert "20 份病案将重新检查" in dialog.change.text()
    titles = [dialog.tabs.tabText(i) for i in range(dialog.tabs.count())]
    assert titles[:2] == ["样例", "问题行 1"]
    assert any(t.startswith("此表不认识的") for t in titles)
    assert at_work.session.knowledge is before, "nothing is in force that nobody has agreed to"
    at_work.press("Return")
    at_work.wait(lambda: len(at_work.session.knowledge.codes.dx) == 3)
    at_work.rest()
    copy = imported_copies(at_work.session.store)["dx_table"]
    assert (copy.original, copy.count, copy.brought_by) == ("dx_table.csv", 3, "编码员")


def test_esc_leaves_everything_as_it_was_and_no_copy(at_work, desk, monkeypatch):
    choose(monkeypatch, desk / "dx_table.csv")
    before = at_work.session.knowledge
    at_work.window.actions_["import_dx"].trigger()
    modal(at_work, CodeTableDialog)
    at_work.press("Esc")
    at_work.rest()
    assert at_work.session.knowledge is before
    assert list(at_work.session.store.knowledge_folder.iterdir()) == []


def test_weights_are_refused_as_diagnoses_in_words(at_work, desk, monkeypatch):
    choose(monkeypatch, desk / "weights.csv")
    before = at_work.session.knowledge
    at_work.window.actions_["import_dx"].trigger()
    message = modal(at_work, MessageDialog)
    assert "像是DRG 权重表" in message.sentence
    at_work.press("Return")
    at_work.rest()
    assert at_work.session.knowledge is before


def test_four_tables_in_a_row_all_land_and_each_is_told(at_work, desk):
    said = []
    loading = at_work.window.knowledge_loading
    loading.loaded.connect(said.append)
    for part in ("dx_table", "px_table", "terms", "dx_map"):
        loading.import_part(part, desk / f"{part}.csv")
    at_work.wait(lambda: len(said) == 4)
    at_work.rest()
    assert set(imported_copies(at_work.session.store)) == {"dx_table", "px_table", "terms", "dx_map"}
    source = at_work.session.knowledge.source
    assert all((source.dx_table, source.px_table, source.terms, source.dx_map))
    assert [s.partition("：")[2].partition("。")[0] for s in said] == [
        "dx_table.csv",
        "px_table.csv",
        "terms.csv",
        "dx_map.csv",
    ]


def test_one_that_fails_takes_nothing_from_those_that_wait(at_work, desk):
    refused = []
    loading = at_work.window.knowledge_loading
    loading.refused.connect(refused.append)
    loading.import_part("dx_table", desk / "dx_table.csv")
    loading.import_part("dx_table", desk / "weights.csv")
    loading.import_part("px_table", desk / "没有.csv")
    loading.import_part("px_table", desk / "px_table.csv")
    at_work.wait(lambda: not loading.is_busy)
    at_work.rest()
    codes = at_work.session.knowledge.codes
    assert (len(codes.dx), len(codes.px)) == (3, 1)
    assert len(refused) == 2
    assert "权重表" in refused[0]
    assert "没有.csv" in refused[1]


def test_the_originals_may_vanish(at_work, desk):
    loading = at_work.window.knowledge_loading
    loading.import_part("dx_table", desk / "dx_table.csv")
    loading.import_part("scheme", desk / "小方案")
    at_work.wait(lambda: not loading.is_busy)
    at_work.rest()
    stamp = at_work.session.knowledge.stamp
    shutil.rmtree(desk)
    at_work.end()
    at_work.start()
    at_work.rest()
    assert at_work.session.knowledge.stamp == stamp
    assert QApplication.activeModalWidget() is None
    assert at_work.window.status.troubles.text() == ""


def test_a_broken_copy_is_told_stays_said_and_empties_no_other_part(at_work, desk):
    loading = at_work.window.knowledge_loading
    for part in ("dx_table", "px_table"):
        loading.import_part(part, desk / f"{part}.csv")
    at_work.wait(lambda: not loading.is_busy)
    at_work.rest()
    copy = Path(at_work.session.knowledge.source.dx_table)
    at_work.end()
    copy.write_bytes(b"")
    at_work.start()
    message = modal(at_work, MessageDialog)
    assert "诊断码表“dx_table.csv”" in message.sentence
    assert "请重新导入" in message.sentence
    at_work.press("Return")
    at_work.rest()
    codes = at_work.session.knowledge.codes
    assert len(codes.px) == 1
    assert len(codes.dx) > 1000
    assert at_work.window.status.troubles.text() == "诊断码表不能使用，暂用内置"
    at_work.window.knowledge_loading.import_part("dx_table", desk / "dx_table.csv")
    at_work.wait(lambda: len(at_work.session.knowledge.codes.dx) == 3)
    at_work.rest()
    assert at_work.window.status.troubles.text() == ""


def test_a_store_of_former_days_takes_in_the_file_that_its_path_names(at_work, desk):
    KNOWLEDGE["dx_table"].write(at_work.session.store, str(desk / "dx_table.csv"))
    at_work.end()
    at_work.start()
    at_work.rest()
    assert len(at_work.session.knowledge.codes.dx) == 3
    shutil.rmtree(desk)
    assert Path(knowledge_source(at_work.session.store).dx_table).is_file()
    at_work.end()
    at_work.start()
    assert len(at_work.session.knowledge.codes.dx) == 3


def test_the_desk_of_knowledge_shows_what_is_imported_and_gives_up_one_part(at_work, desk, monkeypatch):
    loading = at_work.window.knowledge_loading
    for part in ("dx_table", "px_table"):
        loading.import_part(part, desk / f"{part}.csv")
    at_work.wait(lambda: not loading.is_busy)
    at_work.rest()
    at_work.window.actions_["knowledge"].trigger()
    dialog = modal(at_work, KnowledgeDesk)
    shown = [dialog.table.item(0, x).text() for x in range(dialog.table.columnCount())]
    digest = imported_copies(at_work.session.store)["dx_table"].digest
    assert shown[:3] == ["诊断码表", "在用", "dx_table.csv"]
    assert shown[4] == "3 条编码"
    assert shown[7:] == ["编码员", digest[:8]]
    assert "未导入" in dialog.table.item(2, 1).text()
    said = []
    loading.loaded.connect(said.append)
    stamps = {row.stamp for row in at_work.session.store.rows(at_work.session.store.worklist())}
    QTest.keyClick(dialog.check_button, Qt.Key.Key_Space)
    at_work.wait(lambda: said)
    at_work.rest()
    assert said == ["已导入的各部分核对无误。"]
    assert {row.stamp for row in at_work.session.store.rows(at_work.session.store.worklist())} == stamps
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    QTest.keyClick(dialog.embedded_button, Qt.Key.Key_Space)
    asked = modal(at_work, GivingUpDialog)
    at_work.wait(asked.do_button.isEnabled)
    assert "20 份病案换用别的知识" in asked.change.text()
    QTest.keyClick(asked.do_button, Qt.Key.Key_Return)
    at_work.wait(lambda: len(at_work.session.knowledge.codes.px) > 1000)
    at_work.rest()
    assert len(at_work.session.knowledge.codes.dx) == 3
    assert "已全部停用" in dialog.table.item(1, 1).text()
    assert dialog.table.item(2, 1).text() == "已停用"
    choose(monkeypatch, desk / "px_table.csv")
    QTest.keyClick(dialog.import_button, Qt.Key.Key_Space)
    QTest.keyClick(modal(at_work, CodeTableDialog).use_button, Qt.Key.Key_Return)
    at_work.wait(lambda: len(at_work.session.knowledge.codes.px) == 1)
    at_work.rest()
    dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    loading.import_part("dx_table", desk / "dx_table.csv")
    at_work.wait(lambda: not loading.is_busy)
    at_work.rest()
    assert QApplication.activeModalWidget() is None, "a desk that was closed hears of nothing any more"
