"""``-`` in the place of a file: what comes by the standard input, what goes to the standard output."""

from __future__ import annotations

import shutil
import sys
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Final

from coding.base.errors import UnusableInputError
from coding.base.nameless_file import finish, nameless_file
from coding.base.private_folder import PrivateFolder
from coding.base.standard_input import STANDARD_INPUT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

#: What stands for a stream.
STREAM: Final = "-"
#: Arguments whose file may come by the standard input; what goes beside them, such as a tariff, may not.
_READ: Final = ("file", "files", "pages")
#: Commands that write one file, which may go to the standard output.
_ONE_FILE: Final = frozenset({"group", "suggest"})


@contextmanager
def standard_streams(arguments: argparse.Namespace) -> Iterator[None]:
    """The arguments with files in the place of ``-``, for as long as the command runs. Raises UnusableInputError.

    What comes in lies on the disk for that time, for this user alone: a workbook cannot be read from a stream. What
    goes out goes whole, after the command has ended well, and nothing else goes to the standard output.
    """
    asked = [name for name in _READ if _is_asked(getattr(arguments, name, None))]
    is_out = getattr(arguments, "out", None) == STREAM
    if not asked and not is_out:
        yield
        return
    _refuse(arguments, asked, is_out=is_out)
    with PrivateFolder() as folder, ExitStack() as held:
        if asked:
            held.callback(_taken_in(arguments, asked[0], folder / STANDARD_INPUT).close)
        if is_out:
            arguments.out, arguments.quiet = str(folder / "结果.csv"), True
        yield
        if is_out:
            sys.stdout.flush()
            with (folder / "结果.csv").open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()


def _is_asked(value: object) -> bool:
    return value == STREAM or (isinstance(value, list) and STREAM in value)


def _refuse(arguments: argparse.Namespace, asked: list[str], *, is_out: bool) -> None:
    times = sum(1 if getattr(arguments, name) == STREAM else getattr(arguments, name).count(STREAM) for name in asked)
    if times > 1:
        raise UnusableInputError("标准输入（-）写了不止一次：请只让一个文件从标准输入读入。")
    if is_out and arguments.command not in _ONE_FILE:
        raise UnusableInputError(f"命令 {arguments.command} 写出几个文件，--out 不能写 -：请写一个目录。")
    if is_out and getattr(arguments, "json", False):
        raise UnusableInputError("--out - 把结果写到标准输出，不能同时写 --json：请去掉其中一个。")


def _taken_in(arguments: argparse.Namespace, name: str, place: Path) -> IO[bytes]:
    if sys.stdin is None:
        raise UnusableInputError("没有标准输入可读：请写出文件名。")
    file = nameless_file(place)
    shutil.copyfileobj(sys.stdin.buffer, file)
    finish(file, place)
    value = getattr(arguments, name)
    given = [str(place) if one == STREAM else one for one in value] if isinstance(value, list) else str(place)
    setattr(arguments, name, given)
    return file
