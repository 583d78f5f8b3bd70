"""A file's pages into the store: which are new, which are known, and whose content may be replaced."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coding.page.difference import difference
from coding.page.linked_records import with_brought, with_linked, with_typed
from coding.page.step import PageState
from coding.store.kept_imports import ImportSource
from coding.store.kept_json import change_json, change_of, dialect_json, dialect_of, json_text
from coding.store.store_errors import StoreCorruptError
from db.shared.sql.engine import inserted, made
from db.shared.tables import found_by, person_marks
from db.shared.tables.contents import Contents
from db.shared.tables.pagetext import identity, light_columns, mark, same_stay, whole
from db.shared.tables.sums import intact, require_intact, seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from coding.page.change import Change
    from coding.page.front_page import FrontPage
    from coding.page.reading import Reading
    from db.shared.sql.engine import Connection, Made
    from db.shared.tables.contents import Contents

#: Every engine takes at least 999 parameters in one statement.
_AT_ONCE = 500

_SOURCE_DAMAGED = "数据文件中的导入记录已损坏，不能按原格式写出：请从备份恢复，或换一种格式导出。"
#: The author of an audit entry that no person made.
IMPORTER = "导入"

#: What an examination found, taken away when the page it was given for is another one.
_NO_VERDICT: Mapping[str, Any] = {
    "state": "",
    "errors": 0,
    "warnings": 0,
    "infos": 0,
    "not_judged": 0,
    "status": "",
    "drg": "",
    "weight": None,
    "payment": None,
    "score": None,
    "stamp": "",
    "unproved": 0,
    "list_differs": 0,
    "overdue": 0,
    "held": 0,
}


_KNOWN = "id, mark, original_mark, admitted, discharged, touched <> 0 OR progress NOT IN ('new', 'coding')"


@dataclass(frozen=True, slots=True)
class _Known:
    """A stored page that has the key of an incoming one."""

    id: int
    mark: str
    original_mark: str
    admitted: str
    discharged: str
    kept: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file with the key and the mark of each page: half the work of an import, done before it locks."""

    reading: Reading
    keys: tuple[str, ...]
    marks: tuple[str, ...]


def prepare(reading: Reading) -> Prepared:
    """What an import needs to know of a file before it looks into the store."""
    return Prepared(reading, tuple(map(identity, reading.pages)), tuple(map(mark, reading.pages)))


@dataclass(frozen=True, slots=True)
class Matched:
    """Which stored page each page of a file is, by its position in the file; those that are none are new."""

    prepared: Prepared
    known: Mapping[int, _Known]

    @property
    def new(self) -> list[int]:
        """The positions of the new pages."""
        return [position for position in range(len(self.prepared.keys)) if position not in self.known]


def match(connection: Connection, prepared: Prepared) -> Matched:
    """Find the stored pages that the pages of a file are.

    Pages that are stored word for word are matched first, so that of two pages with one key each finds
    its own; what is then left of a key is taken in order; the rest is new. A page that a person has worked on is kept
    as it is; what a file without columns adds to it (times, a settlement list) is put on it as it stands.
    """
    keys, marks = prepared.keys, prepared.marks
    known = _known(connection, keys)
    matched: dict[int, _Known] = {}
    for position, key in enumerate(keys):
        if found := _take(known.get(key, []), _is_marked(marks[position])):
            matched[position] = found
    for position, key in enumerate(keys):
        page = prepared.reading.pages[position]
        if position in matched:
            continue
        if found := _take(known.get(key, []), _is_stay_of(page)):
            matched[position] = found
    return Matched(prepared, matched)


def add_pages(
    connection: Connection,
    contents: Contents,
    matched: Matched,
    positions: Iterable[int],
    import_id: int,
    revision: int,
) -> list[int]:
    """Store new pages of a file, inside the caller's transaction; their ids."""
    prepared = matched.prepared
    return [
        _add(
            connection,
            contents,
            prepared.reading.pages[n],
            {"key": prepared.keys[n], "mark": prepared.marks[n], "import_id": import_id, "revision": revision},
        )
        for n in positions
    ]


