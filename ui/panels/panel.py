"""A panel as one row of data: what it is called, how it is made, its actions and keys, its pictures for the manual."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ui.panel_view import ALL_THERE_IS, PanelView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coding.page.front_page import FrontPage
    from coding.store.store import WorklistRow
    from ui.action_spec import ActionSpec
    from ui.session import Session
    from ui.workplace import Workplace


__all__ = ["ALL_THERE_IS", "Panel", "PanelView", "Picture"]


def _as_it_is(_view: Any) -> None:
    """Nothing is arranged."""


def _at_once(_view: Any) -> bool:
    return True


def _always(_session: Session) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a panel for the manual.

    ``wanted`` chooses the page that is opened for it; None: the page of the picture before. ``section`` of the form
    (0: the first) is brought into sight. ``arrange`` prepares the view, ``is_ready`` says when the view is filled, and
    ``settle`` are milliseconds for what follows line by line.
    """

    name: str
    wanted: Callable[[WorklistRow, FrontPage], bool] | None = None
    section: int | None = None
    arrange: Callable[[Any], None] = _as_it_is
    is_ready: Callable[[Any], bool] = _at_once
    settle: int = 0


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything that the program has to know of a panel; listed once, in ``ui.panels.registry``.

    ``actions`` it brings along: the one whose id is ``key`` shows the panel, others do in its view what ``does`` says
    for their id; those that are not ``handled`` are keys which the view takes itself, told on the shortcut sheet.
    ``does`` may also name actions of ``ui.actions``: the panel is brought into sight first. ``is_open``: unfolded on
    the first day; ``least``: pixels with which it is of use; ``share`` of the height that is left, beside others'. In
    the drawer a panel has its tab only while it ``fits`` the page in work, and one that is made ``on_demand`` from when
    it is asked for until its tab is closed.
    """

    key: str
    title: str
    make: Callable[[Workplace], PanelView]
    actions: tuple[ActionSpec, ...] = ()
    does: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    is_open: bool = True
    least: int = 60
    share: int = 50
    fits: Callable[[Session], bool] = _always
    on_demand: bool = False
