"""``scheme`` of a DIP pack or the national DIP workbook: what is wrong with it, a line each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coding.base.readable import readable
from coding.dip.dip_scheme import pack_tables
from coding.dip.packet_checks import pack_faults
from coding.work.scheme_checking import strange_codes
from coding.work.scheme_report import SchemeReport, complaint_of

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from coding.drg.edition_check import EditionTables


def check_packets(path: Path, arguments: argparse.Namespace, tables: EditionTables) -> int:
    """Print the complaints; the exit code, 1 where there are any."""
    catalogue, complaints = pack_faults(pack_tables(path))
    complaints += strange_codes(catalogue, tables)
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
