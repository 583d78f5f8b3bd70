"""Verifying the chain: every entry against the one before, its signature and its rows, every row against its entry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from coding.store.kept_audit import Deed, Verified
from coding.store.store_errors import StoreCorruptError
from db.shared.audit.chain import COLUMNS, NOTHING, Link, head_of, rows_hash
from db.shared.audit.complaints import Found, place
from db.shared.audit.guards import GUARDED, each_row, is_digest, kept_key
from db.shared.audit.link_checks import LinkChecks
from db.shared.tables.found_by import found_otherwise
from db.shared.tables.imports import IMPORTER
from db.shared.tables.people_tables import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from coding.store.kept_audit import Complaint, Head
    from db.shared.audit.guards import RowDigest
    from db.shared.sql.engine import Connection

_CLEAR: Final = "数据文件没有加密：签名不能证明是谁写的，只能查出没有重写整条记录的改动"
_NO_HEAD: Final = "旁边没有链尾文件（.head），也没有备份或月报中的链尾：末尾若被截去，无从发现"
_ONLY_CHAIN: Final = "只核对了审计记录，没有逐行核对病案内容"
_UNREADABLE: Final = "有内容已读不出来，没有核对检索用的字词"
#: Each step in the histories, the oldest first.
_STEPS: Final = "SELECT id, page_id, change FROM changes WHERE instr(change, '\"step\"') > 0 ORDER BY id"
#: What says by whom a row was written: its column, whether that is a name, and the deeds that write it.
_AUTHORS: Final = {
    "changes": ("author", True, (Deed.CHANGE, Deed.STEP)),
    "reviews": ("who", False, (Deed.REVIEW,)),
    "rule_edits": ("author", True, (Deed.RULES,)),
    "sample_words": ("who", False, (Deed.SAMPLE,)),
    "month_entries": ("who", False, (Deed.MONTH,)),
    "samples": ("drawn_by", True, (Deed.SAMPLE,)),
    "paid_results": ("read_by", True, (Deed.PAID,)),
}


def verify_chain(
    connection: Connection,
    heads: Sequence[Head],
    *,
    is_sealed: bool,
    complaints: Sequence[Complaint] = (),
    step: Callable[[int, int], None] | None = None,
    only_chain: bool = False,
) -> Verified:
    """What an open file has that is not as it was written. ``heads``: ends that the chain is known to have had;
    ``complaints``: what is said against its tables already.
    ``only_chain``: rows are not compared with their entries, which takes long where there are many.
    """
    found = Found()
    head = head_of(connection)
    entries = connection.execute("SELECT count(*) FROM audit").fetchone()[0]
    total = entries + sum(connection.execute(f"SELECT count(*) FROM {GUARDED[n][0]}").fetchone()[0] for n in GUARDED)
    done = 0

    def go_on(count: int) -> None:
        nonlocal done
        done += count
        if step is not None:
            step(done, total)

    found.complaints += complaints
    checks = LinkChecks(found)
    hashes = _entries(connection, checks, found, go_on)
    not_judged = [] if is_sealed else [_CLEAR]
    not_judged += [] if heads else [_NO_HEAD]
    not_judged += _heads(heads, hashes, checks, found)
    _state(connection, checks, found)
    if only_chain:
        return Verified(entries, 0, head, tuple(found.complaints), (*not_judged, _ONLY_CHAIN))
    rows = _rows(connection, checks.last, found, go_on)
    try:
        for page_id in sorted({*connection.engine.words.differing(connection), *found_otherwise(connection)}):
            found.say(place("pages", page_id), "检索用的字词与病案不符，查找时会漏掉它：绕过程序改动的。")
    except StoreCorruptError:  # a row of which is said already that it was altered
        not_judged.append(_UNREADABLE)
    return Verified(entries, rows, head, tuple(found.complaints), tuple(not_judged))


def _entries(connection: Connection, checks: LinkChecks, found: Found, go_on: Callable[[int], None]) -> dict[int, str]:
    """Go through the chain; the hash of each entry."""
    hashes: dict[int, str] = {}
    previous, number = NOTHING, 0
    rows_of = _grouped(connection)
    current = next(rows_of, None)
    for row in connection.execute(f"SELECT {COLUMNS} FROM audit ORDER BY id"):
        link = Link(*row)
        number += 1
        where = f"第 {link.id} 条"
        while current is not None and current[0] < link.id:
            found.say(f"第 {current[0]} 条", "有内容摘要而没有审计条目：条目已被删去。")
            current = next(rows_of, None)
        own = current[1] if current is not None and current[0] == link.id else []
        if current is not None and current[0] == link.id:
            current = next(rows_of, None)
        if link.id != number:
            found.say(where, f"编号应为 {number}：之前的条目已被删去或调换。")
            number = link.id
        if link.previous != previous:
            found.say(where, "与前一条不相连：前一条被改动、删去或调换。")
        if link.computed != link.hash:
            found.say(where, "内容与写下时不同：条目被改动。")
        if rows_hash(own) != link.rows:
            found.say(where, "所写内容的摘要与写下时不同：摘要被改动。")
        checks.look(link, own)
        previous = link.hash
        hashes[link.id] = link.hash.hex()
        go_on(1)
    if current is not None:
        found.say(f"第 {current[0]} 条", "有内容摘要而没有审计条目：条目已被删去。")
    return hashes


def _grouped(connection: Connection) -> Iterator[tuple[int, list[RowDigest]]]:
    number: int | None = None
    rows: list[RowDigest] = []
    for entry, name, key, digest in connection.execute("SELECT entry, tbl, row, digest FROM audit_rows ORDER BY entry"):
        if entry != number:
            if number is not None:
                yield number, rows
            number, rows = entry, []
        rows.append((name, kept_key(name, key), digest))
    if number is not None:
        yield number, rows


def _heads(heads: Sequence[Head], hashes: dict[int, str], checks: LinkChecks, found: Found) -> list[str]:
    """Compare the ends that the chain is known to have had; what a restore has cut off cannot be judged."""
    not_judged = []
    newest = max(hashes, default=0)
    for known_cut in checks.cuts:
        if hashes.get(known_cut.after, NOTHING.hex()) != known_cut.digest:
            found.say(f"第 {known_cut.entry} 条", "恢复的条目所说的链尾不在记录中：条目是伪造的。")
    for known in dict.fromkeys(heads):
        if not known.id or hashes.get(known.id) == known.hash:
            continue
        cut = next((cut for cut in checks.cuts if cut.after < known.id <= cut.until), None)
        if cut is not None:
            not_judged.append(
                f"第 {known.id} 条的链尾属于恢复以前的一段：“{cut.name}”在第 {cut.entry} 条恢复到第 {cut.after} 条，"
                f"原来到第 {cut.until} 条"
            )
            continue
        told = "记录的末尾被截去或换掉" if known.id > newest else "记录已不是当时的那一条链"
        found.say(f"第 {known.id} 条", f"{told}：文件之外留有的链尾与文件不符，请用备份核对。")
    return not_judged


def _state(connection: Connection, checks: LinkChecks, found: Found) -> None:
    """Compare what follows from the whole chain with what the file says."""
    version = connection.engine.schema(connection)
    if checks.schema is not None and checks.schema != version:
        found.say("数据版本", f"文件写着 {version}，审计记录中是 {checks.schema}：绕过程序改动的。")
    for number, roles in connection.execute(f"SELECT id, {ROLES} FROM people"):
        held = checks.roles.get(number)
        if held is not None and held and " ".join(sorted(held)) != roles:
            found.say(place("people", number), "角色与审计记录中给的不同：绕过程序改动的。")
    for import_id, first in connection.execute("SELECT import_id, first_page FROM incoming"):
        if first <= checks.coming.get(import_id, first):
            found.say(place("incoming", import_id), "遮住了早已导入的病案：绕过程序写入的。")
    _steps(connection, checks, found)
    for key, kind, by in connection.execute("SELECT id, kind, name FROM month_entries"):
        if checks.month_kinds.get(key, kind) != kind:
            found.say(place("month_entries", key), "类别与审计条目所说的不同：绕过程序写入的。")
        if checks.writers.get(("month_entries", key), ("", 0, by))[2] != by:
            found.say(place("month_entries", key), f"写的人是“{by}”，而签名的不是：是冒名写的。")
    for name, (column, is_name, deeds) in _AUTHORS.items():
        for key, said in connection.execute(f"SELECT id, {column} FROM {name}"):
            deed, who, by = checks.writers.get((name, key), ("", 0, ""))
            if deed in deeds and said != (by if is_name else who):
                found.say(place(name, key), f"写的人是“{said}”，签名的是“{by}”：是冒名写的。")
            if name == "changes" and deed == Deed.IMPORT and said != IMPORTER:
                found.say(place(name, key), f"导入时写成了“{said}”所改：是冒名写的。")


def _steps(connection: Connection, checks: LinkChecks, found: Found) -> None:
    """Compare the steps in the histories with what their entries say, and the states of the pages with the steps."""
    last: dict[int, str] = {}
    for key, page_id, change in connection.execute(_STEPS):
        step = _step_of(change)
        if step is None:
            continue
        before, after = step
        deed = checks.writers.get(("changes", key), ("", 0, ""))[0]
        if deed not in (Deed.CHANGE, Deed.STEP):  # older than the audit
            last.pop(page_id, None)
            continue
        if checks.steps.get(key) != (before, after):
            found.say(place("changes", key), "流转与审计条目所说的不同：绕过程序写入的。")
        last[page_id] = after
    for page_id, progress in connection.execute("SELECT id, progress FROM pages"):
        if last.get(page_id, progress) != progress:
            found.say(place("pages", page_id), "状态与修改记录中的最后一步不同：绕过程序改动的。")


def _step_of(change: str) -> tuple[Any, Any] | None:
    """From which state to which a change brings its page; None where it does not, or cannot be read."""
    try:
        step = json.loads(change)["step"]
        return None if step is None else (step["before"], step["after"])
    except (ValueError, TypeError, KeyError):
        return None


def _rows(
    connection: Connection,
    last: dict[tuple[str, Any], bytes | None],
    found: Found,
    go_on: Callable[[int], None],
) -> int:
    """Compare every guarded row with the digest of its last entry; how many."""
    count = 0
    for name in GUARDED:
        for key, values in each_row(connection, name):
            count += 1
            go_on(1)
            kept = last.pop((name, key), None)
            if kept is None:
                found.say(place(name, key), "有内容而没有审计条目：绕过程序写入的。")
            elif not is_digest(connection, kept, values):
                found.say(place(name, key), "与最后一次写下时不同：绕过程序改动的。")
    for (name, key), digest in last.items():
        if digest is not None:
            found.say(place(name, key), "已不在数据文件中，而没有审计条目说明：被删去。")
    return count
