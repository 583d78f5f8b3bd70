"""Verifying the chain: every entry against the one before, its signature and its rows, every row against its entry."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from coding.review.people import Command, Role, may
from coding.review.setting_rights import setting_command
from coding.store.kept_audit import Complaint, Deed, Head, Verified
from db.shared.seat import PROGRAM, RECOVERY, is_signed
from db.sqlite.chain import COLUMNS, NOTHING, Link, head_of, rows_hash
from db.sqlite.guards import GUARDED, all_digests
from db.sqlite.key_register import KeyRegister
from db.sqlite.schema_check import schema_complaints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from db.sqlite.driver import sqlite3

#: So many complaints are told; what is broken further than that is broken.
_MOST: Final = 1_000
#: What is guarded → the commands of which one allows writing it.
_WRITTEN_BY: Final[dict[str, tuple[Command, ...]]] = {
    "pages": (Command.EDIT_PAGE, Command.IMPORT_PAGES),
    "contents": (Command.EDIT_PAGE, Command.IMPORT_PAGES),
    "changes": (Command.EDIT_PAGE, Command.IMPORT_PAGES),
    "imports": (Command.IMPORT_PAGES,),
    "waivers": (Command.WAIVE, Command.END_WAIVER),
    "rule_edits": (Command.EDIT_RULES,),
    "paid_results": (Command.BRING_PAID,),
    "reviews": (Command.COMMENT, Command.JUDGE_FINDING, Command.REVIEW_WAIVER, Command.SECOND_OPINION),
    "assignments": (Command.ASSIGN,),
    "samples": (Command.SAMPLE,),
    "sample_words": (Command.SAMPLE, Command.CONTEST),
    "incoming": (Command.IMPORT_PAGES,),
    "people": (Command.KEEP_PEOPLE, Command.CHANGE_PASSWORD),
}
#: What the program may write of itself: verdicts; an upgrade also rewrites light columns, never what a person said.
_PROGRAM_WRITES: Final = {
    Deed.VERDICT: {"verdicts", "groupings"},
    Deed.OTHER: {"pages", "verdicts", "shapes", "settings", "imports", "groupings"},
}
_TABLES: Final = {
    "pages": "病案列表", "verdicts": "质控结果", "contents": "病案内容", "shapes": "栏目", "changes": "修改记录",
    "settings": "设置", "imports": "导入记录", "rule_edits": "规则", "waivers": "豁免", "terms": "词库",
    "paid_results": "结算结果", "people": "用户", "groupings": "历次分组", "reviews": "审核",
    "assignments": "分派", "samples": "抽查", "sample_words": "抽查评分", "incoming": "正在导入",
}  # fmt: skip
_CLEAR: Final = "数据文件没有加密：签名不能证明是谁写的，只能查出没有重写整条记录的改动"
_NO_HEAD: Final = "旁边没有链尾文件（.head），也没有备份或月报中的链尾：末尾若被截去，无从发现"


@dataclass(slots=True)
class _Found:
    complaints: list[Complaint] = field(default_factory=list)

    def say(self, where: str, told: str) -> None:
        if len(self.complaints) < _MOST:
            self.complaints.append(Complaint(where, told))


def verify_chain(
    connection: sqlite3.Connection,
    heads: Sequence[Head],
    *,
    is_sealed: bool,
    step: Callable[[int, int], None] | None = None,
) -> Verified:
    """What an open file has that is not as it was written. ``heads``: ends that the chain is known to have had."""
    found = _Found()
    head = head_of(connection)
    entries = connection.execute("SELECT count(*) FROM audit").fetchone()[0]
    total = entries + sum(connection.execute(f"SELECT count(*) FROM {GUARDED[n][0]}").fetchone()[0] for n in GUARDED)
    done = 0

    def go_on(count: int) -> None:
        nonlocal done
        done += count
        if step is not None:
            step(done, total)

    found.complaints += schema_complaints(connection)
    last, hashes = _entries(connection, found, go_on)
    rows = _rows(connection, last, found, go_on)
    for known in heads:
        if hashes.get(known.id) != known.hash and known.id:
            cut = known.id > head.id
            told = "记录的末尾被截去或换掉" if cut else "记录已不是当时的那一条链"
            found.say(f"第 {known.id} 条", f"{told}：文件之外留有的链尾与文件不符，请用备份核对。")
    not_judged = [] if is_sealed else [_CLEAR]
    not_judged += [] if heads else [_NO_HEAD]
    return Verified(entries, rows, head, tuple(found.complaints), tuple(not_judged))


def _entries(
    connection: sqlite3.Connection, found: _Found, go_on: Callable[[int], None]
) -> tuple[dict[tuple[str, Any], bytes | None], dict[int, str]]:
    """Go through the chain; the last digest of each row, and the hash of each entry."""
    register, roles = KeyRegister(), dict[int, frozenset[Role]]()
    last: dict[tuple[str, Any], bytes | None] = {}
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
        _signature(link, register, roles, found, where)
        _rights(link, own, roles, found, where)
        for name, key, digest in own:
            last[name, key] = digest
        previous = link.hash
        hashes[link.id] = link.hash.hex()
        go_on(1)
    if current is not None:
        found.say(f"第 {current[0]} 条", "有内容摘要而没有审计条目：条目已被删去。")
    return last, hashes


def _grouped(connection: sqlite3.Connection) -> Iterator[tuple[int, list[tuple[str, Any, bytes | None]]]]:
    number: int | None = None
    rows: list[tuple[str, Any, bytes | None]] = []
    for entry, name, key, digest in connection.execute("SELECT entry, tbl, row, digest FROM audit_rows ORDER BY entry"):
        if entry != number:
            if number is not None:
                yield number, rows
            number, rows = entry, []
        rows.append((name, key, digest))
    if number is not None:
        yield number, rows


def _signature(link: Link, register: KeyRegister, roles: dict[int, frozenset[Role]], found: _Found, where: str) -> None:
    """Whose key it is, whether it has signed, and whether a key that it registers may be registered so."""
    about = _about(link)
    made = register.take(link)
    if made is not None:
        opening = link.deed == Deed.BEGIN and link.id == 1
        sealing = link.deed == Deed.SEAL or (link.who == PROGRAM and link.deed == Deed.KEY)
        administrators = link.who == RECOVERY or Role.ADMINISTRATOR in roles.get(link.who, ())
        if not (opening or administrators or made.owner == link.who or (sealing and _may_begin(link, roles))):
            found.say(where, f"“{link.name}”无权登记他人的签名密钥。")
    if "roles" in about and "of" in about and isinstance(about["roles"], list):
        roles[about["of"]] = frozenset(Role(role) for role in about["roles"] if role in set(Role))
    if about.get("closed"):
        roles[about["of"]] = frozenset()
    key = register.keys.get(link.key)
    if key is None:
        found.say(where, "签名所用的密钥没有登记：条目是伪造的。")
    elif key.owner != link.who:
        found.say(where, f"签名的密钥不是“{link.name}”的：条目是冒名写的。")
    elif not is_signed(key.public, link.hash, link.signature):
        found.say(where, "签名不对：条目被改动或伪造。")


def _may_begin(link: Link, roles: dict[int, frozenset[Role]]) -> bool:
    """The program registers keys while there is nobody yet who could: at the beginning, and when a store is sealed."""
    del link
    return not any(Role.ADMINISTRATOR in held for held in roles.values())


def _rights(
    link: Link,
    rows: Sequence[tuple[str, Any, bytes | None]],
    roles: dict[int, frozenset[Role]],
    found: _Found,
    where: str,
) -> None:
    """Whether whoever signed may write these tables."""
    names = {name for name, _, _ in rows}
    if link.who == PROGRAM:
        if link.deed in (Deed.BEGIN, Deed.SEAL):
            return
        if link.deed == Deed.IMPORT and all(digest is None for _, _, digest in rows):
            return
        wrong = names - _PROGRAM_WRITES.get(Deed(link.deed), set())
    else:
        held = roles.get(link.who)
        if held is None:  # the one person of a clear store is in all roles
            return
        wrong = {n for n in names if n in _WRITTEN_BY and not any(may(held, c) for c in _WRITTEN_BY[n])}
        wrong |= {name for name, key, _ in rows if name == "settings" and not may(held, setting_command(str(key)))}
    for name in sorted(wrong):
        found.say(where, f"“{link.name}”无权写“{_TABLES.get(name, name)}”：绕过了程序。")
    if "contents" in names and "changes" not in names and link.deed != Deed.IMPORT:
        found.say(where, "病案内容被改而没有修改记录：绕过了程序。")


def _rows(
    connection: sqlite3.Connection,
    last: dict[tuple[str, Any], bytes | None],
    found: _Found,
    go_on: Callable[[int], None],
) -> int:
    """Compare every guarded row with the digest of its last entry; how many."""
    count = 0
    for name in GUARDED:
        for key, now in all_digests(connection, name):
            count += 1
            go_on(1)
            kept = last.pop((name, key), None)
            if kept is None:
                found.say(_place(name, key), "有内容而没有审计条目：绕过程序写入的。")
            elif kept != now:
                found.say(_place(name, key), "与最后一次写下时不同：绕过程序改动的。")
    for (name, key), digest in last.items():
        if digest is not None:
            found.say(_place(name, key), "已不在数据文件中，而没有审计条目说明：被删去。")
    return count


def _place(name: str, key: Any) -> str:
    return f"{_TABLES.get(name, name)} {key}"


def _about(link: Link) -> dict[str, Any]:
    try:
        about = json.loads(link.about)
    except ValueError:
        return {}
    return about if isinstance(about, dict) else {}
