"""What a change altered, for views; and how it is told where another window was first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.page.fields import ROW_ATTRIBUTES

if TYPE_CHECKING:
    from coding.page.change import Change
    from coding.page.front_page import FrontPage
    from coding.store.store import Entry

_ELSEWHERE = "这份病案刚在另一个窗口改过{first}：现在显示的是最新内容，刚才的改动没有保存（{typed}），请核对后再改。"
_FIRST = "（{who} {at:%H:%M}　{made}）"
#: Characters of a change that a sentence tells.
_TOLD: Final = 60


@dataclass(frozen=True, slots=True)
class What:
    """What a change altered: the page and the keys of the fields; ``rows`` when rows came, went or moved.

    ``beside``: other stays of the person, before or after the change; their verdicts rest on this page too.
    """

    page_id: int
    fields: frozenset[str] = frozenset()
    rows: bool = False
    beside: frozenset[int] = frozenset()


def altered_elsewhere(change: Change, first: Entry | None = None) -> str:
    """That another window was first, who and with what where that is known, and what was typed here meanwhile."""
    who = "" if first is None else _FIRST.format(who=first.author, at=first.at, made=_short(first.change))
    return _ELSEWHERE.format(first=who, typed=_short(change))


def _short(change: Change) -> str:
    told = change.describe()
    return f"{told[:_TOLD]}{'…' * (len(told) > _TOLD)}"


def differing_keys(one: FrontPage, other: FrontPage) -> frozenset[str]:
    """The fields, those of rows too, that two states of a page do not have alike."""
    keys = {k for k in (*one.values, *other.values) if one.text(k) != other.text(k)}
    groups = {group for group, _ in ROW_ATTRIBUTES.values() if one.rows(group) != other.rows(group)}
    return frozenset(keys | {k for k, (group, _) in ROW_ATTRIBUTES.items() if group in groups})
