"""What a hospital's own coded pages teach: words that its coders have given the same code again and again.

A pair is learned where it was seen often enough, the words mean it nearly always, and the judge of words and codes does
not deny it. It enters the term book for a person to approve: nothing is learned by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind, CodeStatus
from coding.codes.parse import normalise_code
from coding.page.fields import RowGroup, is_blank
from coding.suggest.term_book import TermPair
from coding.words.fit import Verdict, judge_words
from coding.words.normalising import exact_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.page.front_page import FrontPage
    from coding.suggest.lookup import Lookup

#: A pair that was seen less often may be chance.
LEAST_SEEN = 3
#: Words that mean a code less often than this are coded in several ways: a person decides.
LEAST_SHARE = 0.75
_GROUPS: Mapping[RowGroup, CodeKind] = {"diagnosis": CodeKind.DIAGNOSIS, "procedure": CodeKind.PROCEDURE}
#: What the judge says that forbids to learn.
_DENIED = frozenset({Verdict.OPPOSITE, Verdict.OTHER_NAME, Verdict.UNLIKE})


@dataclass(frozen=True, slots=True)
class OwnPair:
    """Words and the code that they were given: ``times`` of the ``of`` times that the words were written.

    ``why`` says why it is not learned; "" where it is.
    """

    pair: TermPair
    times: int
    of: int
    why: str = ""

    @property
    def share(self) -> float:
        """The share of the words' uses that have this code, 0–1."""
        return self.times / self.of


@dataclass(frozen=True, slots=True)
class OwnPairs:
    """``learned``: what may enter the term book, most often seen first. ``open``: what a person has to look at, each
    with its reason. ``rare``: how many pairs were seen too seldom.
    """

    learned: tuple[OwnPair, ...] = ()
    open: tuple[OwnPair, ...] = ()
    rare: int = 0


@dataclass(slots=True)
class PairCount:
    """How often words were given which code; counted page by page, so that no page is kept."""

    by_words: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    written: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, rows: Iterable[tuple[CodeKind, str, str]]) -> None:
        """Count the rows of a page that can teach something (``coded_words``)."""
        for kind, words, code in rows:
            key = (kind.value, exact_key(words))
            self.by_words[key][code] += 1
            self.written[key][words.strip()] += 1


def coded_words(page: FrontPage, lookup: Lookup) -> Iterable[tuple[CodeKind, str, str]]:
    """The rows of a page that can teach something: kind, the doctor's words, the code.

    Words that are not the standard name of their code, codes that may be submitted.
    """
    for group, kind in _GROUPS.items():
        library = lookup.library(kind)
        for row in page.rows(group):
            words, code = getattr(row, "name", ""), getattr(row, "code", "")
            if is_blank(words) or is_blank(code):
                continue
            code = normalise_code(code, kind)
            entry = library.get(code)
            if entry is None or entry.grey or library.status(code) is CodeStatus.HEADING:
                continue
            if exact_key(words) and exact_key(words) != exact_key(entry.name):
                yield kind, words, code


def own_pairs(count: PairCount, lookup: Lookup, known: Iterable[TermPair] = ()) -> OwnPairs:
    """What was counted, as pairs for the term book. ``known``: what it holds, refused or not: not told again."""
    held = {(pair.kind, exact_key(pair.raw), pair.std) for pair in known}
    learned: list[OwnPair] = []
    unsettled: list[OwnPair] = []
    rare = 0
    for key in sorted(count.by_words):
        kind, codes = CodeKind(key[0]), count.by_words[key]
        of, words = codes.total(), min(count.written[key].items(), key=lambda item: (-item[1], item[0]))[0]
        code, times = min(codes.items(), key=lambda item: (-item[1], item[0]))
        name = lookup.library(kind).name(code)
        pair = TermPair(words, (name,), code, kind.value, approved=False, count=times)
        if (kind.value, key[1], pair.std) in held:
            continue
        if times < LEAST_SEEN:
            rare += 1
            continue
        found = OwnPair(pair, times, of, _why(pair, codes, lookup, kind))
        (unsettled if found.why else learned).append(found)
    order = sorted(learned, key=lambda one: -one.times), sorted(unsettled, key=lambda one: -one.times)
    return OwnPairs(tuple(order[0]), tuple(order[1]), rare)


def _why(pair: TermPair, codes: Counter[str], lookup: Lookup, kind: CodeKind) -> str:
    """Why a pair is not learned by itself; "" where nothing speaks against it."""
    fit = judge_words(pair.raw, pair.code, lookup.library(kind))
    if fit.verdict in _DENIED:
        return f"名称与编码不符：{fit.differs}"
    if codes[pair.code] < LEAST_SHARE * codes.total():
        others = sorted((item for item in codes.items() if item[0] != pair.code), key=lambda item: (-item[1], item[0]))
        shown = "、".join(f"{code} {times} 次" for code, times in others[:3])
        return f"同一写法还编过：{shown}"
    return ""
