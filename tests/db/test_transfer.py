"""From a file to a server and back: every row as it was, verified on both sides; cut off anywhere nothing is lost."""

import os
import shutil
import signal
import sys
from contextlib import closing
from dataclasses import replace

import pytest

from coding.base.private_copies import Content, keep_copy
from coding.page.edits import set_field
from coding.payment.paid_result import PaidResult
from coding.review.people import Role
from coding.store.kept_audit import Deed
from coding.store.kept_copies import ImportedCopy, shelf_json, shelf_of
from coding.store.kept_people import NewPerson, SignIn
from coding.store.kept_worklist import WorklistQuery
from coding.store.store_errors import (
    NotAllowedError,
    SealedStoreError,
    StoreBusyError,
    StoreCorruptError,
    StoreError,
    StoreGoneError,
    WrongPasswordError,
)
from db.postgres.stores import PostgresStores
from db.shared.key_file import key_path, read_keys
from db.shared.transfer.tables import LEFT_BEHIND, MADE_ANEW, TABLES, Tally, without_sums
from db.sqlite import transfer_ends
from db.sqlite.driver import unlock
from db.sqlite.engine import connect
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.stores import Stores
from db.transferring import Carrier
from tests.db.conftest import make_page, make_reading
from tests.db.test_sums_after_every_write import damaged
from tools.torturing.made_store import CODER, OFFICER, Ticking, sealed_store


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """A closed sealed store with two people, work of every kind in it, and a shelf; the recovery key."""
    made = sealed_store(tmp_path_factory.mktemp("科室"))
    with closing(Stores(Ticking())(made.path, OFFICER)) as store:
        store.keep_paid([PaidResult("0001", denied=12.5, reason="理由"), PaidResult("0002")], "b1")
        store.set_settings({"42": "一个像数字的键", "无": ""})
        store.name_knowledge("s1", {"codes": "内置"})
        store.add_person(NewPerson("yue", "阅某", frozenset({Role.READER}), OFFICER.password))
        kept = keep_copy(Content("码表.csv", {"": "编码,名称".encode()}), store.knowledge_folder)
        store.set_setting("knowledge.dx_table", shelf_json([ImportedCopy(kept.digest, "码表.csv", "本院码表.csv")]))
    return made


@pytest.fixture
def path(pattern, tmp_path, monkeypatch):
    """A copy of it."""
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path / "home"))
    shutil.copytree(pattern.path.parent, tmp_path / "原处")
    return tmp_path / "原处" / pattern.path.name


@pytest.fixture
def server(cluster, tmp_path):
    """The connection file of an empty database."""
    database = cluster.fresh()
    yield cluster.write(database, tmp_path / "科室.fpserver")
    cluster.drop(database)


#: What the server does besides is asked where it matters: it costs.
PLAIN: dict[str, bool] = {}
FULL = {"rights": True, "sealed_identities": True}


def transfer(source, target, sign_in=OFFICER, step=lambda _words, _done, _total: None, how=PLAIN):
    return Carrier(Ticking(), **how).transfer(source, target, sign_in, step)


def opened(place, sign_in=OFFICER):
    stores = PostgresStores(Ticking()) if place.suffix == ".fpserver" else Stores(Ticking())
    return closing(stores(place, sign_in))


#: What a move adds.
_NOT_OF_A_MOVE = {
    "audit": "WHERE deed <> 'move'",
    "audit_rows": "WHERE entry NOT IN (SELECT id FROM audit WHERE deed = 'move')",
    "settings": "WHERE key <> 'server.identities'",
}


def rows_of(path, key):
    """Every table of a file: how many rows, and what they say, sums and what a move adds apart."""
    found = {}
    with closing(connect(path)) as raw:
        unlock(raw, key)
        for table in (*TABLES, *MADE_ANEW):
            names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
            columns = ", ".join(f'"{name}"' for name in without_sums(table, names))
            tally = Tally()
            for _ in tally.counting(raw.execute(f"SELECT {columns} FROM {table} {_NOT_OF_A_MOVE.get(table, '')}")):
                pass
            found[table] = (tally.rows, tally.sum)
    return found


