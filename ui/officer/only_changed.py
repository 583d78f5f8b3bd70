"""D: of the form only what was changed, is flagged or bears a comment; D again: everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from coding.base.errors import CodingError
from coding.work.reviewing import pinned
from ui.form.field_marks import spot_of
from ui.form.section import SectionBox

if TYPE_CHECKING:
    from coding.page.altered import Cell
    from ui.form.form_view import PageForm
    from ui.form.row_table import RowsTable
    from ui.officer.was_labels import WasLabels
    from ui.session import Session


class OnlyChanged(QObject):
    """Hides the rest of the form, and shows again what it has hidden: what the form itself hides stays hidden."""

    def __init__(self, session: Session, form: PageForm, was: WasLabels) -> None:
        super().__init__(form)
        self._session = session
        self._form = form
        self._was = was
        self.is_on = False
        self._hidden: list[QWidget] = []  # within the sections, which the form shows again where the page has them
        self._rows: list[tuple[RowsTable, int]] = []
        self._unfolded: list[SectionBox] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._apply)
        for told in (session.opened, session.examined, session.changed):
            told.connect(lambda _: self._soon.start() if self.is_on else None)

    def turn(self) -> None:
        """Only this, or everything again."""
        self.set_on(not self.is_on)

    def set_on(self, on: bool) -> None:
        """Whether only this is shown."""
        if on != self.is_on:
            self.is_on = on
            self._apply()

    def kept(self) -> set[Cell]:
        """The places that stay: changed, flagged, commented on."""
        examination = self._session.examination
        findings = (*examination.findings, *examination.for_others) if examination is not None else ()
        found = {spot_of(finding.place) for finding in findings} | set(self._was.cells())
        try:
            reviews = self._session.words.on(self._session.page_id)
        except CodingError:  # out of reach just now
            reviews = ()
        return found | {spot_of(place) for place in pinned(reviews)}

    def _apply(self) -> None:
        self._show_all()
        if not self.is_on or self._session.page is None:
            return
        kept = self.kept()
        for section in self._form.findChildren(SectionBox):
            self._narrow(section, kept)

    def _narrow(self, section: SectionBox, kept: set[Cell]) -> None:
        stays = False
        labels = [label for label in section.findChildren(QLabel) if label.buddy() is not None]
        for key, edit in section.edits.items():
            if ("", key, 0) in kept:
                stays = True
                continue
            self._hide(edit)
            for label in labels:
                if label.buddy() is edit:
                    self._hide(label)
        for group, table in section.tables.items():
            stays |= self._narrow_table(group, table, kept)
        if not stays:
            section.hide()
        elif section.is_folded:
            section.fold(False)
            self._unfolded.append(section)

    def _narrow_table(self, group: str, table: RowsTable, kept: set[Cell]) -> bool:
        rows = {row for of_group, _, row in kept if of_group == group}
        if not rows:
            self._hide(table)
            return False
        for row in range(table.rows.rowCount()):
            if row not in rows and not table.isRowHidden(row):
                table.setRowHidden(row, True)
                self._rows.append((table, row))
        table.rows.fit_again()
        return True

    def _hide(self, widget: QWidget) -> None:
        if not widget.isHidden():
            widget.hide()
            self._hidden.append(widget)

    def _show_all(self) -> None:
        for table, row in self._rows:
            table.setRowHidden(row, False)
        for table in {table for table, _ in self._rows}:
            table.rows.fit_again()
        for widget in self._hidden:
            widget.show()
        if self._form.is_coding:  # in the order of the paper nothing is folded, and nothing could be unfolded
            for section in self._unfolded:
                section.fold(True)
        self._rows.clear()
        self._hidden.clear()
        self._unfolded.clear()
        self._form.show_fitting()  # another page may have been opened, on which other parts and items are out of place
