"""What the program remembers, behind one narrow door.

SQLite is the embedded default (``db.sqlite.store``); a department's PostgreSQL can stand behind the same
interface later. Nothing above this line writes SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from coding.page.change import Change
from coding.page.front_page import FrontPage
from coding.page.reading import Dialect, Reading
from coding.page.waiver import Waiver
from coding.suggest.term_book import TermPair


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One light row of the worklist: all it shows, without the page.

    ``state`` is the worst finding (error, warning, clean, "" = not yet examined); ``progress`` is new,
    edited or done. ``weight`` is the relative weight. ``stamp`` names the Knowledge of the verdict.
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
    progress: str = "new"
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of an examination in the form in which the worklist keeps it.

    ``fired``: rule id, how many findings it gave, and how many of them are waived.
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


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """One edit of a rule: what the hospital says of it from then on (columns → text; None = taken back), by whom."""

    id: int
    rule: str
    columns: Mapping[str, str] | None
    author: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeptWaiver:
    """A waiver in the store; ``page_id`` None = for all pages. Withdrawn where ``ended_at`` says when."""

    id: int
    waiver: Waiver
    page_id: int | None
    ended_by: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fired:
    """How often a rule fired on the pages as they were examined last: pages, findings, and those waived."""

    pages: int
    findings: int
    waived: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit: which Change, by whom, when. ``undoes`` is the entry it takes back."""

    id: int
    page_id: int
    change: Change
    author: str
    at: datetime
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did to the store: ids added, updated (same key, other content), unchanged.

    A page that a person has edited since its first import is never overwritten: it is ``kept``.
    """

    added: tuple[int, ...]
    updated: tuple[int, ...]
    unchanged: tuple[int, ...]
    kept: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportSource:
    """The file that pages came with: what is needed to write them back as they came. Empty when it is not known."""

    file: str = ""
    layout: str = ""
    encoding: str = ""
    columns: tuple[str, ...] = ()
    dialect: Dialect = Dialect()


@dataclass(frozen=True, slots=True)
class KeptTerm:
    """One line of the term book. ``state``: learned (待审核), approved or refused; ``origin``: use, import or
    standardised. ``author`` wrote it first, ``judged_by`` approved or refused it.
    """

    id: int
    pair: TermPair
    first: datetime
    last: datetime
    state: str
    origin: str
    author: str
    judged_by: str = ""
    judged_at: datetime | None = None


class Store(Protocol):
    """Pages, changes, verdicts and settings. Every method is one transaction."""

    def import_reading(self, reading: Reading, step: Callable[[int, int], None] | None = None) -> ImportResult:
        """Keep all pages of a file, all or none. ``step`` is told pages done and in all; if it raises, none is kept."""
        ...

    def sources(self, ids: Sequence[int]) -> list[tuple[ImportSource, tuple[int, ...]]]:
        """The files that these pages came with last, each with its pages, in their order."""
        ...

    def worklist(self) -> Sequence[int]:
        """Ids of all pages, newest discharge first."""
        ...

    def rows(self, ids: Iterable[int]) -> list[WorklistRow]:
        """Light rows for these ids, in the same order; unknown ids are left out."""
        ...

    def page(self, page_id: int) -> FrontPage:
        """The page as it stands now, all its changes applied."""
        ...

    def original(self, page_id: int) -> FrontPage:
        """The page as it was imported."""
        ...

    def append(self, page_id: int, change: Change, author: str, undoes: int | None = None) -> Entry:
        """Apply a Change to the stored page and keep it; committed when this returns.

        Raises StaleChangeError when the stored page is not the one the Change was made for.
        """
        ...

    def history(self, page_id: int) -> list[Entry]:
        """All changes of a page, oldest first."""
        ...

    def keep_verdicts(self, verdicts: Iterable[tuple[int, Verdict]]) -> None:
        """Keep the outcome of examinations for the worklist."""
        ...

    def set_progress(self, page_id: int, progress: str) -> None:
        """Mark a page as new, edited or done."""
        ...

    def setting(self, key: str, default: str = "") -> str:
        """A stored setting."""
        ...

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting."""
        ...

    def edit_rules(
        self, edits: Iterable[tuple[str, Mapping[str, str] | None]], author: str, note: str = ""
    ) -> list[RuleEdit]:
        """Keep edits of rules, all or none: rule id, and what is said of it from now on (None = taken back)."""
        ...

    def rule_edits(self) -> list[RuleEdit]:
        """All edits of rules, oldest first; the last one of a rule is in force."""
        ...

    def add_waiver(self, waiver: Waiver, page_id: int | None = None) -> KeptWaiver:
        """Keep a waiver for one page, or for all."""
        ...

    def end_waiver(self, waiver_id: int, author: str) -> None:
        """Withdraw a waiver; it stays in the list with who and when."""
        ...

    def waivers(self) -> list[KeptWaiver]:
        """All waivers, oldest first, withdrawn and expired ones included."""
        ...

    def fired(self) -> Mapping[str, Fired]:
        """How often each rule fired, by its id; rules that never did are left out."""
        ...

    def pages_with(self, rule: str) -> Sequence[int]:
        """Ids of the pages on which a rule fired when they were examined last, newest discharge first."""
        ...

    def add_terms(self, pairs: Iterable[TermPair], author: str, origin: str = "use", *, approve: bool = False) -> None:
        """Count pairs in the term book, all or none; with ``approve`` the author approves them, too."""
        ...

    def judge_terms(self, ids: Iterable[int], state: str, author: str) -> None:
        """Approve, refuse or set back (learned) terms."""
        ...

    def remove_terms(self, ids: Iterable[int]) -> None:
        """Take terms out of the book."""
        ...

    def terms(self) -> Sequence[KeptTerm]:
        """The term book, what was used last first."""
        ...

    def close(self) -> None:
        """Close the store; idempotent."""
        ...
