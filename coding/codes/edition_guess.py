"""Of which edition the codes of a file are, where it does not say so: told by the codes that mean something else in the
other edition.

Everything is derived from the crosswalk and the code table that the hospital has imported. A code that stands in both
editions with another meaning speaks by the name beside it; a code that stands in one of them only speaks by itself. A
wrong guess turns codes into others, so a guess is given only where the signs agree; else a person is asked.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from coding.base.kept_answers import kept_with_owner
from coding.codes.edition import CLINICAL, INSURANCE, speaks_insurance, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.codes.code_tables import CodeTables
    from coding.codes.crosswalk import Crosswalk
    from coding.codes.entry import CodeKind
    from coding.codes.library import CodeLibrary

#: So many different codes that say the same make a guess: one may be a slip.
_LEAST: Final = 3
#: The share of the signs that must agree: on a page of one edition stands a code of the other now and then, accepted
#: from a suggestion.
_AGREEING: Final = 0.9
#: A crosswalk that has rows for so many codes of the table is a whole one: a code without a row is of one edition only.
_WHOLE: Final = 0.8


@dataclass(frozen=True, slots=True)
class EditionSigns:
    """What the codes of one kind say. ``names``: code of both editions → its name in the insurance edition, and the
    name of what it means in the clinical one. ``clinical``, ``insurance``: codes of one edition only.
    """

    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    clinical: frozenset[str] = frozenset()
    insurance: frozenset[str] = frozenset()

    def says(self, code: str, name: str) -> str:
        """clinical, insurance, or "" where the pair says nothing. ``code`` in canonical spelling."""
        told = self.names.get(code)
        if told is not None:
            said = folded_name(name)
            if not said or told[0] == told[1]:
                return ""
            return INSURANCE if said == told[0] else CLINICAL if said == told[1] else ""
        if code in self.clinical:
            return CLINICAL
        return INSURANCE if code in self.insurance else ""


@dataclass(frozen=True, slots=True)
class EditionGuess:
    """The signs of a file: how many different codes speak for each edition. ``changing``: how many codes the crosswalk
    makes another of, were the file clinical: without any the edition matters to no page. ``examples``: some codes with
    their names for each.
    """

    clinical: int = 0
    insurance: int = 0
    changing: int = 0
    examples: tuple[str, ...] = ()

    @property
    def edition(self) -> str:
        """The edition that nearly all signs agree on; "" where they do not, or are too few."""
        all_signs = self.clinical + self.insurance
        most = max(self.clinical, self.insurance)
        if most < _LEAST or most < _AGREEING * all_signs:
            return ""
        return CLINICAL if self.clinical > self.insurance else INSURANCE

    @property
    def matters(self) -> bool:
        """Whether any page is grouped otherwise in the other edition; else nobody need be asked."""
        return self.changing > 0


def guessed_edition(pairs: Mapping[CodeKind, Iterable[tuple[str, str]]], codes: CodeTables) -> EditionGuess:
    """What (code, name) pairs of a file say; each different code counts once, however many pages carry it."""
    spoke: dict[str, dict[str, str]] = {CLINICAL: {}, INSURANCE: {}}
    changing: set[tuple[CodeKind, str]] = set()
    for kind, found in pairs.items():
        signs = signs_of(codes, kind)
        if signs is None:
            continue
        for code, name in dict.fromkeys(found):
            canonical = spelled(code, kind)
            if canonical in signs.names or canonical in signs.clinical:
                changing.add((kind, canonical))
            if edition := signs.says(canonical, name):
                spoke[edition].setdefault(canonical, name)
    shown = [f"{code} {name}".strip() for told in spoke.values() for code, name in list(told.items())[:2]]
    return EditionGuess(len(spoke[CLINICAL]), len(spoke[INSURANCE]), len(changing), tuple(shown))


def signs_of(codes: CodeTables, kind: CodeKind) -> EditionSigns | None:
    """The signs that crosswalk and table of a kind give; None without a crosswalk, or where the table is none of the
    insurance edition: its names would be those of the other.
    """
    crosswalk, library = codes.crosswalk(kind), codes.library(kind)
    if crosswalk is None or library.headings_only or not speaks_insurance(library, crosswalk):
        return None
    known = _signs(crosswalk)
    if library not in known:
        known[library] = _derived(crosswalk, library)
    return known[library]


@kept_with_owner
def _signs(_crosswalk: Crosswalk) -> WeakKeyDictionary[CodeLibrary, EditionSigns]:
    """What was derived for code tables beside a crosswalk; it goes when either of them is exchanged."""
    return WeakKeyDictionary()


def _derived(crosswalk: Crosswalk, library: CodeLibrary) -> EditionSigns:
    known = {entry.code: folded_name(entry.name) for entry in library.entries}
    names, clinical = {}, set()
    for source, target in crosswalk.targets.items():
        if source == target:
            continue
        if source in known:
            names[source] = (known[source], known.get(target, ""))
        else:
            clinical.add(source)
    unlisted = {code for code in known if not crosswalk.knows(code)}
    is_whole = len(unlisted) <= (1 - _WHOLE) * len(known)
    return EditionSigns(names, frozenset(clinical), frozenset(unlisted) if is_whole else frozenset())


def folded_name(name: str) -> str:
    """A name as it is compared: width, blanks and brackets' form are no other name."""
    return "".join(unicodedata.normalize("NFKC", name).split()).lower()
