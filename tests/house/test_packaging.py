"""What ``pip install .`` gives: the commands, a typed ``coding``, and all that they read, outside the source tree."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHIPPED = ("coding", "db", "ui", "resources", "docs")


def rooms():
    """Every folder with Python in it, as a package."""
    found = (init.parent for top in ("coding", "db", "ui") for init in (ROOT / top).rglob("__init__.py"))
    return {".".join(folder.relative_to(ROOT).parts) for folder in found}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built in a copy of the tree so that nothing is left in it."""
    if int(version("setuptools").split(".")[0]) < 77:
        pytest.skip("本机的 setuptools 早于 77，不能制作安装包：该测试跳过")
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for name in SHIPPED:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("main.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree / name)
    _run(sys.executable, "-m", "pip", "wheel", str(tree), "--no-deps", "--no-build-isolation", "-w", str(out))
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The wheel as pip lays it out; its Python is started with this folder and never with the source tree."""
    folder = tmp_path_factory.mktemp("site")
    _run(sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", str(folder), str(wheel))
    return folder


def _run(*command, cwd=None, **variables):
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **variables}, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_room_is_named_in_the_list_of_packages():
    named = set(PROJECT["tool"]["setuptools"]["packages"])
    assert {name for name in named if not name.startswith("frontpage_coding")} == rooms()


def test_the_wheel_brings_every_module_and_every_resource(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    for top in ("coding", "db", "ui"):
        for path in (ROOT / top).rglob("*.py"):
            assert path.relative_to(ROOT).as_posix() in inside
    for path in (ROOT / "resources").rglob("*"):
        if path.is_file():
            assert f"frontpage_coding/{path.relative_to(ROOT).as_posix()}" in inside
    assert "coding/py.typed" in inside


def test_the_installed_command_suggests_and_checks_like_the_source_tree(installed, tmp_path):
    def command(*arguments):
        script = installed / "bin" / "frontpage-coding"
        return _run(sys.executable, str(script), *arguments, cwd=tmp_path, PYTHONPATH=str(installed))

    (tmp_path / "names.csv").write_text("raw\n阑尾炎\n", encoding="utf-8")
    sample = installed / "frontpage_coding" / "resources" / "sample" / "sample_n041.csv"
    few = sample.read_text(encoding="gb18030").splitlines(keepends=True)[:4]
    (tmp_path / "few.csv").write_text("".join(few), encoding="gb18030")

    command("suggest", "names.csv", "--kind", "dx", "--column", "raw", "--out", "codes.csv")
    assert "K37" in (tmp_path / "codes.csv").read_text(encoding="utf-8-sig")
    assert "共 3 页" in command("check", "few.csv", "--out", "out", "--as-of", "2026-08-01", "--jobs", "1")
    assert (tmp_path / "out" / "findings.csv").is_file()


def test_the_installed_window_opens(installed, tmp_path):
    script = installed / "bin" / "frontpage-coding-window"
    seconds = _run(
        sys.executable,
        str(script),
        "--quit-when-ready",
        cwd=tmp_path,
        PYTHONPATH=str(installed),
        QT_QPA_PLATFORM="offscreen",
        FRONTPAGE_DB=str(tmp_path / "a.sqlite"),
    )
    assert float(seconds) > 0


def test_the_manual_page_and_the_completions_come_along(wheel, installed):
    page = ".data/data/share/man/man1/frontpage-coding.1"
    assert any(name.endswith(page) for name in zipfile.ZipFile(wheel).namelist())
    script = installed / "bin" / "frontpage-coding"
    told = _run(sys.executable, str(script), "completion", "bash", PYTHONPATH=str(installed))
    assert "complete" in told


def test_the_types_of_the_installed_library_hold_under_the_strictest_check(wheel, tmp_path):
    """In an environment of its own, as whoever builds on it has: what is typed there is typed by py.typed alone."""
    pytest.importorskip("mypy")
    _run(sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv"))
    python = tmp_path / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = _run(str(python), "-c", "import site; print(site.getsitepackages()[-1])").strip()
    _run(sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", site, str(wheel))
    example = tmp_path / "example.py"
    shutil.copy(ROOT / "docs" / "examples" / "a_month_of_pages.py", example)
    strict = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python), "--config-file", os.devnull]
    strict += ["--cache-dir", str(tmp_path / "cache")]
    _run(*strict, str(example), cwd=tmp_path, PYTHONPATH="", MYPYPATH="")
    example.write_text("from coding.surface import Case\nCase(sex='女')\n", encoding="utf-8")
    command = [*strict, str(example)]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": "", "MYPYPATH": ""}, capture_output=True, check=False
    )
    assert b"arg-type" in done.stdout, done.stdout  # a mistake is seen: the types did come along


def test_installed_code_comes_from_the_wheel_alone(installed, tmp_path):
    code = "import coding, ui, db; from coding.base.resources import RESOURCES; print(coding.__file__, RESOURCES)"
    told = _run(sys.executable, "-c", code, cwd=tmp_path, PYTHONPATH=str(installed))
    assert all(part.startswith(str(installed)) for part in told.split())
