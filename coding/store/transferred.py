"""A store that was carried from one engine to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.store.kept_audit import Head

#: What is told meanwhile: what is being done, how much of it, of how much.
Step = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Transferred:
    """``source`` and ``target``: the places as they are told, without a password. ``head``: the end of the chain in the
    new place; ``entries`` of the audit and ``rows`` in all went over.
    """

    source: str
    target: str
    head: Head
    entries: int
    rows: int
