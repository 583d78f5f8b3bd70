"""How far a command is, for a person at a screen: one line on stderr, in place; none in a pipe or with --quiet."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from coding.commands.help_page import columns

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from typing import TextIO

#: Seconds between two lines, and before a rate means anything.
_BETWEEN: Final = 0.2
_BEFORE_A_RATE: Final = 1.0


class Progress:
    """The line: count, share, rate and time left; without a unit the share alone.

    A count that falls begins another part of the work, the next file. Only characters that a console of code page 936
    has; what was longer before is covered with blanks.
    """

    def __init__(
        self, words: str, unit: str, total: int, stream: TextIO, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._words, self._unit, self._total = words, unit, total
        self._stream, self._clock = stream, clock
        self._began = self._shown = clock()
        self._last = self._width = 0

    def __call__(self, done: int, total: int = 0) -> None:
        """Tell how far it is; ``total``: where it was not known at the beginning."""
        now = self._clock()
        if done < self._last:
            self._began = now
        self._last = done
        if now - self._shown >= _BETWEEN:
            self._shown = now
            self._show(self.line(done, max(total or self._total, done), now))

    def line(self, done: int, total: int, now: float) -> str:
        """已检查 1,200 / 5,000 页（24%），每秒 350 页，约剩 11 秒."""
        share = f"{100 * done // max(total, 1)}%"
        said = f"{self._words} {done:,} / {total:,} {self._unit}（{share}）" if self._unit else f"{self._words} {share}"
        seconds = now - self._began
        if seconds < _BEFORE_A_RATE or not done:
            return said
        rate = done / seconds
        a_second = f"，每秒 {rate:,.0f} {self._unit}" if self._unit else ""
        return f"{said}{a_second}，约剩 {_spoken((total - done) / rate)}"

    def end(self) -> None:
        """Leave the screen as it was: what follows begins a line of its own."""
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0

    def _show(self, line: str) -> None:
        width = columns(line)
        self._stream.write("\r" + line + " " * max(0, self._width - width))
        self._stream.flush()
        self._width = max(self._width, width)


def _spoken(seconds: float) -> str:
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} 秒"
    return f"{whole // 60} 分 {whole % 60} 秒" if whole < 3600 else f"{whole // 3600} 小时 {whole % 3600 // 60} 分"


@contextmanager
def progress(arguments: argparse.Namespace, words: str, unit: str, total: int = 0) -> Iterator[Callable[..., None]]:
    """What is told how far it is, done and in all; it shows nothing where nobody looks."""
    if getattr(arguments, "quiet", False) or sys.stderr is None or not sys.stderr.isatty():
        yield _untold
        return
    line = Progress(words, unit, total, sys.stderr)
    try:
        yield line
    finally:
        line.end()


def _untold(_done: int, _total: int = 0) -> None:
    """Nobody looks."""
