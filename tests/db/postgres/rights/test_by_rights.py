"""A department on a server that holds everybody to the rights of their roles: what the program does there goes on."""

from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace

import psycopg
import pytest

from coding.base.errors import StaleChangeError
from coding.base.server_file import ServerFile, server_text
from coding.page.edits import go_on, set_field
from coding.page.step import PageState
from coding.review.people import Role
from coding.store.kept_audit import Deed
from coding.store.kept_people import SignIn
from coding.store.kept_reviews import About, Said
from coding.store.kept_worklist import WorklistQuery
from coding.store.store_errors import (
    GateHeldError,
    NotAllowedError,
    StoreAwayError,
    StoreBusyError,
    StoreError,
    StoreFullError,
    StoreShutOutError,
    WrongPasswordError,
)
from db.postgres import connections, streamed
from db.postgres.caring import note_restored
from db.postgres.rights import acts
from db.postgres.rights.names import WRITING
from db.postgres.told_writes import CHANNEL
from db.shared.audit.guards import each_row, is_digest
from db.shared.tables import found_by
from tests.db.conftest import judged, make_page, make_reading
from tests.db.postgres.rights.conftest import WHO
from tests.db.postgres.seats_at_cluster import journeys
from tests.db.sealed import PASSWORD
from tools.cut_wire import Wire

CODING, SUBMITTED, PASSED, UPLOADED = PageState.CODING, PageState.SUBMITTED, PageState.PASSED, PageState.UPLOADED
OTHER, GIVEN = "另一句好记的口令话", "管理员给的一句口令话"


def sql(ward, statement):
    with ward.cluster.connected(ward.database) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def test_a_page_goes_its_way_and_the_chain_is_whole(ward):
    coder, officer, office = (ward.add(role.value, role) for role in (Role.CODER, Role.OFFICER, Role.INSURANCE))
    made = coder.append(ward.one, set_field(coder.page(ward.one), "sex", "2")).entry
    coder.append(ward.one, made.change.inverse(), undoes=made.id)
    judged(coder, ward.one)
    coder.append(ward.one, go_on(CODING, SUBMITTED))
    officer.append(ward.one, go_on(SUBMITTED, PASSED))
    office.append(ward.one, go_on(PASSED, UPLOADED))
    officer.say(ward.one, About.PAGE, "", Said.COMMENT, "请核对")
    assert officer.rows([ward.one])[0].progress == "uploaded"
    found = officer.verify()
    assert (found.complaints, found.not_judged) == ((), ())


def test_no_table_is_taken_into_memory_whole_when_rows_are_compared(ward, monkeypatch):
    """Rows come some at a time, with names sealed and all, and what is altered in any of them is found."""
    ward.first.import_reading(make_reading(*(make_page(f"1{n:03}", **WHO) for n in range(40)), file="四月.csv"))
    ids = sorted(ward.first.worklist())
    sql(ward, f"UPDATE frontpage.pages SET cost = 1 WHERE id = {ids[20]}")
    sql(ward, f"UPDATE frontpage.said SET words = words || 'x' WHERE page_id = {ids[30]}")
    at_once = []

    def counting(kind, name):
        given = getattr(kind, name)

        def fetch(cursor, *more):
            rows = given(cursor, *more)
            at_once.append(len(rows))
            return rows

        monkeypatch.setattr(kind, name, fetch)

    counting(psycopg.RawCursor, "fetchall")
    counting(psycopg.RawServerCursor, "fetchall")
    monkeypatch.setattr(streamed, "_AT_ONCE", 7)
    monkeypatch.setattr(found_by, "_AT_ONCE", 7)
    found = ward.first.verify()
    assert {one.where for one in found.complaints} == {f"病案列表 {ids[20]}", f"病案列表 {ids[30]}"}
    assert found.rows > 100
    assert max(at_once, default=0) < len(ids), "a few of each of these pages"


def test_what_is_written_past_the_program_is_found(ward):
    officer = ward.add("wang", Role.OFFICER)
    sql(ward, f"UPDATE frontpage.pages SET case_no = '9' WHERE id = {ward.one}")
    assert {one.where for one in officer.verify().complaints} == {f"病案列表 {ward.one}"}


