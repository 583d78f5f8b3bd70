"""Who has said for herself that she does not want to see weights and yuan at this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.store.setting import Setting, Whose

if TYPE_CHECKING:
    from coding.store.store import Store

#: Numbers of the people who want money hidden, with blanks between.
HIDDEN: Final = Setting("money.hidden", whose=Whose.MACHINE)


def wants_no_money(store: Store) -> bool:
    """Whether the person at the store has said so."""
    return str(store.me.id) in HIDDEN.read(store).split()


def want_money(store: Store, *, shown: bool) -> None:
    """Say it, or take it back; it holds from now on."""
    others = [one for one in HIDDEN.read(store).split() if one != str(store.me.id)]
    HIDDEN.write(store, " ".join(others if shown else [*others, str(store.me.id)]))
    store.hide_money(not shown)


def as_she_wants(store: Store) -> Store:
    """The store, with what the person at it has said before."""
    if wants_no_money(store):
        store.hide_money(True)
    return store
