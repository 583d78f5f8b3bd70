"""Backups of a store on a server: its administrator makes them, with the server's own means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.store_errors import StoreError
from db.shared.trades.audit_trade import AuditTrade
from db.shared.trades.connections import Act
from db.shared.trades.people_trade import PeopleTrade

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from coding.store.kept_audit import Head
    from coding.store.kept_backups import BackedUp, KnownBackup

_ELSEWHERE: Final = (
    "数据在服务器 {name} 上，备份由服务器管理员用 pg_dump 进行，不在这里做：办法见手册“科室服务器”一页。"
)


class BackupTrade(AuditTrade, PeopleTrade):
    """``coding.store.kept_backups`` on a server."""

    def back_up(
        self,
        folder: Path,  # noqa: ARG002
        step: Callable[[int, int], None] | None = None,  # noqa: ARG002
        *,
        thorough: bool | None = None,  # noqa: ARG002
    ) -> BackedUp:
        """Say who does it."""
        self._require(Command.BACK_UP)
        raise StoreError(_ELSEWHERE.format(name=self._keys.place))

    def backups(self, folder: Path) -> Sequence[KnownBackup]:  # noqa: ARG002
        """Those of a server lie with its administrator."""
        return ()

    def restored(self, shared: Head, was: Head) -> None:
        """The entry of a store that its server's administrator has restored: what the one before had behind the last
        entry that both share, up to its end, is known to have gone. Raises NotAllowedError.
        """
        self._recognise()
        self._require(Command.RESTORE)
        now = self.head()
        ends = {"restored": now, "shared": shared, "was": was}
        about = {name: {"id": end.id, "hash": end.hash} for name, end in ends.items()}
        with self._transaction(Act(None, Deed.RESTORE, about)):
            pass

    def require_may_move(self) -> None:
        """Raise NotAllowedError unless the person at the store may carry it away, StoreError while the recovery key is
        not proved.
        """
        self._recognise()
        self._require(Command.MOVE_STORE)
        if self.is_sealing:
            raise StoreError("恢复密钥还没有核对，没有迁移：请先在窗口中核对恢复密钥。")