def test_the_digests_of_the_server_are_those_that_python_makes(ward):
    with ward.first._reading() as connection:
        rows = [values for name in ("pages", "verdicts", "contents") for _, values in each_row(connection, name)]
    asked = "SELECT DISTINCT ON (tbl, row) digest FROM frontpage.audit_rows"
    wanted = "tbl IN ('pages', 'verdicts', 'contents')"
    kept = sql(ward, f"{asked} WHERE {wanted} ORDER BY tbl, row, entry DESC")
    assert all(len(digest) == 32 for (digest,) in kept)
    assert all(any(is_digest(ward.line, bytes(digest), values) for values in rows) for (digest,) in kept)


@pytest.mark.parametrize("statement", ["UPDATE {} SET name = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_nobody_alters_the_audit_not_even_its_owner(ward, statement):
    with ward.cluster.connected(ward.database) as connection:
        connection.execute(f"SET ROLE {ward.database}_owner")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="只能添加"):
            connection.execute(statement.format("frontpage.audit"))


def test_a_reader_finds_her_ward_and_no_names(ward):
    reader = ward.add("du", Role.READER, wards=frozenset({"外科"}))
    assert list(reader.worklist()) == [ward.one]
    assert (reader.page(ward.one).text("patient_name"), reader.rows([ward.one])[0].patient_name) == ("样**", "样**")
    with pytest.raises(NotAllowedError, match="不属于您的科室"):
        reader.page(ward.two)
    reader.say(ward.one, About.PAGE, "", Said.COMMENT, "请补写")
    assert list(reader.worklist(WorklistQuery("0001"))) == [ward.one]
    assert list(reader.worklist(WorklistQuery("样例"))) == []


def test_the_identities_of_a_page_are_shown_after_it_was_written_down(ward):
    office = ward.add("yi", Role.INSURANCE)
    assert office.page(ward.one).text("id_no") == "330102**"
    assert office.show_identities(ward.one, "核对参保").text("id_no") == "330102199001011234"
    noted = [entry for entry in ward.first.audit() if entry.deed is Deed.IDENTITIES]
    assert [(entry.who, entry.page_id) for entry in noted] == [(office.me.id, ward.one)]


def test_who_sees_no_money_keeps_verdicts_all_the_same(ward):
    coder = ward.add("hei", Role.CODER, is_money_blind=True)
    coder.append(ward.one, set_field(coder.page(ward.one), "sex", "2"))
    judged(coder, ward.one)
    assert coder.rows([ward.one])[0].weight is None
    assert ward.first.rows([ward.one])[0].weight == 1.2
    with ward.login("hei") as connection:
        for schema in ("frontpage_unpaid", "frontpage_seen"):
            rows = connection.execute(f"SELECT weight, payment FROM {schema}.pages").fetchall()
            assert set(rows) <= {(None, None)}
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("EXPLAIN SELECT weight, payment FROM frontpage_full.pages")
    assert ward.first.verify().complaints == ()


def test_roles_hold_from_the_moment_they_are_given(ward):
    coder = ward.add("li", Role.CODER)
    ward.first.change_person(replace(coder.me, roles=frozenset({Role.READER}), wards=frozenset({"外科"})))
    assert list(coder.worklist()) == [ward.one]
    assert coder.page(ward.one).text("patient_name") == "样**"
    with pytest.raises(NotAllowedError):
        coder.append(ward.one, set_field(ward.first.page(ward.one), "sex", "2"))


def test_a_role_that_was_taken_away_is_told_to_who_is_at_the_window_and_no_edit_is_kept(ward):
    li, person = ward.add("li", Role.CODER), ward.first.people()[-1]
    change = set_field(li.page(ward.one), "sex", "2")
    ward.first.change_person(replace(person, roles=frozenset({Role.INSURANCE})))
    with pytest.raises(NotAllowedError, match="“修改病案”需要权限，编码员li（医保办）没有"):
        li.append(ward.one, change)
    assert ward.first.audit()[0].about == {"command": "edit_page"}
    ward.first.change_person(person)
    assert li.append(ward.one, change).page.text("sex") == "2"


def test_an_edit_by_rights_is_three_journeys_to_the_server(ward):
    ward.add("li", Role.CODER)
    with Wire(f"{ward.cluster.folder}/.s.PGSQL.5432") as wire:
        far = ServerFile("127.0.0.1", ward.database, wire.port, sslmode="disable")
        path = ward.folder / "远.fpserver"
        path.write_text(server_text(far), encoding="utf-8")
        with closing(ward.stores(path, SignIn("li", PASSWORD))) as store:
            assert max(journeys(store, wire, ward.one)) <= 3


def test_who_has_left_does_not_come_in_again(ward):
    coder = ward.add("li", Role.CODER)
    with ward.login("li") as left_open:
        left_open.execute("SELECT 1")
        ward.first.close_person(coder.me.id, "调离")
        with pytest.raises(psycopg.OperationalError):
            ward.login("li")
        left_open.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            left_open.execute("SELECT count(*) FROM frontpage_seen.pages")
    with pytest.raises(StoreError):
        coder.append(ward.one, go_on(CODING, SUBMITTED))
    ward.first.open_person(coder.me.id, OTHER, "调回")
    assert ward.come("li", OTHER).me.name == coder.me.name


def test_a_password_is_changed_at_the_server_too(ward):
    coder = ward.add("li", Role.CODER)
    coder.change_password(PASSWORD, OTHER)
    with pytest.raises(WrongPasswordError):
        ward.come("li")
    assert ward.come("li", OTHER).me.name == coder.me.name
    ward.first.reset_password(coder.me.id, PASSWORD, "忘了")
    assert ward.come("li").me.must_change


def test_the_password_itself_never_reaches_the_server(ward):
    ward.add("li", Role.CODER)
    (kept,) = sql(ward, f"SELECT rolpassword FROM pg_authid WHERE rolname = '{ward.database}.li'")
    assert kept[0].startswith("SCRAM-SHA-256$")


def test_own_pages_and_the_gate_are_asked_at_the_server(ward):
    """What the program asks before it writes is asked again by who keeps the tables."""
    officer = ward.add("wang", Role.OFFICER)
    officer.append(ward.one, set_field(officer.page(ward.one), "sex", "2"))
    with pytest.raises(GateHeldError):
        officer.append(ward.one, go_on(CODING, SUBMITTED))
    judged(officer, ward.one)
    officer.append(ward.one, go_on(CODING, SUBMITTED))
    with pytest.raises(NotAllowedError, match="自己"):
        officer.append(ward.one, go_on(SUBMITTED, PASSED))


def test_who_may_not_see_all_of_it_does_not_compare_it(ward):
    administrator = ward.add("guan", Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError, match="不能逐行校验"):
        administrator.verify()


def test_who_is_shown_less_from_now_on_is_closed_out_of_what_shows_all(ward):
    coder = ward.add("li", Role.CODER)
    asked = "EXPLAIN SELECT * FROM frontpage_full.pages WHERE patient_name = '样例甲'"
    with ward.login("li") as connection:
        connection.execute(asked)
        ward.first.change_person(replace(coder.me, is_money_blind=True))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(asked)
    assert coder.rows([ward.one])[0].weight is None
    ward.first.change_person(replace(coder.me, is_money_blind=False))
    assert coder.rows([ward.one])[0].weight == 1.2


def test_nobody_is_shown_the_lock_of_somebody_else_and_all_locks_stay(ward):
    coder, other = ward.add("li", Role.CODER), ward.add("wang", Role.OFFICER)
    asked = "SELECT keys::jsonb -> 'people' FROM frontpage_seen.key_file"
    with ward.login("li") as connection:
        assert set(connection.execute(asked).fetchone()[0]) == {"li"}
    coder.change_password(PASSWORD, OTHER)
    assert set(sql(ward, "SELECT keys::jsonb -> 'people' FROM frontpage.key_file")[0][0]) == {"zhang", "li", "wang"}
    assert ward.come("li", OTHER).me.id == coder.me.id
    assert ward.come("wang").me.id == other.me.id


@pytest.mark.parametrize(
    "taken", [f"SELECT pg_advisory_lock({WRITING})", "BEGIN; LOCK TABLE frontpage_full.pages IN ACCESS EXCLUSIVE MODE"]
)
def test_who_holds_the_store_is_cut_off_by_who_waits_for_it(ward, taken, monkeypatch):
    monkeypatch.setattr(acts, "HOLD_SECONDS", 1)
    ward.renew_rights()
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.2)
    coder = ward.add("li", Role.CODER)
    ward.add("zhao", Role.CODER)
    with ward.login("zhao") as holder:
        holder.autocommit = True
        holder.execute("SET idle_in_transaction_session_timeout = 0")
        holder.execute(taken)
        for _ in range(100):
            try:
                coder.append(ward.one, set_field(ward.page_one, "sex", "2"))
                break
            except StoreBusyError:
                continue
        with pytest.raises(psycopg.OperationalError):
            holder.execute("SELECT 1")
    assert coder.page(ward.one).text("sex") == "2"


