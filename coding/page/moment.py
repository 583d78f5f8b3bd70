"""When a page is judged: while it is typed, when it is released, over a whole batch. Moments nest."""

from __future__ import annotations

from enum import StrEnum


class Moment(StrEnum):
    """What is judged while typing is judged at the release too, and everything in a batch."""

    TYPING = "typing"
    RELEASE = "release"
    BATCH = "batch"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {"typing": "录入时", "release": "发布时", "batch": "批量时"}[self.value]

    def includes(self, other: Moment) -> bool:
        """True where what belongs to the other moment is judged at this one."""
        return _ORDER.index(other) <= _ORDER.index(self)


_ORDER = tuple(Moment)
