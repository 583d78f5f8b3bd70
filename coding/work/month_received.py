"""Files that came for a month: written down for every month that is open and has pages of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.review.people import Command
from coding.work.months import known_months, receive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.store.store import Store
    from coding.work.importing import Imported


def receive_in_open_months(store: Store, imported: Sequence[Imported]) -> list[str]:
    """Write down each of these files in the open months of its pages; the months. Whoever may not keep months writes
    nothing, and the import stands all the same.
    """
    if not store.me.may(Command.KEEP_MONTH):
        return []
    is_open = {month.month for month in known_months(store) if not month.is_closed}
    told = []
    for month in sorted(is_open):
        of_month = [one for one in imported if month in _months(one)]
        if of_month:
            receive(store, month, of_month)
            told.append(month)
    return told


def _months(imported: Imported) -> set[str]:
    return {page.text("discharge_datetime").strip()[:7] for page in imported.reading.pages}
