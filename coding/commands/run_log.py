"""What the log says of a run of a command: which one, with which options, on how much, how long; no name of a file."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.version import program_version
from coding.commands.crash import keep_text
from coding.commands.inputs import READ

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

#: Endings of files that are told; what else stands behind a dot may be a part of a name.
_ENDINGS: Final = frozenset(
    {".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".dbf", ".dbt", ".fpt", ".json", ".xml", ".zip", ".fpb", ".fpk"}
)


@dataclass(slots=True)
class Run:
    """How a command has ended; an error, where no ``code`` is set."""

    code: int = -1


@contextmanager
def noted_run(arguments: argparse.Namespace) -> Iterator[Run]:
    """Write a line into the log of this user once the command has ended, however it did."""
    told, began = Run(), time.monotonic()
    inputs = _inputs(arguments)  # before anything is done to them
    error = ""
    try:
        yield told
    except BaseException as raised:
        error = type(raised).__name__
        raise
    finally:
        end = f"{error}，没有完成" if error else f"退出码 {told.code}"
        parts = [f"{program_version()} {arguments.command}：{end}，{time.monotonic() - began:.2f} 秒"]
        parts += [f"选项 {'、'.join(options)}"] if (options := _options(arguments)) else []
        parts += [f"输入 {'、'.join(inputs)}"] if inputs else []
        keep_text("；".join(parts))


def _options(arguments: argparse.Namespace) -> list[str]:
    """The names of what was said on the command line, not its values."""
    return sorted(name for name, said in vars(arguments).items() if said and name not in ("command", *READ))


def _inputs(arguments: argparse.Namespace) -> list[str]:
    """The files that are read: what they end with and their size."""
    given = [said for name in READ if (said := getattr(arguments, name, None))]
    flat = [one for said in given for one in (said if isinstance(said, list | tuple) else [said])]
    return [_told(Path(one)) for one in flat if isinstance(one, str)]


def _told(path: Path) -> str:
    kind = path.suffix.lower() if path.suffix.lower() in _ENDINGS else "其他"
    with suppress(OSError, ValueError):
        return f"文件夹 {kind}" if path.is_dir() else f"{kind} {path.stat().st_size:,} 字节"
    return kind
