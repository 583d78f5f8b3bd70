"""What is known of a code before it stands on a page."""

from copy import copy
from dataclasses import replace

import pytest

from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.examine.code_marks import CodeMarks, code_marks
from coding.examine.examine import examine
from coding.grouping.grouper import Complication
from coding.knowledge.knowledge import load_knowledge
from coding.page.finding import Severity
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


PAGE = FrontPage({"discharge_datetime": "2026-07-09"}, (Diagnosis("S72.000", "股骨颈骨折", "1"),))


@pytest.mark.parametrize(("code", "word"), [("J96.000", "MCC"), ("J18.900", "CC"), ("I10.x00", ""), ("", "")])
def test_complications_are_those_of_the_scheme(knowledge, code, word):
    assert code_marks(PAGE, code, knowledge).complication_word == word


def test_a_complication_that_the_principal_diagnosis_excludes_is_told_so(knowledge):
    page = FrontPage({"discharge_datetime": "2026-07-09"}, (Diagnosis("I50.900", "心力衰竭", "1"),))
    marks = code_marks(page, "I50.100", knowledge)
    assert marks.is_excluded
    assert marks.complication_word == "MCC×"


@pytest.mark.parametrize("code", ["Z37.000", "G01.x00*", "B95.600", "U80.000", "T31.100", "W01.900", "Z33.x00"])
def test_what_the_rules_bar_as_principal_is_what_the_page_would_be_told(knowledge, code):
    barred = code_marks(PAGE, code, knowledge).barred_by
    page = FrontPage({"discharge_datetime": "2026-07-09"}, (Diagnosis(code, "甲", "1"),))
    told = {f.rule for f in examine(page, knowledge).findings if f.severity is Severity.ERROR}
    assert barred in told


@pytest.mark.parametrize("code", ["K80.200", "I10.x00", "I69.300", "Z95.500"])
def test_what_only_circumstances_speak_against_is_not_called_barred(knowledge, code):
    assert code_marks(PAGE, code, knowledge).barred_by == ""


def test_a_grey_code_is_told(knowledge):
    rows = [CodeEntry("K80.200", "胆囊结石", grey=True), CodeEntry("K80.201", "胆囊结石", grey=False)]
    table = CodeLibrary(CodeKind.DIAGNOSIS, rows, "表", "s")
    held = replace(knowledge.reference, codes=replace(knowledge.reference.codes, dx=table))
    other = copy(load_knowledge())  # that of the process is everybody's
    other.reference = held
    assert code_marks(PAGE, "K80.200", other).is_grey
    assert not code_marks(PAGE, "K80.201", other).is_grey


def test_nothing_is_claimed_of_a_scheme_without_complications():
    assert CodeMarks(Complication.OTHER).complication_word == ""
    assert CodeMarks(Complication.NONE).complication_word == ""
