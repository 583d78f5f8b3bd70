"""A Step: the way of a page from one state of its work to the next, in the same history as its Changes.

With one-stage release a page is being coded or it has passed. Marks beside the state (强制, 依据未写 …) are derived and
never states: see ``coding.store.page_marks``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class PageState(StrEnum):
    """How far the work on a page is; the words are those of the store."""

    CODING = "coding"
    PASSED = "passed"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {"coding": "编码中", "passed": "已完成"}[self.value]


@dataclass(frozen=True, slots=True)
class Step:
    """From one state to the next. Why stands in the Change that carries it, by whom and when in the entry."""

    before: PageState
    after: PageState

    def inverse(self) -> Step:
        """The step that takes this one back."""
        return Step(self.after, self.before)

    def describe(self) -> str:
        """One Chinese line that says what the step does."""
        return f"状态：{self.before.label} → {self.after.label}"

    def as_dict(self) -> dict[str, str]:
        """Plain data for JSON; ``from_dict`` gives an equal Step."""
        return {"before": self.before.value, "after": self.after.value}

    @classmethod
    def from_dict(cls, data: Mapping[str, str]) -> Step:
        """The Step that ``as_dict`` described."""
        return cls(PageState(data["before"]), PageState(data["after"]))
