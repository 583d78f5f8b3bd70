"""How long cards take: what needs no store, of the built-in scheme and of packs, and what the own pages say.

    python tools/bench_cards.py [PACK …] [--dx-table F] [--px-table F] [--store F] [--cards 200]

Prints for every scheme the median, the 95th part of a hundred and the longest of the cards of codes and of groups, in
milliseconds of the processor; for a store (one that is not sealed) how long a frequent code and a frequent group take
to be counted.
PACK: folders, .zip or workbooks; without any, those of the reference tables are taken where they lie.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.codes.entry import CodeKind
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.work.card_of_code import code_card, prepare_cards
from coding.work.card_of_group import group_overview
from coding.work.own_use import own_cases, own_use, own_year

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"
_PACKS = ("drg/chs_drg_11", "drg/chs_drg_20", "drg/zhejiang_2022", "drg30/form_a.xlsx", "dip/national30_excerpt")
_TABLES = {"dx_table": "codes/icd10_yibao2.csv", "px_table": "codes/icd9cm3_yibao2.csv"}


def spread(seconds: list[float]) -> str:
    """Median, 95 of 100, longest."""
    in_order = sorted(1000 * one for one in seconds)
    return f"{statistics.median(in_order):6.1f} {in_order[int(len(in_order) * 0.95)]:6.1f} {in_order[-1]:6.1f} ms"


def timed(do: object, things: list[object]) -> list[float]:
    """How long each takes the processor, which is the same on a machine that others use too."""
    found = []
    for one in things:
        began = time.process_time()
        do(one)  # type: ignore[operator]
        found.append(time.process_time() - began)
    return found


def measure(source: KnowledgeSource, cards: int) -> str:
    """The cards of one scheme in a line."""
    knowledge = Knowledge(source)
    began = time.process_time()
    prepare_cards(knowledge)
    first = time.process_time() - began
    told = [f"{knowledge.scheme.title[:28]:<28} tables {first * 1000:6.0f} ms"]
    for kind in CodeKind:
        entries = knowledge.codes.library(kind).entries
        codes = [entry.code for entry in entries[:: max(1, len(entries) // cards)]]
        told.append(f"{kind} {spread(timed(lambda code: code_card(code, kind, knowledge), codes))}")  # noqa: B023
    groups = list(knowledge.scheme.groups)[:: max(1, len(knowledge.scheme.groups) // cards)]
    told.append(f"groups {spread(timed(lambda drg: group_overview(drg, knowledge, money=True), groups))}")
    return " | ".join(told)


def measure_store(path: Path, knowledge: Knowledge) -> str:
    """How long the own pages take for the most frequent code and group."""
    from datetime import date

    from db.sqlite.sqlite_store import SqliteStore

    store = SqliteStore(path)
    today = date.today()
    year = own_year(store, today)
    ids = store.worklist()
    rows = store.rows(ids[:2000])
    code = Counter(row.principal.split(" ")[0] for row in rows).most_common(1)[0][0]
    drg = Counter(row.drg for row in rows).most_common(1)[0][0]
    began = time.perf_counter()
    use = own_use(store, code, CodeKind.DIAGNOSIS, today)
    between = time.perf_counter()
    cases = own_cases(store, drg, knowledge, today)
    ended = time.perf_counter()
    store.close()
    return (
        f"{len(ids):,} pages, {year.words}: {code} {use.pages or 0:,} pages in {between - began:.2f} s, "
        f"{drg} {cases.pages:,} pages in {ended - between:.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packs", nargs="*", type=Path)
    parser.add_argument("--dx-table")
    parser.add_argument("--px-table")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--cards", type=int, default=200)
    args = parser.parse_args()
    given = {"dx_table": args.dx_table, "px_table": args.px_table}
    lying = {name: str(REFERENCE / file) for name, file in _TABLES.items() if (REFERENCE / file).exists()}
    tables = {name: path or lying.get(name) for name, path in given.items()}
    packs = args.packs or [REFERENCE / name for name in _PACKS if (REFERENCE / name).exists()]
    print("median, 95 %, longest")
    print(measure(KnowledgeSource(), args.cards), flush=True)
    for pack in packs:
        print(measure(KnowledgeSource(scheme=str(pack), **tables), args.cards), flush=True)
    if args.store is not None:
        print(measure_store(args.store, Knowledge(KnowledgeSource())))


if __name__ == "__main__":
    main()
