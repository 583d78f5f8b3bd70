"""A condition in the words of a coder."""

import pytest

from coding.drg.condition_phrases import condition_phrase


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("AGE<17&MCC", "年龄 < 17 岁，且有严重并发症或合并症（MCC）"),
        ("NOT{MCC_OR_CC}", "没有并发症或合并症"),
        ("WEIGHT>=1500&WEIGHT<=1999", "出生体重 ≥ 1500 克，且出生体重 ≤ 1999 克"),
        ("LOS<=5&LEAVING_IN(2,5)", "住院天数 ≤ 5 天，且离院方式为医嘱转院、死亡"),
        ("NOT{LOS<=5&LEAVING_IN(5)}", "不是（住院天数 ≤ 5 天，且离院方式为死亡）"),
        ("SEX==2", "性别为女"),
        ("ANYPX_IN(P1)|SPX_IN(P2)", "任一手术操作在 P1 内或其他手术操作在 P2 内"),
        ("ALWAYS", "无条件"),
        ("NEVER", "永不成立"),
        ("AEG<1", "“AEG<1”不认识，按不成立处理"),
    ],
)
def test_what_a_condition_asks(condition, words):
    assert condition_phrase(condition) == words
