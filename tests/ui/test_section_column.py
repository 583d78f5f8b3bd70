"""Sections that fold: who gets how much, by mouse and by key, and what is remembered."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from ui.panels.panel import ALL_THERE_IS, Panel, PanelView
from ui.panels.section_column import Asked, SectionColumn, shared_out


class Rows(PanelView):
    def __init__(self, height):
        super().__init__()
        self.height_wanted = height

    def wanted_height(self):
        return self.height_wanted


@pytest.fixture
def column(qtbot):
    place = QWidget()
    column = SectionColumn(place)
    for key, height, more in (
        ("findings", 90, {"least": 50, "share": 45}),
        ("suggestions", 400, {"least": 60, "share": 55}),
        ("basis", 200, {"least": 44, "share": 5}),
        ("review", ALL_THERE_IS, {"least": 120, "share": 60, "is_open": False}),
    ):
        column.add(Panel(key, key, lambda _: None, **more), Rows(height))
    column.resize(360, 560)
    qtbot.addWidget(place)
    place.show()
    column.arrange()
    column.place = place  # goes with the column
    return column


def bodies(column):
    return {section.panel.key: section.body_height for section in column.sections}


def test_what_one_does_not_need_the_others_have():
    assert shared_out(500, [Asked(90, 50, 45), Asked(1000, 60, 55)]) == [90, 410]
    both = shared_out(500, [Asked(1000, 50, 45), Asked(1000, 60, 55)])
    assert sum(both) == 500
    assert both[0] == pytest.approx(50 + 390 * 0.45, abs=2)


def test_what_nobody_wants_goes_to_the_last_and_the_first_has_its_own_where_there_is_little():
    assert shared_out(500, [Asked(90, 50, 45), Asked(0, 60, 55), Asked(100, 44, 5)]) == [90, 0, 410]
    assert shared_out(100, [Asked(90, 50, 45), Asked(900, 80, 55, is_first=True)]) == [0, 100]
    assert shared_out(40, [Asked(90, 50, 45), Asked(900, 80, 55, is_first=True)]) == [0, 40]
    assert shared_out(0, [Asked(90, 50, 45)]) == [0]
    assert shared_out(100, []) == []


def test_the_column_is_filled_and_nothing_stands_outside(column):
    ends = [section.geometry().bottom() + 1 for section in column.sections]
    tops = [section.geometry().top() for section in column.sections]
    assert tops == [0, *ends[:-1]]
    assert ends[-1] == column.height()
    assert bodies(column)["findings"] == 90
    assert bodies(column)["review"] == 0


def test_a_header_folds_by_enter_space_and_click(qtbot, column):
    section = column.sections[1]
    for press in (
        lambda: qtbot.keyClick(section.head.button, Qt.Key.Key_Return),
        lambda: qtbot.keyClick(section.head.button, Qt.Key.Key_Space),
        lambda: qtbot.mouseClick(section.head, Qt.MouseButton.LeftButton, pos=QPoint(200, 14)),
    ):
        was = section.is_open
        press()
        assert section.is_open is not was
        assert bool(section.body_height) is section.is_open
        assert section.view.isVisible() is section.is_open
        assert ("已展开" if section.is_open else "已折叠") in section.head.button.accessibleName()


def test_an_empty_section_takes_one_line_and_opens_when_something_comes(qtbot, column):
    section = column.sections[0]
    section.view.height_wanted = 0
    section.view.resized.emit()
    qtbot.waitUntil(lambda: section.body_height == 0)
    assert section.is_open
    section.view.height_wanted = 70
    section.view.resized.emit()
    qtbot.waitUntil(lambda: section.body_height == 70)


def test_folds_and_shares_are_remembered_and_nonsense_is_not(column):
    column.sections[1].unfold(False)
    column.sections[0].share = 77
    kept = column.kept()
    assert kept == "findings:1:77 suggestions:0:55 basis:1:5 review:0:60"
    column.sections[1].unfold()
    column.restore(kept)
    assert not column.sections[1].is_open
    column.restore("findings:2:5 suggestions:1:x basis:1:0 unknown:1:1 ::")
    assert column.kept() == kept


def test_the_border_is_moved_by_key_and_by_mouse_and_no_section_is_lost(qtbot, column):
    above, below = column.sections[1], column.sections[2]
    before = above.body_height, below.body_height
    qtbot.keyClick(below.head.button, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert above.body_height < before[0]
    assert below.body_height > before[1]
    for _ in range(60):
        qtbot.keyClick(below.head.button, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert below.body_height >= 44 - 2
    for _ in range(60):
        qtbot.keyClick(below.head.button, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert above.body_height >= 60 - 2
    assert sum(bodies(column).values()) + sum(s.head.height() for s in column.sections) == column.height()


def test_a_section_that_is_gone_to_stands_open_with_its_room(column):
    column.bring(column.sections[3])
    assert column.sections[3].body_height >= 120
    column.resize(360, 300)
    assert column.sections[3].body_height >= 120


def test_in_a_short_window_only_the_section_that_was_gone_to_stands_open(column):
    column.bring(column.sections[1])
    column.set_short(True)
    assert [key for key, height in bodies(column).items() if height] == ["suggestions"]
    column.set_short(False)
    assert bodies(column)["findings"] == 90
