"""Rows of record that are written, added or removed past the guards, with or without an entry that tells of it."""

from __future__ import annotations

from coding.page.edits import set_field
from coding.store.kept_audit import Deed
from coding.store.kept_json import change_json
from db.shared.audit.chain import Hand
from db.shared.audit.guards import GUARDED
from db.shared.tables import sums
from db.sqlite.sqlite_store import SqliteStore
from tools.torturing.intruder import AT, Intruder, Kinds, Tampering
from tools.torturing.made_store import Ticking

ROWS = Kinds()


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
    ("what a month says", "month_entries", "said = '{}'"),
    ("which month", "month_entries", "month = '2026-09'"),
    ("whose entry of a month", "month_entries", "who = who + 7"),
    ("under which name in a month", "month_entries", "name = '别人'"),
    ("what the figures count", "page_facts", "texts = replace(texts, '内科', '外科')"),
):
    ROWS[_name] = _rows_of(_table, _said)


@ROWS.named("a text and its sum")
def _text(it: Intruder) -> None:
    it.text(it.page_id)


@ROWS.named("a text, entered by the program")
def _text_by_program(it: Intruder) -> None:
    page_id = it.page_id
    it.text(page_id)
    it.forge(it.program, Deed.VERDICT, {"pages": 1}, [("contents", page_id)], page_id)


@ROWS.named("a text, entered as an upgrade")
def _text_by_upgrade(it: Intruder) -> None:
    page_id = it.page_id
    it.write("pages", "patient_name = '假名'", page_id)
    it.forge(it.program, Deed.OTHER, {"upgraded_from": 10, "schema": 11}, [("pages", page_id)], None, it.me)


@ROWS.named("a text, entered by a coder without a change")
def _text_by_coder(it: Intruder) -> None:
    page_id = it.page_id
    it.text(page_id)
    it.forge(it.me, Deed.CHANGE, {}, [("contents", page_id)], page_id)


@ROWS.named("a verdict, entered by the program")
def _verdict_by_program(it: Intruder) -> None:
    page_id = it.page_id
    it.write("pages", "state = 'clean', errors = 0", page_id)
    it.forge(it.program, Deed.VERDICT, {"pages": 1}, [("verdicts", page_id)], page_id)


@ROWS.named("a verdict, entered by the program with a seat that is none")
def _verdict_by_seat(it: Intruder) -> None:
    page_id = it.page_id
    it.write("pages", "state = 'clean', errors = 0", page_id)
    seat = Hand(it.officer.id, it.officer.name, it.me.signer)
    it.forge(it.program, Deed.VERDICT, {"pages": 1}, [("verdicts", page_id)], page_id, seat)


@ROWS.named("somebody's change, entered anew by a coder")
def _change_anew(it: Intruder) -> None:
    change = it.one("changes", f"author = '{it.officer.name}'")
    it.write("changes", "change = replace(change, '改过', '假名')", change)
    it.forge(it.me, Deed.CHANGE, {}, [("changes", change)], None)


@ROWS.named("a change in somebody else's name")
def _change_for_other(it: Intruder) -> None:
    page_id = it.page_id
    store = SqliteStore(it.path, Ticking(AT), it.made.coder)
    change = set_field(store.page(page_id), "patient_name", "假名")
    store.close()
    it.text(page_id)
    with it.unguarded() as raw:
        made = raw.execute(
            "INSERT INTO changes (page_id, change, author, at) VALUES (?, ?, ?, ?)",
            (page_id, change_json(change), it.officer.name, AT.isoformat()),
        ).lastrowid
        sums.seal(raw, "changes", "id = ?", (made,))
    it.forge(it.me, Deed.CHANGE, {"change": made}, [("changes", made), ("contents", page_id)], page_id)


@ROWS.named("a setting of the officer's, entered by a coder")
def _setting_by_coder(it: Intruder) -> None:
    it.write("settings", "value = '99'", "evidence.percent", "key")
    it.forge(it.me, Deed.SETTINGS, {"keys": ["evidence.percent"]}, [("settings", "evidence.percent")])


@ROWS.named("a waiver, entered by a coder")
def _waiver_by_coder(it: Intruder) -> None:
    waiver = it.one("waivers")
    it.write("waivers", "reason = '另一个理由'", waiver)
    it.forge(it.me, Deed.WAIVER, {}, [("waivers", waiver)])


