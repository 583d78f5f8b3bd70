"""Workbooks are read in a process of their own, also when the program is packed."""

from __future__ import annotations

import marshal
import threading
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from coding.base.child_process import READ_WORKBOOK, child_command
from coding.base.errors import UnreadableSheetError
from coding.base.workbook_child import DONE, TOO_LARGE

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

#: Seconds for a workbook: 300,000 rows of 130 columns take some 40 on a slow machine.
_PATIENCE = 180

#: A sheet: its name, and its rows of text from row 1 on, ragged, without empty cells at their ends.
NamedRows = tuple[str, list[list[str]]]


def reader_command() -> list[str]:
    """The command that starts the process."""
    return child_command(READ_WORKBOOK)


def workbook_rows(source: IO[bytes] | bytes, name: str) -> list[NamedRows]:
    """All sheets of a workbook. ``name`` is what users call it. Raises UnreadableSheetError."""
    import subprocess  # every command goes through this door, few read a workbook

    process = subprocess.Popen(
        reader_command(),
        stdin=subprocess.PIPE if isinstance(source, bytes) else source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the reader's own words about what went wrong are not for users
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    patience = threading.Timer(_PATIENCE, process.kill)
    patience.start()
    try:
        if isinstance(source, bytes):
            _hand_over(process, source)
        assert process.stdout is not None
        sheets = _collected(process.stdout)
        code = process.wait()
    finally:
        patience.cancel()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    if code == DONE and sheets is not None:
        return sheets
    raise _refused(code, name)


def _refused(code: int, name: str) -> Exception:
    if code == TOO_LARGE:
        return UnreadableSheetError(f"工作簿“{name}”的内容过大：请删去多余的行列，或分成几个文件后再试。")
    if code in (1, 2):  # an exception of our own: not the workbook's fault, and not to be told as such
        return RuntimeError(f"the process that reads workbooks ended with {code}")
    return UnreadableSheetError(
        f"文件“{name}”无法作为 Excel 工作簿打开（可能已损坏或设有密码）：请另存为新的 .xlsx 后再试。"
    )


def _hand_over(process: subprocess.Popen[bytes], data: bytes) -> None:
    """All bytes, before anything is read: the process answers only when it has them."""
    assert process.stdin is not None
    with suppress(OSError), process.stdin as sink:  # a process that died tells so by its exit code
        sink.write(data)


def _collected(stream: IO[bytes]) -> list[NamedRows] | None:
    """The sheets; None when the frames break off."""
    sheets: list[NamedRows] = []
    for frame in _frames(stream):
        if frame is None:
            return sheets
        if isinstance(frame, str):
            sheets.append((frame, []))
        elif isinstance(frame, list) and sheets:
            sheets[-1][1].extend(frame)
    return None


def _frames(stream: IO[bytes]) -> Iterator[object]:
    while len(head := stream.read(4)) == 4:
        length = int.from_bytes(head, "little")
        data = stream.read(length)
        if len(data) < length:
            return
        try:
            yield marshal.loads(data)
        except (ValueError, EOFError, TypeError):  # something else was written there
            return
