"""A store on a server that was made by an older program: who brings it up, who is refused, who is told what."""

import re
from contextlib import contextmanager

import pytest

from coding.base.server_file import ServerFile, server_text
from coding.page.edits import set_field
from coding.review.people import Role
from coding.store.kept_audit import Deed
from coding.store.kept_people import SignIn
from coding.store.kept_reviews import About, Said
from coding.store.store import Verdict
from coding.store.store_errors import (
    NewerStoreError,
    NotAllowedError,
    StoreAwayError,
    StoreBusyError,
    StoreError,
    StoreShutOutError,
    WrongPasswordError,
)
from db.postgres import founding, upgrading
from db.postgres.migrations import STEPS
from db.postgres.upgrading import upgrade_store
from tests.db.conftest import judged, make_page, make_reading
from tests.db.postgres.older_program import BEFORE, older_program
from tests.db.postgres.rights.conftest import WHO, Ward
from tests.db.sealed import PASSWORD

FIRST = SignIn("zhang", PASSWORD)


@pytest.fixture
def old(guarded, tmp_path, cheap_passwords, monkeypatch):
    """A department that the older program founded and filled, with everybody gone home."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "here"))
    with older_program():
        made = Ward(guarded, tmp_path)
        made.first.import_reading(make_reading(make_page("0001", **WHO), make_page("0002", patient_name="王\0伟")))
        made.one, made.two = 1, 2
        judged(made.first, made.one, made.two)
        coder = made.add("li", Role.CODER)
        coder.append(made.one, set_field(coder.page(made.one), "sex", "2"))
        made.first.say(made.one, About.PAGE, "", Said.COMMENT, "请核对")
        coder.close()
        made.first.close()
    made.admin = tmp_path / "管理.fpserver"
    yield made
    made.close()


def version_of(ward):
    with ward.cluster.connected(ward.database) as raw:
        return raw.execute("SELECT version FROM frontpage.schema_version").fetchone()[0]


def shape_of(ward):
    """Tables, columns, indexes, triggers, functions, rules of rows and rights, by their words."""
    asked = (
        "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable"
        " FROM information_schema.columns WHERE table_schema LIKE 'frontpage%'",
        "SELECT indexdef FROM pg_indexes WHERE schemaname LIKE 'frontpage%'",
        "SELECT concat(pg_get_triggerdef(oid), tgenabled) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT concat_ws(' ', pg_get_functiondef(oid), proowner::regrole, proacl)"
        " FROM pg_proc"
        " WHERE pronamespace::regnamespace::text LIKE 'frontpage%'",
        "SELECT concat_ws(' ', tablename, policyname, qual) FROM pg_policies",
        "SELECT concat_ws(' ', oid::regclass, relowner::regrole, relacl, relrowsecurity)"
        " FROM pg_class WHERE relnamespace::regnamespace::text LIKE 'frontpage%' AND relkind IN ('r', 'v')",
    )
    with ward.cluster.connected(ward.database) as raw:
        return [sorted(_plain(row[0], ward.database) for row in raw.execute(one).fetchall()) for one in asked]


def _plain(text, database):
    """What is said of a database, whatever it is called, and however long its name is."""
    return re.sub(r"(session_user::text, )\d+", r"\1n", text.replace(database, "db"))


def test_an_old_store_is_brought_up_with_all_that_is_in_it(old, guarded, tmp_path):
    done = upgrade_store(old.admin, FIRST)
    assert (done.before, done.after, version_of(old)) == (BEFORE, BEFORE + 1, BEFORE + 1)
    first = old.come("zhang")
    noted = [entry for entry in first.audit() if "upgraded_from" in entry.about and entry.deed is Deed.OTHER]
    assert [(entry.about["upgraded_from"], entry.about["schema"]) for entry in noted] == [(BEFORE, BEFORE + 1)]
    assert noted[0].about["seat"]["who"] == first.me.id
    assert first.verify().complaints == ()
    assert first.page(old.two).text("patient_name") == "王\u2400伟"
    verdict = Verdict("clean", 0, 0, 0, 0, "分组成功", "HC23", 1.2, 9600.0, 99.0, "s", weight_moved=-0.35)
    coder = old.come("li")
    coder.keep_verdicts([(old.one, verdict)])
    assert coder.rows([old.one])[0].weight_moved == -0.35
    assert first.verify().complaints == ()
    (tmp_path / "neu").mkdir()
    new = Ward(guarded, tmp_path / "neu")
    try:
        for was, made in zip(shape_of(old), shape_of(new), strict=True):
            assert was == made
    finally:
        new.close()


def test_a_seat_says_who_has_to_do_what_before_it_opens_an_old_store(old):
    with pytest.raises(StoreError, match="请服务器管理员备份后执行“server-care 地址 --upgrade”"):
        old.come("li")


def test_who_is_no_administrator_of_the_server_is_refused(old, tmp_path):
    coder = tmp_path / "李.fpserver"
    server = ServerFile(str(old.cluster.folder), old.database, user=f"{old.database}.li")
    coder.write_text(server_text(server), encoding="utf-8")
    with pytest.raises(StoreError, match="要用服务器的管理员（postgres）连接"):
        upgrade_store(coder, FIRST, PASSWORD)
    assert version_of(old) == BEFORE


def test_who_is_no_administrator_of_the_department_is_refused(old):
    before = shape_of(old)
    with pytest.raises(NotAllowedError, match="编码员li不是科室的管理员"):
        upgrade_store(old.admin, SignIn("li", PASSWORD))
    with pytest.raises(WrongPasswordError):
        upgrade_store(old.admin, SignIn("zhang", "另一句好记的口令"))
    assert (version_of(old), shape_of(old)) == (BEFORE, before)


def test_a_store_of_a_newer_program_is_left_alone(old):
    upgrade_store(old.admin, FIRST)
    with older_program_upgrading(), pytest.raises(NewerStoreError, match="请升级程序"):
        upgrade_store(old.admin, FIRST)


@contextmanager
def older_program_upgrading():
    with older_program(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(upgrading, "STEPS", STEPS[:BEFORE])
        yield


def test_while_a_window_of_the_older_program_is_open_it_waits_and_one_that_is_cut_off_is_told(old):
    with older_program():
        coder = old.come("li")
        with pytest.raises(StoreBusyError, match=f"还连着旧版本的窗口（{old.database}.li（服务器本机））"):
            upgrade_store(old.admin, FIRST)
        assert version_of(old) == BEFORE
        assert coder.page(old.one).text("sex") == "2"
    upgrade_store(old.admin, FIRST, now=True)
    with older_program():
        told = []
        for _ in range(4):  # what was cut is told at most once a connection
            with pytest.raises(StoreError) as caught:
                coder.append(old.one, set_field(make_page("0001", **WHO, sex="2"), "sex", "1"))
            told.append(caught.value)
        assert isinstance(told[-1].why, NewerStoreError)
        assert {type(one) for one in told} <= {StoreAwayError, StoreShutOutError}
    assert old.come("li").page(old.one).text("sex") == "2"


def test_a_step_that_fails_leaves_the_old_store_as_it_was(old, monkeypatch):
    def breaks(connection):
        STEPS[-1](connection)
        connection.execute("SELECT 1 / 0")

    before = shape_of(old)
    with monkeypatch.context() as patch:
        patch.setattr(founding, "STEPS", (*STEPS[:-1], breaks))
        with pytest.raises(StoreError, match="没有完成这次操作"):
            upgrade_store(old.admin, FIRST)
    assert (version_of(old), shape_of(old)) == (BEFORE, before)
    assert upgrade_store(old.admin, FIRST).after == BEFORE + 1


def test_upgrading_what_is_of_today_renews_the_rights_alone(ward, tmp_path):
    with ward.cluster.connected(ward.database) as raw:
        raw.execute("DELETE FROM frontpage_rights.rights_commands")
    done = upgrade_store(tmp_path / "管理.fpserver", FIRST)
    assert done.before == done.after
    assert ward.come("zhang").page(ward.one).text("sex") == "1"
    with ward.cluster.connected(ward.database) as raw:
        assert raw.execute("SELECT count(*) FROM frontpage_rights.rights_commands").fetchone()[0] > 50
    assert len([e for e in ward.first.audit() if "upgraded_from" in e.about and e.deed is Deed.OTHER]) == 0