@ROWS.named("a coder makes themselves administrator, as a password")
def _role_by_password(it: Intruder) -> None:
    it.write("people", "roles = 'administrator coder officer'", it.me.who)
    it.forge(it.me, Deed.PASSWORD, {"of": it.me.who}, [("people", it.me.who)])


@ROWS.named("a coder makes themselves administrator, as a person")
def _role_by_person(it: Intruder) -> None:
    it.write("people", "roles = 'administrator coder officer'", it.me.who)
    roles = ["administrator", "coder", "officer"]
    it.forge(it.me, Deed.PERSON, {"of": it.me.who, "name": it.me.name, "roles": roles}, [("people", it.me.who)])


@ROWS.named("the program makes a coder administrator")
def _role_by_program(it: Intruder) -> None:
    it.write("people", "roles = 'administrator coder officer'", it.me.who)
    roles = ["administrator", "coder", "officer"]
    about = {"of": it.me.who, "name": it.me.name, "roles": roles, "key": it.me.signer.public.hex()}
    it.forge(it.program, Deed.KEY, about, [("people", it.me.who)])


@ROWS.named("a page is removed")
def _page_removed(it: Intruder) -> None:
    _remove_page(it, it.page_id)


@ROWS.named("a page is removed, entered as an import that was given up")
def _page_given_up(it: Intruder) -> None:
    page_id = it.page_id
    _remove_page(it, page_id)
    rows = [("contents", page_id), ("pages", page_id), ("verdicts", page_id)]
    it.forge(it.program, Deed.IMPORT, {"given_up": True}, rows, None, it.me)


@ROWS.named("a page is removed, entered by a coder as an import")
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
    ROWS[f"a row of {_table} is removed"] = _removed(_table)


@ROWS.named("a change is removed, entered by a coder")
def _change_removed(it: Intruder) -> None:
    change = it.one("changes")
    with it.unguarded() as raw:
        raw.execute("DELETE FROM changes WHERE id = ?", (change,))
    it.forge(it.me, Deed.CHANGE, {}, [("changes", change)])


@ROWS.named("a page is added")
def _page_added(it: Intruder) -> None:
    page_id = it.page_id
    with it.unguarded() as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(pages)") if row[1] not in ("id", "case_no")]
        names = ", ".join(columns)
        raw.execute(f"INSERT INTO pages (case_no, {names}) SELECT '99999', {names} FROM pages WHERE id = ?", (page_id,))


def _month_entry(it: Intruder, kind: str, who: int, name: str) -> int:
    with it.unguarded() as raw:
        made: int = raw.execute(
            "INSERT INTO month_entries (month, kind, subject, page_id, said, who, name, at)"
            " VALUES ('2026-02', ?, '', NULL, '{}', ?, ?, ?)",
            (kind, who, name, AT.isoformat()),
        ).lastrowid
        sums.seal(raw, "month_entries", "id = ?", (made,))
    return made


@ROWS.named("a month closed, entered by a coder")
def _month_by_coder(it: Intruder) -> None:
    made = _month_entry(it, "closed", it.me.who, it.me.name)
    it.forge(it.me, Deed.MONTH, {"kind": "closed", "month": "2026-02"}, [("month_entries", made)])


@ROWS.named("a month closed, entered by a coder as an answer")
def _month_as_answer(it: Intruder) -> None:
    made = _month_entry(it, "closed", it.me.who, it.me.name)
    it.forge(it.me, Deed.MONTH, {"kind": "suspected", "month": "2026-02"}, [("month_entries", made)])


@ROWS.named("an entry of a month in somebody else's name")
def _month_for_other(it: Intruder) -> None:
    made = _month_entry(it, "suspected", it.officer.id, it.officer.name)
    it.forge(it.me, Deed.MONTH, {"kind": "suspected", "month": "2026-02"}, [("month_entries", made)])


@ROWS.named("an entry of a month is taken away by a coder")
def _month_gone(it: Intruder) -> None:
    entry = it.one("month_entries")
    with it.unguarded() as raw:
        raw.execute("DELETE FROM month_entries WHERE id = ?", (entry,))
    it.forge(it.me, Deed.MONTH, {"kind": "suspected"}, [("month_entries", entry)])


@ROWS.named("what the figures count, entered by a coder")
def _facts_by_coder(it: Intruder) -> None:
    page_id = it.one("page_facts", key="page_id")
    it.write("page_facts", "texts = replace(texts, '内科', '外科')", page_id, "page_id")
    it.forge(it.me, Deed.VERDICT, {"pages": 1}, [("page_facts", page_id)], page_id)
