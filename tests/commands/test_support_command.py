"""``support`` writes a bundle without the window, whether a data file opens or not; the log knows runs by kind."""

import json
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from coding.commands.door import run
from coding.review.people import ALL_ROLES
from coding.store.kept_people import NewPerson, SignIn
from main import open_store
from tests.db.sealed import FIRST, PASSWORD


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    return tmp_path / "state" / "frontpage-coding" / "frontpage-coding.log"


@pytest.fixture
def sealed(tmp_path):
    path = tmp_path / "病案.sqlite"
    words = open_store.seal(path, NewPerson(FIRST, "张主任", ALL_ROLES, PASSWORD))
    with closing(open_store(path, SignIn(FIRST, PASSWORD))) as store:
        store.prove_recovery_key(words)
    (tmp_path / "口令").write_text(PASSWORD, "utf-8")
    return path


def told_in(path):
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}


def test_with_a_sealed_data_file(sealed, tmp_path, capsys):
    arguments = ["--db", str(sealed), "--user", FIRST, "--password-file", str(tmp_path / "口令")]
    assert run(["support", "--out", str(tmp_path), *arguments, "--json"], open_store=open_store) == 0
    said = json.loads(capsys.readouterr().out)
    told = told_in(Path(said["file"]))
    assert list(told) == said["pieces"]
    assert said["trouble"] == ""
    assert "用户\t2，在用 1" in told["数量.txt"]
    assert "张主任" not in "".join(told.values())
    assert "知识版本\t" in told["知识.txt"]


def test_of_a_data_file_that_was_moved_both_logs_are_told_whether_it_is_named_or_not(sealed, tmp_path, monkeypatch):
    there, out = tmp_path / "新盘", tmp_path / "包.zip"
    there.mkdir()
    (tmp_path / "frontpage.log").write_text("移动以前\n", "utf-8")
    open_store.move(sealed, there, SignIn(FIRST, PASSWORD))
    (there / "frontpage.log").write_text("移动以后\n", "utf-8")
    monkeypatch.setenv("FRONTPAGE_DB", str(sealed))
    for named in ([], ["--db", str(sealed), "--user", FIRST, "--password-file", str(tmp_path / "口令")]):
        assert run(["support", "--out", str(out), *named, "--quiet"], open_store=open_store) == 0
        told = told_in(out)
        assert told["日志-窗口.txt"].split() == ["移动以前", "移动以后"]
        assert "数据文件\t没有" not in told["机器.txt"]


@pytest.mark.parametrize("content", [b"", b"no data file" * 900], ids=["empty", "other"])
def test_with_a_data_file_that_does_not_open(tmp_path, capsys, content):
    broken = tmp_path / "坏.sqlite"
    broken.write_bytes(content)
    out = tmp_path / "包.zip"
    assert run(["support", "--out", str(out), "--db", str(broken)], open_store=open_store) == 0
    assert "坏.sqlite" in capsys.readouterr().err, "why is said, and the bundle is there all the same"
    assert "数据文件打不开\t" in told_in(out)["机器.txt"]


def test_a_run_stands_in_the_log_by_its_kind_and_no_name_of_a_file_does(state, tmp_path, capsys):
    source = tmp_path / "欧阳样例的.csv"
    source.write_text("病案号\n1\n", "utf-8")
    run(["check", str(source), "--out", str(tmp_path / "欧阳结果"), "--as-of", "2026-11-01"])
    run(["suggest", str(tmp_path / "没有.欧阳"), "--kind", "dx", "--column", "x", "--out", "-"])
    told = state.read_text("utf-8")
    assert "欧阳" not in told
    assert "check：" in told
    assert "输入 .csv 12 字节" in told
    assert "选项 as_of、out" in told
    assert "suggest：UnusableInputError，没有完成" in told
    assert "输入 其他" in told