def test_who_has_waited_in_vain_many_times_writes_when_the_store_is_free(ward, monkeypatch):
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    coder = ward.add("li", Role.CODER)
    change = set_field(ward.page_one, "sex", "2")
    with ward.login("zhang") as holder:
        holder.execute(f"SELECT pg_advisory_xact_lock({WRITING})")
        for _ in range(10):
            with pytest.raises(StoreBusyError):
                coder.append(ward.one, change)
    assert coder.append(ward.one, change).page.text("sex") == "2"


def test_who_writes_as_long_as_a_write_takes_is_left_alone(ward):
    ward.add("li", Role.CODER)
    with ward.login("li") as holder, ward.login("zhang") as other:
        holder.execute(f"SELECT pg_advisory_xact_lock({WRITING})")
        assert other.execute("SELECT frontpage_seen.end_holders()").fetchone() == (0,)
        assert holder.execute("SELECT 1").fetchone() == (1,)


def test_what_is_told_to_whoever_listens_names_no_page(ward):
    ward.add("du", Role.READER, wards=frozenset({"外科"}))
    with ward.login("du") as listener:
        listener.autocommit = True
        listener.execute(f"LISTEN {CHANNEL}")
        ward.first.append(ward.two, set_field(ward.first.page(ward.two), "sex", "2"))
        (heard,) = listener.notifies(timeout=60, stop_after=1)
    assert heard.payload == ""


