"""What rules said of the same texts before: of a page that gives a rule the same to read it says the same.

What a rule reads is known beforehand (``coding.rules.reads``). Rules that read the same are asked together, and what
they said is kept by the texts that they read: most pages share nearly all of their short texts with an earlier page.
Rules that read more than texts and rows (the group, other stays, the day of the examination) are asked of every page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Final

from coding.codes.edition import edition_of
from coding.rules.asking import Asking

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from coding.page.finding import Finding, NotJudged
    from coding.page.front_page import FrontPage
    from coding.page.rows import Row
    from coding.reference.reference import Reference
    from coding.rules.asking import AskingPlan
    from coding.rules.rule import CompiledRule
    from coding.rules.rule_book import RuleBook

#: What single rules said of a page, by their number in the book: findings, or why not judged. Silence is left out.
Verdicts = dict[int, "list[Finding] | NotJudged"]
#: Asks the rules of a page that are in force; of an asking all, or those that are wanted.
Ask = Callable[["Asking", "frozenset[int] | None"], Verdicts]
#: What a rule reads beside single fields: rows as a whole, and which rules are in force on the day of the page.
_WHOLES: Final = ("diagnosis", "procedure", "intensive_care", "in_force")
_ROWS: Final[Mapping[str, Callable[[FrontPage], tuple[Row, ...]]]] = {
    "diagnosis": attrgetter("diagnoses"),
    "procedure": attrgetter("procedures"),
    "intensive_care": attrgetter("intensive_cares"),
}
#: Texts that are kept of rules that read the same. Where not even every second page was among them, they are of little
#: use (amounts, times): such rules are asked of every page from then on.
_MOST: Final = 1_024
#: Kinds of pages (columns, moment, edition of their codes) that are kept apart; then it begins anew.
_MOST_KINDS: Final = 8


#: Groups of rules that are asked each by itself.
_FEW: Final = 4
_NOBODY: Final = Asking((), {}, {}, {})


@dataclass(slots=True)
class _Alike:
    """Rules that read the same: what they said, by what they read."""

    reads: frozenset[str]
    asking: Asking
    numbers: frozenset[int]
    said: dict[Hashable, Verdicts] = field(default_factory=dict)
    again: int = 0

    def keep(self, texts: Hashable, said: Verdicts) -> bool:
        """Keep what was said; False where it is not worth keeping any more."""
        if len(self.said) >= _MOST:
            if self.again < _MOST:
                return False
            self.said.clear()
            self.again = 0
        self.said[texts] = said
        return True


@dataclass(frozen=True, slots=True)
class _Division:
    """The rules whose words are kept, each group with what takes from all ``keys`` the texts that it reads; the others.

    ``wholes``: which of all wholes any of them reads.
    """

    kept: tuple[tuple[_Alike, Callable[[list[Hashable]], Hashable]], ...]
    keys: tuple[str, ...]
    wholes: tuple[str, ...]
    others: Asking

    @classmethod
    def of(cls, alike: Iterable[_Alike], others: Asking) -> _Division:
        """The division by the groups that are kept."""
        groups = tuple(alike)
        read = frozenset().union(*(one.reads for one in groups))
        keys, wholes = tuple(sorted(read.difference(_WHOLES))), tuple(name for name in _WHOLES if name in read)
        places = {key: place for place, key in enumerate((*keys, *wholes))}
        kept = tuple((one, itemgetter(*(places[key] for key in sorted(one.reads)))) for one in groups)
        return cls(kept, keys, wholes, others)


class SaidBefore:
    """What the rules of a plan said of pages of one kind, by the texts that they read."""

    def __init__(self, book: RuleBook, plan: AskingPlan) -> None:
        self.book = book  # its rules are numbered in all that is kept
        self._plan = plan
        parts = plan.parts(lambda number: _texts_read(book.rules[number]))
        others = parts.pop(None, _NOBODY)
        self._rows: dict[str, dict[tuple[Row, ...], int]] = {name: {} for name in _WHOLES}
        self._number = count(1)
        # exchanged as a whole: another thread never sees a part of it
        self._division = _Division.of(
            (_Alike(reads, part, part.rules) for reads, part in parts.items() if reads is not None), others
        )

    def verdicts(self, page: FrontPage, out: frozenset[int], ask: Ask) -> Verdicts:
        """What all rules say of a page; only those are asked that have not been asked of the same texts.

        ``out``: the rules that are not in force on the day of the page.
        """
        division = self._division
        verdicts = ask(division.others, None)
        texts = self._texts(division, page, out)
        missed = []
        for one, texts_of in division.kept:
            read = texts_of(texts)
            said = one.said.get(read)
            if said is None:
                missed.append((one, read))
                continue
            one.again += 1
            if said:
                verdicts.update(said)
        if missed:
            verdicts.update(self._asked(missed, ask))
        return verdicts

    def _asked(self, missed: list[tuple[_Alike, Hashable]], ask: Ask) -> Verdicts:
        """What the rules say that have not been asked of these texts; it is kept."""
        verdicts: Verdicts = {}
        if len(missed) > _FEW:  # to go through the plan once is quicker
            verdicts = ask(self._plan, frozenset().union(*(one.numbers for one, _ in missed)))
        else:
            for one, _ in missed:
                verdicts.update(ask(one.asking, None))
        spoken = verdicts.keys()
        useless = [one for one, texts in missed if not one.keep(texts, {n: verdicts[n] for n in spoken & one.numbers})]
        if useless:
            self._division = self._without(useless)
        return verdicts

    def _without(self, useless: list[_Alike]) -> _Division:
        """The division without groups that are not worth keeping."""
        kept = [one for one, _ in self._division.kept if one not in useless]
        asked = frozenset().union(*(one.numbers for one in kept))
        return _Division.of(kept, self._plan.parts(asked.__contains__).get(False, _NOBODY))

    def _texts(self, division: _Division, page: FrontPage, out: frozenset[int]) -> list[Hashable]:
        """What the page gives to read: its single fields, a number for rows that are the same, what is not in force."""
        values = page.values
        texts: list[Hashable] = [values.get(key, "") for key in division.keys]
        texts.extend(out if name == "in_force" else self._same_rows(name, page) for name in division.wholes)
        return texts

    def _same_rows(self, group: str, page: FrontPage) -> int:
        """The number of the rows of a group: another one for other rows."""
        known, rows = self._rows[group], _ROWS[group](page)
        number = known.get(rows)
        if number is None:
            if len(known) >= _MOST:
                known.clear()
            number = known[rows] = next(self._number)
        return number


def _texts_read(compiled: CompiledRule) -> frozenset[str] | None:
    """What a rule reads, where that is nothing but texts and rows of the page; None for any other."""
    rule, reads = compiled.rule, compiled.reads
    if reads is None or compiled.needs or reads & {"grouping", "price"}:
        return None
    is_dated = rule.valid_from is not None or rule.valid_to is not None
    return reads | {"in_force"} if is_dated else reads


def said_before(page: FrontPage, book: RuleBook, plan: AskingPlan, reference: Reference) -> SaidBefore:
    """What was said of pages of this kind under a reference; it goes when the reference goes."""
    kind = (id(book), id(plan), edition_of(page, reference.codes.edition))
    kept: dict[Any, SaidBefore] = reference.answers
    found = kept.get(kind)
    if found is None:
        if len(kept) >= _MOST_KINDS:
            kept.clear()
        found = kept[kind] = SaidBefore(book, plan)
    return found
