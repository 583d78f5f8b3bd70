"""Draws the floors of the house into ``docs/architecture.md``, from the contract that ``lint-imports`` holds.

``python -m tools.draw_architecture`` writes the drawn part anew. Each room is told by the first sentence of its own
``__init__``, so that neither the floors nor the rooms stand in two places.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
_BEGIN, _END = "<!-- drawn by tools/draw_architecture.py: begin -->", "<!-- end -->"


def floors(project: Path = ROOT / "pyproject.toml") -> list[list[str]]:
    """The floors from the top, each as the modules that stand on it; a room that is only planned is left out."""
    contracts = tomllib.loads(project.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    stand = [[name for name in re.findall(r"[\w.]+", layer) if _source(name).is_file()] for layer in layers]
    return [names for names in stand if names]


def drawing() -> str:
    """The drawn part of the page."""
    return "\n".join([_BEGIN, "```text", *_tower(floors()), "```", "", *_table(), _END])


def sentence(package: str) -> str:
    """The first sentence of what a package says of itself; "" where it says nothing."""
    module = ast.parse(_source(package).read_text(encoding="utf-8"))
    text = " ".join((ast.get_docstring(module) or "").split())
    return re.split(r"(?<=\.) ", text, maxsplit=1)[0]


def rooms_in(package: str) -> list[str]:
    """A package and the packages inside it; a module by itself."""
    found = sorted(init.parent for init in ROOT.joinpath(*package.split(".")).rglob("__init__.py"))
    return [".".join(folder.relative_to(ROOT).parts) for folder in found] or [package]


def redrawn(page: str) -> str:
    """The text of the page with its drawn part made anew."""
    before, _, rest = page.partition(_BEGIN)
    return before + drawing() + rest.partition(_END)[2]


def main() -> None:
    PAGE.write_text(redrawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def _source(name: str) -> Path:
    """Where a package or a module says what it is for."""
    path = ROOT.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _tower(stories: list[list[str]]) -> Iterator[str]:
    """One box a floor; who stands higher may import who stands lower."""
    words = ["main.py", *(" | ".join(names) for names in stories)]
    width = max(map(len, words)) + 4
    yield "┌" + "─" * width + "┐"
    for number, word in enumerate(words):
        if number:
            yield "├" + "─" * width + "┤"
        yield "│" + word.center(width) + "│"
    yield "└" + "─" * width + "┘"


def _table() -> Iterator[str]:
    yield "| room | what it is for |"
    yield "|---|---|"
    for names in floors():
        for name in names:
            yield from (f"| `{room}` | {sentence(room)} |" for room in rooms_in(name))


if __name__ == "__main__":
    main()
