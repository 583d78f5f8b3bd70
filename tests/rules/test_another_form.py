"""Rules of the TCM page say nothing of a page of the other form: nothing of it is left unjudged."""

from coding.examine.examine import examine
from coding.knowledge.knowledge import load_knowledge
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis

KEYS = frozenset({"case_no", "sex", "principal_dx_code", "principal_dx_name"})
PAGE = FrontPage({"case_no": "1", "sex": "1"}, (Diagnosis("J18.900", "肺炎", "1"),), supplied=KEYS)


def unjudged(page):
    return {one.rule for one in examine(page, load_knowledge()).not_judged}


def test_a_western_page_leaves_no_rule_of_the_tcm_page_open():
    assert not unjudged(PAGE) & {"FP-STD-060", "FP-STD-063", "FP-CMP-952", "FP-ACC-956"}


def test_a_tcm_page_that_lacks_a_column_says_so():
    tcm = FrontPage(PAGE.values, PAGE.diagnoses, supplied=KEYS | {"tcm_main_disease_name"})
    assert {"FP-STD-060", "FP-STD-063"} <= unjudged(tcm)
