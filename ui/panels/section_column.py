"""The sections below each other: who is open, and how the height is shared out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.panels.section import Section
from ui.theme.fonts import text_percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from ui.panels.panel import Panel, PanelView


class SectionColumn(QWidget):
    """What a section does not need goes to the others; what is left over goes to the last that is open.

    ``altered``: a section was folded, unfolded or drawn by hand.
    """

    altered = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sections: list[Section] = []
        self._first: Section | None = None  # the one that was gone to last: it has its room before the others
        self._only_first = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.arrange)

    def add(self, panel: Panel, view: PanelView) -> Section:
        """A further section at the end."""
        section = Section(panel, view, self)
        section.wanted.connect(self._later.start)
        section.head.button.clicked.connect(lambda _checked=False: self._folded(section))
        section.head.drawn.connect(lambda by: self._draw(section, by))
        self.sections.append(section)
        return section

    def bring(self, section: Section) -> None:
        """Unfold a section; where there is little room it has its own before the others."""
        self._first = section
        section.unfold()
        self.arrange()

    def set_short(self, on: bool) -> None:
        """The window is short: only the section that was gone to last stands open."""
        if on != self._only_first:
            self._only_first = on
            self.arrange()

    def kept(self) -> str:
        """Folds and shares, to be remembered: ``findings:1:45 suggestions:0:55``."""
        return " ".join(f"{s.panel.key}:{int(s.is_open)}:{s.share}" for s in self.sections)

    def restore(self, kept: str) -> None:
        """Folds and shares as they were remembered; what cannot be read is as on the first day."""
        by_key = {section.panel.key: section for section in self.sections}
        for part in kept.split():
            key, _, rest = part.partition(":")
            is_open, _, share = rest.partition(":")
            if key in by_key and is_open in ("0", "1") and share.isdigit() and int(share):
                by_key[key].share = int(share)
                by_key[key].unfold(is_open == "1")
        self.arrange()

    def arrange(self) -> None:
        """Give each section its place and height."""
        self._later.stop()
        heads = [section.head.wanted_height() for section in self.sections]
        shown = [section for section in self.sections if self._is_shown(section)]
        larger = text_percent() / 100
        asked = [
            Asked(s.wanted_body(), round(s.panel.least * larger), s.share, is_first=s is self._first) for s in shown
        ]
        bodies = dict(zip(map(id, shown), shared_out(max(0, self.height() - sum(heads)), asked), strict=True))
        top = 0
        for section, head in zip(self.sections, heads, strict=True):
            body = bodies.get(id(section), 0)
            section.setGeometry(0, top, self.width(), head + body)
            section.give(body)
            top += head + body

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._later.start()

    def _is_shown(self, section: Section) -> bool:
        if self._only_first:
            return section is (self._first or self.sections[0]) and section.is_open
        return section.is_open

    def _folded(self, section: Section) -> None:
        if section.is_open:
            self._first = section
        self.arrange()
        self.altered.emit()

    def _draw(self, section: Section, by: int) -> None:
        """The border above a section is moved: the open one above it gives, or takes, what this one takes, or gives."""
        at = self.sections.index(section)
        above = next((s for s in reversed(self.sections[:at]) if s.body_height), None)
        if above is None or not section.body_height:
            return
        by = min(by, section.body_height - section.panel.least)  # neither becomes smaller than it is of use
        by = max(by, above.panel.least - above.body_height)
        for each in self.sections:
            if each.body_height:
                each.share = max(1, each.body_height)
        above.share, section.share = max(1, above.body_height + by), max(1, section.body_height - by)
        self.arrange()
        self.altered.emit()


class Asked:
    """What a section asks for: all that it has, the least with which it is of use, its share of what is left."""

    def __init__(self, want: int, least: int, share: int, *, is_first: bool = False) -> None:
        self.want, self.least, self.share, self.is_first = want, min(want, least), share, is_first


def shared_out(room: int, asked: Sequence[Asked]) -> list[int]:
    """The height of each: the least, of the first one before the others, then by shares up to what is wanted; what
    nobody wants goes to the last that shows anything.
    """
    given = [0] * len(asked)
    for at in sorted(range(len(asked)), key=lambda n: not asked[n].is_first):
        if room >= asked[at].least or not any(given):  # with less than its least it would be of no use
            given[at] = min(asked[at].least, room)
            room -= given[at]
    while room > 0:
        open_ = [at for at, each in enumerate(asked) if given[at] < each.want and given[at]]
        shares = sum(asked[at].share for at in open_)
        if not open_:
            break
        left = room
        for at in open_:
            more = min(asked[at].want - given[at], max(1, left * asked[at].share // shares), room)
            given[at] += more
            room -= more
    shown = [at for at, height in enumerate(given) if height]
    if shown:
        given[shown[-1]] += room
    return given
