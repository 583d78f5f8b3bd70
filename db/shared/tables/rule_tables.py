"""Edits of rules, waivers and which rules fired: rows ⇄ records, inside the transaction of whoever calls."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from coding.page.waiver import Waiver
from coding.store.kept_json import json_text
from coding.store.kept_rules import Fired, RuleEdit
from coding.store.kept_waivers import KeptWaiver
from coding.store.store_errors import StoreCorruptError, UnknownWaiverError
from db.shared.sql.engine import inserted
from db.shared.tables.pagetext import whole
from db.shared.tables.sums import SUMMED, intact, require_intact, seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.store.kept_worklist import Verdict
    from db.shared.sql.engine import Connection

_WAIVER = SUMMED["waivers"]
_RULES_DAMAGED = "数据文件中的规则修改记录已损坏：请从备份恢复该文件。"
_WAIVERS_DAMAGED = "数据文件中的豁免记录已损坏：请从备份恢复该文件。"


def insert_edits(
    connection: Connection,
    edits: Iterable[tuple[str, Mapping[str, str] | None]],
    author: str,
    note: str,
    at: datetime,
) -> list[RuleEdit]:
    """Write edits, all with one moment."""
    made: list[RuleEdit] = []
    for rule, columns in edits:
        text = None if columns is None else json_text(dict(columns))
        number = inserted(
            connection,
            "INSERT INTO rule_edits (rule, columns, author, at, note) VALUES (?, ?, ?, ?, ?)",
            (rule, text, whole(author), at.isoformat(timespec="microseconds"), whole(note)),
        )
        seal(connection, "rule_edits", "id = ?", (number,))
        made.append(RuleEdit(number, rule, columns, author, at, note))
    return made


def read_edits(connection: Connection) -> list[RuleEdit]:
    """All edits, oldest first."""
    rows = connection.execute(
        f"SELECT {intact('rule_edits')}, {SUMMED['rule_edits']} FROM rule_edits ORDER BY id"
    ).fetchall()
    require_intact(rows, _RULES_DAMAGED)
    try:
        return [
            RuleEdit(i, rule, None if columns is None else _texts(columns), author, datetime.fromisoformat(at), note)
            for _, i, rule, columns, author, at, note in rows
        ]
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreCorruptError(_RULES_DAMAGED) from error


def insert_waiver(connection: Connection, waiver: Waiver, page_id: int | None) -> KeptWaiver:
    """Write a waiver."""
    number = inserted(
        connection,
        "INSERT INTO waivers (page_id, rule, field, value, dept, reason, author, at, expires)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            page_id,
            waiver.rule,
            waiver.field,
            None if waiver.value is None else whole(waiver.value),
            whole(waiver.dept),
            whole(waiver.reason),
            whole(waiver.author),
            waiver.at.isoformat(timespec="seconds"),
            waiver.expires.isoformat() if waiver.expires else None,
        ),
    )
    seal(connection, "waivers", "id = ?", (number,))
    return KeptWaiver(number, waiver, page_id)


def end_waiver(connection: Connection, waiver_id: int, author: str, at: datetime) -> None:
    """Mark a waiver as withdrawn; one that is withdrawn already stays as it is."""
    if connection.execute("SELECT 1 FROM waivers WHERE id = ?", (waiver_id,)).fetchone() is None:
        raise UnknownWaiverError("数据文件中没有这条豁免：请重新打开规则库后再试。")
    connection.execute(
        "UPDATE waivers SET ended_by = ?, ended_at = ? WHERE id = ? AND ended_at IS NULL",
        (whole(author), at.isoformat(timespec="seconds"), waiver_id),
    )
    seal(connection, "waivers", "id = ?", (waiver_id,))


def read_waivers(connection: Connection) -> list[KeptWaiver]:
    """All waivers, oldest first."""
    rows = connection.execute(f"SELECT {intact('waivers')}, {_WAIVER} FROM waivers ORDER BY id").fetchall()
    require_intact(rows, _WAIVERS_DAMAGED)
    try:
        return [_waiver(row[1:]) for row in rows]
    except (ValueError, TypeError) as error:
        raise StoreCorruptError(_WAIVERS_DAMAGED) from error


def keep_fired(connection: Connection, verdicts: Iterable[tuple[int, Verdict]]) -> None:
    """Put what fired on these pages in the place of what did before; unknown pages are passed over."""
    kept = list(verdicts)
    connection.executemany("DELETE FROM fired WHERE page_id = ?", [(page_id,) for page_id, _ in kept])
    connection.executemany(
        "INSERT INTO fired (rule, page_id, findings, waived) SELECT ?, id, ?, ? FROM pages WHERE id = ?",
        [(rule, found, waived, page_id) for page_id, v in dict(kept).items() for rule, found, waived in v.fired],
    )


def read_fired(connection: Connection) -> dict[str, Fired]:
    """How often each rule fired."""
    rows = connection.execute(
        "SELECT rule, count(*), CAST(sum(findings) AS BIGINT), CAST(sum(waived) AS BIGINT) FROM fired GROUP BY rule"
    )
    return {rule: Fired(pages, findings, waived) for rule, pages, findings, waived in rows}


def read_pages_with(connection: Connection, rule: str) -> list[int]:
    """The pages on which a rule fired."""
    rows = connection.execute(
        "SELECT p.id FROM fired f JOIN pages p ON p.id = f.page_id WHERE f.rule = ? ORDER BY p.discharged DESC, p.id",
        (rule,),
    )
    return [row[0] for row in rows]


def _waiver(row: tuple[Any, ...]) -> KeptWaiver:
    waiver_id, page_id, rule, field, value, dept, reason, author, at, expires, ended_by, ended_at = row
    waiver = Waiver(
        rule=rule,
        reason=reason,
        author=author,
        at=datetime.fromisoformat(at),
        expires=date.fromisoformat(expires) if expires else None,
        dept=dept,
        field=field,
        value=value,
    )
    return KeptWaiver(
        waiver_id, waiver, page_id, ended_by or "", datetime.fromisoformat(ended_at) if ended_at else None
    )


def _texts(columns: str) -> dict[str, str]:
    return {str(key): str(text) for key, text in json.loads(columns).items()}
