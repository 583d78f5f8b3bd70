"""Who may do what, in the words of a tool tip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.review.people import Role, may
from coding.store.store_errors import NotAllowedError

if TYPE_CHECKING:
    from coding.review.people import Command
    from coding.store.kept_people import KeepsPeople


def who_may(command: Command) -> str:
    """Which roles may do it, as a sentence: 修改病案须由编码员、质控员来做。"""
    roles = "、".join(role.label for role in Role if may((role,), command))
    return f"您的角色不能“{command.label}”，须由{roles}来做。"


def require(store: KeepsPeople, command: Command) -> None:
    """Raise NotAllowedError before something is tried: each try is an entry of the audit."""
    if not store.me.may(command):
        raise NotAllowedError(who_may(command))
