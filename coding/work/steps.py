"""How work talks with whoever waits for it, a window or a person at a terminal: how far it is, and whether to go on."""

from __future__ import annotations

from collections.abc import Callable

#: Told now and then: done so far, and how much there is. May raise to stop the work.
Step = Callable[[int, int], None]
#: Called between two steps; may raise to stop the work.
Check = Callable[[], None]


def untold(_done: int, _total: int) -> None:
    """Nobody waits."""


def go_on() -> None:
    """Nothing stops the work."""
