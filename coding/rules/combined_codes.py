"""Combination categories as the table holds them, and the row of the table in use that stands for a code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.kept_answers import kept_by_question
from coding.base.resources import resource_table
from coding.codes.parse import halves, normalise_code, six_place
from coding.codes.ranges import CodeSet
from coding.rules.triggers import categories_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coding.base.tables import CsvTable
    from coding.codes.entry import CodeEntry
    from coding.codes.library import CodeLibrary

COMBINED_CODES = "rules/tables/combined_codes.csv"
_COLUMNS = ("rule", "grade", "about", "a", "b", "c", "way", "words", "but", "given", "unless", "source")


class Way(StrEnum):
    """What becomes of the two rows, in the words of the table."""

    MERGED = "合并"
    FIRST = "甲改"
    SECOND = "乙改"
    CONTAINED = "已含"
    ADDED = "加编"


class Grade(StrEnum):
    """Whether the notes of the classification settle it, or the doctor must be asked first."""

    PLAIN = "明确"
    ASK = "询问"


@dataclass(frozen=True, slots=True)
class Combination:
    """One pair of sets and the code that stands for both.

    ``second`` None: one code that is never right where the rule applies (a newborn). ``right``: codes to choose from,
    each as alternatives of which the first in the table in use counts; empty where the second row is contained in the
    first. ``words``: one must stand in the name of the second row, or of the only one; ``but``: silences where it
    stands in either name. ``given``: must be on the page besides; ``unless``: diagnoses or procedures that silence.
    """

    about: str
    is_plain: bool
    first: CodeSet
    second: CodeSet | None
    right: tuple[tuple[str, ...], ...]
    way: Way
    words: tuple[str, ...]
    but: tuple[str, ...]
    given: CodeSet | None
    unless: CodeSet | None
    source: str
    first_places: frozenset[str]
    second_places: frozenset[str]
    right_codes: CodeSet | None
    right_places: frozenset[str]


@cache
def combinations() -> Mapping[str, tuple[Combination, ...]]:
    """The rows of ``combined_codes.csv`` by the rule that tells them, pairs that stand side by side taken apart."""
    return read_combinations(resource_table(COMBINED_CODES, *_COLUMNS))


def read_combinations(table: CsvTable) -> Mapping[str, tuple[Combination, ...]]:
    """The same of any table. Raises KnowledgeError that names the line where a row cannot be read."""
    found: dict[str, list[Combination]] = {}
    for row, line in zip(table, table.lines, strict=True):
        try:
            found.setdefault(row["rule"], []).extend(_taken_apart(row))
        except (ValueError, KnowledgeError) as error:
            raise KnowledgeError(f"{table.name} 第{line}行：合并编码的这一行无法识别（{error}），请改正。") from error
    return MappingProxyType({rule: tuple(made) for rule, made in found.items()})


def _taken_apart(row: Mapping[str, str]) -> Iterator[Combination]:
    columns = [[piece.strip() for piece in row[name].split("/")] for name in "abc"]
    length = max(map(len, columns))
    if any(len(pieces) not in (1, length) for pieces in columns):
        raise ValueError("a、b、c 用“/”隔开的段数不同")
    firsts, seconds, rights = (pieces * length if len(pieces) == 1 else pieces for pieces in columns)
    for first, second, right in zip(firsts, seconds, rights, strict=True):
        choice = tuple(tuple(p.strip() for p in part.split("|")) for part in right.split("、") if part.strip())
        halves_told = ", ".join(telling_half(code) for codes in choice for code in codes)
        yield Combination(
            about=row["about"],
            is_plain=Grade(row["grade"]) is Grade.PLAIN,
            first=CodeSet.parse(first),
            second=_set(second),
            right=choice,
            way=Way(row["way"]),
            words=_words(row["words"]),
            but=_words(row["but"]),
            given=_set(row["given"]),
            unless=_set(row["unless"]),
            source=row["source"],
            first_places=categories_of(first) or frozenset(),
            second_places=categories_of(second) or frozenset(),
            right_codes=_set(halves_told),
            right_places=categories_of(halves_told) or frozenset(),
        )


def _set(text: str) -> CodeSet | None:
    return CodeSet.parse(text) if text else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split("|") if word)


def telling_half(code: str) -> str:
    """The half of a right code by which a page is seen to have it: the asterisk half of a pair."""
    dagger, asterisk = halves(normalise_code(code))
    return asterisk or dagger


@kept_by_question
def named_code(library: CodeLibrary, code: str) -> str:
    """A code with its name in the table in use: ``J44.0（…）``."""
    dagger, asterisk = halves(normalise_code(code))
    name = library.name(asterisk or dagger)
    return f"{code}（{name}）" if name else code


def code_in_use(alternatives: tuple[str, ...], library: CodeLibrary) -> str:
    """The first of alternatives of several editions that the table in use knows."""
    known = (code for code in alternatives if telling_half(code) in library or submitted(library, code))
    return next(known, alternatives[0])


@kept_by_question
def submitted(library: CodeLibrary, code: str) -> tuple[CodeEntry, ...]:
    """The rows of the table for a code that may be submitted: itself and those below it that are not grey."""
    whole = library.get(code)
    rows = (*((whole,) if whole is not None else ()), *library.children(code))
    return tuple(entry for entry in rows if len(entry.code) > 3 and not entry.grey)


@kept_by_question
def pairs_of(library: CodeLibrary, category: str) -> tuple[CodeEntry, ...]:
    """The rows of a category that are dagger and asterisk in one."""
    return tuple(e for e in library.children(category) if halves(e.code)[1] and not e.grey)


def single(library: CodeLibrary, code: str) -> CodeEntry | None:
    """The one row of the table that stands for a code; None where there is none or one must be chosen."""
    rows = submitted(library, code)
    whole = next((entry for entry in rows if entry.code == six_place(code)), None)
    if whole is not None:
        return whole
    return rows[0] if len(rows) == 1 else None
