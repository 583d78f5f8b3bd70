"""The commands and their arguments, each with its words; only the command that is asked for is made."""

from __future__ import annotations

import glob
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.errors import UnusableInputError
from coding.commands.parser import Parser, nearest, program_name

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

#: Where the arguments of each command stand, in the order of the help: what is done daily first.
_WHERE: Final = (
    (("check",), "daily_arguments", "add_check"),
    (("group",), "daily_arguments", "add_group"),
    (("suggest",), "daily_arguments", "add_suggest"),
    (("month",), "month_arguments", "add_month"),
    (("compare",), "scheme_arguments", "add_compare"),
    (("payment", "paid", "learn"), "payment_arguments", "add_payment"),
    (("proof",), "scheme_arguments", "add_proof"),
    (("scheme",), "scheme_arguments", "add_scheme"),
    (("region",), "scheme_arguments", "add_region"),
    (("calendar",), "keeping_arguments", "add_notice"),
    (("verify", "backup", "restore", "move", "transfer", "found"), "keeping_arguments", "add_keeping"),
    (("server-care",), "server_arguments", "add_servers"),
    (("package",), "keeping_arguments", "add_packages"),
    (("support",), "keeping_arguments", "add_support"),
    (("screenshots", "bench", "completion"), "other_arguments", "add_others"),
)
#: All commands.
COMMANDS: Final = tuple(name for names, _, _ in _WHERE for name in names)
#: The commands that judge pages, which have a day of discharge.
_OF_PAGES: Final = frozenset({"check", "group", "month"})
#: Arguments that take several files: a shell that leaves patterns to the program (cmd, PowerShell) gets them filled in.
_SEVERAL: Final = ("files", "pages", "before", "last_year", "times", "lists", "orders", "sampling")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command line as values; ``command`` is None for the window. Raises UnusableInputError."""
    first = argv[0] if argv else ""
    if first and not first.startswith("-") and first not in COMMANDS:
        raise UnusableInputError(_no_command(first))
    parser = command_parser(first)
    found, unknown = parser.parse_known_args(argv)
    if unknown:
        raise UnusableInputError(_not_known(unknown, parser, found))
    if getattr(found, "dated", ()) and found.command not in _OF_PAGES:
        raise UnusableInputError(f"命令 {found.command} 不按出院日期选文件：请去掉文件名后的 @日期。")
    for name in _SEVERAL:
        if isinstance(given := getattr(found, name, None), list):
            setattr(found, name, _without_memos([path for one in given for path in _filled_in(one)]))
    return found


def command_parser(only: str = "") -> Parser:
    """The parser of the program, with all commands; ``only``: with this one alone, where there is such a command."""
    parser = Parser(
        prog=program_name(),
        description="住院病案首页编码与质控：不带参数打开窗口；也可不开窗口，直接运行下面的一条命令。",
    )
    parser.add_argument("--sample", action="store_true", help="打开窗口并载入内置示例病案")
    parser.add_argument("--db", metavar="数据文件", help="窗口的数据文件放在哪里（默认：用户的数据文件夹）")
    parser.add_argument("--quit-when-ready", action="store_true", help="窗口能响应时写出启动用时（秒）并退出")
    commands = parser.add_subparsers(dest="command", title="命令", metavar="命令", parser_class=Parser)
    for names, module, name in _WHERE:
        if only not in COMMANDS or only in names:
            add: Callable[[argparse._SubParsersAction[Parser]], None] = getattr(
                import_module(f"coding.commands.{module}"), name
            )
            add(commands)
    return parser


def _no_command(word: str) -> str:
    prog = program_name()
    if Path(word).exists():
        return f"“{word}”是文件，前面要写做什么：检查它请写 {prog} check {word} --out 结果。"
    meant = nearest(word, COMMANDS)
    guess = f"是不是想写 {meant}？" if meant else ""
    return f"没有“{word}”这个命令：{guess}有哪些命令，请看 {prog} --help。"


def _not_known(unknown: Sequence[str], parser: Parser, found: argparse.Namespace) -> str:
    command = parser.command(found.command, getattr(found, "what", None))
    options = [word for word in unknown if word.startswith("-")]
    if options:
        option = options[0].partition("=")[0]
        meant = nearest(option, command.options())
        guess = f"是不是想写 {meant}？" if meant else ""
        return f"不认识的参数 {option}：{guess}有哪些参数，请看 {command.prog} --help。"
    return f"多写了 {' '.join(unknown)}：{command.prog} 用不到它，请看 {command.prog} --help。"


def _without_memos(paths: list[str]) -> list[str]:
    """``七月/*`` means the tables: a memo file beside its table is read with it."""
    tables = {Path(path).with_suffix("").as_posix() for path in paths if path.lower().endswith(".dbf")}
    return [
        path
        for path in paths
        if not (path.lower().endswith((".dbt", ".fpt")) and Path(path).with_suffix("").as_posix() in tables)
    ]


def _filled_in(given: str) -> list[str]:
    """The files that a pattern means, in order; what is no pattern, or means none, as it stands."""
    if not glob.has_magic(given) or Path(given).exists():
        return [given]
    return sorted(glob.glob(given)) or [given]  # noqa: PTH207 - it may begin at the root
