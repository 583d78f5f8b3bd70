"""A Step as it is kept: the key stands only where there is a step, so that every Change of before reads as it did."""

from dataclasses import replace
from pathlib import Path

from coding.page.change import Change, ChangeSource
from coding.page.edits import go_on, set_field
from coding.page.front_page import FrontPage
from coding.page.step import PageState, Step
from coding.store.kept_json import change_json, change_of

SHAPES = Path(__file__).resolve().parents[1] / "data" / "json_shapes"


def test_a_step_that_was_kept_reads_for_ever():
    text = (SHAPES / "change_step_v2.json").read_text(encoding="utf-8").strip()
    done = go_on(PageState.CODING, PageState.PASSED)
    assert (
        change_of(text) == done == Change((), source=ChangeSource.STEP, step=Step(PageState.CODING, PageState.PASSED))
    )
    assert change_json(done) == text


def test_a_change_without_a_step_is_kept_as_before_and_one_with_a_step_keeps_both():
    change = set_field(FrontPage({"sex": "1"}), "sex", "2")
    assert '"step":{' not in change_json(change)
    both = replace(change, step=Step(PageState.PASSED, PageState.CODING))
    assert change_of(change_json(both)) == both
    assert both.inverse().step == Step(PageState.CODING, PageState.PASSED)
