"""A sealed file: unreadable without a password, several ways in, and nothing clear left behind."""

import json
import sys
from contextlib import closing

import pytest

from coding.review.people import ALL_ROLES, Role
from coding.store.kept_people import NewPerson, SignIn
from coding.store.store_errors import (
    KeyFileError,
    NotAllowedError,
    SealedStoreError,
    StoreBusyError,
    StoreCorruptError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    WeakPasswordError,
    WrongPasswordError,
)
from db.shared.key_file import new_recovery_key, typed_recovery_key
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.stores import Stores
from tests.db.conftest import make_page, make_reading
from tests.db.sealed import FIRST, PASSWORD, Department, Ticking


@pytest.fixture
def department(path):
    made = Department(path)
    yield made
    made.close()


def test_no_byte_of_a_page_stands_in_the_folder_of_a_sealed_store(path):
    clear = SqliteStore(path)
    clear.import_reading(make_reading(*(make_page(f"{n:04}", patient_name="欧阳样例") for n in range(300))))
    clear.close()
    assert "欧阳样例".encode() in path.read_bytes()
    stores = Stores(Ticking())
    recovery = stores.seal(path, NewPerson(FIRST, "张主任", ALL_ROLES, PASSWORD))
    with closing(stores(path, SignIn(FIRST, PASSWORD))) as store:
        is_clear = [file.name for file in path.parent.iterdir() if "欧阳样例".encode() in file.read_bytes()]
        assert is_clear == ["首页.clear.sqlite"], "the tested copy stays until two ways in were tried"
        store.prove_recovery_key(recovery)
        assert len(store.worklist()) == 300
        for file in path.parent.iterdir():
            assert "欧阳样例".encode() not in file.read_bytes(), file.name
        assert not store.verify().complaints


