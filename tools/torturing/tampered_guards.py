"""Guards and indexes that are taken away or weakened, and pages that are hidden or not found."""

from __future__ import annotations

from coding.store.kept_audit import Deed
from tools.torturing.intruder import Intruder, Kinds

GUARDS = Kinds()


@GUARDS.named("guards are taken away")
def _guards_gone(it: Intruder) -> None:
    name = it.one("sqlite_master", "type = 'trigger'", "name")
    it.raw.execute(f'DROP TRIGGER "{name}"')


@GUARDS.named("a guard is weakened")
def _guard_weak(it: Intruder) -> None:
    name = it.one("sqlite_master", "type = 'trigger'", "name")
    sql = it.raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
    it.raw.execute(f'DROP TRIGGER "{name}"')
    it.raw.execute(sql.replace(" BEGIN ", " WHEN 0 BEGIN "))


@GUARDS.named("a trigger of one's own")
def _own_trigger(it: Intruder) -> None:
    it.raw.execute("CREATE TRIGGER mine AFTER INSERT ON said BEGIN DELETE FROM person_marks WHERE page_id = 1; END")


@GUARDS.named("an index that leaves pages out")
def _index(it: Intruder) -> None:
    sql = it.raw.execute("SELECT sql FROM sqlite_master WHERE name = 'worklist'").fetchone()[0]
    it.raw.execute("DROP INDEX worklist")
    it.raw.execute(f"{sql} WHERE id > 3")


@GUARDS.named("pages are hidden as if they came")
def _hidden(it: Intruder) -> None:
    with it.unguarded() as raw:
        raw.execute("INSERT INTO incoming (import_id, first_page) VALUES (?, ?)", (it.one("imports"), it.page_id))


@GUARDS.named("pages are hidden, entered by a coder as an import")
def _hidden_by_coder(it: Intruder) -> None:
    import_id = it.one("imports")
    with it.unguarded() as raw:
        raw.execute("INSERT INTO incoming (import_id, first_page) VALUES (?, ?)", (import_id, it.page_id))
    it.forge(it.me, Deed.IMPORT, {"file": "x.csv"}, [("incoming", import_id)])


@GUARDS.named("a page is not found by its words")
def _words(it: Intruder) -> None:
    it.raw.execute("UPDATE said SET words = 'x' WHERE page_id = ?", (it.page_id,))


@GUARDS.named("a page is taken out of the index of words")
def _pairs(it: Intruder) -> None:
    page_id, words = it.raw.execute("SELECT page_id, words FROM said WHERE page_id = ?", (it.page_id,)).fetchone()
    pairs = " ".join(dict.fromkeys(word[i : i + 2] for word in words.split() for i in range(len(word))))
    it.raw.execute("INSERT INTO words (words, rowid, pairs) VALUES ('delete', ?, ?)", (page_id, pairs))


@GUARDS.named("a page is not found by its codes")
def _codes(it: Intruder) -> None:
    it.raw.execute("DELETE FROM page_codes WHERE page_id = ?", (it.page_id,))


@GUARDS.named("a page is found by another name")
def _initials(it: Intruder) -> None:
    it.raw.execute("UPDATE page_initials SET initials = 'ZZZ' WHERE page_id = ?", (it.page_id,))
