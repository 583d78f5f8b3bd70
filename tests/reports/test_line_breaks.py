"""Lines as Chinese is set: nothing lost, no number torn, no mark at a wrong end."""

import random

import pytest

from coding.reports.line_breaks import lines_of, plain, widest_piece


def width(text):
    return sum(1.0 if ord(sign) > 255 else 0.5 for sign in text)


def test_a_text_that_has_room_is_one_line():
    assert lines_of("主要诊断编码正确率", 9, width) == ["主要诊断编码正确率"]


def test_between_characters_a_line_may_end_anywhere():
    assert lines_of("主要诊断编码", 4, width) == ["主要诊断", "编码"]


def test_no_line_begins_with_a_closing_mark():
    assert lines_of("急性心梗，伴休克", 4, width) == ["急性心", "梗，伴休", "克"]


def test_no_line_ends_with_an_opening_mark():
    assert lines_of("胆囊切除（腹腔镜）", 5, width) == ["胆囊切除", "（腹腔镜）"]


def test_a_number_and_a_code_are_not_torn():
    assert lines_of("合计费用12,345.67元整", 6, width) == ["合计费用", "12,345.67元", "整"]


def test_a_record_number_longer_than_the_line_is_torn_and_nothing_is_lost():
    number = "ZY" + "0123456789" * 8
    lines = lines_of(number, 10, width)
    assert "".join(lines) == number
    assert all(width(line) <= 10 for line in lines)


def test_a_long_name_of_letters_is_torn_behind_a_hyphen():
    assert lines_of("ABCDEF-GHIJKLMN", 5, width)[0] == "ABCDEF-"


@pytest.mark.parametrize("seed", range(30))
def test_whatever_the_text_nothing_is_lost_and_no_line_is_too_long(seed):
    rnd = random.Random(seed)
    text = "".join(rnd.choice("甲乙丙，。（）《》、AB12.-/ %") for _ in range(rnd.randrange(1, 200)))
    for room in (1, 3, 7.5, 20):
        lines = lines_of(text, room, width)
        assert "".join("".join(lines).split()) == "".join(text.split())
        # an opening or closing mark may hang on a piece that fills the line alone
        assert all(width(line) <= max(room, 1) for line in lines), (text, room, lines)


def test_signs_that_show_nothing_are_left_out_and_half_a_sign_is_a_box():
    assert plain("甲\x07\u200b乙\t丙\r\n丁\ud800\ufffe") == "甲乙 丙\n丁□□"


def test_an_end_of_line_in_a_cell_is_one_in_print():
    assert lines_of("甲\n\n乙", 9, width) == ["甲", "", "乙"]


def test_the_widest_piece_is_what_must_not_be_torn():
    assert widest_piece("费用 12,345.67 元", width) == width("12,345.67")
