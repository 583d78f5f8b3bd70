"""How long this process has taken for what was slow: the start, and what somebody had to wait for."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Final

#: What is done sooner than this, in seconds, is not slow.
SLOW: Final = 1.0
_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Timing:
    """What was done, until when, and how many seconds it took. ``what`` is a word of ours: no name of a file."""

    at: datetime
    what: str
    seconds: float


_KEPT: Final[deque[Timing]] = deque(maxlen=_MOST)


def note_timing(what: str, seconds: float) -> None:
    """Keep how long something took; the oldest goes."""
    _KEPT.append(Timing(datetime.now(), what, seconds))


def timings() -> tuple[Timing, ...]:
    """What was kept, the newest last."""
    return tuple(_KEPT)


def kind_of_work(title: str) -> str:
    """What a piece of work is, without what it is done to: 读入 of 读入 七月.csv. A title names that after a blank."""
    return title.partition(" ")[0]
