"""The difference of two exports of one page, as a Change."""

from hypothesis import given
from hypothesis import strategies as st

from coding.page.difference import difference
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from tests.db.conftest import make_page

KEYS = ("case_no", "patient_name", "sex", "employer", "other_dx_code", "op_code")
TEXTS = st.text("甲乙1", max_size=2)
PAGES = st.builds(
    FrontPage,
    values=st.dictionaries(st.sampled_from(KEYS[:4]), TEXTS.filter(bool)),
    diagnoses=st.lists(st.builds(Diagnosis, TEXTS, TEXTS, TEXTS), max_size=3).map(tuple),
    procedures=st.lists(st.builds(Procedure, TEXTS, TEXTS), max_size=2).map(tuple),
    supplied=st.sets(st.sampled_from(KEYS)).map(frozenset),
)


@given(PAGES, PAGES)
def test_difference_leads_from_one_export_to_the_other_and_back(old, new):
    change = difference(old, new)
    assert old.apply(change).digest == new.digest
    assert new.apply(change.inverse()).digest == old.digest


@given(PAGES)
def test_page_does_not_differ_from_itself(page):
    assert difference(page, page).edits == ()


def test_difference_says_what_a_coder_would_say():
    change = difference(make_page(), make_page(patient_name="样例乙"), "重新导入 四月.csv")
    assert change.describe() == "姓名：样例甲 → 样例乙"
    assert (change.source, change.reason) == ("import", "重新导入 四月.csv")


def test_rows_that_the_newer_export_has_not_are_removed_from_the_end():
    old = FrontPage({}, tuple(Diagnosis(c) for c in "ABC"))
    change = difference(old, FrontPage({}, (Diagnosis("A", "甲"),)))
    assert [(e.kind, e.index) for e in change.edits] == [("set", 0), ("remove", 2), ("remove", 1)]
    back = difference(FrontPage({}, (Diagnosis("A", "甲"),)), old)
    assert [(e.kind, e.index) for e in back.edits] == [("set", 0), ("insert", 1), ("insert", 2)]


def test_fields_are_told_in_a_fixed_order_and_only_those_that_differ():
    old, new = FrontPage({"sex": "1", "case_no": "7"}), FrontPage({"sex": "2", "case_no": "7", "employer": "某厂"})
    assert [e.field for e in difference(old, new).edits] == ["employer", "sex"]


def test_a_column_that_is_newly_supplied_is_a_difference_even_where_it_is_empty():
    old, new = FrontPage(supplied=frozenset({"sex"})), FrontPage(supplied=frozenset({"sex", "employer"}))
    (edit,) = difference(old, new).edits
    assert (edit.field, edit.was_supplied, edit.supplied) == ("employer", False, True)
    assert old.apply(difference(old, new)).supplied == new.supplied
    assert new.apply(difference(new, old)).supplied == old.supplied
