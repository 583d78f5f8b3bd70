"""A grouping scheme as a file or a folder holds it, whatever it pays by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.scheme import embedded_scheme, load_scheme, mended_by

if TYPE_CHECKING:
    from pathlib import Path

    from coding.grouping.grouper import Grouper


def open_scheme(path: Path, amendments: Path | None = None) -> Grouper:
    """The scheme in a folder, a .zip or a workbook, mended by a file of amendments where there is one.

    Raises KnowledgeError with one Chinese sentence.
    """
    return load_scheme(path, amendments)


def open_embedded(amendments: Path | None = None) -> Grouper:
    """The built-in general scheme, mended by a file of amendments where there is one. Raises KnowledgeError."""
    return embedded_scheme() if amendments is None else mended_by(embedded_scheme(), amendments)
