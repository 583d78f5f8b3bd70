"""What a person reads who asks a command for help, or has typed it wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coding.commands.arguments import COMMANDS, command_parser, parse
from coding.commands.door import run
from coding.commands.examples import EXAMPLES
from coding.commands.help_page import columns, wrapped
from tools import write_man_page
from tools.write_command_line import commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = str(ROOT / "tests" / "data" / "files" / "n041_utf8sig.csv")


def said(capsys, *argv):
    code = run(argv)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("name", commands())
@pytest.mark.parametrize("width", [80, 200])
def test_every_help_says_usage_groups_and_an_example_within_the_width_of_the_screen(name, width, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    code, page, err = said(capsys, *name.split(), "--help")
    assert (code, err) == (0, "")
    assert page.startswith(f"用法：python main.py {name}".rstrip())
    assert "例：" in page
    examples = page.partition("例：")[2]
    for line in page.partition("例：")[0].splitlines():
        assert columns(line) <= max(80, min(width, 100)), line
    assert f"python main.py {name}".rstrip() in examples


@pytest.mark.parametrize("name", commands())
def test_no_option_is_missing_in_the_help_or_told_twice(name, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    _, page, _ = said(capsys, *name.split(), "--help")
    told = re.findall(r"^  (?:-h, )?(--[\w-]+)", page, re.MULTILINE)
    known = {action.option_strings[-1] for action in commands()[name]._actions if action.option_strings}
    assert sorted(told) == sorted(known)


@pytest.mark.parametrize(
    "line", [line for name, told in EXAMPLES.items() for _, line in told if name and "--help" not in line]
)
def test_every_example_is_a_line_that_the_program_takes(line):
    words = line.partition(" >")[0].split()
    assert parse(words).command == words[0]


def test_the_commands_are_those_of_the_parser():
    names = next(a.choices for a in command_parser()._actions if a.dest == "command")
    assert tuple(names) == COMMANDS
    assert set(EXAMPLES) >= {"", *COMMANDS}


def test_a_command_alone_is_made_as_with_all_the_others():
    for name in COMMANDS:
        alone, among = (command_parser(only).command(name).format_help() for only in (name, ""))
        assert alone == among


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["chek", "a.csv"], "是不是想写 check？"),
        (["grop"], "是不是想写 group？"),
        (["Check", "a.csv"], "是不是想写 check？"),
        (["检查"], "没有“检查”这个命令"),
        ([PAGES], "是文件，前面要写做什么"),
        (["check", "a.csv", "--out", "o", "--jsn"], "是不是想写 --json？"),
        (["check", "a.csv", "--out", "o", "--as_of", "2026-01-01"], "是不是想写 --as-of？"),
        (["suggest", "a.csv", "--kind", "dxx", "--column", "a", "--out", "o"], "是不是想写 dx？"),
        (["package", "del"], "是不是想写 deal？"),
        (["group", "a.csv", "b.csv", "--out", "o"], "多写了 b.csv"),
        (["check"], "缺少参数 文件, --out"),
        (["check", "a.csv", "--out", "o", "--quiet=3"], "参数 --quiet: 后面不跟值，多写了 '3'"),
    ],
)
def test_what_was_typed_wrong_is_told_with_what_was_probably_meant(argv, words, capsys):
    code, out, err = said(capsys, *argv)
    assert (code, out) == (2, "")
    assert words in err
    assert "--help" in err or "check" in err


def test_the_installed_command_calls_itself_by_its_name(capsys, monkeypatch):
    for started in ("/usr/bin/frontpage-coding", "C:\\Programs\\frontpage-coding.exe"):
        monkeypatch.setattr(sys, "argv", [started])
        assert "用法：frontpage-coding check " in said(capsys, "check", "--help")[1]
        assert "frontpage-coding check --help" in said(capsys, "check")[2]


def test_a_pattern_that_the_shell_left_is_filled_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("b.csv", "a.csv", "c[1].csv"):
        (tmp_path / name).touch()
    assert parse(["check", "?.csv", "--out", "o"]).files == ["a.csv", "b.csv"]
    assert parse(["check", "c[1].csv", "--out", "o"]).files == ["c[1].csv"]
    assert parse(["check", "x*.csv", "--out", "o"]).files == ["x*.csv"]


def test_all_of_a_folder_means_its_tables_not_the_files_that_are_read_with_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("三月.dbf", "三月.fpt", "四月.DBF", "四月.DBT", "五月.fpt"):
        (tmp_path / name).touch()
    assert parse(["check", "*", "--out", "o"]).files == ["三月.dbf", "五月.fpt", "四月.DBF"]


def test_no_line_begins_with_what_ends_a_sentence():
    text = "检查首页文件，写出问题、分组、评分等五个文件；另写 preflight.csv（文件本身的缺陷）。"
    for width in range(20, 60):
        lines = wrapped(text, width)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert not any(line[0] in "，、；。）" for line in lines)


def test_the_manual_page_is_written_from_the_parser():
    assert write_man_page.PAGE.read_text(encoding="utf-8") == write_man_page.page(), "python -m tools.write_man_page"


def test_the_manual_page_is_one_that_man_shows():
    shown = _man()
    assert "frontpage-coding - 住院病案首页编码与质控" in shown
    for name in filter(None, commands()):
        assert f"\n{name}\n" in shown
    assert "--fail-on error|warning" in shown


def _man():
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "100", "MANPAGER": "cat", "MANOPT": ""}
    try:
        done = subprocess.run(
            ["man", "--warnings", "-l", str(write_man_page.PAGE)],
            env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("本机没有 man：该测试跳过")
    if done.returncode:
        pytest.skip("本机的 man 不能显示文件：该测试跳过")
    assert done.stderr == ""
    return re.sub(".\b", "", done.stdout)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("三月首页", "三月首页.csv"),
        ("三月首业.csv", "三月首页.csv"),
        ("三月首页.CSV", "三月首页.csv"),
        ("四年.dbf", ""),
        ("五月", ""),
    ],
)
def test_a_file_that_is_not_there_is_told_with_the_one_that_is(typed, meant, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "三月首页.csv").touch()
    (tmp_path / "其他.txt").touch()
    (tmp_path / "五月.fpt").touch()
    if (tmp_path / typed).exists():
        pytest.skip("本机的文件名不分大小写")
    for argv in (["check", typed], ["check", "三月首页.csv", "--dx-table", typed]):
        code, _, err = said(capsys, *argv, "--out", "o")
        assert code == 2
        assert "找不到" in err
        assert (f"是不是“{meant}”？" in err) is bool(meant)
