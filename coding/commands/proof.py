"""``proof``: a scheme against the groups that an insurer gave, and which change of a rule would mend most."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.commands.inputs import as_of, knowledge_source, refuse_overwriting
from coding.commands.progress import progress
from coding.commands.stored import kept_here, over
from coding.exchange.foreign import knowing
from coding.exchange.profile import finder
from coding.knowledge.knowledge import load_knowledge
from coding.work.insurer_proof import AMENDMENTS_FILE, Proof, kept_amendments, prove, taken, write_amendments
from coding.work.proof_tables import RESULTS, sentences, summary, write_results

if TYPE_CHECKING:
    import argparse

    from coding.drg.amendments import Amendment
    from coding.store.store import Opener

#: So many changes are told on the terminal; all of them stand in mends.csv.
_TOLD = 5
#: Who took a change over where the command line does not say it.
_BY = "命令行"


def proof(arguments: argparse.Namespace, open_store: Opener | None = None) -> int:
    """Run the command; the exit code."""
    began = time.perf_counter()
    out = Path(arguments.out)
    if out.exists() and not out.is_dir():
        raise UnusableInputError(f"结果目录“{out}”是一个文件：请换一个目录。")
    results = (*RESULTS, AMENDMENTS_FILE) if arguments.take else RESULTS
    refuse_overwriting((out / name for name in results), arguments, "目录")
    day = (as_of(arguments.as_of) or datetime.now()).date()
    kept = kept_here(arguments, open_store)
    source = over(knowledge_source(arguments), kept.source)
    find = knowing(finder(kept.profiles), kept.local)
    with progress(arguments, "已核对", "") as step:
        done = prove([Path(file) for file in arguments.files], load_knowledge(source), step, find=find, today=day)
    rows: tuple[Amendment, ...] = ()
    if arguments.take:
        one = taken(done, arguments.take, arguments.reason or "", arguments.by or _BY, day)
        rows = (*kept_amendments(Path(source.amendments) if source.amendments else None), *one)
    out.mkdir(parents=True, exist_ok=True)
    seconds = time.perf_counter() - began
    write_results(out, done, seconds)
    if rows:
        write_amendments(out / AMENDMENTS_FILE, rows)
    for note in () if arguments.quiet else done.notes:
        print(note, file=sys.stderr)
    if arguments.json:
        print(json.dumps(summary(done, seconds), ensure_ascii=False))
        return 0
    if arguments.quiet:
        return 0
    _tell(done, out)
    if rows:
        words = done.search.found[arguments.take - 1].mend.words
        print(f"已写出本地更正“{out / AMENDMENTS_FILE}”（{words}）；再用 --amendments 指定它即按更正后的方案分组。")
    return 0


def _tell(done: Proof, out: Path) -> None:
    for sentence in sentences(done):
        print(sentence)
    for rank, one in enumerate(done.search.found[:_TOLD], 1):
        print(f"{rank}. {one.mend.words}：净改对 {one.net} 份（{one.evidence}）")
    print(f"结果在“{out}”。")
