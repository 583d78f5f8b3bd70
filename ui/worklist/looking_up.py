"""Looking pages up for the list, behind the window: what is typed is read; the first rows come first, then all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from coding.store.kept_worklist import EVERYTHING
from coding.work.typed_filters import TypedQuery, read_typed
from ui.worklist.worklist_model import BLOCK, places_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.store.store import Store, WorklistQuery
    from ui.session import Session
    from ui.tasks import Task
    from ui.worklist.known_values import KnownValues

#: The ids of a list in their order, and where each page stands in it.
Listing = tuple[Sequence[int], dict[int, int]]


class TypedText:
    """What is typed into the search box, as it is read; the last text is read once."""

    def __init__(self, session: Session, known: KnownValues) -> None:
        self._session = session
        self._known = known
        self._text, self._read = "", TypedQuery()

    def read(self, text: str) -> TypedQuery:
        """What a text asks for."""
        if self._text != text:
            self.keep(text, self.reading(text)())
        return self._read

    def reading(self, text: str) -> Callable[[], TypedQuery]:
        """Reads what is typed, in whatever thread: no widget is asked any more."""
        known, sees_money, me = self._known, self._session.sees_money, self._session.store.me.id
        return lambda: read_typed(text, known, sees_money=sees_money, me=me)

    def keep(self, text: str, read: TypedQuery) -> None:
        """A text has been read elsewhere."""
        self._text, self._read = text, read


def look_up(
    task: Task[Listing],
    store: Store,
    read: Callable[[], TypedQuery],
    query_of: Callable[[TypedQuery], WorklistQuery],
) -> Listing:
    """What is typed, and the first window of the list, told as soon as it is there; then all ids in their order."""
    typed = read()
    query = query_of(typed)
    window = store.listed(query, 0, BLOCK)
    task.report(0, 0, (typed, query, window))
    if len(window.rows) == window.total:
        ids: Sequence[int] = [row.id for row in window.rows]
    else:
        ids = store.worklist(query)
    task.check()
    return with_places(ids)


def look_up_again(
    task: Task[tuple[int, Listing]],
    store: Store,
    read: Callable[[], TypedQuery],
    query_of: Callable[[TypedQuery], WorklistQuery],
    listed: Sequence[int],
) -> tuple[int, Listing]:
    """How many pages there are, and the list with what has come into it."""
    query = query_of(read())
    found = store.worklist(query)
    task.check()
    everything = store.count(EVERYTHING)
    return everything, with_places(with_newcomers(listed, found))


def with_newcomers(listed: Sequence[int], found: Sequence[int]) -> Sequence[int]:
    """A list as it is, with the pages that are found and not in it, each behind the one that it is found behind."""
    known = set(listed)
    behind: dict[int | None, list[int]] = {}
    last: int | None = None
    for page_id in found:
        if page_id in known:
            last = page_id
        else:
            behind.setdefault(last, []).append(page_id)
    if not behind:
        return listed
    return [*behind.get(None, ()), *(new for page_id in listed for new in (page_id, *behind.get(page_id, ())))]


def with_places(ids: Sequence[int]) -> Listing:
    """The ids and where each stands."""
    return ids, places_of(ids)
