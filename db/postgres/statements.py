"""Statements of ``db.shared`` as PostgreSQL takes them: few words are others."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: What SQLite is told of its indexes, and says in words of its own.
_WORDS: Final = (
    (re.compile(r" INDEXED BY \w+"), ""),
    (re.compile(r"(?<=[ (])\+(?=[a-z(A-Z])"), ""),
    (re.compile(r"\bCROSS JOIN (?=\w+ AS \w+ ON\b)"), "JOIN "),
    (re.compile(r"\brow_sum\(([^()]*)\)"), r"(('x' || left(md5(ROW(\1)::text), 8))::bit(32)::bigint)"),
    (
        re.compile(r"SELECT value FROM json_each\((\?)\)"),
        r"SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(\1 AS json))",
    ),
    (re.compile(r"\) IS TRUE\) \*"), ") IS TRUE)::int *"),
    (re.compile(r"(\w\.row) = \?"), r"\1 = CAST(? AS text)"),
    (re.compile(r"\binstr\("), "strpos("),
)
#: A text, a parameter, or a cast; a parameter in a text is none.
_PLACES: Final = re.compile(r"'(?:[^']|'')*'|\?(\d*)|::|:([a-z_]+)")


@lru_cache(maxsize=1024)
def translated(statement: str) -> tuple[str, tuple[Any, ...] | None]:
    """The statement with ``$1``…, and which parameters they are, by name or by place from 0; None: all, in order."""
    for pattern, other in _WORDS:
        statement = pattern.sub(other, statement)
    asked: list[Any] = []
    is_plain = True

    def place(found: re.Match[str]) -> str:
        nonlocal is_plain
        if found[2] is not None:
            key: Any = found[2]
        elif found[0].startswith("?"):
            key = int(found[1]) - 1 if found[1] else len(asked)
        else:
            return found[0]
        if found[2] is not None or found[1]:
            is_plain = False
            if key not in asked:
                asked.append(key)
            return f"${asked.index(key) + 1}"
        asked.append(key)
        return f"${len(asked)}"

    made = _PLACES.sub(place, statement)
    return made, None if is_plain else tuple(asked)


def ordered(parameters: Mapping[str, Any] | Sequence[Any], asked: tuple[Any, ...] | None) -> Sequence[Any]:
    """The parameters as the statement asks for them."""
    if asked is None:
        return parameters  # type: ignore[return-value]
    return [parameters[key] for key in asked]
