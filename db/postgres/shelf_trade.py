"""What a hospital has imported: kept at the server by its digest, and copied to each machine that reads of it."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.base.private_copies import Content, content_of, keep_copy
from coding.store.kept_copies import shelf_of
from coding.store.store_errors import StoreCorruptError, StoreError
from db.postgres.connections import PostgresConnections
from db.shared.trades.knowledge_trade import KnowledgeTrade
from db.shared.trades.setting_trade import SettingTrade

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coding.store.kept_copies import ImportedCopy

KEEP: Final = "INSERT INTO shelves (stamp, packed, at) VALUES (?, ?, ?) ON CONFLICT (stamp) DO NOTHING"


class ShelfTrade(SettingTrade, KnowledgeTrade, PostgresConnections):
    """Settings that name copies bring the copies with them: into the store when they are kept, out of it when they are
    read at a machine where the copies do not lie yet.
    """

    def setting(self, key: str, default: str = "") -> str:
        """A setting of the department; what it names lies in the folder of copies then."""
        text = super().setting(key, default)
        missing = {copy.digest: copy for copy in named_in(text) if not copy.place(self.knowledge_folder).exists()}
        for copy in missing.values():
            self._bring_here(copy)
        return text

    def set_settings(self, values: Mapping[str, str]) -> None:
        """Keep settings of the department, all or none; first what they name."""
        for copy in (copy for text in values.values() for copy in named_in(text)):
            self._keep_there(copy)
        super().set_settings(values)

    def _keep_there(self, copy: ImportedCopy) -> None:
        place = copy.place(self.knowledge_folder)
        if not place.exists():
            return  # of another machine: it is there
        with self._reading() as connection:
            if connection.execute("SELECT 1 FROM shelves WHERE stamp = ?", (copy.digest,)).fetchone():
                return
        packed = packed_content(content_of(place))
        with self._using() as connection:
            connection.execute(KEEP, (copy.digest, packed, self._clock().isoformat(timespec="seconds")))

    def _bring_here(self, copy: ImportedCopy) -> None:
        with self._reading() as connection:
            row = connection.execute("SELECT packed FROM shelves WHERE stamp = ?", (copy.digest,)).fetchone()
        if row is None:
            return  # whoever reads the file says that it is not there
        try:
            content = unpacked_content(copy.file, bytes(row[0]))
        except (ValueError, zipfile.BadZipFile, EOFError) as error:
            raise StoreCorruptError(f"服务器上存放的“{copy.original or copy.file}”已损坏：请重新导入。") from error
        if content.digest != copy.digest:
            raise StoreCorruptError(f"服务器上存放的“{copy.original or copy.file}”与导入时不同：请重新导入。")
        try:
            keep_copy(content, self.knowledge_folder)
        except CodingError as error:
            raise StoreError(str(error)) from error


def named_in(text: str) -> Iterator[ImportedCopy]:
    """The copies that a setting names; most name none."""
    if not text.startswith("{"):
        return
    try:
        yield from (copy for copy in shelf_of(text) if copy.digest)
    except (CodingError, ValueError, TypeError, AttributeError):
        return


def packed_content(content: Content) -> bytes:
    """A copy as it lies at the server."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in sorted(content.files.items()):
            packed.writestr(f"content/{name}" if name else "file", data)
    return made.getvalue()


def unpacked_content(name: str, data: bytes) -> Content:
    """What was packed. Raises ValueError for a name that would be written elsewhere."""
    files = {}
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for one in packed.namelist():
            inside = "" if one == "file" else one.removeprefix("content/")
            parts = PurePosixPath(inside).parts
            if "\0" in one or "\\" in one or ".." in parts or inside.startswith("/") or (one != "file" and not parts):
                raise ValueError(one)
            files[inside] = packed.read(one)
    return Content(name, files)
