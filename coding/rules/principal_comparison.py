"""What makes one diagnosis of a page a better principal than another: the tables ``tables/principal_*.csv``.

A row of a table says: a principal diagnosis in ``worse`` gives way to another diagnosis of the page in ``better``,
``why``, and under which circumstances. The tables are read and indexed once, by the category of the worse code.
``@name`` in a set stands for a row of ``tables/principal_sets.csv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.codes.entry import ProcedureKind
from coding.codes.parse import category
from coding.codes.ranges import CodeSet
from coding.rules.facts import dept_code
from coding.rules.indications import treats
from coding.rules.triggers import categories_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.rules.facts import Facts
    from coding.rules.page_rows import DiagnosisRow, ProcedureRow

_FOLDER = "rules/tables/"
_SETS = _FOLDER + "principal_sets.csv"
_RANKS = _FOLDER + "principal_ranks.csv"
_ORGANS = _FOLDER + "principal_organ.csv"
#: The tables that a row which would be named as the better one is asked by whether it gives way itself.
PLAIN_TABLES = ("terminal", "cause", "symptom", "finding", "stable", "words")
#: The tables by their weight: what an earlier one says of two rows, a later one does not turn about.
WEIGHT = (
    *("terminal", "poisoning", "factor", "symptom", "tumour", "obstetric", "cause", "stable"),
    *("finding", "words", "ward", "trifle"),
)
#: Whose operation decides, as the column ``treated`` says it; "" asks for no operation.
_TREATED = ("", "lifts", "alone", "better", "only")
#: 入院病情 4: it was not there at admission, so it cannot be why the patient was admitted.
_BEGAN_IN_HOSPITAL = "4"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row of a table. Empty sets and words ask for nothing.

    ``unless``: a further diagnosis under which it does not hold; ``with_op``, ``unless_op``: procedures that must, or
    must not, be on the page; ``past``: words in the name of the better row that say it is over; ``now``: words of which
    its name must have one; ``own_not``: words that the name of the principal diagnosis must not have; ``wards``,
    ``not_wards``: beginnings of the department of discharge; ``treated``: ``lifts`` it does not hold where an operation
    is for the principal, ``alone`` where one is for the principal and none for the better row, ``better`` it holds only
    where an operation is for the better row, ``only`` where one is for the better row and none for the principal.
    """

    table: str
    worse: CodeSet
    better: CodeSet
    unless: CodeSet
    with_op: CodeSet
    unless_op: CodeSet
    past: tuple[str, ...]
    now: tuple[str, ...]
    own_not: tuple[str, ...]
    wards: tuple[str, ...]
    not_wards: tuple[str, ...]
    treated: str
    why: str

    @property
    def is_plain(self) -> bool:
        """Whether it holds by the codes alone, whatever was done and wherever."""
        return self.table in PLAIN_TABLES and not (self.treated or self.wards or self.not_wards)

    def speaks_of(self, row: DiagnosisRow) -> bool:
        """Whether a principal diagnosis is one that the row of the table is about."""
        return row.code in self.worse and not any(word in row.name for word in self.own_not)

    def holds(self, facts: Facts, row: DiagnosisRow) -> bool:
        """Whether the page is one of which the row of the table speaks; ``row``: the principal diagnosis."""
        if not self.speaks_of(row):
            return False
        if self.with_op and not any(p.code in self.with_op for p in facts.px):
            return False
        if self.unless_op and any(p.code in self.unless_op for p in facts.px):
            return False
        if self.unless and any(d is not row and d.lies_in(self.unless) for d in facts.dx):
            return False
        if not (self.wards or self.not_wards):
            return True
        ward = dept_code(facts.page.text("discharge_dept"))
        return (not self.wards or ward.startswith(self.wards)) and not (
            self.not_wards and ward.startswith(self.not_wards)
        )

    def names(self, row: DiagnosisRow) -> bool:
        """Whether another diagnosis is the better one: it was there at admission, and it is not over."""
        if not row.code or row.poa == _BEGAN_IN_HOSPITAL or not row.lies_in(self.better):
            return False
        if self.now and not any(word in row.name for word in self.now):
            return False
        return not any(word in row.name for word in self.past)

    def is_lifted(self, facts: Facts, row: DiagnosisRow, better: DiagnosisRow) -> bool:
        """Whether an operation of the page decides otherwise."""
        match self.treated:
            case "lifts":
                return is_treated(facts, row)
            case "alone":
                return is_treated(facts, row) and not is_treated(facts, better)
            case "better":
                return not is_treated(facts, better)
            case "only":
                return is_treated(facts, row) or not is_treated(facts, better)
        return False