def settle_known(
    connection: Connection, contents: Contents, matched: Matched, import_id: int, revision: int, at: datetime
) -> tuple[list[int], list[int], list[int]]:
    """Bring the stored pages up to the file, those that nobody has touched: updated, unchanged and kept ids.

    Inside the caller's transaction. What a person has done since the pages were matched counts.
    """
    reading, marks = matched.prepared.reading, matched.prepared.marks
    updated, unchanged, kept = [], [], []
    for position, old in sorted(matched.known.items()):
        if old.mark == marks[position]:
            unchanged.append(old.id)
            continue
        now = _as_known(connection, old.id)
        if now.mark == marks[position]:
            unchanged.append(old.id)
        elif now.kept and reading.columns:
            kept.append(old.id)
        else:
            page, current = reading.pages[position], contents.current(old.id)
            if reading.columns:
                page = with_linked(page, current)
            elif now.kept:
                if not page.is_settlement_list:  # its list was put on it, and she has gone on working on it since
                    page = with_brought(current, page)
                page = with_typed(page, current, _typed(connection, old.id))
            if mark(page) in (now.mark, mark(current)):  # early programs made other marks of the same page
                unchanged.append(old.id)
                continue
            columns = {"mark": mark(page), "revision": revision}
            if now.kept:
                contents.put_current(old.id, page)
                _renew(connection, page, old.id, columns)
            else:
                # what another file added to a page does not change the file that the page came with
                source = {"import_id": import_id} if reading.columns else {}
                _update(connection, contents, page, old.id, {**columns, **source})
            insert_change(connection, old.id, difference(current, page, f"重新导入 {reading.file}"), IMPORTER, at, None)
            updated.append(old.id)
    return updated, unchanged, kept


