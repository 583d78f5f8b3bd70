"""Part of a query in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Select:
    """Part of a query in SQL, with its parameters: a condition on ``pages``, or a SELECT of ids, some of them twice."""

    sql: str
    parameters: tuple[Any, ...] = ()


#: No page.
NONE: Final = Select("FALSE")
