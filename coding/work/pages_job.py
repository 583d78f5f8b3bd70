"""Work on pages under a Knowledge, as it is sent to where it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic

from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.work.jobs import Opened, Places, Result, WithFiles

if TYPE_CHECKING:
    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.work.chunks import PackedChunk

#: What is done with one page; a function of a module, so that it can be sent to a worker.
Work = Callable[["FrontPage", "Knowledge", "Context"], Result]
#: Parts of a source that are files.
_FILES: Final = (
    "dx_table", "px_table", "scheme", "tariff", "terms", "dx_map", "px_map", "amendments", "policy", "calendar",
    "sex_table", "tcm_sheet",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PagesJob(Generic[Result]):
    """Work on the pages of chunks."""

    work: Work[Result]
    source: KnowledgeSource

    def files(self) -> tuple[str, ...]:
        """See Job."""
        return (*source_files(self.source), *(self.work.files() if isinstance(self.work, WithFiles) else ()))

    def at(self, places: Places) -> PagesJob[Result]:
        """See Job."""
        work = self.work.at(places) if isinstance(self.work, WithFiles) else self.work
        return PagesJob(work, source_at(self.source, places))

    def opened(self) -> Opened[PackedChunk, list[Result]]:
        """See Job."""
        knowledge = load_knowledge(self.source)
        return Opened(knowledge.stamp, partial(_done, self.work, knowledge))


def _done(work: Work[Result], knowledge: Knowledge, chunk: PackedChunk) -> list[Result]:
    return [work(page, knowledge, context) for page, context in chunk.opened()]


def source_files(source: KnowledgeSource) -> tuple[str, ...]:
    """The files and folders that a Knowledge is read from."""
    from coding.payment.policy import DEMONSTRATION

    named = (*(getattr(source, name) for name in _FILES), *(part.path for part in source.dated))
    return tuple(dict.fromkeys(path for path in named if path and path not in DEMONSTRATION))


def source_at(source: KnowledgeSource, places: Places) -> KnowledgeSource:
    """The same source where its files lie elsewhere."""
    moved: dict[str, Any] = {name: places[path] for name in _FILES if (path := getattr(source, name)) in places}
    dated = tuple(replace(part, path=places.get(part.path, part.path)) for part in source.dated)
    return replace(source, **moved, dated=dated)
