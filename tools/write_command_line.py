"""Writes the tables of ``docs/command-line.md`` from the parser itself: ``python -m tools.write_command_line``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from coding.commands.arguments import command_parser
from coding.commands.help_page import arguments_of

PAGE = Path(__file__).resolve().parent.parent / "docs" / "command-line.md"
_BEGIN, _END = "<!-- written by tools/write_command_line.py: begin -->", "<!-- end -->"


def commands() -> dict[str, argparse.ArgumentParser]:
    """Name → parser of each command; "" is the window. Of a command that has parts each part: ``package deal``."""
    parser = command_parser()
    return {"": parser, **{name: found for name, found, _ in _named(parser)}}


def rewritten(page: str) -> str:
    """The text of the page with its tables made anew."""
    before, _, rest = page.partition(_BEGIN)
    return "\n".join([before + _BEGIN, *_tables(), _END]) + rest.partition(_END)[2]


def main() -> None:
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def _tables() -> Iterator[str]:
    helps = {name: told for name, _, told in _named(command_parser())}
    for name, parser in commands().items():
        yield f"\n### {f'`{name}`：{helps[name]}' if name else '窗口（不写命令）'}\n"
        yield "| 参数 | 意思 |"
        yield "|---|---|"
        yield from (f"| `{_spelled(action)}` | {_cell(action)} |" for action in arguments_of(parser))


def _named(parser: argparse.ArgumentParser, before: str = "") -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Name, parser and help of every command below, of those with parts the parts."""
    for action in parser._actions:  # noqa: SLF001
        if not isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            continue
        for told in action._choices_actions:  # noqa: SLF001
            found = action.choices[told.dest]
            parts = list(_named(found, f"{before}{told.dest} "))
            yield from parts or [(f"{before}{told.dest}", found, str(told.help))]


def _spelled(action: argparse.Action) -> str:
    value = action.metavar or ("\\|".join(action.choices) if action.choices else "")
    if not action.option_strings:
        return f"{value}…" if action.nargs == "+" else str(value)
    return f"{action.option_strings[0]} {value}".strip()


def _cell(action: argparse.Action) -> str:
    return f"{action.help or ''}{'（必填）' if action.option_strings and action.required else ''}"


if __name__ == "__main__":
    main()
