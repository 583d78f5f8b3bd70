"""A query of the worklist as SQL: what is asked as conditions, the order as an index."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from coding.store.kept_worklist import Marked, Sort, WorklistQuery
from db.shared.sql.select import Gathered, Select
from db.shared.tables.found_by import found_anywhere, found_from_the_start
from db.shared.tables.pagetext import whole
from db.shared.tables.word_index import UNGROUPED
from db.shared.worklist.page_filters import narrowing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from db.shared.sql.engine import Connection, Words

_STATE = "CASE state WHEN 'error' THEN 0 WHEN 'warning' THEN 1 WHEN 'clean' THEN 2 ELSE 3 END"
_PROGRESS = (
    "CASE progress WHEN 'returned' THEN 0 WHEN 'new' THEN 1 WHEN 'coding' THEN 2 WHEN 'waiting' THEN 3"
    " WHEN 'submitted' THEN 4 WHEN 'passed' THEN 5 WHEN 'uploaded' THEN 6 ELSE 7 END"
)

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
    Sort.WEIGHT: ("pages_weight", "weight DESC NULLS LAST, "),
    Sort.SCORE: ("pages_score", "(score IS NULL), score, "),
}
#: Orders by what few pages have → the column of ``moved``; the others follow in the order of the store.
_MOVED: Final = {Sort.WEIGHT_MOVED: "weight", Sort.PAYMENT_MOVED: "payment"}
MARKED: Final = {
    Marked.OPEN: f"{_PROGRESS} < 4",
    Marked.ERROR: "errors > 0",
    Marked.WARNING: "warnings > 0",
    Marked.CLEAN: f"{_STATE} = 2",
    Marked.UNGROUPED: f"state <> '' AND {UNGROUPED}",
    Marked.UNPROVED: "unproved = 1",
    Marked.LIST_DIFFERS: "list_differs = 1",
    Marked.OVERDUE: "overdue = 1",
    Marked.ALTERED: "mark <> original_mark",
    Marked.RETURNED: f"{_PROGRESS} = 0",
    Marked.PUT_OFF: f"{_PROGRESS} = 3",
    Marked.SUBMITTED: f"{_PROGRESS} = 4",
    Marked.DONE: f"{_PROGRESS} > 4",
    Marked.DONE_OPEN: f"{_PROGRESS} > 4 AND (errors > 0 OR unproved = 1)",
    Marked.WAITING: f"{_STATE} = 3",
    # facts of the page as it stood before an edit say nothing of it
    Marked.SUSPECTED: (
        "id IN (SELECT page_id FROM page_facts WHERE suspected > 0) AND mark ="
        " (SELECT f.mark FROM page_facts AS f WHERE f.page_id = pages.id)"
    ),
    Marked.LOSS: "state <> '' AND round(cost * 100) > round(payment * 100)",
}
#: The index that has every state and count in the order of the store.
_ALL_MARKS: Final = "pages_marks"
#: Marks that few pages bear: the index that holds those alone.
FEW_BEAR: Final = {
    Marked.UNPROVED: "pages_unproved",
    Marked.LIST_DIFFERS: "pages_list_differs",
    Marked.OVERDUE: "pages_overdue",
    Marked.ALTERED: "pages_altered",
}
#: Conditions that no index but the few of their own holds.
_NOT_COVERED: Final = frozenset({Marked.ALTERED, Marked.SUSPECTED, Marked.LOSS})
_BEGINS = ("case_no", "patient_name", "drg", "principal")
#: A condition that leaves less than this share of the pages is looked up first and ordered after; others are looked
#: at one by one in the order that the index has, as long as the window is not far down.
_FEW = 0.05
_NEAR = 2_000
#: From so many ids on they are not gathered on a server, where one can look at the pages instead.
_MANY = 60_000
#: Of what was found so many times the share that would lie there if it were spread evenly is looked at first.
_SPREAD = 2
#: More than there are.
_ALL = 2**62
_LAST = "\U0010ffff"
#: Before every year, and behind every moment of a day, as ISO writes them; what cannot be read is "".
_FIRST, _END_OF_DAY = "0", "~"


@dataclass(frozen=True, slots=True)
class Asked:
    """The order, conditions on the columns of ``pages``, and searches that give ids; all of them must hold.

    ``index`` holds what the conditions ask, in the order of the store. ``is_covered``: something is typed, and
    ``pages_marks`` holds all that the conditions ask.
    """

    sort: Sort
    conditions: tuple[Select, ...] = ()
    searches: tuple[Select, ...] = ()
    index: str = _ALL_MARKS
    before: int | None = None  # pages from this id on are on their way, and seen by nobody
    shown: Select | None = None  # which pages whoever asks is shown; None = all
    is_covered: bool = False
    begins: str = ""  # of one of the searches: with what something of the page begins

    @property
    def everything(self) -> Asked:
        """The question for all pages, in the same order."""
        return Asked(self.sort, before=self.before, shown=self.shown)

    @property
    def _all(self) -> tuple[Select, ...]:
        seen = () if self.before is None else (Select("id < ?", (self.before,)),)
        return (*self.conditions, *seen, *((self.shown,) if self.shown else ()))

    @property
    def is_marked_only(self) -> bool:
        """Conditions alone, in the order of the store: one index has all that is asked."""
        return self.sort is Sort.DISCHARGE and bool(self.conditions) and not self.searches

    @property
    def pages(self) -> str:
        """Where the conditions are looked at, whatever the order: in their own index, and no row is read."""
        return f"pages INDEXED BY {self.index}" if self.is_covered or self.index != _ALL_MARKS else "pages"

    @property
    def where(self) -> str:
        """The conditions as a clause."""
        return f" WHERE {' AND '.join(c.sql for c in self._all)}" if self._all else ""

    @property
    def parameters(self) -> tuple[Any, ...]:
        """The parameters of the conditions."""
        return tuple(parameter for c in self._all for parameter in c.parameters)


def asked(
    query: WorklistQuery,
    words: Words,
    groups: Sequence[str] = (),
    before: int | None = None,
    shown: Select | None = None,
) -> Asked:
    """What a query asks, in SQL, of this index of words, beside these groups that stand on a page; of the pages up to
    an id, and of those that are shown, where it is said.
    """
    conditions: list[Select] = []
    searches = list(_anywhere(query.text.split(), words, groups))
    if query.marked is not Marked.ALL:
        conditions.append(Select(f"({MARKED[query.marked]})"))
    if query.since or query.until:
        conditions.append(Select("discharged >= ?", (query.since or _FIRST,)))
    if query.until:
        conditions.append(Select("discharged < ?", (query.until + _END_OF_DAY,)))
    if query.mine is not None:
        searches.append(Select("SELECT page_id FROM assignments WHERE who = ?", (query.mine,)))
    if query.dept:
        conditions.append(Select("dept = ?", (whole(query.dept),)))
    if query.rule:
        searches.append(Select("SELECT page_id FROM fired WHERE rule = ?", (whole(query.rule),)))
    if begins := whole(query.begins.strip()):
        searches.append(_beginning(begins))
    if query.among is not None:
        among = "SELECT id FROM pages WHERE id IN (SELECT value FROM json_each(?))"
        searches.append(Select(among, (json.dumps(query.among),)))
    if query.outdated:
        searches.append(_outdated(query.outdated))
    if query.only is not None:
        conditions.append(Select("id = ?", (query.only,)))
    typed = narrowing(query.filters, MARKED)
    conditions += typed.conditions
    searches += typed.searches
    is_covered = bool(query.filters) and query.marked not in _NOT_COVERED
    index = FEW_BEAR.get(query.marked, _ALL_MARKS)
    return Asked(query.sort, tuple(conditions), tuple(searches), index, before, shown, is_covered, begins)


def count_pages(connection: Connection, query: Asked) -> int:
    """How many pages answer."""
    query = _looked_at(connection, query)
    if query.searches:
        return find_pages(connection, query).total
    source = query.pages if query.is_covered and query.conditions else "pages"
    found: tuple[int] = connection.execute(f"SELECT count(*) FROM {source}{query.where}", query.parameters).fetchone()
    return found[0]


def page_ids(connection: Connection, query: Asked, everything: int) -> list[int]:
    """The ids of all pages that answer, in their order. ``everything``: how many there are."""
    if query.sort in _MOVED:
        first, others = _moved_first(connection, query, everything)
        return [*first, *page_ids(connection, others, everything)]
    if query.is_marked_only:
        return _ids(connection, _marked(query), query.parameters, 0, _ALL)
    return _part(connection, query, find_pages(connection, query), everything, (0, _ALL))


def page_window(connection: Connection, query: Asked, everything: int, start: int, limit: int) -> tuple[list[int], int]:
    """The ids of one window in their order, and how many pages answer in all. ``everything``: how many there are."""
    query = _looked_at(connection, query)
    if query.sort in _MOVED:
        first, others = _moved_first(connection, query, everything)
        total = _total(connection, query, everything)
        before = first[start : start + limit]
        if len(before) == limit or len(first) == total:
            return before, total
        rest = (max(0, start - len(first)), limit - len(before))
        return [*before, *_window(connection, others, everything, total - len(first), rest)], total
    if _is_gathered(query, start + limit):
        gathered = find_pages(connection, query)
        return _part(connection, query, gathered, everything, (start, limit)), gathered.total
    total = _total(connection, query, everything)
    return _window(connection, query, everything, total, (start, limit)), total


def _looked_at(connection: Connection, query: Asked) -> Asked:
    """The same question; on a server a beginning that many pages have is a condition: to look at each page takes less
    than to gather so many ids.
    """
    if not query.begins or len(query.searches) > 1 or not connection.engine.is_server:
        return query
    (search,) = query.searches
    probe = f"SELECT count(*) FROM (SELECT id FROM ({search.sql}) AS begins_so LIMIT {_MANY}) AS some_of_them"
    if connection.execute(probe, search.parameters).fetchone()[0] < _MANY:
        return query
    begins = _begins_so(query.begins)
    return replace(query, conditions=(*query.conditions, begins), searches=(), is_covered=False, begins="")


def _total(connection: Connection, query: Asked, everything: int) -> int:
    return count_pages(connection, query) if query.conditions or query.searches else everything


def _is_gathered(query: Asked, end: int) -> bool:
    """Whether all that answers is looked for before a window that ends there is."""
    return bool(query.searches) or (end > _NEAR and not query.is_marked_only)


def _window(connection: Connection, query: Asked, everything: int, total: int, part: tuple[int, int]) -> list[int]:
    """A part (start, limit) of the pages that answer, so many in all, in their order."""
    start, limit = part
    if _is_gathered(query, start + limit):
        return _part(connection, query, find_pages(connection, query), everything, part)
    if query.conditions and total < _FEW * everything:
        source = f"{query.pages if query.is_covered else 'pages'}{query.where}{_sorted(query.sort)}"
    elif query.is_marked_only:
        source = _marked(query)
    else:
        source = f"pages INDEXED BY {_ORDERS[query.sort][0]}{query.where}{_in_order(query.sort)}"
    return _ids(connection, source, query.parameters, start, limit)


def find_pages(connection: Connection, query: Asked) -> Gathered:
    """Gather the ids that answer, whatever their order. A plain query gathers none: all answer."""
    if not (query.searches or query.conditions):
        return Gathered(count_pages(connection, query), Select("SELECT id FROM pages"))
    within = " INTERSECT ".join(search.sql for search in query.searches)
    parameters = tuple(parameter for search in query.searches for parameter in search.parameters)
    pages = "pages" if query.searches and query.index == _ALL_MARKS else query.pages
    if not query.where:
        found = within
    elif not query.searches:
        found = f"SELECT id FROM {pages}{query.where}"
    else:
        found = f"SELECT id FROM {pages}{query.where} AND id IN ({within})"
    return connection.engine.gather(connection, Select(found, (*query.parameters, *parameters)))


def _moved_first(connection: Connection, query: Asked, everything: int) -> tuple[list[int], Asked]:
    """Of an order by what has moved: the pages of which something has, the most first; and the question for the others.

    Few have: they are ordered here. Among equals the newest discharge comes first.
    """
    moved = f"SELECT page_id FROM moved WHERE {_MOVED[query.sort]} <> 0"
    by_day, judged = replace(query, sort=Sort.DISCHARGE), Select("state <> ''")
    searches = (*query.searches, Select(moved))
    of_moved = replace(by_day, conditions=(*query.conditions, judged), searches=searches)
    ids = page_ids(connection, of_moved, everything)
    far = dict(connection.execute(f"SELECT page_id, abs({_MOVED[query.sort]}) FROM moved"))
    others = Select(f"(state = '' OR id NOT IN ({moved}))")
    return sorted(ids, key=lambda page_id: -far[page_id]), replace(by_day, conditions=(*query.conditions, others))


def _part(connection: Connection, query: Asked, found: Gathered, everything: int, part: tuple[int, int]) -> list[int]:
    """A part (start, limit) of what was gathered, in its order."""
    start, limit = part
    index = _ORDERS[query.sort][0]
    if not (query.searches or query.conditions):
        source = f"pages INDEXED BY {index}{query.where}{_in_order(query.sort)}"
        return _ids(connection, source, query.parameters, start, limit)
    is_few = found.total < _FEW * everything
    is_looked_at = is_few or connection.engine.is_server
    if is_looked_at and (near := _near(connection, query.sort, found, everything, part)) is not None:
        return near
    if is_few:
        source = f"pages WHERE id IN ({found.ids.sql}){_sorted(query.sort)}"
    else:
        source = f"pages INDEXED BY {index} WHERE +id IN ({found.ids.sql}){_in_order(query.sort)}"
    return _ids(connection, source, found.ids.parameters, start, limit)


def _near(
    connection: Connection, sort: Sort, found: Gathered, everything: int, part: tuple[int, int]
) -> list[int] | None:
    """A window of what was gathered where it lies near the beginning of the order, as it mostly does; else None.

    Looking up and ordering thousands of pages for one window takes longer than looking at the first of all.
    """
    start, limit = part
    end = min(found.total, start + limit)
    looked_at = _SPREAD * end * everything // max(1, found.total)
    if limit <= 0 or looked_at >= found.total:
        return None
    source = f"pages INDEXED BY {_ORDERS[sort][0]}{_in_order(sort)}"
    asked = f"SELECT id, id IN ({found.ids.sql}) FROM {source} LIMIT ?"
    near = [page_id for page_id, is_in in connection.execute(asked, (*found.ids.parameters, looked_at)) if is_in]
    return near[max(0, start) : end] if len(near) >= end else None


def _ids(connection: Connection, source: str, parameters: tuple[Any, ...], start: int, limit: int) -> list[int]:
    rows = connection.execute(f"SELECT id FROM {source} LIMIT ? OFFSET ?", (*parameters, limit, max(0, start)))
    return [row[0] for row in rows]


def _marked(query: Asked) -> str:
    return f"pages INDEXED BY {query.index}{query.where}{_in_order(query.sort)}"


def _in_order(sort: Sort) -> str:
    return f" ORDER BY {_ORDERS[sort][1]}discharged DESC, id"


def _sorted(sort: Sort) -> str:
    """The order for pages that are looked up: a plus keeps SQLite from taking it from its index."""
    columns = _ORDERS[sort][1]
    return f" ORDER BY {f'+{columns}' if columns else ''}+discharged DESC, id"


def _anywhere(typed: Sequence[str], words: Words, groups: Sequence[str]) -> Iterator[Select]:
    """Each word is found somewhere; words that the rows alone can have are looked for together."""
    plain = []
    for word in typed:
        beside, more = found_anywhere(word)
        within = [group for group in groups if word.casefold() in group.lower()]
        if not beside and not within:
            plain.append(word)
            continue
        said, parameters = words.search(word, within)
        yield Select(f"SELECT id FROM ({said}{beside}) AS said_anywhere", (*parameters, *more))
    if plain:
        yield Select(*words.search_all(plain))


def _beginning(text: str) -> Select:
    within = " UNION ALL ".join(f"SELECT id FROM pages WHERE {column} >= ? AND {column} < ?" for column in _BEGINS)
    beside, more = found_from_the_start(text)
    return Select(f"SELECT id FROM ({within}{beside}) AS begins_so", ((text, text + _LAST) * len(_BEGINS)) + more)


def _begins_so(text: str) -> Select:
    """The same as a condition."""
    beside, more = found_from_the_start(text)
    within = " OR ".join(f"({column} >= ? AND {column} < ?)" for column in _BEGINS)
    also = f" OR id IN ({beside.removeprefix(' UNION ALL ')})" if beside else ""
    return Select(f"({within}{also})", ((text, text + _LAST) * len(_BEGINS)) + more)


def _outdated(stamp: str) -> Select:
    """Pages with another stamp, found on either side of it; and those with none of any kind."""
    within = ("stamp < ?", "stamp > ?", "stamp = ? AND state = ''")
    parts = " UNION ALL ".join(f"SELECT id FROM pages WHERE {condition}" for condition in within)
    return Select(f"SELECT id FROM ({parts}) AS judged_otherwise", (stamp,) * len(within))
