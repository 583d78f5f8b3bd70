"""The first day with the national workbook: dropped on the first start, its faults and the cure looked at, in force, a
page grouped by it, and the way to the group names the file, its fingerprint, its date and what was mended in it.
"""

import shutil
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coding.drg.amendments import amendments_of
from tests.db.conftest import make_reading
from tests.ui.grouping.test_grouping_window import page
from tests.ui.grouping.test_scheme_dropped import drop
from ui.drawer.trace_page import TracePage
from ui.header import PageStrip
from ui.shelves.days_dialog import DaysDialog

PUBLISHED = "按病组（DRG）付费3.0版分组方案配置信息（_20260909更新）.xlsx"


@pytest.fixture
def published(reference, tmp_path):
    path = reference / "drg30" / "form_a.xlsx"
    if not path.is_file():
        pytest.skip("公共参考表中没有 form_a.xlsx：该测试跳过")
    return shutil.copy(path, tmp_path / PUBLISHED)


def lines_of(item):
    held = item.data(0, 0x101)
    yield f"{held.title}　{held.detail}"
    for at in range(item.childCount()):
        yield from lines_of(item.child(at))


def test_from_the_drop_on_the_first_start_to_the_way_of_a_page(coder, published):
    window = coder.start()
    coder.rest()
    dialog = drop(coder, window, published)
    heights = [dialog.table.rowHeight(row) for row in range(dialog.table.rowCount())]
    assert heights
    assert max(heights) < 3 * dialog.table.verticalHeader().defaultSectionSize(), "a line of two rows is no page"
    assert dialog.mend.isVisible()
    assert "更正" in dialog.mend.text()
    assert not dialog.mend.isChecked()
    dialog.mend.setFocus()
    coder.press("Space")
    coder.press("Return")
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), DaysDialog))
    days = QApplication.activeModalWidget()
    assert days.form.first.text() == "2027-01-01"
    days.form.first.clear()
    coder.wait(days.use_button.isEnabled)
    QTest.keyClick(days, Qt.Key.Key_Return)
    coder.wait(lambda: not window.session.knowledge.scheme.is_general)
    coder.rest()
    scheme = window.session.knowledge.scheme
    assert amendments_of(scheme.pack)
    stay = replace(page(1, "I50.900 心力衰竭"), procedures=())
    window.session.store.import_reading(make_reading(stay))
    window.session.worklist_changed.emit()
    window.show_offer(False)
    coder.wait(lambda: len(window.worklist.model.ids) == 1)
    coder.find("000001")
    grouping = window.session.examination.grouping
    assert grouping.is_grouped
    assert grouping.drg in scheme.groups
    assert f"{grouping.drg} " in window.findChild(PageStrip).told.title
    coder.press("F9")
    tree = window.findChild(TracePage).tree
    coder.wait(lambda: tree.topLevelItemCount())
    told = "\n".join(lines_of(tree.topLevelItem(0)))
    assert f"方案文件 {PUBLISHED}" in told
    assert f"指纹 {scheme.pack.settings['file_stamp']}，文件日期 2026-09-09" in told
    assert f"方案经更正表更正 {len(amendments_of(scheme.pack))} 处" in told
