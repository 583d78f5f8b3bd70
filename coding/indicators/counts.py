"""What figures ask of the pages of a spell of time, whoever counts them: a frame in memory, or an engine beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.indicators.expression import Expression
    from coding.indicators.tally import Sum


class Parted(Protocol):
    """The parts of a scope, in the order of their values."""

    @property
    def values(self) -> tuple[str, ...]:
        """What each part is called; of all pages in one part, one empty text."""
        ...


class Counts(Protocol):
    """Pages that can be counted by expressions, in the parts of any column of texts."""

    def __len__(self) -> int: ...

    def whole(self) -> Parted:
        """The one part that holds every page."""
        ...

    def parts(self, column: str, blank: str, *, named_only: bool = False) -> Parted:
        """The parts by a column. Pages without one are together as ``blank``, or in no part where only what is named
        is one.
        """
        ...

    def sums(self, expression: Expression, parts: Any) -> Sequence[Sum]:
        """What an expression comes to in each part, in their order; the parts are those that it gave itself."""
        ...
