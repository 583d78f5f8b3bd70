"""``scheme``: what is wrong with a grouping scheme, a line each. Exit 1 where something is, 0 where nothing is.

What is only to be looked at (提示) is told and does not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.codes.library import CodeLibrary, load_code_table
from coding.commands.inputs import existing
from coding.drg.compiled import Complaint
from coding.drg.reach import check_scheme
from coding.drg.scheme import Scheme, load_scheme
from coding.drg.without_middle import middle_note

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

#: So many codes are named one by one; the others are counted.
_NAMED = 20


def scheme(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    found = load_scheme(existing(arguments.file, "分组方案包"))
    complaints = list(check_scheme(found))
    for option, kind in (("dx_table", CodeKind.DIAGNOSIS), ("px_table", CodeKind.PROCEDURE)):
        given = getattr(arguments, option)
        if given:
            complaints += strange_codes(found, load_code_table(existing(given, "编码表"), kind))
    for complaint in complaints:
        print(complaint)
    if note := middle_note(found.pack):
        print(f"提示：{note}")
    mdcs, groups = len(found.pack.mdcs), len(found.groups)
    verdict = f"有 {len(complaints)} 处要核对" if complaints else "没有发现问题"
    print(f"“{found.title}”：{mdcs} 个 MDC，{groups} 个病组，{verdict}。")
    return 1 if complaints else 0


def strange_codes(scheme: Scheme, table: CodeLibrary) -> Iterator[Complaint]:
    """Codes of the scheme that a code table does not hold, and grey ones, which no page may carry."""
    listed = set(scheme.pack.codes).union(*(scheme.pack.values.get(name, {}) for name in ("mcc", "cc", "exclusion")))
    own = [code for code in listed if code[:1].isalpha() is (table.kind is CodeKind.DIAGNOSIS)]
    word = "诊断" if table.kind is CodeKind.DIAGNOSIS else "手术操作"
    unknown = sorted(code for code in own if table.get(code) is None)
    grey = sorted(code for code in own if (entry := table.get(code)) is not None and entry.grey)
    for codes, what in ((unknown, "不在编码表中"), (grey, "在编码表中是医保灰码")):
        if codes:
            shown = "、".join(codes[:_NAMED]) + ("……" if len(codes) > _NAMED else "")
            yield Complaint("编码", 0, f"方案用到的{word}编码有 {len(codes)} 个{what}：{shown}")
