"""Whose work a page is: nobody passes her own, unless the department says so, and then it is counted."""

from dataclasses import dataclass
from datetime import date, datetime

from coding.page.change import Change, ChangeSource
from coding.page.edits import go_on, set_field
from coding.page.front_page import FrontPage
from coding.page.step import PageState, Step
from coding.review.own_page import is_reported_again, own_page_refusal, passes_of_own, waiting_of, workers_of
from coding.store.course import course_of
from coding.store.kept_history import Entry

EDIT = set_field(FrontPage(), "sex", "1")
IMPORTED = Change(EDIT.edits, source=ChangeSource.IMPORT)
SUBMIT = go_on(PageState.CODING, PageState.SUBMITTED)
PASS = go_on(PageState.SUBMITTED, PageState.PASSED)
DONE = go_on(PageState.CODING, PageState.PASSED)
UPLOAD = go_on(PageState.PASSED, PageState.UPLOADED)
AGAIN = go_on(PageState.UPLOADED, PageState.CODING, "漏编")


@dataclass(frozen=True)
class Done:
    author: str
    change: Change


def test_a_page_is_the_work_of_who_edited_and_who_submitted_it_last():
    assert workers_of([]) == frozenset()
    assert workers_of([Done("李", EDIT), Done("赵", EDIT), Done("孙", SUBMIT)]) == {"赵", "孙"}
    assert workers_of([Done("李", EDIT), Done("导入的人", IMPORTED)]) == {"李"}, "an import is nobody's coding"


def test_nobody_passes_her_own_page_in_two_stages():
    history = [Done("李", EDIT), Done("李", SUBMIT)]
    assert "李自己" in own_page_refusal(history, "李", PASS.step, two_stage=True, one_person=False)
    assert own_page_refusal(history, "王", PASS.step, two_stage=True, one_person=False) == ""
    assert own_page_refusal(history, "李", PASS.step, two_stage=True, one_person=True) == ""
    assert own_page_refusal(history, "李", DONE.step, two_stage=False, one_person=False) == ""
    back = Step(PageState.SUBMITTED, PageState.RETURNED)
    assert own_page_refusal(history, "李", back, two_stage=True, one_person=False) == ""


def test_an_officer_who_mends_a_submitted_page_does_not_pass_it():
    history = [Done("李", EDIT), Done("李", SUBMIT), Done("王", EDIT)]
    assert own_page_refusal(history, "王", PASS.step, two_stage=True, one_person=False)


def test_passes_of_ones_own_page_are_counted_whatever_the_setting():
    alone = [Done("李", EDIT), Done("李", DONE)]
    two = [Done("李", EDIT), Done("李", SUBMIT), Done("王", PASS)]
    untouched = [Done("李", DONE)]
    assert passes_of_own([alone, two, untouched]) == (1, 3)


def test_a_page_opened_after_its_upload_is_marked_until_it_is_uploaded_again():
    history = [Done("李", DONE), Done("李", UPLOAD)]
    assert not is_reported_again(history)
    history += [Done("李", AGAIN), Done("李", EDIT)]
    assert is_reported_again(history)
    history.append(Done("李", DONE))
    assert is_reported_again(history), "passed, and not uploaded yet"
    history.append(Done("李", UPLOAD))
    assert not is_reported_again(history)
    back = go_on(PageState.ARCHIVED, PageState.CODING, "医保退单")
    archived = [*history, Done("王", go_on(PageState.UPLOADED, PageState.ARCHIVED)), Done("王", back)]
    assert is_reported_again(archived)


def test_a_waiting_page_says_why_and_until_when():
    put_off = go_on(PageState.CODING, PageState.WAITING, "等病理报告", date(2026, 7, 9))
    waits = waiting_of([Done("李", EDIT), Done("李", put_off)])
    assert (waits.reason, waits.until) == ("等病理报告", date(2026, 7, 9))
    assert waiting_of([Done("李", put_off), Done("李", go_on(PageState.WAITING, PageState.CODING))]) is None
    assert waiting_of([]) is None


def standing(*done):
    """The entries in force: each is who, what, and which entry it takes back, if any."""
    at = datetime(2026, 7, 5)
    entries = [Entry(n, 1, change, who, at, *undoes) for n, (who, change, *undoes) in enumerate(done, 1)]
    return course_of(entries).standing


def test_what_was_taken_back_counts_for_nothing():
    reported = [("李", DONE), ("李", UPLOAD), ("李", AGAIN)]
    assert is_reported_again(standing(*reported))
    assert not is_reported_again(standing(*reported, ("李", AGAIN.inverse(), 3)))
    twice = [*reported, ("李", DONE), ("李", UPLOAD)]
    assert not is_reported_again(standing(*twice))
    assert is_reported_again(standing(*twice, ("李", UPLOAD.inverse(), 5))), "the second upload was a slip"
    put_off = go_on(PageState.CODING, PageState.WAITING, "等病理报告", date(2026, 7, 9))
    resumed = go_on(PageState.WAITING, PageState.CODING)
    waits = waiting_of(standing(("李", put_off), ("李", resumed), ("李", resumed.inverse(), 2)))
    assert (waits.reason, waits.until) == ("等病理报告", date(2026, 7, 9))
    assert workers_of(standing(("李", EDIT), ("赵", EDIT), ("赵", EDIT.inverse(), 2))) == {"李"}
