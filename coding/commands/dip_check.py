"""``scheme`` of a DIP pack or the national DIP workbook: what is wrong with it, a line each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.codes.library import load_code_table
from coding.commands.inputs import existing
from coding.drg.edition_check import EditionTables
from coding.work.packet_checking import packet_complaints
from coding.work.scheme_report import SchemeReport, complaint_of

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_KINDS = {"dx": CodeKind.DIAGNOSIS, "px": CodeKind.PROCEDURE}


def check_packets(path: Path, arguments: argparse.Namespace) -> int:
    """Print the complaints; the exit code, 1 where there are any."""
    given = {
        name: load_code_table(existing(file, "编码表"), kind)
        for name, kind in _KINDS.items()
        if (file := getattr(arguments, f"{name}_table"))
    }
    catalogue, complaints = packet_complaints(path, EditionTables(given.get("dx"), given.get("px")))
    if arguments.json:
        report = SchemeReport(catalogue.title or path.name, tuple(map(complaint_of, complaints)))
        print(json.dumps(report.as_plain(), ensure_ascii=False))
        return 1 if complaints else 0
    for complaint in complaints:
        print(complaint)
    if arguments.quiet:
        return 1 if complaints else 0
    verdict = f"有 {len(complaints)} 处要核对" if complaints else "没有发现问题"
    core = sum(map(len, catalogue.core.values()))
    print(f"“{catalogue.title or path.name}”：{core} 个核心病种，{len(catalogue.mixed)} 个综合病种，{verdict}。")
    return 1 if complaints else 0
