"""The command lines of what belongs to the program itself: ``screenshots``, ``bench``, ``completion``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.commands.completion import SHELLS

if TYPE_CHECKING:
    import argparse

    from coding.commands.parser import Parser


def add_others(commands: argparse._SubParsersAction[Parser]) -> None:
    """The three commands with all their options."""
    screenshots = commands.add_parser("screenshots", help="用示例病案画出每个界面的图片")
    screenshots.add_argument("dir", metavar="目录", help="图片写到这个目录")

    bench = commands.add_parser("bench", help="测量本机的速度和内存，结果为 JSON")
    bench.add_argument("--scheme", metavar="分组包", help="另测这个分组方案包的载入、分组速度和内存（默认：内置）")

    completion = commands.add_parser(
        "completion",
        help="写出命令行补全的脚本：按 Tab 键补全命令、参数和文件名",
        description="写出命令行补全的脚本到标准输出。装好以后，键入开头再按 Tab 键，命令、参数和文件名会自动补全。",
    )
    completion.add_argument("shell", choices=tuple(SHELLS), metavar="终端", help="bash、zsh、fish 或 powershell")
