"""Which finding is the next one, whatever was mended, came or moved on the way; and a change in a few characters."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from coding.examine.preview import same_findings
from coding.page.edits import insert_row, move_row, remove_row, set_field, set_row
from coding.page.finding import Dimension, Finding, Place, Severity
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from ui.panels.finding_list import FindingModel, _fitting, _height, _message_box
from ui.panels.finding_walk import FindingWalk
from ui.theme.fonts import POINTS_SMALL, text_font
from ui.wording.change_words import change_line, elided_change

PAGE = FrontPage(
    {"sex": "2", "los_days": "14"},
    (Diagnosis("K35.800", "急性阑尾炎", "1"), Diagnosis("I10.x00", "高血压", "1"), Diagnosis("J18.900", "肺炎", "1")),
)


def finding(rule, field, index=None, changes=()):
    return Finding(
        rule, Dimension.ACCURACY, Severity.ERROR, Place(field, index), f"{rule}有误", "", "", changes=changes
    )


def steps(walk, number):
    return [walk.step(1) for _ in range(number)]


def test_the_next_is_the_next_and_at_the_end_there_is_none():
    walk = FindingWalk()
    walk.start(3)
    assert steps(walk, 5) == [0, 1, 2, None, None]
    assert walk.step(-1) == 1


def test_after_the_one_she_stands_at_is_mended_the_one_behind_it_is_not_skipped():
    walk = FindingWalk()
    walk.start(4)
    walk.step(1)
    walk.follow({1: 0, 2: 1, 3: 2}, 3)
    assert walk.row == 0
    assert steps(walk, 4) == [0, 1, 2, None]


def test_what_comes_meanwhile_further_up_is_gone_to_before_the_end_is_told():
    walk = FindingWalk()
    walk.start(2)
    steps(walk, 2)
    walk.follow({0: 1}, 2)  # the second is mended, and an error has come above the first
    assert steps(walk, 2) == [0, 1]
    assert walk.step(1) is None


def test_after_the_last_one_is_mended_the_end_is_told_and_not_the_one_before_once_more():
    walk = FindingWalk()
    walk.start(2)
    steps(walk, 2)
    walk.follow({0: 0}, 1)
    assert walk.step(1) is None


def test_without_findings_there_is_nowhere_to_go():
    walk = FindingWalk()
    walk.start(1)
    walk.step(1)
    walk.follow({}, 0)
    assert (walk.step(1), walk.step(-1)) == (None, None)


def test_a_finding_of_a_row_that_moved_is_the_same_one_and_that_of_a_row_that_went_is_gone():
    change = remove_row(PAGE, "diagnosis", 1)
    before = [finding("A", "other_dx_code", 1), finding("A", "other_dx_code", 2), finding("B", "sex")]
    after = [finding("A", "other_dx_code", 1), finding("B", "sex")]
    assert same_findings(PAGE, before, PAGE.apply(change), after) == {1: 0, 2: 1}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (set_field(PAGE, "los_days", "39"), "14 → 39"),
        (set_field(PAGE, "marital_status", "2"), "（空） → 2"),
        (set_field(PAGE, "sex", ""), "2 → （空）"),
        (set_row(PAGE, "diagnosis", 1, {"code": "I11.900", "name": "高血压性心脏病"}), "I10.x00 → I11.900"),
        (insert_row(PAGE, "diagnosis", Diagnosis("Z37.000", "单一活产"), 3), "增加 Z37.000 单一活产"),
        (remove_row(PAGE, "diagnosis", 2), "删除 其他诊断2 J18.900 肺炎"),
        (move_row(PAGE, "diagnosis", 2, 0), "其他诊断2 移为 主要诊断"),
    ],
)
def test_a_change_is_told_in_a_few_characters(change, said):
    assert change_line(change) == said


def test_two_fields_at_once_are_counted():
    one, two = set_field(PAGE, "los_days", "39"), set_field(PAGE, "sex", "1")
    both = type(one)((*one.edits, *two.edits))
    assert change_line(both) == "14 → 39 等2处"


@pytest.mark.parametrize("width", [60, 90, 140, 200])
def test_a_long_change_is_cut_so_that_what_it_becomes_can_still_be_read(qapp, width):
    metrics = QFontMetrics(text_font(POINTS_SMALL, bold=True))
    change = set_row(PAGE, "diagnosis", 1, {"name": "高血压性心脏病伴有充血性心力衰竭"})
    text = elided_change(change, metrics, width)
    assert metrics.horizontalAdvance(text) <= width
    assert "→" in text
    assert not text.endswith("→ ")


def test_the_row_of_a_finding_carries_its_change_for_the_eye_and_for_who_is_read_to(qapp):
    model = FindingModel()
    model.show((finding("A", "los_days", changes=(set_field(PAGE, "los_days", "39"),)), finding("B", "sex")))
    first, second = model.index(0), model.index(1)
    assert "14 → 39" in first.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "14 → 39" in first.data(Qt.ItemDataRole.ToolTipRole)
    assert second.data(Qt.ItemDataRole.ToolTipRole) is None


LONG = (
    "合并编码：【M81.900 骨质疏松】与【S32.000x011 腰1椎体压缩性骨折】分开编码，请核实是否为骨质疏松伴病理性骨折："
    "是则合并编码M80.9（未特指的骨质疏松伴有病理性骨折）"
)


@pytest.mark.parametrize("width", [300, 370, 500])
def test_a_long_message_is_shown_to_its_end_or_says_that_it_goes_on(qapp, width):
    box = _message_box(QRect(0, 0, width, 10_000), LONG)
    shown = _fitting(LONG, box)
    assert _height(shown, box.width()) <= box.height()
    assert shown == LONG
    cut = _fitting(LONG * 3, _message_box(QRect(0, 0, width, 10_000), LONG * 3))
    assert cut.endswith("…")
    assert LONG.startswith(cut[:60])
