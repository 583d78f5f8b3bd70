"""综合病种: the row of a category, else of a range that holds it, for one kind of treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.dip.packet_catalogue import MixedRow

#: So many pairs of category and kind are remembered.
_MOST = 10_000


class MixedRows:
    """The mixed rows of a catalogue; what was found of a category is remembered."""

    def __init__(self, rows: Iterable[MixedRow]) -> None:
        self._rows = tuple(rows)
        self._known: dict[tuple[str, str], MixedRow | None] = {}

    def of(self, code: str, kind: str) -> MixedRow | None:
        """The row of this kind of treatment for a diagnosis; None where the catalogue has none."""
        key = code[:3], kind
        if key not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            found = [row for row in self._rows if row.kind == kind and row.dx.meets(code)]
            self._known[key] = min(found, key=_is_range, default=None)
        return self._known[key]


def _is_range(row: MixedRow) -> bool:
    return row.dx.first != row.dx.last
