"""What others may build on: every public name is there, is told in the page, and the notebook runs as it is printed."""

import re
from pathlib import Path

import pytest

from coding import surface
from coding.base.resources import resource_path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", surface.__all__)
def test_a_public_name_exists_says_what_it_is_and_stands_in_the_page(name):
    assert (getattr(surface, name).__doc__ or "").strip()
    assert re.search(rf"`{name}\b", PAGE), name


def test_the_notebook_of_the_page_runs_as_it_is_printed(capsys):
    block = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL).group(1)
    exec(compile(block, "docs/library.md", "exec"), {"sample": resource_path("sample/sample_n041.csv")})
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"n041: \d+ pages, 0 rows that are no page", lines[0])
    assert any("→" in line for line in lines)
    assert len(lines) > 5
