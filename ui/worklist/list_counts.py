"""How many pages bear each mark, and what is left to do today: counted once behind the window, then kept up to date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from coding.base.errors import CodingError
from coding.store.store import Marked, Tally, WorklistQuery
from coding.work.list_marks import marks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from coding.store.store import Store
    from ui.session import Session
    from ui.tasks import Task, TaskRunner

#: Of so many pages that were judged at once the marks are told one by one; of more all is counted again.
_FEW: Final = 20
#: Milliseconds until it is counted again while pages are judged behind the window.
_SOON: Final = 1500
#: What a change of one page may move of what is left.
_LEFT: Final = (Marked.OPEN, Marked.PUT_OFF)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to do: ``open`` pages, ``waiting`` among them, ``today`` finished by who is here; ``mine``: of those
    that are assigned to them, else of all.
    """

    open: int
    waiting: int
    today: int
    mine: bool

    @property
    def words(self) -> str:
        """还剩 71 · 待补 6 · 今日 29."""
        return f"还剩 {self.open:,} · 待补 {self.waiting:,} · 今日 {self.today:,}"


class ListCounts(QObject):
    """``changed``: ``tally`` and ``left`` are other ones. ``runner``: where it is counted."""

    changed = Signal()

    def __init__(
        self, session: Session, runner: TaskRunner, query: Callable[[], WorklistQuery], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._query = query
        self.tally: Tally | None = None
        self.left: Left | None = None
        self._task: Task[tuple[Tally, Left]] | None = None
        self._is_dirty = False
        self._seen: dict[int, frozenset[Marked]] = {}  # the marks that pages bore when they were counted
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.count)
        session.judged.connect(self._on_judged)

    @property
    def is_busy(self) -> bool:
        """True while it is counted."""
        return self._task is not None

    def count(self) -> None:
        """Count all anew, behind the window; what was counted stays until then."""
        self._soon.stop()
        if self._task is not None:
            self._task.cancel()
        self._is_dirty = False
        store, query = self._session.store, self._query()
        midnight = self._session.clock().replace(hour=0, minute=0, second=0, microsecond=0)
        self._task = self._runner.run(
            "计数",
            lambda _task: _counted(store, query, midnight),
            on_result=self._on_counted,
            on_error=self._on_failed,
        )

    def forget(self) -> None:
        """Nothing is known of the pages any more."""
        self._seen.clear()

    def end(self) -> None:
        """The window lets go of the store."""
        self._soon.stop()
        self._session.judged.disconnect(self._on_judged)

    # -- inside

    def _on_counted(self, counted: tuple[Tally, Left]) -> None:
        self._task = None
        self.tally, self.left = counted
        if self._is_dirty:  # a page was judged meanwhile: nobody knows whether it is in
            self._soon.start()
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._task = None
        if not isinstance(error, CodingError):
            raise error

    def _on_judged(self, ids: Sequence[int]) -> None:
        if len(ids) > _FEW:
            self._again()
            return
        try:
            rows = self._session.store.rows(ids)
        except CodingError:
            return
        moved: Counter[Marked] = Counter()
        for row in rows:
            now, before = marks_of(row), self._seen.get(row.id)
            self._seen[row.id] = now
            if before is None and row.id != self._session.page_id:
                self._again()
            moved.update(dict.fromkeys(now - (before or now), 1))
            moved.subtract(dict.fromkeys((before or now) - now, 1))
        if self._task is not None:
            self._is_dirty = True
        if self.tally is None:
            self._again()
        elif any(moved.values()):
            self._move(moved, self.tally)

    def _move(self, moved: Counter[Marked], tally: Tally) -> None:
        """Some pages bear other marks now; they are pages of the list, or it is counted again."""
        query = self._query()
        if query.text.strip() or query.filters or (self.left is not None and self.left.mine):
            self._again(200)
            return
        self.tally = replace(tally, marked={m: n + moved[m] for m, n in tally.marked.items()})
        if self.left is not None:
            opened, waiting = (moved[mark] for mark in _LEFT)
            since = self._session.clock().replace(hour=0, minute=0, second=0, microsecond=0)
            today = self._session.store.finished(self._session.store.me.id, since) if opened else self.left.today
            left = self.left
            self.left = replace(left, open=left.open + opened, waiting=left.waiting + waiting, today=today)
        self.changed.emit()

    def _again(self, milliseconds: int = _SOON) -> None:
        if not self._soon.isActive():
            self._soon.start(milliseconds)


def _counted(store: Store, query: WorklistQuery, midnight: datetime) -> tuple[Tally, Left]:
    me = store.me.id
    tally = store.tally(query, me)
    today = store.finished(me, midnight)
    if store.count(WorklistQuery(mine=me)):
        opened, waiting = (store.count(WorklistQuery(marked=mark, mine=me)) for mark in _LEFT)
        return tally, Left(opened, waiting, today, mine=True)
    if query.text.strip() or query.filters:
        opened, waiting = (store.count(WorklistQuery(marked=mark)) for mark in _LEFT)
    else:
        opened, waiting = (tally.marked[mark] for mark in _LEFT)
    return tally, Left(opened, waiting, today, mine=False)
