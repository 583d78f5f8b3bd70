"""What ``main.py`` does with its arguments, and how it ends: 0 it ran, 2 the input cannot be used.

Whatever goes wrong, stderr gets one Chinese sentence and never a stack trace.
"""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

from coding.base.child_process import answered_as_reader
from coding.base.errors import CodingError
from coding.base.readable import readable

if TYPE_CHECKING:
    import argparse

    from coding.store.store import Opener

#: What the window and its pictures are called with; they live outside ``coding``.
Window = Callable[[Sequence[str]], int]
#: Commands whose answer is JSON, and what asks the others for it.
_IN_JSON: Final = frozenset({"--json", "bench"})
#: Where each command stands, and whether it opens a store.
_COMMANDS: Final = {
    "check": ("check", "check", True),
    "group": ("group", "group", False),
    "payment": ("payment_command", "payment", True),
    "paid": ("paid_command", "paid", True),
    "learn": ("learn", "learn", True),
    "suggest": ("suggest", "suggest", False),
    "scheme": ("scheme_check", "scheme", False),
    "proof": ("proof", "proof", True),
    "region": ("region", "region", False),
    "calendar": ("calendar_command", "calendar", True),
    "month": ("month", "month", True),
    "compare": ("compare", "compare", True),
    "verify": ("keeping", "keeping", True),
    "backup": ("keeping", "keeping", True),
    "restore": ("keeping", "keeping", True),
    "move": ("keeping", "keeping", True),
    "found": ("found_command", "found", True),
    "transfer": ("transfer_command", "transfer", True),
    "server-care": ("server_care", "server_care", True),
    "package": ("package_command", "package", True),
    "support": ("support", "support", True),
    "bench": ("bench", "bench", False),
    "completion": ("completion", "completion", False),
}


def run(
    argv: Sequence[str],
    window: Window | None = None,
    screenshots: Callable[[str], int] | None = None,
    open_store: Opener | None = None,
) -> int:
    """Run one command, or the window when none is named. Returns the exit code.

    ``open_store`` opens the store that a command names; commands know no kind of store.
    """
    if (answer := answered_as_reader(list(argv))) is not None:
        return answer
    _speak_chinese(argv)
    try:
        return _run(argv, window, screenshots, open_store)
    except CodingError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return _failed("已取消，没有完成。")
    except MemoryError:
        return _failed("内存不足：请把文件分小，或关闭其他程序后再试。")
    except BrokenPipeError:
        return 0
    except PermissionError as error:
        return _failed(f"“{error.filename or '文件'}”无法读写（没有权限或被占用）：请关闭占用它的程序，或换一个位置。")
    except OSError as error:
        from coding.base.trouble import file_trouble

        return _failed(f"“{error.filename or '文件'}”读写失败（{file_trouble(error)}）：请检查路径和磁盘空间后再试。")
    except Exception as error:  # noqa: BLE001 - the last door: a sentence, never a trace
        from coding.commands.crash import keep_trace  # what is seldom needed is not loaded at every start

        return _failed(f"程序内部出错，未能完成：详情已写入 {keep_trace(error)}，请把它交给维护人员。")


def _run(
    argv: Sequence[str],
    window: Window | None,
    screenshots: Callable[[str], int] | None,
    open_store: Opener | None,
) -> int:
    # The window is the common case and should open fast: no parser for it.
    if window and (not argv or _names_files(argv)):
        return window(argv)
    from coding.base.private_folder import clean_up_after_the_killed
    from coding.commands.arguments import parse

    clean_up_after_the_killed()

    try:
        arguments = parse(argv)
    except SystemExit as end:  # --help
        return int(end.code or 0)
    from coding.commands.streams import standard_streams

    if arguments.command is None:  # the window keeps a log of its own
        return _command(argv, arguments, window, screenshots, open_store)
    from coding.commands.run_log import noted_run

    with noted_run(arguments) as told, standard_streams(arguments):
        told.code = _command(argv, arguments, window, screenshots, open_store)
    return told.code


def _names_files(argv: Sequence[str]) -> bool:
    """Whether files are named and no command: a path has an ending or a folder before it, and no command has."""
    words = [word for before, word in zip(("", *argv), argv, strict=False) if before != "--db"]
    first = next((word for word in words if not word.startswith("-")), "")
    return any(sign in first for sign in "./\\")


def _command(
    argv: Sequence[str],
    arguments: argparse.Namespace,
    window: Window | None,
    screenshots: Callable[[str], int] | None,
    open_store: Opener | None,
) -> int:
    if (where := _COMMANDS.get(arguments.command or "")) is not None:
        module, name, opens_store = where
        command = getattr(import_module(f"coding.commands.{module}"), name)
        return int(command(arguments, open_store) if opens_store else command(arguments))
    if arguments.command == "screenshots" and screenshots:
        return screenshots(arguments.dir)
    if window:
        return window(argv)
    return _failed("窗口部分没有安装：请重新安装本程序。")


def _failed(sentence: str) -> int:
    print(readable(" ".join(sentence.split())), file=sys.stderr)
    return 2


def _speak_chinese(argv: Sequence[str]) -> None:
    """A console of another code page must not turn a sentence into an error, nor JSON into something else: whoever
    reads that may be told no code page, so beyond UTF-8 it is written in ASCII.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
    if _IN_JSON.intersection(argv) and isinstance(sys.stdout, io.TextIOWrapper) and _is_other(sys.stdout.encoding):
        codecs.register_error("json", _as_json)
        sys.stdout.reconfigure(encoding="ascii", errors="json")


def _is_other(encoding: str) -> bool:
    return codecs.lookup(encoding).name != "utf-8"


def _as_json(error: UnicodeError) -> tuple[str, int]:
    """What stands in a string of JSON for signs that cannot be encoded."""
    import json  # no part of the start

    assert isinstance(error, UnicodeEncodeError)
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end
