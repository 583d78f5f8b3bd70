"""An engine for counting and nothing else: it reads the folders that it is given, and reaches nothing beside them.

No network, no further parts of itself, no other file; what does not fit in its memory goes to a folder of this user
alone, encrypted where the engine can, and the folder goes with it.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from coding.base.errors import UnusableInputError
from coding.base.private_folder import PrivateFolder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

#: What is said where the library is missing.
MISSING: Final = (
    "汇总检查结果的数据集要用到 duckdb，这里没有安装："
    "请用 pip install duckdb 安装（或安装时写 frontpage-coding[province]），或对首页文件直接用 month。"
)
#: Memory that the engine may take, and what may lie beside it on the disk.
MOST_MEMORY: Final = "2GB"
_MOST_BESIDE: Final = "200GB"
#: Set where the engine knows it; what it cannot be told is no reason not to count.
_WHERE_KNOWN: Final = (("temp_file_encryption", "true"), ("enable_external_file_cache", "false"))


@contextmanager
def opened(folders: Sequence[Path], memory: str = MOST_MEMORY) -> Iterator[DuckDBPyConnection]:
    """The engine, for as long as the block lasts. Raises UnusableInputError where it is not installed."""
    try:
        import duckdb
    except ImportError as error:
        raise UnusableInputError(MISSING) from error
    with PrivateFolder() as beside:
        connection = duckdb.connect(
            ":memory:", config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
        )
        try:
            _close_off(connection, folders, beside, memory)
            yield connection
        except duckdb.OutOfMemoryException as error:
            raise UnusableInputError("汇总时内存不足：请关闭其他程序，或按较短的时期分次汇总。") from error
        except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException):
            raise  # a question of ours that is none
        except duckdb.Error as error:
            raise UnusableInputError(
                "数据集中有文件已损坏或读不出来：请检查磁盘，或用 check --format parquet 重新检查后再汇总。"
            ) from error
        finally:
            connection.close()


def _close_off(connection: DuckDBPyConnection, folders: Sequence[Path], beside: Path, memory: str) -> None:
    import duckdb

    settings = [
        ("memory_limit", memory),
        ("threads", str(os.cpu_count() or 1)),
        ("temp_directory", str(beside)),
        ("max_temp_directory_size", _MOST_BESIDE),
        ("allow_community_extensions", "false"),
        ("allow_persistent_secrets", "false"),
        ("enable_progress_bar", "false"),
        # order costs memory, and every question says its own
        ("preserve_insertion_order", "false"),
    ]
    for name, value in settings:
        connection.execute(f"SET {name} = {text(value)}")
    for name, value in _WHERE_KNOWN:
        try:
            connection.execute(f"SET {name} = {text(value)}")
        except (duckdb.CatalogException, duckdb.InvalidInputException):
            continue
    places = ", ".join(text(f"{folder.resolve()}{os.sep}") for folder in (*folders, beside))
    connection.execute(f"SET allowed_directories = [{places}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"
