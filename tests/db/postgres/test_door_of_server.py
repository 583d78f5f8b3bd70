"""The door of a store on a server: what is said before anybody is in, and where they cannot come in."""

from contextlib import closing
from dataclasses import replace

import pytest

from coding.base.server_file import ServerFile, server_text
from coding.page.edits import set_field
from coding.page.reading import Dialect
from coding.review.people import ALL_ROLES
from coding.store.kept_people import NewPerson, SignIn
from coding.store.store_errors import (
    NewerStoreError,
    NotFoundedError,
    SealedStoreError,
    StoreBusyError,
    StoreError,
    WeakPasswordError,
    WrongPasswordError,
)
from db.postgres.stores import PostgresStores
from tests.db.conftest import make_page, make_reading
from tests.db.postgres.seats_at_cluster import PASSWORD

FIRST = NewPerson("zhang", "张主任", ALL_ROLES, PASSWORD)


@pytest.fixture
def stores():
    return PostgresStores()


@pytest.fixture
def path(place):
    return place._path()


def test_nobody_is_told_who_may_come_in(stores, path, place):
    door = stores.door(path)
    assert door.is_sealed
    assert door.users == ()
    assert door.server.endswith(f"/{place.database}")


def test_an_empty_database_says_that_it_is_to_be_founded(stores, path):
    with pytest.raises(NotFoundedError, match="还没有建立数据"):
        stores(path, SignIn("zhang", PASSWORD))


def test_it_is_founded_once_by_an_administrator_with_a_strong_password(stores, path):
    with pytest.raises(WeakPasswordError):
        stores.seal(path, NewPerson("zhang", "张主任", ALL_ROLES, "12345678"))
    stores.seal(path, FIRST)
    with pytest.raises(StoreError, match="已经有数据"):
        stores.seal(path, FIRST)


def test_a_wrong_password_is_told_counted_and_in_the_audit(stores, path):
    words = stores.seal(path, FIRST)
    with pytest.raises(WrongPasswordError):
        stores(path, SignIn("zhang", "另一句好记的口令"))
    with pytest.raises(WrongPasswordError):
        stores(path, SignIn("niemand", PASSWORD))
    with closing(stores(path, SignIn("zhang", PASSWORD))) as store:
        assert "wrong_password" in {entry.deed.value for entry in store.audit()}
        store.prove_recovery_key(words)
        assert not store.is_sealing
    with closing(stores(path, SignIn("", recovery=words))) as store:
        assert store.me.id < 0
    assert stores.door(path).last_user == "zhang"


def test_without_anybody_nothing_is_opened(stores, path):
    stores.seal(path, FIRST)
    with pytest.raises(SealedStoreError, match="请登录"):
        stores(path)


def test_a_store_of_a_newer_program_is_refused(stores, path, place):
    stores.seal(path, FIRST)
    with place.cluster.connected(place.database) as raw:
        raw.execute("UPDATE frontpage.schema_version SET version = version + 1")
    with pytest.raises(NewerStoreError, match="升级程序"):
        stores(path, SignIn("zhang", PASSWORD))


def test_a_server_that_is_not_there_is_one_sentence(stores, tmp_path):
    path = tmp_path / "科室.fpserver"
    path.write_text('host = "127.0.0.1"\nport = 1\ndbname = "fp"\n', encoding="utf-8")
    with pytest.raises(StoreBusyError, match=r"连不上服务器 127\.0\.0\.1:1/fp"):
        stores(path, SignIn("zhang", PASSWORD))


def test_where_encryption_is_asked_for_a_server_without_it_is_refused(stores, path, place, tmp_path):
    stores.seal(path, FIRST)
    other = tmp_path / "jiami.fpserver"
    with place.wire() as wire:
        server = ServerFile("127.0.0.1", place.database, wire.port, place.cluster.user, "verify-full")
        other.write_text(server_text(server), encoding="utf-8")
        with pytest.raises(StoreError, match="不支持加密连接"):
            stores(other, SignIn("zhang", PASSWORD))


def test_a_nul_stands_there_as_its_sign_and_the_chain_holds(place):
    with closing(place.begin(1)) as store:
        store.import_reading(make_reading(make_page("1")))
        store.append(1, set_field(store.page(1), "patient_name", "王\0伟"))
        assert store.rows([1])[0].patient_name == "王\u2400伟"
        assert store.verify().complaints == ()


def test_what_stood_at_the_server_is_there_after_it_was_started_again(place):
    with closing(place.begin(1)) as store:
        store.import_reading(make_reading(make_page("1")))
        with place.cluster.connected() as raw:  # every connection is cut, as a server does that starts again
            raw.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (place.database,))
        for _ in range(3):  # what was lost is told at most once a connection
            try:
                store.append(1, set_field(store.page(1), "patient_name", "李四"))
                break
            except StoreBusyError:
                continue
        assert store.page(1).text("patient_name") == "李四"
        assert store.verify().complaints == ()


def test_backups_are_made_by_the_administrator_of_the_server(place, tmp_path):
    with closing(place.begin(1)) as store:
        assert list(store.backups(tmp_path)) == []
        with pytest.raises(StoreError, match="pg_dump"):
            store.back_up(tmp_path)


def test_what_is_full_of_nul_and_asked_by_nobody_is_kept_as_it_is(place):
    """The header of a .dbf: without it its pages could not be written back."""
    header = bytes(range(256)).decode("latin-1")
    reading = replace(make_reading(make_page("1")), dialect=Dialect(template=header))
    with closing(place.begin(1)) as store:
        (page_id,) = store.import_reading(reading).added
        ((source, _),) = store.sources([page_id])
        assert source.dialect.template == header


def test_a_nul_in_a_page_or_in_a_change_can_be_asked_for_there(place):
    with closing(place.begin(1)) as store:
        store.import_reading(make_reading(make_page("1", patient_name="王\0伟")))
        store.append(1, set_field(store.page(1), "contact_name", "李\0四"))
        with closing(place.open(0)) as other:
            assert other.page(1).text("contact_name") == "李\u2400四"
        with place.cluster.connected(place.database) as raw:
            raw.execute("SELECT change::jsonb FROM frontpage.changes")
            raw.execute("SELECT coalesce(current, original)::jsonb FROM frontpage.contents")
        assert store.verify().complaints == ()
