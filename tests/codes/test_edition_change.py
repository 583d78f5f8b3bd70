"""What a new edition of a code table does to the one before, as a coder would say it."""

import pytest

from coding.codes.edition_change import CodeMove, edition_change
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary, embedded_library


def table(*rows, grey=None):
    entries = [CodeEntry(code, name, grey=(code in grey) if grey is not None else None) for code, name in rows]
    return CodeLibrary(CodeKind.DIAGNOSIS, entries, "表", "x")


OLD = table(
    ("I10.x00x002", "高血压"),
    ("J18.900", "肺炎"),
    ("K80.100", "胆囊结石"),
    ("A00.000x001", "古典型"),
    ("Z00.000x001", "检查"),
    ("Z00.000x002", "检查"),
    grey={"J18.900"},
)
NEW = table(
    ("I10.x00x002", "原发性高血压"),
    ("J18.900", "肺 炎"),
    ("K80.100x003", "胆囊结石"),
    ("B00.000x009", "新的"),
    ("Z00.100x001", "检查"),
    grey=set(),
)


def told(change, move):
    return [(c.before, c.after) for c in change.changes if c.move is move]


def test_codes_added_stopped_renamed_and_recoded():
    change = edition_change(OLD, NEW)
    assert told(change, CodeMove.RENAMED) == [("I10.x00x002", "I10.x00x002")]
    assert told(change, CodeMove.RECODED) == [("K80.100", "K80.100x003")]
    assert told(change, CodeMove.STOPPED) == [("A00.000x001", ""), ("Z00.000x001", ""), ("Z00.000x002", "")]
    assert told(change, CodeMove.ADDED) == [("", "B00.000x009"), ("", "Z00.100x001")]
    assert told(change, CodeMove.GREY) == [("J18.900", "J18.900")], "a blank within a name is no other name"
    assert set(change.touching) == {"I10.x00x002", "K80.100", "A00.000x001", "Z00.000x001", "Z00.000x002"}
    assert change.in_words() == "与现用的码表相比：停用 3、同名换码 1、同码改名 1、灰码改变 1、新增 2。"


def test_a_name_that_stands_twice_moves_nowhere():
    assert told(edition_change(OLD, NEW), CodeMove.RECODED) == [("K80.100", "K80.100x003")]


def test_without_a_column_of_flags_the_flag_is_not_compared_and_that_is_said():
    name = ("J18.900x001", "肺炎")
    change = edition_change(table(name), table(name, grey={"J18.900x001"}))
    assert change.changes == ()
    assert "灰码的变化不能比较" in change.in_words()


def test_headings_are_no_edition():
    change = edition_change(embedded_library(CodeKind.DIAGNOSIS), NEW)
    assert change.changes == ()
    assert "不能逐条比较" in change.in_words()


def test_the_same_table_changes_nothing():
    assert edition_change(OLD, OLD).in_words() == "与现用的码表逐条相同。"


@pytest.mark.parametrize("move", list(CodeMove))
def test_every_change_can_be_said(move):
    change = next(c for c in edition_change(OLD, NEW).changes if c.move is move)
    assert (change.before or change.after) in change.in_words()
