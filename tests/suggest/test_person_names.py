"""The first letters of a name are those that a clerk types: of the surname as people bear it, not as words have it."""

import pytest

from coding.suggest.person_names import name_initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("张三", "zs"),
        ("单雄信", "sxx"),
        ("解缙", "xj"),
        ("仇英", "qy"),
        ("曾国藩", "zgf"),
        ("区大相", "odx"),
        ("查良镛", "zly"),
        ("朴树", "ps"),
        ("欧阳修", "oyx"),
        ("尉迟恭", "ycg"),
        ("万俟雅言", "mqyy"),
        ("长孙无忌", "zswj"),
        ("單雄信", "sxx"),
        ("張 三", "zs"),
        ("张喆", "zz"),
        ("王玥", "wy"),
        ("阿卜杜拉·买买提", "abdlmmt"),
        ("王小明2", "wxm2"),
        ("Anna Smith", "annasmith"),
        ("曾", "z"),
    ],
)
def test_a_name_has_the_letters_that_are_typed_for_it(name, letters):
    assert name_initials(name) == {letters}


@pytest.mark.parametrize(
    ("name", "letters"), [("乐毅", {"ly", "yy"}), ("覃辉", {"qh", "th"}), ("翟志刚", {"zzg", "dzg"})]
)
def test_a_surname_that_is_read_in_two_ways_is_found_by_both(name, letters):
    assert name_initials(name) == letters


def test_a_character_is_read_as_a_surname_only_where_one_stands():
    assert name_initials("张单") == {"zd"}
    assert name_initials("王解放") == {"wjf"}


@pytest.mark.parametrize("name", ["", " ", "　", "-", "？", "\ud800"], ids=ascii)
def test_what_is_no_name_has_no_letters(name):
    assert name_initials(name) == frozenset()
