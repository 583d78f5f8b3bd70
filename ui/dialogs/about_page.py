"""A dialog about a page says whose it is, and never stands before another patient's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from coding.page.front_page import FrontPage
    from ui.session import Session


def page_words(page: FrontPage) -> str:
    """王某某，病案号 00310297"""
    return f"{page.text('patient_name') or '（无姓名）'}，病案号 {page.case_no or '（空）'}"


def about_page(dialog: QDialog, session: Session) -> None:
    """Name the page in work in the title, and close the dialog, undone, when another one is opened behind it.

    A page can be asked for from the rule window, which stays open beside a dialog.
    """
    if session.page is not None:
        dialog.setWindowTitle(f"{dialog.windowTitle()} — {page_words(session.page)}")
    _Guard(dialog, session)


class _Guard(QObject):
    """Lives as long as its dialog."""

    def __init__(self, dialog: QDialog, session: Session) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._page_id = session.page_id
        session.opened.connect(self._opened)

    def _opened(self, page_id: int | None) -> None:
        if page_id != self._page_id:
            self._dialog.reject()
