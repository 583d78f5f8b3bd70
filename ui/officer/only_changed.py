"""D: of the form only what was changed or is flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from ui.form.form_view import PageForm
    from ui.session import Session


class OnlyChanged(QObject):
    """Hides what is neither, and shows it again."""

    def __init__(self, session: Session, form: PageForm) -> None:
        super().__init__(form)
        self._session = session
        self._form = form
        self.is_on = False

    def turn(self) -> None:
        """Only this, or everything again."""
        self.set_on(not self.is_on)

    def set_on(self, on: bool) -> None:
        """Whether only this is shown."""
        self.is_on = on
