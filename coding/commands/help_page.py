"""The help of a command as a page: usage, what it takes in groups, examples; Chinese is two columns wide."""

from __future__ import annotations

import argparse
import shutil
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Titles of the groups of options, in their order, each with the options that it holds; all others are plain options.
GROUPS: Final[Mapping[str, frozenset[str]]] = {
    "本院的知识（不写：内置的，或 --db 中导入的）": frozenset(
        (
            "--dx-table", "--px-table", "--scheme", "--amendments", "--tariff", "--tariff-level", "--rate", "--policy",
            "--dx-map", "--px-map", "--edition", "--calendar", "--sex-table", "--tcm-sheet", "--rules",
        )
    ),
    "登录（数据文件已加密时）": frozenset(("--user", "--password-file", "--recovery-file", "--passphrase-file")),
    "说明、退出码": frozenset(("--json", "--quiet", "--fail-on", "--help", "--version")),
}  # fmt: skip
_LEAST, _MOST = 60, 100
#: Columns before the words on an option.
_LEFT: Final = 26
#: What may not begin a line.
_HANGING: Final = frozenset("，。；：、）》？！”…")
#: Room for these behind the end of a line.
_HANGING_OUT: Final = 4


def page_of(parser: argparse.ArgumentParser, examples: Iterable[tuple[str, str]]) -> str:
    """The whole page. ``examples``: what each is for, and the line to type."""
    width = max(_LEAST, min(_MOST, shutil.get_terminal_size().columns))
    lines = [f"用法：{usage_of(parser)}", ""]
    if parser.description:
        lines += [*wrapped(parser.description, width - _HANGING_OUT), ""]
    for title, actions in sections(parser):
        lines.append(f"{title}：")
        for action in actions:
            lines += _told(action, width)
        lines.append("")
    told = list(examples)
    if told:
        lines.append("例：")
        for purpose, line in told:
            lines += [f"  {purpose}", f"    {line}"]
        lines.append("")
    return "\n".join(lines)


def usage_of(parser: argparse.ArgumentParser) -> str:
    """What must be written, the rest as 选项."""
    words = [parser.prog]
    for action in arguments_of(parser):
        if not action.option_strings:
            words.append(spelled(action) if action.nargs != "*" else f"[{spelled(action)}]")
        elif action.required:
            words.append(spelled(action))
    if any(isinstance(action, argparse._SubParsersAction) for action in parser._actions):  # noqa: SLF001
        words.append("[命令 …]")
    return " ".join((*words, "[选项]"))


def sections(parser: argparse.ArgumentParser) -> Iterator[tuple[str, list[argparse.Action]]]:
    """Titles, and what stands under each, in the order of a page."""
    actions = [a for a in parser._actions if a.help != argparse.SUPPRESS]  # noqa: SLF001 - argparse has no other way
    commands = [a for a in actions if isinstance(a, argparse._SubParsersAction)]  # noqa: SLF001
    placed = [a for a in actions if not a.option_strings and a not in commands]
    options = [a for a in actions if a.option_strings]
    if placed:
        yield "参数", placed
    for action in commands:
        yield action.metavar if isinstance(action.metavar, str) else "命令", list(action._choices_actions)  # noqa: SLF001
    required = [a for a in options if a.required]
    if required:
        yield "必须写的选项", required
    left = [a for a in options if not a.required]
    grouped = {title: [a for a in left if a.option_strings[-1] in names] for title, names in GROUPS.items()}
    taken = {id(a) for found in grouped.values() for a in found}
    if plain := [a for a in left if id(a) not in taken]:
        yield "选项", plain
    yield from ((title, found) for title, found in grouped.items() if found)


def arguments_of(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """What a command takes, without ``--help``, ``--version`` and the choice of the command itself."""
    return [
        action
        for action in parser._actions  # noqa: SLF001 - argparse has no other way
        if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)  # noqa: SLF001
        and action.option_strings != ["--version"]
    ]


def spelled(action: argparse.Action) -> str:
    """An argument as it is written: ``文件…``, ``--out 目录``."""
    value = action.metavar if isinstance(action.metavar, str) else "|".join(map(str, action.choices or ()))
    if action.nargs in ("+", "*"):
        value += "…"
    return " ".join(filter(None, (*action.option_strings[-1:], value if action.nargs != 0 else "")))


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of so many columns; Latin words and figures stay whole."""
    lines, line, used = [], "", 0
    for piece in _pieces(text):
        size = columns(piece)
        if used + size > width and line.strip() and piece not in _HANGING:
            lines.append(line.rstrip())
            line, used = "", 0
            if piece == " ":
                continue
        line, used = line + piece, used + size
    return [*lines, line.rstrip()] if line.strip() else lines


def columns(text: str) -> int:
    """How wide a text stands in a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for sign in text:
        if sign != " " and sign.isascii():
            word += sign
            continue
        if word:
            yield word
        word = ""
        yield sign
    if word:
        yield word


def _told(action: argparse.Action, width: int) -> list[str]:
    left = "  " + (spelled(action) if action.option_strings or action.metavar else "")
    if isinstance(action, argparse._SubParsersAction) or not (action.option_strings or action.metavar):  # noqa: SLF001
        left = f"  {action.dest}"
    if action.option_strings and len(action.option_strings) > 1:
        left = f"  {', '.join(action.option_strings)}"
    words = wrapped(action.help or "", width - _LEFT - _HANGING_OUT)
    lead: Sequence[str] = ()
    if columns(left) > _LEFT - 2:
        lead, left = (left,), ""
    first = left + " " * (_LEFT - columns(left))
    return [*lead, *(f"{first if at == 0 else ' ' * _LEFT}{line}" for at, line in enumerate(words))]
