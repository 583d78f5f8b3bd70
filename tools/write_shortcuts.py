"""Writes the tables of keys of ``docs/manual/shortcuts.md`` from the actions: ``python -m tools.write_shortcuts``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ui.action_spec import ActionSpec
from ui.actions import key_text, sheet, told_under
from ui.panels.registry import all_actions

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "manual" / "shortcuts.md"
_BEGIN: Final = "<!-- written by tools/write_shortcuts.py: begin -->"
_END: Final = "<!-- end -->"


def rewritten(page: str) -> str:
    """The text of the page with its tables made anew."""
    before, _, rest = page.partition(_BEGIN)
    return "\n".join([before + _BEGIN, *_tables(), _END]) + rest.partition(_END)[2]


def _tables() -> Iterator[str]:
    for pane, specs in sheet(all_actions()):
        yield f"\n### {pane}\n"
        yield "| 键 | 做什么 | 菜单 |"
        yield "|---|---|---|"
        yield from (f"| {_keys(spec)} | {_cell(told_under(pane, spec))} | {_menu(spec)} |" for spec in specs)
    yield ""


def _keys(spec: ActionSpec) -> str:
    return "、".join(f"`{key}`" for key in dict.fromkeys(key_text(key) for key in spec.keys))


def _menu(spec: ActionSpec) -> str:
    return spec.menu.replace("/", " › ")


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def main() -> int:
    """Write the page."""
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
