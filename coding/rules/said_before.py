"""What rules said of the same texts before: of a page that gives a rule the same to read it says the same.

What a rule reads is known beforehand (``coding.rules.reads``). Rules that read the same are asked together, and what
they said is kept by the texts that they read: most pages share nearly all of their short texts with an earlier page.
Rules that read more than the page and its group (other stays, the day of the examination) are asked of every page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from coding.codes.edition import edition_of
from coding.grouping.page_case import case_of
from coding.rules.asking import Asking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.finding import Finding, NotJudged
    from coding.page.front_page import FrontPage
    from coding.reference.reference import Reference
    from coding.rules.asking import AskingPlan
    from coding.rules.facts import Facts
    from coding.rules.rule import CompiledRule
    from coding.rules.rule_book import RuleBook

#: What single rules said of a page, by their number in the book: findings, or why not judged. Silence is left out.
Verdicts = dict[int, "list[Finding] | NotJudged"]
#: Asks the rules of a page that are in force; of an asking all, or those that are wanted.
Ask = Callable[["Asking", "frozenset[int] | None"], Verdicts]
#: What a rule reads beside single fields, as a whole: rows, which rules are in force on the day of the page, and what
#: the grouper and the tariff made of it.
_WHOLES: Final[Mapping[str, Callable[[Facts, frozenset[int]], Hashable]]] = {
    "diagnosis": lambda facts, _out: facts.page.diagnoses,
    "procedure": lambda facts, _out: facts.page.procedures,
    "intensive_care": lambda facts, _out: facts.page.intensive_cares,
    "in_force": lambda _facts, out: out,
    "case": lambda facts, _out: case_of(facts.page, facts.reference.codes),
    "grouping": lambda facts, _out: facts.grouping,
    "price": lambda facts, _out: facts.price,
}
#: Texts that are kept of rules that read the same. Where not even every second page was among them, they are of little
#: use (amounts, times): such rules are asked of every page from then on.
_MOST: Final = 1_024
#: Kinds of pages (columns, moment, edition of their codes) that are kept apart, and that are counted; then it begins
#: anew. To begin with a kind takes as long as to ask every rule of some ten pages: it is done once so many have come.
_MOST_KINDS: Final = 8
_MOST_COUNTED: Final = 256
_WORTH_KEEPING: Final = 20
#: Groups of rules that are asked each by itself.
_FEW: Final = 4
#: Groups that are looked up together, where each of them is mostly found.
_TOGETHER: Final = 16
#: After so many pages the groups are divided anew, where any is not worth keeping.
_PAGES: Final = 256
_NOBODY: Final = Asking((), (), {}, {}, {})
#: What takes from all texts those that a group reads.
TextsOf = Callable[[Sequence[Hashable]], Hashable]


@dataclass(slots=True, eq=False)
class _Kept:
    """What some rules said, by what they read. ``again``: how often it was asked for again."""

    reads: frozenset[str]
    numbers: frozenset[int]
    said: dict[Hashable, Verdicts] = field(default_factory=dict)
    again: int = 0
    is_useless: bool = False

    def keep(self, texts: Hashable, verdicts: Verdicts) -> None:
        """Keep what these rules said among all that was said, as long as it is worth keeping."""
        if len(self.said) >= _MOST:
            if self.again < _MOST:
                self.is_useless = True
                return
            self.said.clear()
            self.again = 0
        self.said[texts] = {number: verdicts[number] for number in verdicts.keys() & self.numbers}


@dataclass(slots=True, eq=False)
class _Alike(_Kept):
    """Rules that read the same. ``asking``: how they are asked; ``is_apart``: not to be looked up with others."""

    asking: Asking = _NOBODY
    is_apart: bool = False


@dataclass(slots=True, eq=False)
class _Bundle(_Kept):
    """Groups that are looked up together."""

    groups: tuple[tuple[_Alike, TextsOf], ...] = ()


@dataclass(frozen=True, slots=True)
class _Division:
    """The rules whose words are kept, each group with what takes from all ``keys`` the texts that it reads; the others.

    ``wholes``: which of all wholes any of them reads.
    """

    bundles: tuple[tuple[_Bundle, TextsOf], ...]
    kept: tuple[tuple[_Alike, TextsOf], ...]
    keys: tuple[str, ...]
    wholes: tuple[str, ...]
    others: Asking

    @classmethod
    def of(cls, groups: Sequence[_Alike], others: Asking) -> _Division:
        """The division by the groups that are kept."""
        read = frozenset().union(*(one.reads for one in groups))
        keys, wholes = tuple(sorted(read - _WHOLES.keys())), tuple(name for name in _WHOLES if name in read)
        places = {key: place for place, key in enumerate((*keys, *wholes))}

        def texts_of(reads: frozenset[str]) -> TextsOf:
            return itemgetter(*(places[key] for key in sorted(reads)))

        kept = [(one, texts_of(one.reads)) for one in groups]
        found = [one for one in kept if one[0].again >= len(one[0].said) > 0 and not one[0].is_apart]
        parts = [tuple(found[at : at + _TOGETHER]) for at in range(0, len(found), _TOGETHER)]
        bundles = [_bundle(part) for part in parts if len(part) > 1]
        bundled = {id(one) for bundle in bundles for one, _ in bundle.groups}
        return cls(
            tuple((bundle, texts_of(bundle.reads)) for bundle in bundles),
            tuple(one for one in kept if id(one[0]) not in bundled),
            keys,
            wholes,
            others,
        )

    @property
    def groups(self) -> list[_Alike]:
        """All groups of rules that are kept."""
        return [one for bundle, _ in self.bundles for one, _ in bundle.groups] + [one for one, _ in self.kept]


def _bundle(groups: tuple[tuple[_Alike, TextsOf], ...]) -> _Bundle:
    reads = frozenset().union(*(one.reads for one, _ in groups))
    return _Bundle(reads, frozenset().union(*(one.numbers for one, _ in groups)), groups=groups)


class SaidBefore:
    """What the rules of a plan said of pages of one kind, by the texts that they read."""

    def __init__(self, book: RuleBook, plan: AskingPlan) -> None:
        self.book = book  # its rules are numbered in all that is kept
        self._plan = plan
        parts = plan.parts(lambda number: _texts_read(book.rules[number]))
        others = parts.pop(None, _NOBODY)
        self._wholes: dict[str, dict[Hashable, int]] = {name: {} for name in _WHOLES}
        self._number = count(1)
        self._pages = 0
        groups = [_Alike(reads, part.rules, asking=part) for reads, part in parts.items() if reads is not None]
        # exchanged as a whole: another thread never sees a part of it
        self._division = _Division.of(sorted(groups, key=lambda one: sorted(one.reads)), others)

    def verdicts(self, facts: Facts, out: frozenset[int], ask: Ask) -> Verdicts:
        """What all rules say of a page; only those are asked that have not been asked of the same texts.

        ``out``: the rules that are not in force on the day of the page.
        """
        self._pages += 1
        if self._pages % _PAGES == 0:
            self._divide_anew()
        division = self._division
        verdicts = ask(division.others, None)
        texts = self._texts(division, facts, out)
        unknown, missed = [], []
        for bundle, texts_of in division.bundles:
            read = texts_of(texts)
            said = bundle.said.get(read)
            if said is None:
                unknown.append((bundle, read))
                missed += _look_up(bundle.groups, texts, verdicts)
            else:
                bundle.again += 1
                verdicts.update(said)
        missed += _look_up(division.kept, texts, verdicts)
        if missed:
            self._ask(missed, ask, verdicts)
        for bundle, read in unknown:
            bundle.keep(read, verdicts)
        return verdicts

    def _ask(self, missed: list[tuple[_Alike, Hashable]], ask: Ask, verdicts: Verdicts) -> None:
        """Ask the rules that have not been asked of these texts, and keep what they say."""
        if len(missed) > _FEW:  # to go through the plan once is quicker
            verdicts.update(ask(self._plan, frozenset().union(*(one.numbers for one, _ in missed))))
        else:
            for one, _ in missed:
                verdicts.update(ask(one.asking, None))
        for one, texts in missed:
            one.keep(texts, verdicts)

    def _divide_anew(self) -> None:
        """Give up what is not worth keeping."""
        division = self._division
        useless = [bundle for bundle, _ in division.bundles if bundle.is_useless]
        if not useless and not any(one.is_useless for one in division.groups):
            return
        for one in (one for bundle in useless for one, _ in bundle.groups):
            one.is_apart = True
        groups = [one for one in division.groups if not one.is_useless]
        asked = frozenset().union(*(one.numbers for one in groups))
        others = self._plan.parts(asked.__contains__).get(False, _NOBODY)
        self._division = _Division.of(sorted(groups, key=lambda one: sorted(one.reads)), others)

    def _texts(self, division: _Division, facts: Facts, out: frozenset[int]) -> list[Hashable]:
        """What the page gives to read: its single fields, and a number for wholes that are the same."""
        values = facts.page.values
        texts: list[Hashable] = [values.get(key, "") for key in division.keys]
        texts.extend(self._same(name, _WHOLES[name](facts, out)) for name in division.wholes)
        return texts

    def _same(self, name: str, whole: Hashable) -> int:
        """The number of a whole: another one for another."""
        known = self._wholes[name]
        number = known.get(whole)
        if number is None:
            if len(known) >= _MOST:
                known.clear()
            number = known[whole] = next(self._number)
        return number


def _look_up(
    groups: Iterable[tuple[_Alike, TextsOf]], texts: list[Hashable], verdicts: Verdicts
) -> list[tuple[_Alike, Hashable]]:
    """Put to the verdicts what groups of rules said of the same texts; those that have not been asked of them."""
    missed = []
    for one, texts_of in groups:
        read = texts_of(texts)
        said = one.said.get(read)
        if said is None:
            missed.append((one, read))
            continue
        one.again += 1
        if said:
            verdicts.update(said)
    return missed


def _texts_read(compiled: CompiledRule) -> frozenset[str] | None:
    """What a rule reads, where that is told of the page and its group alone; None for any other."""
    rule, reads = compiled.rule, compiled.reads
    if reads is None or compiled.needs - {"grouping"}:
        return None
    is_dated = rule.valid_from is not None or rule.valid_to is not None
    return reads | {"in_force"} if is_dated else reads


def said_before(page: FrontPage, book: RuleBook, plan: AskingPlan, reference: Reference) -> SaidBefore | None:
    """What was said of pages of this kind under a reference, it goes when the reference goes; None where too few of
    them have come.
    """
    kind = (id(book), id(plan), edition_of(page, reference.codes.edition))
    known: dict[Any, SaidBefore | int] = reference.answers
    found = known.get(kind, 0)
    if isinstance(found, SaidBefore):
        return found
    if len(known) >= _MOST_COUNTED:
        known.clear()
    known[kind] = found + 1
    if found + 1 < _WORTH_KEEPING:
        return None
    if sum(isinstance(one, SaidBefore) for one in known.values()) >= _MOST_KINDS:
        known.clear()
    begun = known[kind] = SaidBefore(book, plan)
    return begun
