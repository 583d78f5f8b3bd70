"""Connection files: what they say, what may stand in none, and the address that becomes one."""

import pytest

from coding.base.errors import UnusableInputError
from coding.base.server_file import (
    ServerFile,
    named_place,
    read_server_file,
    read_server_url,
    sample_place,
    server_text,
    store_place,
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FRONTPAGE_DB", raising=False)
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgres://fp-server/frontpage", ServerFile("fp-server", "frontpage")),
        ("postgresql://fp-server:5433/frontpage", ServerFile("fp-server", "frontpage", 5433)),
        ("postgres://postgres@fp-server/病案", ServerFile("fp-server", "病案", user="postgres")),
        ("postgres://[::1]/fp", ServerFile("::1", "fp")),
        ("postgres:///fp?host=/run/postgresql", ServerFile("/run/postgresql", "fp")),
        (
            "postgres://h/fp?sslmode=verify-ca&sslrootcert=C:/ca.crt",
            ServerFile("h", "fp", sslmode="verify-ca", sslrootcert="C:/ca.crt"),
        ),
    ],
)
def test_an_address_says_where_the_database_is(url, says):
    assert read_server_url(url) == says


@pytest.mark.parametrize(
    "url",
    [
        "postgres://zhang:geheim@h/fp",
        "postgres://:geheim@h/fp",
        "postgres://h/fp?password=geheim",
        "postgres://h/fp?passfile=x",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_said_again(url):
    with pytest.raises(UnusableInputError, match="不能写口令") as refused:
        read_server_url(url)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://h",
        "postgres:///fp",
        "postgres://h:port/fp",
        "postgres://h/fp?sslmode=vielleicht",
        "postgres://h/fp?options=x",
    ],
)
def test_an_address_that_says_too_little_or_something_odd_is_one_sentence(url):
    with pytest.raises(UnusableInputError):
        read_server_url(url)


@pytest.mark.parametrize("host", ["fp-server", "10.1.2.5"])
def test_to_another_machine_the_connection_is_encrypted_and_the_server_is_known(host):
    assert ServerFile(host, "fp").mode == "verify-full"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "/run/postgresql"])
def test_on_the_same_machine_it_need_not_be(host):
    assert ServerFile(host, "fp").mode == "prefer"


def test_a_connection_file_says_the_same_as_it_was_written(tmp_path):
    server = ServerFile("fp-server", '名"\\字', 5433, "zhang", "verify-ca", str(tmp_path / "ca.crt"))
    path = tmp_path / "科室.fpserver"
    path.write_text(server_text(server), encoding="utf-8-sig")  # as an editor of Windows keeps it
    assert read_server_file(path) == server


def test_the_certificate_lies_beside_the_file_that_names_it(tmp_path):
    path = tmp_path / "科室.fpserver"
    path.write_text('host = "h"\ndbname = "fp"\nsslrootcert = "ca.crt"\n', encoding="utf-8")
    assert read_server_file(path).sslrootcert == str(tmp_path / "ca.crt")


@pytest.mark.parametrize(
    "text",
    [
        'host = "h"\ndbname = "fp"\npassword = "x"',
        'host = "h"',
        "host = 1\ndbname = 2",
        "[",
        'host = "h"\ndbname = "fp"\nport = 0',
        'host = "h"\ndbname = "fp"\nfoo = 1',
    ],
)
def test_a_file_with_a_password_or_something_odd_is_refused(tmp_path, text):
    path = tmp_path / "科室.fpserver"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInputError):
        read_server_file(path)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(UnusableInputError, match="没有找到连接文件"):
        read_server_file(tmp_path / "科室.fpserver")


def test_an_address_is_kept_as_a_file_and_found_again(home):
    path = named_place("postgres://fp-server/frontpage")
    assert path.suffix == ".fpserver"
    assert home in path.parents
    assert read_server_file(path) == ServerFile("fp-server", "frontpage")
    assert named_place("postgres://fp-server/frontpage") == path == store_place("postgres://fp-server/frontpage")


def test_the_environment_may_name_a_server(home, monkeypatch):
    monkeypatch.setenv("FRONTPAGE_DB", "postgres://fp-server/frontpage")
    assert store_place().suffix == ".fpserver"


def test_the_sample_of_a_server_lies_at_this_machine(home, tmp_path):
    assert sample_place(tmp_path / "病案.sqlite") == tmp_path / "病案-sample.sqlite"
    there = sample_place(tmp_path / "科室.fpserver")
    assert there.suffix == ".sqlite"
    assert home in there.parents
