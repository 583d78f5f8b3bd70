"""Identities on their way to a server whose administrator is not of the department, and back: see ``IdentityCells``.

The trades say what they always say. What they write into a column that may name somebody goes as a cell, what they read
comes opened. Found are whole names and whole record numbers: the server cannot look into a cell.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from coding.review.masks import is_identity, masked_name
from db.postgres.array_words import ArrayWords
from db.postgres.engine import NOTHING, PostgresConnection, PostgresCursor, PostgresEngine
from db.shared.identity_cells import IdentityCells, change_in_clear, identities_in, is_cell, page_in_clear, without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from db.shared.seat import Seat
    from db.shared.sql.engine import Connection

#: The setting that says whether identities are sealed at the server, and what it says then. Nobody changes it later.
IDENTITIES: Final = "server.identities"
SEALED: Final = "sealed"
#: Statements that write, and the columns that their parameters go into.
_INSERT: Final = re.compile(r"INSERT INTO (\w{1,40}) \(([^)]*)\)\s*VALUES \(([^)]*)\)")
_UPDATE: Final = re.compile(r"UPDATE (\w{1,40}) SET (.*?) WHERE ", re.DOTALL)
_SET: Final = re.compile(r"(\w{1,40}) = (\?\d*|:\w+)")
_PLACE: Final = re.compile(r"\?(\d*)|:(\w+)")
#: What an act tells of itself in words that somebody has typed.
_REASON: Final = "reason"
#: Of no page.
_NOBODY: Final[tuple[int, dict[str, str]]] = (0, {})
_PAGE_OF: Final = "SELECT original, current FROM contents WHERE page_id = ?"


def are_sealed(connection: PostgresConnection) -> bool:
    """Whether identities are sealed in a store: that was said when it was made."""
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (IDENTITIES,)).fetchone()
    return row is not None and row[0] == SEALED


def cells_of(connection: PostgresConnection, seat: Seat) -> IdentityCells | None:
    """What opens the identities of a store in which they are sealed."""
    return IdentityCells(seat.data_key) if seat.data_key is not None and are_sealed(connection) else None


class SealedConnection(PostgresConnection):
    """``db.shared.sql.engine.Connection`` over another one, with cells."""

    def __init__(self, kept: PostgresConnection, cells: IdentityCells) -> None:
        super().__init__(kept.raw)
        #: The same rows as they lie there.
        self.kept = kept
        self.is_by_rights, self.has_rights = kept.is_by_rights, kept.has_rights
        self.engine = SealedEngine(cells)
        self._cells = cells
        #: Page → its identities, of the page that the transaction under way has written or asked for last: what is
        #: written beside it quotes them. By the next one others may have written it, or nobody, as it came to no end.
        self._hidden: tuple[int, dict[str, str]] = _NOBODY
        self._sealers: Mapping[tuple[str, str], Callable[[str, Mapping[str, Any]], str]] = {
            ("pages", "patient_name"): lambda text, _: cells.sealed(masked_name(text), text),
            ("contents", "original"): self._page,
            ("contents", "current"): self._page,
            ("changes", "change"): lambda text, row: cells.sealed(change_in_clear(text, self._of_page(row)), text),
            ("reviews", "text"): lambda text, row: cells.sealed(without(text, self._of_page(row)), text),
            ("waivers", "value"): lambda text, row: (
                cells.sealed("**", text) if is_identity(row["field"] or "") else text
            ),
            ("page_initials", "initials"): lambda text, _: cells.sealed_same(text),
        }

    def as_kept(self, table: str, column: str, value: Any, row: Mapping[str, Any] = NOTHING) -> Any:
        """What goes into a column, sealed where it may name somebody."""
        if (table, column) == ("person_marks", "mark"):
            return self._cells.hidden_number(value)
        sealer = self._sealers.get((table, column))
        return sealer(value, row) if sealer is not None and isinstance(value, str) and value else value

    def execute(self, sql: str, parameters: Any = (), /) -> PostgresCursor:
        """Run a statement; what may name somebody is sealed on the way."""
        if sql.startswith("BEGIN"):
            self._hidden = _NOBODY
        return OpenedCursor(self.kept.execute(sql, self._sealed(sql, parameters)), self._cells)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> PostgresCursor:
        """Run a statement once for each of these."""
        return super().executemany(sql, [self._sealed(sql, one) for one in parameters])

    def _sealed(self, sql: str, parameters: Any) -> Any:
        table, columns = _written(sql)
        if not columns:
            return parameters
        given = dict(parameters) if isinstance(parameters, dict) else list(parameters)
        row = {column: parameters[key] for column, key in columns}
        for column, key in columns:
            given[key] = self.as_kept(table, column, row[column], row)
        return given

    def sealed_row(self, table: str, columns: Sequence[str], values: Sequence[Any]) -> list[Any]:
        """A row as it is kept: what may name somebody as cells."""
        row, kept = dict(zip(columns, values, strict=True)), list(values)
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            if (table, column) == ("person_marks", "mark"):
                kept[at] = self._cells.hidden_number(value)
            elif (sealer := self._sealers.get((table, column))) and isinstance(value, str) and value:
                kept[at] = sealer(value, row)
        return kept

    def told_without(self, about: Mapping[str, Any], page_id: int) -> dict[str, Any]:
        """What the audit tells of an act on a page: the reason that somebody has typed, without the page's identities.
        It is no cell, as everybody has to come to the same hash.
        """
        reason = about.get(_REASON)
        if not isinstance(reason, str) or not reason:
            return dict(about)
        return {**about, _REASON: without(reason, self._of_page({"page_id": page_id}))}

    def _page(self, text: str, row: Mapping[str, Any]) -> str:
        hidden = identities_in(text)
        self._hidden = (row.get("page_id", row.get("id", 0)), hidden)
        return self._cells.sealed(page_in_clear(text, hidden), text)

    def _of_page(self, row: Mapping[str, Any]) -> Mapping[str, str]:
        """The identities of the page that a row is about."""
        page_id = row["page_id"]
        if self._hidden[0] != page_id:
            texts = self.execute(_PAGE_OF, (page_id,)).fetchone() or ()  # as the server masks it: by both
            self._hidden = (page_id, identities_in(*(text for text in texts if text)))
        return self._hidden[1]


class OpenedCursor(PostgresCursor):
    """What a statement has given, cells opened."""

    __slots__ = ("_cells", "_kept")

    def __init__(self, kept: PostgresCursor, cells: IdentityCells) -> None:
        super().__init__(kept._cursor)  # noqa: SLF001 - it is the same one
        self._kept, self._cells = kept, cells

    def fetchone(self) -> Any:
        """The next row; None: there is none."""
        row = self._kept.fetchone()
        return None if row is None else opened(row, self._cells, self._mark)

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        return list(self)

    def __iter__(self) -> Iterator[Any]:
        mark: int | None = None
        for number, row in enumerate(self._kept):
            if not number:  # what columns there are is known when the first row is there
                mark = self._mark
            yield opened(row, self._cells, mark)

    @property
    def _mark(self) -> int | None:
        """Where the number stands that tells persons apart."""
        columns = self._cursor.description or ()
        return next((at for at, column in enumerate(columns) if column.name == "mark"), None)


def opened(row: Sequence[Any], cells: IdentityCells, mark: int | None = None) -> tuple[Any, ...]:
    """A row with its cells opened. ``mark``: where a mark of a person stands; the mark of a page is a text."""
    found: list[Any] = [cells.opened(value) if isinstance(value, str) and is_cell(value) else value for value in row]
    if mark is not None and isinstance(found[mark], int):
        found[mark] = cells.shown_number(found[mark])
    return tuple(found)


class SealedEngine(PostgresEngine):
    """What is found by whole names instead of their parts, and how rows are compared that hold cells."""

    def __init__(self, cells: IdentityCells) -> None:
        self._cells = cells
        self.words = MarkedWords(cells)

    def as_kept(self, connection: Connection) -> Connection:
        """See ``Engine``."""
        assert isinstance(connection, SealedConnection)
        return connection.kept

    def opened(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """See ``Engine``."""
        return opened(row, self._cells)


class MarkedWords(ArrayWords):
    """The index in which a mark stands in the place of a name."""

    def __init__(self, cells: IdentityCells) -> None:
        self._cells = cells

    def search_all(self, words: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
        """Pages whose row has each of the words somewhere, or is of whom is called so."""
        each = [self._word(word) for word in words]
        parts = " INTERSECT ".join(f"SELECT id FROM ({said}) AS called_{n}" for n, (said, _) in enumerate(each))
        return parts, tuple(one for _, parameters in each for one in parameters)

    def _word(self, word: str) -> tuple[str, tuple[Any, ...]]:
        found, given = super().search_all((word,))
        named, mark = super().search_all((self._cells.mark(word),))
        return f"{found} UNION ALL {named}", (*given, *mark)

    def columns(self, columns: Mapping[str, Any]) -> Mapping[str, Any]:
        """The columns with a mark in the place of the name."""
        name = columns["patient_name"]
        return {**columns, "patient_name": self._cells.mark(name) if name else name}


@lru_cache(maxsize=256)
def _written(sql: str) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """The table that a statement writes, and column → which parameter goes into it; none where it writes none."""
    if found := _INSERT.match(sql.lstrip()):
        names = [name.strip(' "') for name in found[2].split(",")]
        places = [place.strip() for place in found[3].split(",")]
        pairs = [(name, place) for name, place in zip(names, places, strict=True) if _PLACE.fullmatch(place)]
        return found[1], tuple(_keyed(pairs, sql))
    if found := _UPDATE.match(sql.lstrip()):
        pairs = [(one[1], one[2]) for one in _SET.finditer(found[2])]
        behind = re.search(r" WHERE (page_id|id) = (\?\d*|:\w+)", sql)
        return found[1], tuple(_keyed([*pairs, *([(behind[1], behind[2])] if behind else [])], sql))
    if found := re.match(r"\s*DELETE FROM (page_initials) WHERE page_id = (\?) AND (initials) = (\?)", sql):
        return found[1], (("page_id", 0), ("initials", 1))
    return "", ()


def _keyed(pairs: list[tuple[str, str]], sql: str) -> Iterator[tuple[str, Any]]:
    """Columns with the parameters by their names, their numbers, or their order among all of the statement."""
    plain = 0
    before_first = len(re.findall(r"\?", sql[: sql.find(pairs[0][1])])) if pairs and pairs[0][1] == "?" else 0
    for column, place in pairs:
        found = _PLACE.fullmatch(place)
        number, name = found.groups() if found else ("", "")
        if name:
            yield column, name
        elif number:
            yield column, int(number) - 1
        else:
            yield column, before_first + plain
            plain += 1
