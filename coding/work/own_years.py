"""Learning from a hospital's own coded years: its pairs of words and codes, what they are worth, what is usual.

One read of the pages gives all three. What pairs are worth is tried on the last month, of which they know nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coding.page.fields import is_blank
from coding.suggest.own_pairs import OwnPairs, PairCount, coded_words, own_pairs
from coding.work.steps import Step, untold
from coding.work.stored_pages import chunked
from coding.work.usual_stays import Usual, UsualStays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coding.codes.entry import CodeKind
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.store.store import Store
    from coding.suggest.search import TermSearch
    from coding.suggest.term_book import TermPair

#: Where such pairs come from, as the term book has it.
ORIGIN = "years"
#: Different words of the last month that are asked, at most: each is searched for twice.
MOST_ASKED = 600
#: Pages between two looks whether to go on.
_TOGETHER = 50


@dataclass(frozen=True, slots=True)
class FirstHits:
    """How often the first suggestion is the coder's code, on the rows of ``month`` (2026-10) whose words are not the
    standard name. ``rows``: how many were asked; ``of``: how many there are. ``before`` and ``after``: hits without and
    with what the months before taught.
    """

    month: str
    rows: int
    of: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class OwnYears:
    """What was learned. ``hits`` is None where the pages are of one month or of no known one."""

    pages: int
    first: str
    last: str
    pairs: OwnPairs
    hits: FirstHits | None
    usual: tuple[Usual, ...]

    def in_words(self) -> str:
        """What came of it, in Chinese sentences."""
        span = f"（{self.first} 至 {self.last}）" if self.first else ""
        pairs = self.pairs
        return (
            f"读了 {self.pages} 份病案{span}：可学的名称与编码 {len(pairs.learned)} 对，要人看的 {len(pairs.open)} 对，"
            f"见得太少而不取的 {pairs.rare} 对。{self._tried()}"
            f"{len(self.usual)} 个主要诊断有通常的住院日、年龄、费用和手术占比。"
        )

    def _tried(self) -> str:
        hits = self.hits
        if not self.pages:
            return ""
        if hits is None and not self.first:
            return "各份病案都没有可用的出院日期，不能按月来试。"
        if hits is None:
            return "只有一个月的病案，不能用下一个月来试。"
        if not hits.rows:
            return f"{hits.month} 没有不同于标准名称的写法，不能试。"
        drawn = "" if hits.rows == hits.of else f"（{hits.of} 行中抽出）"
        return (
            f"以 {hits.month} 的 {hits.rows} 行{drawn}来试，首选即编码员所编：学之前 {hits.before / hits.rows:.1%}，"
            f"用此前各月学了之后 {hits.after / hits.rows:.1%}。"
        )


@dataclass(slots=True)
class _Read:
    pages: int = 0
    by_month: dict[str, PairCount] = field(default_factory=lambda: defaultdict(PairCount))
    rows: dict[str, Counter[tuple[CodeKind, str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    stays: UsualStays = field(default_factory=UsualStays)


def own_years(
    pages: Iterable[FrontPage],
    knowledge: Knowledge,
    known: Sequence[TermPair] = (),
    step: Step = untold,
    total: int = 0,
) -> OwnYears:
    """What the pages teach. ``known``: every pair of the term book, in whatever state; ``total``: how many pages there
    are, where that is known.
    """
    read = _Read()
    for done, page in enumerate(pages):
        if done % _TOGETHER == 0:
            step(done, total)
        day = page.date("discharge_datetime")
        month = f"{day:%Y-%m}" if day else ""
        read.pages += 1
        read.stays.add(page, knowledge.codes)
        rows = list(coded_words(page, knowledge.lookup))
        read.by_month[month].add(rows)
        read.rows[month].update(rows)
    months = sorted(month for month in read.by_month if month)
    whole = _together(read.by_month.values())
    return OwnYears(
        read.pages,
        months[0] if months else "",
        months[-1] if months else "",
        own_pairs(whole, knowledge.lookup, known),
        _tried(read, months, knowledge, known),
        read.stays.usual(knowledge.codes),
    )


def stored_years(store: Store, knowledge: Knowledge, step: Step = untold) -> OwnYears:
    """The same of the pages of a store: the words as the doctors wrote them, the codes as they stand now."""
    known = [term.pair for term in store.terms()]
    ids = store.worklist()
    return own_years(_as_coded(store, ids), knowledge, known, step, len(ids))


def _as_coded(store: Store, ids: Sequence[int]) -> Iterator[FrontPage]:
    """Each page as it stands, with the words that came for its rows."""
    for chunk in chunked(ids, _TOGETHER):
        originals = dict(store.originals(chunk))
        for page_id, page in store.pages(chunk):
            yield _with_words(page, originals[page_id])


def _with_words(page: FrontPage, original: FrontPage) -> FrontPage:
    """A page with the doctor's words where a coder has written the standard name over them; a row is followed only
    where it stands at its place.
    """

    def worded(now: Sequence[object], before: Sequence[object]) -> tuple[object, ...]:
        if len(now) != len(before):
            return tuple(now)
        return tuple(
            replace(row, name=was.name) if not is_blank(was.name) else row  # type: ignore[attr-defined, type-var]
            for row, was in zip(now, before, strict=True)
        )

    return replace(
        page,
        diagnoses=worded(page.diagnoses, original.diagnoses),  # type: ignore[arg-type]
        procedures=worded(page.procedures, original.procedures),  # type: ignore[arg-type]
    )


def _together(counts: Iterable[PairCount]) -> PairCount:
    whole = PairCount()
    for count in counts:
        for key, codes in count.by_words.items():
            whole.by_words[key].update(codes)
        for key, words in count.written.items():
            whole.written[key].update(words)
    return whole


def _tried(read: _Read, months: Sequence[str], knowledge: Knowledge, known: Sequence[TermPair]) -> FirstHits | None:
    """The last month asked twice: by what is known now, and with what the months before it taught."""
    if len(months) < 2:
        return None
    last = months[-1]
    before = _together(read.by_month[month] for month in months[:-1])
    taught = tuple(one.pair for one in own_pairs(before, knowledge.lookup, known).learned)
    lookups = knowledge.lookup, knowledge.lookup.with_accepted((*knowledge.source.accepted, *taught))
    rows = read.rows[last]
    every = max(1, -(-len(rows) // MOST_ASKED))
    asked = sorted(rows.items(), key=lambda item: (item[0][0].value, item[0][1], item[0][2]))[::every]
    hits = [0, 0]
    for (kind, words, code), times in asked:
        for at, lookup in enumerate(lookups):
            hits[at] += times * _is_first(lookup.search(kind), words, code)
    return FirstHits(last, sum(times for _, times in asked), rows.total(), hits[0], hits[1])


def _is_first(search: TermSearch, words: str, code: str) -> bool:
    found = search.search(words, 1)
    return bool(found) and found[0].code == code
