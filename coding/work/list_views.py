"""What the worklist was asked last, and the views that a person has saved under a name: kept for each person alone."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from coding.store.setting import Setting, Whose
from coding.store.store import Marked, Sort
from coding.work.list_marks import list_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.store.store import Store

#: A name is shown in a menu of the list.
LONGEST_NAME: Final = 24
_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class ListView:
    """One way to look at the list. ``mark``: a word of ``coding.work.list_marks``; ``name``: "" where it is unnamed."""

    name: str = ""
    text: str = ""
    mark: str = Marked.ALL.value
    sort: Sort = Sort.DISCHARGE

    @property
    def words(self) -> str:
        """What it asks, for who chooses among views."""
        mark = "" if self.mark == Marked.ALL.value else list_marks()[self.mark].label
        return "，".join(part for part in (mark, self.text) if part) or "全部病案"


def last_view(store: Store) -> ListView:
    """What this person asked last at this machine; the whole list where that is not known. It has the name of the view
    that was chosen only while there is that view.
    """
    found = _read(_last(store).read(store) or "{}")
    view = _view(found) if isinstance(found, dict) else ListView()
    return view if view in saved_views(store) else replace(view, name="")


def keep_last_view(store: Store, view: ListView) -> None:
    """Remember what is asked for the next start."""
    _last(store).write(store, _text(asdict(view)))


def saved_views(store: Store) -> tuple[ListView, ...]:
    """The views that this person has saved, in the order in which they stand in the menu."""
    found = _read(_saved(store).read(store))
    views = (_view(row) for row in found if isinstance(row, dict)) if isinstance(found, list) else ()
    return tuple(view for view in views if view.name)


def save_view(store: Store, view: ListView) -> tuple[ListView, ...]:
    """Keep a view under its name; one of the same name is replaced where it stands. All views are given back."""
    view = replace(view, name=" ".join(view.name.split())[:LONGEST_NAME])
    kept = list(saved_views(store))
    at = next((n for n, one in enumerate(kept) if one.name == view.name), len(kept))
    kept[at : at + 1] = [view]
    return _keep(store, kept[:_MOST])


def rename_view(store: Store, name: str, new: str) -> tuple[ListView, ...]:
    """Give a view another name; one that has it already gives way."""
    new = " ".join(new.split())[:LONGEST_NAME]
    kept = [one for one in saved_views(store) if one.name != new or one.name == name]
    return _keep(store, [replace(one, name=new) if one.name == name else one for one in kept])


def remove_view(store: Store, name: str) -> tuple[ListView, ...]:
    """Forget a view."""
    return _keep(store, [one for one in saved_views(store) if one.name != name])


def _keep(store: Store, views: Sequence[ListView]) -> tuple[ListView, ...]:
    _saved(store).write(store, _text([asdict(view) for view in views]))
    return saved_views(store)


def _last(store: Store) -> Setting:
    return Setting(f"worklist.last.{store.me.id}", whose=Whose.MACHINE)


def _saved(store: Store) -> Setting:
    return Setting(f"views.{store.me.id}", "[]")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _view(row: dict[str, Any]) -> ListView:
    """As far as it can be read: a newer program may know more orders and marks."""
    mark, sort = str(row.get("mark")), str(row.get("sort"))
    return ListView(
        str(row.get("name", "")),
        str(row.get("text", "")),
        mark if mark in list_marks() else Marked.ALL.value,
        Sort(sort) if sort in {one.value for one in Sort} else Sort.DISCHARGE,
    )
