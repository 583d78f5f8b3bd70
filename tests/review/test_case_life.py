"""How a page travels: the table of steps as a department expects it, in one stage and in two."""

from dataclasses import replace
from datetime import date

import pytest

from coding.page.edits import go_on, set_field
from coding.page.front_page import FrontPage
from coding.page.step import PageState, Step
from coding.review.case_life import (
    edit_refusal,
    is_read_only,
    shown_state,
    step_refusal,
    step_rule,
    steps_from,
    undo_refusal,
)
from coding.review.people import ALL_ROLES, Command, Person, Role

NEW, CODING, WAITING, SUBMITTED, RETURNED, PASSED, UPLOADED, ARCHIVED = PageState
ALONE = Person(1, "a", "编码员", ALL_ROLES)
CODER = Person(2, "li", "李编码", frozenset({Role.CODER}))
OFFICER = Person(3, "wang", "王质控", frozenset({Role.OFFICER}))
READER = Person(4, "zhao", "赵主任", frozenset({Role.READER}))


def labels(state, person, two_stage):
    return [rule.label for rule in steps_from(state, person, two_stage=two_stage)]


def test_one_who_works_alone_sees_three_states_and_one_step_between_them():
    assert [state.label for state in dict.fromkeys(shown_state(s, two_stage=False) for s in PageState)] == [
        "编码中",
        "通过",
        "已上报",
    ]
    assert labels(NEW, ALONE, False) == ["开始编码", "完成"]
    assert labels(CODING, ALONE, False) == ["完成"]
    assert labels(PASSED, ALONE, False) == ["重新编码", "登记上报"]
    assert [shown_state(state, two_stage=True) for state in PageState] == list(PageState)


def test_in_two_stages_the_coder_submits_and_the_officer_passes_or_returns():
    assert labels(CODING, CODER, True) == ["转待补", "提交质控"]
    assert labels(SUBMITTED, CODER, True) == ["收回提交"]
    assert labels(SUBMITTED, OFFICER, True) == ["收回提交", "退回", "通过"]
    assert labels(RETURNED, CODER, True) == ["继续编码", "转待补", "提交质控"]
    assert labels(PASSED, CODER, True) == []
    assert labels(PASSED, OFFICER, True) == ["退回", "登记上报"]


def test_a_reader_makes_no_step_at_all():
    for two_stage in (False, True):
        assert not any(steps_from(state, READER, two_stage=two_stage) for state in PageState)


@pytest.mark.parametrize("two_stage", [False, True])
@pytest.mark.parametrize("state", PageState)
def test_no_page_is_stuck_even_after_the_department_has_changed_its_setting(state, two_stage):
    reached, looked = {state}, [state]
    while looked:
        new = {rule.after for rule in steps_from(looked.pop(), ALONE, two_stage=two_stage)} - reached
        reached |= new
        looked += sorted(new)
    assert {CODING, PASSED, UPLOADED, ARCHIVED} <= reached


def test_the_gate_stands_before_submitting_and_passing_and_nowhere_else():
    for before in PageState:
        for after in PageState:
            for two_stage in (False, True):
                rule = step_rule(before, after, two_stage=two_stage)
                if rule is not None:
                    assert rule.has_gate is (after in (SUBMITTED, PASSED)), rule


def test_who_sends_back_or_reports_again_says_why_and_who_puts_off_says_until_when():
    back = go_on(SUBMITTED, RETURNED)
    assert "理由" in step_refusal(back, OFFICER, two_stage=True)
    assert "理由" in step_refusal(replace(back, reason=" "), OFFICER, two_stage=True)
    assert step_refusal(replace(back, reason="主诊选择"), OFFICER, two_stage=True) == ""
    assert "理由" in step_refusal(go_on(UPLOADED, CODING), ALONE, two_stage=False)
    put_off = go_on(CODING, WAITING, "等病理")
    assert "哪一天" in step_refusal(put_off, CODER, two_stage=True)
    assert step_refusal(go_on(CODING, WAITING, "等病理", date(2026, 7, 9)), CODER, two_stage=True) == ""


def test_a_refusal_says_what_is_needed_and_who_lacks_it():
    refused = step_refusal(go_on(SUBMITTED, PASSED), CODER, two_stage=True)
    assert refused == "“通过”需要“通过病案”的权限，李编码（编码员）没有：请由有此权限的人处理。"
    assert "两级放行时，病案不能从“编码中”直接到“通过”" in step_refusal(go_on(CODING, PASSED), ALONE, two_stage=True)
    assert step_refusal(go_on(CODING, PASSED), ALONE, two_stage=False) == ""
    assert step_refusal(set_field(FrontPage(), "sex", "1"), READER, two_stage=True) == "", "no step, nothing to say"


def test_undo_follows_the_table_and_the_role_of_the_step():
    assert undo_refusal(go_on(CODING, PASSED), ALONE) == ""
    assert undo_refusal(go_on(SUBMITTED, PASSED), OFFICER) == ""
    assert "通过病案" in undo_refusal(go_on(SUBMITTED, PASSED), CODER)
    assert "不能撤销" in undo_refusal(go_on(CODING, ARCHIVED), ALONE)


def test_what_an_edit_may_do_in_each_state():
    free = [s for s in PageState if edit_refusal(s, CODER, two_stage=False) == ""]
    assert free == [NEW, CODING, WAITING, RETURNED, PASSED]
    free = [s for s in PageState if edit_refusal(s, CODER, two_stage=True) == ""]
    assert free == [NEW, CODING, WAITING, RETURNED]
    free = [s for s in PageState if edit_refusal(s, OFFICER, two_stage=True) == ""]
    assert free == [NEW, CODING, WAITING, SUBMITTED, RETURNED], "the officer mends what was submitted"
    assert "收回提交" in edit_refusal(SUBMITTED, CODER, two_stage=True)
    assert "补报" in edit_refusal(UPLOADED, ALONE, two_stage=False)
    assert "权限" in edit_refusal(CODING, READER, two_stage=False)
    assert [s for s in PageState if is_read_only(s, two_stage=False)] == [UPLOADED, ARCHIVED]
    assert [s for s in PageState if is_read_only(s, two_stage=True)] == [PASSED, UPLOADED, ARCHIVED]


@pytest.mark.parametrize("state", PageState)
def test_an_edit_begins_and_opens_a_page_and_leaves_the_others_where_they_are(state):
    change = set_field(FrontPage(), "sex", "1")
    opened = change.on(state).step
    if state in (NEW, WAITING, RETURNED, PASSED):
        assert opened == Step(state, CODING)
        assert step_rule(state, CODING, two_stage=False).command is Command.EDIT_PAGE
    else:
        assert opened is None


def test_a_step_keeps_its_day_and_one_without_reads_as_before():
    waits = Step(CODING, WAITING, date(2026, 7, 9))
    assert Step.from_dict(waits.as_dict()) == waits
    assert waits.describe() == "状态：编码中 → 待补（至 2026-07-09）"
    assert waits.inverse() == Step(WAITING, CODING)
    assert Step(CODING, PASSED).as_dict() == {"before": "coding", "after": "passed"}
