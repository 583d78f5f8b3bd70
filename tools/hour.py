"""A scripted hour of work at the real window: pages coded by keyboard while files are read and pages rechecked.

    python tools/hour.py [--pages 60] [--store 20000] [--pace 40] [--show]

The store holds the sample and as many invented pages as ``--store`` says. Each page: next page, the findings, words
typed into a diagnosis until its list opens and a row is taken, undo, the drawer, now and then a search; every fifteen
pages another file of 480 pages is read behind the window, whose pages are then judged. ``--pace``: milliseconds that a
hand leaves between two keys; an hour of work is pressed into minutes, so that nothing rests between.

Printed: keys and milliseconds from a key until the window has answered it (median, p95, slowest), and every block of
the thread of the window of more than ``--block`` milliseconds (100): how long by the clock and of the processor (on a
machine with other work the thread waits for its turn), during which step, and where in the program the thread stood.
Exit code 1 where there was one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.bench_worklist import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from ui.window import MainWindow

ROOT = Path(__file__).resolve().parents[1]
#: Seconds until something that should happen counts as broken.
_PATIENCE = 300.0
#: Words of every day, as they are typed: Chinese, initials, a beginning of a code.
_WORDS = ("gxb", "高血压", "J18", "tnb", "脑梗死", "mzf", "肺部感染", "I10", "贫血", "fc")
_EVERY_FILE, _EVERY_SEARCH, _EVERY_DRAWER = 15, 10, 4


@dataclass
class Block:
    """The thread of the window stood still."""

    seconds: float
    worked: float  # seconds of the processor that the thread had itself meanwhile
    step: str
    where: str


@dataclass
class Watch:
    """Beats in the thread of the window; a thread beside it looks where that one stands when no beat comes."""

    limit: float
    step: str = "start"
    blocks: list[Block] = field(default_factory=list)
    is_on: bool = True

    def __post_init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._main = threading.get_ident()
        self._beat_at = time.perf_counter()
        self._worked = time.thread_time()
        self._seen: tuple[float, str, str] | None = None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(2)
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        passed = now - self._beat_at
        worked = time.thread_time()
        if passed > self.limit:
            step, where = self._seen[1:] if self._seen else (self.step, "?")
            self.blocks.append(Block(passed, worked - self._worked, step, where))
        self._seen = None
        self._beat_at, self._worked = now, worked

    def _look(self) -> None:
        while self.is_on:
            time.sleep(0.01)
            since = time.perf_counter() - self._beat_at
            if since > self.limit * 0.6 and (self._seen is None or self._seen[0] != self._beat_at):
                frame = sys._current_frames().get(self._main)  # noqa: SLF001 - there is no other way to ask
                self._seen = (self._beat_at, self.step, _where(frame) if frame else "?")


def _where(frame: object) -> str:
    """The innermost places in the program, the deepest last."""
    ours = [line for line in traceback.extract_stack(frame) if str(ROOT) in line.filename]  # type: ignore[arg-type]
    places = [f"{Path(line.filename).relative_to(ROOT)}:{line.lineno} {line.name}" for line in ours]
    return " < ".join(reversed([place for place in places if not place.startswith("tools/")][-6:]))


class Hour:
    """One person at the window; keys go where the focus is."""

    def __init__(self, window: MainWindow, watch: Watch, pace: float) -> None:
        self.window, self.watch, self.pace = window, watch, pace
        self.answered: list[float] = []

    def run(self, pages: int, files: Iterator[Path]) -> None:
        """Work so many pages."""
        for number in range(1, pages + 1):
            self.act("next_page")
            self.act("next_finding")
            self._code(number, _WORDS[number % len(_WORDS)])
            if number % _EVERY_DRAWER == 0:
                self.act("drawer")
                self.rest(0.3)
                self.act("drawer")
            if number % _EVERY_SEARCH == 0:
                self._search("骨折" if number % 20 else "00000123")
            if number % _EVERY_FILE == 1 and not self.window.opening.is_busy:
                self.watch.step = "a file is opened"
                self.window.open_file(next(files))
            self._close_boxes()
            print(f"\r{number} pages", end="", flush=True, file=sys.stderr)
        print(file=sys.stderr)

    def act(self, id_: str) -> None:
        """Press the key of an action."""
        from PySide6.QtTest import QTest

        actions = self.window.actions_
        sequence = next(iter(actions[id_].shortcuts()), None)
        if sequence is None:
            return
        self._answer(id_, lambda: QTest.keySequence(self._focus(), sequence))

    def type(self, step: str, text: str) -> None:
        """Type, a character at a time: letters by key, Chinese as an input method hands it over."""
        from PySide6.QtGui import QInputMethodEvent
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        def press(character: str) -> None:
            if character.isascii():
                QTest.keyClicks(self._focus(), character)
                return
            composed = QInputMethodEvent()
            composed.setCommitString(character)
            QApplication.sendEvent(self._focus(), composed)

        for character in text:
            self._answer(step, lambda character=character: press(character))  # type: ignore[misc]

    def key(self, step: str, key: object) -> None:
        """Press one key."""
        from PySide6.QtTest import QTest

        self._answer(step, lambda: QTest.keyClick(self._focus(), key))  # type: ignore[call-overload]

    def rest(self, seconds: float) -> None:
        """Let the window work, and rest as it does between two keys."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def _code(self, number: int, words: str) -> None:
        from PySide6.QtCore import Qt

        from coding.page.finding import Place

        page = self.window.session.page
        if page is None or not page.diagnoses:
            return
        row = number % len(page.diagnoses)
        field_ = "principal_diagnosis_code" if row == 0 else "other_diagnosis_code"
        self.watch.step = "into the diagnoses"
        self.window.form.focus_place(Place(field_, row))
        self.type(f"typing {words}", words)
        self.rest(0.25)  # the list opens, the strip tells what its row would do
        self.key("down the list", Qt.Key.Key_Down)
        self.rest(0.1)
        self.key("taken", Qt.Key.Key_Return)
        self.rest(0.25)
        self.key("out of the cell", Qt.Key.Key_Escape)
        self.act("undo")
        self.rest(0.25)

    def _search(self, words: str) -> None:
        from PySide6.QtCore import Qt

        self.act("search")
        self.type("searching", words)
        self.rest(0.4)
        self.key("first hit", Qt.Key.Key_Return)
        self.rest(0.3)
        self.act("search")
        self.window.worklist.search.clear()
        self.rest(0.3)
        self.act("to_form")

    def _answer(self, step: str, press: object) -> None:
        """Press, and measure until all that the window has to do at once is done."""
        from PySide6.QtWidgets import QApplication

        self.watch.step = step
        began = time.perf_counter()
        press()  # type: ignore[operator]
        QApplication.processEvents()
        self.answered.append((time.perf_counter() - began) * 1000)
        self.rest(self.pace / 1000)

    def _focus(self) -> QWidget:
        from PySide6.QtWidgets import QApplication

        return QApplication.activeModalWidget() or QApplication.focusWidget() or self.window

    def _close_boxes(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QApplication

        for _ in range(3):
            if QApplication.activeModalWidget() is not None:
                self.key("a box is closed", Qt.Key.Key_Escape)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--store", type=int, default=20_000)
    parser.add_argument("--pace", type=float, default=40.0)
    parser.add_argument("--block", type=float, default=100.0)
    parser.add_argument("--show", action="store_true", help="on the screen that is there")
    options = parser.parse_args()
    if not options.show:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder:
        return _work(Path(folder), options)


def _work(folder: Path, options: argparse.Namespace) -> int:
    from datetime import datetime

    from PySide6.QtWidgets import QApplication

    from coding.exchange.read import read_file
    from db.sqlite.sqlite_store import SqliteStore
    from ui.app import Program, application
    from ui.opening_files import SAMPLE
    from ui.theme.theme import apply_theme

    path = folder / "hour.sqlite"
    store = SqliteStore(path, datetime.now)
    if options.store:
        fill(store, options.store)
    store.import_reading(read_file(SAMPLE))
    print(f"{store.count():,} pages", flush=True)
    store.close()
    app = application()
    apply_theme(app, False)
    program = Program(
        app, path, path.with_name("sample.sqlite"), lambda at, _sign_in=None: SqliteStore(at, datetime.now)
    )
    window = program.open()
    window.resize(1366, 697)
    window.activateWindow()
    end = time.perf_counter() + _PATIENCE
    while not window.session.is_search_ready and time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    watch = Watch(options.block / 1000)
    hour = Hour(window, watch, options.pace)
    began = time.perf_counter()
    hour.run(options.pages, _files(folder, SAMPLE))
    watch.is_on = False
    program.close()
    _tell(hour, watch, time.perf_counter() - began)
    return 1 if watch.blocks else 0


def _files(folder: Path, sample: Path) -> Iterator[Path]:
    """The sample once more and once more, each time with other persons."""
    text, number = sample.read_text(encoding="gb18030"), 0
    while True:
        number += 1
        path = folder / f"导出{number}.csv"
        path.write_text(text.replace(",0031", f",{number:02d}31"), encoding="gb18030")
        yield path


def _tell(hour: Hour, watch: Watch, seconds: float) -> None:
    told = sorted(hour.answered)
    p95 = told[int(len(told) * 0.95)]
    print(f"{len(told)} keys in {seconds:.0f} s: median {statistics.median(told):.0f} ms, p95 {p95:.0f} ms, "
          f"slowest {told[-1]:.0f} ms")  # fmt: skip
    print(f"blocks of the window over {watch.limit * 1000:.0f} ms: {len(watch.blocks)}")
    for block in sorted(watch.blocks, key=lambda one: -one.seconds):
        worked = f"({block.worked * 1000:.0f} of the processor)"
        print(f"  {block.seconds * 1000:6.0f} ms {worked}  {block.step}  {block.where}")


if __name__ == "__main__":
    sys.exit(main())
