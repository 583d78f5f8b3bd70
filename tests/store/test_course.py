"""What stands, what can be taken back, what can be made again: from the history alone."""

from datetime import datetime

from coding.page.change import Change, Edit, EditKind
from coding.store.course import Course, course_of
from coding.store.kept_history import Entry


def entry(number, undoes=None, source="typed", edits=1):
    steps = tuple(Edit(EditKind.SET, field="sex", before="1", after="2") for _ in range(edits))
    return Entry(number, 1, Change(steps, source=source), "甲", datetime(2026, 3, 1), undoes)


def ids(entries):
    return [each.id for each in entries]


def test_undo_twice_redo_twice_ends_where_it_began():
    made = [entry(1), entry(2), entry(3, undoes=2), entry(4, undoes=1), entry(5, undoes=4), entry(6, undoes=3)]
    course = course_of(made)
    assert ids(course.standing) == [5, 6]
    assert ids(course.undoable) == [5, 6]
    assert course.redoable == ()
    again = course_of([*made, entry(7, undoes=6)]).again()
    assert again is not None
    assert (again[0].id, again[1]) == (7, made[5].change)


def test_a_new_change_ends_what_could_be_made_again():
    course = course_of([entry(1), entry(2, undoes=1), entry(3)])
    assert (ids(course.undoable), ids(course.redoable)) == ([3], [])
    assert course.again() is None


def test_a_redo_of_before_there_was_a_word_for_it_is_a_change_like_any():
    """Up to schema 5 a redo did not say what it took back."""
    course = course_of([entry(1), entry(2, undoes=1, source="undo"), entry(3)])
    assert ids(course.standing) == [3]


def test_what_came_from_a_file_is_a_new_beginning():
    course = course_of([entry(1), entry(2, source="import"), entry(3)])
    assert (ids(course.standing), ids(course.undoable)) == ([1, 2, 3], [3])


def test_evidence_stands_and_leaves_the_way_back_as_it_is():
    course = course_of([entry(1), entry(2, undoes=1), entry(3, source="evidence", edits=0)])
    assert (ids(course.standing), ids(course.redoable)) == ([3], [2])


def test_one_by_one_is_the_same_as_all_at_once():
    made = [entry(1), entry(2), entry(3, undoes=2), entry(4, undoes=3), entry(5, undoes=1)]
    course = Course()
    for each in made:
        course = course.after(each)
    assert course == course_of(made)
    assert ids(course.standing) == [4], "an earlier change was taken back in another window"
