"""Tries on what is hidden: other wards, identities, money, the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.review.people import Command
from coding.store.kept_audit import Deed
from tools.try_rights import Try, begin_act, end_act, hand
from tools.trying_rights.asked import FULL, NAMES, NUMBER, OTHER_WARD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.try_rights import Connection, Stage


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


def _leaking_whole(connection: Connection, _: Stage) -> object:
    """The same where nothing is masked."""
    return connection.execute(
        "SELECT 1 FROM frontpage_unpaid.pages WHERE patient_name::int = 0 OR case_no::int = 0"
    ).fetchall()


def _told_by_number(connection: Connection, _: Stage) -> None:
    """A row with the number of one that she is not shown: what is told of the clash may tell of the row."""
    begin_act(connection, Deed.REVIEW, Command.COMMENT)
    connection.execute(
        "INSERT INTO taken (page_id, who, name, until) VALUES (2, 5, '读者', '2126') ON CONFLICT DO NOTHING"
    )


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


def _seen_before_it_is_kept(connection: Connection, _: Stage) -> object:
    """The same, with the act put out of the way before its transaction ends."""
    begin_act(connection, Deed.IDENTITIES, Command.SHOW_IDENTITIES)
    end_act(connection, hand("yi"), Deed.IDENTITIES, {"reason": "r"}, 1)
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    found = connection.execute("SELECT * FROM frontpage_seen.shown_page(1)").fetchall()
    connection.rollback()
    return found


SIGHT: Final[Sequence[Try]] = (
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
        (*NAMES, NUMBER),
    ),
    Try("du", "查阅者看全视图", [FULL, "SELECT * FROM pages", "SELECT * FROM contents"], (*NAMES, NUMBER, "B1")),
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
        OTHER_WARD,
    ),
    Try("du", "查阅者用出错的条件试探", _leaking_condition),
    Try("du", "查阅者用出错的条件看姓名", _leaking_name, NAMES),
    Try("du", "查阅者看统计和计划", _planner, (*NAMES, "外科")),
    Try(
        "du",
        "查阅者看姓名首字母、同人标记",
        ["SELECT * FROM page_initials", "SELECT * FROM person_marks"],
        ("xx", "77"),
    ),
    Try("du", "查阅者看结算、结算标准", ["SELECT * FROM audit WHERE deed = 'change'", "SELECT * FROM audit_rows"]),
    Try("du", "查阅者给别的科室写批注", _others_comment),
    Try("du", "查阅者调用查看身份", ["SELECT * FROM shown_page(1)"], (*NAMES, NUMBER)),
    Try("yi", "医保办看身份不留记录", ["SELECT * FROM shown_page(1)", "SELECT * FROM contents"], (*NAMES, NUMBER)),
    Try("yi", "看了身份再撤回记录", _seen_and_rolled_back, (*NAMES, NUMBER)),
    Try(
        "admin",
        "管理员看病案",
        ["SELECT * FROM pages", "SELECT * FROM contents", "SELECT * FROM said"],
        (*NAMES, NUMBER, "B1"),
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
)


ROUND_ABOUT: Final[Sequence[Try]] = (
    Try("du", "关掉行级权限再读", ["SET row_security = off", "SELECT * FROM pages"], OTHER_WARD),
    Try("du", "换成编码员组", ["SET ROLE rights_tried_coder"]),
    Try("du", "以组的身份读", ["SET ROLE rights_tried_person", "SELECT * FROM frontpage_seen.pages"], OTHER_WARD),
    Try(
        "du",
        "借 XML 函数查",
        ["SELECT query_to_xml('SELECT * FROM frontpage_seen.pages', true, true, '')"],
        OTHER_WARD,
    ),
    Try("du", "借 XML 函数导出整个模式", ["SELECT schema_to_xml('frontpage', true, true, '')"], (*NAMES, "B2")),
    Try(
        "du",
        "看计划中全视图的估计",
        ["EXPLAIN SELECT * FROM frontpage_full.pages WHERE patient_name LIKE '司%'"],
        ("rows=",),
    ),
    Try("du", "全视图用出错的条件试探", _leaking_whole, OTHER_WARD),
    Try("du", "看统计的底表", ["SELECT * FROM pg_catalog.pg_statistic"], NAMES),
    Try("du", "看扩展统计", ["SELECT * FROM pg_catalog.pg_statistic_ext_data"], NAMES),
    Try("du", "看别的科室被谁占用", ["SELECT * FROM taken WHERE page_id = 2"], ("王质",)),
    Try("du", "以重号试出别的科室的行", _told_by_number, OTHER_WARD),
    Try("du", "看别的科室的身份", ["SELECT * FROM frontpage_seen.shown_page(2)"], (*NAMES, NUMBER)),
    Try("yi", "审计条目没有提交就看身份", _seen_before_it_is_kept, (*NAMES, NUMBER)),
)