@pytest.mark.parametrize("how", [FULL, PLAIN], ids=["rights", "plain"])
def test_there_and_back_every_table_is_equal_row_by_row_and_nothing_is_said_on_either_side(
    pattern, path, server, tmp_path, how
):
    before = rows_of(path, pattern.data_key)
    empty = [table for table, (rows, _) in before.items() if not rows]
    assert set(empty) <= {"incoming", "moved", "samples", "sample_words"}, "the store of this test has everything else"
    there = transfer(path, server, how=how)
    assert there.rows == sum(rows for table, (rows, _) in before.items() if table not in MADE_ANEW)
    home = tmp_path / "回来" / "首页.sqlite"
    back = transfer(server, home)
    after = rows_of(home, pattern.data_key)
    assert {table: pair for table, pair in after.items() if before[table] != pair} == {}
    assert (there.was_there, back.was_there, back.head.id) == (False, False, there.head.id + 1)
    assert damaged_rows(home, pattern.data_key) == []
    with opened(home) as store:
        assert store.verify().complaints == ()
        moves = [entry for entry in store.audit() if entry.deed is Deed.MOVE]
        assert [entry.name for entry in moves] == ["王质控", "王质控"]
        assert [entry.about["from"] for entry in moves] == [there.target, str(path)]
        assert [entry.about["to"] for entry in moves] == [str(home), there.target]
        assert shelf_at(store) == "编码,名称"


def shelf_at(store):
    """What lies on the shelf that the settings name, at this machine."""
    [copy] = shelf_of(store.setting("knowledge.dx_table"))
    return copy.place(store.knowledge_folder).read_text("utf-8")


def test_another_machine_finds_the_shelves_at_the_server_and_brings_them_home(path, server, tmp_path, monkeypatch):
    transfer(path, server)
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path / "另一台电脑"))
    home = tmp_path / "回来" / "首页.sqlite"
    transfer(server, home)
    with opened(home) as store:
        assert shelf_at(store) == "编码,名称"


def damaged_rows(path, key):
    """The tables of a sealed file with a row that has another sum than it ought to."""
    clear = path.with_name("明文.sqlite")
    with closing(connect(path, isolation_level=None)) as raw:
        unlock(raw, key)
        raw.execute("ATTACH DATABASE ? AS clear KEY ''", (str(clear),))
        raw.execute("SELECT sqlcipher_export('clear')")
        raw.execute("DETACH DATABASE clear")
    try:
        return damaged(clear)
    finally:
        clear.unlink()


def test_everybody_comes_in_with_the_password_they_had_and_goes_on(pattern, path, server):
    transfer(path, server, how={"sealed_identities": True})
    with opened(server, CODER) as store:
        page_id = store.worklist()[0]
        name = store.page(page_id).text("patient_name")
        store.append(page_id, set_field(store.page(page_id), "patient_name", "在服务器上改的"))
        assert store.history(page_id)[-1].author == "李编码"
        assert store.page(page_id).text("patient_name") != name
    with opened(server, SignIn("", recovery=pattern.recovery)) as store:
        assert store.me.id < 0
    with opened(server) as store:
        added = store.import_reading(make_reading(make_page("新来的"))).added
        assert store.rows(added)[0].case_no == "新来的"
        assert store.verify().complaints == ()
        assert store.setting("42") == "一个像数字的键"


def own_way(server):
    """The connection file of whoever comes under her own name, not as the administrator of the server."""
    own = server.with_name("各人.fpserver")
    lines = server.read_text("utf-8").splitlines()
    own.write_text("\n".join(line for line in lines if not line.startswith("user")), encoding="utf-8")
    return own


def test_by_rights_and_sealed_it_goes_on_there_and_comes_back_in_clear(path, server, cluster, tmp_path):
    transfer(path, server, how=FULL)
    own = own_way(server)
    with opened(own) as store:
        page_id = store.worklist()[0]
        store.append(page_id, set_field(store.page(page_id), "patient_name", "诸葛又新"))
        store.import_reading(make_reading(make_page("8001", patient_name="司马新来")))
        assert store.verify().complaints == ()
        assert [store.rows([one])[0].case_no for one in store.worklist(WorklistQuery("司马新来"))] == ["8001"]
    with cluster.connected(database_of(server)) as raw:
        seen = raw.execute("SELECT string_agg(t::text, '') FROM frontpage.contents AS t").fetchone()[0]
        seen += raw.execute("SELECT string_agg(t::text, '') FROM frontpage.pages AS t").fetchone()[0]
        seen += raw.execute("SELECT string_agg(t::text, '') FROM frontpage.said AS t").fetchone()[0]
    assert [name for name in ("诸葛又新", "司马新来", "改过的") if name in seen] == []
    with pytest.raises(StoreError):
        transfer(own, tmp_path / "以自己的名义.sqlite")
    home = tmp_path / "回来" / "首页.sqlite"
    transfer(server, home)
    with opened(home) as store:
        assert store.page(page_id).text("patient_name") == "诸葛又新"
        assert len(store.worklist(WorklistQuery("司马新来"))) == 1
        assert store.verify().complaints == ()


