"""What folds where the window is small: one of the two areas beside the form, the toolbar, what the strip says too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.icons.icons import icon
from ui.plain import plain_tip
from ui.theme.fonts import text_percent
from ui.theme.spacing import ICON, SMALL
from ui.window_layout import Areas

if TYPE_CHECKING:
    from PySide6.QtCore import QSize

    from ui.officer.side import Side

#: Below this width, in pixels of text of 100 %, one of the areas beside the form is folded.
NARROW: Final = 1000
#: Below this height the toolbar is: all that is on it is in the menus, with its keys.
SHORT: Final = 520
#: The areas, as the window counts them.
_WORKLIST, _FORM, _KNOWLEDGE, _DRAWER = range(4)
_EDGE: Final = 34


class Folding(QObject):
    """Beside the form stands the area that she went to last; an edge brings the other one back, as its key does.

    ``wanted`` carries the number of an area whose edge was pressed.
    """

    wanted = Signal(int)

    def __init__(self, parent: QWidget, toolbar: QWidget) -> None:
        super().__init__(parent)
        self._toolbar = toolbar
        self._beside = _KNOWLEDGE
        self.is_rail = False  # she folded the list to its edge; it unfolds for as long as she is in it
        self._visits_list = False
        self.is_narrow = False
        self.left = _Edge("worklist", "病案列表（Alt+1）")
        self.right = _Edge("findings", "问题、建议与依据（Alt+3）")
        self.left.pressed_on.connect(lambda: self.wanted.emit(_WORKLIST))
        self.right.pressed_on.connect(lambda: self.wanted.emit(_KNOWLEDGE))
        self.whole = QWidget(parent)
        self.areas = Areas(self.whole)
        line = QHBoxLayout(self.whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.left)
        line.addWidget(self.areas, 1)
        line.addWidget(self.right)

    def hold(self, worklist: Side, form: Side, knowledge: Side, drawer: Side) -> None:
        """Take the areas."""
        self._worklist, self._knowledge = worklist, knowledge
        self.areas.hold(worklist, form, knowledge, drawer)
        self._show()

    def fit(self, size: QSize) -> None:
        """The window has another size, or its text has."""
        scale = text_percent() / 100
        self.is_narrow = size.width() < NARROW * scale
        is_short = size.height() < SHORT * scale
        self._toolbar.setVisible(not is_short)
        self._knowledge.set_short(is_short)
        self.areas.set_short(is_short)
        self._show()

    def unfold(self, area: int) -> None:
        """She goes to an area: it must be there."""
        if area == _DRAWER:
            self.areas.show_drawer(True)
            return
        if area == _WORKLIST:
            self._visits_list = True
        else:
            self.areas.uncover()
        if area != _FORM:
            self._beside = area
        self._show()

    def leave_list(self) -> None:
        """The focus went from the list into another area: where she had folded the list, it folds again."""
        if self._visits_list:
            self._visits_list = False
            self._show()

    def set_rail(self, on: bool) -> None:
        """Fold the list to its edge, or have it beside the form again."""
        self.is_rail = on
        self._visits_list = False
        if not on and self.is_narrow:
            self._beside = _WORKLIST
        elif on and self._beside == _WORKLIST:
            self._beside = _KNOWLEDGE
        self._show()

    def recolour(self) -> None:
        """Take the colours of the theme in force."""
        for edge in (self.left, self.right):
            edge.recolour()

    def _show(self) -> None:
        before = self._worklist.isHidden(), self._knowledge.isHidden()
        for number, area, edge in (
            (_WORKLIST, self._worklist, self.left),
            (_KNOWLEDGE, self._knowledge, self.right),
        ):
            folded = self.is_narrow and number != self._beside
            if number == _WORKLIST and self.is_rail:
                folded = not self._visits_list or folded
            area.setVisible(not folded)
            edge.setVisible(folded)
        if before != (self._worklist.isHidden(), self._knowledge.isHidden()):
            self.areas.lay_out()


class _Edge(QWidget):
    """What is left of an area that is folded: its picture, to be pressed."""

    pressed_on = Signal()

    def __init__(self, picture: str, name: str) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(_EDGE)
        self._picture = picture
        self.button = QToolButton(self)
        self.button.setToolTip(plain_tip(name))
        self.button.setAccessibleName(name)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setIconSize(self.button.iconSize().scaled(ICON, ICON, Qt.AspectRatioMode.KeepAspectRatio))
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.setFixedHeight(2 * _EDGE)
        self.button.clicked.connect(self.pressed_on)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, SMALL, 0, SMALL)
        box.addWidget(self.button)
        box.addStretch(1)
        self.recolour()

    def recolour(self) -> None:
        """Draw the picture in the colours of the theme in force."""
        self.button.setIcon(icon(self._picture, "accent"))
