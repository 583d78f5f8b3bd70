"""What others may build on: every public name is there, is told in the page, and the notebook runs as it is printed.

A name, a parameter or a field that changes is noticed: it is a change for everybody who builds on the library.
"""

import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from coding import surface
from coding.base.resources import resource_path
from coding.grouping.case import GroupStatus
from tests.commands.test_group_dip import write_city
from tools.write_surface import PAGE as PROMISED
from tools.write_surface import lines

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")


NAMES = [name for name in surface.__all__ if name != "__version__"]


@pytest.mark.parametrize("name", NAMES)
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


def test_what_was_promised_is_there_as_it_was_promised():
    found = "\n".join(lines()) + "\n"
    assert found == PROMISED.read_text(encoding="utf-8"), "python -m tools.write_surface, and see docs/library.md"


@pytest.mark.parametrize("name", NAMES)
def test_what_can_be_asked_of_a_public_object_says_what_it_gives(name):
    found = getattr(surface, name)
    if not inspect.isclass(found):
        return
    for key, member in vars(found).items():
        if not key.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
            assert (member.__doc__ or "").strip(), f"{name}.{key}"


def test_the_version_is_that_of_the_program():
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert surface.__version__ == known


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "examples").glob("*.py")), ids=lambda path: path.stem)
def test_every_example_runs_on_a_file(path):
    command = [sys.executable, "-X", "utf8", str(path), str(resource_path("sample/sample_n041.csv"))]
    done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "n041, 480 pages, 0 rejects" in done.stdout
    assert " → " in done.stdout
    assert "分组成功 HC29" in done.stdout
    command[-1] = "没有这个文件.csv"
    done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, encoding="utf-8", check=False)
    assert "找不到文件" in done.stderr
    assert "Traceback" not in done.stderr


def _environment():
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT)}


def test_a_case_without_a_page_is_grouped_by_drg_and_by_dip(tmp_path):
    case = surface.Case(sex=2, age=45, los=4, leaving_type="1", dx=("K80.100",), px=("51.2300",))
    assert surface.open_embedded().group(case).status is GroupStatus.GROUPED
    assert surface.open_embedded().group(surface.Case()).status is GroupStatus.CHECK_FAILED
    city = surface.open_packets(write_city(tmp_path / "city"))
    packet, payment = city.decide(case)
    assert city.group(case).status is packet.status
    assert isinstance(payment, surface.Payment)
