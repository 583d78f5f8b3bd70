"""Where the knowledge that ships with the program lies on disk."""

from __future__ import annotations

from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def resource_path(relative: str) -> Path:
    """The file or folder ``relative`` under ``resources/``."""
    return RESOURCES / relative
