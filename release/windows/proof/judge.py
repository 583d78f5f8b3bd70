"""What the proof under Wine is worth: ``judge.py OUT PART…`` prints its figures; 1 when something is wrong."""

from __future__ import annotations

import csv
import sqlite3
import statistics
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import numpy as np
from edges import cut_sides
from PIL import Image
from same_files import differences

if TYPE_CHECKING:
    from collections.abc import Callable

_HERE: Final = Path(__file__).resolve().parent
#: The screen less the task bar; the scales of Windows at which the window is looked at.
_WIDTH, _HEIGHT, _BAR = 1366, 768, 40
_SCALES: Final = ("100", "125", "150", "200")
#: A picture with fewer colours at 64 × 36 points is blank.
_FEWEST_COLOURS: Final = 50
#: Pages of the sample.
_IN_SAMPLE: Final = 480
#: The same of a screen as it is: an empty one has a colour, a dialog with its frame some hundred.
_FEWEST_ON_SCREEN: Final = 200
#: Mean difference, of 255, of two pictures at 64 × 36 points: other letters cost 5 to 9, another panel 15 and more.
_MOST_APART: Final = 12.0
#: How much longer than an empty window of Qt ours may take until it answers, on a machine that others use as well.
_MOST_RATIO: Final = 6.0


@dataclass
class Judge:
    """Says lines and counts what went wrong."""

    out: Path
    failures: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """A figure."""
        print(f"  {line}")

    def require(self, line: str, *, holds: bool) -> None:
        """A line that has to hold."""
        print(f"  {'ok     ' if holds else 'FAILED '}{line}")
        if not holds:
            self.failures.append(line)


def commands(by: Judge) -> None:
    """The files of check (with one process and two), group, suggest and month are those of Linux."""
    linux, windows = by.out / "linux", by.out / "windows"
    pairs = [(linux / name, windows / name) for name in ("check1", "workbook", "month")]
    for here, there in (*pairs, (linux / "check1", windows / "check2")):
        same, told = differences(here, there)
        by.require(f"{there.name}: {same} files as on Linux{''.join(f'; {line}' for line in told)}", holds=not told)
    for name in ("group.csv", "suggest.csv"):
        here, there = linux / name, windows / name
        is_same = there.is_file() and here.read_bytes() == there.read_bytes()
        by.require(f"{name}: {here.stat().st_size:,} bytes as on Linux", holds=is_same)


def pictures(by: Judge) -> None:
    """Every view is drawn as on Linux, loosely; none is blank, none has text in its edges."""
    here, there = (
        {path.name: path for path in (by.out / name).glob("*.png")} for name in ("linux-pictures", "pictures")
    )
    missing = sorted(here.keys() - there.keys())
    by.require(f"{len(there)} of {len(here)} views drawn {' '.join(missing)}", holds=bool(here) and not missing)
    apart = {name: _apart(path, there[name]) for name, path in here.items() if name in there}
    far = {name: round(value, 1) for name, value in apart.items() if value > _MOST_APART}
    by.require(
        f"as on Linux: mean difference {statistics.mean(apart.values() or [255]):.1f}, far: {far}", holds=not far
    )
    for path in there.values():
        _look_at(by, path)


def screens(by: Judge) -> None:
    """The window on the screen of Windows beside a task bar, at every scale."""
    for name in ("screen-first", *(f"screen-{scale}{what}" for scale in _SCALES for what in ("-read", ""))):
        path = by.out / f"{name}.png"
        if not path.exists():
            by.require(f"{name}: no picture", holds=False)
            continue
        picture = _pixels(path)
        above_bar = picture[: _HEIGHT - _BAR]
        colours = len(np.unique(above_bar.reshape(-1, 3), axis=0))
        by.require(f"{name}: drawn, {colours} colours", holds=colours > _FEWEST_ON_SCREEN)
        cut = cut_sides(above_bar)
        by.require(f"{name}: nothing cut at the edges {' '.join(cut)}", holds=not cut)
    for scale in _SCALES:
        told = (by.out / f"screen-{scale}.geometry").read_text("utf-8").split()
        left, top, width, height = map(int, told[:4])
        inside = left >= 0 and top >= 0 and left + width <= _WIDTH and top + height <= _HEIGHT - _BAR
        pages = _pages(by.out / f"screen{scale}.sqlite")
        by.require(f"ended hard, {pages} pages are there", holds=pages == _IN_SAMPLE)
        by.require(f"scale {scale} %: window {width}×{height} at {left},{top} beside the task bar", holds=inside)


