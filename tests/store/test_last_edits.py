"""Who touched what last is followed over rows that come, go and move."""

from datetime import datetime

from coding.page.change import Change, Edit, EditKind
from coding.page.rows import Diagnosis
from coding.store.kept_history import Entry
from coding.store.last_edits import last_edits

DAY = datetime(2026, 10, 7, 9, 0)


def by(author, *edits):
    return Entry(1, 1, Change(edits), author, DAY)


def named(entries):
    return {cell: entry.author for cell, entry in last_edits(entries).items()}


def test_of_a_field_the_last_one_counts():
    first = by("甲", Edit(EditKind.SET, "sex", before="1", after="2"))
    second = by("乙", Edit(EditKind.SET, "sex", before="2", after="1"))
    assert named([first, second]) == {("", "sex", 0): "乙"}


def test_a_row_is_followed_where_it_goes():
    row = Diagnosis("I10.x00", "高血压")
    came = by("甲", Edit(EditKind.INSERT, group="diagnosis", index=1, row=row))
    code = by("乙", Edit(EditKind.SET, "other_dx_code", index=1, before="I10.x00", after="I10.x01"))
    moved = by("丙", Edit(EditKind.MOVE, group="diagnosis", index=1, to=3, row=row))
    assert named([came, code]) == {("diagnosis", "", 1): "甲", ("diagnosis", "code", 1): "乙"}
    assert named([came, code, moved]) == {("diagnosis", "", 3): "甲", ("diagnosis", "code", 3): "乙"}
    above = by("丁", Edit(EditKind.INSERT, group="diagnosis", index=0, row=row))
    assert ("diagnosis", "code", 2) in named([came, code, above])
    gone = by("丁", Edit(EditKind.REMOVE, group="diagnosis", index=1, row=row))
    assert named([came, code, gone]) == {}
