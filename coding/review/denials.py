"""Denials and negative lists: each item with its root cause, the rules that may find the like, or by hand.

Folded from the journal: an item is an entry ``denial``; a later entry of the same subject says cause, rule, appeal.
The table of causes is ``resources/indicators/denial_causes.csv``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from coding.review.noted import Noted

#: The kind of the journal that is read here.
DENIAL: Final = "denial"
#: Whence an item came: the insurer's results, a negative list.
PAID, NEGATIVE = "paid", "negative"


@dataclass(frozen=True, slots=True)
class Cause:
    """A root cause: words of the insurer that stand for it, rules that may find the like next month."""

    id: str
    label: str
    words: tuple[str, ...]
    rules: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class DenialItem:
    """One item. ``page_id`` None: it fits no page. ``amount`` in yuan, None = not told, or hidden from whoever asks.

    ``cause``: id of the table; ``by_hand``: a person has said it; "" = nobody knows yet. ``rule``: the rule that a
    person names for it, "" = those of the cause. ``appeal``: what became of it, in words.
    """

    subject: str
    month: str
    source: str
    page_id: int | None
    case_no: str
    discharged: str
    item: str
    words: str
    amount: Decimal | None
    cause: str
    by_hand: bool = False
    rule: str = ""
    appeal: str = ""
    file: str = ""
    why: str = ""
    at: datetime | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that may find the like."""
        if self.rule:
            return (self.rule,)
        known = denial_causes().get(self.cause)
        return known.rules if known is not None else ()

    @property
    def cause_label(self) -> str:
        """The words of the cause."""
        known = denial_causes().get(self.cause)
        return known.label if known is not None else "待归因"

    @property
    def identity(self) -> tuple[str, str, str, str, str, Decimal | None]:
        """What makes two rows of two files the same one, wherever they stand in them."""
        return (self.source, self.case_no, self.discharged, self.item, self.words, self.amount)

    def as_said(self) -> dict[str, Any]:
        """What its entry says: JSON values."""
        names = "source", "case_no", "discharged", "item", "words", "cause", "file", "why"
        amount = None if self.amount is None else str(self.amount)
        return {**{name: getattr(self, name) for name in names}, "amount": amount}


@dataclass(frozen=True, slots=True)
class CauseCount:
    """A cause through two months: items then, and what came the month after: items, pages found by its rules.

    ``found_then``, ``found_next``: pages on which one of the rules fired; None where no rule stands for the cause.
    """

    cause: str
    label: str
    items: int
    pages: int
    amount: Decimal | None
    items_next: int
    rules: tuple[str, ...]
    found_then: int | None
    found_next: int | None


def denial_causes() -> Mapping[str, Cause]:
    """The causes by id, in the order of the table."""
    return _causes()


def cause_of(*texts: str) -> str:
    """The first cause of whose words one stands in these texts; "" for none: a person has to say it."""
    told = "".join(texts)
    return next((one.id for one in _causes().values() if any(word in told for word in one.words)), "")


def denials_of(entries: Iterable[Noted]) -> tuple[DenialItem, ...]:
    """The items in the order in which they came, each with what was said of it last."""
    found: dict[str, DenialItem] = {}
    for entry in entries:
        if entry.kind != DENIAL:
            continue
        before = found.get(entry.subject)
        if before is None and "source" in entry.said:
            found[entry.subject] = _item(entry)
        elif before is not None:
            found[entry.subject] = _later(before, entry.said)
    return tuple(found.values())


def cause_counts(
    then: Iterable[DenialItem], after: Iterable[DenialItem], found: Mapping[str, tuple[frozenset[int], frozenset[int]]]
) -> tuple[CauseCount, ...]:
    """Each cause of a month with what came the month after. ``found``: rule → pages then and after where it fired."""
    items = list(then)
    causes = list(dict.fromkeys(one.cause for one in items))
    order = [*_causes(), ""]
    next_counts = Counter(one.cause for one in after)
    counted = []
    for cause in sorted(causes, key=lambda one: order.index(one) if one in order else len(order)):
        own = [one for one in items if one.cause == cause]
        amounts = [one.amount for one in own if one.amount is not None]
        rules = tuple(dict.fromkeys(rule for one in own for rule in one.rules))
        pages = [frozenset[int]().union(*(found[rule][at] for rule in rules if rule in found)) for at in (0, 1)]
        counted.append(
            CauseCount(
                cause,
                own[0].cause_label,
                len(own),
                len({one.page_id for one in own if one.page_id is not None}),
                sum(amounts, Decimal(0)) if amounts else None,
                next_counts[cause],
                rules,
                len(pages[0]) if rules else None,
                len(pages[1]) if rules else None,
            )
        )
    return tuple(counted)


def _later(item: DenialItem, said: Mapping[str, Any]) -> DenialItem:
    """The item with what was said of it afterwards."""
    return replace(
        item,
        cause=str(said.get("cause", item.cause)),
        rule=str(said.get("rule", item.rule)),
        appeal=str(said.get("appeal", item.appeal)),
        by_hand=item.by_hand or "cause" in said,
    )


def _item(entry: Noted) -> DenialItem:
    said = entry.said
    amount = said.get("amount")
    return DenialItem(
        subject=entry.subject,
        month=entry.month,
        source=str(said.get("source", "")),
        page_id=entry.page_id,
        case_no=str(said.get("case_no", "")),
        discharged=str(said.get("discharged", "")),
        item=str(said.get("item", "")),
        words=str(said.get("words", "")),
        amount=None if amount is None else Decimal(str(amount)),
        cause=str(said.get("cause", "")),
        file=str(said.get("file", "")),
        why=str(said.get("why", "")),
        at=entry.at,
    )


@cache
def _causes() -> Mapping[str, Cause]:
    table = resource_table("indicators/denial_causes.csv", "cause", "label", "words", "rules", "note")
    return {
        row["cause"]: Cause(
            row["cause"], row["label"], tuple(row["words"].split()), tuple(row["rules"].split()), row["note"]
        )
        for row in table
    }
