"""How large a window may be on the screen it is on: the main window's first size, what was remembered, the dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea

from ui.theme.spacing import WINDOW_HEIGHT, WINDOW_WIDTH

if TYPE_CHECKING:
    from PySide6.QtGui import QScreen
    from PySide6.QtWidgets import QWidget

#: The least size at which everything can be worked with. A screen that is scaled to 150 % may have less.
LEAST: Final = QSize(960, 560)
#: With less room than this, areas that are folded do not make the window fit any more: it is moved under the screen.
_FOLDED: Final = QSize(900, 470)
#: A screen that has less than this room is filled at the first start.
_ROOMY: Final = QSize(1440, 900)
#: The share of a large screen that the first window takes.
_SHARE: Final = 0.85
#: What the platforms that only draw pictures say of a screen that nobody has described to them.
_UNTOLD: Final = (QSize(800, 800), QSize(640, 480))
#: What a window manager may put around a window (title, border), in pixels, where it has not said so yet.
_FRAME: Final = QSize(16, 44)


def available(screen: QScreen) -> QRect:
    """The room on a screen beside the task bar. A platform that only draws pictures has one of 1366 × 768."""
    room = screen.availableGeometry()
    if QGuiApplication.platformName() in ("offscreen", "minimal") and room.size() in _UNTOLD:
        return QRect(0, 0, WINDOW_WIDTH, WINDOW_HEIGHT)
    return room


def is_small(room: QSize) -> bool:
    """Whether a screen is so small that the window fills it at the first start."""
    return room.width() < _ROOMY.width() or room.height() < _ROOMY.height()


def reachable(content: QWidget, room: QSize) -> QWidget:
    """What stands in the window: the content itself, or bars to move it by where a screen has no room for its least
    size: 1366 × 768 that Windows scales to 200 % are 683 × 384.
    """
    if room.width() >= _FOLDED.width() and room.height() >= _FOLDED.height():
        return content
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


def first_geometry(room: QRect) -> QRect:
    """Where the window stands at the first start; on a small screen the size that it has when it fills it no more."""
    if is_small(room.size()):
        size = QSize(WINDOW_WIDTH, WINDOW_HEIGHT)
    else:
        size = QSize(round(room.width() * _SHARE), round(room.height() * _SHARE))
    place = QRect(QPoint(0, 0), size.boundedTo(room.size() - _FRAME))
    place.moveCenter(room.center())
    return place


def within(place: QRect, room: QRect, frame: QSize = _FRAME) -> QRect:
    """The same place, cut and moved so that all of the window, with its frame, is on the screen."""
    inside = QRect(
        room.topLeft() + QPoint(frame.width() // 2, frame.height() - frame.width() // 2), room.size() - frame
    )
    found = QRect(place.topLeft(), place.size().boundedTo(inside.size()))
    found.moveRight(min(found.right(), inside.right()))
    found.moveBottom(min(found.bottom(), inside.bottom()))
    found.moveLeft(max(found.left(), inside.left()))
    found.moveTop(max(found.top(), inside.top()))
    return found


def least_size(room: QRect) -> QSize:
    """The least size of the main window on a screen with this much room."""
    return LEAST.boundedTo(room.size() - _FRAME)


def size_on_screen(window: QWidget, width: int, height: int) -> QSize:
    """The size that a dialog asks for, as far as its screen has room for it."""
    return QSize(width, height).boundedTo(available(window.screen()).size() - _FRAME)


def fit_window(window: QWidget, room: QRect) -> None:
    """Keep a window that is not maximised on its screen."""
    if not window.isMaximized():
        window.setGeometry(within(window.geometry(), room))
