"""``verify``, ``backup``, ``restore``, ``move``, and who signs in to a sealed data file on the command line."""

import io
import json
import shutil
from contextlib import closing

import pytest

from coding.commands.door import run
from coding.page.edits import set_field
from coding.store.kept_people import SignIn
from db.shared.key_file import key_path
from db.sqlite.driver import sqlite3, unlock
from db.sqlite.stores import Stores
from tests.db.conftest import make_page, make_reading
from tests.db.sealed import FIRST, PASSWORD, Department


@pytest.fixture
def path(tmp_path):
    department = Department(tmp_path / "数据" / "首页.sqlite")
    department.first.import_reading(make_reading(make_page()))
    department.close()
    (tmp_path / "口令").write_text(f"{PASSWORD}\r\n", encoding="utf-8-sig")
    (tmp_path / "恢复密钥").write_text(department.recovery.lower(), encoding="utf-8")
    return department.path


@pytest.fixture
def me(tmp_path):
    return ["--user", FIRST, "--password-file", str(tmp_path / "口令")]


def main(*arguments):
    return run([str(one) for one in arguments], open_store=Stores())


def test_nothing_found_ends_with_0_and_says_what_was_seen(path, me, capsys):
    assert main("verify", path, *me) == 0
    assert "没有不符" in capsys.readouterr().out


def test_what_was_altered_is_a_line_and_ends_with_1(path, me, capsys):
    with_key = Stores()._seat(path, SignIn(FIRST, PASSWORD)).data_key
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        unlock(raw, with_key)
        raw.execute("DROP TRIGGER guard_pages_update")
        raw.execute("DROP TRIGGER guard_verdicts_update")
        raw.execute("UPDATE pages SET patient_name = '别人'")
    assert main("verify", path, *me) == 1
    out = capsys.readouterr().out
    assert "守卫 guard_pages_update：被取下或换掉" in out
    assert "病案列表 1：与最后一次写下时不同" in out
    assert main("verify", path, *me, "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert {one["where"] for one in said["complaints"]} >= {"病案列表 1"}


def test_a_tail_that_was_cut_is_told_by_a_backup(path, me, tmp_path, capsys):
    kept = tmp_path / "以前"
    shutil.copytree(path.parent, kept)
    store = Stores()(path, SignIn(FIRST, PASSWORD))
    store.append(1, set_field(store.page(1), "sex", "2"))
    store.close()
    assert main("backup", path, tmp_path / "备份", *me) == 0
    for old in (path, key_path(path), path.with_suffix(".head")):
        shutil.copy(kept / old.name, old)
    assert main("verify", path, *me) == 0, "whoever replaces all that lies beside is not found without a backup"
    capsys.readouterr()
    assert main("verify", path, *me, "--backups", tmp_path / "备份") == 1
    assert "链尾" in capsys.readouterr().out


def test_backup_and_restore(path, me, tmp_path, capsys):
    assert main("backup", path, tmp_path / "备份", "--recovery-file", tmp_path / "恢复密钥", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["sealed"]
    assert said["thorough"]
    place = tmp_path / "新" / "首页.sqlite"
    assert main("restore", said["file"], place, *me) == 0
    assert "已从" in capsys.readouterr().out
    assert main("verify", place, *me) == 0


def test_a_clear_backup_says_so(tmp_path, capsys):
    path = tmp_path / "明文.sqlite"
    Stores()(path).close()
    assert main("backup", path, tmp_path / "备份") == 0
    assert "没有加密" in capsys.readouterr().out
    assert main("verify", path) == 0
    assert "没有判定：数据文件没有加密" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["verify", "learn", "calendar"])
def test_without_a_password_and_a_terminal_it_is_a_sentence(command, path, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    notice = tmp_path / "2027.csv"
    notice.write_text("日期,类型\n2027-01-01,休\n", encoding="utf-8")
    more = {"verify": [path], "learn": ["--db", path, "--out", tmp_path / "o"], "calendar": [notice, "--db", path]}
    assert main(command, *more[command]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    if command != "calendar":
        assert "已加密：请登录后使用" in told


def test_with_a_password_every_command_reads_the_store(path, me, tmp_path):
    assert main("learn", "--db", path, "--out", tmp_path / "o", *me) == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--password-file", "口令"], "没有写 --user"),
        (["--user", FIRST], "没有写 --password-file"),
        (["--user", FIRST, "--recovery-file", "恢复密钥"], "不能与"),
        (["--user", FIRST, "--password-file", "没有"], "找不到口令文件"),
        (["--user", "别人", "--password-file", "口令"], "用户或口令不对"),
        (["--user", FIRST, "--password-file", "空"], "应只有一行"),
    ],
)
def test_who_signs_in_is_named_rightly_or_told(options, told, path, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "空").write_text("", encoding="utf-8")
    assert main("verify", path, *options) == 2
    assert told in capsys.readouterr().err


def test_at_a_terminal_it_is_asked(path, capsys, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stdin", Terminal(f"{FIRST}\n"))
    monkeypatch.setattr("coding.commands.signing_in.getpass", lambda _: PASSWORD)
    assert main("verify", path) == 0


def test_a_key_file_that_has_gone_is_told(path, me, capsys):
    key_path(path).unlink()
    assert main("verify", path, *me) == 2
    assert "密钥文件（.keys）" in capsys.readouterr().err


def test_what_is_no_backup_is_told(path, me, tmp_path, capsys):
    (tmp_path / "x.fpb").write_bytes(b"x")
    assert main("restore", tmp_path / "x.fpb", path, *me) == 2
    assert "不是完整的备份" in capsys.readouterr().err
    assert main("restore", tmp_path / "没有.fpb", path, *me) == 2


def test_move_brings_all_to_another_folder_and_the_old_place_leads_there(path, me, tmp_path, capsys):
    folder = tmp_path / "新盘"
    folder.mkdir()
    assert main("move", path, folder, *me) == 0
    assert f"数据文件现在是“{folder / path.name}”" in (said := capsys.readouterr().out)
    assert "改名留在" in said
    assert not path.exists()
    assert list(path.parent.glob("*.moved-*.sqlite"))
    assert main("verify", path, *me, "--quiet") == 0, "who writes the old place is led to the new one"


def test_a_move_removes_the_old_files_where_that_is_asked_for(path, me, tmp_path, capsys):
    folder = tmp_path / "新盘"
    folder.mkdir()
    assert main("move", path, folder, *me, "--remove-old", "--json") == 0
    assert json.loads(capsys.readouterr().out)["aside"] == []
    assert not list(path.parent.glob("*.moved-*.sqlite"))
    assert main("verify", folder / path.name, *me, "--quiet") == 0


def test_a_move_that_may_not_be_or_cannot_be_is_one_sentence_and_moves_nothing(path, me, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    for folder, who, said in (
        (tmp_path / "没有", me, "不是文件夹"),
        (path.parent, me, "就在这个文件夹里"),
        (tmp_path, (), "已加密：请写出以哪位管理员登录"),
    ):
        assert main("move", path, folder, *who) == 2
        assert said in capsys.readouterr().err
    open_here = Stores()(path, SignIn(FIRST, PASSWORD))
    try:
        assert main("move", path, tmp_path, *me) == 2
        assert "正被另一个窗口或程序使用" in capsys.readouterr().err
    finally:
        open_here.close()
    assert path.is_file()
    assert not (tmp_path / path.name).exists()