def test_a_change_of_her_password_that_fails_leaves_the_one_that_she_was_given_meanwhile(department, monkeypatch):
    coder = department.one_of(Role.CODER)

    def full(*given):
        raise StoreFullError("磁盘满了")

    def given_another(*given, **more):
        patched.undo()
        department.first.reset_password(coder.me.id, "管理员给的一句口令话", "忘了")
        patched.setattr(coder, "_write_down", full)
        return coder._transaction(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(coder, "_transaction", given_another)
        with pytest.raises(StoreFullError):
            coder.change_password(PASSWORD, "另一句好记的口令话")
    with closing(department.stores(department.path, SignIn(coder.me.user, "管理员给的一句口令话"))) as again:
        assert again.me.must_change


def test_a_clear_file_does_not_open_as_sealed_nor_the_other_way_round(department, path):
    with pytest.raises(SealedStoreError, match="已加密"):
        SqliteStore(path)
    with pytest.raises(SealedStoreError, match="--user"):
        department.stores(path)
    with closing(sqlite3.connect(path)) as raw, pytest.raises(sqlite3.DatabaseError):
        raw.execute("SELECT * FROM pages").fetchall()


def test_a_wrong_password_is_told_as_one_and_slows_down(department, path):
    sign_in = SignIn(FIRST, "不是这个口令呀")
    for _ in range(3):
        with pytest.raises(WrongPasswordError, match="用户或口令不对"):
            department.stores(path, sign_in)
    with pytest.raises(WrongPasswordError, match="连续输错 3 次"):
        department.stores(path, SignIn(FIRST, PASSWORD))
    with pytest.raises(WrongPasswordError, match="用户或口令不对"):
        department.stores(path, SignIn("nobody", PASSWORD))
    for _ in range(5):
        department.stores._clock()
    with closing(department.stores(path, SignIn(FIRST, PASSWORD))) as store:
        wrong = [entry for entry in store.audit() if entry.deed.value == "wrong_password"]
        assert len(wrong) == 1
        assert len(wrong[0].about["times"]) == 3
    with closing(department.stores(path, SignIn(FIRST, PASSWORD))) as store:
        wrong = [entry for entry in store.audit() if entry.deed.value == "wrong_password"]
        assert len(wrong) == 1, "they are told once"


def test_a_lost_password_is_set_by_the_recovery_key_and_the_new_key_is_told(department, path):
    li = department.add("li", "李编码", Role.CODER)
    with closing(department.stores(path, SignIn("", recovery=department.recovery.lower().replace("-", " ")))) as store:
        with pytest.raises(NotAllowedError):
            store.page(1)
        store.reset_password(li.id, "新的好记的口令话", "本人忘记")
    with pytest.raises(WrongPasswordError):
        department.come("li")
    with closing(department.stores(path, SignIn("li", "新的好记的口令话"))) as store:
        assert store.me.must_change
        store.import_reading(make_reading(make_page()))
        assert any("恢复密钥" in entry.key_note for entry in department.first.audit() if entry.who == li.id)
        store.change_password("新的好记的口令话", "自己换过的口令话")
        store.import_reading(make_reading(make_page("0002"), file="四月.csv"))
        assert department.first.audit()[0].key_note == "", "with a key that nobody else has made"
    with closing(department.stores(path, SignIn("li", "自己换过的口令话"))) as store:
        assert not store.me.must_change
        assert not store.verify().complaints


def test_who_has_left_comes_in_no_more_and_stays_in_history(department):
    li = department.add("li", "李编码", Role.CODER)
    store = department.come("li")
    store.import_reading(make_reading(make_page()))
    department.first.close_person(li.id, "离职")
    with pytest.raises(WrongPasswordError):
        department.come("li")
    assert [person.name for person in department.first.people() if person.closed_at][-1] == "李编码"
    assert "李编码" in {entry.name for entry in department.first.audit()}
    department.first.open_person(li.id, "回来以后的口令话", "返聘")
    assert department.stores(department.path, SignIn("li", "回来以后的口令话")).me.name == "李编码"


def test_the_last_administrator_stays(department):
    with pytest.raises(StoreError, match="至少要有一位管理员"):
        department.first.close_person(department.first.me.id, "离职")


def test_the_sealing_is_done_after_a_second_way_in(path):
    stores = Stores(Ticking())
    SqliteStore(path).close()
    stores.seal(path, NewPerson(FIRST, "张主任", ALL_ROLES, PASSWORD))
    assert stores.door(path).sealing
    with closing(stores(path, SignIn(FIRST, PASSWORD))) as store:
        with pytest.raises(WrongPasswordError):
            store.prove_recovery_key(new_recovery_key())
        assert store.is_sealing
        store.add_person(NewPerson("li", "李编码", frozenset({Role.CODER}), PASSWORD))
    assert path.with_name("首页.clear.sqlite").exists()
    with closing(stores(path, SignIn("li", PASSWORD))) as store:
        assert not store.is_sealing, "a second person has come in"
    assert not path.with_name("首页.clear.sqlite").exists()


def test_a_recovery_key_is_read_as_it_was_meant_and_a_mistyped_one_is_told():
    words = "01234-56789-ABCDE-FGHJK-MNPQC"
    assert typed_recovery_key(" ol234 56789abcde－fghjkmnpqc") == words
    for wrong in (words.replace("A", "B"), words.replace("12", "21"), words[:-1], f"{words}0"):
        with pytest.raises(WrongPasswordError, match="5 组"):
            typed_recovery_key(wrong)
    for made in (new_recovery_key() for _ in range(20)):
        assert typed_recovery_key(made) == made


def test_a_new_recovery_key_takes_the_place_of_the_one_before_and_is_to_be_typed_back(department, path):
    words = department.first.new_recovery_key()
    assert department.first.is_sealing
    with pytest.raises(WrongPasswordError):
        department.stores(path, SignIn("", recovery=department.recovery))
    department.stores(path, SignIn("", recovery=words)).close()
    department.first.prove_recovery_key(words)
    assert not department.first.is_sealing
    assert not department.first.verify().complaints


def test_a_store_that_somebody_has_open_is_not_sealed(path):
    with closing(SqliteStore(path)) as open_elsewhere:
        open_elsewhere.import_reading(make_reading(make_page()))
        with pytest.raises(StoreBusyError):
            Stores(Ticking()).seal(path, NewPerson(FIRST, "张主任", ALL_ROLES, PASSWORD))
        assert len(open_elsewhere.worklist()) == 1
    with closing(SqliteStore(path)) as store:
        assert len(store.worklist()) == 1


@pytest.mark.parametrize("password", ["短的", "12345678", "aaaaaaaa", "zhang2026xx", "张主任的口令话"])
def test_weak_passwords_are_refused(path, password):
    with pytest.raises(WeakPasswordError):
        Stores(Ticking()).seal(path, NewPerson(FIRST, "张主任", ALL_ROLES, password))


def test_a_key_file_that_is_gone_damaged_or_another_ones_is_told(department, path, tmp_path):
    department.close()
    keys = path.with_suffix(".keys")
    text = keys.read_text(encoding="utf-8")
    keys.write_text(text[:100], encoding="utf-8")
    with pytest.raises(KeyFileError, match="已损坏"):
        department.stores.door(path)
    keys.unlink()
    assert department.stores.door(path).key_file_missing
    other = Department(tmp_path / "别的" / "首页.sqlite")
    other.close()
    keys.write_text((tmp_path / "别的" / "首页.keys").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(KeyFileError, match="另一个"):
        department.stores(path, SignIn(FIRST, PASSWORD))
    keys.write_text(text, encoding="utf-8")
    with closing(department.stores(path, SignIn(FIRST, PASSWORD))) as store:
        assert store.me.name == "张主任"


def test_a_key_file_names_no_more_than_users_and_holds_no_password(department, path):
    text = path.with_suffix(".keys").read_text(encoding="utf-8")
    assert PASSWORD not in text
    assert department.recovery not in text
    assert list(json.loads(text)["people"]) == [FIRST]


def test_a_key_file_that_lies_there_is_not_written_over(department, path):
    department.close()
    keys = path.with_suffix(".keys").read_bytes()
    moved = path.with_name("移走.sqlite")
    path.rename(moved)
    with pytest.raises(StoreCorruptError, match="密钥文件还在"):
        Stores(Ticking())(path)
    SqliteStore(moved.with_name("另.sqlite")).close()
    path.with_name("另.sqlite").rename(path)
    Stores(Ticking()).seal(path, NewPerson(FIRST, "张主任", ALL_ROLES, PASSWORD))
    kept = [other for other in path.parent.glob("首页.*.keys") if other.read_bytes() == keys]
    kept[0].rename(moved.with_suffix(".keys"))
    with closing(Stores(Ticking())(moved, SignIn(FIRST, PASSWORD))) as store:
        assert store.me.name == "张主任"


@pytest.mark.skipif(sys.platform == "win32", reason="a file that somebody has open takes no other name there")
def test_what_the_pages_stood_in_is_overwritten_and_not_only_a_copy(path):
    with closing(SqliteStore(path)) as store:
        store.import_reading(make_reading(make_page()))
    with path.open("rb") as clear:
        department = Department(path)
        assert not clear.read().strip(b"\0"), "the blocks of the clear file hold nothing any more"
        department.close()


def test_a_clear_file_with_a_second_name_is_never_overwritten(path):
    with closing(SqliteStore(path)) as store:
        store.import_reading(make_reading(make_page()))
    path.with_name("首页.clear.sqlite").hardlink_to(path)  # a sealing was killed before the sealed file took its name
    department = Department(path)
    assert len(department.first.worklist()) == 1
    department.close()


def test_a_clear_copy_that_does_not_go_is_told_and_the_sealing_is_not_done(path):
    SqliteStore(path).close()
    stores = Stores(Ticking())
    words = stores.seal(path, NewPerson(FIRST, "张主任", ALL_ROLES, PASSWORD))
    with closing(stores(path, SignIn(FIRST, PASSWORD))) as store:
        path.with_name("首页.9.bak.sqlite").mkdir()  # no program can remove it as a file
        with pytest.raises(StoreReadOnlyError, match=r"首页\.9\.bak"):
            store.prove_recovery_key(words)
        assert store.is_sealing
        path.with_name("首页.9.bak.sqlite").rmdir()
        store.prove_recovery_key(words)
        assert not store.is_sealing


def test_drafts_that_a_sealing_left_clear_are_sealed_by_whoever_signs_in_next(department, path):
    left = path.with_name("首页.draft-0badcafe.json")
    left.write_text('{"unsaved": []}', encoding="utf-8")
    for _ in range(2):  # the second one finds it sealed, whatever the noise begins with
        department.come(FIRST)
        assert department.first._cipher.decrypt(left.read_bytes(), left.name) == b'{"unsaved": []}'


def test_what_is_sealed_already_is_not_sealed_twice_though_its_noise_begins_as_a_text(department, path):
    cipher, left = department.first._cipher, path.with_name("首页.draft-0badcafe.json")
    while not (noise := cipher.encrypt(b"{}", left.name)).startswith(b"{"):
        pass
    left.write_bytes(noise)
    department.come(FIRST)
    assert left.read_bytes() == noise


def test_a_password_that_could_not_be_written_leaves_the_old_one(department, path):
    first = department.first
    pages = first._writer.execute("PRAGMA page_count").fetchone()[0]
    first._writer.execute(f"PRAGMA max_page_count = {pages}")
    for _ in range(200):  # until the file is full
        try:
            first.change_password(PASSWORD, "另外一句好记的话")
        except StoreFullError:
            break
        first.change_password("另外一句好记的话", PASSWORD)
    else:
        pytest.fail("the file was never full")
    department.stores(path, SignIn(FIRST, PASSWORD)).close()