def test_a_large_file_comes_in_parts(ward):
    coder = ward.add("li", Role.CODER)
    reader = ward.add("du", Role.READER)
    seen = []

    def step(done, _total):
        if done == 200:
            with ward.login("du") as connection:
                seen.append(connection.execute("SELECT count(*) FROM frontpage_seen.pages").fetchone())

    result = coder.import_reading(make_reading(*(make_page(f"1{n:04}") for n in range(250)), file="四月.csv"), step)
    assert (len(result.added), len(reader.worklist()), seen) == (250, 252, [(2,)])


def test_an_officer_deals_out_what_is_nobodys_yet(ward):
    officer, one, other = (
        ward.add(user, role) for user, role in zip("abc", ("officer", "coder", "coder"), strict=True)
    )
    assert officer.assign([ward.one], one.me.id) == [ward.one]
    assert officer.assign([ward.one, ward.two], other.me.id, seen={}) == [ward.two]
    assert {page_id: given.who for page_id, given in officer.assignments().items()} == {
        ward.one: one.me.id,
        ward.two: other.me.id,
    }
    assert not officer.verify().complaints


def test_whoever_is_closed_out_while_she_works_is_let_in_no_more_and_told_so(ward):
    """Her window goes on as without a server: what she types is kept."""
    coder = ward.add("li", Role.CODER)
    change = set_field(coder.page(ward.one), "sex", "2")
    seen = coder.wait_for_change(-1, 60)
    ward.first.close_person(coder.me.id, "离开科室")
    with pytest.raises(StoreAwayError, match="登录已停用"):
        coder.append(ward.one, change)
    with pytest.raises(StoreAwayError):
        coder.page(ward.one)
    with pytest.raises(StoreShutOutError) as told:
        coder.wait_for_change(seen, 60)
    assert isinstance(told.value.why, WrongPasswordError)
    with pytest.raises(StoreShutOutError, match="没有登录服务器"):  # and so who asks next is told
        coder.page(ward.one)
    ward.first.open_person(coder.me.id, PASSWORD, "回来了")
    coder.wait_for_change(-1, 60)
    assert coder.append(ward.one, change).page.text("sex") == "2"


def test_a_door_that_was_closed_is_told_as_such_by_what_had_no_connection_yet(ward):
    coder = ward.add("li", Role.CODER)
    ward.first.close_person(coder.me.id, "离开科室")
    with pytest.raises(StoreShutOutError, match="登录"):
        coder.listed(WorklistQuery(), 0, 1)  # nothing was searched for so far


@contextmanager
def set_back(ward):
    """What happens inside of this is unknown to the store afterwards, as after a restore: logins are of the server."""
    for store in ward._open:
        store.close()
    kept = ward.cluster.fresh(ward.database)
    ward.first = ward.come("zhang")
    yield
    ward.cluster.drop(ward.database)
    with ward.cluster.connected() as chief:
        chief.execute(f"ALTER DATABASE {kept} RENAME TO {ward.database}")


