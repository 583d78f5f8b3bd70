"""The tables ``page_codes`` and ``page_initials``: pages by any of their codes, and by the first letters of the name.

Both are made of the pages and say nothing that is shown: they bear no sums, and a window may not wait for them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from coding.store.found_by import CODE_FIELDS, kept_codes, page_codes, page_initials, typed_code, typed_initials
from coding.suggest.person_names import name_initials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from coding.page.front_page import FrontPage
    from db.shared.sql.engine import Connection, Cursor

#: Table → its column, and what it holds of a page.
_TABLES: Final[Mapping[str, tuple[str, Callable[[FrontPage], frozenset[str]]]]] = {
    "page_codes": ("code", page_codes),
    "page_initials": ("initials", page_initials),
}
#: One letter somewhere among the words says nothing of a name.
_FEWEST_LETTERS: Final = 2

#: Raised by whoever changes how names are read or codes are kept: the tables of every store are then made anew.
_VERSION: Final = 1
#: Pages that are read at once when the tables are made.
_AT_ONCE = 1_000
#: What holds name and codes of a page, as one JSON text. A page that cannot be read says nothing here; whoever opens
#: it is told.
_SAID = (
    "SELECT c.page_id, p.patient_name, coalesce(c.current, c.original) FROM contents AS c"
    " JOIN pages AS p ON p.id = c.page_id WHERE c.page_id > ? ORDER BY c.page_id LIMIT ?"
)

#: What is put behind another SELECT of ids, and its parameters. It may give an id again: whoever gathers keeps each
#: once, and to sort them out here as well takes as long as all the rest.
Beside = tuple[str, tuple[str, ...]]
#: Of a page, table → what it is found by there, as it was asked.
Asked = dict[str, "Cursor"]


def is_filled(connection: Connection) -> bool:
    """Whether this program has made the tables of the pages as they stand."""
    return _version(connection) == _VERSION


def fill(connection: Connection) -> None:
    """Make the tables of the pages as they stand, inside the caller's transaction.

    Half a minute for 300,000 pages, once after an upgrade; other windows wait for it.
    """
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table}")
    after = 0
    while rows := connection.execute(_SAID, (after, _AT_ONCE)).fetchall():
        after = rows[-1][0]
        _add(connection, "page_initials", ((page_id, name_initials(name or "")) for page_id, name, _ in rows))
        codes = ((page_id, _codes(said)) for page_id, _, said in rows)
        _add(connection, "page_codes", ((page_id, found) for page_id, found in codes if found is not None))
    connection.execute("UPDATE found_by SET version = ?", (_VERSION,))


def add(connection: Connection, page_id: int, page: FrontPage) -> None:
    """Keep by what a page is found that came."""
    for table, (_, found) in _TABLES.items():
        _add(connection, table, [(page_id, found(page))])


def ask(connection: Connection, page_id: int) -> Asked:
    """Ask by what a page is found."""
    return {
        table: connection.execute(f"SELECT {column} FROM {table} WHERE page_id = ?", (page_id,))
        for table, (column, _) in _TABLES.items()
    }


def replace(connection: Connection, page_id: int, page: FrontPage, asked: Asked | None = None) -> None:
    """The same of a page that is another one now; where it is found by the same as before nothing is written.
    ``asked``: what ``ask`` asked of the page before it was written.
    """
    asked = asked or ask(connection, page_id)
    for table, (column, found) in _TABLES.items():
        before, now = {row[0] for row in asked[table]}, found(page)
        gone = [(page_id, word) for word in sorted(before - now)]
        connection.executemany(f"DELETE FROM {table} WHERE page_id = ? AND {column} = ?", gone)
        _add(connection, table, [(page_id, now - before)])


def found_anywhere(word: str) -> Beside:
    """What a word of a search finds beside what the rows say."""
    is_long = len(word) >= _FEWEST_LETTERS
    return _beside(typed_code(word), typed_initials(word) if is_long else None)


def found_from_the_start(text: str) -> Beside:
    """What the beginning of something finds beside the columns of a row."""
    return _beside(typed_code(text), typed_initials(text))


def found_otherwise(connection: Connection) -> list[int]:
    """The ids of the pages that are found by something else than what they say."""
    if not is_filled(connection):
        return []
    differ, after = set(), 0
    while rows := connection.execute(_SAID, (after, _AT_ONCE)).fetchall():
        last = rows[-1][0]
        kept = {table: _kept(connection, table, after, last) for table in _TABLES}
        for page_id, name, said in rows:
            expected = {"page_initials": name_initials(name or "")}
            if (codes := _codes(said)) is not None:
                expected["page_codes"] = codes
            if any(kept[table].pop(page_id, set()) != words for table, words in expected.items()):
                differ.add(page_id)
        differ.update(*kept.values())
        after = last
    return sorted(differ)


def _kept(connection: Connection, table: str, after: int, last: int) -> dict[int, set[str]]:
    asked = f"SELECT page_id, {_TABLES[table][0]} FROM {table} WHERE page_id > ? AND page_id <= ?"
    found: dict[int, set[str]] = {}
    for page_id, word in connection.execute(asked, (after, last)):
        found.setdefault(page_id, set()).add(word)
    return found


def _version(connection: Connection) -> int:
    found: tuple[int] = connection.execute("SELECT version FROM found_by").fetchone()
    return found[0]


def _codes(said: str) -> frozenset[str] | None:
    """The codes of a page as it is kept; None where it cannot be read."""
    try:
        page = json.loads(said)
        fields = (page.get("values", {}).get(key) for key in CODE_FIELDS)
        diagnoses, procedures = _of_rows(page.get("diagnoses")), _of_rows(page.get("procedures"))
        return kept_codes((*diagnoses, *(str(text) for text in fields if text)), procedures)
    except (ValueError, TypeError, AttributeError):
        return None


def _of_rows(rows: Any) -> Iterator[str]:
    return (str(row.get("code", "")) for row in (rows if isinstance(rows, list) else ()) if isinstance(row, dict))


def _beside(codes: tuple[str, str] | None, initials: tuple[str, str] | None) -> Beside:
    asked = {"page_codes": codes, "page_initials": initials}
    wanted = {table: bounds for table, bounds in asked.items() if bounds is not None}
    parts = [
        f" UNION ALL SELECT page_id FROM {table} WHERE {_TABLES[table][0]} >= ? AND {_TABLES[table][0]} < ?"
        for table in wanted
    ]
    return "".join(parts), tuple(bound for bounds in wanted.values() for bound in bounds)


def _add(connection: Connection, table: str, found: Iterable[tuple[int, frozenset[str]]]) -> None:
    rows = ((page_id, word) for page_id, words in found for word in sorted(words))
    connection.executemany(f"INSERT INTO {table} (page_id, {_TABLES[table][0]}) VALUES (?, ?)", rows)
