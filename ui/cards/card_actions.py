"""Shift+F1: the card of the code in focus, asked for before anything in the window moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication

from ui.cards.card_key import CardKey, CardKind, key_of
from ui.cards.cards_page import CARDS_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from coding.codes.entry import CodeKind
    from ui.cards.cards_view import CardsView
    from ui.workplace import Workplace

_NO_CODE: Final = "光标不在编码上：请在卡片上方输入编码、名称或病组。"


class CardActions:
    """The cards of one window."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {CARDS_PAGE.key: self.open}

    def show_code(self, kind: CodeKind, code: str) -> None:
        """Show the card of a code."""
        self._show(key_of(code, kind))

    def show_group(self, group: str) -> None:
        """Show the card of a group."""
        self._show(CardKey(CardKind.GROUP, group))

    def open(self) -> None:
        """Show the card of the code in focus. Who is typing goes on typing; who is not is in the card."""
        from ui.cards.in_focus import code_in_focus, is_typing

        focus = QApplication.focusWidget()
        key = code_in_focus(focus, self._place.session.page)
        view = self._view(focus)
        if key is not None:
            view.open(key)
        elif focus is None or not view.isAncestorOf(focus):
            self._place.say(_NO_CODE)
            view.typed.setFocus()
            return
        if not is_typing(focus):
            view.take_focus()

    def _show(self, key: CardKey) -> None:
        view = self._view(QApplication.focusWidget())
        view.open(key)
        view.take_focus()

    def _view(self, focus: QWidget | None) -> CardsView:
        """The cards, in sight; from there Esc leads back to what has the focus now."""
        from ui.cards.cards_view import CardsView

        view = self._place.show_panel(CARDS_PAGE.key)
        assert isinstance(view, CardsView)
        view.come_from(focus)
        return view
