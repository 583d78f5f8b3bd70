"""``paid``: the insurer's result beside the pages: differences.csv, denials.csv and summary.json."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.sheet_writer import write_csv
from coding.base.whole_file import whole_file
from coding.commands.inputs import as_of, existing, knowledge_source, refuse_overwriting
from coding.commands.output import number_text
from coding.commands.progress import progress
from coding.commands.scheme_words import tell_schemes
from coding.commands.stored import kept_here, over
from coding.exchange.paid_file import read_paid
from coding.exchange.spool import Pages
from coding.knowledge.knowledge import load_knowledge
from coding.work.paid_results import compare_paid, paid_stays
from coding.work.reading_files import files_read

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from coding.exchange.paid_file import PaidFile
    from coding.payment.paid_comparison import Denial, PaidComparison
    from coding.payment.paid_difference import PaidDifference
    from coding.store.store import Opener

RESULTS = ("differences.csv", "denials.csv", "summary.json")
_DIFFERENCES = (
    "file", "row", "case_no", "discharge_date", "match", "cause", "drg", "paid_drg", "weight", "paid_weight",
    "estimated", "paid", "difference", "denied", "reason", "sentence",
)  # fmt: skip
_DENIALS = ("case_no", "discharge_date", "ward", "denied", "reason", "told", "due", "left", "statement", "clause")


def paid(arguments: argparse.Namespace, open_store: Opener | None = None) -> int:
    """Run the command; the exit code."""
    out = Path(arguments.out)
    if out.exists() and not out.is_dir():
        raise UnusableInputError(f"结果目录“{out}”是一个文件：请换一个目录。")
    refuse_overwriting((out / name for name in RESULTS), arguments, "目录")
    file = read_paid(existing(arguments.file, "结算结果"))
    now = as_of(arguments.as_of) or datetime.now()
    kept = kept_here(arguments, open_store)
    source = over(knowledge_source(arguments), kept.source)
    with progress(arguments, "已读", "行") as step:
        files = files_read(arguments.pages, now, kept.profiles, step=step, local=kept.local)
    knowledge = load_knowledge(source)
    tell_schemes(knowledge, arguments)
    stays = paid_stays(Pages(each.reading.pages for each in files), knowledge)
    found = compare_paid(file.results, stays, knowledge, now.date())
    _write(out, file, found)
    for trouble in (*file.notes, *file.troubles):
        print(trouble, file=sys.stderr)
    if arguments.json:
        print(json.dumps(_summary(file, found), ensure_ascii=False))
    elif not arguments.quiet:
        _tell(file, found, out)
    return 0


def _tell(file: PaidFile, found: PaidComparison, out: Path) -> None:
    matched, doubtful = (sum(getattr(month, key) for month in found.months) for key in ("matched", "doubtful"))
    print(
        f"结算结果 {len(file.results)} 行，对应到病案 {matched} 行，其中存疑 {doubtful} 行；"
        f"拒付 {len(found.denials)} 行；未读入 {len(file.troubles)} 行。结果在“{out}”。"
    )


def _write(out: Path, file: PaidFile, found: PaidComparison) -> None:
    write_csv(out / "differences.csv", (_DIFFERENCES, *map(_difference, found.differences)))
    write_csv(out / "denials.csv", (_DENIALS, *map(_denial, found.denials)))
    # JSON is UTF-8 without BOM (RFC 8259, section 8.1)
    with whole_file(out / "summary.json", "utf-8") as target:
        json.dump(_summary(file, found), target, ensure_ascii=False, indent=2)


def _difference(one: PaidDifference) -> Sequence[str]:
    matched = one.matched
    result = None if matched is None else matched.result
    stay = None if one.paid_stay is None else one.paid_stay.stay
    day = (stay.day if stay is not None else None) or (result.discharged if result is not None else None)
    return (
        "" if result is None else result.file,
        "" if result is None else str(result.row),
        stay.case_no if stay is not None else (result.case_no or result.settlement_no if result is not None else ""),
        str(day or ""),
        "" if matched is None else matched.kind.value,
        one.cause.value,
        "" if stay is None else stay.drg,
        "" if result is None else result.drg,
        number_text(None if stay is None else stay.price.weight, 4),
        number_text(None if result is None else result.weight, 4),
        number_text(one.estimated, 2),
        number_text(one.paid, 2),
        number_text(one.difference, 2),
        number_text(None if result is None else result.denied, 2),
        "" if result is None else result.reason,
        one.sentence,
    )


def _denial(one: Denial) -> Sequence[str]:
    line = _difference(one.difference)
    stay = None if one.difference.paid_stay is None else one.difference.paid_stay.stay
    return (
        line[2],
        line[3],
        "" if stay is None else stay.ward,
        line[13],
        line[14],
        str(one.told or ""),
        str(one.due or ""),
        "" if one.left is None else str(one.left),
        one.statement,
        one.clause,
    )


def _summary(file: PaidFile, found: PaidComparison) -> dict[str, object]:
    return {
        "file": file.name,
        "results": len(file.results),
        "not_read": len(file.troubles),
        "columns": sorted(file.columns),
        "by_cause": {cause.value: count for cause, count in found.by_cause.items()},
        "months": [asdict(month) for month in found.months],
        "denials": len(found.denials),
    }
