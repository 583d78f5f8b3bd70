"""What a row of the worklist shows beside what it holds: whose the page is, until when, and whether it is 补报."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from coding.page.step import PageState
from coding.work.releasing import reported_again

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from coding.store.store import Store, WorklistRow
    from ui.presence import Presence

#: In these somebody may have something to do yet.
_AT_WORK: Final = frozenset(
    {PageState.NEW, PageState.CODING, PageState.WAITING, PageState.RETURNED, PageState.SUBMITTED}
)
#: In these a page that was reported before may be.
_AGAIN: Final = frozenset({*_AT_WORK - {PageState.NEW}, PageState.PASSED})


@dataclass(frozen=True, slots=True)
class RowBeside:
    """``who``: whose page it is, "" where it is mine or nobody's. ``is_late``: the day has gone, the page is open.
    ``editor``: who else is at it now, and ``until`` when, if she does not go on.
    """

    who: str = ""
    is_mine: bool = False
    due: date | None = None
    is_late: bool = False
    is_again: bool = False
    editor: str = ""
    until: datetime | None = None

    @property
    def chip(self) -> str:
        """李 12-05: the first sign of the name and the day, as the row has room for."""
        day = f"{self.due:%m-%d}" if self.due is not None else ""
        return " ".join(part for part in (self.who[:1], day) if part)

    @property
    def words(self) -> tuple[str, ...]:
        """The same in words, for who points at the row."""
        whose = "分派给我" if self.is_mine else f"分派给{self.who}" if self.who else ""
        due = f"最迟 {self.due:%Y-%m-%d} 完成编码{'，已逾期' if self.is_late else ''}" if self.due is not None else ""
        again = "补报：上报后又修改，须再次上报" if self.is_again else ""
        at_it = f"正在由{self.editor}编辑（至 {self.until:%H:%M}）" if self.until is not None else ""
        return tuple(part for part in (at_it, "，".join(filter(None, (whose, due))), again) if part)


class RowsBeside:
    """Asks for a block of rows at once; the names of people are read once, until ``forget``."""

    def __init__(self, store: Store, presence: Presence, today: Callable[[], date]) -> None:
        self._store = store
        self._presence = presence
        self._today = today
        self._names: dict[int, str] | None = None

    def forget(self) -> None:
        """People may be other ones."""
        self._names = None

    def of(self, rows: Sequence[WorklistRow]) -> dict[int, RowBeside]:
        """What these rows show beside; rows without anything are left out. Raises CodingError."""
        given = self._store.assignments([row.id for row in rows])
        again = reported_again(self._store, [row.id for row in rows if PageState(row.progress) in _AGAIN])
        at_it = {row.id: one for row in rows if (one := self._presence.of(row.id)) is not None}
        if not given and not again and not at_it:
            return {}
        me, today, names = self._store.me.id, self._today(), self._people()
        found: dict[int, RowBeside] = {}
        for row in rows:
            one, is_open = given.get(row.id), PageState(row.progress) in _AT_WORK
            if one is not None:
                who = "" if one.who == me else names.get(one.who, "")
                due = one.due if is_open else None
                late = due is not None and due < today
                found[row.id] = RowBeside(who, one.who == me, due, late, row.id in again)
            elif row.id in again:
                found[row.id] = RowBeside(is_again=True)
            if (taken := at_it.get(row.id)) is not None:
                beside = found.get(row.id, RowBeside())
                found[row.id] = replace(beside, editor=taken.name, until=taken.until)
        return found

    def _people(self) -> dict[int, str]:
        if self._names is None:
            self._names = {person.id: person.name for person in self._store.people()}
        return self._names
