"""Which page of the manual tells of a part of the window: ``resources/help/places.csv``, by the name of its class."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from ui.manual.pages import FIRST_PAGE
from ui.panel_view import STANDS_FOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget


def place_in_manual(widget: QWidget | None) -> tuple[str, str]:
    """The page and the heading that tell of a widget: of itself, else of the nearest part around it."""
    while widget is not None:
        told = (widget.property(STANDS_FOR), *(kind.__name__ for kind in type(widget).__mro__))
        if (found := next((name for name in told if name in known_places()), None)) is not None:
            return known_places()[found]
        widget = widget.parentWidget()
    return (FIRST_PAGE, "")


@cache
def known_places() -> Mapping[str, tuple[str, str]]:
    """The name of a class → page and heading."""
    rows = resource_table("help/places.csv", "part", "page", "anchor")
    return {row["part"]: (row["page"], row["anchor"]) for row in rows}
