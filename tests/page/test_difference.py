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
