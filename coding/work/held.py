"""Changes that were made and could not be stored yet: kept in order, shown on their pages, written when it is possible.

A store that is busy, full, removed or read-only must not cost a word that was typed. ``HeldChanges`` is used by two
threads: the window adds to it and looks into it, the writer takes from it; none of them waits for the other.
"""

from __future__ import annotations

import logging
import threading
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError, StaleChangeError
from coding.store.store import Applied, Entry, Unsaved
from coding.store.store_errors import (
    NotAllowedError,
    PageReadOnlyError,
    PageTakenError,
    UnknownPageError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from coding.page.change import Change
    from coding.page.front_page import FrontPage
    from coding.store.course import Course
    from coding.store.store import Store

_LOG = logging.getLogger(__name__)
#: The store would take it, and may not: it does not help to try again, and other pages must not wait for it.
NOT_NOW: Final = (NotAllowedError, PageReadOnlyError, PageTakenError)
STALE: Final = "别处先改了这份病案"
_INSIDE = "程序内部出错，这处改动没有写入：内容留在草稿中，请把日志交给维护人员。"


@dataclass(frozen=True, slots=True)
class Held:
    """One change that waits. ``entry`` is its line of the audit as it will be, numbered below zero until it is stored;
    what it takes back may be such a number, too. ``trouble``: why it was given up, "" while it is tried again;
    ``is_stale``: because somebody else was first.
    """

    unsaved: Unsaved
    entry: Entry
    trouble: str = ""
    is_stale: bool = False

    @property
    def page_id(self) -> int:
        """Whose change it is."""
        return self.unsaved.page_id


@dataclass(frozen=True, slots=True)
class Tried:
    """What one try to write came to: ``applied``, or why not; ``is_final`` when it is not tried again."""

    held: Held
    applied: Applied | None = None
    trouble: str = ""
    is_final: bool = False


class HeldChanges:
    """The changes of one window that wait for the store, oldest first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._keeping = threading.Lock()
        self._waiting: list[Held] = []
        self._given_up: list[Held] = []
        self._typing: Unsaved | None = None  # what is being typed and is no Change yet
        self._stored: dict[int, Entry] = {}  # number below zero → the entry that it became
        self._number = 0
        self._is_kept = True  # whether the draft on the disk says what is held now

    # -- what is held

    @property
    def unsaved(self) -> tuple[Unsaved, ...]:
        """Everything that is not in the store, what was given up included."""
        with self._lock:
            return tuple(held.unsaved for held in (*self._given_up, *self._waiting))

    @property
    def is_waiting(self) -> bool:
        """Whether something is to be written: what is changed now has to wait behind it."""
        with self._lock:
            return bool(self._waiting)

    @property
    def given_up(self) -> tuple[Held, ...]:
        """What the store will not take any more, as the page has gone another way: a person has to decide."""
        with self._lock:
            return tuple(self._given_up)

    def of(self, page_id: int) -> tuple[Held, ...]:
        """What waits for one page."""
        with self._lock:
            return tuple(held for held in self._waiting if held.page_id == page_id)

    def upon(self, page_id: int, page: FrontPage, course: Course) -> tuple[FrontPage, Course]:
        """A stored page and its course with what waits for it. What has been stored meanwhile is not made twice."""
        for entry in self.entries_upon(page_id, page):
            try:
                page = page.apply(entry.change)
            except StaleChangeError:
                continue  # the writer will find the same, and give it up
            course = course.after(entry)
        return page, course

    def entries_upon(self, page_id: int, page: FrontPage) -> list[Entry]:
        """The lines of the audit of what waits for a stored page, as they will be."""
        waiting = not_stored_yet(self.of(page_id), page)
        with self._lock:
            became = {number: entry.id for number, entry in self._stored.items()}
        return [replace(h.entry, undoes=became.get(h.entry.undoes or 0, h.entry.undoes)) for h in waiting]

    # -- what the window does

    def add(
        self, before: FrontPage, after: FrontPage, page_id: int, change: Change, author: str, at: datetime,
        undoes: int | None = None, sent: str = "",
    ) -> Entry:  # fmt: skip
        """Hold a change of a page; its line of the audit as it will be. What was being typed has become it. ``sent``:
        the number under which it was sent to the store already, and may have come.
        """
        unsaved = Unsaved(page_id, before.case_no, change, before.digest, after.digest, author, at, sent)
        with self._lock:
            self._typing = None
            return self._add(unsaved, undoes)

    def refuse(
        self, before: FrontPage, after: FrontPage, page_id: int, change: Change, author: str, at: datetime, why: str,
        *, is_stale: bool = False,
    ) -> None:  # fmt: skip
        """Keep what was typed on a page that may not be edited, or that somebody else has changed: for a person to
        decide, as what was given up.
        """
        unsaved = Unsaved(page_id, before.case_no, change, before.digest, after.digest, author, at)
        with self._lock:
            self._typing = None
            entry = self._add(unsaved, None)
            self._waiting.pop()
            self._given_up.append(Held(unsaved, entry, why, is_stale))

    def add_again(self, unsaved: Iterable[Unsaved]) -> None:
        """Hold what a draft held."""
        with self._lock:
            for one in unsaved:
                self._add(one, None)

    def type(
        self, before: FrontPage, after: FrontPage, page_id: int, change: Change, author: str, at: datetime
    ) -> None:
        """What is being typed on a page: kept in the draft as the Change that it will be, and not written yet."""
        with self._lock:
            self._typing = Unsaved(page_id, before.case_no, change, before.digest, after.digest, author, at)
            self._is_kept = False

    def typed(self) -> bool:
        """Nothing is being typed any more; whether something was."""
        with self._lock:
            was, self._typing = self._typing is not None, None
            self._is_kept = self._is_kept and not was
        return was

    def decide(self, held: Held) -> None:
        """A person has decided on what was given up: it is forgotten here."""
        with self._lock:
            self._given_up = [other for other in self._given_up if other is not held]
            self._is_kept = False

    def discard(self) -> None:
        """Forget everything."""
        with self._lock:
            self._waiting, self._given_up, self._typing = [], [], None
            self._is_kept = False

    def _add(self, unsaved: Unsaved, undoes: int | None) -> Entry:
        self._number -= 1
        if not unsaved.sent:
            unsaved = replace(unsaved, sent=new_number())
        entry = Entry(self._number, unsaved.page_id, unsaved.change, unsaved.author, unsaved.at, undoes)
        self._waiting.append(Held(unsaved, entry))
        self._is_kept = False
        return entry

    # -- what the writer does

    def keep(self) -> None:
        """Bring the draft on the disk up to what is held. Raises StoreError where that is impossible."""
        with self._keeping:  # one after the other: the last one written is the latest
            with self._lock:
                if self._is_kept:
                    return
                unsaved = [held.unsaved for held in (*self._given_up, *self._waiting)]
                unsaved += [self._typing] if self._typing is not None else []
                self._is_kept = True
            try:
                self._store.keep_draft(unsaved)
            except BaseException:  # whatever it was, it is not on the disk
                with self._lock:
                    self._is_kept = False
                raise

    def try_next(self) -> Tried | None:
        """Try to write what waits first, without waiting for anybody; None when nothing waits."""
        with self._lock:
            held = next(iter(self._waiting), None)
            made = None if held is None else self._stored.get(held.entry.undoes or 0)
        if held is None:
            return None
        change, undoes = held.unsaved.change, held.entry.undoes
        if made is not None:
            change, undoes = _taking_back(change, made), made.id
        elif undoes is not None and undoes < 0:  # what it takes back was given up
            undoes = None
        try:
            applied = self._store.append(held.page_id, change, undoes, wait=False, sent=held.unsaved.sent, again=True)
        except (StaleChangeError, UnknownPageError, *NOT_NOW) as error:
            return self._give_up(held, str(error), is_stale=isinstance(error, StaleChangeError))
        except CodingError as error:
            return Tried(held, trouble=str(error))
        except Exception:  # noqa: BLE001 - a defect of ours must not cost the text either
            _LOG.exception("未保存的改动无法写入")
            return self._give_up(held, _INSIDE)
        with self._lock:
            self._waiting = [other for other in self._waiting if other is not held]
            self._stored[held.entry.id] = applied.entry
            self._is_kept = False
        return Tried(held, applied)

    def _give_up(self, held: Held, trouble: str, *, is_stale: bool = False) -> Tried:
        with self._lock:
            left = [other for other in self._waiting if other is not held]
            if len(left) < len(self._waiting):  # else the window has forgotten it meanwhile
                self._given_up.append(replace(held, trouble=trouble, is_stale=is_stale))
            self._waiting = left
            self._is_kept = False
        return Tried(held, trouble=trouble, is_final=True)


def new_number() -> str:
    """A number for a change that is sent to the store: no other has it."""
    return uuid.uuid4().hex


def _taking_back(change: Change, made: Entry) -> Change:
    """The Change that takes back what was held when it was made: a page that it opened again is done again."""
    step = made.change.step
    return replace(change, step=step.inverse()) if step is not None and change.step is None else change


def not_stored_yet(waiting: Sequence[Held], page: FrontPage) -> Sequence[Held]:
    """What of these changes of a page is not part of it yet, as their digests tell."""
    digest = page.digest
    for number, held in enumerate(waiting):
        if held.unsaved.before == digest:
            return waiting[number:]
    return () if waiting and waiting[-1].unsaved.after == digest else waiting


def fits(own: Sequence[Unsaved], page: FrontPage) -> tuple[Unsaved, ...] | None:
    """What of a draft of one page is still to be made of it as it stands; None where it was changed.

    What leaves the page as it is (evidence) must be none that is stored: the page does not tell.
    """
    digest = page.digest
    if own and own[-1].after == digest and all(one.change.edits for one in own):
        return ()
    for number, one in enumerate(own):
        if one.before == digest:
            return tuple(own[number:])
    return None if own else ()
