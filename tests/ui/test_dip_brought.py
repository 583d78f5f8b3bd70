"""The pack of a city that pays by DIP is brought as every scheme is: dropped, looked at, agreed to, in force."""

import pytest

from coding.work.knowledge_copies import load_kept
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_reading
from tests.dip.small_city import TABLES, write_city
from tests.ui.grouping.test_scheme_dropped import drop, window
from tests.ui.test_dip_city import NOW, page, said
from ui.plain import PlainLabel

__all__ = ["window"]  # a fixture


def words_of(dialog):
    return "　".join(label.text() for label in dialog.findChildren(PlainLabel))


def test_a_pack_of_dip_is_looked_at_and_used_with_the_level_of_the_hospital(coder, window, tmp_path):
    store = window.session.store
    store.import_reading(
        make_reading(page("1001", "11000", [("K35.800", "急性阑尾炎")], [("47.0100", "阑尾切除"), ("54.5100", "松解")]))
    )
    window.session.worklist_changed.emit()
    dialog = drop(coder, window, write_city(tmp_path / "小城"))
    assert dialog.windowTitle() == "导入分组方案"
    assert "个核心病种" in words_of(dialog)
    assert "MDC" not in words_of(dialog)
    assert not dialog.mend.isVisible()
    assert dialog.level.currentData() == ""
    dialog.level.setCurrentIndex(dialog.level.findData("三级"))
    coder.press("Return")
    coder.wait(lambda: window.session.knowledge.scheme.title == "小城")
    coder.rest()
    assert window.session.knowledge.scheme.pricing.level == "三级"
    with_level = load_kept(SqliteStore(coder.path), NOW)  # the next start of the program
    assert with_level.knowledge.scheme.pricing.level == "三级"
    coder.find("1001")
    strip = said(window)
    assert "BX-2" in strip
    assert "分值 1760" in strip
    assert "14,080" in strip


def test_what_is_wrong_with_a_pack_of_dip_is_told_before_it_is_used(coder, window, tmp_path):
    core = [
        *TABLES["core"],
        {"seq": "BX-1", "layer": "BX", "name": "又一个", "dx": "K36", "px": "47.0100", "score": "9"},
    ]
    dialog = drop(coder, window, write_city(tmp_path / "坏城", core=core))
    assert dialog.table.rowCount() > 0
    coder.press("Esc")
    coder.rest()
    assert window.session.knowledge.scheme.is_general


@pytest.mark.parametrize("pack", ["dip/local_sample", "dip/national30_excerpt"])
def test_the_packs_of_the_reference_are_opened(coder, window, reference, pack):
    dialog = drop(coder, window, reference / pack)
    assert "个核心病种" in words_of(dialog)
    coder.press("Esc")
