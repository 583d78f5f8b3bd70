"""Who may do what: the table of roles and commands as a department expects it."""

from dataclasses import replace
from datetime import datetime

from coding.review.people import ALL_ROLES, Command, Person, Role, may


def test_one_who_works_alone_may_do_everything():
    assert all(may(ALL_ROLES, command) for command in Command)


def test_every_command_has_somebody_who_may_do_it_and_words():
    for command in Command:
        assert any(may({role}, command) for role in Role), command
        assert command.label


def test_a_reader_changes_nothing_and_sees_no_identity():
    may_not = set(Command) - {c for c in Command if may({Role.READER}, c)}
    assert {Command.EDIT_PAGE, Command.SEE_IDENTITIES, Command.SHOW_IDENTITIES, Command.EXPORT_PAGES} <= may_not
    assert {Command.READ_ALL_WARDS, Command.SEE_AUDIT, Command.IMPORT_PAGES} <= may_not


def test_an_administrator_keeps_people_and_sees_no_page():
    assert may({Role.ADMINISTRATOR}, Command.KEEP_PEOPLE)
    assert not may({Role.ADMINISTRATOR}, Command.READ_PAGES)
    assert not may({Role.ADMINISTRATOR}, Command.EDIT_PAGE)


def test_who_has_left_may_nothing_and_who_is_money_blind_sees_no_money():
    gone = Person(1, "li", "李编码", ALL_ROLES, closed_at=datetime(2026, 1, 1))
    assert not any(gone.may(command) for command in Command)
    blind = Person(2, "wang", "王编码", ALL_ROLES, is_money_blind=True)
    assert not blind.may(Command.SEE_MONEY)
    assert blind.may(Command.EDIT_PAGE)


def test_roles_are_said_in_the_order_of_the_table():
    assert Person(1, "a", "甲", frozenset({Role.OFFICER, Role.CODER})).role_words == "编码员、质控员"


def test_why_somebody_may_not_is_said_in_one_wording():
    li = Person(1, "li", "李编码", frozenset({Role.CODER}))
    assert li.refusal(Command.EDIT_PAGE) == ""
    assert li.refusal(Command.RESTORE) == "“恢复备份”需要权限，李编码（编码员）没有：请由有此权限的人处理。"
    assert li.refusal(Command.PASS_PAGE, "通过") == (
        "“通过”需要“通过病案”的权限，李编码（编码员）没有：请由有此权限的人处理。"
    )
    assert li.refusal(Command.OVERRIDE_GATE, instead="请改正") == (
        "“有理由地越过放行检查”需要权限，李编码（编码员）没有：请改正。"
    )
    gone = replace(li, closed_at=datetime(2026, 1, 1))
    assert gone.refusal(Command.EDIT_PAGE) == "“李编码”已停用，不能“修改病案”：请管理员重新启用后再登录。"
