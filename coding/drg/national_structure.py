"""MDC, ADRG and DRG of the national workbook: rows that can be used, in the order in which they are tried.

What is contradictory or without a parent is told and never holds; an empty rule is the rest of its scope.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from math import inf, isfinite
from typing import TYPE_CHECKING

from coding.drg.group_code import is_ambiguous, is_rest
from coding.drg.national_faults import Faults, offer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coding.drg.national_sheets import NationalSheets, SheetRow

#: The MDC of what no MDC takes: the setting ``nothing_result`` says what becomes of it.
NOTHING = "0000"
_SHAPES = {
    "MDC": re.compile(r"MDC[A-Z]|0000"),
    "ADRG": re.compile(r"[A-Z][A-Z0-9]{2}|000"),
    "DRG": re.compile(r"[A-Z][A-Z0-9]{2,3}|0000"),
}


@dataclass(slots=True)
class Structure:
    """The rows that can be used: MDCs in their order, ADRGs and DRGs a list a scope. ``barred``: codes whose rows
    contradict each other, which never hold.
    """

    mdcs: list[SheetRow] = field(default_factory=list)
    adrgs: list[list[SheetRow]] = field(default_factory=list)
    drgs: list[list[SheetRow]] = field(default_factory=list)
    barred: set[str] = field(default_factory=set)


def structure_of(sheets: NationalSheets, faults: Faults) -> Structure:
    """The rows of MDC, ADRG and DRG that can be used; what is wrong with others is told."""
    done = Structure()
    mdcs = _usable("MDC", sheets["MDC"], (), done, faults)
    adrgs = _with_parent("ADRG", "MDC", _usable("ADRG", sheets["ADRG"], ("mdc",), done, faults), "mdc", mdcs, faults)
    drgs = _with_parent("DRG", "ADRG", _usable("DRG", sheets["DRG"], ("adrg",), done, faults), "adrg", adrgs, faults)
    owners = {row["code"]: row["mdc"] for row in adrgs}
    for row in drgs:
        if row["mdc"] != owners[row["adrg"]]:
            faults.tell(row, f"{row['code']} 的所属MDC“{row['mdc']}”与 {row['adrg']} 的不同：按 ADRG 表的为准。")
    placed = [row for row in adrgs if row["mdc"] != NOTHING]
    done.adrgs = [_last_is_rest(faults, scope, "adrg") for scope in _scopes(placed, "mdc")]
    done.drgs = [_last_is_rest(faults, s, "drg") for s in _scopes((r for r in drgs if r["mdc"] != NOTHING), "adrg")]
    done.mdcs = _mdcs_in_order(faults, mdcs, done.adrgs)
    _tell_gaps(done, faults)
    return done


def number_of(row: SheetRow) -> float:
    """The number of a row in its scope; without end where it is none."""
    try:
        number = float(unicodedata.normalize("NFKC", row["order"]))
    except ValueError:
        return inf
    return number if isfinite(number) else inf


# -- which rows can be used


def _usable(
    what: str, rows: Sequence[SheetRow], parents: tuple[str, ...], done: Structure, faults: Faults
) -> list[SheetRow]:
    """Rows with a code of the right shape, each code once."""
    first: dict[str, SheetRow] = {}
    for row in rows:
        code = row["code"]
        if not _SHAPES[what].fullmatch(code):
            faults.tell(row, _misshapen(what, code))
            continue
        before = first.setdefault(code, row)
        if before is row:
            continue
        differs = [c for c in ("rule", "order", *parents) if _folded(before[c]) != _folded(row[c])]
        if differs:
            done.barred.add(code)
            words = {"rule": "规则", "order": "排序", "mdc": "所属MDC", "adrg": "所属ADRG"}
            told = "、".join(words[c] for c in differs)
            faults.tell(row, f"{code} 与第{before.line}行重复而{told}不同：无法判断哪一行对，{code} 按不成立处理。")
        else:
            faults.tell(row, f"{code} 与第{before.line}行重复，本行不用。")
    return list(first.values())


def _misshapen(what: str, code: str) -> str:
    if not code:
        return f"没有写 {what} 编码，本行不用。"
    likely = "".join(unicodedata.normalize("NFKC", code).replace("\ufeff", "").split()).upper()
    if _SHAPES[what].fullmatch(likely):
        return f"{what} 编码“{code[:20]}”的写法不对（应为 {likely}），本行不用，它的病组不会入组。"
    return f"“{code[:20]}”不是 {what} 编码，本行不用。"


def _with_parent(
    what: str, above: str, rows: Sequence[SheetRow], column: str, parents: Sequence[SheetRow], faults: Faults
) -> list[SheetRow]:
    """Rows whose parent is there and whose code says the same parent."""
    known = {row["code"] for row in parents} | {NOTHING, "000"}
    kept = []
    for row in rows:
        code, parent = row["code"], row[column]
        if parent not in known:
            told = f"“{parent}”不在 {above} 表中" if parent else "没有写"
            faults.tell(row, f"{code} 的所属{above}{told}：{code} 永远不会判断到。")
        elif not _belongs(what, code, parent):
            faults.tell(row, f"{code} 的编码与所属{above}“{parent}”不符：无法判断归属，{code} 不会入组。")
        else:
            kept.append(row)
    return kept


def _belongs(what: str, code: str, parent: str) -> bool:
    if what == "ADRG":
        return parent == (NOTHING if code == "000" else f"MDC{code[:1]}")
    return code[:3] == parent


# -- order


def _scopes(rows: Iterable[SheetRow], owner: str) -> Iterator[list[SheetRow]]:
    """The rows of each MDC, or of each ADRG."""
    scopes: dict[str, list[SheetRow]] = defaultdict(list)
    for row in rows:
        scopes[row[owner]].append(row)
    yield from scopes.values()


def _ordered(faults: Faults, rows: Sequence[SheetRow]) -> list[SheetRow]:
    """Rows by their number; one without a readable number is told and goes to the end."""
    taken: dict[float, SheetRow] = {}
    for row in rows:
        number = number_of(row)
        if number == inf:
            told = f"排序“{row['order']}”不是数字" if row["order"] else "没有写排序"
            faults.tell(row, f"{row['code']} {told}：排到本段最后。")
            continue
        before = taken.setdefault(number, row)
        if before is not row:
            faults.tell(row, f"{row['code']} 的排序 {number:g} 与 {before['code']} 相同：按文件中的先后判断。")
    return sorted(rows, key=number_of)


def _last_is_rest(faults: Faults, scope: Sequence[SheetRow], table: str) -> list[SheetRow]:
    """Rows by their number, those with an empty rule last: they take the rest of their scope."""
    ordered = _ordered(faults, scope)
    rest = [row for row in ordered if not row["rule"]]
    tested = [row for row in ordered if row["rule"]]
    for row in rest:
        late = [r for r in ordered[ordered.index(row) + 1 :] if r["rule"]]
        if late:
            codes = "、".join(r["code"] for r in late)
            last = max((number_of(r) for r in late if number_of(r) != inf), default=inf)
            mend = [offer(table, row["code"], "order", row["order"], f"{last + 1:g}", "没有规则的一行应排在本段最后")]
            faults.tell(
                row,
                f"{row['code']} 没有规则（即其余），却排在 {codes} 之前：按最后判断处理。",
                *(mend if last != inf and number_of(row) != inf else ()),
            )
    for row in rest[1:]:
        faults.tell(row, f"{row['code']} 与 {rest[0]['code']} 都没有规则：前一个已收下其余，后一个不会入组。")
    return [*tested, *rest]


def _mdcs_in_order(faults: Faults, mdcs: Sequence[SheetRow], adrgs: Sequence[Sequence[SheetRow]]) -> list[SheetRow]:
    """MDCs by their number. One that is open to all is tried at its place as long as it does not take the rest."""
    closed = {scope[0]["mdc"] for scope in adrgs if not scope[-1]["rule"]}
    ordered = [row for row in _ordered(faults, mdcs) if row["code"] != NOTHING]
    greedy = [row for row in ordered if not row["rule"] and row["code"] in closed]
    for row in greedy:
        faults.tell(row, f"{row['code']} 没有规则，会收下所有病例：放到最后判断，请核对规则是否漏写。")
    return [*(row for row in ordered if row not in greedy), *greedy]


def _tell_gaps(done: Structure, faults: Faults) -> None:
    """What a whole scheme has and this one lacks: MDCs without ADRG, ADRGs without DRG, scopes without a rest."""
    mdcs = {scope[0]["mdc"]: scope for scope in done.adrgs}
    for row in done.mdcs:
        scope = mdcs.get(row["code"])
        if scope is None:
            faults.tell(row, f"{row['code']} 在 ADRG 表中没有一行：不会有病例归入它。")
        elif scope[-1]["rule"] and row["rule"]:
            faults.tell(
                row, f"{row['code']} 没有“其余”一行（{row['code'][3:]}00）：ADRG 都不收的病例会继续判断以后的 MDC。"
            )
    groups = {scope[0]["adrg"]: scope for scope in done.drgs}
    for scope in done.adrgs:
        for row in scope:
            divided = groups.get(row["code"])
            if divided is None and not is_ambiguous(row["code"]):
                faults.tell(row, f"{row['code']} 在 DRG 表中没有病组：归到它的病例会继续判断以后的 ADRG。")
            elif divided and divided[-1]["rule"] and not is_rest(row["code"]):
                faults.tell(row, f"{row['code']} 的病组没有“其余”一行：条件都不符合的病例会继续判断以后的 ADRG。")


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
