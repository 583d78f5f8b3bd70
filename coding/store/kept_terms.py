"""The trade of terms: the hospital's own term book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from coding.suggest.term_book import TermPair


@dataclass(frozen=True, slots=True)
class KeptTerm:
    """One line of the term book. ``state``: learned (待审核), approved or refused; ``origin``: use, import,
    standardised or years. ``author`` wrote it first, ``judged_by`` approved or refused it.
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


class KeepsTerms(Protocol):
    """The term book."""

    def add_terms(self, pairs: Iterable[TermPair], origin: str = "use", *, approve: bool = False) -> None:
        """Count pairs in the term book, all or none; with ``approve`` they are approved, too."""
        ...

    def judge_terms(self, ids: Iterable[int], state: str) -> None:
        """Approve, refuse or set back (learned) terms."""
        ...

    def remove_terms(self, ids: Iterable[int]) -> None:
        """Take terms out of the book."""
        ...

    def terms(self) -> Sequence[KeptTerm]:
        """The term book, what was used last first."""
        ...
