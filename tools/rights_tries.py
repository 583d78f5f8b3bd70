"""The tries of ``tools.try_rights``: what somebody with a login and another client than the program might do."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import psycopg

from coding.review.people import Command
from coding.store.kept_audit import Deed
from db.postgres import founding
from db.postgres.engine import PostgresConnection
from db.shared.audit.chain import ChainEnd, link_after, rows_hash
from tools.try_rights import PATIENTS, PEOPLE, PROGRAM_HAND, Try, begin_act, end_act, hand, verifier, write_step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tools.try_rights import Connection, Stage

_NAMES: Final = tuple(name for name, _ in PATIENTS.values())
_NUMBER: Final = "11010119900101123X"
_OTHER_WARD: Final = ("B2", "外科独有", "司马")
_FULL: Final = "SET search_path = frontpage_full"
_EVIDENCE: Final = json.dumps({"version": 2, "edits": [], "reason": "r", "source": "typed", "rule": "", "step": None})


def make_tables(connection: Connection) -> None:
    """The tables of a store of today."""
    connection.execute("CREATE SCHEMA frontpage")
    connection.execute("SET search_path = frontpage")
    founding.make_tables(PostgresConnection(connection))
    connection.execute("RESET search_path")


def _forged_author(connection: Connection, _: Stage) -> None:
    write_step(connection, "li", 1, "coding", "submitted", author=PEOPLE["zhao"][1])


def _as_somebody_else(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.SIGN_IN, None)
    end_act(connection, hand("zhao"), Deed.SIGN_IN, {})


def _with_her_key(connection: Connection, _: Stage) -> None:
    """Under her own number, signed with a key that is not registered for her."""
    begin_act(connection, Deed.SIGN_IN, None)
    end_act(connection, replace(hand("li"), signer=hand("zhao").signer), Deed.SIGN_IN, {})


def _as_the_program(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.WRONG_PASSWORD, None, by_program=True)
    end_act(connection, replace(PROGRAM_HAND, seat=hand("zhao")), Deed.WRONG_PASSWORD, {})


def _passes(connection: Connection, _: Stage) -> None:
    write_step(connection, "li", 1, "coding", "passed")


def _unknown_step(connection: Connection, _: Stage) -> None:
    write_step(connection, "wang", 1, "coding", "archived")


def _own_page(connection: Connection, _: Stage) -> None:
    write_step(connection, "wang", 3, "coding", "submitted")
    connection.commit()
    write_step(connection, "wang", 3, "submitted", "passed")


def _through_undo(connection: Connection, _: Stage) -> None:
    """A step that there is not, as if it took something back."""
    write_step(connection, "wang", 1, "coding", "archived", undoes=1)


def _past_the_gate(connection: Connection, _: Stage) -> None:
    write_step(connection, "zhao", 2, "coding", "submitted")


def _no_reason(connection: Connection, _: Stage) -> None:
    write_step(connection, "li", 1, "coding", "waiting")


def _other_words(connection: Connection, _: Stage) -> None:
    """The state of a page is another one than the history says."""
    begin_act(connection, Deed.STEP, None)
    connection.execute("UPDATE pages SET progress = 'passed' WHERE id = 1")
    step = {"before": "coding", "after": "submitted"}
    said = json.dumps({"version": 2, "edits": [], "reason": "", "source": "step", "rule": "", "step": step})
    ((number,),) = connection.execute(
        "INSERT INTO changes (page_id, change, author, at) VALUES (1, %s, '李编', '2026') RETURNING id", (said,)
    ).fetchall()
    end_act(connection, hand("li"), Deed.STEP, {"change": number}, 1)


def _content_without_history(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.CHANGE, Command.EDIT_PAGE)
    connection.execute("UPDATE contents SET current = original, current_shape = 1 WHERE page_id = 1")
    end_act(connection, hand("li"), Deed.CHANGE, {}, 1)


def _two_pages(connection: Connection, _: Stage) -> None:
    """A change of one page, and another page beside it."""
    begin_act(connection, Deed.CHANGE, Command.EDIT_PAGE)
    connection.execute("UPDATE contents SET current = original, current_shape = 1")
    insert = "INSERT INTO changes (page_id, change, author, at) VALUES (1, %s, '李编', '2026')"
    connection.execute(insert, (_EVIDENCE,))
    end_act(connection, hand("li"), Deed.CHANGE, {}, 1)


def _more_than_said(connection: Connection, _: Stage) -> None:
    """The history tells of one field, the page has another one changed, too."""
    begin_act(connection, Deed.CHANGE, Command.EDIT_PAGE)
    connection.execute(
        "UPDATE contents SET current = replace(replace(original, '来诊', '出诊'), '内科', '儿科'), current_shape = 1"
        " WHERE page_id = 1"
    )
    edit = {"kind": "set", "field": "note", "index": 0, "before": "a", "after": "b", "to": 0}
    said = json.dumps({"version": 2, "edits": [edit], "reason": "r", "source": "typed", "rule": ""})
    insert = "INSERT INTO changes (page_id, change, author, at) VALUES (1, %s, '李编', '2026')"
    connection.execute(insert, (said,))
    end_act(connection, hand("li"), Deed.CHANGE, {}, 1)


def _verdict_by_change(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.CHANGE, Command.EDIT_PAGE)
    connection.execute("UPDATE pages SET touched = 1, held = 0, state = 'clean' WHERE id = 1")
    connection.execute("UPDATE pages SET state = 'warning' WHERE id = 1")
    insert = "INSERT INTO changes (page_id, change, author, at) VALUES (1, %s, '李编', '2026')"
    connection.execute(insert, (_EVIDENCE,))
    end_act(connection, hand("li"), Deed.CHANGE, {}, 1)


def _no_entry(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.STEP, None)
    connection.execute("UPDATE pages SET progress = 'submitted' WHERE id = 1")


def _after_the_entry(connection: Connection, _: Stage) -> None:
    """The entry is written, then more is written."""
    begin_act(connection, Deed.REVIEW, Command.COMMENT)
    insert = "INSERT INTO reviews (page_id, about, subject, said, text, who, name, at, rule) VALUES (1, 'page', '',"
    insert += " 'comment', 't', 2, '李编', '2026', '')"
    connection.execute(insert)
    end_act(connection, hand("li"), Deed.REVIEW, {}, 1)
    connection.execute(insert)


def _two_acts(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.SIGN_IN, None)
    end_act(connection, hand("li"), Deed.SIGN_IN, {})
    begin_act(connection, Deed.SIGN_OUT, None)


def _less_said(connection: Connection, _: Stage) -> None:
    """The entry names fewer rows than were written."""
    begin_act(connection, Deed.REVIEW, Command.COMMENT)
    insert = "INSERT INTO reviews (page_id, about, subject, said, text, who, name, at, rule) VALUES (1, 'page', '',"
    connection.execute(insert + " 'comment', 't', 2, '李编', '2026', '')")
    found = connection.execute("SELECT id, at, before, previous FROM frontpage_seen.written()").fetchone()
    assert found is not None
    end = ChainEnd(found[0] - 1, bytes(found[3]), found[2])
    link = link_after(end, found[1], hand("li"), Deed.REVIEW, {}, rows_hash([]), 1)
    _send(connection, link)


def _more_than_told(connection: Connection, _: Stage) -> None:
    """More is written after the server has told which rows were."""
    begin_act(connection, Deed.REVIEW, Command.COMMENT)
    insert = "INSERT INTO reviews (page_id, about, subject, said, text, who, name, at, rule) VALUES (1, 'page', '',"
    connection.execute(insert + " 'comment', 't', 2, '李编', '2026', '')")
    found = connection.execute("SELECT id, at, before, previous, rows FROM frontpage_seen.written()").fetchone()
    assert found is not None
    connection.execute("UPDATE reviews SET sum = 0 WHERE id = (SELECT max(id) FROM reviews)")
    connection.execute(insert + " 'comment', 'u', 2, '李编', '2026', '')")
    end = ChainEnd(found[0] - 1, bytes(found[3]), found[2])
    _send(connection, link_after(end, found[1], hand("li"), Deed.REVIEW, {}, bytes(found[4]), 1))


def _send(connection: Connection, link: Any) -> None:
    said = (link.id, link.at, link.who, link.name, link.page_id, link.about, link.previous, link.hash, link.key)
    connection.execute("SELECT frontpage_seen.end_act(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", (*said, link.signature))


def _made_entry(connection: Connection, *, at: str | None = None, again: bool = False) -> Any:
    begin_act(connection, Deed.SIGN_IN, None)
    found = connection.execute("SELECT id, at, before, previous, rows FROM frontpage_seen.written()").fetchone()
    assert found is not None
    number = found[0] - (1 if again else 0)
    end = ChainEnd(number - 1, bytes(found[3]), "")
    return link_after(end, at or found[1], hand("li"), Deed.SIGN_IN, {}, bytes(found[4]))


def _replayed(connection: Connection, _: Stage) -> None:
    link = _made_entry(connection)
    _send(connection, link)
    connection.commit()
    begin_act(connection, Deed.SIGN_IN, None)
    _send(connection, link)


def _earlier(connection: Connection, _: Stage) -> None:
    _send(connection, _made_entry(connection, at="2026-01-01T00:00:00.000000+00:00"))


def _number_again(connection: Connection, _: Stage) -> None:
    _send(connection, _made_entry(connection, again=True))


def _setting(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.SETTINGS, None)
    connection.execute("UPDATE settings SET value = 'one' WHERE key = 'release.stages'")
    end_act(connection, hand("li"), Deed.SETTINGS, {})


def _promoted(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.PERSON, None)
    connection.execute("UPDATE people SET roles = 'administrator coder' WHERE id = 2")
    end_act(connection, hand("li"), Deed.PERSON, {"of": 2})


def _by_her_password(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.PASSWORD, None)
    connection.execute("UPDATE people SET roles = 'administrator' WHERE id = 2")
    end_act(connection, hand("li"), Deed.PASSWORD, {"of": 2})


def _password_of(user: str) -> Any:
    def does(connection: Connection, stage: Stage) -> None:
        begin_act(connection, Deed.PASSWORD, None)
        text = verifier(connection, stage.names, user, "taken over")
        connection.execute("SELECT frontpage_seen.set_password(%s, %s)", (PEOPLE[user][0], text))
        connection.execute("UPDATE people SET must_change = 1 WHERE id = %s", (PEOPLE[user][0],))
        end_act(connection, hand("li"), Deed.PASSWORD, {"of": PEOPLE[user][0]})

    return does


def _key_for_another(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.PASSWORD, None)
    end_act(connection, hand("li"), Deed.PASSWORD, {"of": 6, "key": hand("li").signer.public.hex()})


def _others_comment(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.REVIEW, Command.COMMENT)
    connection.execute(
        "INSERT INTO reviews (page_id, about, subject, said, text, who, name, at, rule) VALUES (2, 'page', '',"
        " 'comment', 't', 5, '读者', '2026', '')"
    )
    end_act(connection, hand("du"), Deed.REVIEW, {}, 2)


def _seen_and_rolled_back(connection: Connection, _: Stage) -> object:
    """Identities asked for, read, and the entry of it taken back with the transaction."""
    begin_act(connection, Deed.IDENTITIES, Command.SHOW_IDENTITIES)
    end_act(connection, hand("yi"), Deed.IDENTITIES, {"reason": "r"}, 1)
    found = connection.execute("SELECT * FROM frontpage_seen.shown_page(1)").fetchall()
    connection.rollback()
    return found


def _month(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.MONTH, None)
    connection.execute(
        "INSERT INTO month_entries (month, kind, subject, said, who, name, at)"
        " VALUES ('2026-01', 'closed', '', '{}', 2, '李编', '2026')"
    )
    end_act(connection, hand("li"), Deed.MONTH, {"kind": "closed"})


def _taken_away(connection: Connection, _: Stage) -> None:
    """Pages taken away as if their import had come to no end."""
    begin_act(connection, Deed.IMPORT, None, by_program=True)
    connection.execute("DELETE FROM contents WHERE page_id = 1")
    connection.execute("DELETE FROM pages WHERE id = 1")
    end_act(connection, replace(PROGRAM_HAND, seat=hand("li")), Deed.IMPORT, {})


def _import_as_edit(connection: Connection, _: Stage) -> None:
    """The state of a page by an import."""
    begin_act(connection, Deed.IMPORT, Command.IMPORT_PAGES)
    connection.execute("UPDATE pages SET progress = 'passed' WHERE id = 1")
    change = json.dumps({"version": 2, "edits": [], "reason": "", "source": "import", "rule": "", "step": None})
    connection.execute("INSERT INTO changes (page_id, change, author, at) VALUES (1, %s, '导入', '2026')", (change,))
    end_act(connection, hand("li"), Deed.IMPORT, {})


def _copy_out(connection: Connection, _: Stage) -> None:
    connection.execute("COPY (SELECT 1) TO PROGRAM 'id'")


def _planner(connection: Connection, _: Stage) -> object:
    """What the planner says of a ward that is not hers."""
    asked = "EXPLAIN (FORMAT JSON) SELECT * FROM pages WHERE ward = '外科' AND case_no = 'B2'"
    given = connection.execute(asked).fetchone()
    stats = connection.execute("SELECT * FROM pg_stats WHERE schemaname LIKE 'frontpage%'").fetchall()
    assert given is not None
    return stats, connection.execute("SELECT * FROM pg_stats_ext").fetchall()


def _leaking_condition(connection: Connection, _: Stage) -> object:
    """A condition that fails on a row which she is not shown tells of it by its message."""
    return connection.execute(
        "SELECT case_no FROM pages WHERE 1 / (CASE WHEN case_no = 'B2' THEN 0 ELSE 1 END) = 1"
    ).fetchall()


def _leaking_name(connection: Connection, _: Stage) -> object:
    return connection.execute(
        "SELECT case_no FROM pages WHERE patient_name LIKE '司马%' OR patient_name::int = 0"
    ).fetchall()


def _by_itself(statement: str) -> Callable[[Connection, Stage], None]:
    """What runs in no transaction."""

    def does(_: Connection, stage: Stage) -> None:
        with stage.login("li") as connection:
            connection.autocommit = True
            connection.execute(statement)

    return does


def _stopped(connection: Connection, stage: Stage) -> None:
    with stage.login("wang") as other:
        connection.execute("SELECT pg_terminate_backend(%s)", (other.info.backend_pid,))


TRIES: Final[Sequence[Try]] = (
    Try("li", "直接读基础表", ["SELECT * FROM frontpage.pages"], _NAMES),
    Try("li", "直接改基础表", ["UPDATE frontpage.pages SET patient_name = 'x'"]),
    Try("li", "改病案而不开审计", ["UPDATE pages SET case_no = 'x' WHERE id = 1"]),
    Try("li", "改病案而不开审计（全视图）", [_FULL, "UPDATE pages SET case_no = 'x' WHERE id = 1"]),
    Try("li", "清空病案", ["TRUNCATE frontpage.pages"]),
    Try("li", "清空视图", ["TRUNCATE pages"]),
    Try("li", "删病案", [_FULL, "DELETE FROM pages"]),
    Try("li", "删修改记录", [_FULL, "DELETE FROM changes"]),
    Try("li", "开了操作又写别的表", ["SELECT begin_act('sign_in')", "UPDATE pages SET case_no = 'x'"]),
    Try("li", "没有权限的操作", ["SELECT begin_act('assign', 'assign')"]),
    Try("li", "没有的操作", ["SELECT begin_act('begin')"]),
    Try("li", "写了而没有审计条目", _no_entry),
    Try(
        "li",
        "提前检查约束再写",
        [
            "SET CONSTRAINTS ALL IMMEDIATE",
            "SELECT begin_act('step')",
            "UPDATE pages SET progress = 'submitted' WHERE id = 1",
        ],
    ),
    Try("li", "审计条目之后再写", _after_the_entry),
    Try("li", "一个事务做两件事", _two_acts),
    Try("li", "审计条目少写几行", _less_said),
    Try("li", "算好审计条目以后再写", _more_than_told),
    Try("li", "重放一条审计条目", _replayed, holds=lambda _: True),
    Try("li", "审计条目写早的时间", _earlier),
    Try("li", "审计条目重号", _number_again),
    Try("li", "冒别人的名写审计", _as_somebody_else),
    Try("li", "用别人的签名密钥", _with_her_key),
    Try("li", "冒程序的名写审计", _as_the_program),
    Try("li", "冒别人的名写修改记录", _forged_author),
    Try(
        "li",
        "直接写审计表",
        [
            "INSERT INTO audit (id, at, who, name, deed, about, rows, previous, hash, key, signature)"
            " VALUES (99, '2026', 6, '赵编', 'sign_in', '{}', '', '', '', '', '')"
        ],
    ),
    Try("li", "改审计表", ["UPDATE audit SET name = '赵编'"]),
    Try("li", "删审计表", ["DELETE FROM audit"]),
    Try("li", "直接删审计基础表", ["DELETE FROM frontpage.audit"]),
    Try("wang", "质控员删审计", ["DELETE FROM audit_rows"]),
    Try("admin", "管理员删审计", ["DELETE FROM audit"]),
    Try("admin", "管理员改审计表结构", ["ALTER TABLE frontpage.audit DISABLE TRIGGER ALL"]),
    Try("li", "删触发器", ["DROP TRIGGER note_update ON frontpage.pages"]),
    Try("li", "停触发器", ["SET session_replication_role = replica", "UPDATE pages SET case_no = 'x'"]),
    Try("li", "改表结构", ["ALTER TABLE frontpage.pages ADD COLUMN x int"]),
    Try("li", "改视图", ["CREATE OR REPLACE VIEW frontpage_seen.pages AS SELECT 1"]),
    Try("li", "关行级权限", ["SET row_security = off", "SELECT * FROM frontpage.pages"], _NAMES),
    Try("li", "变成所有者", ["SET ROLE rights_tried_owner", "DELETE FROM frontpage.audit"]),
    Try("li", "变成管登录名的角色", ["SET ROLE rights_tried_keeper"]),
    Try("li", "变成别人", ["SET SESSION AUTHORIZATION 'rights_tried.wang'"]),
    Try("li", "变成自己的组再写", ["SET ROLE rights_tried_coder", "UPDATE frontpage_full.pages SET case_no = 'x'"]),
    Try("li", "给自己加组", ['GRANT rights_tried_officer TO "rights_tried.li"']),
    Try("li", "建函数", ["CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"]),
    Try("li", "在临时模式建函数", ["CREATE FUNCTION pg_temp.may(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'"]),
    Try(
        "li",
        "临时表顶替用户表",
        [
            "CREATE TEMP TABLE people AS SELECT 2::bigint AS id, 'li' AS \"user\", '李编' AS name,"
            " 'administrator officer' AS roles, '' AS wards, 0 AS money_blind, NULL AS closed_at",
            "CREATE TEMP TABLE rights_commands AS SELECT 'coder' AS role, 'assign' AS command",
            "SET search_path = pg_temp, frontpage_seen",
            "SELECT begin_act('assign', 'assign')",
        ],
    ),
    Try(
        "li",
        "临时表顶替操作表",
        [
            "CREATE TEMP TABLE acts (xid xid8, person bigint, name text, deed text, command text,"
            " program boolean, owes boolean, closed boolean)",
            "INSERT INTO acts VALUES (pg_current_xact_id(), 2, '李编', 'change', 'edit_page', false, false, false)",
            "SET search_path = pg_temp, frontpage_seen",
            "UPDATE frontpage_full.pages SET case_no = 'x'",
        ],
    ),
    Try(
        "li",
        "临时表挂上内部触发器",
        [
            "CREATE TEMP TABLE t (x int)",
            "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH STATEMENT EXECUTE FUNCTION frontpage_rights.only_added()",
        ],
    ),
    Try("li", "匿名程序块", ["DO $$ BEGIN UPDATE frontpage.pages SET case_no = 'x'; END $$"]),
    Try(
        "li",
        "改搜索路径再开操作",
        ["SET search_path = pg_temp, public, frontpage_seen", "SELECT begin_act('assign', 'assign')"],
    ),
    Try("li", "直接调用内部函数", ["SELECT frontpage_rights.may('keep_people')"]),
    Try("li", "直接写操作表", ["INSERT INTO frontpage_rights.acts VALUES ('1', 2, 'x', 'x', '', false)"]),
    Try("li", "改权限表", ["UPDATE frontpage_rights.rights_commands SET role = 'coder'"]),
    Try("li", "大对象写入", ["SELECT lo_from_bytea(0, 'x')"]),
    Try("li", "大对象读文件", ["SELECT lo_import('/etc/passwd')"], ("root:",)),
    Try("li", "读服务器文件", ["SELECT pg_read_file('/etc/passwd')"], ("root:",)),
    Try("li", "COPY 读文件", ["CREATE TEMP TABLE t (x text)", "COPY t FROM '/etc/passwd'"]),
    Try("li", "COPY 运行程序", _copy_out),
    Try("li", "装扩展", ["CREATE EXTENSION dblink"]),
    Try("li", "建模式", ["CREATE SCHEMA mine"]),
    Try("li", "建数据库", _by_itself("CREATE DATABASE mine")),
    Try("li", "建登录名", ["CREATE ROLE somebody LOGIN"]),
    Try("li", "读口令", ["SELECT rolpassword FROM pg_authid"], ("SCRAM",)),
    Try("li", "改别人的口令", ["ALTER ROLE \"rights_tried.wang\" PASSWORD 'x'"]),
    Try("li", "重设别人的口令", _password_of("wang")),
    Try("li", "以明文设口令", ["SELECT begin_act('password')", "SELECT set_password(2, 'clear')"]),
    Try("li", "给自己加角色", _promoted),
    Try("li", "改口令时加角色", _by_her_password),
    Try("li", "登记别人的密钥", _key_for_another),
    Try("li", "改科室设置", _setting),
    Try("li", "关账", _month),
    Try("li", "自己通过", _passes),
    Try("wang", "没有的步骤", _unknown_step),
    Try("wang", "假装撤销", _through_undo),
    Try("wang", "通过自己提交的", _own_page, holds=lambda stage: _state(stage, 3) == "submitted"),
    Try("zhao", "放行没处理完的", _past_the_gate),
    Try("li", "待补不写理由", _no_reason),
    Try("li", "状态与记录不符", _other_words),
    Try("li", "改内容没有记录", _content_without_history),
    Try("li", "顺带改另一份", _two_pages),
    Try("li", "改的比修改记录说的多", _more_than_said),
    Try("li", "修改时写质控结果", _verdict_by_change),
    Try("li", "导入时改状态", _import_as_edit),
    Try("li", "以收回导入删病案", _taken_away),
    Try(
        "du",
        "查阅者看姓名、证件号",
        [
            "SELECT * FROM pages",
            "SELECT * FROM contents",
            "SELECT * FROM changes",
            "SELECT * FROM said",
            "SELECT * FROM reviews",
        ],
        (*_NAMES, _NUMBER),
    ),
    Try("du", "查阅者看全视图", [_FULL, "SELECT * FROM pages", "SELECT * FROM contents"], (*_NAMES, _NUMBER, "B1")),
    Try(
        "du",
        "查阅者看别的科室",
        [
            "SELECT * FROM pages",
            "SELECT * FROM contents",
            "SELECT * FROM page_facts",
            "SELECT * FROM moved",
            "SELECT * FROM fired",
        ],
        _OTHER_WARD,
    ),
    Try("du", "查阅者用出错的条件试探", _leaking_condition),
    Try("du", "查阅者用出错的条件看姓名", _leaking_name, _NAMES),
    Try("du", "查阅者看统计和计划", _planner, (*_NAMES, "外科")),
    Try(
        "du",
        "查阅者看姓名首字母、同人标记",
        ["SELECT * FROM page_initials", "SELECT * FROM person_marks"],
        ("xx", "77"),
    ),
    Try("du", "查阅者看结算、结算标准", ["SELECT * FROM audit WHERE deed = 'change'", "SELECT * FROM audit_rows"]),
    Try("du", "查阅者给别的科室写批注", _others_comment),
    Try("du", "查阅者调用查看身份", ["SELECT * FROM shown_page(1)"], (*_NAMES, _NUMBER)),
    Try("yi", "医保办看身份不留记录", ["SELECT * FROM shown_page(1)", "SELECT * FROM contents"], (*_NAMES, _NUMBER)),
    Try("yi", "看了身份再撤回记录", _seen_and_rolled_back, (*_NAMES, _NUMBER)),
    Try(
        "admin",
        "管理员看病案",
        ["SELECT * FROM pages", "SELECT * FROM contents", "SELECT * FROM said"],
        (*_NAMES, _NUMBER, "B1"),
    ),
    Try("admin", "管理员改病案", ["SELECT begin_act('change', 'edit_page')"]),
    Try(
        "li",
        "看审计中别人的条目",
        ["SELECT about FROM audit WHERE deed = 'verdict' OR deed = 'identities'"],
        ("reason",),
    ),
    Try(
        "li",
        "看别人正在运行的语句",
        ["SELECT query FROM pg_stat_activity WHERE usename <> current_user"],
        ("SELECT", "UPDATE"),
    ),
    Try("li", "停别人的会话", _stopped),
    Try(
        "li",
        "拿走别人占用的病案",
        ["SELECT begin_act('other')", "DELETE FROM taken WHERE page_id = 1"],
        holds=lambda stage: _one(stage, "SELECT count(*) FROM frontpage.taken") == 1,
    ),
    Try("li", "改服务器设置", _by_itself("ALTER SYSTEM SET log_statement = 'none'")),
)


def _state(stage: Stage, page: int) -> object:
    return _one(stage, f"SELECT progress FROM frontpage.pages WHERE id = {page}")


def _one(stage: Stage, asked: str) -> object:
    with psycopg.connect(stage.admin) as connection:
        found = connection.execute(asked).fetchone()
    return found[0] if found else None
