"""A sum over each row, kept in it and compared whenever the row is read: a bit that fell over on the disk is told.

An engine itself compares nothing: a letter of a name, a digit of a cost read back as others. A row without a sum (NULL)
was kept by a program that made none.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final

from coding.store.store_errors import StoreCorruptError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from db.shared.sql.engine import Connection

#: The function as SQL calls it.
ROW_SUM: Final = "row_sum"

#: Table → the columns its sum is over. ``pages.revision`` says nothing that is shown.
SUMMED: Final = {
    "pages": (
        "id, key, mark, original_mark, touched, admitted, discharged, discharge_date, case_no, patient_name, dept,"
        " principal, progress, state, errors, warnings, infos, not_judged, status, drg, weight, payment, score, stamp,"
        " ward, doctor, coder, insured, team, cost, stay, unproved, list_differs, overdue, held, import_id"
    ),
    "shapes": "id, keys",
    "changes": "id, page_id, change, author, at, undoes",
    "settings": "key, value",
    "imports": "id, file, layout, encoding, columns, at, dialect",
    "rule_edits": "id, rule, columns, author, at, note",
    "waivers": "id, page_id, rule, field, value, dept, reason, author, at, expires, ended_by, ended_at",
    "terms": (
        "id, kind, words, words_key, name, code, times, first_at, last_at, state, origin, author, judged_by, judged_at"
    ),
    "paid_results": (
        "id, batch, case_no, settlement_no, admission_times, discharged, settled, drg, weight, paid, fund, denied,"
        " reason, told, file, row, read_at, read_by"
    ),
    "reviews": "id, page_id, about, subject, said, text, who, name, at, answers, rule",
    "assignments": "page_id, who, given_by, at, due",
    "samples": "id, label, plan, seed, drawn_by, at, drawn",
    "sample_words": "id, sample_id, page_id, kind, said, who, at",
    "month_entries": "id, month, kind, subject, page_id, said, who, name, at",
    "moved": "page_id, weight, payment",
    "people": 'id, "user", name, roles, wards, money_blind, must_change, came_at, closed_at',
}
#: The two texts of a page have a sum each: the text, whose it is, and its shape.
ORIGINAL: Final = f"{ROW_SUM}(page_id, original, original_shape)"
CURRENT: Final = f"{ROW_SUM}(page_id, current, current_shape)"


def row_sum(*values: Any) -> int:
    """CRC-32 of the values of a row: finds every single bit, and all but one in four thousand million other damages."""
    return zlib.crc32(repr(values).encode("utf-8", "surrogatepass"))


def fact_sum(suspected: int, numbers: bytes, texts: str) -> int:
    """CRC-32 of the facts of a page: ``row_sum`` costs six times as much, and many are read together."""
    return zlib.crc32(texts.encode("utf-8", "surrogatepass"), zlib.crc32(numbers, suspected & 0xFFFFFFFF))


def seal(connection: Connection, table: str, where: str, parameters: Sequence[Any] = ()) -> None:
    """Make the sums of rows that were written just now."""
    connection.engine.seal(connection, table, where, parameters)


def intact(table: str) -> str:
    """An expression for a SELECT: 1 where the row is as it was written, 0 where it is not."""
    return f"({table}.sum IS NULL OR {table}.sum = {ROW_SUM}({SUMMED[table]}))"


def require_intact(rows: Iterable[Sequence[Any]], sentence: str) -> None:
    """Raise StoreCorruptError with this sentence unless the first value of every row, its ``intact``, says so."""
    if not all(row[0] for row in rows):
        raise StoreCorruptError(sentence)
