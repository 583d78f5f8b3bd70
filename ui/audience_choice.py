"""Whether a coder's findings are shown or all of them: chosen in the menu, the same in every window of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.audience import CODER, EVERYBODY
from ui import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from ui.session import Session


class AudienceChoice:
    """``action`` hands out an action of the window by its id."""

    def __init__(self, session: Session, action: Callable[[str], QAction]) -> None:
        self._session, self._action = session, action

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Action id → what it does."""
        return {"as_coder": lambda: self.choose(CODER), "as_officer": lambda: self.choose(EVERYBODY)}

    def choose(self, audience: str) -> None:
        """Show the findings to a coder, or all of them; every page is judged anew for the worklist."""
        settings.AUDIENCE.write(self._session.store, audience)
        self._session.renew_contexts(audience)
        self.tell()

    def catch_up(self) -> None:
        """Another window on this store may have chosen otherwise."""
        audience = settings.AUDIENCE.read(self._session.store)
        if audience != self._session.contexts.audience:
            self._session.renew_contexts(audience)
            self.tell()

    def tell(self) -> None:
        """Mark in the menu whose findings are shown."""
        audience = self._session.contexts.audience
        self._action("as_coder").setChecked(audience == CODER)
        self._action("as_officer").setChecked(audience != CODER)
