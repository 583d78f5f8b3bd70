"""Takes the page in work for whoever is here, again and again while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from ui.session import Session

#: Milliseconds that a page has to stay open before it is taken: who leafs through the list takes none.
_SOON: Final = 150


class Taking(QObject):
    """Belongs to the window, and ends with it. ``ui.page_access`` says whether a page is to be taken, and takes it."""

    def __init__(self, session: Session, window: QObject) -> None:
        super().__init__(window)
        self._access = session.access
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.take)
        session.opened.connect(lambda _: self._begin())
        session.access.changed.connect(self._begin)
        self._session = session
        session.presence.changed.connect(self._on_presence)

    def take(self) -> None:
        """Take the page now."""
        if self._access.is_to_be_taken:
            self._timer.start(self._access.take())

    def end(self) -> None:
        """The window lets go of the store."""
        self._timer.stop()

    def _on_presence(self, ids: list[int]) -> None:
        """Somebody came to the page in work, or left it: at once it is hers, or closed to her."""
        if self._session.page_id in ids:
            self.take()

    def _begin(self) -> None:
        if not self._access.is_to_be_taken:
            self._timer.stop()
        elif not self._access.is_of_another:
            self._timer.start(_SOON)
