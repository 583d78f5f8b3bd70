"""Tamperings by somebody who has the data key, and a coder's own key: each is to be found by ``main.py verify``.

The intruder knows the schema: takes the guards away and puts them back, makes the sums anew, and forges entries of the
audit with every key that is within reach.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from coding.commands.door import run
from coding.page.edits import set_field
from coding.store.kept_audit import Deed, Head
from coding.store.kept_json import change_json
from db.shared.key_file import key_path, new_seed, update_keys
from db.shared.seat import PROGRAM, PROGRAM_NAME, Signer, alone, program_signer
from db.sqlite import sums
from db.sqlite.chain import COLUMNS, NOTHING, Hand, Link, add_entry, head_of, rows_hash
from db.sqlite.driver import sqlite3, unlock
from db.sqlite.guards import GUARDED, digests_of
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.stores import Stores
from tools.torturing.made_store import OFFICER, Ticking, Tortured, reading, sealed_store, work

_AT = datetime(2026, 3, 20, 9)


class Intruder:
    """A connection with the data key, and what can be done with it."""

    def __init__(self, made: Tortured, path: Path, rng: random.Random, older: Path) -> None:
        self.made, self.path, self.rng, self.older = made, path, rng, older
        self.raw = sqlite3.connect(path, isolation_level=None)
        unlock(self.raw, made.data_key)
        sums.add_sums(self.raw)
        self.me = Hand(made.coder.person.id, made.coder.person.name, made.coder.signer)
        self.officer = made.officer.person
        self.program = Hand(PROGRAM, PROGRAM_NAME, program_signer(made.data_key))

    @contextmanager
    def unguarded(self) -> Iterator[sqlite3.Connection]:
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
        link = add_entry(self.raw, hand, deed, about or {}, digests, _AT, page_id, seat)
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
_ALL: dict[str, Tampering] = {}


def _kind(name: str) -> Callable[[Tampering], Tampering]:
    def kept(made: Tampering) -> Tampering:
        _ALL[name] = made
        return made

    return kept


def _rows_of(name: str, said: str) -> Tampering:
    table, key, _ = GUARDED[name]
    return lambda it: it.write(table, said, it.one(table, key=key), key)


for _name, _table, _said in (
    ("a light column", "pages", "patient_name = '假名'"),
    ("the state of a page", "pages", "progress = 'uploaded'"),
    ("a verdict", "verdicts", "state = 'clean', errors = 0, warnings = 0"),
    ("a group", "verdicts", "drg = 'ZZ99', weight = 9.9"),
    ("a group of before", "groupings", "drg = 'ZZ99'"),
    ("a change", "changes", "change = replace(change, '改过', '假名'), at = '2026-01-01T00:00:00'"),
    ("who made a change", "changes", "author = '王某某'"),
    ("a waiver", "waivers", "reason = '另一个理由'"),
    ("a setting", "settings", "value = '99'"),
    ("a role", "people", "roles = 'administrator coder officer reader', name = name || ''"),
    ("who is blind to money", "people", "money_blind = 1 - money_blind"),
    ("who has left", "people", "closed_at = '2026-01-01T00:00:00'"),
    ("a term", "terms", "code = 'K81.100'"),
    ("a rule", "rule_edits", 'columns = \'{"severity": "error"}\''),
    ("a word of review", "reviews", "text = '没有问题'"),
    ("whose word of review", "reviews", "who = 1"),
    ("whose a page is", "assignments", "who = 3, given_by = '别人'"),
    ("a file that came", "imports", "file = '别的.csv'"),
):
    _ALL[_name] = _rows_of(_table, _said)


@_kind("a text and its sum")
def _text(it: Intruder) -> None:
    it.text(it.page_id)


@_kind("a text, entered by the program")
def _text_by_program(it: Intruder) -> None:
    page_id = it.page_id
    it.text(page_id)
    it.forge(it.program, Deed.VERDICT, {"pages": 1}, [("contents", page_id)], page_id)


@_kind("a text, entered as an upgrade")
def _text_by_upgrade(it: Intruder) -> None:
    page_id = it.page_id
    it.write("pages", "patient_name = '假名'", page_id)
    it.forge(it.program, Deed.OTHER, {"upgraded_from": 9, "schema": 10}, [("pages", page_id)], None, it.me)


@_kind("a text, entered by a coder without a change")
def _text_by_coder(it: Intruder) -> None:
    page_id = it.page_id
    it.text(page_id)
    it.forge(it.me, Deed.CHANGE, {}, [("contents", page_id)], page_id)


@_kind("a verdict, entered by the program")
def _verdict_by_program(it: Intruder) -> None:
    page_id = it.page_id
    it.write("pages", "state = 'clean', errors = 0", page_id)
    it.forge(it.program, Deed.VERDICT, {"pages": 1}, [("verdicts", page_id)], page_id)


@_kind("a verdict, entered by the program with a seat that is none")
def _verdict_by_seat(it: Intruder) -> None:
    page_id = it.page_id
    it.write("pages", "state = 'clean', errors = 0", page_id)
    seat = Hand(it.officer.id, it.officer.name, it.me.signer)
    it.forge(it.program, Deed.VERDICT, {"pages": 1}, [("verdicts", page_id)], page_id, seat)


@_kind("somebody's change, entered anew by a coder")
def _change_anew(it: Intruder) -> None:
    change = it.one("changes", f"author = '{it.officer.name}'")
    it.write("changes", "change = replace(change, '改过', '假名')", change)
    it.forge(it.me, Deed.CHANGE, {}, [("changes", change)], None)


@_kind("a change in somebody else's name")
def _change_for_other(it: Intruder) -> None:
    page_id = it.page_id
    store = SqliteStore(it.path, Ticking(_AT), it.made.coder)
    change = set_field(store.page(page_id), "patient_name", "假名")
    store.close()
    it.text(page_id)
    with it.unguarded() as raw:
        made = raw.execute(
            "INSERT INTO changes (page_id, change, author, at) VALUES (?, ?, ?, ?)",
            (page_id, change_json(change), it.officer.name, _AT.isoformat()),
        ).lastrowid
        sums.seal(raw, "changes", "id = ?", (made,))
    it.forge(it.me, Deed.CHANGE, {"change": made}, [("changes", made), ("contents", page_id)], page_id)


@_kind("a setting of the officer's, entered by a coder")
def _setting_by_coder(it: Intruder) -> None:
    it.write("settings", "value = '99'", "evidence.percent", "key")
    it.forge(it.me, Deed.SETTINGS, {"keys": ["evidence.percent"]}, [("settings", "evidence.percent")])


@_kind("a waiver, entered by a coder")
def _waiver_by_coder(it: Intruder) -> None:
    waiver = it.one("waivers")
    it.write("waivers", "reason = '另一个理由'", waiver)
    it.forge(it.me, Deed.WAIVER, {}, [("waivers", waiver)])


@_kind("a coder makes themselves administrator, as a password")
def _role_by_password(it: Intruder) -> None:
    it.write("people", "roles = 'administrator coder officer'", it.me.who)
    it.forge(it.me, Deed.PASSWORD, {"of": it.me.who}, [("people", it.me.who)])


@_kind("a coder makes themselves administrator, as a person")
def _role_by_person(it: Intruder) -> None:
    it.write("people", "roles = 'administrator coder officer'", it.me.who)
    roles = ["administrator", "coder", "officer"]
    it.forge(it.me, Deed.PERSON, {"of": it.me.who, "name": it.me.name, "roles": roles}, [("people", it.me.who)])


@_kind("the program makes a coder administrator")
def _role_by_program(it: Intruder) -> None:
    it.write("people", "roles = 'administrator coder officer'", it.me.who)
    roles = ["administrator", "coder", "officer"]
    about = {"of": it.me.who, "name": it.me.name, "roles": roles, "key": it.me.signer.public.hex()}
    it.forge(it.program, Deed.KEY, about, [("people", it.me.who)])


@_kind("a page is removed")
def _page_removed(it: Intruder) -> None:
    _remove_page(it, it.page_id)


@_kind("a page is removed, entered as an import that was given up")
def _page_given_up(it: Intruder) -> None:
    page_id = it.page_id
    _remove_page(it, page_id)
    rows = [("contents", page_id), ("pages", page_id), ("verdicts", page_id)]
    it.forge(it.program, Deed.IMPORT, {"given_up": True}, rows, None, it.me)


@_kind("a page is removed, entered by a coder as an import")
def _page_by_coder(it: Intruder) -> None:
    page_id = it.page_id
    _remove_page(it, page_id)
    it.forge(it.me, Deed.IMPORT, {}, [("contents", page_id), ("pages", page_id), ("verdicts", page_id)])


def _remove_page(it: Intruder, page_id: int) -> None:
    with it.unguarded() as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        for table in ("person_marks", "page_codes", "page_initials", "fired", "contents", "said"):
            raw.execute(f"DELETE FROM {table} WHERE page_id = ?", (page_id,))
        raw.execute("DELETE FROM pages WHERE id = ?", (page_id,))


def _removed(name: str, where: str = "1") -> Tampering:
    table, key, _ = GUARDED[name]

    def remove(it: Intruder) -> None:
        gone = it.one(table, where, key)
        with it.unguarded() as raw:
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute(f"DELETE FROM {table} WHERE {key} = ?", (gone,))

    return remove


for _table in ("changes", "waivers", "reviews", "rule_edits", "groupings", "people", "settings"):
    _ALL[f"a row of {_table} is removed"] = _removed(_table)


@_kind("a change is removed, entered by a coder")
def _change_removed(it: Intruder) -> None:
    change = it.one("changes")
    with it.unguarded() as raw:
        raw.execute("DELETE FROM changes WHERE id = ?", (change,))
    it.forge(it.me, Deed.CHANGE, {}, [("changes", change)])


@_kind("a page is added")
def _page_added(it: Intruder) -> None:
    page_id = it.page_id
    with it.unguarded() as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(pages)") if row[1] not in ("id", "case_no")]
        names = ", ".join(columns)
        raw.execute(f"INSERT INTO pages (case_no, {names}) SELECT '99999', {names} FROM pages WHERE id = ?", (page_id,))


@_kind("an entry is removed")
def _entry_removed(it: Intruder) -> None:
    entry = it.one("audit", "id < (SELECT max(id) FROM audit)")
    it.raw.execute("DELETE FROM audit WHERE id = ?", (entry,))
    it.raw.execute("DELETE FROM audit_rows WHERE entry = ?", (entry,))


@_kind("an entry is removed, the rest numbered and chained anew")
def _entry_closed_up(it: Intruder) -> None:
    entry = it.one("audit", "id > 8 AND id < (SELECT max(id) FROM audit)")
    _entry_gone(it, entry)
    it.rechain(entry, lambda _: None)


@_kind("an entry is removed, the rest signed by the program")
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


@_kind("two entries change places")
def _entries_swapped(it: Intruder) -> None:
    one = it.one("audit", "id > 2 AND id < (SELECT max(id) FROM audit)")
    for table, column in (("audit", "id"), ("audit_rows", "entry")):
        for before, after in ((one, -1), (one + 1, one), (-1, one + 1)):
            it.raw.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (after, before))


@_kind("what an entry tells")
def _about(it: Intruder) -> None:
    entry = it.one("audit", "about <> '{}'")
    it.raw.execute("UPDATE audit SET about = '{}' WHERE id = ?", (entry,))


@_kind("who an entry names, chained anew")
def _entry_renamed(it: Intruder) -> None:
    entry = it.one("audit", "id > 8")
    it.raw.execute("UPDATE audit SET name = '别人' WHERE id = ?", (entry,))
    it.rechain(entry, lambda _: None)


@_kind("a digest is fitted to a row")
def _digest(it: Intruder) -> None:
    page_id = it.page_id
    it.write("pages", "patient_name = '假名'", page_id)
    _fit(it, page_id)


@_kind("a digest is fitted to a row, the chain made anew")
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


@_kind("the tail is cut")
def _cut(it: Intruder) -> None:
    it.cut(it.rng.randint(2, 6))


@_kind("the tail is cut, the head file written anew")
def _cut_with_head(it: Intruder) -> None:
    it.cut(it.rng.randint(2, 6))
    it.head(head_of(it.raw))


@_kind("the tail is cut, head file and key file written anew")
def _cut_with_keys(it: Intruder) -> None:
    it.cut(it.rng.randint(2, 6))
    head = head_of(it.raw)
    it.head(head)
    update_keys(key_path(it.path), lambda keys: replace(keys, head=head))


@_kind("the tail is cut, and overgrown by new work")
def _cut_overgrown(it: Intruder) -> None:
    it.cut(3)
    store = SqliteStore(it.path, Ticking(_AT), it.made.officer)
    for number in range(6):
        store.set_settings({"evidence.percent": str(number)})
    store.close()
    update_keys(key_path(it.path), lambda keys: replace(keys, head=None))


@_kind("the tail is cut, told as a restore by a coder")
def _cut_as_restore(it: Intruder) -> None:
    was = head_of(it.raw)
    it.cut(3)
    now = head_of(it.raw)
    about = {"restored": {"id": now.id, "hash": now.hash}, "was": {"id": was.id, "hash": was.hash}}
    it.forge(it.me, Deed.RESTORE, about)


@_kind("an entry with a made-up key")
def _made_up(it: Intruder) -> None:
    it.forge(Hand(it.me.who, it.me.name, Signer(new_seed())), Deed.EXPORT, {"file": "x.csv"})


@_kind("an export in the program's name")
def _export_by_program(it: Intruder) -> None:
    it.forge(it.program, Deed.EXPORT, {"file": "x.csv"}, seat=it.me)


@_kind("an entry of the program's without a seat")
def _program_alone(it: Intruder) -> None:
    it.forge(it.program, Deed.WRONG_PASSWORD, {"user": "wang", "times": []})


@_kind("an entry in somebody else's number")
def _other_number(it: Intruder) -> None:
    it.forge(Hand(it.officer.id, it.officer.name, it.me.signer), Deed.EXPORT, {"file": "x.csv"})


@_kind("an entry in somebody else's name")
def _other_name(it: Intruder) -> None:
    it.forge(Hand(it.me.who, it.officer.name, it.me.signer), Deed.EXPORT, {"file": "x.csv"})


@_kind("an entry with the key of before the sealing")
def _clear_key(it: Intruder) -> None:
    before = alone()
    it.forge(Hand(before.person.id, before.person.name, before.signer), Deed.EXPORT, {"file": "x.csv"})


@_kind("a key is registered for somebody else")
def _key_for_other(it: Intruder) -> None:
    signer = Signer(new_seed())
    it.forge(it.me, Deed.KEY, {"of": it.officer.id, "name": it.officer.name, "key": signer.public.hex()})
    it.forge(Hand(it.officer.id, it.officer.name, signer), Deed.EXPORT, {"file": "x.csv"})


@_kind("the program registers a key for somebody else")
def _key_by_program(it: Intruder) -> None:
    signer = Signer(new_seed())
    about = {"of": it.officer.id, "name": it.officer.name, "key": signer.public.hex()}
    it.forge(it.program, it.rng.choice([Deed.KEY, Deed.SEAL, Deed.BEGIN, Deed.PASSWORD]), about)
    it.forge(Hand(it.officer.id, it.officer.name, signer), Deed.EXPORT, {"file": "x.csv"})


@_kind("a key of the program's is registered by a coder")
def _key_of_program(it: Intruder) -> None:
    it.forge(it.me, Deed.KEY, {"of": PROGRAM, "key": Signer(new_seed()).public.hex()})


@_kind("the store is sealed or begun once more")
def _sealed_again(it: Intruder) -> None:
    page_id = it.page_id
    it.text(page_id)
    about = {"key": it.program.signer.public.hex(), "of": PROGRAM}
    it.forge(it.program, it.rng.choice([Deed.SEAL, Deed.BEGIN]), about, [("contents", page_id)])


@_kind("the chain is made anew by the program")
def _chain_by_program(it: Intruder) -> None:
    first = it.one("audit", "id > 7")
    it.rechain(first, lambda _: (PROGRAM, PROGRAM_NAME, it.program.signer))


@_kind("the chain is made anew by a coder")
def _chain_by_coder(it: Intruder) -> None:
    first = it.one("audit", "id > 7 AND id < (SELECT max(id) - 2 FROM audit)")
    it.rechain(first, lambda _: (it.me.who, it.me.name, it.me.signer))


@_kind("the whole chain is begun anew")
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


@_kind("guards are taken away")
def _guards_gone(it: Intruder) -> None:
    name = it.one("sqlite_master", "type = 'trigger'", "name")
    it.raw.execute(f'DROP TRIGGER "{name}"')


@_kind("a guard is weakened")
def _guard_weak(it: Intruder) -> None:
    name = it.one("sqlite_master", "type = 'trigger'", "name")
    sql = it.raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
    it.raw.execute(f'DROP TRIGGER "{name}"')
    it.raw.execute(sql.replace(" BEGIN ", " WHEN 0 BEGIN "))


@_kind("a trigger of one's own")
def _own_trigger(it: Intruder) -> None:
    it.raw.execute("CREATE TRIGGER mine AFTER INSERT ON said BEGIN DELETE FROM person_marks WHERE page_id = 1; END")


@_kind("an index that leaves pages out")
def _index(it: Intruder) -> None:
    sql = it.raw.execute("SELECT sql FROM sqlite_master WHERE name = 'worklist'").fetchone()[0]
    it.raw.execute("DROP INDEX worklist")
    it.raw.execute(f"{sql} WHERE id > 3")


@_kind("pages are hidden as if they came")
def _hidden(it: Intruder) -> None:
    with it.unguarded() as raw:
        raw.execute("INSERT INTO incoming (import_id, first_page) VALUES (?, ?)", (it.one("imports"), it.page_id))


@_kind("pages are hidden, entered by a coder as an import")
def _hidden_by_coder(it: Intruder) -> None:
    import_id = it.one("imports")
    with it.unguarded() as raw:
        raw.execute("INSERT INTO incoming (import_id, first_page) VALUES (?, ?)", (import_id, it.page_id))
    it.forge(it.me, Deed.IMPORT, {"file": "x.csv"}, [("incoming", import_id)])


@_kind("a page is not found by its words")
def _words(it: Intruder) -> None:
    it.raw.execute("UPDATE said SET words = 'x' WHERE page_id = ?", (it.page_id,))


@_kind("a page is taken out of the index of words")
def _pairs(it: Intruder) -> None:
    page_id, words = it.raw.execute("SELECT page_id, words FROM said WHERE page_id = ?", (it.page_id,)).fetchone()
    pairs = " ".join(dict.fromkeys(word[i : i + 2] for word in words.split() for i in range(len(word))))
    it.raw.execute("INSERT INTO words (words, rowid, pairs) VALUES ('delete', ?, ?)", (page_id, pairs))


@_kind("a page is not found by its codes")
def _codes(it: Intruder) -> None:
    it.raw.execute("DELETE FROM page_codes WHERE page_id = ?", (it.page_id,))


@_kind("a page is found by another name")
def _initials(it: Intruder) -> None:
    it.raw.execute("UPDATE page_initials SET initials = 'ZZZ' WHERE page_id = ?", (it.page_id,))


@_kind("an older copy in the place of the store")
def _older(it: Intruder) -> None:
    it.raw.close()
    _without_logs(it.path)
    shutil.copy(it.older / it.path.name, it.path)


@_kind("an older copy with its head and keys in the place of the store")
def _older_whole(it: Intruder) -> None:
    it.raw.close()
    _without_logs(it.path)
    for name in (it.path.name, it.path.with_suffix(".head").name, it.path.with_suffix(".keys").name):
        shutil.copy(it.older / name, it.path.parent / name)


def _without_logs(path: Path) -> None:
    for log in ("-wal", "-shm"):
        path.with_name(f"{path.name}{log}").unlink(missing_ok=True)


@dataclass
class Tampered:
    """What the tamperings came to: of each kind how many were tried, and those that were not found."""

    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def run_tamperings(folder: Path, count: int, seed: int, only: str = "") -> Tampered:
    """Tamper so many times, kind after kind, each in a fresh copy."""
    made = sealed_store(folder / "base")
    older = folder / "older"
    shutil.copytree(made.path.parent, older)
    store = SqliteStore(made.path, Ticking(datetime(2026, 3, 3)), made.officer)
    store.import_reading(reading(500, 5))
    work(store, 0)
    backups = folder / "备份"
    store.back_up(backups)
    store.close()
    password = folder / "password"
    password.write_text(OFFICER.password, encoding="utf-8")
    found = Tampered()
    kinds = [kind for kind in _ALL if only in kind]
    untouched = folder / "untouched"
    shutil.copytree(made.path.parent, untouched)
    if (code := _verified(made.at(untouched), password, backups)) != 0:
        found.failed.append(f"the store itself: exit {code}")
    for number in range(count):
        kind = kinds[number % len(kinds)]
        place = folder / "tampered"
        shutil.copytree(made.path.parent, place)
        path = made.at(place)
        found.tried[kind] += 1
        intruder = Intruder(made, path, random.Random(f"{seed}{kind}{number}"), older)
        with closing(intruder.raw):
            try:
                _ALL[kind](intruder)
            except (sqlite3.Error, IndexError) as error:
                found.failed.append(f"{kind}: {error}")
        code = _verified(path, password, backups)
        if code == 2:
            found.refused[kind] += 1
        elif code != 1:
            found.missed.append(kind)
        shutil.rmtree(place)
    return found


def _verified(path: Path, password: Path, backups: Path) -> int:
    """The exit code of ``main.py verify``."""
    arguments = ["verify", str(path), "--user", OFFICER.user, "--password-file", str(password)]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return run([*arguments, "--backups", str(backups)], open_store=Stores(Ticking(datetime(2026, 4, 1))))
