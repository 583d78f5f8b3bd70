"""The trade of the worklist: light rows, verdicts, ordered and filtered windows, and what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from coding.indicators.page_facts import PageFacts
    from coding.store.page_filter import By, PageFilter


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One light row of the worklist: all it shows, without the page.

    ``state`` is the worst finding (error, warning, clean, "" = not yet examined); ``progress`` is the state of the work
    (``coding.page.step.PageState``). ``weight`` is the relative weight. ``stamp`` names the Knowledge of the verdict.
    The five behind it are what ``coding.store.page_marks`` reads; ``altered``: the page is not as it came in.
    ``weight_moved``, ``payment_moved``: by how much weight and payment (yuan) are other ones than those of the page as
    it came in, by the same Knowledge; None = not at all, or not known.
    """

    id: int
    case_no: str
    patient_name: str
    discharge_date: str
    dept: str
    principal: str
    state: str = ""
    errors: int = 0
    warnings: int = 0
    drg: str = ""
    weight: float | None = None
    score: float | None = None
    progress: str = "coding"
    stamp: str = ""
    unproved: bool = False
    list_differs: bool = False
    overdue: bool = False
    altered: bool = False
    ungrouped: bool = False
    weight_moved: float | None = None
    payment_moved: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of an examination in the form in which the worklist keeps it.

    ``fired``: rule id, how many findings it gave, and how many of them are waived. ``unproved``: the weight was moved
    and the evidence is not written; ``held``: so much stands at the gate and is not answered (``coding.review.gate``);
    ``list_differs``, ``overdue``: a finding says so (``coding.examine.raised_marks``). ``seen``: the last entry of the
    page's history that was known when it was examined; where a later one stands by then, the verdict is of another page
    and is not kept (None: whatever stands there).
    """

    state: str
    errors: int
    warnings: int
    infos: int
    not_judged: int
    status: str
    drg: str
    weight: float | None
    payment: float | None
    score: float | None
    stamp: str
    fired: tuple[tuple[str, int, int], ...] = ()
    unproved: bool = False
    list_differs: bool = False
    overdue: bool = False
    held: int = 0
    seen: int | None = None
    facts: PageFacts | None = None
    weight_moved: float | None = None
    payment_moved: float | None = None


class Sort(StrEnum):
    """By what the worklist is ordered; among equals the newest discharge comes first."""

    DISCHARGE = "discharge"
    WORST = "worst"
    CASE_NO = "case_no"
    NAME = "name"
    DEPT = "dept"
    STATE = "state"
    PROGRESS = "progress"
    DRG = "drg"
    WEIGHT = "weight"
    SCORE = "score"
    WEIGHT_MOVED = "weight_moved"  # the most first, up or down alike
    PAYMENT_MOVED = "payment_moved"


#: Orders that tell weights or yuan.
MONEY_SORTS: Final = frozenset({Sort.WEIGHT, Sort.WEIGHT_MOVED, Sort.PAYMENT_MOVED})


class Marked(StrEnum):
    """Which pages the worklist shows, by what is known of them and how far the work on them is.

    ``suspected``: a violation is suspected, and wants an answer; ``loss``: the stay cost more than is paid for it.
    ``done_open``: done, though a mandatory finding stands or the evidence is not written.
    """

    ALL = "all"
    OPEN = "open"
    ERROR = "error"
    WARNING = "warning"
    CLEAN = "clean"
    UNGROUPED = "ungrouped"
    UNPROVED = "unproved"
    LIST_DIFFERS = "list_differs"
    OVERDUE = "overdue"
    ALTERED = "altered"
    RETURNED = "returned"
    PUT_OFF = "put_off"
    SUBMITTED = "submitted"
    DONE = "done"
    DONE_OPEN = "done_open"
    WAITING = "waiting"
    SUSPECTED = "suspected"
    LOSS = "loss"


@dataclass(frozen=True, slots=True)
class WorklistQuery:
    """What is asked of the worklist; every part that is said narrows it.

    ``text``: words that must all occur in record number, name, department, principal diagnosis, group or discharge
    date, whatever their case; two Latin letters or more are also the first letters of a name, and what has the form of
    a code also finds every page with a diagnosis or procedure of that code or below it (``coding.store.found_by``).
    ``begins``: record number, name, its first letters, group, principal diagnosis or any code begins so.
    ``dept``: the department as the row shows it. ``rule``: the rule fired on the page. ``outdated``: pages whose
    verdict bears another stamp than this one, or that have none. ``mine``: the pages assigned to the person of this id.
    ``since``, ``until``: days of discharge (ISO), both included; a discharge that cannot be read is in no such spell.
    ``filters``: all of them must hold. ``only``: that page alone; ``among``: none but these.
    """

    text: str = ""
    marked: Marked = Marked.ALL
    sort: Sort = Sort.DISCHARGE
    begins: str = ""
    dept: str = ""
    rule: str = ""
    outdated: str = ""
    mine: int | None = None
    since: str = ""
    until: str = ""
    filters: tuple[PageFilter, ...] = ()
    only: int | None = None
    among: tuple[int, ...] | None = None

    @property
    def is_plain(self) -> bool:
        """True when every page is asked for, in the order of the store."""
        return self == WorklistQuery(text=self.text) and not self.text.strip()


EVERYTHING: Final = WorklistQuery()
#: Marks of which a tally is kept: those by which a person narrows the list.
COUNTED: Final = tuple(marked for marked in Marked if marked not in (Marked.SUSPECTED, Marked.LOSS))


@dataclass(frozen=True, slots=True)
class WorklistWindow:
    """One window of the worklist: its rows, how many answer the query in all, how many pages there are."""

    rows: tuple[WorklistRow, ...]
    start: int
    total: int
    everything: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pages bear each mark, as ``Marked`` asks for it, and how many are assigned to somebody (``mine``)."""

    marked: Mapping[Marked, int]
    mine: int = 0


