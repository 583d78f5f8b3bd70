"""Settings: the department's in their table, this machine's in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.review.setting_rights import setting_command
from coding.store.kept_audit import Deed
from coding.store.kept_worklist import Trade
from coding.store.store_errors import StoreCorruptError
from db.shared.machine_settings import MachineSettings
from db.shared.tables.pagetext import whole
from db.shared.tables.revisions import next_revision
from db.shared.tables.sums import intact, seal
from db.shared.trades.connections import Act, Connections

if TYPE_CHECKING:
    from collections.abc import Mapping


class SettingTrade(Connections):
    """``coding.store.kept_settings``."""

    def setting(self, key: str, default: str = "") -> str:
        """A setting of the department."""
        with self._reading() as connection:
            row = connection.execute(
                f"SELECT value, {intact('settings')} FROM settings WHERE key = ?", (key,)
            ).fetchone()
        if row and not row[1]:
            raise StoreCorruptError(f"数据文件中的设置“{key}”已损坏：请从备份恢复数据文件。")
        return str(row[0]) if row else default

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting of the department."""
        self.set_settings({key: value})

    def set_settings(self, values: Mapping[str, str]) -> None:
        """Keep settings of the department, all or none."""
        for command in sorted({setting_command(key) for key in values}):
            self._require(command)
        with self._transaction(Act(None, Deed.SETTINGS, {"keys": sorted(values)})) as connection:
            next_revision(connection, Trade.SETTINGS)
            connection.executemany(
                "INSERT INTO settings (key, value) VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                [(key, whole(value)) for key, value in values.items()],
            )
            for key in values:
                seal(connection, "settings", "key = ?", (key,))

    def machine_setting(self, key: str, default: str = "") -> str:
        """A setting of this machine. Until schema 5 all settings lay in the data file: what was kept there holds on."""
        self._require_open()
        found = self._machine.get(key)
        return self.setting(key, default) if found is None else found

    def set_machine_setting(self, key: str, value: str) -> None:
        """Keep a setting of this machine."""
        self._require_open()
        self._machine.put(key, whole(value))

    @property
    def _machine(self) -> MachineSettings:
        return MachineSettings(self.path.with_name(f"{self.path.stem}.machine.json"), self._cipher)
