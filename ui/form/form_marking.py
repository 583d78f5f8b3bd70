"""What the session knows of the page, marked on the form: findings, what was changed, comments, what is not saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.examine.row_marks import row_marks
from coding.page.altered import altered_cells
from coding.work.reviewing import pinned, review_words
from ui.form.field_marks import marks_of, spot_of, unsaved_spots, worst

if TYPE_CHECKING:
    from coding.page.finding import Finding, Severity
    from coding.page.front_page import FrontPage
    from ui.form.bar import SectionBar
    from ui.form.form_body import FormBody
    from ui.form.section import SectionBox
    from ui.session import Session


class FormMarking:
    """Marks fields, cells, rows, folded parts and the bar; asks the session when it is told to."""

    def __init__(self, session: Session, body: FormBody, bar: SectionBar) -> None:
        self._session = session
        self._body = body
        self._bar = bar
        self._as_imported: FrontPage | None = None

    def read_imported(self) -> None:
        """What the page was imported as, as it stands by now: a newer export may have renewed it in another window."""
        page_id = self._session.page_id
        try:
            self._as_imported = self._session.store.original(page_id) if page_id is not None else None
        except CodingError:  # held by another just now: what was read before goes on
            return

    def show_altered(self) -> None:
        """Mark what is no more as it was imported."""
        page = self._session.page
        cells = altered_cells(self._as_imported, page) if page is not None and self._as_imported is not None else {}
        for key, edit in self._body.edits.items():
            edit.set_altered(cells.get(("", key, 0)))
        for table in self._body.tables.values():
            table.rows.set_altered(cells)
        self._body.show_altered(cells)

    def show_examined(self) -> None:
        """Mark what was found."""
        examination = self._session.examination
        now = self._session.moment
        findings = [f for f in examination.findings if now.includes(f.moment)] if examination else []
        marks = marks_of(findings)
        for key, edit in self._body.edits.items():
            edit.set_mark(marks.get(("", key, 0)))
        for table in self._body.tables.values():
            table.rows.set_marks(marks)
        self._show_row_marks()
        self._show_worst(findings if examination else None)

    def _show_worst(self, findings: list[Finding] | None) -> None:
        """What was found, in the bar by sections, in the folded parts by parts; None: not examined yet."""
        found: dict[SectionBox, list[Severity]] = {}
        by_section: dict[int, list[Severity]] = {}
        marked = set()
        for finding in findings or ():
            group, attribute, _ = spot_of(finding.place)
            marked.add(attribute)
            box = self._body.box_of(group or attribute)
            if box is not None:
                found.setdefault(box, []).append(finding.severity)
                by_section.setdefault(self._body.number_of(box), []).append(finding.severity)
        self._bar.show_worst(None if findings is None else {n: (worst(s), len(s)) for n, s in by_section.items()})
        self._body.show_worst(None if findings is None else {box: (worst(s), len(s)) for box, s in found.items()})
        if self._session.page is not None:
            self._body.show_wanted(self._session.page, marked)

    def _show_row_marks(self) -> None:
        """What scheme and rules say of whole rows; once an examination."""
        page, now, judged_in = self._session.page, self._session.examination, self._session.judge.judged_in
        known = page is not None and now is not None and judged_in is not None
        marks = row_marks(page, judged_in[0], now, judged_in[1]) if known else {}
        for table in self._body.tables.values():
            table.rows.set_row_marks(marks)

    def show_notes(self) -> None:
        """Mark the fields on which somebody has commented."""
        try:
            reviews = self._session.words.on(self._session.page_id)
        except CodingError:  # out of reach just now: what was shown goes on
            return
        notes = {
            spot_of(place): "\n".join(review_words(one) for one in said) for place, said in pinned(reviews).items()
        }
        for key, edit in self._body.edits.items():
            edit.set_note(notes.get(("", key, 0), ""))
        for table in self._body.tables.values():
            table.rows.set_notes(notes)

    def show_unsaved(self) -> None:
        """Mark what stands in the form and not in the store yet."""
        page_id = self._session.page_id
        waiting = self._session.held.of(page_id) if page_id is not None else ()
        spots = unsaved_spots(held.unsaved.change for held in waiting)
        for key, edit in self._body.edits.items():
            edit.set_unsaved(("", key, 0) in spots)
        for table in self._body.tables.values():
            table.rows.set_unsaved(spots)
