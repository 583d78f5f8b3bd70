"""Where the knowledge that ships with the program lies on disk."""

from __future__ import annotations

from pathlib import Path

_HOME = Path(__file__).resolve().parents[2]
#: Installed, the folders that are no Python lie under one name of the program, beside ``coding``: see pyproject.toml.
_INSTALLED = _HOME / "frontpage_coding"
_SHIPPED = _INSTALLED if (_INSTALLED / "resources").is_dir() else _HOME

RESOURCES = _SHIPPED / "resources"


def resource_path(relative: str) -> Path:
    """The file or folder ``relative`` under ``resources/``."""
    return RESOURCES / relative


def document_path(relative: str) -> Path:
    """The page ``relative`` under ``docs/`` that the program itself can show."""
    return _SHIPPED / "docs" / relative
