"""The term book: rows ⇄ records, inside the transaction of whoever calls."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from coding.base.errors import CodingError
from coding.store.kept_terms import KeptTerm
from coding.store.store_errors import StoreCorruptError
from db.shared.tables.pagetext import whole
from db.shared.tables.sums import intact, require_intact, seal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.change import Change
    from coding.page.front_page import FrontPage
    from coding.suggest.term_book import TermPair
    from db.shared.sql.engine import Connection

_TERM = "id, kind, words, name, code, times, first_at, last_at, state, origin, author, judged_by, judged_at"
_ADD = (
    "INSERT INTO terms (kind, words, words_key, name, code, times, first_at, last_at, state, origin, author,"
    " judged_by, judged_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (kind, words_key, name, code) DO UPDATE SET times = terms.times + excluded.times,"
    " last_at = CASE WHEN excluded.last_at > terms.last_at THEN excluded.last_at ELSE terms.last_at END"
)
_SAME = "kind = ? AND words_key = ? AND name = ? AND code = ?"
_DAMAGED = "数据文件中的术语本已损坏：请从备份恢复该文件。"
_APPROVE = ", state = 'approved', judged_by = excluded.judged_by, judged_at = excluded.judged_at"


def add(
    connection: Connection,
    pairs: Iterable[TermPair],
    author: str,
    moment: datetime,
    origin: str,
    *,
    approve: bool,
) -> None:
    """Count pairs; a new one is learned, or approved by this author. What was refused stays so unless approved."""
    from coding.words.normalising import exact_key  # words are no part of the start

    at = moment.isoformat(timespec="seconds")
    rows = [
        (
            pair.kind,
            whole(pair.raw),
            whole(exact_key(pair.raw)),
            whole("##".join(pair.std)),
            whole(pair.code),
            max(1, pair.count) if origin != "standardised" else pair.count,
            at,
            at,
            "approved" if approve else "learned",
            origin,
            whole(author),
            whole(author) if approve else None,
            at if approve else None,
        )
        for pair in pairs
        if exact_key(pair.raw) and pair.std
    ]
    connection.executemany(_ADD + (_APPROVE if approve else ""), rows)
    for kind, _, words_key, name, code, *_ in rows:
        seal(connection, "terms", _SAME, (kind, words_key, name, code))


def judge(connection: Connection, ids: Iterable[int], state: str, author: str, moment: datetime) -> None:
    """Set the state of terms; unknown ids are passed over."""
    at = moment.isoformat(timespec="seconds")
    rows = [(state, whole(author), at, term_id) for term_id in ids]
    connection.executemany("UPDATE terms SET state = ?, judged_by = ?, judged_at = ? WHERE id = ?", rows)
    for *_, term_id in rows:
        seal(connection, "terms", "id = ?", (term_id,))


def remove(connection: Connection, ids: Iterable[int]) -> None:
    """Take terms out of the book."""
    connection.executemany("DELETE FROM terms WHERE id = ?", [(term_id,) for term_id in ids])


def read(connection: Connection) -> list[KeptTerm]:
    """All terms, those used last first."""
    rows = connection.execute(f"SELECT {intact('terms')}, {_TERM} FROM terms ORDER BY last_at DESC, id DESC").fetchall()
    require_intact(rows, _DAMAGED)
    try:
        return [_term(row[1:]) for row in rows]
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreCorruptError(_DAMAGED) from error


def forget(connection: Connection, page: FrontPage, change: Change) -> None:
    """Take back what a change taught; ``page`` as it was before. What somebody judged stays."""
    from coding.suggest.lessons import lessons
    from coding.words.normalising import exact_key

    try:
        taught = lessons(page, change)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, CodingError):
        return  # the page has gone another way since
    for pair in taught:
        key = (pair.kind, whole(exact_key(pair.raw)), whole("##".join(pair.std)), whole(pair.code))
        connection.execute(f"UPDATE terms SET times = times - 1 WHERE times > 0 AND {_SAME}", key)
        connection.execute(f"DELETE FROM terms WHERE times <= 0 AND state = 'learned' AND {_SAME}", key)
        seal(connection, "terms", _SAME, key)


def _term(row: tuple[Any, ...]) -> KeptTerm:
    from coding.suggest.term_book import TermPair

    term_id, kind, words, name, code, times, first, last, state, origin, author, judged_by, judged_at = row
    return KeptTerm(
        term_id,
        TermPair(words, tuple(name.split("##")), code, kind, state == "approved", times),
        datetime.fromisoformat(first),
        datetime.fromisoformat(last),
        state,
        origin,
        author,
        judged_by or "",
        datetime.fromisoformat(judged_at) if judged_at else None,
    )
