"""People: who works here, in which roles, and what each role may do. The table is ``resources/people/``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


class Role(StrEnum):
    """What a person is here; the words are those of the store. One person may be several."""

    CODER = "coder"
    OFFICER = "officer"
    INSURANCE = "insurance"
    ADMINISTRATOR = "administrator"
    READER = "reader"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _roles()[self][0]

    @property
    def meaning(self) -> str:
        """What the role is for, in a line."""
        return _roles()[self][1]


class Command(StrEnum):
    """What somebody may be allowed to do or to see; each is a row of ``resources/people/commands.csv``."""

    READ_PAGES = "read_pages"
    SEE_IDENTITIES = "see_identities"
    SHOW_IDENTITIES = "show_identities"
    READ_ALL_WARDS = "read_all_wards"
    SEE_MONEY = "see_money"
    EDIT_PAGE = "edit_page"
    KEEP_VERDICTS = "keep_verdicts"
    IMPORT_PAGES = "import_pages"
    SUBMIT = "submit"
    PUT_OFF = "put_off"
    TAKE_BACK = "take_back"
    PASS_PAGE = "pass_page"
    RELEASE_ALONE = "release_alone"
    SEND_BACK = "send_back"
    OVERRIDE_GATE = "override_gate"
    UPLOAD = "upload"
    ARCHIVE = "archive"
    REPORT_AGAIN = "report_again"
    WAIVE = "waive"
    END_WAIVER = "end_waiver"
    REVIEW_WAIVER = "review_waiver"
    JUDGE_FINDING = "judge_finding"
    COMMENT = "comment"
    SECOND_OPINION = "second_opinion"
    CONTEST = "contest"
    ASSIGN = "assign"
    TAKE_PAGE = "take_page"
    SAMPLE = "sample"
    EDIT_RULES = "edit_rules"
    LEARN_TERMS = "learn_terms"
    JUDGE_TERMS = "judge_terms"
    BRING_TERMS = "bring_terms"
    BRING_PAID = "bring_paid"
    BRING_KNOWLEDGE = "bring_knowledge"
    SET_DEPARTMENT = "set_department"
    EXPORT_PAGES = "export_pages"
    EXPORT_MASKED = "export_masked"
    DEAL_PACKAGE = "deal_package"
    WORK_PACKAGE = "work_package"
    SEE_PEOPLE = "see_people"
    KEEP_PEOPLE = "keep_people"
    RESET_PASSWORD = "reset_password"
    CHANGE_PASSWORD = "change_password"
    SEE_AUDIT = "see_audit"
    EXPORT_AUDIT = "export_audit"
    VERIFY = "verify"
    BACK_UP = "back_up"
    RESTORE = "restore"
    MOVE_STORE = "move_store"
    KEEP_MONTH = "keep_month"
    REOPEN_MONTH = "reopen_month"
    MAKE_SLIPS = "make_slips"
    READ_SLIPS = "read_slips"
    KEEP_BATCHES = "keep_batches"
    KEEP_FINES = "keep_fines"
    ANSWER_SUSPECTED = "answer_suspected"
    KEEP_DENIALS = "keep_denials"
    KEEP_TARGETS = "keep_targets"
    SEE_MONTH = "see_month"

    @property
    def label(self) -> str:
        """The words on the screen."""
        return _commands()[self][0]


#: Every role: who works alone is all of them.
ALL_ROLES: Final = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here. ``user`` is what is typed to sign in, ``name`` what stands in the history.

    ``wards``: of a reader, whose pages are shown (the text of the ward or the department on the page); empty = all.
    ``is_money_blind``: weights and yuan are hidden whatever the role. Who has left is closed, and stays.
    ``must_change``: the password was set by somebody else, and is changed at the next sign-in.
    """

    id: int
    user: str
    name: str
    roles: frozenset[Role]
    wards: frozenset[str] = frozenset()
    is_money_blind: bool = False
    must_change: bool = False
    closed_at: datetime | None = None

    def may(self, command: Command) -> bool:
        """Whether one of the roles may do this, and nothing of the person forbids it."""
        if self.closed_at is not None or (command is Command.SEE_MONEY and self.is_money_blind):
            return False
        return bool(self.roles & _commands()[command][1])

    def refusal(self, command: Command, action: str = "", instead: str = "请由有此权限的人处理") -> str:
        """Why this person may not do this, in a sentence that says what to do ``instead``; "" where she may.

        ``action``: the words on the screen for what was tried, where they are not those of the command.
        """
        if self.may(command):
            return ""
        if command is Command.SEE_MONEY and self.is_money_blind and may(self.roles, command):
            return (
                f"“{action or command.label}”要看金额，{self.name}现在不看：自己关的在“设置”的“金额”中打开，"
                "管理员关的请管理员打开。"
            )
        if self.closed_at is not None:
            return f"“{self.name}”已停用，不能“{action or command.label}”：请管理员重新启用后再登录。"
        needed = f"“{command.label}”的权限" if action else "权限"
        return f"“{action or command.label}”需要{needed}，{self.name}（{self.role_words}）没有：{instead}。"

    @property
    def role_words(self) -> str:
        """The roles as they are shown, in the order of the table."""
        return "、".join(role.label for role in Role if role in self.roles)


def may(roles: Iterable[Role], command: Command) -> bool:
    """Whether one of these roles may do this."""
    return bool(frozenset(roles) & _commands()[command][1])


@cache
def _roles() -> Mapping[Role, tuple[str, str]]:
    table = resource_table("people/roles.csv", "role", "label", "meaning")
    return {Role(row["role"]): (row["label"], row["meaning"]) for row in table}


@cache
def _commands() -> Mapping[Command, tuple[str, frozenset[Role]]]:
    """Command → its words and the roles that may. Raises KnowledgeError where the table lacks one or has another."""
    table = resource_table("people/commands.csv", "command", "label", *Role)
    found = {row["command"]: (row["label"], frozenset(r for r in Role if row[r].strip() == "1")) for row in table}
    if set(found) != set(Command):
        odd = "、".join(sorted(set(found) ^ set(Command)))
        raise KnowledgeError(f"{table.name}：命令与程序不一致（{odd}），请重新安装本程序。")
    return {Command(command): said for command, said in found.items()}
