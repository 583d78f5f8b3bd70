"""Examination of all pages behind the window: the worklist fills while the user works."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from coding.review.people import Command
from coding.work.rechecking import Verdicts, altered_or_unproved, examined, outdated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.knowledge.knowledge import Knowledge
    from coding.work.contexts import Contexts
    from ui.page_changes import What
    from ui.session import Session
    from ui.tasks import Task, TaskRunner

#: Seconds of rest for the window after each page.
_REST = 0.0005
#: Seconds between two looks whether the run was given up, while the window keeps verdicts.
_LOOK = 0.05
#: Milliseconds after which verdicts that could not be kept are given again.
_AGAIN = 3000


class BatchExamination(QObject):
    """Examines the pages whose verdict is not the one that would be given now; one run over all at a time."""

    def __init__(self, session: Session, runner: TaskRunner) -> None:
        super().__init__()
        self._session = session
        self._runner = runner
        self._task: Task[None] | None = None
        self._edits = 0
        self._edited: dict[int, int] = {}  # page → the number of the last edit of it or its neighbours
        session.changed.connect(self._on_changed)
        session.share_changed.connect(self._ask_for_evidence_anew)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN)
        self._again.timeout.connect(self.start)
        session.noted.postponed.connect(self._again.start)

    @property
    def is_running(self) -> bool:
        """Whether pages are being examined."""
        return self._task is not None

    def start(self) -> None:
        """Examine what has to be; a run that is under way is given up for the new one."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._session.knowledge is not None and self._may_keep:
            self._task = self._run("检查全部病案", self._session.knowledge, None)

    @property
    def _may_keep(self) -> bool:
        """Verdicts that may not be kept need not be given."""
        return self._session.store.me.may(Command.KEEP_VERDICTS)

    def end(self) -> None:
        """The window closes: nothing is begun any more."""
        self._again.stop()

    def _on_changed(self, what: What) -> None:
        self._edits += 1
        self._edited.update(dict.fromkeys((what.page_id, *what.beside), self._edits))
        # one that was left before it could be stored is nobody's page in work: its verdict is given here
        ids = what.beside if what.page_id == self._session.page_id else what.beside | {what.page_id}
        if ids and self._session.knowledge is not None and self._may_keep:
            self._run("检查同一患者的其他病案", self._session.knowledge, sorted(ids))

    def _ask_for_evidence_anew(self) -> None:
        if self._session.knowledge is not None and self._may_keep:
            ids = altered_or_unproved(self._session.store)
            self._run("重查依据", self._session.knowledge, ids)

    def _run(self, title: str, knowledge: Knowledge, ids: Sequence[int] | None) -> Task[None]:
        """Examine these pages, or all whose verdict is outdated, behind the window."""
        contexts, since = self._session.contexts, self._edits
        kept = threading.Event()

        def keep(_done: int, _total: int, part: Verdicts) -> None:
            now = self._session.knowledge
            try:
                # a term book that has learned a word is another Knowledge with the same verdicts
                if now is not None and now.stamp == knowledge.stamp and contexts is self._session.contexts:
                    self._keep(part, since)
            finally:
                kept.set()

        def end() -> None:
            if self._task is task:
                self._task = None

        task: Task[None] = self._runner.run(
            title, lambda task: self._examine(task, knowledge, contexts, ids, kept), on_progress=keep, on_end=end
        )
        return task

    def _examine(
        self,
        task: Task[None],
        knowledge: Knowledge,
        contexts: Contexts,
        ids: Sequence[int] | None,
        kept: threading.Event,
    ) -> None:
        """``kept``: the window has kept what it was told last. Until then the next pages wait: what piles up there
        would hold the window for seconds.
        """
        store, now = self._session.store, self._session.clock()

        def pause() -> None:
            task.check()
            time.sleep(_REST)

        if ids is None:
            ids = outdated(store, knowledge, contexts, now, task.check)
        done = 0
        for verdicts in examined(store, ids, knowledge, contexts, now, pause):
            done += len(verdicts)
            kept.clear()
            task.report(done, len(ids), verdicts)
            while not kept.wait(_LOOK):
                task.check()

    def _keep(self, verdicts: Verdicts, since: int) -> None:
        # what was edited since the run began, and what stands beside it, gets a newer verdict; so does the page in work
        here = self._session.page_id
        fresh = [(i, v) for i, v in verdicts if self._edited.get(i, 0) <= since and i != here]
        if fresh:
            self._session.noted.keep_verdicts(fresh)
            self._session.judged.emit([i for i, _ in fresh])
