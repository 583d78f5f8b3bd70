"""How many pages bear each mark, what stands on pages at all, and what somebody finished: counted, never listed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coding.store.kept_audit import Deed
from coding.store.kept_worklist import COUNTED, Marked, Sort, Tally, WorklistQuery
from coding.store.page_filter import By
from db.shared.sql.select import Select
from db.shared.tables.word_index import GROUPS_OF_NONE
from db.shared.worklist.worklist_query import MARKED, Asked, count_pages, find_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from db.shared.sql.engine import Connection

#: One comparison after the other: a list is looked up in a table, for every page.
_DONE: Final = "(progress = 'passed' OR progress = 'uploaded' OR progress = 'archived')"
#: What is counted of every page in one reading, as few comparisons as will do; from these follow the others.
_SUMS: Final = {
    Marked.ERROR: "errors > 0",
    Marked.WARNING: "warnings > 0",
    Marked.CLEAN: "state = 'clean'",
    Marked.WAITING: "state = ''",
    Marked.UNPROVED: "unproved = 1",
    Marked.LIST_DIFFERS: "list_differs = 1",
    Marked.OVERDUE: "overdue = 1",
    Marked.RETURNED: "progress = 'returned'",
    Marked.PUT_OFF: "progress = 'waiting'",
    Marked.SUBMITTED: "progress = 'submitted'",
    Marked.DONE: _DONE,
    Marked.DONE_OPEN: f"(errors > 0 OR unproved = 1) AND {_DONE}",
}
#: From so many pages on what was found is counted in the index that has all of them, in its order.
_MANY: Final = 60_000

#: So many counts have room in one number of SQLite, of more pages each than a store will have.
_IN_A_PACK: Final = 3
_PACK: Final = 1 << 20
_IN_ORDER: Final = "pages INDEXED BY pages_marks"

#: Kind of filter → every value that stands on a page, and on how many.
_VALUES: Final = {
    By.DEPT: "SELECT dept AS said, count(*) FROM pages INDEXED BY pages_dept WHERE {seen} AND dept <> '' GROUP BY said",
    By.DOCTOR: "SELECT doctor AS said, count(*) FROM {pages} AND doctor <> '' GROUP BY said",
    By.CODER: "SELECT coder AS said, count(*) FROM {pages} AND coder <> '' GROUP BY said",
    By.MONTH: "SELECT substr(discharged, 1, 7) AS said, count(*) FROM {pages} AND discharged <> '' GROUP BY said",
    By.GROUP: "SELECT drg AS said, count(*) FROM pages INDEXED BY pages_group WHERE {seen} AND drg <> '' GROUP BY said",
    By.RULE: "SELECT rule AS said, count(*) FROM fired WHERE {fired} GROUP BY said",
}


def tally(connection: Connection, ask: Callable[[WorklistQuery], Asked], query: WorklistQuery) -> Tally:
    """See ``KeepsWorklist.tally``; ``query.mine`` says whose. ``ask`` makes SQL of what whoever is here may ask."""
    of_all = replace(query, marked=Marked.ALL, sort=Sort.DISCHARGE, mine=None)
    asked = ask(of_all)
    if not (asked.conditions or asked.searches or connection.engine.is_server):
        counts: Mapping[Marked, int] = {
            marked: count_pages(connection, ask(replace(of_all, marked=marked))) for marked in COUNTED
        }
    elif asked.searches:
        found = find_pages(connection, asked)
        few = found.total < _MANY
        of_found = Select(f"{'' if few else '+'}id IN ({found.ids.sql})", found.ids.parameters)
        counts = _counts(connection, of_found, "pages" if few else _IN_ORDER)
    else:
        where = Select(asked.where.removeprefix(" WHERE ") or "TRUE", asked.parameters)
        counts = _counts(connection, where, _IN_ORDER)
    mine = 0 if query.mine is None else count_pages(connection, ask(replace(of_all, mine=query.mine)))
    return Tally(counts, mine)


def _counts(connection: Connection, said: Select, pages: str) -> Mapping[Marked, int]:
    """All counts of the pages of which this is so. Several are added up as one number: to add is most of the work."""
    none = [row[0] for row in connection.execute(GROUPS_OF_NONE)]
    ungrouped = f"state <> '' AND ({' OR '.join(['drg = ?'] * len(none)) or 'FALSE'})"
    asked_of = {Marked.UNGROUPED: ungrouped, **_SUMS}  # first: its parameters are
    conditions = [f"(({condition}) IS TRUE)" for condition in asked_of.values()]
    packs = [conditions[start : start + _IN_A_PACK] for start in range(0, len(conditions), _IN_A_PACK)]
    sums = ", ".join(
        f"coalesce(sum({' + '.join(f'{one} * {_PACK**place}' for place, one in enumerate(pack))}), 0)" for pack in packs
    )
    asked = f"SELECT count(*), {sums} FROM {pages} WHERE {said.sql}"
    total, *found = connection.execute(asked, (*none, *said.parameters)).fetchone()
    numbers = [int(packed) // _PACK**place % _PACK for packed in found for place in range(_IN_A_PACK)]
    counts = dict(zip(asked_of, numbers, strict=False))
    altered = f"SELECT count(*) FROM pages INDEXED BY pages_altered WHERE {MARKED[Marked.ALTERED]} AND ({said.sql})"
    (counts[Marked.ALTERED],) = connection.execute(altered, said.parameters).fetchone()
    opened = total - counts[Marked.SUBMITTED] - counts[Marked.DONE]
    return {Marked.ALL: total, Marked.OPEN: opened, **counts}


def values(connection: Connection, by: By, everything: Asked) -> list[tuple[str, int]]:
    """See ``KeepsWorklist.values``; ``everything``: the question for all pages that whoever asks is shown."""
    where = everything.where or " WHERE TRUE"
    seen = where.removeprefix(" WHERE ")
    fired = "TRUE" if not everything.where else f"page_id IN (SELECT id FROM pages WHERE {seen})"
    said = _VALUES[by].format(pages=f"pages INDEXED BY pages_marks{where}", seen=seen, fired=fired)
    counts = Counter(dict(connection.execute(said, everything.parameters)))
    if by is By.DEPT:
        wards = f"SELECT ward, count(*) FROM {_IN_ORDER}{where} AND ward <> '' AND ward <> dept GROUP BY ward"
        counts.update(dict(connection.execute(wards, everything.parameters)))
    return sorted((str(text), number) for text, number in counts.items())


def finished(connection: Connection, who: int, since: datetime) -> int:
    """See ``KeepsWorklist.finished``."""
    steps = "SELECT page_id FROM audit WHERE at >= ? AND who = ? AND deed = ?"
    parameters = (since.isoformat(timespec="microseconds"), who, Deed.STEP.value)
    asked = (
        f"SELECT count(*) FROM pages WHERE id IN ({steps}) AND ({MARKED[Marked.SUBMITTED]} OR {MARKED[Marked.DONE]})"
    )
    found: tuple[int] = connection.execute(asked, parameters).fetchone()
    return found[0]
