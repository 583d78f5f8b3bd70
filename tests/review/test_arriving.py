"""A step made where pages are released otherwise arrives at the state that means the same here."""

import csv

import pytest

from coding.base.resources import resource_path
from coding.page.step import PageState, Step
from coding.review.arriving import arrives
from coding.review.case_life import step_rule


def rows():
    with resource_path("people/arrivals.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def test_done_in_one_stage_is_submitted_in_two():
    step = Step(PageState.CODING, PageState.PASSED)
    assert arrives(step, two_stage=True) is PageState.SUBMITTED
    assert arrives(step, two_stage=False) is PageState.PASSED


def test_submitted_in_two_stages_is_done_in_one():
    step = Step(PageState.CODING, PageState.SUBMITTED)
    assert arrives(step, two_stage=False) is PageState.PASSED
    assert arrives(step, two_stage=True) is PageState.SUBMITTED


def test_what_an_officer_passed_stays_passed():
    assert arrives(Step(PageState.SUBMITTED, PageState.PASSED), two_stage=True) is PageState.PASSED


@pytest.mark.parametrize("row", rows(), ids=lambda row: "-".join(row.values()))
def test_a_row_stands_for_a_step_that_is_not_made_here_and_leads_where_one_is(row):
    before, after, to = (PageState(row[column]) for column in ("before", "after", "arrives"))
    two_stage = row["stages"] == "two"
    assert step_rule(before, after, two_stage=two_stage) is None
    assert step_rule(before, after, two_stage=not two_stage) is not None
    assert to is before or step_rule(before, to, two_stage=two_stage) is not None


def test_every_step_of_one_kind_of_department_arrives_in_the_other():
    for before in PageState:
        for after in PageState:
            for two_stage in (True, False):
                if step_rule(before, after, two_stage=not two_stage) is None:
                    continue
                to = arrives(Step(before, after), two_stage=two_stage)
                assert to is before or step_rule(before, to, two_stage=two_stage) is not None, (before, after)
