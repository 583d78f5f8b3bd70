"""Pictures of the officer's desk: the pivot, a page with what was changed on it, a sample that is graded blind."""

from __future__ import annotations

from typing import Final

from coding.indicators.pivot import Cut
from coding.page.edits import set_field
from coding.review.modes import Mode
from coding.work.sampling_pages import draw_sample
from ui.camera import Camera
from ui.officer.pivot_parts import SAMPLES

#: What an invented coder altered on the page that is shown.
_ALTERED: Final = (("contact_name", "李联系人"), ("discharge_ward", "呼吸内科病区"))
_DRAWN: Final = 40


class OfficerStops(Camera):
    """Stops at the officer's desk; the window is back at the coder's afterwards."""

    def officer(self) -> None:
        """From the pivot to one page, and to a sample."""
        window = self._window
        self._open(lambda row, _: row.warnings > 0 and row.errors == 0)
        for key, value in _ALTERED:
            window.session.apply(set_field(window.session.page, key, value))
        window.drawing.close()
        window.modes.go(Mode.REVIEW)
        desk = window.modes.officer
        self._wait(lambda: desk.pivot.pivot is not None and not window.runner.running)
        desk.pivot.choose(Cut.DEPT)
        desk.pivot.focus_widget().setFocus()
        self.save("officer_pivot")
        desk.list.start_over()
        desk.list.take_focus()
        desk.only_changed.set_on(True)
        self._pause()
        self.save("officer_changed")
        desk.only_changed.set_on(False)
        store = window.session.store
        draw_sample(store, store.worklist()[:_DRAWN], "2026年10月", "coders", "20261001")
        desk.pivot.choose(SAMPLES)
        desk.sampling.enter()
        self.save("officer_grading")
        desk.sampling.up()
        window.modes.go(Mode.CODE)
        while window.session.can_undo():
            window.session.undo()
