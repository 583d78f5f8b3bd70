"""What she chooses about the form in the menu 视图: the coding view, the line that says what to fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.actions import ActionSet
    from ui.form.form_view import PageForm


class FormChoices:
    """The actions of the form's looks."""

    def __init__(self, form: PageForm) -> None:
        self._form = form

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {
            "coding_view": lambda: self._form.show_coding(not self._form.is_coding),
            "field_hints": lambda: self._form.show_hints(not self._form.has_hints),
        }

    def tick(self, actions: ActionSet) -> None:
        """Have the actions ticked as the form is, from now on."""
        actions["coding_view"].setChecked(self._form.is_coding)
        actions["field_hints"].setChecked(self._form.has_hints)
        self._form.coding_shown.connect(actions["coding_view"].setChecked)
        self._form.hints_shown.connect(actions["field_hints"].setChecked)
