"""What a candidate is judged by: each feature is a number that can be shown and explained."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.words.sites import Sites

_TYPES = re.compile(r"[a-z0-9]+")
_VAGUE = re.compile(r"其他|不可归类|(?<!未)特指|分类于他处")
_UNSPECIFIED = re.compile(r"未特指|未特定|未指明|nos")


class Words(NamedTuple):
    """One text in the forms that are compared: folded, in one spelling without sides, and what it says of sides."""

    folded: str
    canonical: str
    side: str


#: Groups of features as the screen names them; the weights of all of them stand in ``resources/terms/ranking.csv``.
SIMILAR = (
    "cosine", "of_query", "of_name", "ratio", "raw_ratio", "whole_ratio", "partial", "any_order", "same",
    "name_inside", "query_inside", "chars_query", "chars_name", "pairs_query", "pairs_name", "order_query",
    "order_name", "run_query", "run_name", "added", "left", "log_length", "length_ratio", "length",
)  # fmt: skip
ENDS = (
    "head", "start", "last_same", "last2_same", "first_same", "first2_same", "last2_in_query", "first2_in_query",
    "last_in_query", "last2_in_name", "first2_in_name",
)  # fmt: skip
SENSE = ("side", "vague", "unspecified", "part", "types", "alias_code", "wider")
SITES = ("site_same", "site_wider", "site_narrower", "site_added", "site_lacked", "site_none")
AMONG = ("cosine_share", "cosine_gap", "ratio_gap")
CODE = (
    "morphology", "category", "subcategory", "nine", "eight", "dagger", "external", "chapter_z", "chapter_p",
    "chapter_o", "chapter_q", "injury", "chapter_r", "chapter_c", "infection", "round",
)  # fmt: skip
BOOK = (
    "accepted", "accepted_share", "accepted_often", "voted", "voted_lead", "category_share", "category_lead",
    "subcategory_share", "subcategory_lead", "translated", "translated_rest",
)  # fmt: skip
FEATURES = (*SIMILAR, *ENDS, *SENSE, *SITES, *AMONG, *CODE, *BOOK)

#: What the screen calls a feature; those of one name are added up there.
LABELS = {
    **dict.fromkeys(SIMILAR, "字词相近"),
    **dict.fromkeys(ENDS, "首尾与中心词"),
    **dict.fromkeys(SITES, "部位"),
    **dict.fromkeys(AMONG, "与其他候选相比"),
    **dict.fromkeys(CODE, "编码层级"),
    **dict.fromkeys(BOOK, "本院用法"),
    "side": "侧别",
    "vague": "泛指",
    "unspecified": "未特指",
    "part": "只合部分原词",
    "types": "型别分期",
    "alias_code": "别名类目",
    "wider": "放宽原词",
}
_AT = {name: at for at, name in enumerate(FEATURES)}
_RATIO, _AMONG_AT = _AT["ratio"], _AT["cosine_share"]
_SITES_AT = slice(_AT[SITES[0]], _AT[SITES[-1]] + 1)
#: What looks at single signs and words, one name after the other; the rest is reckoned for all names at once.
_SIGNS = (
    "any_order", "same", "name_inside", "query_inside", "chars_query", "chars_name", "pairs_query", "pairs_name",
    "run_query", "run_name", "head", "start", "last_same", "last2_same", "first_same", "first2_same",
    "last2_in_query", "first2_in_query", "last_in_query", "last2_in_name", "first2_in_name", "side", "vague",
    "unspecified", "part", "types",
)  # fmt: skip
_SIGNS_AT = [_AT[name] for name in _SIGNS]


class Query:
    """One reading of the doctor's words, made ready to be compared with many names."""

    __slots__ = (
        "canonical",
        "chars",
        "pairs",
        "part",
        "spaced",
        "types",
        "unspecified",
        "vague",
        "whole",
        "wider",
        "words",
    )

    def __init__(self, words: Words, whole: str, part: float = 0.0, wider: float = 0.0) -> None:
        """``whole``: the words as they were asked, in one spelling. ``part``: the share left out.

        ``wider``: how much less the reading says than the words, 0–1.
        """
        text = words.canonical
        self.words = words
        self.canonical = text
        self.whole = whole
        self.part = part
        self.wider = wider
        self.chars = set(text)
        self.pairs = {text[i : i + 2] for i in range(len(text) - 1)}
        self.spaced = " ".join(sorted(self.chars))
        self.types = set(_TYPES.findall(text))
        self.vague = bool(_VAGUE.search(words.folded))
        self.unspecified = bool(_UNSPECIFIED.search(words.folded))

    def compare(self, name: Words, overlap: tuple[float, float, float], alias_code: float = 0.0) -> list[float]:
        """The features of one name; see ``compare_all``."""
        return self.compare_all([name], [overlap], [alias_code])[0].tolist()  # type: ignore[no-any-return]

    def compare_all(self, names: Sequence[Words], overlaps: Any, alias_codes: Sequence[float]) -> Any:
        """The features of ``SIMILAR``, ``ENDS``, ``SENSE``; the places of ``SITES`` and ``AMONG`` are kept free.

        One row a name. ``overlaps``: cosine, share of the query and share of the name in the index. ``alias_codes``:
        1 where the code lies below the code of an alias in the query.
        """
        import numpy as np

        table = np.zeros((len(names), _AMONG_AT + len(AMONG)))
        if not names:
            return table
        texts = [name.canonical for name in names]
        order = cdist([self.canonical], texts, scorer=LCSseq.similarity)[0].astype(np.float64)
        lengths = np.array([len(text) for text in texts], dtype=np.float64)
        in_q, in_n = len(self.canonical) or 1, np.maximum(lengths, 1)
        table[:, :3] = overlaps
        table[:, _SIGNS_AT] = [self._signs(name) for name in names]
        table[:, _AT["alias_code"]] = alias_codes
        table[:, _AT["wider"]] = self.wider
        columns = {
            "ratio": cdist([self.canonical], texts, scorer=fuzz.ratio)[0] / 100,
            "raw_ratio": cdist([self.words.folded], [name.folded for name in names], scorer=fuzz.ratio)[0] / 100,
            "whole_ratio": cdist([self.whole], texts, scorer=fuzz.ratio)[0] / 100,
            "partial": cdist([self.canonical], texts, scorer=fuzz.partial_ratio)[0] / 100,
            "order_query": order / in_q,
            "order_name": order / in_n,
            "added": (in_n - order) / 8,
            "left": (in_q - order) / 8,
            "log_length": np.log(in_n),
            "length_ratio": np.minimum(in_n / in_q, 2.5),
            "length": np.minimum(np.abs(in_q - in_n), 20) / 20,
        }
        for column, values in columns.items():
            table[:, _AT[column]] = values
        return table

    def _signs(self, name: Words) -> tuple[float, ...]:
        """The features that look at single signs and words, in the order of ``_SIGNS``."""
        q, n = self.canonical, name.canonical
        chars = set(n)
        pairs = {n[i : i + 2] for i in range(len(n) - 1)}
        common, shared = len(self.chars & chars), len(self.pairs & pairs)
        run = _longest_run(q, n) if shared else (1 if common else 0)
        last, first, end = n[-2:], n[:2], n[-1:]
        ours, theirs = len(self.chars) or 1, len(chars) or 1
        in_q, in_n = len(q) or 1, len(n) or 1
        types = set(_TYPES.findall(n))
        folded = name.folded
        return (
            2 * common / (ours + theirs),
            q == n,
            in_n / in_q if n and n in q else 0.0,
            in_q / in_n if q and q in n else 0.0,
            common / ours,
            common / theirs,
            shared / (len(self.pairs) or 1),
            shared / (len(pairs) or 1),
            run / in_q,
            run / in_n,
            _common(q[::-1], n[::-1]) / 4 if end == q[-1:] else 0.0,
            _common(q, n) / 4 if n[:1] == q[:1] else 0.0,
            end == q[-1:],
            last == q[-2:],
            n[:1] == q[:1],
            first == q[:2],
            last in q,
            first in q,
            end in q,
            q[-2:] in n,
            q[:2] in n,
            _side(self.words.side, name.side),
            not self.vague and _VAGUE.search(folded) is not None,
            not self.unspecified and _UNSPECIFIED.search(folded) is not None,
            self.part,
            len(types - self.types) * 1.0 - 0.5 * len(types & self.types),
        )


