"""The tables of ``check``: each row begins with file, data row and record number."""

from __future__ import annotations

from collections import Counter, deque
from contextlib import nullcontext
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.sheet_writer import csv_line, people_line, write_csv
from coding.base.whole_file import whole_file
from coding.commands.check_answers import PRINCIPALS, SUGGESTIONS
from coding.commands.check_outcome import BESIDE_SCORE, FINDINGS, GROUPS, PLACE, SCORES, UNDER_POLICY, Outcome
from coding.commands.crash import keep_text
from coding.commands.packet_cells import packet_columns
from coding.examine.examine import examine
from coding.exchange.rejects import write_rejects
from coding.page.front_page import FrontPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coding.commands.check_summary import Tally
    from coding.knowledge.knowledge import Knowledge
    from coding.work.reading_files import FileRead

#: What ``check`` writes into its folder, beside the rows that are turned back.
RESULTS = ("findings.csv", "groups.csv", "scores.csv", "rejects.csv", "preflight.csv", "summary.json")
PRINCIPALS_FILE, SUGGESTIONS_FILE = "principals.csv", "suggestions.csv"
DEFECT_COLUMNS = ("file", "class", "sheet", "row", "case_no", "column", "message")
REJECT_COLUMNS = (*PLACE, "column", "reason", "raw")


def named(files: Sequence[FileRead]) -> list[FileRead]:
    """The files by the names that stand in the results: without folder, unless two would be the same."""
    count = Counter(file.reading.file for file in files)
    return [replace(f, given=f.reading.file) if count[f.reading.file] == 1 else f for f in files]


def write_all_tables(
    out: Path,
    files: Sequence[FileRead],
    outcomes: Iterator[Outcome],
    tally: Tally,
    knowledge: Knowledge,
    *,
    is_preflight: bool,
    principals: bool = False,
    suggestions: bool = False,
) -> None:
    """All tables as CSV; what is counted on the way is in ``tally``."""
    write_outcomes(out, files, outcomes, tally, knowledge, principals=principals, suggestions=suggestions)
    tally.rejects = write_reject_table(out, files, tally.failed)
    write_defects(out, files, tally, is_wanted=is_preflight)


def write_outcomes(
    out: Path,
    files: Sequence[FileRead],
    outcomes: Iterator[Outcome],
    tally: Tally,
    knowledge: Knowledge,
    *,
    principals: bool = False,
    suggestions: bool = False,
) -> None:
    """findings.csv, groups.csv and scores.csv, written page by page as the outcomes come in, and counted;
    principals.csv and suggestions.csv where they are wanted.
    """
    with (
        whole_file(out / "findings.csv") as findings_file,
        whole_file(out / "groups.csv") as groups_file,
        whole_file(out / "scores.csv") as scores_file,
        whole_file(out / PRINCIPALS_FILE) if principals else nullcontext() as principals_file,
        whole_file(out / SUGGESTIONS_FILE) if suggestions else nullcontext() as suggestions_file,
    ):
        if principals_file is not None:
            principals_file.write(people_line((*PLACE, *PRINCIPALS)) + "\r\n")
        if suggestions_file is not None:
            suggestions_file.write(people_line((*PLACE, *SUGGESTIONS)) + "\r\n")
        findings_file.write(people_line(FINDINGS) + "\r\n")
        groups_file.write(people_line(group_columns(knowledge)) + "\r\n")
        scores_file.write(people_line(score_columns(knowledge)) + "\r\n")
        for name, outcome in counted(files, outcomes, tally):
            file = people_line((name,))
            findings_file.writelines(f"{file},{line}\r\n" for line in outcome.findings)
            groups_file.write(f"{file},{outcome.group}\r\n")
            scores_file.write(f"{file},{outcome.score}\r\n")
            if principals_file is not None:
                principals_file.writelines(f"{file},{line}\r\n" for line in outcome.principals)
            if suggestions_file is not None:
                suggestions_file.writelines(f"{file},{line}\r\n" for line in outcome.suggestions)


