"""Light, dark, or as the system is, and how large text is: what is chosen, kept, and followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from ui import settings
from ui.theme.fonts import TEXT_SIZES, text_percent
from ui.theme.theme import apply_theme, resize_text, system_is_dark

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.store.store import Store

APPEARANCES = ("light", "dark", "system")


class Appearance(QObject):
    """Gives the application its theme. ``changed`` carries the name of the appearance in force.

    Made before there is a widget: afterwards every one of them has to be polished again.
    """

    changed = Signal(str)
    resized = Signal(int)  # per cent: the size of text is another one

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._name = ""
        self._ended = False
        resize_text(QApplication.instance(), _size_of(settings.TEXT_SIZE.read(store)))
        self._apply(settings.APPEARANCE.read(store))
        QApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Action id → what it does."""
        return {
            **{name: lambda name=name: self.choose(name) for name in APPEARANCES},
            **{f"text_{size}": lambda size=size: self.choose_size(size) for size in TEXT_SIZES},
            "text_larger": lambda: self._step(1),
            "text_smaller": lambda: self._step(-1),
        }

    def restore(self) -> None:
        """What was chosen last."""
        self.choose(settings.APPEARANCE.read(self._store), keep=False)
        self.resized.emit(text_percent())

    def choose(self, name: str, *, keep: bool = True) -> None:
        """light, dark or system; what is not known is system."""
        name = name if name in APPEARANCES else "system"
        if keep:
            settings.APPEARANCE.write(self._store, name)
        self._apply(name)
        self.changed.emit(name)

    def choose_size(self, percent: int) -> None:
        """One of TEXT_SIZES: applied at once, and kept for this machine."""
        settings.TEXT_SIZE.write(self._store, str(percent))
        resize_text(QApplication.instance(), percent)
        self.resized.emit(percent)

    def _step(self, by: int) -> None:
        at = TEXT_SIZES.index(text_percent()) + by
        if 0 <= at < len(TEXT_SIZES):
            self.choose_size(TEXT_SIZES[at])

    def end(self) -> None:
        """The window is closed: the system is followed no more."""
        self._ended = True

    def _apply(self, name: str) -> None:
        self._name = name
        apply_theme(QApplication.instance(), name == "dark" or (name == "system" and system_is_dark()))

    def _follow_system(self, _scheme: Qt.ColorScheme) -> None:
        if self._name == "system" and not self._ended:
            QTimer.singleShot(0, lambda: self.choose("system", keep=False))


def _size_of(text: str) -> int:
    """The size that was kept; what is not known is 100."""
    return int(text) if text in {str(size) for size in TEXT_SIZES} else 100
