"""The door: opens the window, or runs one command without it. See ``python main.py --help``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from coding.commands.door import run


def _window(argv: Sequence[str]) -> int:
    from ui.app import main

    return main(list(argv))


def _screenshots(folder: str) -> int:
    from ui.screenshots import main

    return main(folder)


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a packed program starts its workers through this door as well
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(run(sys.argv[1:], _window, _screenshots))
