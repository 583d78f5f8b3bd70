"""Three versions of a page brought together: nothing is lost or written over unseen, once more changes nothing."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.page.change import Change, ChangeSource
from coding.page.edits import go_on, insert_row, move_row, remove_row, set_field, set_row
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from coding.page.step import PageState
from coding.store.kept_history import Entry
from coding.work.merging import Choice, Touch, Version, merge
from tests.db.conftest import make_page

AT = datetime(2026, 11, 3, 8, 0)
KEYS = ("patient_name", "sex", "employer", "discharge_way")
TEXTS = st.text("甲乙1", max_size=2)
PAGES = st.builds(
    FrontPage,
    values=st.dictionaries(st.sampled_from(KEYS), TEXTS.filter(bool)),
    diagnoses=st.lists(st.builds(Diagnosis, TEXTS, TEXTS, TEXTS), max_size=4).map(tuple),
    procedures=st.lists(st.builds(Procedure, TEXTS, TEXTS, TEXTS), max_size=3).map(tuple),
    supplied=st.sets(st.sampled_from(KEYS)).map(frozenset),
)
THREE = FrontPage(
    {"sex": "1", "patient_name": "甲"},
    (Diagnosis("A01", "伤寒", "1"), Diagnosis("B02", "带状疱疹", "1"), Diagnosis("C03", "牙龈恶性肿瘤", "2")),
    (Procedure("51.23", "腹腔镜下胆囊切除术", "2024-03-03"),),
)


def merged(base, ours, theirs, **choices):
    return merge(Version(base), Version(ours), Version(theirs), choices)


def same(page, other):
    return page.digest == other.digest and page.supplied == other.supplied


def applied(page, changes):
    for change in changes:
        page = page.apply(change)
    return page


def done(page, *changes, author="编码员 王", state=PageState.CODING):
    """A version to which somebody brought a page, change by change."""
    entries = tuple(Entry(n, 1, change, author, AT) for n, change in enumerate(changes, 1))
    return Version(applied(page, changes), state, entries)


# -- laws


@given(PAGES, PAGES)
def test_what_only_one_side_altered_is_taken_whole(base, other):
    for merge_of, wanted in ((merged(base, base, other), other), (merged(base, other, base), other)):
        assert merge_of.conflicts == ()
        assert same(merge_of.page, wanted)
    assert same(applied(base, merged(base, base, other).changes), other)
    assert merged(base, other, base).changes == ()


@given(PAGES, PAGES)
def test_what_both_altered_alike_is_one(base, other):
    one = merged(base, other, other)
    assert (one.conflicts, one.changes) == ((), ())
    assert same(one.page, other)


@given(PAGES, PAGES, PAGES)
def test_conflicts_are_the_same_from_both_sides(base, ours, theirs):
    here, there = merged(base, ours, theirs), merged(base, theirs, ours)
    fields = [[c for c in m.conflicts if c.place.startswith("field:")] for m in (here, there)]
    assert [(c.place, c.ours, c.theirs) for c in fields[0]] == [(c.place, c.theirs, c.ours) for c in fields[1]]
    assert bool(here.conflicts) == bool(there.conflicts)


def without_twins(page):
    """Two rows that say the same cannot be told apart: which of them was removed nobody knows."""
    once = {name: tuple(dict.fromkeys(getattr(page, name))) for name in ("diagnoses", "procedures")}
    return replace(page, **once)


@given(PAGES, PAGES, PAGES)
def test_the_changes_lead_to_the_page(base, ours, theirs):
    found = merged(base, ours, theirs)
    assert same(applied(ours, found.changes), found.page)


ONCE = PAGES.map(without_twins)


@given(ONCE, ONCE, ONCE)
def test_once_more_there_are_no_changes(base, ours, theirs):
    first = merged(base, ours, theirs)
    if first.is_settled:
        assert merged(base, first.page, theirs).changes == ()


@given(PAGES, PAGES, PAGES)
def test_a_choice_at_every_conflict_settles_the_page(base, ours, theirs):
    for choice in Choice:
        choices = {}
        for _ in range(9):  # what is chosen of the rows may show that the first one is disputed
            found = merged(base, ours, theirs, **choices)
            choices |= {conflict.place: choice for conflict in found.conflicts}
        assert found.is_settled
        for place in choices:
            if place.startswith("field:"):
                side = theirs if choice is Choice.THEIRS else ours
                key = place.removeprefix("field:")
                assert found.page.text(key) == side.text(key)


@given(PAGES, st.data())
def test_edits_of_different_fields_and_rows_commute(base, data):
    cells = [*KEYS, *((group, n) for group in ("diagnosis", "procedure") for n in range(len(base.rows(group))))]
    of_ours = set(data.draw(st.sets(st.sampled_from(cells))))
    ours = theirs = base
    for cell in cells:
        text = data.draw(TEXTS)
        side = ours if cell in of_ours else theirs
        change = (
            set_field(side, cell, text) if isinstance(cell, str) else set_row(side, *cell, {"name": f"新{cell}{text}"})
        )
        if cell in of_ours:
            ours = side.apply(change)
        else:
            theirs = side.apply(change)
    here, there = merged(base, ours, theirs), merged(base, theirs, ours)
    assert here.conflicts == there.conflicts == ()
    assert here.page.digest == there.page.digest
    assert all(here.page.text(key) == (ours if key in of_ours else theirs).text(key) for key in KEYS)


def told_texts(found):
    return " ".join(text for c in found.conflicts for text in (c.ours, c.theirs))


@given(PAGES, PAGES, PAGES)
def test_no_edit_is_lost(base, ours, theirs):
    found = merged(base, ours, theirs)
    for side in (ours, theirs):
        for key in KEYS:
            if side.text(key) != base.text(key):
                assert found.page.text(key) == side.text(key) or f"field:{key}" in {c.place for c in found.conflicts}
        for group in ("diagnosis", "procedure"):
            new = Counter((r.code, r.name) for r in side.rows(group)) - Counter(
                (r.code, r.name) for r in base.rows(group)
            )
            there = Counter((r.code, r.name) for r in found.page.rows(group))
            for code, name in new - there:
                assert any(c.place.startswith(group) for c in found.conflicts), (code, name)
                assert code in told_texts(found)
                assert name in told_texts(found)


# -- what a coder expects


def test_a_field_that_both_altered_differently_is_shown_with_who_and_when():
    base = Version(THREE)
    ours = done(THREE, set_field(THREE, "sex", "2"), author="质控员 李")
    theirs = done(THREE, set_field(THREE, "sex", "9"), set_field(THREE, "employer", "某厂"))
    found = merge(base, ours, theirs)
    (conflict,) = found.conflicts
    assert (conflict.place, conflict.label) == ("field:sex", "性别")
    assert (conflict.base, conflict.ours, conflict.theirs) == ("1", "2", "9")
    assert conflict.our_touch == Touch("质控员 李", AT)
    assert conflict.their_touch == Touch("编码员 王", AT)
    assert (found.page.text("sex"), found.page.text("employer")) == ("2", "某厂")
    taken = merge(base, ours, theirs, {"field:sex": Choice.THEIRS})
    assert (taken.page.text("sex"), taken.is_settled) == ("9", True)
    left = merge(base, ours, theirs, {"field:sex": Choice.OURS})
    assert (left.page.text("sex"), left.is_settled) == ("2", True)


def test_rows_are_matched_as_rows_where_one_side_moves_and_the_other_edits():
    moved = THREE.apply(move_row(THREE, "diagnosis", 2, 0))
    edited = THREE.apply(set_field(THREE, "other_dx_poa", "4", 2))
    for ours, theirs in ((moved, edited), (edited, moved)):
        found = merged(THREE, ours, theirs)
        assert found.is_settled
        assert [d.code for d in found.page.diagnoses] == ["C03", "A01", "B02"]
        assert found.page.diagnoses[0].poa == "4"


def test_what_one_side_added_and_the_other_put_in_the_place_of_a_row_is_there_once():
    base = FrontPage({}, (), (Procedure("51.23", "腹腔镜下胆囊切除术"),))
    other = Procedure("51.22", "胆囊切除术")
    ours = FrontPage({}, (), (other,))
    theirs = FrontPage({}, (), (*base.procedures, other))
    for found in (merged(base, ours, theirs), merged(base, theirs, ours)):
        assert found.page.procedures == (other,)
        assert found.is_settled


def test_an_operation_that_was_done_again_is_not_the_one_that_was_removed():
    first = THREE.procedures[0]
    second = replace(first, date="2024-03-05")
    base, ours, theirs = (FrontPage({}, (), rows) for rows in ((first,), (), (first, second)))
    once = merged(base, ours, theirs)
    assert once.page.procedures == (second,)
    assert merged(base, once.page, theirs).changes == ()


def test_both_added_a_diagnosis_and_both_stay():
    ours = THREE.apply(insert_row(THREE, "diagnosis", Diagnosis("I10", "高血压")))
    theirs = THREE.apply(insert_row(THREE, "diagnosis", Diagnosis("E11", "糖尿病")))
    for found in (merged(THREE, ours, theirs), merged(THREE, theirs, ours)):
        assert found.is_settled
        assert [d.code for d in found.page.diagnoses] == ["A01", "B02", "C03", "E11", "I10"]


def test_two_principal_diagnoses_are_a_conflict():
    ours = THREE.apply(move_row(THREE, "diagnosis", 1, 0))
    theirs = THREE.apply(insert_row(THREE, "diagnosis", Diagnosis("E11", "糖尿病"), 0))
    found = merged(THREE, ours, theirs)
    (conflict,) = found.conflicts
    assert (conflict.label, conflict.base, conflict.ours, conflict.theirs) == (
        "主要诊断", "A01 伤寒", "B02 带状疱疹", "E11 糖尿病"
    )  # fmt: skip
    assert found.page.diagnoses[0].code == "B02"
    assert {d.code for d in found.page.diagnoses} == {"A01", "B02", "C03", "E11"}
    assert merged(THREE, ours, theirs, **{conflict.place: Choice.THEIRS}).page.diagnoses[0].code == "E11"


def test_a_row_that_one_side_removed_and_the_other_altered_is_a_conflict():
    ours = THREE.apply(remove_row(THREE, "diagnosis", 1))
    theirs = THREE.apply(set_field(THREE, "other_dx_poa", "4", 1))
    found = merged(THREE, ours, theirs)
    (conflict,) = found.conflicts
    assert (conflict.label, conflict.ours, conflict.theirs) == ("其他诊断1", "（已删除）", "B02 带状疱疹")
    assert [d.code for d in found.page.diagnoses] == ["A01", "C03"]
    back = merged(THREE, ours, theirs, **{conflict.place: Choice.THEIRS})
    assert [(d.code, d.poa) for d in back.page.diagnoses] == [("A01", "1"), ("B02", "4"), ("C03", "2")]
    there = merged(THREE, theirs, ours)
    assert (there.page.diagnoses[1].poa, len(there.conflicts)) == ("4", 1)
    gone = merged(THREE, theirs, ours, **{conflict.place: Choice.THEIRS})
    assert [d.code for d in gone.page.diagnoses] == ["A01", "C03"]


def test_a_code_never_stands_beside_the_words_of_the_other_side():
    ours = THREE.apply(set_field(THREE, "principal_dx_code", "A02"))
    theirs = THREE.apply(set_field(THREE, "principal_dx_name", "副伤寒"))
    (conflict,) = merged(THREE, ours, theirs).conflicts
    assert (conflict.ours, conflict.theirs) == ("A02 伤寒", "A01 副伤寒")


def test_what_was_done_on_an_untouched_page_comes_back_change_by_change_with_who_and_why():
    theirs = done(
        THREE,
        set_field(THREE, "sex", "2", reason="病历首页为女", source=ChangeSource.FINDING, rule="R1"),
        Change((), "手术记录第 2 页", ChangeSource.EVIDENCE),
        go_on(PageState.CODING, PageState.PASSED, "已编完"),
        state=PageState.PASSED,
    )
    found = merge(Version(THREE), Version(THREE), theirs)
    assert [(c.source, c.reason) for c in found.changes] == [
        ("finding", "病历首页为女（编码员 王 2026-11-03 08:00）"),
        ("evidence", "手术记录第 2 页（编码员 王 2026-11-03 08:00）"),
        ("step", "已编完（编码员 王 2026-11-03 08:00）"),
    ]
    assert found.changes[0].rule == "R1"
    again = Version(
        found.page, PageState.PASSED, tuple(Entry(n, 1, c, "质控员 李", AT) for n, c in enumerate(found.changes))
    )
    assert merge(Version(THREE), again, theirs).changes == ()
    assert merge(Version(THREE), again, theirs).is_settled


def test_what_was_taken_back_there_does_not_come():
    change = set_field(THREE, "sex", "2")
    back = Entry(2, 1, change.inverse(), "编码员 王", AT, undoes=1)
    theirs = Version(THREE, PageState.CODING, (Entry(1, 1, change, "编码员 王", AT), back))
    found = merge(Version(THREE), Version(THREE), theirs)
    assert (found.changes, found.conflicts) == ((), ())


def test_a_page_that_was_done_here_meanwhile_waits_for_a_person():
    base, ours = Version(THREE), Version(THREE, PageState.PASSED)
    theirs = done(THREE, set_field(THREE, "sex", "2"))
    found = merge(base, ours, theirs)
    (conflict,) = found.conflicts
    assert (conflict.place, conflict.ours, conflict.theirs) == ("state", "通过", "编码中")
    assert found.changes == ()
    assert same(found.page, THREE)
    taken = merge(base, ours, theirs, {"state": Choice.THEIRS})
    assert (taken.page.text("sex"), taken.is_settled) == ("2", True)
    left = merge(base, ours, theirs, {"state": Choice.OURS})
    assert (left.changes, left.is_settled) == ((), True)


def test_a_step_waits_until_everything_is_chosen():
    ours = done(THREE, set_field(THREE, "sex", "9"))
    theirs = done(THREE, set_field(THREE, "sex", "2"), state=PageState.PASSED)
    assert [c.step for c in merge(Version(THREE), ours, theirs).changes] == []
    (content, step) = merge(Version(THREE), ours, theirs, {"field:sex": Choice.THEIRS}).changes
    assert content.edits
    assert step.step.after is PageState.PASSED


@pytest.mark.parametrize("what", ["settlement", "extra:院内编号"])
def test_what_came_there_with_a_file_is_told_and_stays_ours(what):
    base = make_page("1")
    theirs = (
        replace(base, settlement=make_page("1")) if what == "settlement" else replace(base, extra={"院内编号": "9"})
    )
    (conflict,) = merged(base, base, theirs).conflicts
    assert (conflict.place, conflict.can_take) == (what, False)
    assert merged(base, base, theirs, **{what: Choice.OURS}).is_settled
