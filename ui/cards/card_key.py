"""What a card is of, what a list of cards holds, and how a widget says which code it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from coding.codes.entry import CodeKind

if TYPE_CHECKING:
    from collections.abc import Callable


class CardKind(StrEnum):
    """A diagnosis, a procedure, or a group; the first two are the kinds of code tables."""

    DIAGNOSIS = CodeKind.DIAGNOSIS.value
    PROCEDURE = CodeKind.PROCEDURE.value
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class CardKey:
    """Of what a card is: a code, or a group by its code."""

    kind: CardKind
    code: str


def key_of(code: str, kind: CodeKind) -> CardKey:
    """The card of a code."""
    return CardKey(CardKind(kind.value), code)


@dataclass(frozen=True, slots=True)
class ListedCard:
    """One line of a list: what it opens (None: nothing), its code, its name, what else is to be said of it."""

    key: CardKey | None
    code: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CardList:
    """A list too long for a card; ``rows`` are made when it is opened."""

    title: str
    rows: Callable[[], tuple[ListedCard, ...]]


#: What a link leads to.
Target: TypeAlias = CardKey | CardList


@runtime_checkable
class NamesCode(Protocol):
    """A widget that knows on which code the person is."""

    def named_code(self) -> CardKey | None:
        """The code that has the focus; None where none has it."""
