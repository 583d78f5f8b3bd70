"""What cannot be grouped is told in the words of the grouping, at the place that is to be mended."""

import pytest

from coding.examine.alternatives import cause
from coding.examine.examine import examine
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis

VALUES = {"sex": "2", "age_years": "59", "patient_name": "甲"}
#: In the small scheme an infarction has a group by the operation alone.
UNTREATED = FrontPage(VALUES, (Diagnosis("I21.900", "急性心肌梗死", "1"),))
STRANGER = FrontPage(VALUES, (Diagnosis("Z52.900", "供者", "1"),))


@pytest.fixture
def small(write_pack):
    return load_knowledge(KnowledgeSource(scheme=str(write_pack())))


def told(page, knowledge, *rules):
    return [f for f in examine(page, knowledge).findings if f.rule in rules]


def test_a_missing_operation_is_asked_at_the_operations(small):
    (finding,) = told(UNTREATED, small, "FP-DRG-001", "FP-DRG-036")
    assert (finding.rule, finding.place.field) == ("FP-DRG-036", "op_code")
    assert cause(UNTREATED, small).rstrip("。") in finding.message
    assert "FB1 心脏手术" in finding.message


def test_a_principal_that_no_mdc_knows_is_asked_at_the_principal(small):
    (finding,) = told(STRANGER, small, "FP-DRG-001", "FP-DRG-036")
    assert (finding.rule, finding.place.field) == ("FP-DRG-001", "principal_dx_code")
    assert cause(STRANGER, small).rstrip("。") in finding.message
