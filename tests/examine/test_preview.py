"""What a change does is told by what really goes and comes."""

from coding.examine.preview import difference
from coding.page.edits import move_row, remove_row, set_field
from coding.page.finding import Dimension, Finding, Place, Severity
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis

PAGE = FrontPage(
    diagnoses=(Diagnosis("I10.x00", "高血压"), Diagnosis("E11.900", "糖尿病"), Diagnosis("J18.900", "肺炎"))
)


def finding(rule, field, index=None, message="缺【入院病情】"):
    return Finding(rule, Dimension.COMPLETENESS, Severity.ERROR, Place(field, index), message, "", "")


def test_a_finding_whose_row_has_moved_neither_goes_nor_comes():
    before = (finding("FP-CMP-065", "other_dx_poa", 2, "第2条其他诊断缺【入院病情】"),)
    after = (finding("FP-CMP-065", "other_dx_poa", 1, "第1条其他诊断缺【入院病情】"),)
    changed = PAGE.apply(remove_row(PAGE, "diagnosis", 1))
    assert difference(PAGE, before, changed, after) == ((), ())


def test_a_finding_that_follows_its_row_to_the_first_place_stays():
    before = (finding("R", "other_dx_code", 2),)
    after = (finding("R", "principal_dx_code", 0),)
    changed = PAGE.apply(move_row(PAGE, "diagnosis", 2, 0))
    assert difference(PAGE, before, changed, after) == ((), ())


def test_another_sum_in_the_message_is_the_same_finding():
    before = (finding("FP-ACC-044", "fee_total", None, "差3.00"),)
    after = (finding("FP-ACC-044", "fee_total", None, "差2.00"),)
    changed = PAGE.apply(set_field(PAGE, "fee_other", "1.00"))
    assert difference(PAGE, before, changed, after) == ((), ())


def test_the_finding_of_a_removed_row_goes_and_its_like_stays():
    before = (finding("R", "other_dx_code", 1), finding("R", "other_dx_code", 2))
    after = (finding("R", "other_dx_code", 1),)
    changed = PAGE.apply(remove_row(PAGE, "diagnosis", 1))
    gone, come = difference(PAGE, before, changed, after)
    assert gone == before[:1]
    assert come == ()


def test_a_rule_that_newly_fires_comes():
    changed = PAGE.apply(set_field(PAGE, "sex", "1"))
    new = finding("FP-COD-021", "principal_dx_code", 0)
    assert difference(PAGE, (), changed, (new,)) == ((), (new,))
