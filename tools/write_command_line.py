"""Writes the tables of ``docs/command-line.md`` from the parser itself: ``python -m tools.write_command_line``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from coding.commands.arguments import Version, _parser

PAGE = Path(__file__).resolve().parent.parent / "docs" / "command-line.md"
_BEGIN, _END = "<!-- written by tools/write_command_line.py: begin -->", "<!-- end -->"


def commands() -> dict[str, argparse.ArgumentParser]:
    """Name → parser of each command; "" is the window."""
    parser = _parser()
    found = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))  # noqa: SLF001
    return {"": parser, **found.choices}


def arguments_of(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """What a command takes, without ``--help`` and the choice of the command itself."""
    left_out = (argparse._HelpAction, Version, argparse._SubParsersAction)  # noqa: SLF001
    return [action for action in parser._actions if not isinstance(action, left_out)]  # noqa: SLF001


def rewritten(page: str) -> str:
    """The text of the page with its tables made anew."""
    before, _, rest = page.partition(_BEGIN)
    return "\n".join([before + _BEGIN, *_tables(), _END]) + rest.partition(_END)[2]


def main() -> None:
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def _tables() -> Iterator[str]:
    helps = {action.dest: action.help for action in _choices()}
    for name, parser in commands().items():
        yield f"\n### {f'`{name}`：{helps[name]}' if name else '窗口（不写命令）'}\n"
        yield "| 参数 | 意思 |"
        yield "|---|---|"
        yield from (f"| `{_spelled(action)}` | {_cell(action)} |" for action in arguments_of(parser))


def _choices() -> list[argparse.Action]:
    chosen = next(a for a in _parser()._actions if isinstance(a, argparse._SubParsersAction))  # noqa: SLF001
    return chosen._choices_actions  # noqa: SLF001


def _spelled(action: argparse.Action) -> str:
    value = action.metavar or ("\\|".join(action.choices) if action.choices else "")
    if not action.option_strings:
        return f"{value}…" if action.nargs == "+" else str(value)
    return f"{action.option_strings[0]} {value}".strip()


def _cell(action: argparse.Action) -> str:
    return f"{action.help or ''}{'（必填）' if action.option_strings and action.required else ''}"


if __name__ == "__main__":
    main()