def group_columns(knowledge: Knowledge) -> tuple[str, ...]:
    """The columns of groups.csv under this Knowledge."""
    return (*GROUPS, *packet_columns(knowledge), *(UNDER_POLICY if knowledge.has_policy else ()))


def score_columns(knowledge: Knowledge) -> tuple[str, ...]:
    """The columns of scores.csv under this Knowledge."""
    return (*SCORES, *_score_groups(knowledge), *BESIDE_SCORE)


def counted(files: Sequence[FileRead], outcomes: Iterator[Outcome], tally: Tally) -> Iterator[tuple[str, Outcome]]:
    """Every outcome that is one, with the name of its file, in order, and counted; on the others the program failed."""
    for name, outcome in _placed(files, outcomes):
        if outcome.trace or outcome.lost:
            tally.failed.append(_failed(name, outcome))
        else:
            tally.add(outcome)
            yield name, outcome


def write_reject_table(out: Path, files: Sequence[FileRead], failed: Sequence[tuple[str, ...]]) -> int:
    """rejects.csv: rows that are no pages, then pages on which the program failed. How many."""
    rows = [*reject_rows(files), *failed]
    write_csv(out / "rejects.csv", (REJECT_COLUMNS, *rows))
    return len(rows)


def write_defects(out: Path, files: Sequence[FileRead], tally: Tally, *, is_wanted: bool) -> None:
    """preflight.csv where it is wanted; the defects are counted all the same."""
    rows = defect_rows(files, tally)
    if is_wanted:
        write_csv(out / "preflight.csv", chain([DEFECT_COLUMNS], rows))
    else:
        deque(rows, maxlen=0)


def write_turned_back(out: Path, files: Sequence[FileRead]) -> None:
    """The rows that were turned back, in the layout of their file: to be mended and read again."""
    for file in files:
        if file.reading.rejects:
            write_rejects(turned_back(out, file), file.reading)


def turned_back(out: Path, file: FileRead) -> Path:
    """Where the rows go that are turned back of a file."""
    parts = Path(file.given).with_suffix("").parts
    stem = "_".join(part for part in parts if part not in ("/", "\\", ".", ".."))
    suffix = ".xlsx" if file.reading.encoding == "xlsx" else ".csv"
    return out / "rejects" / f"{stem.replace(':', '')}{suffix}"


def _placed(files: Sequence[FileRead], outcomes: Iterator[Outcome]) -> Iterator[tuple[str, Outcome]]:
    """Every outcome with the name of its file, in order."""
    names = (file.given for file in files for _ in range(len(file.reading.pages)))
    return zip(names, outcomes, strict=True)


def _failed(name: str, outcome: Outcome) -> tuple[str, ...]:
    if outcome.lost:
        return (name, *outcome.place, "", f"没有检查，该页没有结果：{outcome.lost}。", outcome.raw)
    log = keep_text(outcome.trace)
    reason = f"检查该页时程序内部出错，该页没有结果：详情已写入 {log}，请把它交给维护人员。"
    return (name, *outcome.place, "", reason, outcome.raw)


def _score_groups(knowledge: Knowledge) -> tuple[str, ...]:
    """The groups of items of the score, so that the columns do not depend on what was found."""
    return tuple(examine(FrontPage(), knowledge).score.losses)


def reject_rows(files: Sequence[FileRead]) -> Iterator[tuple[str, ...]]:
    """The rows that are no pages, with the reason of each."""
    for file in files:
        for r in file.reading.rejects:
            yield file.given, str(r.row), r.case_no, r.column, r.reason, csv_line(tuple(r.raw.values()))


def defect_rows(files: Sequence[FileRead], tally: Tally) -> Iterator[tuple[str, ...]]:
    """Every defect of the files as files, counted by class on the way."""
    for file in files:
        for d in file.defects():
            tally.defects[d.kind] += 1
            yield file.given, d.kind.value, d.sheet, str(d.row), d.case_no, d.column, d.message
