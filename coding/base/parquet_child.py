"""The process that reads Parquet files: names of files come in at stdin, rows of text go out at stdout.

A file that lies about its sizes, a page that unpacks to gigabytes or a schema of a thousand levels ends the reader, and
with it the process it runs in, without an exception that could be caught. Hence no other process may ever call it.
Both ways go frames: four bytes of length, then marshalled data. Asked (path, most rows or -1), it answers a Head, lists
of rows, and at the end None; or a number that says why nothing more comes. It goes on to the next file then.
"""

from __future__ import annotations

import marshal
import os
from typing import IO, TYPE_CHECKING, Any, Final

from coding.base.cell_text import cell_text
from coding.base.child_process import limit_memory, standard_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What is answered instead of rows: the file is damaged or encrypted, it is too large, pyarrow is not installed.
DAMAGED, TOO_LARGE, NO_READER = 65, 66, 67
#: Address space of the process: the reader's libraries take a third of it before any file is opened.
_MOST_MEMORY: Final = 3 << 30
#: Rows that go together, and the bytes that they may have as they are unpacked; signs of one cell.
_ROWS_A_FRAME: Final = 500
_MOST_BYTES: Final = 256 << 20
_MOST_SIGNS: Final = 1_000_000
#: Columns, and bytes of the names and descriptions in a footer.
_MOST_COLUMNS: Final = 5_000
_MOST_FOOTER: Final = 64 << 20
#: The columns of an instant are told in the time of China: that is what a clock on the ward shows.
_ZONE: Final = "Asia/Shanghai"
_BETWEEN: Final = "|"


class _RefusedError(Exception):
    """Why a file is not read on: one of the numbers above."""


def main() -> int:
    """Answer until nobody asks any more. The exit code."""
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # others set aside more than they use
    limit_memory(_MOST_MEMORY)
    source, sink = standard_stream(0), standard_stream(1)
    while (asked := _received(source)) is not None:
        try:
            _answer(asked, lambda frame: _send(sink, frame))
            _send(sink, None)
        except _RefusedError as error:
            _send(sink, error.args[0])
        except MemoryError:
            _send(sink, TOO_LARGE)
        sink.flush()
    return 0


def _answer(asked: tuple[str, int], send: Callable[[object], None]) -> None:
    path, most = asked
    file = _opened(path)
    names = [str(name) for name in file.schema_arrow.names]
    if len(names) > _MOST_COLUMNS:
        raise _RefusedError(TOO_LARGE)
    texts = [_text_of(field.type) for field in file.schema_arrow]
    passed = [name for name, text in zip(names, texts, strict=True) if text is None]
    send((names, passed, file.metadata.num_rows))
    left = file.metadata.num_rows if most < 0 else most
    if not left:
        return
    wanted = min(left, _ROWS_A_FRAME)
    for batch in _tried_each(file.iter_batches(wanted, use_threads=False)):
        if batch.nbytes > _MOST_BYTES:
            raise _RefusedError(TOO_LARGE)
        columns = [
            [""] * len(batch) if text is None else _cells(column, text)
            for column, text in zip(batch.columns, texts, strict=True)
        ]
        send([list(row) for row in zip(*columns, strict=True)][:left])
        left -= len(batch)
        if left <= 0:
            return


def _opened(path: str) -> Any:
    try:
        import pyarrow.parquet as pq
    except ImportError as error:
        raise _RefusedError(NO_READER) from error
    return _tried(
        lambda: pq.ParquetFile(
            path,
            buffer_size=1 << 20,
            pre_buffer=False,
            thrift_string_size_limit=_MOST_FOOTER,
            thrift_container_size_limit=1_000_000,
        )
    )


def _cells(column: Any, text: Callable[[Any], list[str]]) -> list[str]:
    cells: list[str] = _tried(lambda: text(column))
    if any(len(cell) > _MOST_SIGNS for cell in cells):
        raise _RefusedError(TOO_LARGE)
    return cells


