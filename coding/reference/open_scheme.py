"""A grouping scheme as a file or a folder holds it, whatever it pays by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.scheme import embedded_scheme, load_scheme

if TYPE_CHECKING:
    from pathlib import Path

    from coding.grouping.grouper import Grouper


def open_scheme(path: Path) -> Grouper:
    """The scheme in a folder, a .zip or a workbook. Raises KnowledgeError with one Chinese sentence."""
    return load_scheme(path)


def open_embedded() -> Grouper:
    """The built-in general scheme."""
    return embedded_scheme()
