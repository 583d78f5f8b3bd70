"""Measure the program against pages of which a competent coder has said what is to be said.

    python -m tools.measure_truth [--truth DIR …] [--reference DIR] [--embedded] [--scheme PACK] [--as-of D] [--misses]

``DIR`` holds ``pages.csv`` and ``expected.csv`` in the form of the reference's ``truth``; by default that of the
reference and ``tests/cases/truth``. Prints: defects found, twins clean, principal verdicts right where doubt is due and
where none is due, suggestions in place, clean pages with errors, warnings a hundred clean pages, precision and recall.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coding.codes.parse import normalise_code  # noqa: E402
from coding.examine.principals import principal_verdicts  # noqa: E402
from coding.knowledge.knowledge import Knowledge, KnowledgeSource, load_knowledge  # noqa: E402
from coding.page.finding import Finding, Severity  # noqa: E402
from coding.suggest.propose import propose  # noqa: E402
from coding.work.batch import examine_all  # noqa: E402
from coding.work.contexts import Contexts  # noqa: E402
from coding.work.executors import InProcess  # noqa: E402
from coding.work.reading_files import files_read  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coding.examine.examine import Examination
    from coding.page.front_page import FrontPage

_GRADES = {"error": ("error",), "warning": ("error", "warning"), "info": ("error", "warning", "info")}
_DUE = {"允许": False, "存疑": True, "禁止": True}


@dataclass(slots=True)
class Tally:
    """What was counted; ``misses`` are told with ``--misses``."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    warnings: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def judged(self, what: str, is_right: bool, miss: str) -> None:
        """Count one verdict."""
        self.counts[what, "of"] += 1
        self.counts[what, "right"] += is_right
        if not is_right:
            self.misses.append(f"{what}: {miss}")

    def share(self, what: str) -> str:
        """“8 of 24”."""
        return f"{self.counts[what, 'right']} of {self.counts[what, 'of']}"


