"""Which version of the program this is."""

from __future__ import annotations

from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


def program_version() -> str:
    """The version as in pyproject.toml: that of the tree the program runs from, else of the package installed."""
    if _PROJECT.is_file():
        import tomllib

        return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])
    from importlib.metadata import PackageNotFoundError, version  # one of the two is needed, and neither at a start

    try:
        return version("frontpage-coding")
    except PackageNotFoundError:
        return "（未知版本）"
