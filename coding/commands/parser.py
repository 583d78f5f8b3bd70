"""The parser of the command line: it speaks Chinese throughout, and raises where argparse would end the process."""

from __future__ import annotations

import argparse
from typing import Any, Final, NoReturn

from coding.base.errors import UnusableInputError
from coding.commands.file_days import file_with_days

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

    def format_usage(self) -> str:
        """The usage line."""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """The whole help."""
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """A wrong command line, as one Chinese sentence."""
        raise UnusableInputError(f"命令写得不对（{_in_chinese(message)}）：请用 python main.py --help 查看用法。")


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
        (" (choose from ", "，可选 "),
        ("one of the arguments ", "以下参数要写一个 "),
        (" is required", ""),
        ("not allowed with argument ", "不能同时写 "),
        ("argument ", "参数 "),
    ):
        message = message.replace(english, chinese)
    return message.removesuffix(")") if "，可选 " in message else message
