"""What the layers of a DIP catalogue are called."""

from __future__ import annotations

from functools import cache

from coding.base.resources import resource_table


def layer_name(layer: str) -> str:
    """The name of a layer; "" for one that a city made up."""
    return _names().get(layer, "")


def layer_title(layer: str) -> str:
    """The name of a layer with its letters."""
    return f"{layer_name(layer)} {layer}".strip()


@cache
def _names() -> dict[str, str]:
    return {row["layer"]: row["name"] for row in resource_table("dip/layers.csv", "layer", "name")}