@dataclass(frozen=True, slots=True)
class Rank:
    """How grave the diseases of a set are among their like; ``label`` says it in words."""

    codes: CodeSet
    rank: int
    label: str


def is_treated(facts: Facts, row: DiagnosisRow) -> bool:
    """Whether a procedure of the page that treats is known to be done for a diagnosis."""
    whole = f"{row.code}+{row.tail}" if row.tail else row.code
    return any(treats(p.code, whole) for p in treatments(facts))


def treatments(facts: Facts) -> list[ProcedureRow]:
    """The procedures of the page but those that only examine; tables differ over the kind of endoscopic treatment."""
    return [p for p in facts.px if p.code and p.kind is not ProcedureKind.DIAGNOSTIC]


def was_there(row: DiagnosisRow) -> bool:
    """Whether a diagnosis may be why the patient was admitted."""
    return bool(row.code) and row.poa != _BEGAN_IN_HOSPITAL


@cache
def comparisons(table: str) -> Mapping[str, tuple[Comparison, ...]]:
    """The rows of ``principal_<table>.csv``, in their order, by the category of the worse code."""
    found: dict[str, list[Comparison]] = {}
    name = f"{_FOLDER}principal_{table}.csv"
    for number, row in enumerate(resource_table(name, "worse", "better", "why", "source"), start=2):
        if row["treated"] not in _TREATED:
            raise KnowledgeError(f"{name} 第{number}行 treated 一列的“{row['treated']}”不认识，请改正。")
        one = Comparison(
            table,
            named_codes(row["worse"]),
            named_codes(row["better"]),
            named_codes(row["unless"]),
            named_codes(row["with_op"]),
            named_codes(row["unless_op"]),
            _words(row["past"]),
            _words(row.get("now", "")),
            _words(row.get("own_not", "")),
            _words(row["wards"]),
            _words(row["not_wards"]),
            row["treated"],
            row["why"],
        )
        for place in categories_of(one.worse.text) or ():
            found.setdefault(place, []).append(one)
    return MappingProxyType({place: tuple(rows) for place, rows in found.items()})


@cache
def ranks(group: str) -> tuple[Rank, ...]:
    """The ranks of one group of ``principal_ranks.csv``, the gravest first."""
    rows = [r for r in resource_table(_RANKS, "group", "codes", "rank", "label", "source") if r["group"] == group]
    found = [Rank(named_codes(r["codes"]), int(r["rank"]), r["label"]) for r in rows]
    return tuple(sorted(found, key=lambda one: -one.rank))


def rank_of(code: str, group: str) -> Rank | None:
    """The rank of a code in its group; None where it has none."""
    return next((one for one in ranks(group) if code in one.codes), None)


def gives_way(row: DiagnosisRow, others: Iterable[DiagnosisRow]) -> bool:
    """Whether a diagnosis, were it principal, would itself give way to one of others, by the codes alone."""
    found = [c for table in PLAIN_TABLES for c in comparisons(table).get(category(row.code), ())]
    asked = [c for c in found if c.is_plain and c.speaks_of(row)]
    return any(c.names(other) for c in asked for other in others if other is not row)


def answers_back(facts: Facts, other: DiagnosisRow, row: DiagnosisRow, table: str) -> bool:
    """Whether a table weightier than ``table`` holds ``row`` for better than ``other``, on this very page."""
    before = WEIGHT[: WEIGHT.index(table)] if table in WEIGHT else ()
    found = (c for name in before for c in comparisons(name).get(category(other.code), ()))
    return any(c.holds(facts, other) and c.names(row) and not c.is_lifted(facts, other, row) for c in found)


@cache
def organs() -> tuple[tuple[CodeSet, CodeSet], ...]:
    """Operations and the diseases of the organ that they are done on, narrower than what ``treats`` knows."""
    rows = resource_table(_ORGANS, "operations", "own", "source")
    return tuple((named_codes(row["operations"]), named_codes(row["own"])) for row in rows)


@cache
def own_diseases(operation: str) -> CodeSet | None:
    """The diseases of the organ of an operation; None where the table does not know it."""
    return next((own for operations, own in organs() if operation in operations), None)


@cache
def named_codes(text: str) -> CodeSet:
    """A set of codes of a table, with its ``@names`` put in full; no code for a blank."""
    return CodeSet.parse(re.sub(r"@(\w+)", lambda name: _set(name[1]), text))


def _set(name: str) -> str:
    sets = {row["name"]: row["codes"] for row in resource_table(_SETS, "name", "codes", "source")}
    if name not in sets:
        raise KnowledgeError(f"{_SETS} 中没有名为“{name}”的编码集合。")
    return re.sub(r"@(\w+)", lambda inner: _set(inner[1]), sets[name])


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in re.split(r"[|,，]", text) if word.strip())
