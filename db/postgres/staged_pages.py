"""Pages of a large file on their way to the server: copied into tables of this connection alone, then set in place.

To copy them nobody has to wait for; set in place they are by one statement a table.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from coding.page.neighbour_index import marks
from coding.page.step import PageState
from coding.store.found_by import page_codes, page_initials
from coding.store.kept_json import page_json
from db.postgres.array_words import indexed
from db.postgres.dumpers import askable
from db.shared.tables.pagetext import light_columns
from db.shared.tables.word_index import said_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coding.page.front_page import FrontPage
    from db.postgres.engine import PostgresConnection
    from db.shared.sql.engine import Connection
    from db.shared.tables.contents import Contents
    from db.shared.tables.imports import Matched

#: Of a page in ``pages``, beside its id and what is the same for all pages of a file.
_LIGHT: Final = (
    "key", "mark", "admitted", "discharged", "discharge_date", "case_no", "patient_name", "dept", "principal", "ward",
    "doctor", "coder", "insured", "cost", "stay",
)  # fmt: skip
#: Staged are the place of a page in its part, and what stands in columns of the tables.
_STAGES: Final = {
    "stage_pages": (
        "n bigint, " + ", ".join(f"{name} {'float8' if name in ('cost', 'stay') else 'text'}" for name in _LIGHT)
        + ", original text, shape text, words text, pairs text[]"
    ),
    "stage_marks": "n bigint, mark bigint",
    "stage_codes": "n bigint, code text",
    "stage_initials": "n bigint, initials text",
}  # fmt: skip
#: The columns into which marks, codes and initials go.
_OF: Final = (("person_marks", "mark"), ("page_codes", "code"), ("page_initials", "initials"))
#: What sets a part in place; $1 is the id before its first page.
_SET: Final = (
    "INSERT INTO contents (page_id, original, original_shape) SELECT ?1 + s.n, s.original, h.id"
    " FROM stage_pages AS s JOIN shapes AS h ON h.keys = s.shape ORDER BY s.n",
    "INSERT INTO said (page_id, words, pairs) SELECT ?1 + n, words, pairs FROM stage_pages",
    "INSERT INTO person_marks (mark, page_id) SELECT mark, ?1 + n FROM stage_marks",
    "INSERT INTO page_codes (page_id, code) SELECT ?1 + n, code FROM stage_codes",
    "INSERT INTO page_initials (page_id, initials) SELECT ?1 + n, initials FROM stage_initials",
)
_PAGES: Final = (
    f"INSERT INTO pages (id, {', '.join(_LIGHT)}, original_mark, progress, import_id, revision)"
    f" SELECT ?1 + n, {', '.join(_LIGHT)}, mark, ?2, ?3, 1 FROM stage_pages ORDER BY n"
)


def stage(line: PostgresConnection, matched: Matched, part: Sequence[int]) -> tuple[frozenset[str], ...]:
    """Copy a part of a file to the server, out of sight; the shapes of its pages."""
    pages = [matched.prepared.reading.pages[position] for position in part]
    for table, columns in _STAGES.items():
        line.raw.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({columns})")
        line.raw.execute(f"TRUNCATE {table}")
    keys, kept = matched.prepared.keys, matched.prepared.marks
    _copy(
        line,
        "stage_pages",
        (_row(line, n, keys[at], kept[at], page) for n, (at, page) in enumerate(zip(part, pages, strict=True), 1)),
    )
    of_each: tuple[tuple[str, Callable[[FrontPage], Iterable[Any]]], ...] = (
        ("stage_marks", marks), ("stage_codes", page_codes), ("stage_initials", page_initials),
    )  # fmt: skip
    for (table, told), (of, column) in zip(of_each, _OF, strict=True):
        found = ((n, one) for n, page in enumerate(pages, 1) for one in sorted(set(told(page))))
        _copy(line, table, ((n, line.as_kept(of, column, one)) for n, one in found))
    return tuple(dict.fromkeys(page.supplied for page in pages))


def set_in_place(
    connection: Connection, contents: Contents, shapes: Sequence[frozenset[str]], count: int, import_id: int
) -> list[int]:
    """Set the part that was staged in place, inside the caller's transaction; the ids of its pages, in their order."""
    for shape in shapes:
        contents.shape_id(shape)
    before = connection.execute("SELECT coalesce(max(id), 0) FROM pages").fetchone()[0]
    connection.execute(_PAGES, (before, PageState.CODING.value, import_id))
    for statement in _SET:
        connection.execute(statement, (before,))
    return list(range(before + 1, before + count + 1))


def _row(line: PostgresConnection, n: int, key: str, mark: str, page: FrontPage) -> tuple[Any, ...]:
    light: dict[str, Any] = {"key": key, "mark": mark, **light_columns(page)}
    said = said_of(line.engine.words.columns(light))
    light["patient_name"] = line.as_kept("pages", "patient_name", light["patient_name"])
    text = line.as_kept("contents", "original", askable(page_json(page)))
    shape = json.dumps(sorted(page.supplied), ensure_ascii=False)
    return (n, *(light[name] for name in _LIGHT), text, shape, said, indexed(said))


def _copy(line: PostgresConnection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with line.raw.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
