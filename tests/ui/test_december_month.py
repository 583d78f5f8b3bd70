"""The month of the switch in the real window: both schemes stand on the shelf, each page has the one of its day, and
what the switch does is compared without looking for a file.
"""

import pytest

from tests.ui.knowledge.test_dated_shelves import UNDIVIDED, agree_on_days, bring_scheme, month, page_of, window
from ui.grouping.month import MonthDialog

__all__ = ["month", "window"]  # fixtures


@pytest.fixture
def december(coder, window, write_pack):
    bring_scheme(coder, write_pack("明年", **UNDIVIDED))
    agree_on_days(coder)
    coder.wait(lambda: coder.session.knowledge.spans)
    coder.rest()
    return window


def test_both_schemes_of_the_shelf_are_compared_by_two_keys(coder, december):
    coder.press("Ctrl+Shift+B")
    coder.wait(lambda: coder.window.findChildren(MonthDialog))
    (dialog,) = coder.window.findChildren(MonthDialog)
    assert [dialog.old.itemText(at) for at in range(dialog.old.count())] == [
        "现用（至 2026-12-31）：小方案",
        "现用（2027-01-01 起）：新方案2027年版",
    ]
    assert (dialog.old.currentIndex(), dialog.new.currentIndex()) == (0, 1)
    assert dialog.old.toolTip() == dialog.old.currentText()
    coder.press("Return")
    coder.wait(lambda: dialog.switch is not None)
    coder.rest()
    assert [(case.was.drg, case.will.drg) for case in dialog.switch.cases] == [("FR11", "FR19")] * 2
    assert {case.note for case in dialog.switch.cases} == {"出院当日施行：小方案", "出院当日施行：新方案2027年版"}
    coder.press("Esc")
    coder.wait(lambda: not dialog.isVisible())


@pytest.mark.parametrize(
    ("case_no", "told"),
    [
        ("1", [("现用：小方案", "FR11"), ("2027-01-01 起：新方案2027年版", "FR19")]),
        ("2", [("现用：新方案2027年版", "FR19"), ("至 2026-12-31：小方案", "FR11")]),
    ],
)
def test_the_page_shows_its_group_under_the_scheme_of_the_other_days_too(coder, december, case_no, told):
    page_of(coder, case_no)
    table = december.show_panel("drg_schemes").schemes.table
    coder.wait(lambda: table.rowCount() == len(told))
    assert [(table.item(row, 0).text(), table.item(row, 1).text()) for row in range(table.rowCount())] == told
