"""How many pages bear each mark, what stands on pages at all, and what somebody finished: counted, never listed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coding.store.kept_audit import Deed
from coding.store.kept_worklist import COUNTED, Marked, Sort, Tally, WorklistQuery
from coding.store.page_filter import By
from db.sqlite.worklist_query import FEW_BEAR, MARKED, Asked, count_pages, find_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from db.sqlite.driver import sqlite3

_OF_FOUND: Final = "id IN (SELECT id FROM found)"
#: Marks that an index holds for every page; the others have an index of the few that bear them.
_IN_ONE_INDEX: Final = tuple(m for m in COUNTED if m not in FEW_BEAR and m is not Marked.ALL)
#: From so many pages on what was found is counted in the index that has all of them, in its order.
_MANY: Final = 20_000

#: Kind of filter → every value that stands on a page, and on how many.
_VALUES: Final = {
    By.DEPT: (
        "SELECT said, count(*) FROM (SELECT dept AS said FROM {pages} UNION ALL"
        " SELECT ward FROM {pages} AND ward <> dept) WHERE said <> '' GROUP BY said"
    ),
    By.DOCTOR: "SELECT doctor AS said, count(*) FROM {pages} AND doctor <> '' GROUP BY said",
    By.CODER: "SELECT coder AS said, count(*) FROM {pages} AND coder <> '' GROUP BY said",
    By.MONTH: "SELECT substr(discharged, 1, 7) AS said, count(*) FROM {pages} AND discharged <> '' GROUP BY said",
    By.GROUP: "SELECT drg AS said, count(*) FROM pages INDEXED BY pages_group WHERE {seen} AND drg <> '' GROUP BY said",
    By.RULE: "SELECT rule AS said, count(*) FROM fired WHERE {fired} GROUP BY said",
}


def tally(connection: sqlite3.Connection, ask: Callable[[WorklistQuery], Asked], query: WorklistQuery) -> Tally:
    """See ``KeepsWorklist.tally``; ``query.mine`` says whose. ``ask`` makes SQL of what whoever is here may ask."""
    of_all = replace(query, marked=Marked.ALL, sort=Sort.DISCHARGE, mine=None)
    asked = ask(of_all)
    if not (asked.conditions or asked.searches):
        counts = {marked: count_pages(connection, ask(replace(of_all, marked=marked))) for marked in COUNTED}
    else:
        counts = _of_found(connection, find_pages(connection, asked))
    mine = 0 if query.mine is None else count_pages(connection, ask(replace(of_all, mine=query.mine)))
    return Tally(counts, mine)


def _of_found(connection: sqlite3.Connection, total: int) -> Mapping[Marked, int]:
    sums = ", ".join(f"coalesce(sum({MARKED[marked]}), 0)" for marked in _IN_ONE_INDEX)
    source = f"pages INDEXED BY pages_marks WHERE +{_OF_FOUND}" if total > _MANY else f"pages WHERE {_OF_FOUND}"
    counts = dict(zip(_IN_ONE_INDEX, connection.execute(f"SELECT {sums} FROM {source}").fetchone(), strict=True))
    for marked, index in FEW_BEAR.items():
        asked = f"SELECT count(*) FROM pages INDEXED BY {index} WHERE {MARKED[marked]} AND +{_OF_FOUND}"
        counts[marked] = connection.execute(asked).fetchone()[0]
    return {Marked.ALL: total, **counts}


def values(connection: sqlite3.Connection, by: By, everything: Asked) -> list[tuple[str, int]]:
    """See ``KeepsWorklist.values``; ``everything``: the question for all pages that whoever asks is shown."""
    where = everything.where or " WHERE 1"
    seen = where.removeprefix(" WHERE ")
    fired = "1" if not everything.where else f"page_id IN (SELECT id FROM pages WHERE {seen})"
    said = _VALUES[by].format(pages=f"pages INDEXED BY pages_figures{where}", seen=seen, fired=fired)
    parameters = everything.parameters * (2 if by is By.DEPT else 1)
    return [(str(text), number) for text, number in connection.execute(f"{said} ORDER BY said", parameters)]


def finished(connection: sqlite3.Connection, who: int, since: datetime) -> int:
    """See ``KeepsWorklist.finished``."""
    steps = "SELECT page_id FROM audit WHERE at >= ? AND who = ? AND deed = ?"
    parameters = (since.isoformat(timespec="microseconds"), who, Deed.STEP.value)
    asked = (
        f"SELECT count(*) FROM pages WHERE id IN ({steps}) AND ({MARKED[Marked.SUBMITTED]} OR {MARKED[Marked.DONE]})"
    )
    found: tuple[int] = connection.execute(asked, parameters).fetchone()
    return found[0]
