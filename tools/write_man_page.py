"""Writes the manual page ``docs/man/frontpage-coding.1`` from the parser itself: ``python -m tools.write_man_page``."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from coding.commands.arguments import command_parser
from coding.commands.examples import EXAMPLES
from coding.commands.help_page import sections, spelled, usage_of
from tools.write_command_line import commands

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "man" / "frontpage-coding.1"
#: What ends a run, by its number.
EXIT = (
    ("0", "已执行。首页有问题不算失败。"),
    (
        "1",
        "查出了问题：check、month 的 --fail-on，scheme 的方案问题，verify、backup 的不符。结果照样写出。",
    ),
    ("2", "输入不能使用，或命令写得不对：标准错误上用一句话说明原因和处理办法。"),
)
VARIABLES = (
    ("FRONTPAGE_DB", "窗口的数据文件；--db 优先。"),
    ("XDG_DATA_HOME, LOCALAPPDATA", "用户的数据文件夹（Linux、Windows）。"),
    ("XDG_CACHE_HOME", "编译过的分组方案的缓存。"),
)


#: Where a line of Chinese may end: roff knows blanks alone.
_BETWEEN = re.compile("(?<=[\u3001-\u9fff\uff00-\uffef])(?=[\u4e00-\u9fff\u300a\uff08])")


def page() -> str:
    """The page as roff."""
    with mock.patch.object(sys, "argv", ["frontpage-coding"]):  # the name under which it is installed
        return "\n".join(_lines()) + "\n"


def main() -> None:
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


def _lines() -> Iterator[str]:
    parser = command_parser()
    yield "'\\\" -*- coding: UTF-8 -*-"
    yield '.\\" written by tools/write_man_page.py'
    yield '.TH FRONTPAGE-CODING 1 "" "frontpage-coding" "用户命令"'
    yield from (".ad l", ".nh")
    yield from (".SH 名称", "frontpage\\-coding \\- 住院病案首页编码与质控")
    yield from (".SH 用法", f".B {_text(usage_of(parser))}", ".SH 说明", _text(parser.description or ""))
    yield from _section(parser)
    for name, command in commands().items():
        if name:
            yield from (f".SH {name}", f".B {_text(usage_of(command))}")
            yield from (".PP", _text(command.description or _help_of(parser, name)))
            yield from _section(command)
            yield from _examples(name)
    yield ".SH 退出码"
    yield from _told(EXIT)
    yield ".SH 环境变量"
    yield from _told(VARIABLES)
    yield from (".SH 另见", _text("使用手册随程序安装，在窗口里按 F1 打开。"))


def _section(parser: argparse.ArgumentParser) -> Iterator[str]:
    for title, actions in sections(parser):
        yield f".SS {title}"
        yield from _told(
            (spelled(action) if action.option_strings or action.metavar else action.dest, action.help or "")
            for action in actions
        )


def _help_of(parser: argparse.ArgumentParser, name: str) -> str:
    for word in name.split():
        action = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))  # noqa: SLF001
        told = next(one for one in action._choices_actions if one.dest == word)  # noqa: SLF001
        parser = action.choices[word]
    return str(told.help)


def _examples(name: str) -> Iterator[str]:
    if EXAMPLES.get(name):
        yield ".SS 例"
    for purpose, line in EXAMPLES.get(name, ()):
        yield from (".PP", _text(purpose), ".PP", ".RS", f".B {_text(f'frontpage-coding {line}')}", ".RE")


def _told(pairs: Iterator[tuple[str, str]] | tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, words in pairs:
        yield from (".TP", f".B {_text(name)}", _text(words))


def _text(words: str) -> str:
    """Words that roff takes as they stand."""
    escaped = words.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    escaped = _BETWEEN.sub(r"\\:", escaped)
    return f"\\&{escaped}" if escaped.startswith(".") else escaped


if __name__ == "__main__":
    main()
