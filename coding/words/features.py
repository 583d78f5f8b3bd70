"""What a candidate is judged by: each feature is a number that can be shown and explained."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

if TYPE_CHECKING:
    from collections.abc import Sequence

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
SENSE = ("side", "vague", "unspecified", "part", "types", "alias_code")
AMONG = ("cosine_share", "cosine_gap", "ratio_gap")
CODE = (
    "morphology", "category", "subcategory", "nine", "eight", "dagger", "external", "chapter_z", "chapter_p",
    "chapter_o", "chapter_q", "injury", "chapter_r", "chapter_c", "infection", "round",
)  # fmt: skip
BOOK = (
    "accepted", "accepted_share", "accepted_often", "voted", "voted_lead", "category_share", "category_lead",
    "subcategory_share", "subcategory_lead", "translated", "translated_rest",
)  # fmt: skip
FEATURES = (*SIMILAR, *ENDS, *SENSE, *AMONG, *CODE, *BOOK)

#: What the screen calls a feature; those of one name are added up there.
LABELS = {
    **dict.fromkeys(SIMILAR, "字词相近"),
    **dict.fromkeys(ENDS, "首尾与中心词"),
    **dict.fromkeys(AMONG, "与其他候选相比"),
    **dict.fromkeys(CODE, "编码层级"),
    **dict.fromkeys(BOOK, "本院用法"),
    "side": "侧别",
    "vague": "泛指",
    "unspecified": "未特指",
    "part": "只合部分原词",
    "types": "型别分期",
    "alias_code": "别名类目",
}
_RATIO = FEATURES.index("ratio")
_AMONG_AT = FEATURES.index("cosine_share")


class Query:
    """One reading of the doctor's words, made ready to be compared with many names."""

    __slots__ = ("canonical", "chars", "pairs", "part", "spaced", "types", "unspecified", "vague", "whole", "words")

    def __init__(self, words: Words, whole: str, part: float = 0.0) -> None:
        """``whole``: the words as they were asked, in one spelling. ``part``: the share left out."""
        text = words.canonical
        self.words = words
        self.canonical = text
        self.whole = whole
        self.part = part
        self.chars = set(text)
        self.pairs = {text[i : i + 2] for i in range(len(text) - 1)}
        self.spaced = " ".join(sorted(self.chars))
        self.types = set(_TYPES.findall(text))
        self.vague = bool(_VAGUE.search(words.folded))
        self.unspecified = bool(_UNSPECIFIED.search(words.folded))

    def compare(self, name: Words, overlap: tuple[float, float, float], alias_code: float = 0.0) -> list[float]:
        """The features of ``SIMILAR``, ``ENDS``, ``SENSE``; of ``AMONG`` the place is kept free.

        ``overlap``: cosine, share of the query and share of the name in the index. ``alias_code``: 1 where the code
        lies below the code of an alias in the query.
        """
        q, n = self.canonical, name.canonical
        in_q, in_n = len(q) or 1, len(n) or 1
        chars = set(n)
        common = len(self.chars & chars)
        pairs = {n[i : i + 2] for i in range(len(n) - 1)}
        shared = len(self.pairs & pairs)
        order = LCSseq.similarity(q, n)
        run = _longest_run(q, n)
        types = set(_TYPES.findall(n))
        last, first = n[-2:], n[:2]
        ours, theirs = len(self.chars) or 1, len(chars) or 1
        return [
            *overlap,
            fuzz.ratio(q, n) / 100,
            fuzz.ratio(self.words.folded, name.folded) / 100,
            fuzz.ratio(self.whole, n) / 100,
            fuzz.partial_ratio(q, n) / 100,
            2 * common / (ours + theirs),
            1.0 if q == n else 0.0,
            in_n / in_q if n and n in q else 0.0,
            in_q / in_n if q and q in n else 0.0,
            common / ours,
            common / theirs,
            shared / (len(self.pairs) or 1),
            shared / (len(pairs) or 1),
            order / in_q,
            order / in_n,
            run / in_q,
            run / in_n,
            (in_n - order) / 8,
            (in_q - order) / 8,
            math.log(in_n),
            min(in_n / in_q, 2.5),
            min(abs(in_q - in_n), 20) / 20,
            _common(q[::-1], n[::-1]) / 4,
            _common(q, n) / 4,
            1.0 if n[-1:] == q[-1:] else 0.0,
            1.0 if last == q[-2:] else 0.0,
            1.0 if n[:1] == q[:1] else 0.0,
            1.0 if first == q[:2] else 0.0,
            1.0 if last in q else 0.0,
            1.0 if first in q else 0.0,
            1.0 if n[-1:] in q else 0.0,
            1.0 if q[-2:] in n else 0.0,
            1.0 if q[:2] in n else 0.0,
            _side(self.words.side, name.side),
            1.0 if not self.vague and _VAGUE.search(name.folded) else 0.0,
            1.0 if not self.unspecified and _UNSPECIFIED.search(name.folded) else 0.0,
            self.part,
            len(types - self.types) * 1.0 - 0.5 * len(types & self.types),
            alias_code,
            0.0,
            0.0,
            0.0,
        ]


def compare_among(rows: Sequence[list[float]], most_alike: float) -> None:
    """Fill in ``AMONG``: how each candidate stands to the best; ``most_alike`` is the highest cosine there is."""
    best_ratio = max((row[_RATIO] for row in rows), default=0.0)
    for row in rows:
        row[_AMONG_AT] = row[0] / max(most_alike, 1e-3)
        row[_AMONG_AT + 1] = row[0] - most_alike
        row[_AMONG_AT + 2] = row[_RATIO] - best_ratio


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
