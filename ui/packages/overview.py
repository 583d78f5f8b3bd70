"""What the desk of packages shows first: wards and pages, who has a card, what is out, what was brought in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.base.period import read_period
from coding.work.dealing_out import by_ward, still_out
from coding.work.partners import partners

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.exchange.cards import Card
    from coding.store.kept_packages import KeepsPackages, NotedPackage
    from coding.store.store import Store


@dataclass(frozen=True, slots=True)
class Overview:
    """As the store says at one moment. ``out``: page → who has it."""

    wards: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    out: Mapping[int, str] = field(default_factory=dict)
    cards: Mapping[str, Card] = field(default_factory=dict)
    dealt: tuple[NotedPackage, ...] = ()
    brought: tuple[NotedPackage, ...] = ()


def overview(store: Store, notes: KeepsPackages, period: str = "") -> Overview:
    """Ask the store. ``period``: of which discharges. Raises UnusableInputError for one that cannot be read."""
    spell = read_period(period) if period.strip() else None
    wards = by_ward(store, spell.first.isoformat(), spell.last.isoformat()) if spell else by_ward(store)
    packages = notes.packages()
    out = still_out(notes, [page_id for ids in wards.values() for page_id in ids])
    dealt, brought = (tuple(p for p in reversed(packages) if p.is_ours is ours) for ours in (True, False))
    return Overview(wards, out, partners(store), dealt, brought)
