"""In which forms a new file can be written: ``resources/layouts/forms.csv``, one line an entry of the save dialog."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from coding.base.resources import resource_table


@dataclass(frozen=True, slots=True)
class Form:
    """A layout as a kind of file: ``suffix`` .csv, .xlsx, .dbf, .json or .xml; ``encoding`` counts for .csv."""

    layout: str
    suffix: str
    encoding: str
    title: str


@cache
def forms() -> tuple[Form, ...]:
    """All forms in the order in which they are offered; read once in a process."""
    rows = resource_table("layouts/forms.csv", "layout", "suffix", "encoding", "title")
    return tuple(Form(row["layout"], row["suffix"], row["encoding"] or "gb18030", row["title"]) for row in rows)
