"""What is new of grouping on a small screen and with large text: every tab is there, codes and days are read whole."""

import pytest

from tests.ui.test_screen_fit import at_work, resized
from ui.app import application
from ui.grouping.group_table import ReadTable
from ui.theme.theme import resize_text

__all__ = ["at_work"]  # a fixture


@pytest.mark.parametrize("size", [(1366, 697), (1093, 558)])
def test_every_aspect_of_the_group_has_its_tab_in_sight(at_work, size):
    """1093 pixels are 1366 at 125 %."""
    at_work.window.actions_["drg"].trigger()
    resized(at_work, *size)
    bar = at_work.window.drawer.tabs
    at_work.wait(lambda: bar.isVisible())
    ends = [bar.tabRect(at).right() for at in range(bar.count()) if bar.isTabVisible(at)]
    assert len(ends) == 7  # five of the group, 改动, 卡片
    assert max(ends) <= bar.width()


@pytest.mark.parametrize("percent", [100, 130])
def test_a_fingerprint_is_not_cut_in_a_table_with_large_text(at_work, percent):
    resize_text(application(), percent)
    table = ReadTable(("校验", "原文件"), (76, 0), at_work.window)
    table.fill([("44021356", "form_a.xlsx")])
    table.show()
    at_work.qtbot.wait(20)
    assert table.fontMetrics().horizontalAdvance("44021356") + 8 <= table.columnWidth(0)
