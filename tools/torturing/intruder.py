"""Somebody who has the data key, and a coder's own key, and what can be done with them.

The intruder knows the schema: takes the guards away and puts them back, makes the sums anew, and forges entries of the
audit with every key that is within reach.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from coding.store.kept_audit import Deed, Head
from db.shared.audit.chain import COLUMNS, NOTHING, Hand, Link, add_entry, head_of, rows_hash
from db.shared.audit.guards import digests_of
from db.shared.seat import PROGRAM, PROGRAM_NAME, Signer, program_signer
from db.shared.tables import sums
from db.sqlite.driver import unlock
from db.sqlite.engine import SqliteConnection, connect
from db.sqlite.row_sums import add_sums
from tools.torturing.made_store import Tortured

#: When the intruder writes.
AT = datetime(2026, 3, 20, 9)


class Intruder:
    """A connection with the data key, and what can be done with it."""

    def __init__(self, made: Tortured, path: Path, rng: random.Random, older: Path) -> None:
        self.made, self.path, self.rng, self.older = made, path, rng, older
        self.raw = connect(path, isolation_level=None)
        unlock(self.raw, made.data_key)
        add_sums(self.raw)
        self.me = Hand(made.coder.person.id, made.coder.person.name, made.coder.signer)
        self.officer = made.officer.person
        self.program = Hand(PROGRAM, PROGRAM_NAME, program_signer(made.data_key))

    @contextmanager
    def unguarded(self) -> Iterator[SqliteConnection]:
        """Without guards, which stand again afterwards."""
        guards = self.raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            self.raw.execute(f'DROP TRIGGER "{name}"')
        yield self.raw
        for _, sql in guards:
            self.raw.execute(sql)

    def one(self, table: str, where: str = "1", key: str = "id") -> Any:
        """The key of some row."""
        keys = [row[0] for row in self.raw.execute(f"SELECT {key} FROM {table} WHERE {where} ORDER BY {key}")]
        return self.rng.choice(keys)

    def write(self, table: str, said: str, key: Any, column: str = "id") -> None:
        """Write a row past the guards, with a right sum."""
        with self.unguarded() as raw:
            raw.execute(f"UPDATE {table} SET {said} WHERE {column} = ?", (key,))
            if table in sums.SUMMED:
                sums.seal(raw, table, f"{column} = ?", (key,))

    def text(self, page_id: int) -> None:
        """Another name in the text of a page, with right sums."""
        with self.unguarded() as raw:
            for column, made in (("original", sums.ORIGINAL), ("current", sums.CURRENT)):
                raw.execute(
                    f"UPDATE contents SET {column} = replace({column}, '样例', '假名') WHERE page_id = ?", (page_id,)
                )
                raw.execute(
                    f"UPDATE contents SET {column} = replace({column}, '改过', '假名') WHERE page_id = ?", (page_id,)
                )
                raw.execute(
                    f"UPDATE contents SET {column}_sum = CASE WHEN {column} IS NULL THEN NULL ELSE {made} END"
                    " WHERE page_id = ?",
                    (page_id,),
                )

    def forge(
        self,
        hand: Hand,
        deed: Deed,
        about: dict[str, Any] | None = None,
        rows: Sequence[tuple[str, Any]] = (),
        page_id: int | None = None,
        seat: Hand | None = None,
    ) -> Link:
        """An entry at the end of the chain, with the digests of these rows as they stand."""
        digests = []
        for name, key in sorted(rows, key=str):
            digests.append((name, key, digests_of(self.raw, name, [key]).get(key)))
        link = add_entry(self.raw, replace(hand, seat=seat), deed, about or {}, digests, AT, page_id)
        self.head(head_of(self.raw))
        return link

    def head(self, head: Head) -> None:
        """Write the head file."""
        self.path.with_suffix(".head").write_text(f"{head.id:020d} {head.hash}\n", encoding="ascii")

    def cut(self, count: int) -> None:
        """Cut off the last entries. Of the last one alone nobody outside knows: it tells of the backup itself."""
        last = self.raw.execute("SELECT max(id) FROM audit").fetchone()[0]
        self.raw.execute("DELETE FROM audit WHERE id > ?", (last - count,))
        self.raw.execute("DELETE FROM audit_rows WHERE entry > ?", (last - count,))

    def rechain(self, first: int, sign: Callable[[Link], tuple[int, str, Signer] | None]) -> None:
        """Make the chain anew from an entry on; ``sign``: in whose name and with which key, None: the old signature."""
        before = self.raw.execute("SELECT hash FROM audit WHERE id = ?", (first - 1,)).fetchone()
        previous = before[0] if before else NOTHING
        for row in self.raw.execute(f"SELECT {COLUMNS} FROM audit WHERE id >= ? ORDER BY id", (first,)).fetchall():
            rows = self.raw.execute("SELECT tbl, row, digest FROM audit_rows WHERE entry = ?", (row[0],)).fetchall()
            link = replace(Link(*row), previous=previous, rows=rows_hash(rows))
            signed = sign(link)
            if signed:
                link = replace(link, who=signed[0], name=signed[1], key=signed[2].id)
            link = replace(link, hash=link.computed)
            if signed:
                link = replace(link, signature=signed[2].sign(link.hash))
            self.raw.execute(
                "UPDATE audit SET who = ?, name = ?, rows = ?, previous = ?, hash = ?, key = ?, signature = ?"
                " WHERE id = ?",
                (link.who, link.name, link.rows, link.previous, link.hash, link.key, link.signature, link.id),
            )
            previous = link.hash
        self.head(head_of(self.raw))

    @property
    def page_id(self) -> int:
        """Some page."""
        found: int = self.one("pages")
        return found


Tampering = Callable[[Intruder], None]


class Kinds(dict[str, Tampering]):
    """Tamperings by what they are called."""

    def named(self, name: str) -> Callable[[Tampering], Tampering]:
        """Take one in under a name."""

        def kept(made: Tampering) -> Tampering:
            self[name] = made
            return made

        return kept
