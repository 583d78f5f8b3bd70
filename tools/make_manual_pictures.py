"""Draws the pictures of the manual: ``python -m tools.make_manual_pictures`` renews ``docs/manual/pictures``.

``python -m tools.make_manual_pictures FOLDER [EVERYTHING]`` draws them elsewhere, for the tests that compare; in the
second folder all pictures of the program stay. The present day is always the same one, so that nothing in a picture
depends on when it was drawn.
"""

from __future__ import annotations

import datetime
import importlib
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "manual" / "pictures"
#: Name of a picture of ``ui/screenshots.py`` → the page of the manual that shows it.
PAGES = {
    "first_start": "first-start.md",
    "import_result": "importing.md",
    "local_values": "importing.md",
    "column_map": "importing.md",
    "export": "importing.md",
    "worklist": "worklist.md",
    "filter": "worklist.md",
    "page_form": "form.md",
    "entry": "form.md",
    "findings": "findings.md",
    "evidence": "findings.md",
    "waive": "findings.md",
    "suggestions": "suggestions.md",
    "own_years": "terms.md",
    "drg": "grouping.md",
    "import_scheme": "grouping.md",
    "region_scheme": "grouping.md",
    "proof": "grouping.md",
    "payment": "story-insurance.md",
    "drg_principals": "what-if.md",
    "drg_mains": "drawer.md",
    "drg_without": "drawer.md",
    "history": "drawer.md",
    "versions": "drawer.md",
    "card_code": "cards.md",
    "card_group": "cards.md",
    "officer_pivot": "officer.md",
    "officer_changed": "officer.md",
    "officer_grading": "officer.md",
    "palette": "shortcuts.md",
    "review": "review.md",
    "gate": "review.md",
    "deal": "review.md",
    "release_options": "review.md",
    "sampling": "review.md",
    "sealing": "story-administrator.md",
    "recovery_key": "story-administrator.md",
    "sign_in": "people.md",
    "people": "people.md",
    "person": "people.md",
    "first_password": "people.md",
    "audit": "people.md",
    "lock": "people.md",
    "packages_deal": "first-month.md",
    "packages_merge": "first-month.md",
    "brief": "month.md",
    "print": "printing.md",
    "settings_data": "care.md",
    "verify_found": "care.md",
    "move": "care.md",
    "support": "care.md",
    "code_table": "knowledge.md",
    "folder": "knowledge.md",
    "knowledge": "knowledge.md",
    "days_off": "knowledge.md",
    "sex_table": "knowledge.md",
    "month_open": "month.md",
    "month_mend": "month.md",
    "month_upload": "month.md",
    "month_figures": "month.md",
    "month_charts": "month.md",
    "month_ask": "month.md",
    "month_answers": "month.md",
    "month_close": "month.md",
    "month_report": "month.md",
    "compare_schemes": "compare-schemes.md",
    "import_tariff": "tariffs.md",
    "own_weights": "tariffs.md",
    "rules": "rules-desk.md",
    "rules_dry_run": "rules-desk.md",
    "shortcuts": "shortcuts.md",
}
#: "Now" in every picture: after the last discharge of the sample.
NOW = datetime.datetime(2026, 12, 1, 9, 0)
_COLOURS = 256
#: What red, green and blue are worth in the one number of a colour.
_PLACES = np.array([65_536, 256, 1])
_BLOCK = 8
#: A block of 8 × 8 has changed when its mean colour differs by more than this, of 255. Smoothing of letters does not.
_CHANGED = 20.0

Pixels = NDArray[np.int16]


def main(arguments: list[str]) -> int:
    """Draw, and keep those of the manual; the exit code."""
    folder = Path(arguments[0]) if arguments else PICTURES
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    importlib.import_module("pandas")  # its own kinds of moments are built on the clock that goes
    _stop_the_clock(NOW)
    from db.shared import key_file
    from main import open_store
    from tools.view_sheets import SHEETS, sheet, views_in
    from ui.camera import GLASSES
    from ui.screenshots import main as screenshots

    key_file.COST = (1, 8, 1)  # of the invented store nobody guesses the password
    sheets = folder / "views" if arguments else SHEETS
    sheets.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        everything = Path(arguments[1] if len(arguments) > 1 else scratch)
        code = screenshots(everything, open_store, others=GLASSES)
        for name in PAGES:
            _keep(everything / f"{name}.png", folder / f"{name}.png")
        for view in views_in(everything):
            whole = Path(scratch) / "sheet.png"
            sheet(everything, view).save(str(whole))
            _keep(whole, sheets / f"{view}.png")
    return code


