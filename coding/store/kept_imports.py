"""The trade of imports: files that came, and what is needed to write their pages back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from coding.page.reading import Dialect, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


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


class KeepsImports(Protocol):
    """Files in."""

    def import_reading(self, reading: Reading, step: Callable[[int, int], None] | None = None) -> ImportResult:
        """Keep all pages of a file, all or none. ``step`` is told pages done and in all; if it raises, none is kept.

        Others write while a large file comes, and see none of it before it is whole. One file comes at a time: raises
        StoreBusyError while another one does.
        """
        ...

    def clear_interrupted(self, check: Callable[[], None] | None = None) -> None:
        """Take away what an import left that was cut off; nobody has ever seen it. ``check`` may raise to stop: the
        next one goes on with it.
        """
        ...

    def sources(self, ids: Sequence[int]) -> list[tuple[ImportSource, tuple[int, ...]]]:
        """The files that these pages came with last, each with its pages, in their order."""
        ...

    def of_layout(self, layout: str) -> Sequence[int]:
        """The ids of the pages that came last with files of a layout (``setl4101``), ascending."""
        ...