def sources(connection: Connection, ids: Sequence[int]) -> list[tuple[ImportSource, tuple[int, ...]]]:
    """The files that these pages came with last, each with its pages in their order."""
    by_import: dict[int | None, list[int]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        chunk = ids[start : start + _AT_ONCE]
        marks = ",".join("?" * len(chunk))
        rows = connection.execute(
            f"SELECT {intact('pages')}, id, import_id FROM pages WHERE id IN ({marks})", list(chunk)
        ).fetchall()
        require_intact(rows, _SOURCE_DAMAGED)
        of = {page_id: import_id for _, page_id, import_id in rows}
        for page_id in chunk:
            if page_id in of:
                by_import.setdefault(of[page_id], []).append(page_id)
    found = []
    for import_id, pages in by_import.items():
        row = connection.execute(
            f"SELECT file, layout, encoding, columns, dialect, {intact('imports')} FROM imports WHERE id = ?",
            (import_id,),
        ).fetchone()
        found.append((_source(row), tuple(pages)))
    return found


def of_layout(connection: Connection, layout: str, before: int | None) -> list[int]:
    """The ids of the pages whose file had this layout, ascending; of the pages up to an id, where one is given."""
    rows = connection.execute(
        "SELECT p.id FROM pages p JOIN imports i ON i.id = p.import_id WHERE i.layout = ? ORDER BY p.id", (layout,)
    )
    return [page_id for (page_id,) in rows if before is None or page_id < before]


def _source(row: tuple[str, str, str, str, str | None, int] | None) -> ImportSource:
    if row is None:
        return ImportSource()
    file, layout, encoding, columns, dialect, is_intact = row
    if not is_intact:
        raise StoreCorruptError(_SOURCE_DAMAGED)
    return ImportSource(file, layout, encoding, tuple(json.loads(columns)), dialect_of(dialect))


def update_columns(connection: Connection, page_id: int, columns: Mapping[str, Any]) -> None:
    """Write the light columns of a page that has changed; its verdict goes, and with it which rules fired."""
    connection.engine.words.replace(connection, page_id, columns)
    connection.execute("DELETE FROM fired WHERE page_id = ?", (page_id,))
    columns = {**columns, **_NO_VERDICT}
    names = ", ".join(f"{name} = :{name}" for name in columns)
    connection.execute(f"UPDATE pages SET {names} WHERE id = :id", {**columns, "id": page_id})
    seal(connection, "pages", "id = ?", (page_id,))


def insert_change(
    connection: Connection, page_id: int, change: Change, author: str, at: datetime, undoes: int | None
) -> Made:
    """Write one line of the history."""
    text = connection.engine.askable(change_json(change))
    line = made(
        connection,
        "INSERT INTO changes (page_id, change, author, at, undoes) VALUES (?, ?, ?, ?, ?)",
        (page_id, text, whole(author), at.isoformat(timespec="microseconds"), undoes),
    )
    if not connection.engine.is_server:  # that makes the sums itself
        seal(connection, "changes", "id = ?", (line.number,))
    return line


def _known(connection: Connection, keys: tuple[str, ...]) -> dict[str, list[_Known]]:
    known: dict[str, list[_Known]] = {}
    asked = list(dict.fromkeys(keys))
    for start in range(0, len(asked), _AT_ONCE):
        block = asked[start : start + _AT_ONCE]
        rows = connection.execute(
            f"SELECT key, {_KNOWN} FROM pages WHERE key IN ({','.join('?' * len(block))}) ORDER BY id", block
        ).fetchall()
        for key, *row in rows:
            known.setdefault(key, []).append(_Known(*row))
    return known


def _typed(connection: Connection, page_id: int) -> frozenset[str]:
    """The single fields that persons have set on a page."""
    rows = connection.execute("SELECT change FROM changes WHERE page_id = ? AND author <> ?", (page_id, IMPORTER))
    return frozenset(edit.field for (text,) in rows for edit in change_of(text).edits if edit.field)


def _as_known(connection: Connection, page_id: int) -> _Known:
    return _Known(*connection.execute(f"SELECT {_KNOWN} FROM pages WHERE id = ?", (page_id,)).fetchone())


def _is_marked(page_mark: str) -> Callable[[_Known], bool]:
    return lambda known: page_mark in (known.mark, known.original_mark)


def _is_stay_of(page: FrontPage) -> Callable[[_Known], bool]:
    return lambda known: same_stay(page, known.admitted, known.discharged)


def _take(candidates: list[_Known], fits: Callable[[_Known], bool]) -> _Known | None:
    """The first candidate that fits; it is taken out, no second page may have it."""
    for number, candidate in enumerate(candidates):
        if fits(candidate):
            return candidates.pop(number)
    return None


def keep_import(connection: Connection, reading: Reading, at: datetime) -> int:
    """Write down that a file comes, and all that is needed to write its pages back; the id of the import."""
    number = inserted(
        connection,
        "INSERT INTO imports (file, layout, encoding, columns, dialect, at) VALUES (?, ?, ?, ?, ?, ?)",
        (
            whole(reading.file),
            whole(reading.layout),
            whole(reading.encoding),
            json_text(list(reading.columns)),
            dialect_json(reading.dialect),
            at.isoformat(timespec="seconds"),
        ),
    )
    seal(connection, "imports", "id = ?", (number,))
    return number


def _add(connection: Connection, contents: Contents, page: FrontPage, columns: Mapping[str, Any]) -> int:
    columns = {**columns, "original_mark": columns["mark"], "progress": PageState.CODING.value, **light_columns(page)}
    names, places = ", ".join(columns), ", ".join("?" * len(columns))
    number = inserted(connection, f"INSERT INTO pages ({names}) VALUES ({places})", tuple(columns.values()))
    seal(connection, "pages", "id = ?", (number,))
    contents.add_original(number, page)
    connection.engine.words.add(connection, number, columns)
    person_marks.add(connection, number, page)
    found_by.add(connection, number, page)
    return number


def _update(
    connection: Connection, contents: Contents, page: FrontPage, page_id: int, columns: Mapping[str, Any]
) -> None:
    contents.replace_original(page_id, page)
    _renew(connection, page, page_id, {**columns, "original_mark": columns["mark"]})


def _renew(connection: Connection, page: FrontPage, page_id: int, columns: Mapping[str, Any]) -> None:
    update_columns(connection, page_id, {**columns, **light_columns(page)})
    person_marks.replace(connection, page_id, page)
    found_by.replace(connection, page_id, page)
