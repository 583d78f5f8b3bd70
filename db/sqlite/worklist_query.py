"""A query of the worklist as SQL: what is asked as conditions, the order as an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from coding.store.kept_worklist import Marked, Sort, WorklistQuery
from db.sqlite.pagetext import whole
from db.sqlite.word_index import UNGROUPED, word_condition

_STATE = "CASE state WHEN 'error' THEN 0 WHEN 'warning' THEN 1 WHEN 'clean' THEN 2 ELSE 3 END"
_PROGRESS = "CASE progress WHEN 'new' THEN 0 WHEN 'edited' THEN 1 ELSE 2 END"

#: Order → the index that has it, and its columns as the index has them.
_ORDERS: Final = {
    Sort.DISCHARGE: ("worklist", ""),
    Sort.WORST: ("pages_worst", "errors DESC, warnings DESC, "),
    Sort.CASE_NO: ("pages_case_no", "length(case_no), case_no, "),
    Sort.NAME: ("pages_name", "patient_name, "),
    Sort.DEPT: ("pages_dept", "dept, "),
    Sort.STATE: ("pages_state", f"{_STATE}, "),
    Sort.PROGRESS: ("pages_progress", f"{_PROGRESS}, "),
    Sort.DRG: ("pages_drg", "(drg = ''), drg, "),
    Sort.WEIGHT: ("pages_weight", "weight DESC, "),
    Sort.SCORE: ("pages_score", "(score IS NULL), score, "),
}
_MARKED: Final = {
    Marked.OPEN: f"{_PROGRESS} < 2",
    Marked.ERROR: "errors > 0",
    Marked.WARNING: "warnings > 0",
    Marked.CLEAN: f"{_STATE} = 2",
    Marked.UNGROUPED: f"state <> '' AND {UNGROUPED}",
    Marked.EDITED: f"{_PROGRESS} = 1",
    Marked.DONE: f"{_PROGRESS} = 2",
    Marked.WAITING: f"{_STATE} = 3",
}
_BEGINS = ("case_no", "patient_name", "drg", "principal")
#: A condition that leaves less than this share of the pages is looked up first and ordered after; others are looked
#: at one by one in the order that the index has.
_FEW = 0.05
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of a query with their parameters, and its order; ``searches`` when words have to be found."""

    sort: Sort
    conditions: tuple[str, ...]
    parameters: tuple[Any, ...]
    searches: bool = False

    @property
    def where(self) -> str:
        """The conditions as a clause."""
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""


def asked(query: WorklistQuery) -> Asked:
    """What a query asks, in SQL."""
    conditions: list[str] = []
    parameters: list[Any] = []
    if query.marked is not Marked.ALL:
        conditions.append(f"({_MARKED[query.marked]})")
    if query.dept:
        conditions.append("dept = ?")
        parameters.append(whole(query.dept))
    if query.rule:
        conditions.append("id IN (SELECT page_id FROM fired WHERE rule = ?)")
        parameters.append(whole(query.rule))
    if query.outdated:
        conditions.append("(stamp <> ? OR state = '')")
        parameters.append(query.outdated)
    if query.begins.strip():
        beginning = whole(query.begins.strip())
        within = " OR ".join(f"({column} >= ? AND {column} < ?)" for column in _BEGINS)
        conditions.append(f"id IN (SELECT id FROM pages WHERE {within})")
        parameters += [beginning, beginning + _LAST] * len(_BEGINS)
    words = query.text.split()
    for word in words:
        condition, values = word_condition(word)
        conditions.append(condition)
        parameters += values
    searches = bool(words or query.rule or query.begins.strip())
    return Asked(query.sort, tuple(conditions), tuple(parameters), searches)


def count_pages(connection: sqlite3.Connection, query: Asked) -> int:
    """How many pages answer."""
    found: tuple[int] = connection.execute(f"SELECT count(*) FROM pages{query.where}", query.parameters).fetchone()
    return found[0]


def page_ids(connection: sqlite3.Connection, query: Asked) -> list[int]:
    """The ids of all pages that answer, in their order."""
    few = query.searches or _is_few(connection, query)
    return [row[0] for row in connection.execute(f"SELECT id{_ordered(query, few=few)}", query.parameters)]


def page_window(connection: sqlite3.Connection, query: Asked, start: int, limit: int) -> tuple[Sequence[int], int]:
    """The ids of one window in their order, and how many pages answer in all."""
    part = (*query.parameters, limit, max(0, start))
    if query.searches:  # what is found is counted while it is ordered: it is looked for once
        found = connection.execute(
            f"SELECT id, count(*) OVER (){_ordered(query, few=True)} LIMIT ? OFFSET ?", part
        ).fetchall()
        return [row[0] for row in found], found[0][1] if found else count_pages(connection, query)
    total = count_pages(connection, query)
    few = bool(query.conditions) and total < _FEW * count_pages(connection, Asked(query.sort, (), ()))
    found = connection.execute(f"SELECT id{_ordered(query, few=few)} LIMIT ? OFFSET ?", part).fetchall()
    return [row[0] for row in found], total


def _is_few(connection: sqlite3.Connection, query: Asked) -> bool:
    if not query.conditions:
        return False
    everything = count_pages(connection, Asked(query.sort, (), ()))
    return count_pages(connection, query) < _FEW * everything


def _ordered(query: Asked, *, few: bool) -> str:
    """FROM, WHERE and ORDER BY: by the index of the order, or (few answer) by that of the conditions.

    A plus before a column keeps SQLite from taking it from an index.
    """
    index, columns = _ORDERS[query.sort]
    if few:
        return f" FROM pages{query.where} ORDER BY {_unindexed(columns)}+discharged DESC, id"
    return f" FROM pages INDEXED BY {index}{query.where} ORDER BY {columns}discharged DESC, id"


def _unindexed(columns: str) -> str:
    return f"+{columns}" if columns else ""
