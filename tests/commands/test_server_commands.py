"""``found``, ``server-care`` and ``transfer`` at the command line: to a server, and back."""

import json

import pytest

from tools.torturing.made_store import OFFICER, sealed_store


@pytest.fixture
def address(cluster, tmp_path, monkeypatch):
    """An empty database, as it is typed."""
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path / "home"))
    database = cluster.fresh()
    yield f"postgres://{cluster.user}@/{database}?host={cluster.folder}"
    cluster.drop(database)


@pytest.fixture
def password(tmp_path):
    path = tmp_path / "口令.txt"
    path.write_text(OFFICER.password, encoding="utf-8")
    return path


def test_a_store_is_made_in_an_empty_database_once(told, address, password):
    first = ("--user", "zhang", "--name", "张主任", "--password-file", password)
    code, said = told("found", address, *first, "--json")
    assert (code, len(json.loads(said)["recovery_key"])) == (0, 29)
    assert told("found", address, *first) == (2, f"服务器 {name_of(address)} 上已经有数据：请直接登录。\n")
    assert told("server-care", address, "--again")[0] == 0
    code, said = told("verify", address, "--user", "zhang", "--password-file", password)
    assert (code, "没有不符" in said) == (0, True)


def name_of(address):
    """How the database is called in what is said."""
    database, _, folder = address.partition("@/")[2].partition("?host=")
    return f"{folder}/{database}"


def test_a_department_goes_to_the_server_and_comes_back(told, address, password, tmp_path):
    path = sealed_store(tmp_path / "原处").path
    who = ("--user", OFFICER.user, "--password-file", password)
    code, said = told("transfer", path, address, *who)
    assert (code, f"迁移到“{name_of(address)}”" in said) == (0, True)
    code, said = told("verify", path, *who)
    assert (code, "请从那里打开" in said) == (2, True)
    code, said = told("transfer", address, tmp_path / "回来.sqlite", *who, "--json")
    assert (code, json.loads(said)["was_there"]) == (0, False)
    assert told("verify", tmp_path / "回来.sqlite", *who)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        (("server-care", "病案.sqlite", "--again"), "不是服务器"),
        (("server-care", "postgres://fp/db", "--restored", "1:" + "0" * 64, "2:" + "0" * 64), "没有写 --user"),
        (("transfer", "没有.sqlite", "postgres://fp/db"), "找不到数据文件“没有.sqlite”|没有.sqlite"),
        (("transfer", "postgres://a:b@fp/db", "x.sqlite"), "不能写口令"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(told, arguments, match, tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    code, said = told(*arguments)
    assert code == 2
    assert any(part in said for part in match.split("|")), said


def test_an_end_that_was_mistyped_is_refused(told, tmp_path, monkeypatch, password):
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path))
    ends = ("12:" + "0" * 63, "13:" + "0" * 64)
    code, said = told(
        "server-care", "postgres://fp/db", "--restored", *ends, "--user", "a", "--password-file", password
    )
    assert (code, "不是链尾" in said) == (2, True)
