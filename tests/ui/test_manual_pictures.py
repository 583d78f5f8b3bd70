"""Every view is drawn; the pictures of the manual show the program as it is: compared, smoother letters pass."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QImage

from tools.make_manual_pictures import PAGES, PICTURES, drift, pixels
from tools.view_sheets import SHEETS

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "manual"
#: Mean difference of a point (of 255) that passes: other smoothing costs 2; and the share of blocks that may change: a
#: panel moved by 4 points costs 0.019, one line of the status bar 0.003.
MOST_APART, MOST_CHANGED = 3.0, 0.01
#: Of a sheet: five screens an eighth as large. One screen on which the drawer is open costs 0.03.
MOST_OF_A_SHEET = 0.03
NEEDED_FONT = "Noto Sans CJK SC"


@pytest.fixture(scope="module")
def pictures(qapp, tmp_path_factory):
    """All pictures as the program draws them now, in a process of its own with the clock of the pictures: those of the
    manual as it keeps them, and every one as it is.
    """
    folder, everything = tmp_path_factory.mktemp("pictures"), tmp_path_factory.mktemp("everything")
    command = [sys.executable, "-m", "tools.make_manual_pictures", str(folder), str(everything)]
    cache = {"XDG_CACHE_HOME": str(tmp_path_factory.mktemp("picture_cache"))}
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **cache}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder, everything


@pytest.fixture
def drawn(pictures):
    """The pictures of the manual as they would be today."""
    if not sys.platform.startswith("linux") or NEEDED_FONT not in QFontDatabase.families():
        pytest.skip("本机没有 fonts-noto-cjk 字体，画出的字不同，不能与手册的图片比较：该测试跳过")
    return pictures[0]


def test_every_view_is_drawn(pictures):
    drawn = {path.stem: path for path in pictures[1].glob("*.png")}
    assert drawn.keys() >= {
        *PAGES, "sign_in", "sealing_dark", "people", "audit", "history", "dark",
    }  # fmt: skip
    for name, path in drawn.items():
        image = QImage(str(path))
        assert (image.width(), image.height()) == (1366, 768), name
        few = image.scaled(64, 36, mode=Qt.TransformationMode.SmoothTransformation)
        assert len({few.pixel(x, y) for x in range(64) for y in range(36)}) > 50, name


@pytest.mark.parametrize("name", PAGES)
def test_a_picture_of_the_manual_is_what_the_program_shows(name, drawn):
    apart, changed = drift(pixels(PICTURES / f"{name}.png"), pixels(drawn / f"{name}.png"))
    assert apart <= MOST_APART, (name, apart, changed, "python -m tools.make_manual_pictures")
    assert changed <= MOST_CHANGED, (name, apart, changed, "python -m tools.make_manual_pictures")


def test_every_view_has_its_sheet_and_no_sheet_lies_about(pictures):
    assert {path.name for path in SHEETS.glob("*")} == {path.name for path in (pictures[0] / "views").glob("*")}


@pytest.mark.parametrize("view", sorted(path.stem for path in SHEETS.glob("*.png")))
def test_a_view_looks_as_it_did_on_every_screen_dark_and_with_large_text(view, drawn):
    apart, changed = drift(pixels(SHEETS / f"{view}.png"), pixels(drawn / "views" / f"{view}.png"), block=1)
    assert apart <= MOST_APART, (view, apart, changed, "python -m tools.make_manual_pictures")
    assert changed <= MOST_OF_A_SHEET, (view, apart, changed, "python -m tools.make_manual_pictures")


def _is_noticed(one, other):
    apart, changed = drift(one, other)
    return apart > MOST_APART or changed > MOST_CHANGED


def test_a_moved_panel_and_another_page_are_noticed():
    picture = pixels(PICTURES / "findings.png")
    moved = picture.copy()
    moved[120:735, 985:] = np.roll(picture[120:735, 985:], 4, axis=0)
    assert _is_noticed(picture, moved)
    assert _is_noticed(picture, pixels(PICTURES / "worklist.png"))
    assert _is_noticed(picture, picture[:-8])


def test_another_layout_on_one_screen_alone_is_noticed():
    sheet = pixels(SHEETS / "page_form.png")
    other = sheet.copy()
    left, right = 1366 // 8, (1366 + 1280) // 8
    other[:, left:right] = pixels(SHEETS / "month_charts.png")[:, left:right]
    apart, changed = drift(sheet, other, block=1)
    assert apart > MOST_APART or changed > MOST_OF_A_SHEET


def test_smoother_letters_are_not_noticed():
    picture = pixels(PICTURES / "findings.png")
    smoother = picture.copy()
    smoother[:, 1:] = (3 * picture[:, 1:] + picture[:, :-1]) // 4
    assert not _is_noticed(picture, smoother)


@pytest.mark.parametrize(("name", "page"), PAGES.items())
def test_every_page_of_the_manual_shows_its_picture_and_is_in_the_contents(name, page):
    assert f"](pictures/{name}.png)" in (MANUAL / page).read_text(encoding="utf-8")
    assert f"]({page})" in (MANUAL / "index.md").read_text(encoding="utf-8")


def test_no_picture_and_no_page_lies_about():
    assert {path.stem for path in PICTURES.glob("*")} == set(PAGES)
    contents = (MANUAL / "index.md").read_text(encoding="utf-8")
    assert [
        path.name for path in MANUAL.glob("*.md") if path.name != "index.md" and f"]({path.name}" not in contents
    ] == []


@pytest.mark.parametrize("page", sorted(path.name for path in MANUAL.glob("*.md")))
def test_a_page_shows_only_pictures_that_are_drawn_and_says_what_is_on_them(page):
    for words, name in re.findall(
        r"!\[([^\]]*)\]\(pictures/([^)]+)\.png\)", (MANUAL / page).read_text(encoding="utf-8")
    ):
        assert name in PAGES, (page, name)
        assert words, (page, name)