def test_after_a_restore_everybody_may_again_what_the_people_of_then_may(ward):
    officer = ward.add("wang", Role.OFFICER)
    shared = ward.first.head()
    with set_back(ward):
        ward.first.change_person(replace(officer.me, roles=frozenset({Role.CODER})))
        was = ward.first.head()
    note_restored(ward.folder / "管理.fpserver", SignIn("zhang", PASSWORD), (shared, was), "")
    officer = ward.come("wang")
    assert officer.assign([ward.one], officer.me.id) == [ward.one]
    assert not officer.verify().complaints


def test_whoever_a_restored_store_does_not_know_is_told_so_at_the_door_and_at_her_window(ward):
    with set_back(ward):
        coder = ward.add("li", Role.CODER)
        seen = coder.wait_for_change(-1, 60)
    with pytest.raises(StoreAwayError):
        coder.page(ward.one)
    with pytest.raises(StoreShutOutError, match="用户里没有您"):
        coder.wait_for_change(seen, 60)
    with pytest.raises(NotAllowedError, match="用户里没有您"):
        ward.come("li")


def test_where_there_is_no_room_to_listen_the_work_goes_on(ward):
    coder = ward.add("li", Role.CODER)
    change = set_field(coder.page(ward.one), "sex", "2")
    login = f'"{ward.database}.li"'
    with ward.cluster.connected() as chief:
        chief.execute(f"ALTER ROLE {login} CONNECTION LIMIT 2")
        with pytest.raises(StoreBusyError, match="连接数已满") as told:
            coder.wait_for_change(-1, 60)
        assert type(told.value) is StoreBusyError
        assert coder.append(ward.one, change).page.text("sex") == "2"
        chief.execute(f"ALTER ROLE {login} CONNECTION LIMIT 20")
    coder.wait_for_change(-1, 60)


@pytest.mark.parametrize("comes_to_be", [True, False])
def test_who_changes_her_password_comes_in_again_whether_or_not_it_came_to_be(ward, monkeypatch, comes_to_be):
    coder = ward.add("li", Role.CODER)

    def end_act(line, *given):
        raise StoreFullError("磁盘满了")

    with monkeypatch.context() as patched:
        if not comes_to_be:
            patched.setattr(connections, "end_act", end_act)
        with nullcontext() if comes_to_be else pytest.raises(StoreFullError):
            coder.change_password(PASSWORD, OTHER)
    with ward.cluster.connected() as chief:
        chief.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE %s", ("%.li",))
    assert coder.page(ward.one).text("sex") == "1"
    ward.come("li", OTHER if comes_to_be else PASSWORD)


def test_a_change_of_her_password_that_fails_leaves_the_one_that_she_was_given_meanwhile(ward, monkeypatch):
    coder = ward.add("li", Role.CODER)

    def end_act(*given):
        raise StoreFullError("磁盘满了")

    def given_another(*given, **more):
        patched.undo()
        ward.first.reset_password(coder.me.id, GIVEN, "忘了")
        patched.setattr(connections, "end_act", end_act)
        return coder._transaction(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(coder, "_transaction", given_another)
        with pytest.raises(StoreFullError):
            coder.change_password(PASSWORD, OTHER)
    assert ward.come("li", GIVEN).me.must_change


def test_a_change_of_her_password_that_has_come_to_be_stands_though_the_word_of_it_is_lost(ward, monkeypatch):
    coder = ward.add("li", Role.CODER)

    def lost(head):
        raise StoreAwayError("还不知道写进去没有")

    monkeypatch.setattr(coder._head, "write", lost)
    with pytest.raises(StoreAwayError):
        coder.change_password(PASSWORD, OTHER)
    assert not ward.come("li", OTHER).me.must_change


def test_whoever_is_shown_more_from_now_on_writes_nothing_of_what_was_masked(ward):
    """Also where the first thing that she does is refused: her connection is taken back to where it was."""
    clerk = ward.add("yi", Role.INSURANCE)
    masked = clerk.page(ward.one).text("id_no")
    assert "*" in masked
    ward.first.change_person(replace(clerk.me, roles=frozenset({Role.OFFICER})))
    stale = set_field(replace(ward.page_one, values={**ward.page_one.values, "sex": "2"}), "sex", "1")
    with pytest.raises(StaleChangeError):
        clerk.append(ward.one, stale)
    done = clerk.append(ward.one, set_field(ward.page_one, "sex", "2"))
    assert done.page.text("id_no") == WHO["id_no"]
    assert ward.first.page(ward.one).text("id_no") == WHO["id_no"]
    assert not ward.first.verify().complaints
