"""What holds everywhere: ``--version``, ``-`` for the standard streams, ``--json``, ``--quiet``, ``--fail-on``."""

import io
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from coding.commands.arguments import command_parser
from coding.commands.door import run
from tests.commands.test_group_dip import write_city

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "tests" / "data" / "files"
PAGES = str(FILES / "n041_utf8sig.csv")
COMMANDS = ("check", "group", "payment", "paid", "suggest", "scheme", "proof", "region", "compare", "bench")


class Stream(io.TextIOWrapper):
    """A stream of text over bytes, as that of a process is."""

    def __init__(self, data=b""):
        super().__init__(io.BytesIO(data), encoding="utf-8", newline="")


def piped(monkeypatch, data, *argv):
    """Exit code, bytes and text of a run that is given ``data``."""
    out, err = Stream(), Stream()
    monkeypatch.setattr(sys, "stdin", Stream(data))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    code = run([str(part) for part in argv])
    for stream in (out, err):
        stream.flush()
    return code, out.buffer.getvalue(), err.buffer.getvalue().decode()


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_says_its_version(command, capsys):
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert run([*filter(None, [command]), "--version"]) == 0
    assert capsys.readouterr().out == f"frontpage-coding {known}\n"


@pytest.mark.parametrize("name", ["n041_utf8sig.csv", "n041_gb18030.csv", "n041.xlsx", "n041.zip", "n041.dbf"])
def test_a_file_may_come_by_one_stream_and_the_groups_go_by_the_other(name, monkeypatch, tmp_path):
    run(["group", str(FILES / name), "--out", str(tmp_path / "o.csv"), "--quiet"])
    code, out, err = piped(monkeypatch, (FILES / name).read_bytes(), "group", "-", "--out", "-")
    assert (code, err) == (0, "")
    assert out == (tmp_path / "o.csv").read_bytes()


def test_nothing_goes_out_where_nothing_could_be_read(monkeypatch):
    code, out, err = piped(monkeypatch, b"", "group", "-", "--out", "-")
    assert (code, out) == (2, b"")
    assert "“标准输入”是空的" in err


def test_a_complaint_of_the_scheme_is_no_part_of_the_groups(monkeypatch, tmp_path):
    from tests.commands.test_group_dip import TABLES

    city = write_city(tmp_path / "city", {**TABLES, "core": [*TABLES["core"], {**TABLES["core"][0], "layer": "NO"}]})
    code, out, _ = piped(monkeypatch, Path(PAGES).read_bytes(), "group", "-", "--scheme", city, "--out", "-")
    assert code == 0
    assert out.startswith("\ufeffcase_id,".encode())


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["check", "-", "-", "--out", "o"], "不止一次"),
        (["check", PAGES, "--out", "-"], "请写一个目录"),
        (["group", PAGES, "--out", "-", "--json"], "不能同时写 --json"),
    ],
)
def test_what_a_stream_cannot_do_is_said(argv, said, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert run(argv) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("level", "code"), [("error", 1), ("warning", 1)])
def test_findings_end_a_check_with_one_where_it_is_asked_for(level, code, tmp_path):
    given = ["check", PAGES, "--jobs", "1", "--quiet", "--out", str(tmp_path / "o")]
    assert run(given) == 0
    assert run([*given, "--fail-on", level]) == code
    assert (tmp_path / "o" / "findings.csv").exists()


def test_pages_with_warnings_only_fail_on_warnings_only():
    from coding.commands.check import _fails
    from coding.commands.check_summary import Tally

    tally = Tally()
    tally.states.update(warning=2, clean=1)
    assert [_fails(tally, level) for level in (None, "error", "warning")] == [False, False, True]
    tally.states.clear()
    tally.states.update(clean=1)
    assert not _fails(tally, "warning")


def test_every_command_that_answers_knows_json_and_quiet():
    chosen = next(a for a in command_parser()._actions if a.dest == "command").choices
    for name in COMMANDS:
        if name != "bench":  # answers in JSON alone
            assert {"--json", "--quiet"} <= set(chosen[name]._option_string_actions), name


def test_suggest_and_region_answer_in_json_or_not_at_all(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("raw\n高血压\n", encoding="utf-8")
    (tmp_path / "g.csv").write_text("DRG编码,DRG名称\nFR11,心力衰竭，伴严重并发症或合并症\n", encoding="utf-8")
    suggest = ["suggest", str(tmp_path / "a.csv"), "--kind", "dx", "--column", "raw", "--out", str(tmp_path / "s.csv")]
    region = ["region", "--groups", str(tmp_path / "g.csv"), "--out", str(tmp_path / "pack")]
    for argv, key in ((suggest, "names"), (region, "questions")):
        assert run([*argv, "--json"]) == 0
        assert key in json.loads(capsys.readouterr().out)
        assert run([*argv, "--quiet"]) == 0
        assert capsys.readouterr().out == ""


def test_a_real_pipe(tmp_path):
    with Path(PAGES).open("rb") as file:
        done = subprocess.run(
            [sys.executable, str(ROOT / "main.py"), "check", "-", "--out", str(tmp_path / "o"), "--jobs", "1"],
            stdin=file, capture_output=True, check=False, text=True,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "标准输入,1," in (tmp_path / "o" / "groups.csv").read_text(encoding="utf-8-sig")