def database_of(server):
    """The database that a connection file names."""
    return next(line.split('"')[1] for line in server.read_text("utf-8").splitlines() if line.startswith("dbname"))


def test_no_table_is_forgotten(path, pattern, server):
    transfer(path, server)
    with closing(connect(path)) as raw:
        unlock(raw, pattern.data_key)
        named = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {name for name in named if not name.startswith("words")} == {*TABLES, *LEFT_BEHIND, *MADE_ANEW}


def test_what_was_carried_away_is_opened_by_nobody_and_says_where_it_is(pattern, path, server, tmp_path):
    before = rows_of(path, pattern.data_key)
    there = transfer(path, server)
    assert rows_of(path, pattern.data_key) == before, "it lies there as it was"
    for ask in (lambda: Stores(Ticking()).door(path), lambda: transfer(path, server)):
        with pytest.raises(StoreGoneError, match=f"迁移到“{there.target}”.*请从那里打开"):
            ask()
    (tmp_path / "别处").mkdir()
    with pytest.raises(StoreGoneError, match="请从那里打开"):
        Stores(Ticking()).move(path, tmp_path / "别处", OFFICER)
    home = tmp_path / "首页.sqlite"
    transfer(server, home)
    another = tmp_path / "又一个.sqlite"
    for ask in (lambda: PostgresStores(Ticking())(server, OFFICER), lambda: transfer(server, another)):
        with pytest.raises(StoreGoneError, match=f"迁移到“{home}”.*请从那里打开"):
            ask()


def test_a_server_that_was_left_takes_no_write_of_a_window_that_was_forgotten(path, server, cluster, tmp_path):
    transfer(path, server)
    transfer(server, tmp_path / "首页.sqlite")
    import psycopg

    with cluster.connected(database_of(server)) as raw, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        raw.execute("DELETE FROM frontpage.audit WHERE id = 1")


def test_a_backup_that_is_restored_there_is_opened_again(path, server, tmp_path):
    with opened(path) as store:
        backup = store.back_up(tmp_path / "备份").path
    transfer(path, server)
    Stores(Ticking()).restore(backup, path, OFFICER)
    with opened(path) as store:
        assert store.verify().complaints == ()


def refused(source, target, match, kind=StoreError, sign_in=OFFICER):
    with pytest.raises(kind, match=match):
        transfer(source, target, sign_in)


def test_a_window_that_is_open_a_draft_and_a_person_who_may_not(path, server, tmp_path):
    with opened(path):
        refused(path, server, "没有迁移：请关闭其他窗口", StoreBusyError)
    draft = path.with_name(f"{path.stem}.draft-0123abcd.json")
    draft.write_text("{}", encoding="utf-8")
    refused(path, server, "草稿，没有迁移")
    draft.unlink()
    refused(path, server, "移动数据文件|没有.*权限|管理员", NotAllowedError, SignIn("yue", OFFICER.password))
    refused(path, server, "口令", WrongPasswordError, replace(OFFICER, password="不是这个口令啊"))
    refused(path, server, "请由管理员登录", SealedStoreError, None)
    transfer(path, server)
    with opened(server):
        refused(server, tmp_path / "首页.sqlite", "还有窗口连着，没有迁移", StoreBusyError)
    refused(server, tmp_path / "首页.sqlite", "请由管理员登录", SealedStoreError, None)
    assert not (tmp_path / "首页.sqlite").exists()


def test_a_store_that_is_not_as_it_was_written_does_not_move(path, pattern, server):
    with closing(connect(path)) as raw:
        unlock(raw, pattern.data_key)
        raw.create_function("seat_wrote", 2, lambda _name, _key: 1)
        raw.execute("UPDATE pages SET patient_name = '绕过程序' WHERE id = 1")
        raw.commit()
    refused(path, server, "1 处与审计记录不符，没有迁移|[0-9]+ 处与审计记录不符", StoreCorruptError)


def test_nothing_is_written_over(path, pattern, server, tmp_path):
    other = sealed_store(tmp_path / "另一个科室")
    transfer(other.path, server)
    refused(path, server, "已有另一份数据，没有迁移")
    content = path.read_bytes()
    refused(server, path, "已有另一份数据，没有迁移")
    assert path.read_bytes() == content
    with opened(path) as store:
        assert store.verify().complaints == ()


