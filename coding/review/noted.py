"""An entry of the journal of the months as the rules of this folder read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Noted(Protocol):
    """``coding.store.kept_months.MonthEntry`` is one. ``said`` holds JSON values; numbers only grow."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def month(self) -> str:
        """Of which month."""
        ...

    @property
    def kind(self) -> str:
        """What it is about."""
        ...

    @property
    def subject(self) -> str:
        """About what within its kind."""
        ...

    @property
    def page_id(self) -> int | None:
        """About which page."""
        ...

    @property
    def said(self) -> Mapping[str, Any]:
        """What it says."""
        ...

    @property
    def name(self) -> str:
        """By whom."""
        ...

    @property
    def at(self) -> datetime:
        """When."""
        ...
