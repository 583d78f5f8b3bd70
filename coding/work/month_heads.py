"""The ends of the audit chain that the closed months name: reports print them, and a verification asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coding.review.people import Command
from coding.store.kept_audit import Head
from coding.store.kept_months import MonthKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.store.store import Store


def head_as_dict(head: Head) -> dict[str, Any]:
    """As it is frozen with a month."""
    return {"id": head.id, "hash": head.hash}


def head_of(frozen: Mapping[str, Any]) -> Head | None:
    """The end of the chain that a closing names; None where it names none."""
    told = frozen.get("head")
    return Head(int(told["id"]), str(told["hash"])) if isinstance(told, dict) else None


def month_heads(store: Store) -> Sequence[Head]:
    """What all closings say that the chain once ended with, oldest first; none for whom months are hidden."""
    if not store.me.may(Command.SEE_MONTH):
        return ()
    heads = (head_of(entry.said) for entry in store.month_entries(kinds={MonthKind.CLOSED}))
    return [head for head in heads if head is not None]


def head_words(head: Head | None) -> str:
    """审计链：关账时共 1,204 条，末条 3f9a… ; what a report prints, so that the file cannot be exchanged unseen."""
    return "" if head is None else f"审计链：关账时共 {head.id:,} 条，末条校验码 {head.hash}"
