"""Which pages the worklist shows and in which order: a pure function over light rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from coding.drg.group_code import is_ambiguous
from coding.store.store import Store, WorklistRow

#: Rows that are read from the store at once.
CHUNK: Final = 500

STATES: Final[dict[str, tuple[str, Callable[[WorklistRow], bool]]]] = {
    "all": ("全部病案", lambda _: True),
    "open": ("未完成", lambda r: r.progress != "done"),
    "error": ("有强制问题", lambda r: r.errors > 0),
    "warning": ("有提示问题", lambda r: r.warnings > 0),
    "clean": ("未见问题", lambda r: r.state == "clean"),
    "ungrouped": ("未入组", lambda r: bool(r.state) and (not r.drg or r.drg == "0000" or is_ambiguous(r.drg))),
    "edited": ("已修改", lambda r: r.progress == "edited"),
    "done": ("已完成", lambda r: r.progress == "done"),
    "waiting": ("待检查", lambda r: not r.state),
}

SORTS: Final[dict[str, tuple[str, Callable[[WorklistRow], Any] | None]]] = {
    "discharge": ("出院日期，新的在前", None),  # the order of the store
    "worst": ("问题多的在前", lambda r: (-r.errors, -r.warnings)),
    "case_no": ("病案号", lambda r: (len(r.case_no), r.case_no)),
    "name": ("姓名", lambda r: r.patient_name),
    "dept": ("出院科别", lambda r: r.dept),
    "drg": ("病组", lambda r: r.drg or "~"),
    "weight": ("权重，大的在前", lambda r: (r.weight is None, -(r.weight or 0.0))),
}


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the worklist. ``text``: words that must all occur in a row."""

    text: str = ""
    state: str = "all"
    sort: str = "discharge"

    @property
    def is_plain(self) -> bool:
        """True when every page is asked for, in the order of the store."""
        return not self.text.strip() and self.state == "all" and self.sort == "discharge"


def matches(row: WorklistRow, query: Query) -> bool:
    """Whether a row answers the query: record number, name, department, principal diagnosis, group, discharge."""
    if not STATES[query.state][1](row):
        return False
    words = query.text.casefold().split()
    if not words:
        return True
    said = " ".join((row.case_no, row.patient_name, row.dept, row.principal, row.drg, row.discharge_date)).casefold()
    return all(word in said for word in words)


def selected_ids(store: Store, query: Query, check: Callable[[], None] = lambda: None) -> list[int]:
    """The ids that answer the query, in its order; ``check`` is called between chunks and may raise to stop."""
    ids = list(store.worklist())
    if query.is_plain:
        return ids
    order = SORTS[query.sort][1]
    found: list[tuple[Any, int]] = []
    for chunk in chunked(ids):
        check()
        found += [(order(row) if order else None, row.id) for row in store.rows(chunk) if matches(row, query)]
    if order:
        found.sort(key=lambda pair: pair[0])
    return [page_id for _, page_id in found]


def chunked(ids: list[int], size: int = CHUNK) -> Iterable[list[int]]:
    """The ids in runs of ``size``."""
    return (ids[i : i + size] for i in range(0, len(ids), size))
