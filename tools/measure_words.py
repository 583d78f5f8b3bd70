"""Measure the judge of words against code on the public pairs.

    python -m tools.measure_words [--reference DIR] [--show KIND] [--limit N]

*right*: words and the code that the public pairs give them; *wrong*: the same words with a code of another category of
the same chapter. *names*: the names of the insurance edition beside the embedded headings, as a page of a good hospital
shows them. *exchanged*: names of the imported table in which one quality is exchanged for its opposite (急性 for 慢性),
with the code as it was. Of each it prints what would be told as a warning, as information, and as both by the rule that
compared characters alone (*before*). ``--show warned|told|missed`` prints examples of the right pairs that are told, or
of the exchanged names that are not.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coding.codes.entry import CodeKind  # noqa: E402
from coding.codes.library import CodeLibrary, embedded_library, load_code_table  # noqa: E402
from coding.codes.parse import category, six_place, subcategory  # noqa: E402
from coding.words.fit import Fit, Verdict, judge_words  # noqa: E402
from coding.words.likeness import shared  # noqa: E402
from coding.words.qualities import qualities, said_by  # noqa: E402

Pairs = list[tuple[str, str]]
DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE
SETS = (
    ("dx_dev", "icd10_bj601", "in_table", DX),
    ("px_dev", "icd9_xh2017", "in_table", PX),
    ("px_yb2_dev", "icd9_yb2", "code_name_in_yb2", PX),
)
WARNED = (Verdict.OPPOSITE, Verdict.OTHER_NAME)
TOLD = (*WARNED, Verdict.MILD, Verdict.UNLIKE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reference", type=Path, default=ROOT.parent / "shared" / "reference")
    parser.add_argument("--show", choices=("warned", "told", "missed"), default="")
    parser.add_argument("--limit", type=int, default=30, help="how many examples are shown")
    options = parser.parse_args()
    if not (options.reference / "terms").is_dir():
        print(f"no reference terms at {options.reference}: nothing measured")
        return 0
    for pairs_file, table, column, kind in SETS:
        full = load_code_table(options.reference / "terms" / f"{table}.csv", kind)
        right = read_pairs(options.reference / "terms" / f"{pairs_file}.csv", column)
        wrong = shuffled(right, full)
        report(f"{pairs_file} right, {table}", right, full, options, of_right=True)
        report(f"{pairs_file} wrong, {table}", wrong, full, options)
        headings = embedded_library(kind)
        report(f"{pairs_file} right, headings", cut(right), headings, options, of_right=True)
        report(f"{pairs_file} wrong, headings", cut(wrong), headings, options)
    for name, kind in (("icd10_yibao2", DX), ("icd9cm3_yibao2", PX)):
        table = load_code_table(options.reference / "codes" / f"{name}.csv", kind)
        names = [(e.name, e.code) for e in table]
        report(f"{name} names, headings", names, embedded_library(kind), options, of_right=True)
        report(f"{name} exchanged, full", exchanged(table), table, options, of_exchanged=True)
    return 0


def read_pairs(path: Path, column: str) -> Pairs:
    """Words and code; of several codes of one name the last, which is the most specific."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if r.get("kind", "single") == "single" and r[column] == "1"]
    return [(r["raw"], r["code"].split("|")[-1]) for r in rows]


def shuffled(pairs: Pairs, library: CodeLibrary) -> Pairs:
    """The words with a code of another category of the same chapter, drawn with a fixed seed."""
    draw = random.Random(7)
    by_chapter: dict[str, list[str]] = {}
    for _, code in pairs:
        by_chapter.setdefault(_chapter(code, library), []).append(code)
    found = []
    for words, code in pairs:
        others = [c for c in by_chapter[_chapter(code, library)] if category(c) != category(code)]
        if others:
            found.append((words, draw.choice(others)))
    return found


def _chapter(code: str, library: CodeLibrary) -> str:
    chapter = library.chapter(code)
    return chapter.code if chapter else ""


def cut(pairs: Pairs) -> Pairs:
    """The codes as a table of headings holds them."""
    return [(words, six_place(subcategory(code))) for words, code in pairs]


def exchanged(library: CodeLibrary) -> Pairs:
    """Names in which the one quality that they say is exchanged for an opposite that is as clear."""
    found = []
    clear = {(q.axis, q.name): q for q in qualities(library.kind) if q.is_clear}
    for entry in library:
        said = [clear[s] for s in sorted(said_by(entry.name, library.kind)) if s in clear]
        for quality in said:
            others = [other for other in sorted(quality.opposes) if (quality.axis, other) in clear]
            if quality.name in entry.name:
                found += [(entry.name.replace(quality.name, other), entry.code) for other in others]
    return found


def report(
    title: str,
    pairs: Pairs,
    library: CodeLibrary,
    options: argparse.Namespace,
    *,
    of_right: bool = False,
    of_exchanged: bool = False,
) -> None:
    start = time.perf_counter()
    fits = [(words, code, judge_words(words, code, library)) for words, code in pairs]
    each = 1e6 * (time.perf_counter() - start) / (len(pairs) or 1)
    warned = [f for f in fits if f[2].verdict in WARNED]
    told = [f for f in fits if f[2].verdict in TOLD]
    before = sum(_before(words, code, library) for words, code in pairs)
    count = len(pairs) or 1
    print(
        f"{title:38} n {len(pairs):6}  warned {len(warned) / count:6.2%}  told {len(told) / count:6.2%}"
        f"  before (info) {before / count:6.2%}  {each:.0f} µs each, the first time",
        flush=True,
    )
    if of_right and options.show in ("warned", "told"):
        _show(warned if options.show == "warned" else told, options.limit)
    if of_exchanged and options.show == "missed":
        _show([f for f in fits if f[2].verdict not in TOLD], options.limit)


def _show(found: list[tuple[str, str, Fit]], limit: int) -> None:
    random.Random(1).shuffle(found)
    for words, code, fit in found[:limit]:
        print(f"    {words} | {code} {fit.standard} | {fit.verdict} {fit.differs}")


def _before(words: str, code: str, library: CodeLibrary) -> bool:
    """The rule as it was: a share of telling characters, 30 % in a full table, any at all beside headings."""
    standard = library.name(code)
    if not standard:
        return False
    least = 0.01 if library.headings_only else 0.3
    above = library.category(code) if library.headings_only else None
    return shared(words, standard) < least and not (above and shared(words, above.name) >= least)


if __name__ == "__main__":
    raise SystemExit(main())
