"""The work of a month ward by ward: what was found and how far it is mended, each count with its pages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.page.step import PageState
from coding.work.stored_pages import each_row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coding.store.store import Store, WorklistRow

NO_WARD: Final = "（未填病区）"
#: What the line of all wards is called.
ALL_WARDS: Final = "全部"

#: What was found, by key → words, and whether a page counts there. A page may count more than once.
FOUND: Final[Mapping[str, tuple[str, Callable[[WorklistRow], bool]]]] = {
    "pages": ("病案", lambda _row: True),
    "error": ("有强制问题", lambda row: row.errors > 0),
    "warning": ("有提示问题", lambda row: row.warnings > 0),
    "ungrouped": ("未入组", lambda row: row.ungrouped),
    "list_differs": ("清单不符", lambda row: row.list_differs),
    "overdue": ("逾期", lambda row: row.overdue),
    "unproved": ("依据未写", lambda row: row.unproved),
    "waiting": ("待检查", lambda row: not row.state),
}
#: How far the work is, by key → words, and the states that count there.
DONE: Final[Mapping[str, tuple[str, frozenset[PageState]]]] = {
    "pages": ("病案", frozenset(PageState)),
    "coding": ("编码中", frozenset({PageState.NEW, PageState.CODING})),
    "put_off": ("待补", frozenset({PageState.WAITING})),
    "submitted": ("待质控", frozenset({PageState.SUBMITTED})),
    "returned": ("退回", frozenset({PageState.RETURNED})),
    "passed": ("通过", frozenset({PageState.PASSED})),
    "uploaded": ("已上报、已归档", frozenset({PageState.UPLOADED, PageState.ARCHIVED})),
}


@dataclass(frozen=True, slots=True)
class WardLine:
    """A ward; ``pages``: key of a column → the ids that it counts."""

    ward: str
    pages: Mapping[str, tuple[int, ...]]


def found_by_ward(store: Store, wards: Mapping[int, str]) -> list[WardLine]:
    """What was found, ward by ward, those with the most mandatory findings first; all of them in the first line.

    ``wards``: page → its ward.
    """
    tests = {key: test for key, (_, test) in FOUND.items()}
    return _lines(store, wards, tests, "error")


def done_by_ward(store: Store, wards: Mapping[int, str]) -> list[WardLine]:
    """How far the work is, ward by ward, those with the most pages in coding first; all of them in the first line."""

    def is_in(states: frozenset[PageState]) -> Callable[[WorklistRow], bool]:
        return lambda row: PageState(row.progress) in states

    tests = {key: is_in(states) for key, (_, states) in DONE.items()}
    return _lines(store, wards, tests, "coding")


def _lines(
    store: Store,
    wards: Mapping[int, str],
    tests: Mapping[str, Callable[[WorklistRow], bool]],
    first: str,
) -> list[WardLine]:
    counted: dict[str, dict[str, list[int]]] = defaultdict(lambda: {key: [] for key in tests})
    for row in each_row(store, list(wards)):
        for key, test in tests.items():
            if test(row):
                for line in (ALL_WARDS, wards[row.id] or NO_WARD):
                    counted[line][key].append(row.id)
    lines = [WardLine(ward, {key: tuple(ids) for key, ids in found.items()}) for ward, found in counted.items()]
    return sorted(lines, key=lambda one: (one.ward != ALL_WARDS, -len(one.pages[first]), one.ward))
