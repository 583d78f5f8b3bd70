"""The knowledge that ships with the program: one reader, which remembers what it gave out.

Nobody else opens a file of ``resources/``, so that a verdict can say what it rests on.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.tables import CsvTable, parse_table
from coding.base.trouble import file_trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HOME = Path(__file__).resolve().parents[2]
#: Installed, the folders that are no Python lie under one name of the program, beside ``coding``: see pyproject.toml.
_INSTALLED = _HOME / "frontpage_coding"
_SHIPPED = _INSTALLED if (_INSTALLED / "resources").is_dir() else _HOME

RESOURCES = _SHIPPED / "resources"


class Resources:
    """A folder of knowledge, read only. Files are named by their path in it, with ``/``.

    Each file is read from disk once: what was hashed is what is given out, even when an update exchanges the file
    while the program runs.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._contents: dict[str, bytes] = {}
        self._tables: dict[str, CsvTable] = {}
        self._given: set[str] = set()

    def table(self, name: str, *columns: str) -> CsvTable:
        """The table in a file; ``columns`` are those that the caller reads.

        Raises KnowledgeError that names file, line and what is wrong.
        """
        self._given.add(name)
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = parse_table(name, self._content(name))
        return table.needing(*columns)

    def content(self, name: str) -> bytes:
        """A file as it is, for what is no table of ours. Raises KnowledgeError when it cannot be read."""
        self._given.add(name)
        return self._content(name)

    def names(self, pattern: str = "**/*") -> tuple[str, ...]:
        """The names of all files that fit a pattern, in their order. To list is not to read.

        What other programs leave beside the files they edit (``.~lock``, ``~$``) is left out.
        """
        found = (p for p in self.root.glob(pattern) if not p.name.startswith((".", "~")) and p.is_file())
        return tuple(sorted(p.relative_to(self.root).as_posix() for p in found))

    @property
    def given(self) -> Mapping[str, str]:
        """What has been given out so far: file → hash of its content."""
        return {name: digest_of([(name, self._contents[name])]) for name in sorted(self._given & set(self._contents))}

    def digest(self, names: Iterable[str]) -> str:
        """Twelve hexadecimal digits of the names and contents of files; they are held from then on as they are now."""
        return digest_of((name, self._content(name)) for name in sorted(names))

    def _content(self, name: str) -> bytes:
        content = self._contents.get(name)
        if content is None:
            try:
                content = self._contents.setdefault(name, (self.root / name).read_bytes())
            except OSError as error:
                told = f"程序文件 resources/{name} 打不开（{file_trouble(error)}）：请重新安装程序。"
                raise KnowledgeError(told) from error
        return content


def digest_of(contents: Iterable[tuple[str, bytes]]) -> str:
    """Twelve hexadecimal digits of files by name and content; how their lines end does not count."""
    digest = hashlib.blake2b(digest_size=6)
    for name, data in contents:
        plain = data.replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(plain)}\0".encode())
        digest.update(plain)
    return digest.hexdigest()


@cache
def resources() -> Resources:
    """The reader of what ships with the program, one in a process."""
    return Resources(RESOURCES)


def resource_table(name: str, *columns: str) -> CsvTable:
    """A table of ``resources/``, see ``Resources.table``."""
    return resources().table(name, *columns)


def resource_path(name: str) -> Path:
    """Where a file or folder of ``resources/`` lies: for what is opened like a user's file (the sample) or drawn."""
    return RESOURCES / name


def document_path(name: str) -> Path:
    """The page ``name`` of ``docs/`` that the program itself can show."""
    return _SHIPPED / "docs" / name
