"""The table of answers: as people fill it in, and as it is written."""

import pytest

from coding.drg.region_answers import (
    CC_ALONE,
    GROUP,
    NO,
    OWN,
    REPAIR,
    YES,
    Answer,
    Answers,
    answer_rows,
    read_answer_rows,
)


def read(*rows, header=("类别", "对象", "名称", "回答", "条件或编码", "说明")):
    return read_answer_rows(enumerate([list(header), *map(list, rows)], 1), "answers.csv")


@pytest.mark.parametrize(("said", "verdict"), [("是", YES), ("Y", YES), ("1", YES), ("否", NO), ("n", NO)])
def test_yes_and_no_as_people_write_them(said, verdict):
    answers, told = read(("病组", "FR11", "", said, "", ""))
    assert (answers[0].verdict, told) == (verdict, ())


def test_a_condition_without_a_word_is_ones_own():
    answers, _ = read(("", "FR11", "", "", "AGE<18", ""))
    assert answers[0] == Answer(GROUP, "FR11", OWN, "AGE<18")


def test_what_cannot_be_read_is_told_by_line_and_the_others_are_taken():
    answers, told = read(
        ("病组", "FR11", "", "也许", "", ""), ("病组", "FR12", "", "另写", "", ""), ("病组", "FR13", "", "是", "", "")
    )
    assert [a.key for a in answers] == ["FR13"]
    assert "第2行" in told[0]
    assert "第3行" in told[1]


def test_a_row_that_nobody_has_answered_is_no_answer():
    assert read(("病组", "FR11", "甲", "", "", "")) == ((), ())


def test_a_table_of_another_kind_is_told():
    answers, told = read(header=("a", "b"))
    assert answers == ()
    assert "表头" in told[0]


def test_where_a_cc_alone_belongs_is_one_of_two_ways():
    answers, told = read(("只有CC", "*", "", "较高组", "", ""), ("只有CC", "FR1", "", "另写", "中间", ""))
    assert Answers().with_answers(answers).cc_alone("FB1") == "up"
    assert "较高组" in told[0]
    assert answers[0].kind == CC_ALONE


def test_what_is_written_is_read_again():
    given = [
        Answer(GROUP, "FR11", YES, "MCC", "甲"),
        Answer(REPAIR, "FR1 D1 I5O", NO),
        Answer(CC_ALONE, "*", OWN, "较低组"),
    ]
    rows = answer_rows(Answers().with_answers(given))
    again, told = read_answer_rows(enumerate(map(list, rows), 1), "x")
    assert {(a.kind, a.key, a.verdict, a.condition) for a in again} == {
        (a.kind, a.key, a.verdict, a.condition) for a in given
    }
    assert told == ()


def test_a_later_answer_takes_the_place_of_an_earlier_and_an_empty_one_takes_it_back():
    answers = Answers().with_answers([Answer(GROUP, "FR11", YES)]).with_answers([Answer(GROUP, "FR11", NO)])
    assert answers.group("FR11").verdict == NO
    assert answers.with_answers([Answer(GROUP, "FR11", "")]).group("FR11") is None
