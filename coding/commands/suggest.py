"""``suggest``: ranked codes for every name in a column, one block per input row, in order."""

from __future__ import annotations

import json
import os
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.sheet_choice import choose_sheet
from coding.base.sheet_writer import write_csv
from coding.base.sheets import read_sheets
from coding.codes.entry import CodeKind
from coding.codes.library import embedded_library, load_code_table
from coding.commands.inputs import existing, result_file
from coding.commands.output import number_text
from coding.commands.progress import progress
from coding.suggest.search import TermSearch
from coding.suggest.term_book import embedded_terms, load_terms

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

_COLUMNS = ("raw", "rank", "code", "name", "score")
#: From so many names on a second process is worth its start.
_WORTH_WORKERS = 1000
_Answers = dict[str, list[tuple[str, ...]]]


def suggest(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    if arguments.top < 1:
        raise UnusableInputError("--top 至少为 1：请改为每个名称要几个候选。")
    terms, notes = _column(Path(arguments.file), arguments.column)
    for note in () if arguments.quiet else notes:
        print(f"{Path(arguments.file).name}：{note}", file=sys.stderr)
    out = result_file(arguments)
    asked = (CodeKind(arguments.kind), arguments.table, arguments.terms)
    search = _search(*asked)  # what cannot be used is said before any work begins
    for note in () if arguments.quiet else search.terms.notes:
        print(f"{Path(arguments.terms).name}：{note}", file=sys.stderr)
    distinct = list(dict.fromkeys(terms))
    if len(distinct) >= _WORTH_WORKERS and (os.cpu_count() or 1) > 1:
        from concurrent.futures import ProcessPoolExecutor

        search.prepare()  # the workers find the names prepared
        halves = [distinct[start::2] for start in range(2)]
        with ProcessPoolExecutor(1) as other:
            theirs = other.submit(_answer, asked, halves[1], arguments.top)
            with progress(arguments, "已推荐", "个", len(distinct)) as step:
                answers = _answers(halves[0], search, arguments.top, lambda done: step(2 * done)) | theirs.result()
    else:
        with progress(arguments, "已推荐", "个", len(distinct)) as step:
            answers = _answers(distinct, search, arguments.top, step)
    write_csv(out, chain([_COLUMNS], (line for term in terms for line in answers[term])))
    if arguments.json:
        print(json.dumps({"names": len(terms), "distinct": len(distinct), "out": str(out)}, ensure_ascii=False))
    elif not arguments.quiet:
        print(f"已为 {len(terms)} 个名称推荐编码。结果在“{out}”。")
    return 0


def _search(kind: CodeKind, table: str | None, terms: str | None) -> TermSearch:
    library = load_code_table(existing(table, "编码表"), kind) if table else embedded_library(kind)
    book = load_terms(existing(terms, "名称对照表")) if terms else embedded_terms()
    return TermSearch(library, book)


def _answer(asked: tuple[CodeKind, str | None, str | None], terms: Sequence[str], top: int) -> _Answers:
    """The answers of another process."""
    return _answers(terms, _search(*asked), top)


def _answers(
    terms: Sequence[str], search: TermSearch, top: int, step: Callable[[int], None] = lambda _: None
) -> _Answers:
    """The block of each name."""
    answers: _Answers = {}
    for done, term in enumerate(terms, start=1):
        step(done)
        found = search.search(term, top) if term.strip() else []
        block: list[tuple[str, ...]] = [
            (term, str(rank), match.code, match.name, number_text(match.score, 2))
            for rank, match in enumerate(found[:top], start=1)
        ]
        # a name without any candidate keeps its block, so that blocks and rows can be counted off
        answers[term] = block or [(term, "1", "", "", "0")]
    return answers


def _column(path: Path, name: str) -> tuple[list[str], Sequence[str]]:
    """The cells of a column, and what is to be said of the file."""
    existing(str(path), "文件")
    if path.is_dir():
        raise UnusableInputError(f"“{path}”是文件夹：请指定其中的一个文件。")
    wanted = name.strip().casefold()

    def place(rows: list[list[str]]) -> int | None:
        cleaned = [cell.strip().strip("\ufeff").casefold() for cell in rows[0]] if rows else []
        return cleaned.index(wanted) if wanted in cleaned else None

    chosen = choose_sheet(read_sheets(path), place)
    header, *rows = chosen.sheet.rows
    at = chosen.found
    if at is None:
        raise UnusableInputError(f"文件“{path.name}”里没有列“{name}”：有的列是 {'、'.join(header[:20])}。")
    return [row[at] if at < len(row) else "" for row in rows], chosen.notes
