"""``learn``: what a hospital's own coded pages teach: terms.csv, open.csv, usual.csv and summary.json."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coding.base.errors import UnusableInputError
from coding.base.server_file import named_place
from coding.base.sheet_writer import write_csv
from coding.base.whole_file import whole_file
from coding.commands.inputs import knowledge_source, refuse_overwriting, result_folder
from coding.commands.output import number_text
from coding.commands.progress import progress
from coding.commands.signing_in import signed_in
from coding.commands.stored import KeptHere, kept_here, over
from coding.exchange.spool import Pages
from coding.knowledge.knowledge import load_knowledge
from coding.work.own_years import ORIGIN, OwnYears, own_years, stored_years
from coding.work.reading_files import files_read

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import Opener, Store
    from coding.suggest.own_pairs import OwnPair
    from coding.work.usual_stays import Spread, Usual

RESULTS = ("terms.csv", "open.csv", "usual.csv", "summary.json")
_TERMS = ("kind", "raw", "std", "code", "count", "share")
_SPREADS = ("days", "age", "cost")
_USUAL = (
    "code", "name", "stays", *(f"{figure}_{place}" for figure in _SPREADS for place in ("p10", "p50", "p90")),
    "operated",
)  # fmt: skip
AUTHOR = "命令行 learn"


def learn(arguments: argparse.Namespace, open_store: Opener | None = None) -> int:
    """Run the command; the exit code."""
    if not arguments.files and not arguments.db:
        raise UnusableInputError("没有给出病案：请写出首页文件，或用 --db 指出窗口的数据文件。")
    if arguments.keep and not arguments.db:
        raise UnusableInputError("--keep 要写入术语本：请用 --db 指出窗口的数据文件。")
    out = result_folder(arguments.out)
    refuse_overwriting((out / name for name in RESULTS), arguments, "目录")
    kept = kept_here(arguments, open_store)
    knowledge = load_knowledge(over(knowledge_source(arguments), kept.source))
    with ExitStack() as ending:
        store = signed_in(named_place(arguments.db), arguments, open_store) if arguments.db and open_store else None
        if store is not None:
            ending.callback(store.close)
        found = _learned(arguments, kept, knowledge, store)
        _write(out, found)
        if arguments.keep and store is not None:
            store.add_terms([one.pair for one in found.pairs.learned], ORIGIN)
    summary = _summary(found)
    with whole_file(out / "summary.json", "utf-8") as file:
        json.dump(summary, file, ensure_ascii=False, indent=2)
    if arguments.json:
        print(json.dumps(summary, ensure_ascii=False))
    elif not arguments.quiet:
        print(f"{found.in_words()}结果在“{out}”。")
    return 0


def _learned(arguments: argparse.Namespace, kept: KeptHere, knowledge: Knowledge, store: Store | None) -> OwnYears:
    if not arguments.files and store is not None:
        return stored_years(store, knowledge)
    with progress(arguments, "已读", "行") as step:
        files = files_read(arguments.files, datetime.now(), kept.profiles, step=step, local=kept.local)
    pages = Pages(file.reading.pages for file in files)
    known = [term.pair for term in store.terms()] if store is not None else []
    return own_years(pages, knowledge, known, total=len(pages))


def _write(out: Path, found: OwnYears) -> None:
    write_csv(out / "terms.csv", (_TERMS, *(_pair(one) for one in found.pairs.learned)))
    write_csv(out / "open.csv", ((*_TERMS, "why"), *((*_pair(one), one.why) for one in found.pairs.open)))
    write_csv(out / "usual.csv", (_USUAL, *(_usual(one) for one in found.usual)))


def _pair(one: OwnPair) -> tuple[str, ...]:
    pair = one.pair
    return pair.kind, pair.raw, "##".join(pair.std), pair.code, str(one.times), number_text(one.share, 3)


def _usual(one: Usual) -> tuple[str, ...]:
    spreads = (text for spread in (one.days, one.age, one.cost) for text in _spread(spread))
    return one.code, one.name, str(one.stays), *spreads, number_text(one.operated, 3)


def _spread(spread: Spread | None) -> tuple[str, str, str]:
    if spread is None:
        return "", "", ""
    return number_text(spread.low, 2), number_text(spread.middle, 2), number_text(spread.high, 2)


def _summary(found: OwnYears) -> dict[str, Any]:
    hits = found.hits
    return {
        "pages": found.pages,
        "first": found.first,
        "last": found.last,
        "learned": len(found.pairs.learned),
        "open": len(found.pairs.open),
        "rare": found.pairs.rare,
        "usual": len(found.usual),
        "first_hits": None
        if hits is None
        else {"month": hits.month, "rows": hits.rows, "of": hits.of, "before": hits.before, "after": hits.after},
    }
