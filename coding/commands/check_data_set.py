"""The tables of ``check`` as a data set: what CSV would hold, by organisation and month, and facts for a roll-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.base.parquet_writer import TextTable, data_set
from coding.base.sheet_writer import people_rows
from coding.commands.check_answers import PRINCIPALS, SUGGESTIONS
from coding.commands.check_outcome import FINDINGS, PLACE
from coding.commands.check_tables import (
    DEFECT_COLUMNS,
    REJECT_COLUMNS,
    counted,
    defect_rows,
    group_columns,
    reject_rows,
    score_columns,
)
from coding.indicators.packed_facts import SHAPE
from coding.store import checked_set as tables
from coding.work.checked_writing import FactsTable
from coding.work.unasked import violations_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from coding.base.parquet_writer import DataSet
    from coding.commands.check_outcome import Outcome
    from coding.commands.check_summary import Tally
    from coding.knowledge.knowledge import Knowledge
    from coding.work.reading_files import FileRead

_PRINCIPALS, _SUGGESTIONS, _PREFLIGHT = "principals", "suggestions", "preflight"
#: Where rows go that are of no page.
_NOWHERE: Final = ("", "")


def write_data_set(
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
    """All tables, whole or not at all; what is counted on the way is in ``tally``."""
    with data_set(out) as into:
        facts = FactsTable(into)
        of_pages: dict[str, tuple[TextTable, Callable[[Outcome], Iterable[str]]]] = {
            tables.FINDINGS: (TextTable(into, tables.FINDINGS, FINDINGS), lambda one: one.findings),
            tables.GROUPS: (TextTable(into, tables.GROUPS, group_columns(knowledge)), lambda one: (one.group,)),
            tables.SCORES: (TextTable(into, tables.SCORES, score_columns(knowledge)), lambda one: (one.score,)),
        }
        if principals:
            of_pages[_PRINCIPALS] = (TextTable(into, _PRINCIPALS, (*PLACE, *PRINCIPALS)), lambda one: one.principals)
        if suggestions:
            of_pages[_SUGGESTIONS] = (
                TextTable(into, _SUGGESTIONS, (*PLACE, *SUGGESTIONS)),
                lambda one: one.suggestions,
            )
        for name, outcome in counted(files, outcomes, tally):
            page = outcome.counted_by
            assert page is not None, "asked for"
            facts.add(page)
            for table, lines in of_pages.values():
                table.add(page.partition, _rows(name, lines(outcome)))
        facts.flush()
        for table, _ in of_pages.values():
            table.flush()
        tally.rejects = _written(into, tables.REJECTS, REJECT_COLUMNS, (*reject_rows(files), *tally.failed))
        defects = defect_rows(files, tally)
        if is_preflight:
            _written(into, _PREFLIGHT, DEFECT_COLUMNS, defects)
        else:
            for _ in defects:
                continue
        about = {
            "knowledge": knowledge.stamp,
            "facts": SHAPE,
            "pages": facts.count,
            "violations": violations_of(knowledge.rules),
        }
        into.finish(about, (*of_pages, tables.REJECTS, tables.FACTS))


def _rows(file: str, lines: Iterable[str]) -> list[list[str]]:
    """The cells of lines that were made for people, without the guards of spreadsheets."""
    return [[file, *cells] for cells in people_rows(lines)]


def _written(into: DataSet, name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    table, count = TextTable(into, name, columns), 0
    for row in rows:
        table.add(_NOWHERE, [row])
        count += 1
    table.flush()
    return count
