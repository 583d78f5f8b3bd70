"""The language of conditions in a scheme pack: text → clauses of atoms.

A condition is a conjunction (``&``) of clauses, a clause a disjunction (``|``) of atoms; ``|`` binds
tighter. ``{A&B}`` makes a whole condition one atom, ``NOT{A}`` its contrary. The meaning of each atom stands in
``docs/schemes.md``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Atoms that look codes up in lists: which codes they look at, and whether they hold when none is found.
LIST_ATOMS = {
    "PDX_IN": ("pdx", True),
    "PDX_NOT_IN": ("pdx", False),
    "ANYDX_IN": ("anydx", True),
    "SDX_IN": ("sdx", True),
    "PPX_IN": ("ppx", True),
    "NO_PPX_IN": ("ppx", False),
    "ANYPX_IN": ("anypx", True),
    "NO_PX_IN": ("anypx", False),
    "SPX_IN": ("spx", True),
}
#: Numbers of a case, by the name that a condition calls them.
NUMBERS = {
    "AGE": "age",
    "AGEDAYS": "age_days",
    "WEIGHT": "birth_weight",
    "LOS": "los",
    "ICUHOURS": "icu_hours",
    "SEX": "sex",
}
#: What holds wherever one of these holds, and is quicker to ask.
_WIDER = {
    "ANYDX_IN": frozenset({"PDX_IN", "SDX_IN", "ANYDX_IN"}),
    "ANYPX_IN": frozenset({"PPX_IN", "SPX_IN", "ANYPX_IN"}),
}
_OTHERS = frozenset({"SDX_IN", "SPX_IN"})
PLAIN_ATOMS = frozenset({"ALWAYS", "NEVER", "MCC", "CC", "MCC_OR_CC"})

_LISTED = re.compile(r"([A-Z_]+)\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])")
_NUMERIC = re.compile(r"([A-Z_]+)\s*(<=|>=|==|!=|=|<|>)\s*(-?\d+(?:\.\d+)?)")
_DEPT = re.compile(r"DEPT\s*==?\s*(\S.*)")
_CLASSES = re.compile(r"\d+(?:[&|]\d+)*")
_COUNT = re.compile(r"COUNT_([A-Z]+_IN)\(([^()]*)\)\s*(<=|>=|==|!=|=|<|>)\s*(\d+)")
_NESTED = re.compile(r"(NOT)?\{(.*)\}", re.DOTALL)
#: MDC, VALID, D1 … of the node, or ``@NAME``: a set of the whole scheme.
_LIST_NAME = re.compile(r"[A-Z][A-Z_]*\d{0,2}|@[\w.\-]+")


class UnknownAtomError(ValueError):
    """A condition holds a word that no interpreter knows; ``args[0]`` is the word."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One test of a case.

    ``kind`` is a name of LIST_ATOMS or PLAIN_ATOMS, or number, regions, dept, leaving, prefix, classes, count (how
    many different codes of ``name`` are in the lists), all or not (``rule`` holds, or does not).
    ``lists`` are list names as written (MDC, VALID, D1 …), ``codes`` codes or patterns written inline,
    ``values`` texts to compare with, ``classes`` the alternatives of PXCLASS, each all to be present.
    """

    text: str
    kind: str
    lists: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    name: str = ""
    op: str = ""
    number: float = 0
    values: tuple[str, ...] = ()
    classes: tuple[tuple[int, ...], ...] = ()
    rule: tuple[tuple[Atom, ...], ...] = ()


Clause = tuple[Atom, ...]
Rule = tuple[Clause, ...]


@cache
def parse_rule(text: str) -> Rule:
    """The clauses of a condition; an empty text is ALWAYS.

    Raises UnknownAtomError.
    """
    text = text.strip()
    if not text:
        return ()
    return tuple(tuple(parse_atom(a) for a in _split(clause, "|")) for clause in _split(text, "&"))


def parse_atom(text: str) -> Atom:
    """One atom.

    Raises UnknownAtomError.
    """
    text = text.strip()
    if text in PLAIN_ATOMS:
        return Atom(text, text)
    if match := _NESTED.fullmatch(text):
        return Atom(text, "not" if match[1] else "all", rule=parse_rule(match[2]))
    if (match := _COUNT.fullmatch(text)) and match[1] in LIST_ATOMS:
        lists = tuple(p.strip() for p in match[2].split("+") if p.strip())
        op = "==" if match[3] == "=" else match[3]
        return Atom(text, "count", lists=lists, name=LIST_ATOMS[match[1]][0], op=op, number=float(match[4]))
    if match := _LISTED.fullmatch(text):
        return _listed_atom(text, match)
    if (match := _NUMERIC.fullmatch(text)) and match[1] in (*NUMBERS, "TRAUMA_REGIONS"):
        kind = "regions" if match[1] == "TRAUMA_REGIONS" else "number"
        op = "==" if match[2] == "=" else match[2]
        return Atom(text, kind, name=NUMBERS.get(match[1], ""), op=op, number=float(match[3]))
    if match := _DEPT.fullmatch(text):
        return Atom(text, "dept", values=(match[1].strip(),))
    raise UnknownAtomError(text)


def _listed_atom(text: str, match: re.Match[str]) -> Atom:
    word, inside, inline = match.groups()
    if inline is not None and word in LIST_ATOMS:
        return Atom(text, word, codes=tuple(inline.split()))
    inside = (inside or "").strip()
    if word in LIST_ATOMS and inside:
        parts = [p.strip() for p in inside.split("+")]
        names = tuple(p for p in parts if _LIST_NAME.fullmatch(p))
        return Atom(text, word, lists=names, codes=tuple(p for p in parts if p and p not in names))
    if word == "ANYDX_PREFIX" and inside:
        return Atom(text, "prefix", values=(inside,))
    if word == "LEAVING_IN" and inside:
        return Atom(text, "leaving", values=tuple(v.strip() for v in inside.split(",")))
    if word == "PXCLASS" and _CLASSES.fullmatch(inside.replace(" ", "")):
        alternatives = inside.replace(" ", "").split("|")
        return Atom(text, "classes", classes=tuple(tuple(map(int, a.split("&"))) for a in alternatives))
    raise UnknownAtomError(text)


def atoms_of(rule: Rule) -> Iterator[Atom]:
    """Every atom of a condition, those inside others too."""
    for clause in rule:
        for atom in clause:
            yield atom
            yield from atoms_of(atom.rule)


def implied_by(clause: Clause) -> Iterator[Clause]:
    """Clauses that hold wherever a clause of whole conditions (``{A&B}|{C&D}``) holds: quicker to ask than it.

    What all alternatives have in common, and the lists of principal diagnoses or main procedures that they name, or
    of any; other diagnoses in a list are some diagnoses in it.
    """
    yield from _wider(clause)
    if not any(atom.kind == "all" for atom in clause):
        return
    ways = [atom.rule if atom.kind == "all" else ((atom,),) for atom in clause]
    yield from (common for common in ways[0] if all(common in way for way in ways))
    for kind, wide in (("PDX_IN", "ANYDX_IN"), ("PPX_IN", "ANYPX_IN")):
        named = [next((part for part in way if {atom.kind for atom in part} == {kind}), ()) for way in ways]
        wider = [next((part for part in way if {atom.kind for atom in part} <= _WIDER[wide]), ()) for way in ways]
        if all(named):
            yield tuple(atom for part in named for atom in part)
        elif all(wider):
            yield tuple(replace(atom, kind=wide) for part in wider for atom in part)


def _wider(clause: Clause) -> Iterator[Clause]:
    """A clause about other codes, or about principal and other ones, as one about any."""
    kinds = {atom.kind for atom in clause}
    for wide, narrow in _WIDER.items():
        if kinds <= narrow and kinds & _OTHERS:
            yield tuple(replace(atom, kind=wide) for atom in clause)


def _split(text: str, sign: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == sign and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