class Trade(StrEnum):
    """What a store keeps, as ``changed_since`` names it."""

    IMPORTS = "imports"  # pages came
    PAGES = "pages"  # pages, verdicts or states of the work are other ones
    RULES = "rules"
    WAIVERS = "waivers"
    TERMS = "terms"
    REVIEWS = "reviews"  # words of review, assignments
    PAID = "paid"  # results of the insurer came
    MONTHS = "months"  # entries of the journal of the months
    SETTINGS = "settings"


#: Behind every revision: ``changed_since(LATEST)`` tells the revision now, and nothing else.
LATEST: Final = 2**62


@dataclass(frozen=True, slots=True)
class Changed:
    """What is another one since a revision: the revision now, the pages, and the trades that were written to.

    ``is_set_back``: the store was restored since; all may be another one, and numbers of writes come once more.
    """

    revision: int
    pages: tuple[int, ...] = ()
    trades: frozenset[Trade] = frozenset()
    is_set_back: bool = False


class KeepsWorklist(Protocol):
    """The worklist of the department."""

    def worklist(self, query: WorklistQuery = EVERYTHING) -> Sequence[int]:
        """Ids of all pages that answer the query, in its order."""
        ...

    def listed(self, query: WorklistQuery = EVERYTHING, start: int = 0, limit: int = 64) -> WorklistWindow:
        """One window of the worklist: ``limit`` rows from ``start`` on."""
        ...

    def count(self, query: WorklistQuery = EVERYTHING) -> int:
        """How many pages answer the query."""
        ...

    def tally(self, query: WorklistQuery = EVERYTHING, whose: int | None = None) -> Tally:
        """Of the pages that answer the query, its mark left out, how many bear each of ``COUNTED``; ``mine``: how many
        are assigned to the person of that id.
        """
        ...

    def values(self, by: By) -> Sequence[tuple[str, int]]:
        """What stands on the pages: every value by which a filter of this kind (one that takes texts, not ``CODE``)
        finds some, and how many pages bear it; wards of discharge count as departments. In the order of the values.
        """
        ...

    def finished(self, who: int, since: datetime) -> int:
        """How many pages a person has brought to review or past it since a moment, that still stand there."""
        ...

    def rows(self, ids: Iterable[int]) -> list[WorklistRow]:
        """Light rows for these ids, in the same order; unknown ids are left out."""
        ...

    def keep_verdicts(self, verdicts: Iterable[tuple[int, Verdict]], *, wait: bool = True) -> int:
        """Keep the outcome of examinations for the worklist; unknown ids are passed over. The revision of that write.

        ``wait`` False: raises StoreBusyError at once while something else is being written.
        """
        ...

    def changed_since(self, revision: int) -> Changed:
        """What any window or program wrote after that revision. Revisions only grow; 0 is before the first."""
        ...

    def wait_for_change(self, seen: int, seconds: float) -> int:
        """Wait until something is another one than when this gave ``seen``: a write of whatever window or program, or
        a page that was taken or given back. The number to wait with next time: ``seen`` itself after so many seconds
        without any. It is no revision, and of this store alone. At once where nothing was seen yet (-1).

        For a thread that does nothing else. Raises StoreError, at once when the store is closed meanwhile.
        """
        ...
