"""Tries on the work: steps, pages and their history, people, settings, months, keys."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coding.review.people import Command
from coding.store.kept_audit import Deed
from tools.try_rights import PROGRAM_HAND, Try, begin_act, end_act, hand, write_step
from tools.trying_rights.asked import one, row, state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.try_rights import Connection, Stage


_EVIDENCE: Final = json.dumps({"version": 2, "edits": [], "reason": "r", "source": "typed", "rule": "", "step": None})


def _promoted(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.PERSON, None)
    connection.execute("UPDATE people SET roles = 'administrator coder' WHERE id = 2")
    end_act(connection, hand("li"), Deed.PERSON, {"of": 2})


def _by_her_password(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.PASSWORD, None)
    connection.execute("UPDATE people SET roles = 'administrator' WHERE id = 2")
    end_act(connection, hand("li"), Deed.PASSWORD, {"of": 2})


def _key_for_another(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.PASSWORD, None)
    end_act(connection, hand("li"), Deed.PASSWORD, {"of": 6, "key": hand("li").signer.public.hex()})


def _setting(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.SETTINGS, None)
    connection.execute("UPDATE settings SET value = 'one' WHERE key = 'release.stages'")
    end_act(connection, hand("li"), Deed.SETTINGS, {})


def _month(connection: Connection, _: Stage) -> None:
    begin_act(connection, Deed.MONTH, None)
    connection.execute(
        "INSERT INTO month_entries (month, kind, subject, said, who, name, at)"
        " VALUES ('2026-01', 'closed', '', '{}', 2, '李编', '2026')"
    )
    end_act(connection, hand("li"), Deed.MONTH, {"kind": "closed"})


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
    _tell_of_the_note(connection)


def _written_over_twice(connection: Connection, _: Stage) -> None:
    """The first time what the history tells, the second time something else."""
    begin_act(connection, Deed.CHANGE, Command.EDIT_PAGE)
    whole = "UPDATE contents SET current = replace({}, '{}', '{}'), current_shape = 1 WHERE page_id = 1"
    connection.execute(whole.format("original", "来诊", "出诊"))
    connection.execute(whole.format("current", "内科", "儿科"))
    _tell_of_the_note(connection)


def _what_came(connection: Connection, _: Stage) -> None:
    """The page as it came is another one; as it stands it is as the history tells."""
    begin_act(connection, Deed.CHANGE, Command.EDIT_PAGE)
    connection.execute(
        "UPDATE contents SET current = replace(original, '来诊', '出诊'), current_shape = 1,"
        " original = replace(original, '内科', '儿科') WHERE page_id = 1"
    )
    _tell_of_the_note(connection)


def _tell_of_the_note(connection: Connection) -> None:
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


def _taken_away(connection: Connection, _: Stage) -> None:
    """Pages taken away as if their import had come to no end."""
    begin_act(connection, Deed.IMPORT, None, by_program=True)
    connection.execute("DELETE FROM contents WHERE page_id = 1")
    connection.execute("DELETE FROM pages WHERE id = 1")
    end_act(connection, replace(PROGRAM_HAND, seat=hand("li")), Deed.IMPORT, {})


def _taken_away_as_if_on_its_way(connection: Connection, stage: Stage) -> None:
    """The same, of an import that is said to be on its way from the first page on."""
    begin_act(connection, Deed.IMPORT, Command.IMPORT_PAGES)
    connection.execute("INSERT INTO imports (file, layout, encoding, columns, at) VALUES ('f', '', '', '', '2026')")
    connection.execute("INSERT INTO incoming (import_id, first_page) VALUES (1, 1)")
    end_act(connection, hand("li"), Deed.IMPORT, {})
    connection.commit()
    _taken_away(connection, stage)


def _last_number(connection: Connection, _: Stage) -> None:
    """A row behind whose number there is no other one: nobody writes any more."""
    begin_act(connection, Deed.REVIEW, Command.COMMENT)
    connection.execute(
        "INSERT INTO reviews (id, page_id, about, subject, said, text, who, name, at, rule)"
        " VALUES (9223372036854775807, 1, 'page', '', 'comment', 't', 2, '李编', '2026', '')"
    )
    end_act(connection, hand("li"), Deed.REVIEW, {}, 1)


def _import_as_edit(connection: Connection, _: Stage) -> None:
    """The state of a page by an import."""
    begin_act(connection, Deed.IMPORT, Command.IMPORT_PAGES)
    connection.execute("UPDATE pages SET progress = 'passed' WHERE id = 1")
    change = json.dumps({"version": 2, "edits": [], "reason": "", "source": "import", "rule": "", "step": None})
    connection.execute("INSERT INTO changes (page_id, change, author, at) VALUES (1, %s, '导入', '2026')", (change,))
    end_act(connection, hand("li"), Deed.IMPORT, {})


def _written_otherwise(connection: Connection, _: Stage) -> None:
    """Sums and digests of what is written must not hang on how her session prints a number."""
    connection.execute("SET extra_float_digits = -15")
    connection.execute("SET bytea_output = escape")
    begin_act(connection, Deed.VERDICT, Command.KEEP_VERDICTS, by_program=True)
    connection.execute("UPDATE pages SET state = 'clean', weight = 1.0 / 3 WHERE id = 3")
    end_act(connection, replace(PROGRAM_HAND, seat=hand("li")), Deed.VERDICT, {})


def _sums_hold(stage: Stage) -> bool:
    """Whether the last digest of the page that she wrote is that of the row, as whoever verifies makes it."""
    ((kept,), (made,)) = (
        row(stage, asked)
        for asked in (
            "SELECT digest FROM frontpage.audit_rows WHERE tbl = 'verdicts' AND row = '3' ORDER BY entry DESC LIMIT 1",
            "SELECT digest FROM frontpage_rights.digests('verdicts', '{3}')",
        )
    )
    return kept == made


def _locks_of_others_stand(stage: Stage) -> bool:
    return "锁乙" in str(one(stage, "SELECT keys FROM frontpage.key_file"))


WORK: Final[Sequence[Try]] = (
    Try("li", "给自己加角色", _promoted),
    Try("li", "改口令时加角色", _by_her_password),
    Try("li", "登记别人的密钥", _key_for_another),
    Try("li", "改科室设置", _setting),
    Try("li", "关账", _month),
    Try("li", "自己通过", _passes),
    Try("wang", "没有的步骤", _unknown_step),
    Try("wang", "假装撤销", _through_undo),
    Try("wang", "通过自己提交的", _own_page, holds=lambda stage: state(stage, 3) == "submitted"),
    Try("zhao", "放行没处理完的", _past_the_gate),
    Try("li", "待补不写理由", _no_reason),
    Try("li", "状态与记录不符", _other_words),
    Try("li", "改内容没有记录", _content_without_history),
    Try("li", "顺带改另一份", _two_pages),
    Try("li", "改的比修改记录说的多", _more_than_said),
    Try("li", "修改时写质控结果", _verdict_by_change),
    Try("li", "导入时改状态", _import_as_edit),
    Try("li", "以收回导入删病案", _taken_away),
)


KEYS: Final[Sequence[Try]] = (
    Try("li", "改记号的写法再写", _written_otherwise, holds=_sums_hold),
    Try("li", "看别人的口令锁", ["SELECT keys FROM key_file"], ("锁乙", "锁丙")),
    Try("li", "改别人的口令锁", ["UPDATE key_file SET keys = replace(keys, '乙', '丁')"]),
    Try("li", "删别人的口令锁", ["UPDATE key_file SET keys = '{\"people\": {}}'"], holds=_locks_of_others_stand),
    Try("li", "写坏自己的口令锁", ["UPDATE key_file SET keys = replace(keys, 'BBBB', '?')"]),
    Try("li", "去掉口令锁旁边的几项", ["UPDATE key_file SET keys = (keys::jsonb - 'sealing' - 'head')::text"]),
    Try(
        "li",
        "说一个没有过的链尾",
        ["UPDATE key_file SET keys = jsonb_set(keys::jsonb, '{head}', '{\"id\": 99}')::text"],
    ),
    Try("li", "修改时改导入时的内容", _what_came),
    Try("li", "一次修改写两遍内容", _written_over_twice),
    Try("li", "把早已导入的说成正在导入再收回", _taken_away_as_if_on_its_way),
    Try("li", "用掉最后一个编号", _last_number),
    Try("li", "用掉最后一个序号", ["SELECT begin_act('step')", "UPDATE revisions SET revision = 9223372036854775806"]),
    Try(
        "li",
        "把病案说成早已刷新过",
        ["SELECT begin_act('change', 'edit_page')", "UPDATE pages SET revision = 0 WHERE id = 2"],
    ),
    Try("li", "把序号改小", ["SELECT begin_act('step')", "UPDATE revisions SET revision = 0"]),
    Try("li", "写没有的序号", ["SELECT begin_act('step')", "INSERT INTO revisions VALUES ('x', 2)"]),
    Try(
        "du",
        "写读不懂的知识说明",
        ["SELECT begin_act('verdict', '', true)", "INSERT INTO knowledge VALUES ('x', 'x', '2026-01-01T00:00:00')"],
    ),
)
