"""What holds at this machine alone, in a small file beside the data: where the window stood, which folder was open."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from coding.base.trouble import file_trouble
from coding.store.kept_json import machine_settings_json, machine_settings_of
from coding.store.store_errors import StoreError, StoreReadOnlyError
from db.shared.cipher import NoCipher
from db.shared.exchanged_file import exchange

if TYPE_CHECKING:
    from pathlib import Path

    from db.shared.cipher import Cipher

#: Two threads of the program may keep a setting each: the file is read and written as a whole.
_ONE_AT_A_TIME: Final = threading.Lock()


class MachineSettings:
    """Texts by key in one file, for its owner alone. Each write is whole or not at all: the file is exchanged.

    A file that cannot be read is no reason not to work: it counts as empty, and the next write makes a new one.
    ``cipher``: that of the store, as names of files and folders (the last one, one that was being read) may be
    those of patients.
    """

    def __init__(self, path: Path, cipher: Cipher | None = None) -> None:
        self.path = path
        self._cipher = cipher or NoCipher()

    def get(self, key: str) -> str | None:
        """The text that is kept under a key; None where there is none."""
        return self._all().get(key)

    def put(self, key: str, value: str) -> None:
        """Keep a text. Raises StoreReadOnlyError where the folder cannot be written to."""
        try:
            with _ONE_AT_A_TIME:
                self._put(key, value)
        except OSError as error:
            raise StoreReadOnlyError(
                f"本机设置 {self.path} 无法写入（{file_trouble(error)}）：请检查文件夹权限和磁盘空间后再试。"
            ) from error

    def _put(self, key: str, value: str) -> None:
        kept = self._all()
        if kept.get(key) != value:
            data = machine_settings_json({**kept, key: value}).encode("utf-8")
            exchange(self.path, self._cipher.encrypt(data, self.path.name))

    def _all(self) -> dict[str, str]:
        try:
            return machine_settings_of(self._cipher.decrypt(self.path.read_bytes(), self.path.name).decode("utf-8"))
        except (OSError, StoreError, ValueError, TypeError, KeyError, AttributeError):
            return {}
