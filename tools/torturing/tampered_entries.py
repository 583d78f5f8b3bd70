"""Entries of the audit that are removed, moved or written anew, and digests that are fitted to rows."""

from __future__ import annotations

import json
from dataclasses import replace

from coding.store.kept_audit import Deed
from db.shared.audit.chain import COLUMNS, head_of
from db.shared.audit.guards import digests_of
from db.shared.key_file import key_path, update_keys
from db.shared.seat import PROGRAM, PROGRAM_NAME
from tools.torturing.intruder import Intruder, Kinds

ENTRIES = Kinds()


@ENTRIES.named("an entry is removed")
def _entry_removed(it: Intruder) -> None:
    entry = it.one("audit", "id < (SELECT max(id) FROM audit)")
    it.raw.execute("DELETE FROM audit WHERE id = ?", (entry,))
    it.raw.execute("DELETE FROM audit_rows WHERE entry = ?", (entry,))


@ENTRIES.named("an entry is removed, the rest numbered and chained anew")
def _entry_closed_up(it: Intruder) -> None:
    entry = it.one("audit", "id > 8 AND id < (SELECT max(id) FROM audit)")
    _entry_gone(it, entry)
    it.rechain(entry, lambda _: None)


@ENTRIES.named("an entry is removed, the rest signed by the program")
def _entry_by_program(it: Intruder) -> None:
    entry = it.one("audit", "id > 8 AND id < (SELECT max(id) FROM audit)")
    _entry_gone(it, entry)
    it.rechain(entry, lambda link: (link.who, link.name, it.program.signer))


def _entry_gone(it: Intruder, entry: int) -> None:
    it.raw.execute("DELETE FROM audit WHERE id = ?", (entry,))
    it.raw.execute("DELETE FROM audit_rows WHERE entry = ?", (entry,))
    for table, column in (("audit", "id"), ("audit_rows", "entry")):
        it.raw.execute(f"UPDATE {table} SET {column} = -{column} WHERE {column} > ?", (entry,))
        it.raw.execute(f"UPDATE {table} SET {column} = -{column} - 1 WHERE {column} < 0")


@ENTRIES.named("two entries change places")
def _entries_swapped(it: Intruder) -> None:
    one = it.one("audit", "id > 2 AND id < (SELECT max(id) FROM audit)")
    for table, column in (("audit", "id"), ("audit_rows", "entry")):
        for before, after in ((one, -1), (one + 1, one), (-1, one + 1)):
            it.raw.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (after, before))


@ENTRIES.named("what an entry tells")
def _about(it: Intruder) -> None:
    entry = it.one("audit", "about <> '{}'")
    it.raw.execute("UPDATE audit SET about = '{}' WHERE id = ?", (entry,))


@ENTRIES.named("who an entry names, chained anew")
def _entry_renamed(it: Intruder) -> None:
    entry = it.one("audit", "id > 8")
    it.raw.execute("UPDATE audit SET name = '别人' WHERE id = ?", (entry,))
    it.rechain(entry, lambda _: None)


@ENTRIES.named("a digest is fitted to a row")
def _digest(it: Intruder) -> None:
    page_id = it.page_id
    it.write("pages", "patient_name = '假名'", page_id)
    _fit(it, page_id)


@ENTRIES.named("a digest is fitted to a row, the chain made anew")
def _digest_chained(it: Intruder) -> None:
    page_id = it.page_id
    it.write("pages", "patient_name = '假名'", page_id)
    it.rechain(_fit(it, page_id), lambda _: None)


def _fit(it: Intruder, page_id: int) -> int:
    digest = digests_of(it.raw, "pages", [page_id])[page_id]
    entry: int = it.raw.execute(
        "SELECT max(entry) FROM audit_rows WHERE tbl = 'pages' AND row = ?", (page_id,)
    ).fetchone()[0]
    it.raw.execute(
        "UPDATE audit_rows SET digest = ? WHERE entry = ? AND tbl = 'pages' AND row = ?", (digest, entry, page_id)
    )
    return entry


@ENTRIES.named("the chain is made anew by the program")
def _chain_by_program(it: Intruder) -> None:
    first = it.one("audit", "id > 7")
    it.rechain(first, lambda _: (PROGRAM, PROGRAM_NAME, it.program.signer))


@ENTRIES.named("the chain is made anew by a coder")
def _chain_by_coder(it: Intruder) -> None:
    first = it.one("audit", "id > 7 AND id < (SELECT max(id) - 2 FROM audit)")
    it.rechain(first, lambda _: (it.me.who, it.me.name, it.me.signer))


@ENTRIES.named("the whole chain is begun anew")
def _new_chain(it: Intruder) -> None:
    rows = it.raw.execute("SELECT DISTINCT tbl, row FROM audit_rows").fetchall()
    people = it.raw.execute(f"SELECT {COLUMNS} FROM audit WHERE deed IN ('key', 'person') ORDER BY id").fetchall()
    it.raw.execute("DELETE FROM audit")
    it.raw.execute("DELETE FROM audit_rows")
    it.text(it.page_id)
    about = {"key": it.program.signer.public.hex(), "of": PROGRAM, "schema": 10}
    it.forge(it.program, Deed.BEGIN, about, rows)
    for row in people:
        it.forge(it.program, Deed.KEY, json.loads(row[6]))
    update_keys(key_path(it.path), lambda keys: replace(keys, head=head_of(it.raw)))


@ENTRIES.named("the store is sealed or begun once more")
def _sealed_again(it: Intruder) -> None:
    page_id = it.page_id
    it.text(page_id)
    about = {"key": it.program.signer.public.hex(), "of": PROGRAM}
    it.forge(it.program, it.rng.choice([Deed.SEAL, Deed.BEGIN]), about, [("contents", page_id)])
