"""What stands on the pages of the store, read once for each kind of filter and until pages come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import CodingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.store.page_filter import By
    from coding.store.store import KeepsWorklist


class KnownValues:
    """May be asked from any thread: the store is, and the worst is that two of them read the same."""

    def __init__(self, store: KeepsWorklist) -> None:
        self._store = store
        self._read: dict[By, Sequence[tuple[str, int]]] = {}

    def __call__(self, by: By) -> Sequence[tuple[str, int]]:
        """Every value and on how many pages it stands; none where the store cannot say."""
        read = self._read  # what is forgotten while it is being read stays forgotten
        if by not in read:
            try:
                read[by] = self._store.values(by)
            except CodingError:  # it is asked again when pages come
                read[by] = ()
        return read[by]

    def at_hand(self, by: By) -> Sequence[tuple[str, int]]:
        """What is known without reading: for who may not wait."""
        return self._read.get(by, ())

    def has(self, by: By) -> bool:
        """Whether it has been read."""
        return by in self._read

    def forget(self) -> None:
        """Pages came: read again."""
        self._read = {}
