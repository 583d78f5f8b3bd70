"""Right pages stay silent: sixty stays of all specialties that a coder would release."""

import pytest

from coding.examine.examine import examine
from coding.knowledge.knowledge import load_knowledge
from coding.page.finding import Severity
from tests.cases.page_cases import load_cases

CASES = load_cases("clean")


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_a_right_page_raises_no_error_and_hardly_a_warning(case):
    examination = examine(case.page, load_knowledge())

    errors = [(f.rule, f.place, f.message) for f in examination.findings if f.severity is Severity.ERROR]
    warnings = [(f.rule, f.place, f.message) for f in examination.findings if f.severity is Severity.WARNING]
    assert errors == []
    assert len(warnings) <= 2, warnings


def test_the_cases_cover_the_specialties_and_the_odd_patients():
    departments = {case.page.text("discharge_dept")[:2] for case in CASES}
    assert {"03", "04", "05", "07", "10", "11", "13", "15", "16", "17", "19", "20", "21", "28", "50"} <= departments
    assert len(CASES) >= 40
    ways = {case.page.text("discharge_way") for case in CASES}
    assert ways == {"1", "2", "3", "4", "5"}
