"""What a candidate is judged by: each feature is a number, most 0–1, that can be shown and explained."""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz import fuzz

_TYPES = re.compile(r"[a-z0-9]+")
_VAGUE = re.compile(r"其他|不可归类|(?<!未)特指|分类于他处")
_UNSPECIFIED = re.compile(r"未特指|未特定|未指明|nos")
_DISTINCT = re.compile(r"急性|慢性|恶性|良性|开放|闭合|先天|后天|原发|继发|新生儿|妊娠|产后|术后|史|复发|陈旧")


class Words(NamedTuple):
    """One text in the forms that are compared: folded, in one spelling without sides, and what it says of sides."""

    folded: str
    canonical: str
    side: str


FEATURES = (
    "cosine",
    "of_query",
    "of_name",
    "ratio",
    "raw_ratio",
    "same",
    "name_inside",
    "query_inside",
    "head",
    "start",
    "side",
    "vague",
    "unspecified",
    "part",
    "types",
    "distinct",
    "length",
    "alias_code",
    "accepted",
    "accepted_share",
    "accepted_often",
)

#: What the screen calls a feature.
LABELS = {
    "cosine": "字词重合",
    "of_query": "原词覆盖",
    "of_name": "名称覆盖",
    "ratio": "整体相近",
    "raw_ratio": "原文相近",
    "same": "归一后相同",
    "name_inside": "名称包含于原词",
    "query_inside": "原词包含于名称",
    "head": "中心词相同",
    "start": "起首相同",
    "side": "侧别",
    "vague": "泛指",
    "unspecified": "未特指",
    "part": "只合部分原词",
    "types": "型别分期",
    "distinct": "性质词",
    "length": "长短",
    "alias_code": "别名类目",
    "accepted": "本院用法",
    "accepted_share": "本院用法占比",
    "accepted_often": "本院常用",
}


def features(
    query: Words,
    name: Words,
    overlap: tuple[float, float, float],
    *,
    part: float = 0.0,
    alias_code: float = 0.0,
    accepted: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> tuple[float, ...]:
    """The features of one candidate, in the order of ``FEATURES``.

    ``overlap``: cosine, share of the query and share of the name in the index. ``part``: the share of the words that
    this reading leaves out. ``alias_code``: 1 where the code lies
    below the code of an alias in the query. ``accepted``: likeness of the query to the nearest words that this
    hospital gave this name to, the name's share among all near words, and how often it is used there at all.
    """
    q, c = query.canonical, name.canonical
    q_types, c_types = set(_TYPES.findall(q)), set(_TYPES.findall(c))
    q_marks, c_marks = set(_DISTINCT.findall(q)), set(_DISTINCT.findall(c))
    return (
        *overlap,
        fuzz.ratio(q, c) / 100,
        fuzz.ratio(query.folded, name.folded) / 100,
        1.0 if q == c else 0.0,
        len(c) / len(q) if c and q and c in q else 0.0,
        len(q) / len(c) if c and q and q in c else 0.0,
        _common(q[::-1], c[::-1]) / 4,
        _common(q, c) / 4,
        _side(query.side, name.side),
        1.0 if _VAGUE.search(name.folded) and not _VAGUE.search(query.folded) else 0.0,
        1.0 if _UNSPECIFIED.search(name.folded) and not _UNSPECIFIED.search(query.folded) else 0.0,
        part,
        len(c_types - q_types) * 1.0 - 0.5 * len(c_types & q_types),
        len(c_marks - q_marks) * 1.0 - 0.5 * len(c_marks & q_marks),
        min(abs(len(q) - len(c)), 20) / 20,
        alias_code,
        *accepted,
    )


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
