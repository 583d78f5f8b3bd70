"""Which texts in the coded columns of a file are no codes, and whose they are: of which layout and source."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from coding.exchange.guess import bare
from coding.exchange.layout import Finder, HeaderMatch, all_layouts
from coding.exchange.local_values import BETWEEN, SEVERAL
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, is_blank
from coding.page.reading import ForeignField, ForeignValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coding.exchange.local_values import LocalValues
    from coding.page.front_page import FrontPage
    from coding.page.rows import Row

#: More different texts than this in a coded column are no codes of anybody.
_MOST_VALUES: Final = 200
#: So many pages are looked at for what stands beside a text.
_EXAMPLES: Final = 3


def source_of(match: HeaderMatch) -> str:
    """Which source of its layout a file comes from: "" for a family, the name of a column map, and for a sheet that
    nobody has mapped a name made of its headers.
    """
    if any(match.layout is layout for layout in all_layouts()):
        return ""
    if not match.layout.is_guessed:
        return match.layout.title
    heads = "\n".join(sorted({bare(head) for head in match.header}))
    return f"{match.layout.title}-{hashlib.blake2b(heads.encode('utf-8', 'replace'), digest_size=4).hexdigest()}"


def knowing(find: Finder, kept: Sequence[LocalValues]) -> Finder:
    """The same finder; what it finds knows what the texts of its source mean."""

    def found(header: Sequence[str]) -> HeaderMatch | None:
        match = find(header)
        return None if match is None else with_local(match, kept)

    return found if kept else find


def with_local(match: HeaderMatch, kept: Iterable[LocalValues]) -> HeaderMatch:
    """The header with the texts of its source."""
    source = source_of(match)
    return replace(match, local=tuple(v for v in kept if (v.layout, v.source) == (match.layout.id, source)))


@dataclass(slots=True)
class Tally:
    """Texts that are no codes of the domain of their field, how often each stands there; pages that have any; and what
    stands beside the first of them, where anything does.
    """

    counts: dict[str, Counter[str]]
    pages: Counter[str] = field(default_factory=Counter)
    beside: dict[tuple[str, str], list[Mapping[str, str]]] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether there were more texts in a field than are counted: what was left out depends on the order."""
        return any(len(counts) > _MOST_VALUES for counts in self.counts.values())

    def join(self, later: Tally) -> None:
        """Add what was counted of later pages, where neither is full."""
        for key, theirs in later.counts.items():
            counts = self.counts[key]
            for text, number in theirs.items():
                missing = max(0, _EXAMPLES - counts[text])
                self.beside.setdefault((key, text), []).extend(later.beside[key, text][:missing])
                counts[text] += number
        self.pages.update(later.pages)


class ForeignTally:
    """Counts what stands in the coded columns of a file and is no code of their domain, and what was left so."""

    def __init__(self, match: HeaderMatch) -> None:
        catalogue = field_catalogue()
        self._labels: dict[str, Mapping[str, str]] = {}
        for key in dict.fromkeys(c.key for c in match.columns if c):
            domain = catalogue.domain_of(key)
            if domain is not None and catalogue[key].type == "code":
                self._labels[key] = domain.labels
        self._single = [(key, labels) for key, labels in self._labels.items() if key not in ROW_ATTRIBUTES]
        self._in_rows = [
            (key, ROW_ATTRIBUTES[key][0], attrgetter(ROW_ATTRIBUTES[key][1]), labels)
            for key, labels in self._labels.items()
            if key in ROW_ATTRIBUTES
        ]
        self._left = {key: values.left for values in match.local for key in values.fields if values.left}
        self.tally = Tally({key: Counter() for key in self._labels})

    def look(self, page: FrontPage) -> None:
        """Count a page."""
        values = page.values
        for key, labels in self._single:
            text = values.get(key, "")
            if text and text not in labels and not is_blank(text):
                parts = {p.strip() for p in BETWEEN.split(text)} if key in SEVERAL else {text}
                self._count(page, key, {p for p in parts if p and p not in labels and not BETWEEN.fullmatch(p)})
        for key, group, attribute, labels in self._in_rows:
            rows = page.rows(group)
            if rows and (
                texts := {text for text in map(attribute, _rows_of(key, rows)) if text and text not in labels}
            ):
                self._count(page, key, {text for text in texts if not is_blank(text)})

    def _count(self, page: FrontPage, key: str, texts: set[str]) -> None:
        if not texts:
            return
        counts = self.tally.counts[key]
        self.tally.pages[key] += 1
        for text in sorted(texts):  # which of them are the last ones counted is no matter of chance
            if text in counts or len(counts) <= _MOST_VALUES:
                counts[text] += 1
                if counts[text] <= _EXAMPLES:
                    self.tally.beside.setdefault((key, text), []).append(page.extra)

    def fields(self) -> dict[str, ForeignField]:
        """What was found, field by field; most pages first."""
        found = {}
        for key, counts in self.tally.counts.items():
            if counts:
                ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
                values = tuple(ForeignValue(t, n, tuple(filter(None, self.tally.beside[key, t]))) for t, n in ordered)
                found[key] = ForeignField(self.tally.pages[key], values, len(counts) > _MOST_VALUES)
        return found

    def notes(self) -> Iterator[str]:
        """What a person wanted as it is, told once a file."""
        for key, left in self._left.items():
            texts = [(text, n) for text, n in self.tally.counts.get(key, Counter()).most_common() if text in left]
            if texts:
                shown = "、".join(f"“{text}”" for text, _ in texts[:3]) + (" 等" if len(texts) > 3 else "")
                yield (
                    f"【{field_catalogue().label(key)}】有 {sum(n for _, n in texts):,} 处是本院自己的写法"
                    f"（{len(texts)} 种：{shown}），按以前的回答原样保留。"
                )


def _rows_of(key: str, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows that a field stands on."""
    if key.startswith("principal_"):
        return rows[:1]
    return rows[1:] if key.startswith("other_dx") else rows
