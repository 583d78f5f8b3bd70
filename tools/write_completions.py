"""Writes the completions of ``resources/completions`` from the parser itself: ``python -m tools.write_completions``.

The shells' own scripts are made by the library shtab, which is needed here and not where the program runs.
"""

from __future__ import annotations

import argparse
import sys
from unittest import mock

import shtab

from coding.base.resources import resource_path
from coding.commands.arguments import command_parser
from coding.commands.completion import SHELLS
from coding.commands.help_page import arguments_of

#: Values that name no file and no folder, by what the help calls them.
NO_FILES = frozenset(
    (
        "数", "日期", "元", "档", "时期", "列", "用户", "姓名", "名称", "理由", "序号", "年", "编号", "来源", "病区",
        "终端",
    )
)  # fmt: skip
#: Values that name a folder.
FOLDERS = frozenset(["目录", "文件夹"])
#: What is called a 目录 and is a file: the list of groups of a region.
FILES = frozenset({"--groups"})


def script(shell: str) -> str:
    """The completion of a shell, with files where files are wanted."""
    with mock.patch.object(sys, "argv", ["frontpage-coding"]):  # the name under which it is installed
        parser = command_parser()
        for one in _with_parts(parser):
            for action in arguments_of(one):
                if (kind := _kind(action)) is not None:
                    action.complete = kind  # type: ignore[attr-defined]
        return shtab.complete(parser, shell=shell)


def main() -> None:
    for shell, name in SHELLS.items():
        path = resource_path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(script(shell), encoding="utf-8", newline="\n")


def _kind(action: argparse.Action) -> dict[str, str] | None:
    if action.nargs == 0 or action.choices or action.metavar in NO_FILES:
        return None
    is_folder = action.metavar in FOLDERS and not FILES.intersection(action.option_strings)
    return shtab.DIRECTORY if is_folder else shtab.FILE


def _with_parts(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    found = [parser]
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            found += [below for part in action.choices.values() for below in _with_parts(part)]
    return found


if __name__ == "__main__":
    main()
