"""``scheme`` of a DIP pack or the national DIP workbook: what is wrong with it, a line each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coding.base.readable import readable
from coding.codes.entry import CodeKind
from coding.codes.library import CodeLibrary, load_code_table
from coding.commands.inputs import existing
from coding.dip.dip_scheme import pack_tables
from coding.dip.packet_checks import barred_codes, codes_of, pack_faults
from coding.work.scheme_report import SchemeReport, complaint_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

#: So many codes are named one by one; the others are counted.
_NAMED = 20


def check_packets(path: Path, arguments: argparse.Namespace) -> int:
    """Print the complaints; the exit code, 1 where there are any."""
    catalogue, complaints = pack_faults(pack_tables(path))
    kinds = (("dx_table", CodeKind.DIAGNOSIS), ("px_table", CodeKind.PROCEDURE))
    for (option, kind), own, barred in zip(kinds, codes_of(catalogue), barred_codes(catalogue), strict=True):
        given = getattr(arguments, option)
        if given:
            complaints += strangers(own, barred, load_code_table(existing(given, "编码表"), kind))
    if arguments.json:
        report = SchemeReport(catalogue.title or path.name, tuple(map(complaint_of, complaints)))
        print(json.dumps(report.as_plain(), ensure_ascii=False))
        return 1 if complaints else 0
    for complaint in complaints:
        print(readable(complaint))
    if arguments.quiet:
        return 1 if complaints else 0
    verdict = f"有 {len(complaints)} 处要核对" if complaints else "没有发现问题"
    core = sum(map(len, catalogue.core.values()))
    print(f"“{catalogue.title or path.name}”：{core} 个核心病种，{len(catalogue.mixed)} 个综合病种，{verdict}。")
    return 1 if complaints else 0


def strangers(own: set[str], barred: set[str], table: CodeLibrary) -> Iterator[str]:
    """Codes that a code table does not hold, and grey ones, which no page may carry; ``barred`` ones may be grey."""
    word = "诊断" if table.kind is CodeKind.DIAGNOSIS else "手术操作"
    unknown = sorted(code for code in own | barred if table.get(code) is None)
    grey = sorted(code for code in own - barred if (entry := table.get(code)) is not None and entry.grey)
    for found, what in ((unknown, "不在编码表中"), (grey, "在编码表中是医保灰码")):
        if found:
            shown = "、".join(found[:_NAMED]) + ("……" if len(found) > _NAMED else "")
            yield f"编码：方案用到的{word}编码有 {len(found)} 个{what}：{shown}"
