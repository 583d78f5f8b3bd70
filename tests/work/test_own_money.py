"""Who does not want to see money says so for herself; nobody else is touched, and nothing of it is kept in the file."""

import pytest

from coding.review.people import Command, Role
from coding.work.own_money import as_she_wants, want_money, wants_no_money
from tests.db.sealed import FIRST, PASSWORD, Department


@pytest.fixture
def department(tmp_path):
    made = Department(tmp_path / "首页.sqlite")
    yield made
    made.close()


def test_it_holds_at_once_and_at_the_next_start_for_her_alone(department):
    officer = department.one_of(Role.OFFICER)
    want_money(officer, shown=False)
    assert not officer.me.may(Command.SEE_MONEY)
    assert wants_no_money(officer)
    assert not as_she_wants(department.come(officer.me.user)).me.may(Command.SEE_MONEY)
    assert as_she_wants(department.come(FIRST)).me.may(Command.SEE_MONEY)
    kept = next(one for one in department.first.people() if one.id == officer.me.id)
    assert not kept.is_money_blind, "what an administrator has said is another thing"
    want_money(officer, shown=True)
    assert as_she_wants(department.come(officer.me.user)).me.may(Command.SEE_MONEY)


def test_a_new_password_does_not_make_it_for_good(department):
    officer = department.one_of(Role.OFFICER)
    officer.hide_money(True)
    officer.change_password(PASSWORD, "另外一句好记的话")
    assert not officer.me.may(Command.SEE_MONEY)
    assert not next(one for one in department.first.people() if one.id == officer.me.id).is_money_blind


def test_what_is_refused_for_it_says_where_it_is_changed(department):
    department.first.hide_money(True)
    told = department.first.me.refusal(Command.SEE_MONEY)
    assert "“设置”的“金额”" in told
