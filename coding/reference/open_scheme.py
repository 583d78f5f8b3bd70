"""A grouping scheme as a file or a folder holds it, whatever it pays by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.dip.dip_scheme import is_dip_pack, load_dip
from coding.dip.local_scores import load_scores, with_scores
from coding.drg.scheme import embedded_scheme, load_scheme

if TYPE_CHECKING:
    from pathlib import Path

    from coding.dip.dip_scheme import DipScheme
    from coding.grouping.grouper import Grouper


def open_scheme(path: Path) -> Grouper:
    """The scheme in a folder, a .zip or a workbook. Raises KnowledgeError with one Chinese sentence."""
    return load_dip(path) if is_dip_pack(path) else load_scheme(path)


def open_packets(path: Path, scores: Path | None = None, level: str = "") -> DipScheme:
    """The DIP pack, with the scores of a city where they are in a table of their own, for a hospital of this level.

    Raises KnowledgeError with one Chinese sentence.
    """
    scheme = load_dip(path)
    if scores is not None:
        scheme = with_scores(scheme, load_scores(scores))
    return scheme.at_level(level)


def open_embedded() -> Grouper:
    """The built-in general scheme."""
    return embedded_scheme()
