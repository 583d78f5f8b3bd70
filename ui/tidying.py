"""Circles of objects that nobody holds any more are looked for in the thread of the window alone.

Python looks for them in whichever thread makes the next object. A dialog that has been closed is such a circle; where
it goes in a thread behind the window, Qt holds a lock of its own while it asks for Python's, and the window holds
Python's while it asks for that of Qt: then neither of them goes on, ever.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

#: Milliseconds between two looks at how many objects were made.
_EVERY: Final = 150
#: New objects for which it is worth looking among the new ones; such looks after which the older ones are looked
#: through as well; and looks through these after which all are, where there are so many more than the last time.
_NEW: Final = 2_000
_OFTEN: Final = 10
_MORE: Final = 1.25


class Tidying(QObject):
    """Looks for them in the thread in which it is made, that of the window; Python is told not to (``gc.disable``)."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._old = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tidy)
        self._timer.start(_EVERY)

    def tidy(self) -> None:
        """Look through as many objects as are worth it."""
        new, looks, rounds = gc.get_count()
        if new < _NEW:
            return
        if looks < _OFTEN:
            gc.collect(0)
        elif rounds < _OFTEN:
            gc.collect(1)
        else:
            self._tidy_all()

    def _tidy_all(self) -> None:
        """As Python does it: all objects only where a quarter more have grown old, for it takes long."""
        if len(gc.get_objects(generation=2)) < self._old * _MORE:
            gc.collect(1)
            return
        gc.collect()
        self._old = len(gc.get_objects(generation=2))
