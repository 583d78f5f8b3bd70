"""Where a command has its work done, in processes of this machine or in a cluster, and whether it can be resumed.

What neither is asked of loads nothing of it.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from coding.work.grouped_rows import grouped_by, grouped_lines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from coding.exchange.read import Source
    from coding.work.cluster import Cluster
    from coding.work.executors import Executor
    from coding.work.grouped_rows import GroupedLines, LostLines, Recipe, Rows, RowWriter
    from coding.work.jobs import Job, LostChunk
    from coding.work.journal import Journal

#: Arguments that say how a command runs, not what it makes.
_HOW: Final = frozenset({"jobs", "cluster", "resume", "quiet", "json"})


@dataclass(frozen=True, slots=True)
class Running:
    """Where the work is done. ``now``: the present moment, of a run that is taken up again when it began."""

    now: datetime
    jobs: int = 0
    cluster: Cluster | None = None
    journal: Journal | None = None

    def executor(self, pages: int) -> Executor:
        """The executor for so many pages."""
        from coding.work.batch import executor_for

        executor: Executor = self.cluster or executor_for(pages, self.jobs)
        if self.journal is None:
            return executor
        from coding.work.journal import Journaled

        return Journaled(executor, self.journal)

    def rows(self, source: Source, recipe: Recipe, writer: RowWriter) -> Iterator[GroupedLines | LostLines]:
        """The lines of all rows of a file, in order. ``writer`` is that of the recipe."""
        if self.cluster is None and self.journal is None:
            return grouped_lines(source, writer)
        return grouped_by(source, recipe, writer, self._done)

    def _done(
        self, job: Job[Rows, GroupedLines], items: Callable[[], Iterator[Rows]]
    ) -> Iterator[GroupedLines | LostChunk]:
        do = partial(_here if self.cluster is None else self.cluster.each, job)
        if self.journal is None:
            return do(items())
        from coding.work.journal import kept_or_done

        return kept_or_done(self.journal, job, items, do)


def _here(job: Job[Rows, GroupedLines], items: Iterable[Rows]) -> Generator[GroupedLines | LostChunk, None, None]:
    done = job.opened().do
    yield from map(done, items)


@contextmanager
def running(arguments: argparse.Namespace, out: Path) -> Iterator[Running]:
    """Where the work of this run is done, whose results go to ``out``. Raises UnusableInputError."""
    with ExitStack() as held:
        journal = _journal(arguments, out) if arguments.resume else None
        now = journal.now if journal is not None else datetime.now()
        runs = Running(now, getattr(arguments, "jobs", 0), _cluster(arguments, held), journal)
        try:
            yield runs
        except BaseException:
            _tell_kept(journal)
            raise
        if journal is not None and journal.is_whole:
            journal.remove()
        elif journal is not None:
            _tell_kept(journal)


def _cluster(arguments: argparse.Namespace, held: ExitStack) -> Cluster | None:
    if not arguments.cluster:
        return None
    from coding.work.cluster import opened_cluster

    return held.enter_context(opened_cluster(arguments.cluster))


def _journal(arguments: argparse.Namespace, out: Path) -> Journal:
    from coding.work.journal import Journal

    asked = sorted((name, value) for name, value in vars(arguments).items() if name not in _HOW)
    journal = Journal(out, asked, datetime.now())
    if journal.kept and not arguments.quiet:
        print(
            f"接着上次没有做完的做：已有 {len(journal.kept):,} 块的结果；"
            f"没有写 --as-of 的，“今天”仍是 {journal.now:%Y-%m-%d}。",
            file=sys.stderr,
        )
    return journal


def _tell_kept(journal: Journal | None) -> None:
    if journal is not None and journal.has_any:
        print(
            f"做完的部分留在“{journal.folder}”，里面有病案内容，只有本人可读："
            "再运行同一条命令接着做；不要了请删去这个文件夹。",
            file=sys.stderr,
        )
