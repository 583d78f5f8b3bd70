"""Which page of the manual tells of a part of the window: ``resources/help/places.csv``, by the name of its class."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from ui.manual.manual_page import FIRST_PAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget


def place_in_manual(widget: QWidget | None) -> tuple[str, str]:
    """The page and the heading that tell of a widget: of itself, else of the nearest part around it."""
    while widget is not None:
        for kind in type(widget).__mro__:
            if kind.__name__ in known_places():
                return known_places()[kind.__name__]
        widget = widget.parentWidget()
    return (FIRST_PAGE, "")


@cache
def known_places() -> Mapping[str, tuple[str, str]]:
    """The name of a class → page and heading."""
    rows = resource_table("help/places.csv", "part", "page", "anchor")
    return {row["part"]: (row["page"], row["anchor"]) for row in rows}
