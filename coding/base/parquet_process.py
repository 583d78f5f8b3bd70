"""Parquet files as rows of text, read by a process of their own: one for as many files as are asked for in turn."""

from __future__ import annotations

import marshal
import sys
import threading
import weakref
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final

from coding.base.child_process import READ_PARQUET, child_command
from coding.base.errors import UnusableInputError
from coding.base.parquet_child import NO_READER, TOO_LARGE

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

#: What a file begins with: one that anybody reads, and one whose footer is encrypted.
PLAIN: Final = b"PAR1"
SEALED: Final = b"PARE"
ENDINGS: Final = frozenset({".parquet", ".parq"})
#: What is said where the library is missing: a small hospital needs none of it.
MISSING: Final = (
    "读写 Parquet 要用到 pyarrow，这里没有安装："
    "请用 pip install pyarrow 安装（或安装时写 frontpage-coding[province]），或改用 CSV。"
)
#: Seconds until the next rows: 500 rows take a fraction of one.
_PATIENCE: Final = 120


@dataclass(frozen=True, slots=True)
class ParquetHead:
    """Names of the columns, those of them that no cell of a table can hold, how many rows, and the first of them."""

    columns: tuple[str, ...]
    passed_over: tuple[str, ...]
    count: int
    rows: tuple[list[str], ...]


def is_parquet(path: Path) -> bool:
    """True for what begins as such a file does, or is called one."""
    with path.open("rb") as file:
        return file.read(4) in (PLAIN, SEALED) or path.suffix.lower() in ENDINGS


class ParquetReader:
    """Reads files, one after the other. The process is started when it is needed and ends with this object.

    ``folder``: whose files they are; in sentences they are called by where they stand in it.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def head(self, path: Path, most: int) -> ParquetHead:
        """Columns and the first rows. Raises UnusableInputError with one Chinese sentence."""
        frames = self._frames(path, most)
        names, passed, count = next(frames)
        return ParquetHead(
            tuple(map(sys.intern, names)), tuple(passed), count, tuple(row for rows in frames for row in rows)
        )

    def rows(self, path: Path) -> Iterator[list[str]]:
        """All rows, read as they are asked for. Raises UnusableInputError."""
        frames = self._frames(path, -1)
        next(frames)
        for rows in frames:
            yield from rows

    def name_of(self, path: Path) -> str:
        """What a file is called: in a data set all of them are a ``part-0.parquet``."""
        if self._folder is None:
            return path.name
        return f"{self._folder.name}/{path.relative_to(self._folder).as_posix()}"

    def close(self) -> None:
        """End the process; idempotent."""
        if self._process is not None:
            _end(self._process)
            self._process = None

    def _frames(self, path: Path, most: int) -> Iterator[Any]:
        _refuse_unreadable(path, self.name_of(path))
        process = self._started()
        is_whole = False
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            with suppress(OSError):  # a process that died tells so by what it does not answer
                _send(process.stdin, (str(path), most))
            while True:
                frame = _next_frame(process)
                if frame is None:
                    is_whole = True
                    return
                if isinstance(frame, int):
                    is_whole = frame >= 0
                    raise _refused(frame, self.name_of(path))
                yield frame
        finally:
            if not is_whole:  # what is still on its way belongs to this file
                self.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            import subprocess

            self._process = process = subprocess.Popen(
                child_command(READ_PARQUET),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # the reader's own words about what went wrong are not for users
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            weakref.finalize(self, _end, process)
        return self._process


#: What stands for a process that died or said nothing in time.
_DEAD: Final = -1


def _next_frame(process: subprocess.Popen[bytes]) -> object:
    patience = threading.Timer(_PATIENCE, process.kill)
    patience.daemon = True
    patience.start()
    try:
        assert process.stdout is not None
        head = process.stdout.read(4)
        data = process.stdout.read(int.from_bytes(head, "little")) if len(head) == 4 else b""
        return marshal.loads(data) if data else _DEAD
    except (ValueError, EOFError, TypeError):  # something else was written there
        return _DEAD
    finally:
        patience.cancel()
        patience.join()  # who forks after this has one thread


def _send(sink: IO[bytes], asked: tuple[str, int]) -> None:
    data = marshal.dumps(asked)
    sink.write(len(data).to_bytes(4, "little"))
    sink.write(data)
    sink.flush()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()


def _refuse_unreadable(path: Path, name: str) -> None:
    """What the first and the last bytes tell, without any reader."""
    with path.open("rb") as file:
        first = file.read(4)
        size = file.seek(0, 2)
        file.seek(max(0, size - 4))
        last = file.read(4)
    if SEALED in (first, last):
        raise UnusableInputError(f"文件“{name}”是加密的 Parquet，没有密钥读不出：请导出不加密的文件。")
    if first != PLAIN:
        raise UnusableInputError(f"文件“{name}”不是 Parquet（开头不对）：请在源系统中重新导出后再试。")
    if last != PLAIN or size < 12:
        raise UnusableInputError(f"文件“{name}”不完整（没有结尾）：请重新复制或导出后再试。")


def _refused(code: int, name: str) -> UnusableInputError:
    if code == NO_READER:
        return UnusableInputError(MISSING)
    if code == TOO_LARGE:
        return UnusableInputError(
            f"文件“{name}”解开后过大（一格的文字、一批的行或列超出限度）：请在源系统中分成小的行组重新导出。"
        )
    return UnusableInputError(f"文件“{name}”读不出来（可能已损坏，或有的列是加密的）：请在源系统中重新导出后再试。")
