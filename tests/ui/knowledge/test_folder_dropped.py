"""A folder that is dropped on the window: recognised, checked, its effect told before anything is used, then queued."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coding.work.hospital_knowledge import imported_copies
from ui.knowledge.folder_dialog import FolderDialog
from ui.knowledge.knowledge_desk import SHELVES, KnowledgeDesk

CODES = "编码,名称\n" + "".join(f"I{n:02d}.x00,循环系统疾病{n}\n" for n in range(10, 60))
WEIGHTS = "DRG编码,DRG名称,权重\nES31,呼吸系统感染/炎症,9.02\nFR21,心力衰竭,9.31\nBR21,脑缺血性疾患,9.10\n"


@pytest.fixture
def dropped(coder, tmp_path):
    folder = tmp_path / "本院知识"
    folder.mkdir()
    for name, text in (("诊断1.csv", CODES), ("诊断2.csv", CODES), ("权重.csv", WEIGHTS), ("别的.csv", "甲,乙\n1,2\n")):
        (folder / name).write_bytes(text.encode("gb18030"))
    window = coder.start(sample=True)
    coder.wait(lambda: window.session.is_search_ready and not window.batch.is_running)
    window.open_file(folder)
    dialog = window.findChild(FolderDialog)
    coder.wait(lambda: bool(dialog.found))
    return dialog


def test_each_file_is_told_and_one_of_a_part_is_proposed(coder, dropped):
    assert {one.path.name: one.part for one in dropped.found} == {
        "别的.csv": "",
        "权重.csv": "tariff",
        "诊断1.csv": "dx_table",
        "诊断2.csv": "dx_table",
    }
    assert sorted(one.path.name for one in dropped.chosen) == ["权重.csv", "诊断2.csv"]
    assert imported_copies(coder.session.store) == {}, "nothing is used before it is agreed to"


def test_its_effect_is_told_before(coder, dropped):
    coder.wait(lambda: dropped.effect is not None)
    assert "会改变" in dropped.told.text()
    assert dropped.effect.pages == 480


def test_space_takes_another_file_of_the_part_instead(coder, dropped):
    at = next(n for n, one in enumerate(dropped.found) if one.path.name == "诊断1.csv")
    dropped.table.setCurrentCell(at, 0)
    QTest.keyClick(dropped.table, Qt.Key.Key_Space)
    assert sorted(one.path.name for one in dropped.chosen) == ["权重.csv", "诊断1.csv"]
    QTest.keyClick(dropped.table, Qt.Key.Key_Space)
    assert [one.path.name for one in dropped.chosen] == ["权重.csv"]


def test_what_is_agreed_to_is_used_one_after_the_other(coder, dropped):
    QTest.keyClick(dropped, Qt.Key.Key_Return)
    loading = coder.window.knowledge_loading
    coder.wait(lambda: not loading.is_busy and len(imported_copies(coder.session.store)) == 2)
    kept = imported_copies(coder.session.store)
    assert {part: copy.original for part, copy in kept.items()} == {"dx_table": "诊断2.csv", "tariff": "权重.csv"}


def test_the_desk_shows_seven_shelves_and_what_stands_on_each(coder):
    window = coder.start(sample=True)
    coder.wait(lambda: window.session.knowledge is not None)
    window.actions_["knowledge"].trigger()
    desk = window.findChild(KnowledgeDesk)
    assert desk.shelves.count() == 1 + len(SHELVES)
    assert {part for parts in SHELVES.values() for part in parts} == {line.part for line in desk.lines}
    desk.shelves.setCurrentRow(3)
    shown = [line.part for at, line in enumerate(desk.lines) if not desk.table.isRowHidden(at)]
    assert shown == ["scheme", "amendments"]
    assert desk.chosen.part == "scheme"
    desk.choose("calendar")
    assert desk.chosen.part == "calendar"
    assert not desk.table.isRowHidden(desk.table.currentRow())
