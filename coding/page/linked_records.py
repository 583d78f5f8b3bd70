"""What other files put beside a front page: the settlement list of the stay, note times, orders, fees."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from coding.page.front_page import FrontPage

_LIST, _FLOW = "setl_", "wf_"
#: How items of a page begin that come from such files and from no front page file.
LINKED = (_LIST, _FLOW)


def with_list(page: FrontPage, settlement: FrontPage) -> FrontPage:
    """The page with the settlement list of its stay, and the list's own items where the page does not say them.

    A newer list takes the place of the one before; what a person has typed over an item of that one stays.
    """
    former = page.settlement
    typed = {
        key: text
        for key, text in page.values.items()
        if not (key.startswith(_LIST) and former is not None and former.text(key) == text)
    }
    own = {key: text for key, text in settlement.values.items() if key.startswith(_LIST)}
    supplied = frozenset(key for key in settlement.supplied if key.startswith(_LIST))
    kept = replace(settlement, supplied=frozenset(), extra={}, settlement=None)
    return replace(page, values={**own, **typed}, supplied=page.supplied | supplied, settlement=kept)


def with_linked(page: FrontPage, before: FrontPage) -> FrontPage:
    """The page of a newer front page file with what other files had put beside it: that file does not know of it."""
    keys = frozenset(key for key in before.supplied - page.supplied if key.startswith(LINKED))
    values = {key: before.values[key] for key in keys if key in before.values}
    settlement = page.settlement or before.settlement
    return replace(page, values={**values, **page.values}, supplied=page.supplied | keys, settlement=settlement)


def with_brought(page: FrontPage, brought: FrontPage) -> FrontPage:
    """The page as it stands with the linked items of ``brought``, which is that page as it was when they were read."""
    own = {key: text for key, text in page.values.items() if not key.startswith(LINKED)}
    values = {key: text for key, text in brought.values.items() if key.startswith(LINKED)}
    supplied = frozenset(key for key in brought.supplied if key.startswith(LINKED))
    return replace(page, values={**own, **values}, supplied=page.supplied | supplied, settlement=brought.settlement)


def with_typed(page: FrontPage, before: FrontPage, typed: Collection[str]) -> FrontPage:
    """The page with those of its linked items as they were before that a person had ``typed``."""
    kept = {key: before.text(key) for key in typed if key.startswith(LINKED)}
    if not kept:
        return page
    values = {**page.values, **kept}
    return replace(page, values={key: text for key, text in values.items() if text or key not in kept})