def main() -> int:
    """Print the figures; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--truth", type=Path, action="append", help="folder with pages.csv and expected.csv")
    parser.add_argument("--reference", type=Path, default=ROOT.parent / "shared" / "reference")
    parser.add_argument("--embedded", action="store_true", help="judge by the embedded tables alone")
    parser.add_argument("--scheme", help="a scheme pack; by default that of the reference, CHS-DRG 1.1")
    parser.add_argument("--as-of", help="the day that counts as today; by default two days after the last discharge")
    parser.add_argument("--misses", action="store_true", help="tell every miss")
    options = parser.parse_args()
    folders = options.truth or [options.reference / "truth", ROOT / "tests" / "cases" / "truth"]
    folders = [folder for folder in folders if (folder / "pages.csv").is_file()]
    if not folders:
        print("no folder with pages.csv and expected.csv: nothing measured")
        return 0
    source = KnowledgeSource() if options.embedded else _source(options.reference, options.scheme)
    knowledge = load_knowledge(source)
    for folder in folders:
        tally = measure(folder, knowledge, source, options.as_of)
        report(folder, tally, misses=options.misses)
    return 0


def _source(reference: Path, scheme: str | None) -> KnowledgeSource:
    """The tables a hospital imports, where the reference is at hand; else what is embedded."""
    given: dict[str, str] = {}
    for name, path in (
        ("dx_table", reference / "codes" / "icd10_yibao2.csv"),
        ("px_table", reference / "codes" / "icd9cm3_yibao2.csv"),
        ("scheme", Path(scheme) if scheme else reference / "drg" / "chs_drg_11"),
    ):
        if path.exists():
            given[name] = str(path)
    return KnowledgeSource(**given)


def measure(folder: Path, knowledge: Knowledge, source: KnowledgeSource, as_of: str | None) -> Tally:
    """All pages of a folder against what is expected of them."""
    with (folder / "expected.csv").open(encoding="utf-8-sig", newline="") as lines:
        expected = list(csv.DictReader(lines))
    pages = [page for read in files_read([folder / "pages.csv"], datetime.now()) for page in read.reading.pages]
    now = datetime.fromisoformat(as_of) if as_of else _after(pages)
    by_row = {page.origin.row: page for page in pages}
    seen = dict(
        zip(
            (page.origin.row for page in pages),
            examine_all(pages, source, now, executor=InProcess()),
            strict=True,
        )
    )
    tally = Tally()
    for wanted in expected:
        row = int(wanted["row"])
        if row not in by_row:
            tally.misses.append(f"row {row} was not read")
            continue
        _weigh(wanted, by_row[row], seen[row], knowledge, now, tally)
    return tally


def _after(pages: Sequence[FrontPage]) -> datetime:
    days = [day for page in pages if (day := page.date("discharge_datetime"))]
    return datetime.combine(max(days) + timedelta(days=2), time(12)) if days else datetime.now()


def _weigh(
    wanted: dict[str, str], page: FrontPage, seen: Examination, knowledge: Knowledge, now: datetime, tally: Tally
) -> None:
    name = f"{wanted['id']} {wanted['topic']}"
    kind = wanted["kind"]
    errors = [f for f in seen.findings if f.severity is Severity.ERROR]
    warnings = [f for f in seen.findings if f.severity is Severity.WARNING]
    if wanted["find"]:
        found = [f for f in seen.findings if f.severity.value in _GRADES[wanted["grade"] or "info"]]
        is_found = any(re.search(wanted["find"], _text(f)) for f in found)
        tally.judged("defects found", is_found, f"{name}: {wanted['find']} ({wanted['grade']}) not said")
    if wanted["quiet"]:
        loud = [_text(f) for f in (*errors, *warnings) if re.search(wanted["quiet"], _text(f))]
        tally.judged("quiet where it should be", not loud, f"{name}: {loud[:1]}")
    if kind == "twin":
        tally.judged("twins without error", not errors, f"{name}: {[_text(f) for f in errors]}")
    if kind == "clean":
        tally.judged("clean pages without error", not errors, f"{name}: {[_text(f) for f in errors]}")
        tally.judged("clean pages without warning", not warnings, f"{name}: {[_text(f) for f in warnings]}")
        tally.warnings += len(warnings)
        tally.rules.update(f.rule for f in (*errors, *warnings))
    verdicts = json.loads(wanted["principal"]) if wanted["principal"] else {}
    asked = {int(index): text.split("|") for index, text in verdicts.items()}
    if kind == "clean":
        asked.setdefault(0, ["允许"])
    if asked:
        _weigh_principals(name, page, seen, knowledge, now, asked, tally)
    for group, index, code, rank in json.loads(wanted["suggest"]) if wanted["suggest"] else ():
        codes = [
            normalise_code(s.match.code)
            for s in propose(page, knowledge.lookup)
            if s.group == group and s.index == index
        ]
        tally.judged(
            "suggestions in place",
            any(c.startswith(code) for c in codes[:rank]),
            f"{name}: {group} {index} {code} within {rank}, got {codes[:3]}",
        )


def _weigh_principals(
    name: str,
    page: FrontPage,
    seen: Examination,
    knowledge: Knowledge,
    now: datetime,
    asked: dict[int, list[str]],
    tally: Tally,
) -> None:
    context = Contexts().among((), now)
    told = {v.index: v for v in principal_verdicts(page, knowledge, context, seen)}
    for index, right in asked.items():
        verdict = told.get(index)
        said = verdict.choice.value if verdict and verdict.choice else "不作判断"
        against = verdict.against if verdict else None
        why = f"{against.rule} {against.message}" if against else ""
        row = page.diagnoses[index] if index < len(page.diagnoses) else None
        words = f"{name}: row {index} {row.code if row else ''} {row.name if row else ''}: {said}, due {right} {why}"
        due = {_DUE[word] for word in right}
        what = "doubt where doubt is due" if due == {True} else "allowed where allowed is due"
        what = "either is right" if len(due) == 2 else what
        tally.judged(f"principal: {what}", said in right, words)


def _text(finding: Finding) -> str:
    """What the patterns of expected.csv are held against."""
    index = "" if finding.place.index is None else str(finding.place.index)
    return (
        f"{finding.rule} {finding.severity.value} {finding.dimension.value} {finding.place.field} {index} "
        f"{finding.message} {finding.hint}"
    )


def report(folder: Path, tally: Tally, *, misses: bool) -> None:
    """Print the figures of one folder."""
    shown = folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else Path(folder.parent.name, folder.name)
    print(f"== {shown}")
    for what in sorted({what for what, _ in tally.counts}):
        print(f"{what:40} {tally.share(what)}")
    for line in _sums(tally):
        print(line)
    for rule, count in sorted(tally.rules.items()):
        print(f"  on clean pages: {rule} {count}")
    if misses:
        for miss in tally.misses:
            print(f"- {miss}")


def _sums(tally: Tally) -> Iterator[str]:
    counts = tally.counts
    clean = counts["clean pages without error", "of"]
    if clean:
        yield f"{'warnings a 100 clean pages':40} {100 * tally.warnings / clean:.1f}"
    due, met = "principal: doubt where doubt is due", "principal: allowed where allowed is due"
    found = counts["defects found", "right"] + counts[due, "right"]
    wanted = counts["defects found", "of"] + counts[due, "of"]
    wrong = (
        counts[met, "of"] - counts[met, "right"]
        + counts["quiet where it should be", "of"] - counts["quiet where it should be", "right"]
        + tally.warnings
    )  # fmt: skip
    if wanted and found:
        yield f"{'recall (defects and doubts)':40} {found / wanted:.3f}"
        yield f"{'precision (against false alarms)':40} {found / (found + wrong):.3f}"


if __name__ == "__main__":
    raise SystemExit(main())
