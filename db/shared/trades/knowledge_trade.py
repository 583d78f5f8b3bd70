"""Which Knowledge the stamps on verdicts name, in the tables."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from coding.store.kept_audit import Deed
from coding.store.kept_json import described_json, described_of
from coding.store.kept_knowledge import NamedKnowledge
from coding.store.store_errors import StoreCorruptError
from db.shared.tables.pagetext import whole
from db.shared.trades.connections import Act, Connections

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from db.shared.sql.engine import Connection


class KnowledgeTrade(Connections):
    """``coding.store.kept_knowledge``."""

    def name_knowledge(self, stamp: str, described: Mapping[str, str], *, wait: bool = True) -> None:
        """Say what a stamp stands for; the first moment it was seen stays. ``wait`` as for ``keep_verdicts``."""
        text = described_json({key: whole(said) for key, said in described.items()})
        with self._transaction(Act(None, Deed.VERDICT, by_program=True), durable=False, wait=wait) as connection:
            see_stamps(connection, [stamp], self._clock())
            connection.execute("UPDATE knowledge SET described = ? WHERE stamp = ?", (text, stamp))

    def named_knowledge(self) -> list[NamedKnowledge]:
        """All that was ever seen, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT stamp, described, first_seen FROM knowledge ORDER BY first_seen, stamp"
            ).fetchall()
        try:
            return [NamedKnowledge(s, described_of(text), datetime.fromisoformat(at)) for s, text, at in rows]
        except (ValueError, TypeError, AttributeError) as error:
            raise StoreCorruptError(f"数据文件 {self.path} 中的知识记录已损坏：请从备份恢复该文件。") from error

    @property
    def knowledge_folder(self) -> Path:
        """The folder of copies: beside the data file and named after it, so that both are moved together."""
        return self.path.with_name(f"{self.path.stem}.knowledge")


def see_stamps(connection: Connection, stamps: Iterable[str], at: datetime) -> None:
    """Know these stamps from now on; those that are known already stay as they are."""
    connection.executemany(
        "INSERT INTO knowledge (stamp, described, first_seen) VALUES (?, ?, ?) ON CONFLICT (stamp) DO NOTHING",
        [(stamp, described_json({}), at.isoformat(timespec="seconds")) for stamp in stamps if stamp],
    )