def compare_sites(table: Any, asked: frozenset[str], named: Sequence[frozenset[str]], known: Sites) -> None:
    """Fill in ``SITES``: how the parts of the body that each name names stand to those of the words."""
    if not asked:
        table[:, _AT["site_added"]] = [len(found) for found in named]
        return
    seen: dict[frozenset[str], tuple[float, ...]] = {}
    for found in named:
        if found not in seen:
            seen[found] = (*known.compare(asked, found), not found)
    table[:, _SITES_AT] = [seen[found] for found in named]


def compare_among(table: Any, most_alike: float) -> None:
    """Fill in ``AMONG``: how each candidate stands to the best; ``most_alike`` is the highest cosine there is."""
    if len(table):
        table[:, _AMONG_AT] = table[:, 0] / max(most_alike, 1e-3)
        table[:, _AMONG_AT + 1] = table[:, 0] - most_alike
        table[:, _AMONG_AT + 2] = table[:, _RATIO] - table[:, _RATIO].max()


def code_features(code: str) -> tuple[float, ...]:
    """What a code says by its form alone, in the order of ``CODE``."""
    first = code[:1]
    dagger = "+" in code or "*" in code
    return tuple(
        1.0 if fact else 0.0
        for fact in (
            "/" in code,
            len(code) == 3,
            len(code) in (4, 5) and "." in code,
            code[4:5] == "9" and first.isalpha(),
            code[4:5] == "8" and first.isalpha(),
            dagger,
            first in ("V", "W", "X", "Y"),
            first == "Z",
            first == "P",
            first == "O",
            first == "Q",
            first in ("S", "T"),
            first == "R",
            first == "C",
            first in ("A", "B"),
            len(code) == 7 and code.endswith("00"),
        )
    )


def _longest_run(query: str, name: str) -> int:
    """The length of the longest stretch of the name that stands in the query."""
    longest = 0
    for at in range(len(name)):
        while at + longest < len(name) and name[at : at + longest + 1] in query:
            longest += 1
    return longest


def _common(a: str, b: str) -> int:
    """How many characters two texts begin with in common, at most four."""
    count = 0
    for x, y in zip(a[:4], b[:4], strict=False):
        if x != y:
            break
        count += 1
    return count


def _side(query: str, name: str) -> float:
    if not name:
        return 0.0
    if query == name:
        return 1.0
    return -1.0
