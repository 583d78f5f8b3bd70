"""How the command line ends: 0 it ran; 2 the input cannot be used, and one Chinese sentence says why."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coding.commands.door import run

MAIN = Path(__file__).resolve().parents[2] / "main.py"
SENTENCE = re.compile(r"[^\n]*[\u4e00-\u9fff][^\n]*。\n")


def test_help_is_chinese_throughout(capsys):
    for argv in (["--help"], ["check", "--help"], ["group", "-h"], ["suggest", "-h"]):
        assert run(argv) == 0
        said = capsys.readouterr().out
        assert said.startswith("用法：")
        assert not re.search(r"usage|options|positional|show this|optional", said)


@pytest.mark.parametrize(
    "argv",
    [
        ["check"],
        ["check", "无此文件.csv", "--out", "o"],
        ["check", "main.py", "--out", "o"],
        ["check", ".", "--out", "o"],
        ["check", "x.csv", "--out", "o", "--jobs", "两个"],
        ["check", "x.csv", "--out", "o", "--as-of", "昨天"],
        ["check", "x.csv", "--out", "o", "--scheme", "无此包"],
        ["group", "无此文件.csv", "--out", "o.csv"],
        ["suggest", "main.py", "--kind", "zz", "--column", "raw", "--out", "o.csv"],
        ["suggest", "无此文件.csv", "--kind", "dx", "--column", "raw", "--out", "o.csv"],
        ["suggest", "main.py", "--kind", "dx", "--column", "raw", "--out", "o.csv"],
        ["group", "cases.csv", "--out", "main.py/o.csv"],
        ["check", "cases.csv", "--out", "main.py/o"],
        ["check", "cases.csv", "--out", "main.py"],
        ["group", "cases.csv", "--out", "."],
        ["suggest", "cases.csv", "--kind", "dx", "--column", "case_id", "--top", "0", "--out", "o.csv"],
        ["无此命令"],
        ["--unknown"],
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(argv, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("main.py").write_text("x = 1\n", encoding="utf-8")
    Path("cases.csv").write_text("case_id,sex,age,dx,px\na,1,40,I10.x00,\n", encoding="utf-8")
    assert run(argv, screenshots=lambda folder: 0) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert SENTENCE.fullmatch(err), err


def test_no_argument_opens_the_window_and_options_reach_it():
    seen = []
    assert run([], window=lambda argv: seen.append(list(argv)) or 0) == 0
    assert run(["--sample", "--quit-when-ready"], window=lambda argv: seen.append(list(argv)) or 0) == 0
    assert seen == [[], ["--sample", "--quit-when-ready"]]


def test_files_that_are_named_without_a_command_are_the_window_s():
    given = (["十月.csv"], ["导出/十月"], ["--sample", "a.csv"], ["--db", "病案.sqlite", "a.csv", "b.zip"])
    seen = []
    for argv in given:
        assert run(argv, window=lambda argv: seen.append(tuple(argv)) or 0) == 0
    assert seen == [tuple(argv) for argv in given]
    assert run(["--db", "病案.sqlite", "scheme", "没有.zip"], window=lambda _argv: seen.append("window") or 0) != 0
    assert "window" not in seen


def test_an_unforeseen_error_is_kept_in_a_log_and_not_shown(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))

    def broken(argv):
        raise ZeroDivisionError("一个缺陷")

    assert run([], window=broken) == 2
    err = capsys.readouterr().err
    assert SENTENCE.fullmatch(err)
    assert "ZeroDivisionError" not in err
    (log,) = tmp_path.rglob("*.log")
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_a_console_that_cannot_show_chinese_is_no_error(tmp_path):
    """A Windows console of another code page, in effect."""
    done = subprocess.run(
        [sys.executable, str(MAIN), "check", "无此文件.csv", "--out", str(tmp_path)],
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii:strict", "PATH": "", "SYSTEMROOT": "", "HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_json_says_the_same_on_a_console_of_any_code_page(tmp_path, encoding):
    out = tmp_path / "𠮷林“一”院.csv"
    command = [
        sys.executable,
        str(MAIN),
        "suggest",
        str(tmp_path / "名.csv"),
        "--json",
        "--column",
        "raw",
        "--kind",
        "dx",
    ]
    (tmp_path / "名.csv").write_text("raw\n肺炎\n", "utf-8")
    done = subprocess.run(
        [*command, "--out", str(out)], capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}, check=True
    )
    assert json.loads(done.stdout.decode(encoding))["out"] == str(out)


def test_the_door_opens_without_loading_window_or_tables():
    """Start-up must stay fast: nothing heavy is imported before it is needed."""
    code = (
        "import sys; sys.argv=['main.py']; import main; from coding.commands.arguments import parse; parse(['bench']);"
        "print([m for m in ('PySide6','pandas','openpyxl','rapidfuzz','coding.knowledge') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=MAIN.parent, check=True)
    assert done.stdout.strip() == "[]"
