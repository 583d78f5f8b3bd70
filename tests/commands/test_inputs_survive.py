"""No command writes over a file that it reads, by whatever name the file is given."""

import os
import sys

import pytest

from coding.commands.door import run
from tests.golden.golden_runs import HERE

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="需要链接")


@pytest.fixture
def inputs(tmp_path, monkeypatch):
    """A folder with the inputs of the goldens, in which the command runs."""
    for path in (HERE / "inputs").iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    pack = tmp_path / "pack"
    pack.mkdir()
    for path in (HERE / "inputs" / "pack").iterdir():
        (pack / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(folder, capsys, *argv):
    """True where the command ended with the one sentence, and every file is as it was."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code = run(list(argv))
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return code == 2 and "就是输入文件" in capsys.readouterr().err and after == before


def test_check_of_a_file_named_as_a_result_into_its_own_folder(inputs, capsys):
    (inputs / "pages.csv").rename(inputs / "findings.csv")
    assert refused(inputs, capsys, "check", "findings.csv", "--out", ".", "--jobs", "1")


@POSIX
@pytest.mark.parametrize("link", [os.symlink, os.link], ids=["symbolic link", "second name"])
@pytest.mark.parametrize("name", ["groups.csv", "scores.csv", "rejects.csv", "summary.json", "preflight.csv"])
def test_check_of_a_file_to_which_a_result_is_linked(inputs, capsys, name, link):
    (inputs / "out").mkdir()
    link(inputs / "pages.csv", inputs / "out" / name)
    assert refused(inputs, capsys, "check", "pages.csv", "--out", "out", "--jobs", "1")


def test_check_with_a_table_of_its_own_among_the_results(inputs, capsys):
    (inputs / "rules.csv").rename(inputs / "scores.csv")
    assert refused(inputs, capsys, "check", "pages.csv", "--out", ".", "--rules", "scores.csv", "--jobs", "1")


def test_check_of_mended_rows_in_the_folder_to_which_rows_are_turned_back(inputs, capsys):
    assert run(["check", "pages.csv", "--out", "out", "--preflight", "--jobs", "1"]) == 0
    capsys.readouterr()
    turned_back = inputs / "out" / "rejects" / "pages.csv"
    assert turned_back.exists()
    assert refused(inputs, capsys, "check", str(turned_back), "--out", "out", "--preflight", "--jobs", "1")


@pytest.mark.parametrize("out", ["tariff.csv", "pack/scheme.csv", "./pack/../cases.csv"])
def test_group_over_its_tariff_its_pack_or_its_cases(inputs, capsys, out):
    assert (inputs / out).exists()
    argv = ("group", "cases.csv", "--scheme", "pack", "--tariff", "tariff.csv", "--out", out)
    assert refused(inputs, capsys, *argv)


def test_suggest_over_its_own_pairs(inputs, capsys):
    argv = ("suggest", "dx_names.csv", "--kind", "dx", "--column", "名称", "--terms", "terms.csv", "--out", "terms.csv")
    assert refused(inputs, capsys, *argv)
