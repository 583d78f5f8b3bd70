"""From files that are given to the window to the act that each of them is for, one after the other."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer

from ui.given.overlay import DropOverlay
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from coding.work.given_files import Given
    from coding.work.given_kind import GivenKind
    from ui.dropping import Dropping
    from ui.tasks import Task
    from ui.workplace import Workplace

#: Milliseconds between two looks whether the next file can have its turn.
_PAUSE: Final = 150
_NOT_HERE: Final = "只能拖入磁盘或网络盘上的文件和文件夹：请先把它存成文件。"
_LOOKED_AT: Final = "正在识别 {count:,} 个文件…\n松开后按识别的结果处理"
_TITLE: Final = "识别拖入的文件"


class GivenFiles(QObject):
    """``deeds``: what is done with one of a kind, ``together``: with all of a kind at once. ``is_free``: nobody is busy
    with the one before. Of several kinds at once, and where something cannot be used, a person is asked first.
    """

    def __init__(
        self,
        place: Workplace,
        deeds: Mapping[GivenKind, Callable[[Given], object]],
        together: Mapping[GivenKind, Callable[[Sequence[Given]], object]],
        is_free: Callable[[], bool],
    ) -> None:
        super().__init__(place.parent)
        self._place, self._deeds, self._together, self._is_free = place, deeds, together, is_free
        self.overlay = DropOverlay(place.parent)
        self._held: tuple[Path, ...] = ()
        self._known: Sequence[Given] | None = None  # what is over the window, once it was looked at
        self._held_look: Task[list[Given]] | None = None  # at what is over the window
        self._sorting: Task[list[Given]] | None = None  # what was let go
        self._unsorted: deque[tuple[Path, ...]] = deque()
        self._waiting: deque[Given] = deque()
        self._next = QTimer(self, interval=_PAUSE)
        self._next.timeout.connect(self._go_on)
        self._to_ask: Sequence[Given] = ()  # until somebody is there who may be asked

    def watch(self, dropping: Dropping) -> None:
        """Tell of what is held over the window, and take what is let go."""
        dropping.held.connect(lambda paths: self._hold(dropping, paths))
        dropping.left.connect(self._let_go)
        dropping.dropped.connect(self.take)

    @property
    def waiting(self) -> int:
        """How many files wait for their turn."""
        return len(self._waiting) + len(self._unsorted) + (self._sorting is not None) + bool(self._to_ask)

    def take(self, paths: Sequence[Path]) -> None:
        """Sort out what somebody has given, and do with it what is done with such a thing."""
        if not paths:
            self._place.refuse(_NOT_HERE)
            return
        self._unsorted.append(tuple(paths))
        self._go_on()

    # -- over the window

    def _hold(self, dropping: Dropping, paths: tuple[Path, ...]) -> None:
        self._known = None
        if self._held_look is not None:
            self._held_look.cancel()
        if not paths:
            self.overlay.say(_NOT_HERE, refused=True)
            return
        self.overlay.say(_LOOKED_AT.format(count=len(paths)))
        self._held = paths

        def tell(found: list[Given]) -> None:
            from coding.work.given_files import in_words as told

            if self._held == paths and self.overlay.isVisible():
                self._known = found
                dropping.is_refused = all(one.why for one in found)
                self.overlay.say(told(found), refused=dropping.is_refused)

        self._held_look = self._look(paths, tell)

    def _let_go(self) -> None:
        self.overlay.hide()
        self._held = ()

    # -- given

    def _look(
        self, paths: Sequence[Path], then: Callable[[list[Given]], None], ended: Callable[[], None] | None = None
    ) -> Task[list[Given]]:
        store = self._place.store

        def work(task: Task[list[Given]]) -> list[Given]:
            from coding.work.column_maps import kept_profiles
            from coding.work.given_files import sorted_out

            return sorted_out(paths, store.me, kept_profiles(store), task.report)

        return self._place.runner.run(
            _TITLE, work, on_result=then, on_error=lambda error: self._place.refuse(in_words(error)), on_end=ended
        )

    def _go_on(self) -> None:
        if self._sorting is not None:
            pass
        elif self._to_ask:
            if self._is_free():
                found, self._to_ask = self._to_ask, ()
                self._ask(found)
        elif self._unsorted and not self._waiting and self._is_free():
            self._sort(self._unsorted.popleft())
        elif self._waiting and self._is_free():
            self._begin(self._waiting.popleft())
        if self.waiting:
            self._next.start()
        else:
            self._next.stop()

    def _begin(self, one: Given) -> None:
        if one.kind in self._together:
            alike = [one, *(other for other in self._waiting if other.kind is one.kind)]
            self._waiting = deque(other for other in self._waiting if other.kind is not one.kind)
            self._together[one.kind](alike)
        else:
            self._deeds[one.kind](one)

    def _sort(self, paths: tuple[Path, ...]) -> None:
        known, self._known = self._known, None
        if known and {*paths} == {one.path for one in known}:
            self._put(known)
        else:
            self._sorting = self._look(paths, self._put, self._sorted)

    def _sorted(self) -> None:
        self._sorting = None
        self._go_on()

    def _put(self, found: Sequence[Given]) -> None:
        """Queue what is of one kind and can be used; ask about anything else."""
        usable = [one for one in found if not one.why]
        if not usable:
            told = [f"{one.path.name}：{one.why}" for one in found[:1]]
            more = f"另有 {len(found) - 1:,} 个也不能处理。" if len(found) > 1 else ""
            self._place.refuse("".join((*told, more)))
        elif len(usable) == len(found) and len({one.kind for one in usable}) == 1:
            self._queue(usable)
        else:
            self._to_ask = found
            self._go_on()

    def _ask(self, found: Sequence[Given]) -> None:
        from ui.given.given_dialog import GivenDialog

        dialog = GivenDialog(found, self._place.parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.agreed.connect(self._queue)
        dialog.open()

    def _queue(self, found: Sequence[Given]) -> None:
        self._waiting.extend(one for one in found if one not in self._waiting)
        self._go_on()
