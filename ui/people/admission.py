"""The way in: a sealed data file asks who comes, a clear one is sealed first; only the sample stands open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from coding.base.errors import CodingError
from coding.store.store_errors import KeyFileError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.store.doorkeeper import Doorkeeper
    from coding.store.kept_people import Door
    from coding.store.store import Store

_NO_KEYS = (
    "数据文件 {path} 已加密，但旁边没有密钥文件（{name}）：请把它放回数据文件旁边，或从备份中取回同名文件后再打开。"
)
_RECOVERED = "您用恢复密钥进来：请为需要的用户重设口令，关闭本窗口后用新口令登录。"


class LeftAtDoorError(CodingError):
    """Whoever came did not want to come in; nothing was opened, and nothing has to be said."""


class SampleWantedError(LeftAtDoorError):
    """Rather the sample."""


class Admission:
    """Opens stores as ``Opener`` does, and asks a person what it takes.

    ``over``: over which window. ``unattended``: nobody is asked to seal (the start is being measured); ``shown`` is
    told of the sign-in dialog, which then is all that there is to be seen.
    """

    def __init__(
        self,
        keeper: Doorkeeper,
        sample: Path,
        over: Callable[[], QWidget | None] = lambda: None,
        *,
        unattended: bool = False,
        shown: Callable[[QDialog], object] = lambda _dialog: None,
    ) -> None:
        self._keeper = keeper
        self._sample = sample
        self._over = over
        self._unattended = unattended
        self._shown = shown

    def __call__(self, path: Path) -> Store:
        """The store at a place, as somebody. Raises LeftAtDoorError, and StoreError as the doorkeeper does."""
        door = self._keeper.door(path)
        if door.key_file_missing:
            raise KeyFileError(_NO_KEYS.format(path=path, name=path.with_suffix(".keys").name))
        if door.is_sealed:
            return self._sign_in(door)
        if path == self._sample or self._unattended:
            return self._keeper(path)
        return self._seal(door)

    def _seal(self, door: Door) -> Store:
        from ui.people.recovery_key import RecoveryKeyDialog  # the sample opens without any dialog
        from ui.people.sealing_dialog import SealingDialog

        dialog = SealingDialog(self._keeper, door, self._over())
        if not _agreed(dialog) or dialog.store is None:
            raise SampleWantedError if dialog.sample_wanted else LeftAtDoorError
        _agreed(RecoveryKeyDialog(dialog.store, dialog.words, self._over()))
        return dialog.store

    def _sign_in(self, door: Door) -> Store:
        from ui.people.new_password import NewPasswordDialog
        from ui.people.recovery_key import RecoveryKeyDialog
        from ui.people.sign_in import SignInDialog

        while True:
            dialog = SignInDialog(self._keeper, door, self._over())
            self._shown(dialog)
            if not _agreed(dialog) or dialog.store is None or dialog.used is None:
                if dialog.is_not_founded:
                    return self._seal(door)
                raise LeftAtDoorError
            store, used = dialog.store, dialog.used
            if used.recovery:
                from ui.people.people_window import PeopleDialog

                try:
                    _agreed(PeopleDialog(store, self._over(), note=_RECOVERED))
                finally:
                    store.close()
                continue
            if store.me.must_change and not _agreed(NewPasswordDialog(store, used.password, self._over())):
                store.close()
                raise LeftAtDoorError
            if store.is_sealing:
                _agreed(RecoveryKeyDialog(store, "", self._over()))
            return store


def _agreed(dialog: QDialog) -> bool:
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        dialog.deleteLater()
