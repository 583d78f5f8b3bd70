"""The parser of the command line: it speaks Chinese throughout, and raises where argparse would end the process."""

from __future__ import annotations

import argparse
import re
import sys
from typing import TYPE_CHECKING, Any, Final, NoReturn

from coding.base.errors import UnusableInputError
from coding.commands.file_days import file_with_days

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The options that name a file which may be used for some days of discharge only.
DATED: Final = (
    "--dx-table",
    "--px-table",
    "--scheme",
    "--tariff",
    "--amendments",
    "--policy",
    "--dx-map",
    "--px-map",
    "--sex-table",
    "--tcm-sheet",
)


class DatedFile(argparse.Action):
    """A file, or a file with days (``PATH@2027-01-01..2027-12-31``): those are gathered in ``dated``, each beside the
    others; of files without days the last one counts.
    """

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - as argparse calls it
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Take one value."""
        found = file_with_days(str(values), option_string or "")
        if found is None:
            setattr(namespace, self.dest, values)
        else:
            namespace.dated = (*getattr(namespace, "dated", ()), (self.dest, *found))


class Version(argparse.Action):
    """Print the version and end; it is looked for only then."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002 - as argparse calls it
        values: object,  # noqa: ARG002
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        """Print it."""
        from coding.base.version import program_version

        print(f"frontpage-coding {program_version()}")
        parser.exit()


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and raises UnusableInputError instead of ending the process."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs["add_help"] = False
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明后退出")
        self.add_argument("--version", action=Version, nargs=0, default=argparse.SUPPRESS, help="显示版本后退出")

    def add_argument(self, *names: str, **kwargs: Any) -> argparse.Action:
        """An argument; one that names a file of knowledge may be given with days, and several times. With a data file
        of a command goes who signs in to it.
        """
        if names and names[0] in DATED:
            kwargs.setdefault("action", DatedFile)
        made = super().add_argument(*names, **kwargs)
        if names == ("--db",) and kwargs.get("default") == argparse.SUPPRESS:
            add_signing_in(self)
        return made

    def format_help(self) -> str:
        """The whole help."""
        from coding.commands.examples import EXAMPLES
        from coding.commands.help_page import page_of

        program = program_name()
        command = self.prog.removeprefix(program).strip()
        return page_of(self, [(what, f"{program} {line}".rstrip()) for what, line in EXAMPLES.get(command, ())])

    def error(self, message: str) -> NoReturn:
        """A wrong command line, as one Chinese sentence."""
        chosen = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        meant = nearest(chosen[1], [word.strip(" '") for word in chosen[2].split(",")]) if chosen else ""
        guess = f"是不是想写 {meant}？" if meant else ""
        raise UnusableInputError(f"命令写得不对（{_in_chinese(message)}）：{guess}请看 {self.prog} --help。")

    def options(self) -> tuple[str, ...]:
        """All options that it takes, as they are written."""
        return tuple(self._option_string_actions)

    def command(self, *names: str | None) -> Parser:
        """The parser of a command, or of a part of one (package, deal); itself where there is none."""
        found = self
        for name in filter(None, names):
            choices = next((a.choices for a in found._actions if isinstance(a, argparse._SubParsersAction)), {})  # noqa: SLF001
            found = choices.get(name, found)
        return found


def program_name() -> str:
    """The program as it was started: by the command that was installed, or from the source."""
    started = re.split(r"[\\/]", sys.argv[0] if sys.argv else "")[-1].lower().removesuffix(".exe")
    return "frontpage-coding" if started.startswith("frontpage-coding") else "python main.py"


def nearest(word: str, known: Iterable[str]) -> str:
    """What was probably meant by a word that is not known; "" where nothing is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.lower(), list(known), 1, 0.6)), "")


def add_signing_in(command: argparse.ArgumentParser) -> None:
    """Who signs in to a sealed data file."""
    command.add_argument("--user", metavar="用户", help="数据文件已加密时：以谁登录")
    command.add_argument("--password-file", metavar="文件", help="口令所在的文件（一行）；在终端上不写则询问")
    command.add_argument("--recovery-file", metavar="文件", help="恢复密钥所在的文件：代替用户和口令")


def _in_chinese(message: str) -> str:
    for english, chinese in (
        ("the following arguments are required: ", "缺少参数 "),
        ("unrecognized arguments: ", "不认识的参数 "),
        ("expected one argument", "后面要跟一个值"),
        ("expected at least one argument", "后面至少要跟一个值"),
        ("invalid choice: ", "不可用的选择 "),
        ("invalid int value: ", "不是整数 "),
        ("invalid float value: ", "不是数字 "),
        ("ambiguous option: ", "不明确的选项 "),
        ("could match ", "可能是 "),
        ("ignored explicit argument ", "后面不跟值，多写了 "),
        (" (choose from ", "，可选 "),
        ("one of the arguments ", "以下参数要写一个 "),
        (" is required", ""),
        ("not allowed with argument ", "不能同时写 "),
        ("argument ", "参数 "),
    ):
        message = message.replace(english, chinese)
    return message.removesuffix(")") if "，可选 " in message else message