def test_a_store_without_people_and_two_of_a_kind(tmp_path, server, path):
    clear = tmp_path / "未加密.sqlite"
    SqliteStore(clear, Ticking()).close()
    refused(clear, server, "还没有用户", sign_in=None)
    refused(path, tmp_path / "b.sqlite", "两边都是数据文件")
    refused(server, server, "两边都是服务器")


class EnoughError(Exception):
    """It is given up."""


@pytest.mark.parametrize("words", ["校验原来的数据", "复制 contents", "校验迁移后的数据"])
def test_it_can_be_given_up_and_done_again(path, server, words, tmp_path):
    def step(said, _done, _total):
        if said == words:
            raise EnoughError

    with pytest.raises(EnoughError):
        transfer(path, server, step=step)
    with opened(path) as store:
        assert store.verify().complaints == ()
    assert not transfer(path, server).was_there
    home = tmp_path / "首页.sqlite"
    with pytest.raises(EnoughError):
        transfer(server, home, step=step)
    assert not list(tmp_path.glob("*.sqlite"))
    assert not list(tmp_path.glob(".*.transferring*"))
    assert not transfer(server, home).was_there


def killed(at, source, target):
    """A child carries a store over and is killed where ``at(mark)`` says so, of the marks that it passes; whether it
    was. Marks: what the steps say, and the last two deeds before and after.
    """
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])

    def passed(mark):
        if at == mark:
            os.kill(os.getpid(), signal.SIGKILL)

    def marked(owner, name):
        call = getattr(owner, name)

        def called(*arguments, **more):
            passed(f"before {name}")
            made = call(*arguments, **more)
            passed(f"after {name}")
            return made

        setattr(owner, name, called)

    code = 1
    try:
        from db.postgres import transfer_ends as server_ends

        for module in (transfer_ends, server_ends):
            marked(module._Arriving, "keep")
            marked(module._Arriving, "finish")
            marked(module._Leaving, "close_for_good")
        for name in ("write_keys", "take_place"):
            marked(transfer_ends, name)
        transfer(source, target, step=lambda words, _done, _total: passed(words))
        code = 0
    finally:
        os._exit(code)


MARKS = (
    "复制 imports", "复制 audit_rows", "after finish", "校验迁移后的数据", "before keep", "after keep",
    "before close_for_good", "after close_for_good", "never",
)  # fmt: skip
#: Marks at which the store stands in the new place, and in the old one too.
ARRIVED = ("after take_place", "after keep", "before close_for_good", "after close_for_good")


def whole_at(place):
    """How many entries say that the store was carried; it is whole."""
    with opened(place) as store:
        assert store.verify().complaints == ()
        return sum(entry.deed is Deed.MOVE for entry in store.audit())


def is_open(place):
    try:
        whole_at(place)
    except StoreGoneError:
        return False
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 fork")
@pytest.mark.parametrize("mark", MARKS)
def test_a_kill_on_the_way_to_the_server_leaves_the_file_whole_and_the_next_attempt_ends_it(path, server, mark):
    was_killed = killed(mark, path, server)
    assert was_killed is (mark != "never")
    if is_open(path):
        there = transfer(path, server)
        assert there.was_there is (mark in ("after keep", "before close_for_good"))
    assert not is_open(path)
    assert whole_at(server) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 fork")
@pytest.mark.parametrize("mark", [*MARKS[1:-1], "before take_place", "after take_place"])
def test_a_kill_on_the_way_back_leaves_the_server_whole_and_the_next_attempt_ends_it(path, server, mark, tmp_path):
    transfer(path, server)
    home = tmp_path / "回来" / "首页.sqlite"
    assert killed(mark, server, home)
    if is_open(server):
        back = transfer(server, home)
        assert back.was_there is (mark in ARRIVED)
    assert not is_open(server)
    assert whole_at(home) == 2
    assert read_keys(key_path(home)).store == read_keys(key_path(path)).store


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 fork")
def test_where_the_old_one_was_worked_in_meanwhile_it_is_told(path, server):
    assert killed("after keep", path, server)
    with opened(path) as store:
        store.append(1, set_field(store.page(1), "patient_name", "后来改的"))
    refused(path, server, "已有上次迁移过去的数据，而原来的数据后来又有改动，没有迁移")
    with opened(path) as store:
        assert store.page(1).text("patient_name") == "后来改的"
