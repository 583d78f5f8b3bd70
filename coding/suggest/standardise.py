"""Term standardisation: a hospital's many spellings gathered into clusters, one standard entry proposed for each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.words.normalising import exact_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coding.suggest.search import TermSearch
    from coding.suggest.suggestion import Match

#: From this score on one in two first candidates is right (measured on the public pairs): worth approving in bulk.
SURE = 55.0
#: Up to this one in five is right, or a name adds what nobody wrote: nothing is proposed.
NO_MATCH = 25.0
_PROPOSED = 5


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """One spelling of the hospital and how often it was written."""

    words: str
    count: int
    score: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Spellings that mean one thing; ``proposed`` best first, () = no good match. ``known``: all stand in the book."""

    variants: tuple[WrittenForm, ...]
    proposed: tuple[Match, ...]
    known: bool = False

    @property
    def count(self) -> int:
        """How often any of its spellings was written."""
        return sum(v.count for v in self.variants)

    @property
    def score(self) -> float:
        """How sure the proposal is: that of its least sure spelling."""
        return min(v.score for v in self.variants)


@dataclass(frozen=True, slots=True)
class Standardised:
    """The outcome: ``variants`` spellings became ``terms`` entries; ``unmatched`` spellings found none."""

    clusters: tuple[Cluster, ...]

    @property
    def variants(self) -> int:
        """How many spellings there were."""
        return sum(len(c.variants) for c in self.clusters)

    @property
    def terms(self) -> int:
        """How many standard entries they became."""
        return len({c.proposed[0].code for c in self.clusters if c.proposed})

    @property
    def unmatched(self) -> int:
        """How many spellings have no good match."""
        return sum(len(c.variants) for c in self.clusters if not c.proposed)


def standardise(
    words: Mapping[str, int], search: TermSearch, step: Callable[[int, int], None] | None = None
) -> Standardised:
    """Gather words (with their counts) around the standard entry that fits each best.

    Spellings that differ in width, case, blanks or punctuation are one to begin with. Those without a good match
    are gathered by what they have in common once synonyms and sides are written alike. ``step`` is told words done
    and in all; what it raises ends the work.
    """
    spellings: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for text, count in words.items():
        if exact_key(text):
            spellings[exact_key(text)].append((text, count))
    by_entry: dict[str, list[WrittenForm]] = defaultdict(list)
    proposed: dict[str, dict[str, Match]] = defaultdict(dict)
    known: dict[str, bool] = {}
    for done, same in enumerate(spellings.values()):
        if step is not None:
            step(done, len(spellings))
        text = max(same, key=lambda s: s[1])[0]
        matches = [m for m in search.search(text, _PROPOSED) if m.score > NO_MATCH]
        first = matches[0] if matches else None
        key = first.code if first else "\t" + search.judge.plain(text)
        by_entry[key] += [WrittenForm(t, n, first.score if first else 0.0) for t, n in same]
        known[key] = known.get(key, True) and first is not None and first.score >= 99.0
        for match in matches:
            held = proposed[key].get(match.code)
            if held is None or held.score < match.score:
                proposed[key][match.code] = match
    clusters = []
    for key, variants in by_entry.items():
        first_code = proposed[key].get(key)
        others = sorted((m for m in proposed[key].values() if m.code != key), key=lambda m: -m.score)
        matches = [*([first_code] if first_code else []), *others][:_PROPOSED]
        ordered = tuple(sorted(variants, key=lambda v: (-v.count, v.words)))
        clusters.append(Cluster(ordered, tuple(matches), known[key]))
    clusters.sort(key=lambda c: (-c.count, c.variants[0].words))
    return Standardised(tuple(clusters))
