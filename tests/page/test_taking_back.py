"""One change taken back by itself: its rows have come, gone and moved since; what was altered since is not lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.base.errors import StaleChangeError
from coding.page.change import Change, ChangeSource, Edit, EditKind
from coding.page.edits import insert_row, move_row, remove_row, set_field
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from coding.page.taking_back import taken_back

PAGE = FrontPage(
    {"case_no": "1", "sex": "2", "employer": "机床厂"},
    tuple(Diagnosis(code, name, "1") for code, name in (("A01", "甲"), ("B02", "乙"), ("C03", "丙"), ("D04", "丁"))),
)


def after(page, *made):
    """The page after what is made one upon the other, and what was made."""
    changes = []
    for make in made:
        changes.append(make(page))
        page = page.apply(changes[-1])
    return page, changes


def back(page, changes, number=0):
    return taken_back(changes[number], changes[number + 1 :], page, ChangeSource.UNDO)


def codes(page):
    return [row.code for row in page.diagnoses]


def test_a_field_is_taken_back_though_others_were_altered():
    page, changes = after(
        PAGE, lambda p: set_field(p, "sex", "1"), lambda p: set_field(p, "employer", "学校"), lambda p: p_none(p)
    )
    page = page.apply(back(page, changes))
    assert (page.text("sex"), page.text("employer")) == ("2", "学校")


def p_none(page):
    return set_field(page, "case_no", "2")


@pytest.mark.parametrize(
    ("later", "row"),
    [
        (lambda p: insert_row(p, "diagnosis", Diagnosis("X", "新"), 1), 3),
        (lambda p: remove_row(p, "diagnosis", 1), 1),
        (lambda p: move_row(p, "diagnosis", 2, 0), 0),
        (lambda p: move_row(p, "diagnosis", 0, 3), 1),
        (lambda p: move_row(p, "diagnosis", 3, 1), 3),
    ],
)
def test_its_row_is_found_where_it_stands_by_now(later, row):
    page, changes = after(PAGE, lambda p: set_field(p, "other_dx_poa", "4", 2), later)
    assert page.diagnoses[row].poa == "4"
    page = page.apply(back(page, changes))
    assert page.diagnoses[row].poa == "1"
    assert page.diagnoses[row].code == "C03"
    assert sum(d.poa == "1" for d in page.diagnoses) >= len(page.diagnoses) - 1


def test_a_row_that_looks_alike_at_its_old_place_is_left_alone():
    """Without following the row, the edit would lie on the row that has come to its place and says the same."""
    page, changes = after(
        PAGE,
        lambda p: set_field(p, "other_dx_poa", "4", 1),
        lambda p: insert_row(p, "diagnosis", Diagnosis("X", "新", "4"), 1),
    )
    page = page.apply(back(page, changes))
    assert [d.poa for d in page.diagnoses] == ["1", "4", "1", "1", "1"]


def test_what_was_altered_again_is_not_taken_back_and_says_why():
    page, changes = after(PAGE, lambda p: set_field(p, "sex", "1"), lambda p: set_field(p, "sex", "9"))
    with pytest.raises(StaleChangeError, match="性别后来又改为“9”"):
        back(page, changes)


def test_of_a_row_that_is_gone_nothing_is_taken_back():
    page, changes = after(
        PAGE,
        lambda p: set_field(p, "other_dx_poa", "4", 2),
        lambda p: remove_row(p, "diagnosis", 2),
    )
    with pytest.raises(StaleChangeError, match="后来已被删除"):
        back(page, changes)


def test_a_row_that_went_and_came_again_is_followed():
    def put_back(p):
        return insert_row(p, "diagnosis", Diagnosis("C03", "丙", "4"), 1)

    page, changes = after(
        PAGE,
        lambda p: set_field(p, "other_dx_poa", "4", 2),
        lambda p: remove_row(p, "diagnosis", 2),
        put_back,
    )
    page = page.apply(back(page, changes))
    assert [(d.code, d.poa) for d in page.diagnoses][1] == ("C03", "1")


def test_a_removed_row_comes_back_beside_its_neighbours():
    page, changes = after(
        PAGE, lambda p: remove_row(p, "diagnosis", 2), lambda p: insert_row(p, "diagnosis", Diagnosis("X", "新"), 0)
    )
    page = page.apply(back(page, changes))
    assert codes(page) == ["X", "A01", "B02", "C03", "D04"]


def test_a_row_that_was_added_and_filled_since_stays():
    page, changes = after(
        PAGE,
        lambda p: insert_row(p, "diagnosis", Diagnosis(), 4),
        lambda p: set_field(p, "other_dx_code", "E05", 4),
    )
    with pytest.raises(StaleChangeError, match="后来又有改动"):
        back(page, changes)


def test_a_principal_that_was_exchanged_goes_back_with_what_was_written_to_it():
    page, changes = after(
        PAGE,
        lambda p: move_row(p, "diagnosis", 2, 0),
        lambda p: set_field(p, "principal_dx_poa", "3", 0),
    )
    page = page.apply(back(page, changes))
    assert codes(page) == ["A01", "B02", "C03", "D04"]
    assert page.diagnoses[2].poa == "3"


def test_a_step_alone_is_not_taken_back():
    with pytest.raises(StaleChangeError, match="流转"):
        taken_back(Change((), "说明", ChangeSource.ANSWER), (), PAGE, ChangeSource.UNDO)


def random_change(draw, page):
    rows = len(page.diagnoses)
    kind = draw(st.sampled_from(list(EditKind)))
    if kind is EditKind.INSERT:
        return insert_row(page, "diagnosis", Diagnosis(draw(st.text("XYZ", min_size=3))), draw(st.integers(0, rows)))
    if rows < 2 or kind is EditKind.SET:
        at = draw(st.integers(0, rows - 1)) if rows else 0
        key = "principal_dx_name" if at == 0 else "other_dx_name"
        return set_field(page, key, draw(st.text("子丑寅", min_size=1)), at) if rows else set_field(page, "sex", "9")
    at = draw(st.integers(0, rows - 1))
    if kind is EditKind.REMOVE:
        return remove_row(page, "diagnosis", at)
    return move_row(page, "diagnosis", at, draw(st.integers(0, rows - 1)))


@given(st.data())
def test_what_is_taken_back_concerns_no_other_row(data):
    """Whatever is made afterwards: the taking back applies, or says why not; rows of others keep their content."""
    page, changes = PAGE, []
    for _ in range(data.draw(st.integers(1, 6))):
        change = random_change(data.draw, page)
        if change.edits:
            changes.append(change)
            page = page.apply(change)
    if not changes:
        return
    number = data.draw(st.integers(0, len(changes) - 1))
    try:
        done = page.apply(back(page, changes, number))
    except StaleChangeError:
        return
    edit = changes[number].edits[0]
    before, after_ = sorted(map(repr, page.diagnoses)), sorted(map(repr, done.diagnoses))
    match edit.kind:
        case EditKind.MOVE:
            assert before == after_
        case EditKind.SET:
            assert len(done.diagnoses) == len(page.diagnoses)
            assert len(set(before) - set(after_)) <= 1
        case EditKind.INSERT:
            assert len(done.diagnoses) == len(page.diagnoses) - 1
            assert repr(edit.row) in before
        case EditKind.REMOVE:
            assert edit.row in done.diagnoses
            assert len(done.diagnoses) == len(page.diagnoses) + 1


@given(st.data())
def test_the_last_one_is_taken_back_to_the_page_before_it(data):
    page, changes = PAGE, []
    for _ in range(data.draw(st.integers(1, 5))):
        change = random_change(data.draw, page)
        if change.edits:
            before = page
            changes.append(change)
            page = page.apply(change)
    if changes:
        assert page.apply(back(page, changes, len(changes) - 1)) == before


def test_edits_of_one_change_go_back_together():
    change = Change(
        (
            Edit(EditKind.SET, "other_dx_code", index=1, before="B02", after="B09"),
            Edit(EditKind.MOVE, group="diagnosis", index=1, to=3, row=Diagnosis("B09", "乙", "1")),
        )
    )
    page = PAGE.apply(change)
    later = insert_row(page, "diagnosis", Diagnosis("X", "新"), 0)
    page = page.apply(later)
    page = page.apply(taken_back(change, [later], page, ChangeSource.UNDO))
    assert codes(page) == ["X", "A01", "B02", "C03", "D04"]
