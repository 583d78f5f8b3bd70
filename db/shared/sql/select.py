"""Part of a query in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Select:
    """Part of a query in SQL, with its parameters: a condition on ``pages``, or a SELECT of ids, some of them twice."""

    sql: str
    parameters: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a search found: how many pages, and a SELECT of their ids, each once."""

    total: int
    ids: Select


#: No page.
NONE: Final = Select("FALSE")
