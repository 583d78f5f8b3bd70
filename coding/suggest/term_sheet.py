"""The term book as a sheet: written for Excel, and read back from any sheet with words and standard words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.numbers import whole_number
from coding.base.sheet_choice import choose_sheet
from coding.base.sheet_writer import write_csv
from coding.base.sheets import read_sheets
from coding.codes.code_sheet import find_column
from coding.codes.entry import CodeKind
from coding.codes.parse import is_well_formed, normalise_code
from coding.suggest.term_book import TermPair, load_terms

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from coding.suggest.lookup import Lookup

HEADERS = ("类别", "原词", "标准词", "编码", "次数", "首次使用", "最近使用", "状态", "来源", "登记人", "审核人")
#: No hospital has written a word more often; what is more is no count.
_MOST_TIMES = 1_000_000_000
KIND_WORDS = {"dx": "诊断", "px": "手术操作", "": ""}
_WORDS = ("原词", "诊断名称", "手术名称", "手术操作名称", "诊断", "手术", "名称", "raw", "words", "name")
_TIMES = ("次数", "例数", "频次", "count", "times")


def write_terms(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """Write rows in the order of ``HEADERS``. Raises UnusableInputError when the file cannot be written."""
    write_csv(path, (HEADERS, *rows))


def read_terms(path: Path, lookup: Lookup) -> tuple[list[TermPair], list[str]]:
    """The pairs of a sheet with kind and code filled in, and a Chinese sentence for each that cannot be placed.

    Raises KnowledgeError when the sheet cannot be used.
    """
    book = load_terms(path)
    pairs, notes = [], list(book.notes)
    for pair in book.accepted:
        placed = _placed(pair, lookup)
        if placed is None:
            notes.append(f"“{pair.raw}”的标准词“{'、'.join(pair.std)}”不在诊断码表和手术码表中，未导入。")
        else:
            pairs.append(placed)
    if not pairs:
        raise KnowledgeError(f"文件“{path.name}”中没有一条标准词在现用码表中：请检查码表版本是否对应后再导入。")
    return pairs, notes


def read_words(path: Path) -> dict[str, int]:
    """The words of a sheet and how often each stands there, or as a count column says.

    Raises KnowledgeError when the sheet cannot be used.
    """
    chosen = choose_sheet(read_sheets(path), lambda rows: find_column(rows[0], _WORDS) if rows else None)
    rows, at = chosen.sheet.rows, chosen.found
    if at is None:
        raise KnowledgeError(f"文件“{path.name}”的表头中找不到“原词”（或“诊断名称”“手术名称”）列，请补上这个列名。")
    times_at = find_column(rows[0], _TIMES, (at,))
    found: dict[str, int] = {}
    for row in rows[1:]:
        words = row[at].strip() if at < len(row) else ""
        times = row[times_at].strip() if times_at is not None and times_at < len(row) else ""
        if words and words not in ("-", "—", "/"):
            found[words] = found.get(words, 0) + _times(times)
    if not found:
        raise KnowledgeError(f"文件“{path.name}”的“原词”列是空的，请检查后再读入。")
    return found


def _times(text: str) -> int:
    """How often a word was written; once where the sheet does not say it in figures."""
    times = whole_number(text)
    return 1 if times is None else min(times, _MOST_TIMES)


def _placed(pair: TermPair, lookup: Lookup) -> TermPair | None:
    """The pair with its kind and code: by its code, else by the table that holds its standard words."""
    for kind in CodeKind:
        library, names = lookup.library(kind), lookup.search(kind).judge.names
        if pair.code and is_well_formed(normalise_code(pair.code, kind), kind):
            entry = library.get(pair.code)
            if entry is not None and (len(pair.std) > 1 or not names.rows(pair.std[0])):
                return replace(pair, kind=kind.value, code=entry.code)
        if all(names.rows(std) for std in pair.std):
            code = names.rows(pair.std[0])[0].code if len(pair.std) == 1 else ""
            return replace(pair, kind=kind.value, code=pair.code if pair.code in library else code)
    return None
