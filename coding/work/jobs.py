"""What is done with many things alike, as it is sent to where they are done: small, with the files it needs named."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

Item = TypeVar("Item")
Result = TypeVar("Result")
#: Where each file lies that another machine was sent, by where it lies here.
Places = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LostChunk:
    """What was done together and could not be done, and why: words for the person, a trace for the log."""

    why: str
    trace: str = ""


#: Does a job on items, in their order.
Do = Callable[[Iterable[Item]], Generator[Result | LostChunk, None, None]]


@dataclass(frozen=True, slots=True)
class Opened(Generic[Item, Result]):
    """A job with all it needs loaded. ``stamp`` names the content of that: it is the same wherever the job is opened,
    or it is another job.
    """

    stamp: str
    do: Callable[[Item], Result]


class Job(Protocol[Item, Result]):
    """What is done with many items alike; it pickles."""

    def files(self) -> Iterable[str]:
        """The files and folders that it reads when it is opened."""
        ...

    def at(self, places: Places) -> Job[Item, Result]:
        """The same where these files lie elsewhere."""
        ...

    def opened(self) -> Opened[Item, Result]:
        """All that it needs, loaded. Raises KnowledgeError."""
        ...


@runtime_checkable
class WithFiles(Protocol):
    """Work that reads files beside those of its Knowledge."""

    def files(self) -> Iterable[str]:
        """The files and folders."""
        ...

    def at(self, places: Places) -> Any:
        """The same where these files lie elsewhere."""
        ...
