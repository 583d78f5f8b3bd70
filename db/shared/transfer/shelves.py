"""The shelves of the hospital's knowledge on their way: files in a folder beside what is kept of a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.whole_file import whole_binary
from coding.store.store_errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from db.shared.transfer.ends import Shelved


def shelved(store: Path) -> Iterator[Shelved]:
    """What lies on the shelves beside a store; what is being copied there at this moment is nobody's yet."""
    folder = shelves_of(store)
    for found in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = found.relative_to(folder)
        if found.is_file() and name.parts[0][:1] != ".":
            yield name.as_posix(), found.read_bytes()


def shelve(store: Path, files: Iterable[Shelved]) -> None:
    """Put files on the shelves beside a store."""
    folder = shelves_of(store)
    for name, data in files:
        parts = name.split("/")
        if any(part in ("", ".", "..") or "\\" in part or ":" in part for part in parts):  # it came from elsewhere
            raise StoreError(f"本院知识中有一个不能用的文件名“{name}”，没有迁移：请把它交给维护人员。")
        place = folder.joinpath(*parts)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with whole_binary(place) as file:
            file.write(data)


def shelves_of(store: Path) -> Path:
    """The folder of the shelves beside a store."""
    return store.with_name(f"{store.stem}.knowledge")
