"""A box to choose from, named for whoever hears the screen read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from ui.plain import plain_tip

if TYPE_CHECKING:
    from collections.abc import Mapping


def named_combo(name: str, labels: Mapping[str, str], signs: int) -> QComboBox:
    """A box of ``labels`` by their keys; ``signs``: characters that stay in sight, whatever it offers."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(plain_tip(name))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(signs)
    for key, label in labels.items():
        box.addItem(label, key)
    return box
