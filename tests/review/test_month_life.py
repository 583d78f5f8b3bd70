"""The life of a month: opened once, closed once, reopened by an administrator with a reason; what stays frozen."""

from datetime import datetime

import pytest

from coding.base.resources import resource_table
from coding.review.month_life import MonthState, StepAt, closed_refusal, month_at, month_step, month_steps
from coding.review.people import ALL_ROLES, Person, Role
from coding.store.kept_months import MonthEntry, MonthKind

OFFICER = Person(3, "wang", "王质控", frozenset({Role.OFFICER}))
ADMIN = Person(4, "sun", "孙管理", frozenset({Role.ADMINISTRATOR}))
OPENED, CLOSED, REOPENED = MonthKind.OPENED, MonthKind.CLOSED, MonthKind.REOPENED


def journal(*told, month="2026-10"):
    """Entries of (kind, said), a day after another."""
    return [
        MonthEntry(n, month, kind, "", None, said, OFFICER.id, OFFICER.name, datetime(2026, 11, n, 9))
        for n, (kind, said) in enumerate(told, 1)
    ]


def refusal(kind, *told, said=(), person=OFFICER):
    return closed_refusal(kind, dict(said), month_at("2026-10", journal(*told)), person)


def test_a_month_goes_from_open_to_closed_to_reopened_and_closed_again():
    told = [(OPENED, {}), (CLOSED, {"stamp": "a"}), (REOPENED, {"reason": "漏了两份"}), (CLOSED, {"stamp": "b"})]
    seen = [month_at("2026-10", journal(*told[:n])) for n in range(5)]
    assert [one.state for one in seen] == [None, "open", "closed", "reopened", "closed"]
    assert [one.label for one in seen] == ["未打开", "进行中", "已关账", "已重开", "已关账"]
    assert [dict(one.frozen) for one in seen] == [{}, {}, {"stamp": "a"}, {}, {"stamp": "b"}]
    assert [moment.said["stamp"] for moment in seen[4].closings] == ["a", "b"]
    assert seen[4].reopenings[0].reason == "漏了两份"
    assert seen[3].closed is None
    assert seen[4].closed is not None
    assert seen[4].closed.at == datetime(2026, 11, 4, 9)


def test_entries_of_another_month_say_nothing_of_this_one():
    assert month_at("2026-10", journal((OPENED, {}), (CLOSED, {}), month="2026-09")).state is None


def test_a_month_is_opened_once_and_closed_only_while_it_is_open():
    assert refusal(OPENED) == ""
    assert "已经打开" in refusal(OPENED, (OPENED, {}))
    assert "已经打开" in refusal(OPENED, (OPENED, {}), (CLOSED, {}))
    assert "先打开" in refusal(CLOSED)
    assert refusal(CLOSED, (OPENED, {})) == ""
    assert "不能再关一次" in refusal(CLOSED, (OPENED, {}), (CLOSED, {}))
    assert refusal(CLOSED, (OPENED, {}), (CLOSED, {}), (REOPENED, {"reason": "x"})) == ""


def test_only_an_administrator_reopens_and_says_why():
    closed = ((OPENED, {}), (CLOSED, {}))
    assert "只有管理员" in refusal(REOPENED, *closed, said={"reason": "漏了两份"})
    assert "理由" in refusal(REOPENED, *closed, said={"reason": "  "}, person=ADMIN)
    assert refusal(REOPENED, *closed, said={"reason": "漏了两份"}, person=ADMIN) == ""
    assert "没有关账" in refusal(REOPENED, (OPENED, {}), said={"reason": "漏了两份"}, person=ADMIN)


@pytest.mark.parametrize("kind", ["received", "slip", "excused", "fines", "suspected"])
def test_what_the_closing_froze_is_not_written_until_the_month_is_reopened(kind):
    assert refusal(kind, (OPENED, {})) == ""
    assert "已关账" in refusal(kind, (OPENED, {}), (CLOSED, {}), person=Person(1, "a", "独自", ALL_ROLES))
    assert refusal(kind, (OPENED, {}), (CLOSED, {}), (REOPENED, {"reason": "x"})) == ""


@pytest.mark.parametrize(
    "kind", ["batch", "rejection", "written_back", "denial", "report", "answer", "question", "loss"]
)
def test_what_comes_after_a_closing_is_still_written(kind):
    assert refusal(kind, (OPENED, {}), (CLOSED, {})) == ""


def test_every_kind_that_a_closing_freezes_is_a_kind_of_the_journal():
    kinds = {row["kind"] for row in resource_table("people/month_closed.csv", "kind")}
    assert kinds <= set(MonthKind)


def test_the_ten_steps_stand_in_order_and_each_says_who_does_it():
    numbers = [step.number for step in month_steps()]
    assert sorted(set(numbers)) == list(range(1, 11))
    assert numbers == sorted(numbers)
    assert month_step("check").who_words == "程序"
    assert month_step("upload").who_words == "质控员、医保办"
    assert all(step.done for step in month_steps())


def test_a_step_of_which_nobody_has_begun_is_not_done():
    step = month_step("sample")
    assert not StepAt(step, 0, 0).is_done
    assert not StepAt(step, 1, 2).is_done
    assert StepAt(step, 2, 2).is_done
    assert MonthState.OPEN.label == "进行中"
