"""Data sets of Parquet files, partitioned by organisation and month, all tables whole or not at all.

What is written lies in a hidden folder beside until the end; then the tables take their places, and the mark of the
data set, without which nobody reads it, is written last. What a run that was killed has left there goes with the next
one, and what it had moved out of its place comes back. A part of a table is named by its shard and its number, so
that shards which were made apart lie side by side in one folder.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from coding.base.errors import UnusableInputError
from coding.base.parquet_process import MISSING
from coding.base.private_folder import PrivateFolder, clean_up_inside, make_private
from coding.base.trouble import file_trouble
from coding.base.whole_file import whole_binary, whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: The file that says that a data set is whole, and what it holds.
MARK: Final = "dataset.json"
#: What the folder of a column without a value is called, as everywhere.
NO_VALUE: Final = "__HIVE_DEFAULT_PARTITION__"
#: How the hidden folder is called, and that of what stood there before.
_BESIDE: Final = ".data-"
_OLD: Final = ".old"
#: Where rows go: organisation and month of discharge, "" where there is none.
Partition = tuple[str, str]
#: Rows of a table that are kept before they are written, of all its partitions together.
_MOST_ROWS: Final = 20_000
#: Bytes of a folder's name that every file system takes.
_LONGEST: Final = 200


class DataSet:
    """A data set that is being written. Raises UnusableInputError where it cannot be, or pyarrow is not installed."""

    def __init__(self, folder: Path, shard: str = "0000") -> None:
        require_parquet()
        self.folder, self.shard = folder, shard
        self._tables: dict[str, dict[str, int]] = {}
        self._kept: PrivateFolder
        try:
            make_private(folder)
            clean_up_inside(folder, _BESIDE, self._rescue)
            self._kept = PrivateFolder(folder, _BESIDE)
        except OSError as error:
            raise _not_written(folder, error) from error

    def write(self, table: str, partition: Partition, columns: Mapping[str, Any]) -> None:
        """One more part of a table: its columns by name, as arrays of Arrow, numpy or pandas, or as lists."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        known = self._tables.setdefault(table, {"files": 0, "rows": 0})
        data = pa.table({name: _plain(values) for name, values in columns.items()})
        place = self._beside / table / _folders(partition)
        with whole_binary(place / f"part-{self.shard}-{known['files']:05}.parquet") as file:
            pq.write_table(data, file, compression="zstd", store_schema=False)
        known["files"] += 1
        known["rows"] += data.num_rows

    def finish(self, about: Mapping[str, object], empty: Iterable[str] = ()) -> None:
        """Put the tables in their places, and the mark over them. ``empty``: tables that have a place all the same.

        Where that fails half-way what was there before is put back.
        """
        old = self._beside / _OLD
        names = (MARK, *dict.fromkeys((*self._tables, *empty)))
        try:
            old.mkdir()
            for name in names:
                if (self.folder / name).exists():
                    (self.folder / name).rename(old / name)
                if (self._beside / name).exists():
                    (self._beside / name).rename(self.folder / name)
            with whole_file(self.folder / MARK, "utf-8") as file:
                json.dump({"tables": self._tables, **about}, file, ensure_ascii=False, indent=2)
        except (OSError, UnusableInputError) as error:
            self._put_back(old, names)
            raise error if isinstance(error, UnusableInputError) else _not_written(self.folder, error) from error

    def _put_back(self, old: Path, names: Sequence[str]) -> None:
        for name in names:
            with suppress(OSError):
                if (self.folder / name).is_dir():
                    shutil.rmtree(self.folder / name)
                if (old / name).exists():
                    (old / name).rename(self.folder / name)

    def close(self) -> None:
        """Take away what is not in its place; idempotent."""
        self._kept.cleanup()

    @property
    def _beside(self) -> Path:
        return self._kept.path

    def _rescue(self, left: Path) -> None:
        """What a run that was killed in ``finish`` has moved out of its place."""
        old = left / _OLD
        if not (self.folder / MARK).exists() and (old / MARK).exists():
            self._put_back(old, sorted((path.name for path in old.iterdir()), key=lambda name: name == MARK))


@contextmanager
def data_set(folder: Path, shard: str = "0000") -> Iterator[DataSet]:
    """A data set for as long as the block lasts; without ``finish`` nothing is left of it."""
    made = DataSet(folder, shard)
    try:
        yield made
    finally:
        made.close()


class TextTable:
    """A table of texts, as its CSV file has it; rows are kept by partition until there are enough of them."""

    def __init__(self, into: DataSet, name: str, columns: Sequence[str]) -> None:
        self._into, self.name, self.columns = into, name, tuple(columns)
        self._rows: dict[Partition, list[Sequence[str]]] = {}
        self._count = 0

    def add(self, partition: Partition, rows: Iterable[Sequence[str]]) -> None:
        """Rows of one partition."""
        kept = self._rows.setdefault(partition, [])
        before = len(kept)
        kept.extend(rows)
        self._count += len(kept) - before
        if self._count >= _MOST_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what is kept."""
        for partition, rows in self._rows.items():
            if rows:
                cells = map(list, zip(*rows, strict=True))
                self._into.write(self.name, partition, dict(zip(self.columns, cells, strict=True)))
        self._rows.clear()
        self._count = 0


def write_parquet_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """One file of texts, whole or not at all, in the order of the rows. Raises UnusableInputError."""
    require_parquet()
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in header])
    with whole_binary(path) as file, pq.ParquetWriter(file, schema, compression="zstd", store_schema=False) as writer:
        for block in _blocks(rows):
            writer.write_table(pa.table([pa.array(cells, pa.string()) for cells in zip(*block, strict=True)], schema))


def require_parquet() -> None:
    """Raise UnusableInputError with what to do where the library is missing."""
    try:
        import pyarrow.parquet  # noqa: F401 - whether it is there
    except ImportError as error:
        raise UnusableInputError(MISSING) from error


def _blocks(rows: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    block: list[Sequence[str]] = []
    for row in rows:
        block.append(row)
        if len(block) >= _MOST_ROWS:
            yield block
            block = []
    if block:
        yield block


def _plain(values: Any) -> Any:
    """An array whose texts are texts: how they are packed is the file's, not the type's."""
    import pyarrow as pa

    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    if isinstance(values, list):
        several = isinstance(next(iter(values), ""), tuple)
        whole = isinstance(next((v for v in values if v is not None), ""), int)
        return pa.array(values, pa.list_(pa.string()) if several else pa.int64() if whole else pa.string())
    made = pa.array(values)
    return made.dictionary_decode().cast(pa.string()) if pa.types.is_dictionary(made.type) else made


def _folders(partition: Partition) -> Path:
    org, month = map(_folder_name, partition)
    return Path(f"org={org}") / f"month={month}"


def _folder_name(text: str) -> str:
    """A value as every file system takes it: signs that are no letters, figures or - and _ are written as %XX."""
    name = "".join(sign if sign.isalnum() or sign in "-_" else quote(sign, safe="") for sign in text)
    if len(name.encode()) > _LONGEST:
        name = name.encode()[: _LONGEST // 2].decode("utf-8", "ignore").rpartition("%")[0]
        name += f"-{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"
    return name or NO_VALUE


def _not_written(folder: Path, error: OSError) -> UnusableInputError:
    return UnusableInputError(f"无法写入“{folder}”（{file_trouble(error)}）：请检查磁盘空间和路径，或换一个位置。")
