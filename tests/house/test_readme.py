"""The pages that meet a newcomer: the two lines are the same in both languages, and no link is dead."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_AT_THE_DOOR = ("README.md", "README.en.md", "CHANGELOG.md", "CONTRIBUTING.md", "RELEASING.md")
PAGES = [*(ROOT / name for name in _AT_THE_DOOR), *sorted((ROOT / "docs").rglob("*.md"))]


def lines(page):
    return re.findall(r"^```sh\n(.+)\n```$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)


def test_two_lines_in_all_each_with_its_setup():
    start, test = lines("README.md")
    assert lines("README.en.md") == [start, test]
    for line in (start, test):
        assert "python3 -m venv .venv && .venv/bin/pip install -e " in line
    assert start.endswith("main.py --sample")
    assert test.endswith("-m pytest -n 2")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_between_the_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_licence_is_the_full_text_of_the_gpl():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "END OF TERMS AND CONDITIONS" in text
