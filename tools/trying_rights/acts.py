"""Tries on the audit: acts that are begun, written and closed otherwise than the program does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from coding.review.people import Command
from coding.store.kept_audit import Deed
from db.shared.audit.chain import ChainEnd, link_after, rows_hash
from tools.try_rights import PEOPLE, PROGRAM_HAND, Try, begin_act, end_act, hand, write_step
from tools.trying_rights.asked import FULL, NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.try_rights import Connection, Stage


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


ACTS: Final[Sequence[Try]] = (
    Try("li", "直接读基础表", ["SELECT * FROM frontpage.pages"], NAMES),
    Try("li", "直接改基础表", ["UPDATE frontpage.pages SET patient_name = 'x'"]),
    Try("li", "改病案而不开审计", ["UPDATE pages SET case_no = 'x' WHERE id = 1"]),
    Try("li", "改病案而不开审计（全视图）", [FULL, "UPDATE pages SET case_no = 'x' WHERE id = 1"]),
    Try("li", "清空病案", ["TRUNCATE frontpage.pages"]),
    Try("li", "清空视图", ["TRUNCATE pages"]),
    Try("li", "删病案", [FULL, "DELETE FROM pages"]),
    Try("li", "删修改记录", [FULL, "DELETE FROM changes"]),
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
)
