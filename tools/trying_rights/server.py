"""Tries on the server itself: tables, functions, roles, passwords, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import psycopg

from coding.store.kept_audit import Deed
from tools.try_rights import PEOPLE, Try, begin_act, end_act, hand, verifier
from tools.trying_rights.asked import NAMES, one

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tools.try_rights import Connection, Stage


def _password_of(user: str) -> Any:
    def does(connection: Connection, stage: Stage) -> None:
        begin_act(connection, Deed.PASSWORD, None)
        with psycopg.connect(stage.admin) as admin:
            text = verifier(admin, stage.names, user, "taken over")
        connection.execute("SELECT frontpage_seen.set_password(%s, %s)", (PEOPLE[user][0], text))
        connection.execute("UPDATE people SET must_change = 1 WHERE id = %s", (PEOPLE[user][0],))
        end_act(connection, hand("li"), Deed.PASSWORD, {"of": PEOPLE[user][0]})

    return does


def _copy_out(connection: Connection, _: Stage) -> None:
    connection.execute("COPY (SELECT 1) TO PROGRAM 'id'")


def _by_itself(statement: str) -> Callable[[Connection, Stage], None]:
    """What runs in no transaction."""

    def does(_: Connection, stage: Stage) -> None:
        with stage.login("li") as connection:
            connection.autocommit = True
            connection.execute(statement)

    return does


def _stopped(connection: Connection, stage: Stage) -> None:
    with stage.login("wang") as other:
        (number,) = other.execute("SELECT pg_backend_pid()").fetchone()
        connection.execute("SELECT pg_terminate_backend(%s)", (number,))


SERVER: Final[Sequence[Try]] = (
    Try("li", "删触发器", ["DROP TRIGGER note_update ON frontpage.pages"]),
    Try("li", "停触发器", ["SET session_replication_role = replica", "UPDATE pages SET case_no = 'x'"]),
    Try("li", "改表结构", ["ALTER TABLE frontpage.pages ADD COLUMN x int"]),
    Try("li", "改视图", ["CREATE OR REPLACE VIEW frontpage_seen.pages AS SELECT 1"]),
    Try("li", "关行级权限", ["SET row_security = off", "SELECT * FROM frontpage.pages"], NAMES),
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
)


OTHERS: Final[Sequence[Try]] = (
    Try("li", "停别人的会话", _stopped),
    Try(
        "li",
        "拿走别人占用的病案",
        ["SELECT begin_act('other')", "DELETE FROM taken WHERE page_id = 1"],
        holds=lambda stage: one(stage, "SELECT count(*) FROM frontpage.taken") == 1,
    ),
    Try("li", "改服务器设置", _by_itself("ALTER SYSTEM SET log_statement = 'none'")),
    Try("li", "收走众人的权限", ["DROP OWNED BY rights_tried_person CASCADE"]),
    Try("li", "收走自己一组的权限", ["DROP OWNED BY rights_tried_coder CASCADE"]),
    Try("li", "把众人的东西归自己", ['REASSIGN OWNED BY rights_tried_person TO "rights_tried.li"']),
    Try("li", "把权限给所有人", ["GRANT rights_tried_coder TO PUBLIC"]),
    Try("li", "把视图给所有人", ["GRANT SELECT ON frontpage_full.pages TO PUBLIC"]),
    Try("li", "改数据库的设置", ["ALTER DATABASE rights_tried SET search_path = public"]),
    Try("li", "改别人登录时的设置", ['ALTER ROLE "rights_tried.wang" SET search_path = pg_temp']),
    Try("li", "改全组登录时的设置", ["ALTER ROLE rights_tried_person SET search_path = pg_temp"]),
    Try("li", "留下预备的事务", _by_itself("BEGIN; CREATE TEMP TABLE t (x int); PREPARE TRANSACTION 'left behind'")),
    Try("li", "订阅别处的数据", _by_itself("CREATE PUBLICATION mine FOR ALL TABLES")),
    Try("li", "在公共模式建表", ["CREATE TABLE public.mine (x int)"]),
    Try("li", "在公共模式建操作符", ["CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)"]),
    Try("li", "以规则顶替视图", ["CREATE RULE r AS ON SELECT TO frontpage_seen.pages DO INSTEAD SELECT 1"]),
    Try("li", "锁住基础表", ["LOCK TABLE frontpage.audit IN ACCESS EXCLUSIVE MODE"]),
)
