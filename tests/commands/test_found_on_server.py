"""``found`` and what comes next, on a server that asks for passwords: the first person, her keys, and an upgrade."""

import json
from contextlib import closing

import psycopg
import pytest

from coding.base.server_file import ServerFile, server_text
from coding.review.people import ALL_ROLES, Role
from coding.store.kept_audit import Deed
from coding.store.kept_people import NewPerson, SignIn
from coding.store.store_errors import WrongPasswordError
from main import open_store
from tests.db.postgres.older_program import BEFORE, older_program

PASSWORD = "一句好记的口令话"
FIRST = SignIn("zhang", PASSWORD)


@pytest.fixture
def database(guarded, tmp_path, monkeypatch, cheap_passwords):
    """An empty database."""
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path / "home"))
    made = guarded.fresh()
    yield made
    guarded.drop(made)


@pytest.fixture
def place(guarded, database, tmp_path):
    """``place("postgres")``: a connection file as that login; ``place()``: that of a seat."""

    def write(user="", dbname=database):
        path = tmp_path / f"{user or '科室'}-{dbname}.fpserver"
        path.write_text(server_text(ServerFile(str(guarded.folder), dbname, user=user)), encoding="utf-8")
        return path

    return write


@pytest.fixture
def admin(place, guarded):
    return place(guarded.user)


@pytest.fixture
def secret(tmp_path):
    """``secret("…")``: a file with that line in it."""

    def write(line, name="口令.txt"):
        path = tmp_path / name
        path.write_text(line, encoding="utf-8")
        return path

    return write


@pytest.fixture
def founded(told, admin, secret):
    """A store that was founded at the command line; the recovery key."""
    code, said = told("found", admin, *who(secret), "--name", "张主任", "--json")
    assert code == 0, said
    return json.loads(said)["recovery_key"]


def who(secret, user="zhang", password=PASSWORD):
    return "--user", user, "--password-file", secret(password)


def roles_there(guarded, database):
    """Logins and tables that a founding has left."""
    with guarded.connected(database) as raw:
        return raw.execute(
            "SELECT (SELECT count(*) FROM pg_roles WHERE starts_with(rolname, %s)), to_regnamespace('frontpage')",
            (database,),
        ).fetchone()


def test_the_first_person_signs_in_from_a_seat_proves_the_key_and_lets_others_in(founded, place):
    with closing(open_store(place(), FIRST)) as store:
        assert (store.me.name, store.me.user, store.me.roles) == ("张主任", "zhang", ALL_ROLES)
        assert store.is_sealing, "the recovery key was shown once, and nobody has tried it yet"
        store.prove_recovery_key(founded)
        store.add_person(NewPerson("wang", "王质控", frozenset({Role.OFFICER}), PASSWORD))
        deeds = [entry.deed for entry in store.audit()]
    assert deeds.count(Deed.KEY) >= 3
    assert Deed.SIGN_IN in deeds
    with closing(open_store(place(), FIRST)) as store:
        assert not store.is_sealing
        assert store.verify().complaints == ()
    with closing(open_store(place(), SignIn("wang", PASSWORD))) as store:
        assert store.me.roles == {Role.OFFICER}


def test_the_password_of_the_first_person_is_asked_by_the_server_itself(founded, guarded, database, place):
    reached = {"host": str(guarded.folder), "dbname": database, "user": f"{database}.zhang"}
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**reached, password="另一句好记的口令")
    with psycopg.connect(**reached, password=PASSWORD) as connection:
        assert connection.execute("SELECT count(*) FROM pages").fetchone() == (0,)
    with pytest.raises(WrongPasswordError):
        open_store(place(), SignIn("zhang", "另一句好记的口令"))


def test_who_has_lost_the_password_comes_in_with_the_key_that_was_shown(founded, told, admin, secret):
    code, said = told("verify", admin, "--recovery-file", secret(founded, "密钥.txt"))
    assert (code, "没有不符" in said) == (0, True), said


@pytest.mark.parametrize(
    ("user", "password", "match"),
    [
        ("zhang", "12345678", "口令"),
        ("zhang", "张主任张主任张主任", "口令"),
        ("张" * 30, PASSWORD, "太长"),
    ],
)
def test_what_cannot_be_leaves_nothing_behind(told, admin, secret, guarded, database, user, password, match):
    code, said = told("found", admin, *who(secret, user, password), "--name", "张主任")
    assert (code, match in said) == (2, True), said
    assert roles_there(guarded, database) == (0, None)


def test_only_the_administrator_of_the_server_founds(told, place, secret, guarded, database):
    with guarded.connected() as raw:
        raw.execute(f"CREATE ROLE {database}_somebody LOGIN PASSWORD 'mi'")
        raw.execute(f"GRANT CREATE ON DATABASE {database} TO {database}_somebody")
    somebody = place(f"{database}_somebody")
    code, said = told("found", somebody, *who(secret), "--server-password-file", secret("mi", "服务器口令.txt"))
    assert (code, "要用服务器的管理员（postgres）连接" in said) == (2, True), said
    assert roles_there(guarded, database) == (1, None)
    code, said = told("found", somebody, *who(secret), "--server-password-file", secret("cuo", "服务器口令.txt"))
    assert (code, "不让登录" in said or "口令不对" in said) == (2, True), said


def test_a_database_that_does_not_keep_every_character_is_refused(told, secret, guarded, place):
    with guarded.connected() as raw:
        raw.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
    code, said = told("found", place(guarded.user, "latin"), *who(secret))
    guarded.drop("latin")
    assert (code, "编码不是 UTF8" in said) == (2, True), said


@pytest.mark.parametrize(
    ("target", "match"),
    [("病案.sqlite", "不是服务器"), ("postgres://a:b@fp/db", "不能写口令"), ("没有.fpserver", "没有找到")],
)
def test_what_is_no_server_is_told(told, secret, tmp_path, monkeypatch, target, match):
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    code, said = told("found", target, *who(secret))
    assert (code, match in said) == (2, True), said


def test_an_old_store_is_upgraded_by_one_command(told, admin, place, secret):
    with older_program():
        assert told("found", admin, *who(secret))[0] == 0
    code, said = told("verify", place(), *who(secret))
    assert (code, "server-care 地址 --upgrade" in said) == (2, True), said
    code, said = told("server-care", admin, "--upgrade", *who(secret))
    assert (code, f"从版本 {BEFORE} 升级到 {BEFORE + 1}" in said) == (0, True), said
    code, said = told("server-care", admin, "--upgrade", *who(secret), "--json")
    assert (code, "已是本程序的版本" in json.loads(said)["said"]) == (0, True), said
    code, said = told("verify", place(), *who(secret))
    assert (code, "没有不符" in said) == (0, True), said


@pytest.mark.parametrize(
    ("more", "match"), [(("--upgrade",), "没有写 --user"), (("--again", "--now"), "--now 只与 --upgrade 同用")]
)
def test_half_a_command_is_refused(told, admin, more, match):
    code, said = told("server-care", admin, *more)
    assert (code, match in said) == (2, True), said