def pixels(path: Path) -> Pixels:
    """A picture as rows of points of red, green and blue."""
    from PySide6.QtGui import QImage

    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    width, height = image.width(), image.height()
    bare = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())[:, : width * 3]
    return bare.reshape(height, width, 3).astype(np.int16)


def drift(one: Pixels, other: Pixels, block: int = _BLOCK) -> tuple[float, float]:
    """How far two pictures are apart: mean difference of a point (of 255), and the share of blocks that changed."""
    if one.shape != other.shape:
        return 255.0, 1.0
    apart = np.abs(_blocks(one, block) - _blocks(other, block)).max(axis=2)
    return float(np.abs(one - other).mean()), float((apart > _CHANGED).mean())


def _blocks(picture: Pixels, block: int) -> NDArray[np.float64]:
    """The mean colour of each block of so many points squared; what is left over at the edges is left out."""
    rows, columns = picture.shape[0] // block, picture.shape[1] // block
    whole = picture[: rows * block, : columns * block].astype(np.float64)
    means: NDArray[np.float64] = whole.reshape(rows, block, columns, block, 3).mean(axis=(1, 3))
    return means


def _stop_the_clock(moment: datetime.datetime) -> None:
    """Before anything of ours is imported: whoever asks for now or today is told ``moment``."""
    actual, actual_day = datetime.datetime, datetime.date

    class _OfDatetime(type):
        def __instancecheck__(cls, thing: object) -> bool:
            return isinstance(thing, actual)

    class _OfDate(type):
        def __instancecheck__(cls, thing: object) -> bool:
            return isinstance(thing, actual_day)

    class StoppedDatetime(actual, metaclass=_OfDatetime):
        def __new__(cls, *parts, **named):  # noqa: ANN002, ANN003, ANN204
            return actual(*parts, **named)

        @classmethod
        def now(cls, tz=None):  # noqa: ANN001, ANN206
            return moment.astimezone(tz) if tz else moment

        @classmethod
        def today(cls):  # noqa: ANN206
            return moment

    class StoppedDate(actual_day, metaclass=_OfDate):
        def __new__(cls, *parts, **named):  # noqa: ANN002, ANN003, ANN204
            return actual_day(*parts, **named)

        @classmethod
        def today(cls):  # noqa: ANN206
            return moment.date()

    datetime.datetime, datetime.date = StoppedDatetime, StoppedDate  # type: ignore[misc]


def _keep(drawn: Path, target: Path) -> None:
    """The picture with 256 colours: a third of the size, and no eye sees it."""
    from PySide6.QtGui import QImage, qRgb

    picture = pixels(drawn)
    points = picture.reshape(-1, 3).astype(np.int64)
    # A colour as one number, in the same order: to sort triples takes thirty times as long.
    numbers, at, count = np.unique(points @ _PLACES, return_inverse=True, return_counts=True)
    colours = numbers[:, None] // _PLACES % 256
    palette = _palette(colours, count)
    nearest = ((colours[:, None, :] - palette[None]) ** 2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    height, width = picture.shape[:2]
    image = QImage(nearest[at.ravel()].tobytes(), width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable([qRgb(*map(int, colour)) for colour in palette])
    if not image.save(str(target), "PNG", 0):  # type: ignore[call-overload]
        raise OSError(f"cannot write {target}")


def _palette(colours: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """The commonest colours, then again and again the one that is farthest from all that were taken."""
    palette = colours[np.argsort(-count, kind="stable")[: _COLOURS // 4]]
    apart = ((colours[:, None, :] - palette[None]) ** 2).sum(axis=2).min(axis=1)
    while len(palette) < min(_COLOURS, len(colours)):
        far = colours[np.argmax(apart * np.sqrt(count))]
        palette = np.vstack([palette, far])
        apart = np.minimum(apart, ((colours - far) ** 2).sum(axis=1))
    return palette


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
