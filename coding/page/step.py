"""A Step: the way of a page from one state of its work to the next, in the same history as its Changes.

Which step leads where, who may make it and what it needs is ``coding.review.case_life``. Marks beside the state (强制,
依据未写 …) are derived and never states: see ``coding.store.page_marks``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class PageState(StrEnum):
    """How far the work on a page is; the words are those of the store."""

    NEW = "new"
    CODING = "coding"
    WAITING = "waiting"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PASSED = "passed"
    UPLOADED = "uploaded"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _LABELS[self]

    @property
    def is_opened_by_edits(self) -> bool:
        """Whether a page in this state is being coded again as soon as somebody edits it."""
        return self in _OPENED

    @property
    def is_done(self) -> bool:
        """Whether the work on the page has passed, whatever became of it since."""
        return self in _DONE


_LABELS: Final = {
    PageState.NEW: "待编码",
    PageState.CODING: "编码中",
    PageState.WAITING: "待补",
    PageState.SUBMITTED: "待质控",
    PageState.RETURNED: "退回",
    PageState.PASSED: "通过",
    PageState.UPLOADED: "已上报",
    PageState.ARCHIVED: "已归档",
}
_OPENED: Final = frozenset({PageState.NEW, PageState.WAITING, PageState.RETURNED, PageState.PASSED})
_DONE: Final = frozenset({PageState.PASSED, PageState.UPLOADED, PageState.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Step:
    """From one state to the next. Why stands in the Change that carries it, by whom and when in the entry.

    ``until``: of a page that waits, the day on which somebody looks again.
    """

    before: PageState
    after: PageState
    until: date | None = None

    def inverse(self) -> Step:
        """The step that takes this one back."""
        return Step(self.after, self.before)

    def describe(self) -> str:
        """One Chinese line that says what the step does."""
        until = f"（至 {self.until.isoformat()}）" if self.until else ""
        return f"状态：{self.before.label} → {self.after.label}{until}"

    def as_dict(self) -> dict[str, str]:
        """Plain data for JSON; ``from_dict`` gives an equal Step."""
        told = {"before": self.before.value, "after": self.after.value}
        return {**told, "until": self.until.isoformat()} if self.until else told

    @classmethod
    def from_dict(cls, data: Mapping[str, str]) -> Step:
        """The Step that ``as_dict`` described."""
        until = date.fromisoformat(data["until"]) if data.get("until") else None
        return cls(PageState(data["before"]), PageState(data["after"]), until)
