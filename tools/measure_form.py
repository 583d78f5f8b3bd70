"""On how many sample pages both tables of codes are whole on the screen as the page opens, without scrolling.

    python -m tools.measure_form [--narrow]

The real window on the invented sample, with the list and the panels beside the form, at the sizes of SIZES. One line
a size is printed. ``--narrow``: with the line on the national scheme still standing above, as on the first day.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop, QTimer

if TYPE_CHECKING:
    from ui.form.form_view import PageForm
    from ui.window import MainWindow

#: Widths and heights of the window: 1366 × 768 with a task bar, and the smallest of the offices.
SIZES: Final = ((1366, 697), (1280, 720))
SCREEN: Final = Path(__file__).resolve().parents[1] / "tests" / "ui" / "screen.json"


def pause(milliseconds: int) -> None:
    """Let the window work."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def shows_both_tables(form: PageForm) -> bool:
    """Whether diagnoses and procedures are whole on the screen as the form stands, and nothing lies sideways."""
    scroll = form.scroll
    tables = [form.table("diagnosis"), form.table("procedure")]
    beside = any(table.horizontalScrollBar().isVisible() for table in tables)
    bottoms = [table.mapTo(scroll.viewport(), table.rect().bottomLeft()).y() for table in tables]
    tops = [table.mapTo(scroll.viewport(), table.rect().topLeft()).y() for table in tables]
    return not beside and min(tops) >= 0 and max(bottoms) < scroll.viewport().height()


def measure(window: MainWindow, width: int, height: int) -> tuple[int, int]:
    """How many pages of the list show both tables, and how many pages there are."""
    window.showNormal()
    window.resize(width, height)
    window.reset_layout()
    window.showNormal()
    window.resize(width, height)
    pause(200)
    shown = 0
    for page_id in window.worklist.ids:
        window.pages.open(page_id)
        pause(5)
        shown += shows_both_tables(window.form)
    return shown, len(window.worklist.ids)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--narrow", action="store_true")
    options = asked.parse_args(arguments)
    if sys.platform.startswith("linux") and "QT_QPA_PLATFORM" not in os.environ:
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREEN}"
    from db.sqlite.sqlite_store import SqliteStore
    from ui.app import Program, application

    with tempfile.TemporaryDirectory() as folder:
        program = Program(application(), Path(folder) / "a.sqlite", Path(folder) / "b.sqlite", SqliteStore)
        window = program.open(sample=True)
        while window.session.knowledge is None or window.runner.running or window.worklist.is_busy:
            pause(50)
        window.scheme_hint.setVisible(options.narrow)
        for width, height in SIZES:
            shown, pages = measure(window, width, height)
            print(f"{width} × {height}: {shown} of {pages} sample pages, {100 * shown / pages:.1f} %")
        program.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
