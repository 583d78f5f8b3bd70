"""What a candidate is judged by: each feature is a number that can be shown and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist

from coding.words.sign_features import SIGNS, UNSPECIFIED, VAGUE, holding, signs_of, types_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.words.sites import Sites


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
_SIGNS_AT = [_AT[name] for name in SIGNS]


class Query:
    """One reading of the doctor's words, made ready to be compared with many names."""

    __slots__ = (
        "canonical",
        "part",
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
        self.types = types_of(text)
        self.vague = bool(VAGUE.search(words.folded))
        self.unspecified = bool(UNSPECIFIED.search(words.folded))

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
        table[:, _SIGNS_AT] = signs_of(self.canonical, texts)
        folded = [name.folded for name in names]
        if not self.vague:
            table[:, _AT["vague"]] = holding(VAGUE, folded)
        if not self.unspecified:
            table[:, _AT["unspecified"]] = holding(UNSPECIFIED, folded)
        columns = {
            "alias_code": alias_codes,
            "wider": self.wider,
            "part": self.part,
            "side": [_side(self.words.side, name.side) for name in names],
            "types": [self._types(text) for text in texts],
            "ratio": cdist([self.canonical], texts, scorer=fuzz.ratio)[0] / 100,
            "raw_ratio": cdist([self.words.folded], folded, scorer=fuzz.ratio)[0] / 100,
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

    def _types(self, name: str) -> float:
        """Types, grades and stages that a name adds; half for each that it shares, to its credit."""
        types = types_of(name)
        return len(types - self.types) - 0.5 * len(types & self.types) if types else 0.0


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


def _side(query: str, name: str) -> float:
    if not name:
        return 0.0
    if query == name:
        return 1.0
    return -1.0
