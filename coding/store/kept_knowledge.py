"""The trade of knowledge: which Knowledge a stamp on a verdict names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

#: What follows this in the stamp of a verdict tells of what stands beside the page, other stays of the person.
BESIDE: Final = "-"


def knowledge_part(stamp: str) -> str:
    """The part of a verdict's stamp that names a Knowledge, with the waivers and the audience it judged for."""
    return stamp.partition(BESIDE)[0]


@dataclass(frozen=True, slots=True)
class NamedKnowledge:
    """A Knowledge that verdicts rest on. ``described``: its parts in words, empty where nobody has said them."""

    stamp: str
    described: Mapping[str, str]
    first_seen: datetime


class KeepsKnowledge(Protocol):
    """Of every stamp on a verdict the ``knowledge_part`` is known here from the moment the verdict was kept."""

    def name_knowledge(self, stamp: str, described: Mapping[str, str], *, wait: bool = True) -> None:
        """Say what a stamp stands for; the first moment it was seen stays."""
        ...

    def named_knowledge(self) -> list[NamedKnowledge]:
        """All that was ever seen, oldest first."""
        ...

    @property
    def knowledge_folder(self) -> Path:
        """Where the copies of what was imported lie; whoever opens this store finds them there. It may not exist."""
        ...
