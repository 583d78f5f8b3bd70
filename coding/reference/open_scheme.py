"""A grouping scheme as a file or a folder holds it, whatever it pays by.

What opens packets is imported when there are any: most hospitals group by one of the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.drg.scheme import load_embedded, load_scheme

if TYPE_CHECKING:
    from pathlib import Path

    from coding.dip.dip_scheme import DipScheme
    from coding.grouping.grouper import Grouper


def open_scheme(path: Path, amendments: Path | None = None) -> Grouper:
    """The scheme in a folder, a .zip or a workbook, mended by a file of amendments where there is one.

    Raises KnowledgeError with one Chinese sentence.
    """
    from coding.dip.dip_scheme import is_dip_pack, load_dip

    if not is_dip_pack(path):
        return load_scheme(path, amendments)
    if amendments is not None:
        raise KnowledgeError(f"“{path.name}”是 DIP 方案，不能用 DRG 的更正表“{amendments.name}”：请去掉其中一个。")
    return load_dip(path)


def open_packets(path: Path, scores: Path | None = None, level: str = "") -> DipScheme:
    """The DIP pack, with the scores of a city where they are in a table of their own, for a hospital of this level.

    Raises KnowledgeError with one Chinese sentence.
    """
    from coding.dip.dip_scheme import load_dip

    return in_city(load_dip(path), scores, level)


def in_city(scheme: DipScheme, scores: Path | None, level: str) -> DipScheme:
    """A DIP scheme as a hospital of this level in a city with these scores has it; None = the scheme's own scores."""
    from coding.dip.local_scores import load_scores, with_scores

    return (scheme if scores is None else with_scores(scheme, load_scores(scores))).at_level(level)


def open_embedded(amendments: Path | None = None) -> Grouper:
    """The built-in general scheme, mended by a file of amendments where there is one. Raises KnowledgeError."""
    return load_embedded(amendments)
