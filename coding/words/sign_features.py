"""Features that look at single signs and pairs of them, reckoned for all names at once: ``signs_of``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

TYPES = re.compile(r"[a-z0-9]+")
VAGUE = re.compile(r"其他|不可归类|(?<!未)特指|分类于他处")
UNSPECIFIED = re.compile(r"未特指|未特定|未指明|nos")

#: The columns that ``signs_of`` gives, by the name of the feature.
SIGNS = (
    "any_order", "same", "name_inside", "query_inside", "chars_query", "chars_name", "pairs_query", "pairs_name",
    "run_query", "run_name", "head", "start", "last_same", "last2_same", "first_same", "first2_same",
    "last2_in_query", "first2_in_query", "last_in_query", "last2_in_name", "first2_in_name",
)  # fmt: skip
_END = 4  # so many signs of an end count


def signs_of(query: str, names: Sequence[str]) -> Any:
    """One row a name, the columns of ``SIGNS``. ``names`` is not empty."""
    import numpy as np

    ours, theirs = _numbered([query]), _numbered(names)
    lengths = np.array([len(name) for name in names])
    in_q, in_n = len(query) or 1, np.maximum(lengths, 1)
    common, distinct, of_query = _shared(ours, theirs)
    shared, pairs, pairs_of_query = _shared(_pairs(ours), _pairs(theirs))
    run = _longest_runs(ours[0][: len(query)], theirs)
    columns = (
        2 * common / ((of_query or 1) + np.maximum(distinct, 1)),
        [name == query for name in names],
        np.where((run == lengths) & (lengths > 0), in_n / in_q, 0.0),
        np.where((run == len(query)) & (run > 0), in_q / in_n, 0.0),
        common / (of_query or 1),
        common / np.maximum(distinct, 1),
        shared / (pairs_of_query or 1),
        shared / np.maximum(pairs, 1),
        run / in_q,
        run / in_n,
        _alike_starts(query[::-1], [name[: -_END - 1 : -1] for name in names]) / _END,
        _alike_starts(query, [name[:_END] for name in names]) / _END,
        [name[-1:] == query[-1:] for name in names],
        [name[-2:] == query[-2:] for name in names],
        [name[:1] == query[:1] for name in names],
        [name[:2] == query[:2] for name in names],
        [name[-2:] in query for name in names],
        [name[:2] in query for name in names],
        [name[-1:] in query for name in names],
        [query[-2:] in name for name in names],
        [query[:2] in name for name in names],
    )
    table = np.empty((len(SIGNS), len(names)))
    for at, column in enumerate(columns):
        table[at] = column
    return table.T


def types_of(text: str) -> set[str]:
    """The Latin words and figures of a text: types, grades, stages."""
    return set() if not text or min(text) > "z" else set(TYPES.findall(text))


def holding(pattern: re.Pattern[str], texts: Sequence[str]) -> Any:
    """Which of the texts, none of which holds a line's end, hold a match; they are read in one go."""
    import numpy as np

    held = np.zeros(len(texts), dtype=bool)
    ends = np.cumsum([len(text) + 1 for text in texts])
    found = [match.start() for match in pattern.finditer("\n".join(texts))]
    held[np.searchsorted(ends, found, side="right")] = True
    return held


def _numbered(texts: Sequence[str]) -> Any:
    """The signs of texts as numbers, one row a text, 0 behind its end."""
    import numpy as np

    table = np.array(texts, dtype=np.str_)
    width = table.dtype.itemsize // 4
    return table.view(np.uint32).reshape(len(texts), width) if width else np.zeros((len(texts), 1), np.uint32)


def _pairs(numbered: Any) -> Any:
    """The pairs of neighbours as numbers, 0 where there is none."""
    import numpy as np

    left, right = numbered[:, :-1].astype(np.uint64), numbered[:, 1:].astype(np.uint64)
    return np.where(right > 0, left << np.uint64(32) | right, np.uint64(0))


def _shared(ours: Any, theirs: Any) -> tuple[Any, Any, int]:
    """How many different things each name has in common with the query, has at all, and how many the query has."""
    import numpy as np

    wanted = np.array(sorted(set(ours[0].tolist()) - {0}), ours.dtype)
    common = (theirs[:, :, None] == wanted).any(axis=1).sum(axis=1)
    ordered = np.sort(theirs, axis=1)
    distinct = (ordered[:, :1] > 0).sum(axis=1) + (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1)
    return common, distinct, len(wanted)


def _longest_runs(query: Any, names: Any) -> Any:
    """The length of the longest stretch of each name that stands in the query."""
    import numpy as np

    longest = np.zeros(len(names), dtype=np.int64)
    alive = np.arange(len(names))
    same = names[:, :, None] == query
    run = same
    for length in range(1, len(query) + 1):
        going = run.any(axis=(1, 2))
        if not going.any():
            break
        alive, run, same = alive[going], run[going], same[going]
        longest[alive] = length
        if length == same.shape[1]:
            break
        run = run[:, :-1, :-1] & same[:, length:, length:]
    return longest


def _alike_starts(query: str, starts: Sequence[str]) -> Any:
    """How many signs the starts, of at most ``_END`` signs, have in common with that of the query."""
    import numpy as np

    wanted = np.zeros(_END, dtype=np.uint32)
    wanted[: len(query[:_END])] = [ord(sign) for sign in query[:_END]]
    numbered = _numbered(starts)[:, :_END]
    same = (numbered == wanted[: numbered.shape[1]]) & (numbered > 0)
    return np.logical_and.accumulate(same, axis=1).sum(axis=1)