def _text_of(kind: Any) -> Callable[[Any], list[str]] | None:
    """What turns a column of this type into texts; None for what no cell of a table can hold."""
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        plain = _text_of(kind.value_type)
        return None if plain is None else lambda column: plain(column.dictionary_decode())
    if types.is_string(kind) or types.is_large_string(kind) or types.is_null(kind) or _is_view(kind, "string"):
        return lambda column: [cell or "" for cell in column.to_pylist()]
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        return lambda column: [_decoded(cell) for cell in column.to_pylist()]
    if types.is_integer(kind):
        return lambda column: ["" if cell is None else str(cell) for cell in column.to_pylist()]
    if types.is_floating(kind):
        # the fewest digits that name the number in its own width, as those who write tables write it
        return lambda column: [_float_text(cell) for cell in column.cast(pa.string()).to_pylist()]
    if types.is_decimal(kind):
        return lambda column: ["" if cell is None else f"{cell:f}" for cell in column.to_pylist()]
    if types.is_timestamp(kind):
        return lambda column: _moments(column, kind)
    if types.is_boolean(kind) or types.is_date(kind) or types.is_time(kind) or types.is_duration(kind):
        return lambda column: list(map(cell_text, column.to_pylist()))
    if types.is_list(kind) or types.is_large_list(kind):
        one = _text_of(kind.value_type)
        nested = types.is_list(kind.value_type) or types.is_large_list(kind.value_type)
        return None if one is None or nested else lambda column: _joined(column, one)
    return None


def _is_view(kind: Any, of: str) -> bool:
    import pyarrow as pa

    asks = getattr(pa.types, f"is_{of}_view", None)
    return asks is not None and bool(asks(kind))


def _decoded(cell: bytes | None) -> str:
    """Bytes that nobody has called a text: old programs write texts so."""
    if cell is None:
        return ""
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return cell.decode("gb18030", "replace")


def _float_text(cell: str | None) -> str:
    return "" if cell is None else cell_text(float(cell))


def _moments(column: Any, kind: Any) -> list[str]:
    """Wall time as it stands; an instant in the time of China. Beyond the second nothing is told."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if kind.tz is not None:
        try:
            column = pc.local_timestamp(column.cast(pa.timestamp(kind.unit, _ZONE)))
        except pa.ArrowInvalid:  # this machine has no table of time zones
            column = pc.add(column.cast(pa.timestamp("s")), pa.scalar(8 * 3600, pa.duration("s")))
    seconds = pc.floor_temporal(column, unit="second").cast(pa.timestamp("s"))
    return list(map(cell_text, seconds.to_pylist()))


def _joined(column: Any, text: Callable[[Any], list[str]]) -> list[str]:
    """Several values of a cell behind one another, as columns of joined codes are written."""
    cells = text(column.flatten())
    at, found = 0, []
    for length in column.value_lengths().to_pylist():
        many = length or 0
        found.append(_BETWEEN.join(cells[at : at + many]))
        at += many
    return found


def _tried_each(batches: Iterator[Any]) -> Iterator[Any]:
    while True:
        batch = _tried(lambda: next(batches, None))
        if batch is None:
            return
        yield batch


def _tried(read: Callable[[], Any]) -> Any:
    """What the reader gives; whatever it raises, the file is damaged, or larger than the memory of this process."""
    try:
        return read()
    except MemoryError:
        raise
    except BaseException as error:
        raise _RefusedError(DAMAGED) from error


def _received(source: IO[bytes]) -> tuple[str, int] | None:
    head = source.read(4)
    if len(head) < 4:
        return None
    path, most = marshal.loads(source.read(int.from_bytes(head, "little")))
    return path, most


def _send(sink: IO[bytes], frame: Any) -> None:
    data = marshal.dumps(frame)
    sink.write(len(data).to_bytes(4, "little"))
    sink.write(data)