def _pages(store: Path) -> int:
    """How many pages a clear data file holds; -1 where it is not sound."""
    with closing(sqlite3.connect(store)) as connection:
        is_sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return int(connection.execute("SELECT count(*) FROM pages").fetchone()[0]) if is_sound else -1


def start(by: Judge) -> None:
    """The start of our window, on a data file with pages and on none, beside that of an empty one."""
    rows = [line.split() for line in (by.out / "start.txt").read_text("utf-8").splitlines()]
    kinds = ("pages", "first", "empty")
    times = {kind: [float(row[1]) for row in rows if row[0] == kind and len(row) > 1][1:] for kind in kinds}
    if not all(times.values()):
        by.require(f"start: not measured {rows}", holds=False)
        return
    pages, first, empty = (statistics.median(times[kind]) for kind in kinds)
    by.say(f"first start {first:.2f} s, an empty window of Qt {empty:.2f} s: ratio {first / empty:.1f}")
    ratio = pages / empty
    by.require(f"start on 480 pages {pages:.2f} s: ratio {ratio:.1f}", holds=ratio < _MOST_RATIO)


def tests(by: Judge) -> None:
    """The folders of tests: none fails but those that ``not_under_wine.csv`` leaves out, each with its reason."""
    for path in sorted(by.out.glob("tests-*.xml")):
        suite = ET.parse(path).getroot().find("testsuite")
        assert suite is not None
        count = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
        bad = count["failures"] + count["errors"]
        names = [one.get("name", "") for one in suite.iter("testcase") if one.find("failure") is not None]
        passed = count["tests"] - bad - count["skipped"]
        told = f"{path.stem}: {passed} passed, {count['skipped']} skipped, {bad} failed {names}"
        by.require(told, holds=not bad and passed > 0)
    left_out = list(csv.DictReader((_HERE / "not_under_wine.csv").read_text("utf-8").splitlines()))
    by.say(f"left out, with a reason each: {len(left_out)}")


def setup(by: Judge) -> None:
    """The set-up file: its pages, its quiet way, its uninstaller that asks and leaves the data."""
    told = by.out / "setup.txt"
    if not told.exists():
        by.say("no set-up file: not tried")
        return
    words = told.read_text("utf-8")
    by.require("installed by its pages, the last one opens the program", holds="program opened" in words)
    by.require("installed quietly, the command answers", holds="quiet frontpage-coding" in words)
    by.require("uninstalled: the program is gone", holds="program gone" in words)
    by.require("uninstalled: the data are kept unless somebody says otherwise", holds="data kept" in words)
    for name in ("setup", "uninstall"):
        pages = sorted(by.out.glob(f"{name}-*.png"))
        by.require(f"{name}: {len(pages)} pages in pictures", holds=bool(pages))


PARTS: Final[dict[str, Callable[[Judge], None]]] = {
    "commands": commands, "pictures": pictures, "screens": screens, "start": start, "tests": tests, "setup": setup,
}  # fmt: skip


def _named(folder: Path) -> dict[str, Path]:
    return {path.name: path for path in folder.glob("*.png")}


def _look_at(by: Judge, path: Path) -> None:
    picture = _pixels(path)
    few = len(np.unique(_small(path).reshape(-1, 3).astype(int), axis=0))
    cut = cut_sides(picture)
    if few <= _FEWEST_COLOURS or cut:
        by.require(f"{path.name}: {few} colours, text cut at {cut or 'no edge'}", holds=False)


def _pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def _small(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB").resize((64, 36), Image.Resampling.BOX)).astype(float)


def _apart(here: Path, there: Path) -> float:
    return float(np.abs(_small(here) - _small(there)).mean())


def _main(out: Path, parts: list[str]) -> int:
    by = Judge(out)
    for part in parts:
        print(part)
        try:
            PARTS[part](by)
        except (OSError, ValueError) as error:
            by.require(f"{part}: {error}", holds=False)
    for line in (out / "times.txt").read_text("utf-8").splitlines() if (out / "times.txt").exists() else ():
        by.say(f"{line} s")
    print(f"{len(by.failures)} failed" if by.failures else "all as it should be")
    return 1 if by.failures else 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), sys.argv[2:]))
