"""``suggest``: ranked codes for every name in a column, one block per input row, in order."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from coding.codes.library import embedded_library, load_code_table
from coding.codes.model import CodeKind
from coding.codes.sheet import read_rows
from coding.commands.inputs import existing, result_file
from coding.commands.output import number_text, write_table
from coding.errors import UnusableInputError
from coding.suggest.search import TermSearch
from coding.suggest.terms import embedded_terms, load_terms

_COLUMNS = ("raw", "rank", "code", "name", "score")


def suggest(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    if arguments.top < 1:
        raise UnusableInputError("--top 至少为 1：请改为每个名称要几个候选。")
    terms = _column(Path(arguments.file), arguments.column)
    out = result_file(arguments.out, arguments.file)
    kind = CodeKind(arguments.kind)
    library = load_code_table(existing(arguments.table, "编码表"), kind) if arguments.table else embedded_library(kind)
    book = load_terms(existing(arguments.terms, "名称对照表")) if arguments.terms else embedded_terms()
    search = TermSearch(library, book)
    write_table(out, _COLUMNS, _blocks(terms, search, arguments.top))
    print(f"已为 {len(terms)} 个名称推荐编码。结果在“{out}”。")
    return 0


def _blocks(terms: Sequence[str], search: TermSearch, top: int) -> Iterator[tuple[str, ...]]:
    answers: dict[str, list[tuple[str, ...]]] = {}
    for term in terms:
        block = answers.get(term)
        if block is None:
            found = search.search(term, top) if term.strip() else []
            block = [
                (term, str(rank), match.code, match.name, number_text(match.score, 2))
                for rank, match in enumerate(found[:top], start=1)
            ]
            # a name without any candidate keeps its block, so that blocks and rows can be counted off
            answers[term] = block = block or [(term, "1", "", "", "0")]
        yield from block


def _column(path: Path, name: str) -> list[str]:
    existing(str(path), "文件")
    if path.is_dir():
        raise UnusableInputError(f"“{path}”是文件夹：请指定其中的一个文件。")
    header, *rows = read_rows(path)
    wanted = name.strip().casefold()
    cleaned = [cell.strip().strip("\ufeff").casefold() for cell in header]
    if wanted not in cleaned:
        raise UnusableInputError(f"文件“{path.name}”里没有列“{name}”：有的列是 {'、'.join(header[:20])}。")
    at = cleaned.index(wanted)
    return [row[at] if at < len(row) else "" for row in rows]
