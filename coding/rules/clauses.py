"""The clauses that the rules rest on, as data: which document, which article, since when, and whether we read it.

``resources/rules/tables/clauses.csv`` has one row a clause. The basis of a rule is a text for people; it is read here
against that table, so that no rule can name a clause that nobody has written down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from coding.base.dates import read_day
from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from coding.base.tables import CsvTable

_COLUMNS = ("key", "document", "number", "article", "from", "to", "read", "published", "sense")
#: What stands between two citations of one basis.
_BETWEEN = re.compile(r"[；;]\s*")
#: An article as laws number them; one that the table does not hold makes a citation unknown.
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条|（[一二三四五六七八九十]+）|附件\d|MB\d|\b\d\.\d(?:\.\d)?\b")


#: The volumes of ICD-10 are cited by their number alone where another has just been named.
_VOLUME = re.compile(r"^(?=第[一二三]卷)")
#: Items of one article, the article written once.
_FURTHER = re.compile(r"(第[一二三四五六七八九十百]+条)(（[一二三四五六七八九十]+）)(?=（[一二三四五六七八九十]+）)")


class Read(StrEnum):
    """Whether we have read the wording of a clause: all of it, parts of it, or only what others say of it.

    ``OWN``: no document at all, a hospital's own convention.
    """

    WHOLE = "whole"
    PART = "part"
    NOT = "no"
    OWN = "own"

    @property
    def label(self) -> str:
        """The words on the screen."""
        return {"whole": "已读原文", "part": "已读节录", "no": "未读原文", "own": "本院约定"}[self.value]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. ``article`` is "" for the document as a whole; ``since`` and ``until`` are the days between which
    it is in force, None where we do not know; ``sense`` is what it says, in our own words.
    """

    key: str
    document: str
    number: str
    article: str
    since: date | None
    until: date | None
    read: Read
    published: str
    sense: str

    @property
    def title(self) -> str:
        """Document, number and article, as one cites them."""
        return " ".join(part for part in (f"{self.document}{self.number}", self.article) if part)


@dataclass(frozen=True, slots=True)
class Citation:
    """One part of a basis as it is written, and the clauses that it names; none: the table does not hold it."""

    text: str
    clauses: tuple[Clause, ...]


@cache
def embedded_clauses() -> tuple[Clause, ...]:
    """The clauses that ship with the program, document by document."""
    return read_clauses(resource_table("rules/tables/clauses.csv", *_COLUMNS))


def read_clauses(table: CsvTable) -> tuple[Clause, ...]:
    """The clauses of a table. Raises KnowledgeError with file and line for a row that cannot be used."""
    clauses: list[Clause] = []
    seen: set[str] = set()
    for row, line in zip(table, table.lines, strict=True):
        source = f"{table.name.rpartition('/')[2]} 第{line}行"
        if row["key"] in seen or not row["document"]:
            raise KnowledgeError(f"{source}：条款编号“{row['key']}”重复，或没有写文件名称，请改正。")
        seen.add(row["key"])
        clauses.append(_clause(row, source))
    return tuple(clauses)


def _clause(row: dict[str, str], source: str) -> Clause:
    try:
        read = Read(row["read"])
    except ValueError as error:
        raise KnowledgeError(f"{source}：read 的值“{row['read']}”应为 {'、'.join(Read)} 之一。") from error
    key, document, number, article = (row[column] for column in ("key", "document", "number", "article"))
    since, until = (read_day(row[column], source) for column in ("from", "to"))
    return Clause(key, document, number, article, since, until, read, row["published"], row["sense"])


@lru_cache(maxsize=1024)
def citations(basis: str) -> tuple[Citation, ...]:
    """What a basis cites, part by part, in the embedded clauses."""
    return cited(basis, embedded_clauses())


def cited(basis: str, clauses: Iterable[Clause]) -> tuple[Citation, ...]:
    """What a basis cites, part by part.

    A part names a document by its number, or by its title where it has none, and articles of it; without an article
    it is the document as a whole. An article that the table does not hold makes the part name nothing.
    """
    held = tuple(clauses)
    return tuple(Citation(part, _named(part, held)) for part in _BETWEEN.split(basis.strip()) if part)


def _named(part: str, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    part = _FURTHER.sub(r"\1\2、\1", _VOLUME.sub("ICD-10 ", _bare(part)))
    weights = {(c.document, c.number): _weight(part, c) for c in clauses}
    best = max(weights, key=weights.__getitem__, default=None)
    if best is None or not weights[best]:
        return ()
    rest = part.replace(_bare(best[0]), " ").replace(best[1] or "\0", " ")
    of_document = [c for c in clauses if (c.document, c.number) == best]
    found: list[tuple[int, Clause]] = []
    for clause in sorted((c for c in of_document if c.article), key=lambda c: -len(c.article)):
        at = rest.find(clause.article)
        if at >= 0:
            found.append((at, clause))
            rest = rest.replace(clause.article, "\0" * len(clause.article))
    if _ARTICLE.search(rest):
        return ()
    if found:
        return tuple(clause for _, clause in sorted(found, key=lambda one: one[0]))
    return tuple(c for c in of_document if not c.article)


def _weight(part: str, clause: Clause) -> int:
    """How many letters of a document a part names: its number must be there, or its title where it has no number."""
    title = len(_bare(clause.document)) if _bare(clause.document) in part else 0
    if clause.number:
        return title + len(clause.number) if clause.number in part else 0
    return title


def _bare(document: str) -> str:
    return document.replace("《", "").replace("》", "")
