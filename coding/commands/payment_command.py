"""``payment``: what the pages of files are paid: cases.csv, wards.csv, insured.csv, groups.csv, payment.xlsx,
dossiers/ and summary.json.
"""

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
from coding.commands.inputs import knowledge_source, refuse_overwriting
from coding.commands.output import number_text
from coding.commands.progress import progress
from coding.commands.scheme_words import tell_schemes
from coding.commands.stored import kept_here, over
from coding.exchange.spool import Pages
from coding.knowledge.knowledge import load_knowledge
from coding.payment.price_words import policy_sentences
from coding.reports.dossier import write_dossiers
from coding.reports.payment_tables import payment_sheets
from coding.reports.sheet_book import write_book
from coding.work.dossiers import dossiers_of
from coding.work.paying import pay_pages
from coding.work.reading_files import files_read

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from coding.knowledge.knowledge import Knowledge
    from coding.payment.payment_sum import PaymentLine, PaymentOfMonth, PricedStay
    from coding.store.store import Opener

RESULTS = ("cases.csv", "wards.csv", "insured.csv", "groups.csv", "payment.xlsx", "summary.json")
_CASES = (
    "case_no", "discharge_date", "ward", "insured", "drg", "weight", "cost", "multiple", "payment", "balance", "band",
    "excluded", "candidates", "policy",
)  # fmt: skip
_LINES = (
    "name", "cases", "excluded", "priced", "unknown", "settled", "weight", "cost", "payment", "balance", "high", "low",
    "candidates",
)  # fmt: skip


def payment(arguments: argparse.Namespace, open_store: Opener | None = None) -> int:
    """Run the command; the exit code."""
    out = Path(arguments.out)
    if out.exists() and not out.is_dir():
        raise UnusableInputError(f"结果目录“{out}”是一个文件：请换一个目录。")
    refuse_overwriting((out / name for name in RESULTS), arguments, "目录")
    kept = kept_here(arguments, open_store)
    source = over(knowledge_source(arguments), kept.source)
    with progress(arguments, "已读", "行") as step:
        files = files_read(arguments.files, datetime.now(), kept.profiles, step=step, local=kept.local)
    knowledge = load_knowledge(source)
    tell_schemes(knowledge, arguments)
    if not knowledge.has_policy and not arguments.quiet:
        print("没有给出支付政策（--policy）：按权重表估算，没有除外、特例、上限和清算。", file=sys.stderr)
    pages = Pages(file.reading.pages for file in files)
    found = pay_pages(pages, knowledge)
    _write(out, found, knowledge, "、".join(file.reading.file for file in files))
    candidates = {stay.page: pages[stay.page - 1] for stay in found.stays if stay.price.candidates}
    write_dossiers(out / "dossiers", dossiers_of(found, candidates, knowledge))
    if arguments.json:
        print(json.dumps(_summary(found, knowledge), ensure_ascii=False))
    elif not arguments.quiet:
        _tell(found, out)
    return 0


def _tell(found: PaymentOfMonth, out: Path) -> None:
    whole = found.whole
    print(
        f"共 {whole.cases} 份：不按病组付费 {whole.excluded}，有支付估算 {whole.priced}，未估算 {whole.unknown}；"
        f"费用 {whole.cost:,.2f} 元，支付估算 {whole.payment:,.2f} 元，差额 {whole.balance:+,.2f} 元。结果在“{out}”。"
    )


def _write(out: Path, found: PaymentOfMonth, knowledge: Knowledge, title: str) -> None:
    by = [f"方案：{knowledge.scheme.title}；权重表：{knowledge.tariff.title}"]
    by += [f"支付政策：{knowledge.policy.title}"] if knowledge.policy is not None else ["没有支付政策：按权重表估算"]
    write_csv(out / "cases.csv", (_CASES, *map(_case, found.stays)))
    for name, lines in (("wards", found.wards), ("insured", found.insured), ("groups", found.groups)):
        write_csv(out / f"{name}.csv", (_LINES, *map(_line, lines)))
    write_book(out / "payment.xlsx", payment_sheets(found, title, by))
    # JSON is UTF-8 without BOM (RFC 8259, section 8.1)
    with whole_file(out / "summary.json", "utf-8") as file:
        json.dump(_summary(found, knowledge), file, ensure_ascii=False, indent=2)


def _case(stay: PricedStay) -> Sequence[str]:
    price = stay.price
    return (
        stay.case_no,
        str(stay.day or ""),
        stay.ward,
        stay.insured,
        stay.drg,
        number_text(price.weight, 4),
        number_text(stay.cost, 2),
        number_text(price.multiple, 4),
        number_text(price.payment, 2),
        number_text(price.balance, 2),
        price.band,
        price.excluded.word if price.excluded is not None else "",
        "；".join(ground.word for ground in price.candidates),
        "".join((*policy_sentences(price), price.note)),
    )


def _line(line: PaymentLine) -> Sequence[str]:
    cells = asdict(line)
    return (cells.pop("title"), *(_plain(value) for value in cells.values()))


def _plain(value: float) -> str:
    return str(value) if isinstance(value, int) else number_text(value, 4)


def _summary(found: PaymentOfMonth, knowledge: Knowledge) -> dict[str, object]:
    return {
        "whole": asdict(found.whole),
        "reduction": found.reduction,
        "months": [
            {
                "month": cap.month,
                "cases": cap.cases,
                "high": cap.high,
                "cap": cap.cap,
                "allowed": cap.allowed,
                "beyond": _numbers(cap.beyond),
                "reduction": cap.reduction,
                "clause": cap.clause,
            }
            for cap in found.months
        ],
        "special": [
            {
                "period": quota.period,
                "discharged": quota.discharged,
                "share": quota.share,
                "allowed": quota.allowed,
                "candidates": _numbers(quota.candidates),
                "clause": quota.clause,
            }
            for quota in found.quotas
        ],
        "excluded": [{"reason": w, "clause": c, "cases": n} for (w, c), n in sorted(found.exclusions.items())],
        "unknown": dict(sorted(found.unknowns.items())),
        "not_judged": dict(sorted(found.unjudged.items())),
        "account": None if found.account is None else asdict(found.account),
        "policy": "" if knowledge.policy is None else knowledge.policy.title,
        "knowledge": knowledge.stamp,
    }


def _numbers(stays: Iterable[PricedStay]) -> list[str]:
    return [stay.case_no for stay in stays]
