"""Settings: the department's in SQLite, this machine's in a file beside it."""

from __future__ import annotations

from coding.store.kept_worklist import Trade
from db.shared.machine_settings import MachineSettings
from db.sqlite.connections import Connections
from db.sqlite.pagetext import whole
from db.sqlite.revisions import next_revision


class SettingTrade(Connections):
    """``coding.store.kept_settings`` in SQLite."""

    def setting(self, key: str, default: str = "") -> str:
        """A setting of the department."""
        with self._reading() as connection:
            row = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else default

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting of the department."""
        with self._transaction() as connection:
            next_revision(connection, Trade.SETTINGS)
            connection.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, whole(value)))

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
        return MachineSettings(self.path.with_name(f"{self.path.stem}.machine.json"))
