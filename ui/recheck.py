"""Examination of all pages behind the window: the worklist fills while the user works."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject

from coding.examine.examine import examine, stamp_of
from coding.knowledge.knowledge import Knowledge
from coding.store.store import Store, Verdict, WorklistQuery
from ui.contexts import Contexts
from ui.session import Session, verdict_of
from ui.tasks import Task, TaskRunner
from ui.worklist.selection import chunked

#: Pages whose verdicts are kept together; seconds of rest for the window after each page.
_CHUNK = 25
_REST = 0.0005

Verdicts = list[tuple[int, Verdict]]


class BatchExamination(QObject):
    """Examines the pages whose verdict was not given by the Knowledge in force; one run at a time."""

    def __init__(self, session: Session, runner: TaskRunner) -> None:
        super().__init__()
        self._session = session
        self._runner = runner
        self._task: Task[None] | None = None
        self._touched: set[int] = set()
        session.changed.connect(lambda what: self._touched.add(what.page_id))

    @property
    def is_running(self) -> bool:
        """Whether pages are being examined."""
        return self._task is not None

    def start(self) -> None:
        """Examine what has to be; a run that is under way is given up for the new one."""
        if self._task is not None:
            self._task.cancel()
        knowledge = self._session.knowledge
        if knowledge is None:
            return
        store, contexts = self._session.store, self._session.contexts
        self._touched.clear()

        def end() -> None:
            if self._task is task:
                self._task = None

        task: Task[None] = self._runner.run(
            "检查全部病案",
            lambda task: _examine_all(task, store, knowledge, contexts),
            on_progress=lambda _done, _total, part: self._keep(part, knowledge, contexts),
            on_end=end,
        )
        self._task = task

    def _keep(self, verdicts: Verdicts, knowledge: Knowledge, contexts: Contexts) -> None:
        # A page that was altered since it was read has a newer verdict of its own.
        fresh = [(i, v) for i, v in verdicts if i not in self._touched and i != self._session.page_id]
        if fresh and knowledge is self._session.knowledge and contexts is self._session.contexts:
            self._session.keep_verdicts(fresh)
            self._session.judged.emit([i for i, _ in fresh])


def _examine_all(task: Task[None], store: Store, knowledge: Knowledge, contexts: Contexts) -> None:
    now = datetime.now()
    ids = _outdated(store, knowledge, contexts, now)
    done = 0
    for chunk in chunked(ids, _CHUNK):
        verdicts: Verdicts = []
        for page_id, page in store.pages(chunk):
            task.check()
            verdicts.append((page_id, verdict_of(examine(page, knowledge, contexts.of(page_id, now)))))
            time.sleep(_REST)
        done += len(chunk)
        task.report(done, len(ids), verdicts)


def _outdated(store: Store, knowledge: Knowledge, contexts: Contexts, now: datetime) -> Sequence[int]:
    """The pages whose verdict bears another stamp than it would now; waivers of its own give a page its own stamp."""
    stamp = stamp_of(knowledge, contexts.of(None, now))
    own = {page_id: stamp_of(knowledge, contexts.of(page_id, now)) for page_id in contexts.by_page}
    holding = {row.id for row in store.rows(own) if row.state and row.stamp == own[row.id]}
    return [
        *(i for i in own if i not in holding),
        *(i for i in store.worklist(WorklistQuery(outdated=stamp)) if i not in own),
    ]
