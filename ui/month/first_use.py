"""The library that draws the charts, imported when the first one is drawn: the start of the program must not wait."""

from __future__ import annotations

import sys
import threading
from functools import cache
from typing import Any


@cache
def pyqtgraph() -> Any:
    """The module. It would put its own hooks before ours for errors that nobody caught; ours stay."""
    hooks = sys.excepthook, threading.excepthook
    import pyqtgraph as module

    sys.excepthook, threading.excepthook = hooks
    module.setConfigOptions(antialias=True, foreground="k", background=None)
    return module
