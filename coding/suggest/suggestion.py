"""What the search for a term gives."""

from __future__ import annotations

from dataclasses import dataclass

from coding.page.change import Change
from coding.page.fields import RowGroup


@dataclass(frozen=True, slots=True)
class Match:
    """One candidate for a term: ``score`` 0–100, ``parts`` what it is made of, ``reason`` in Chinese.

    ``marks`` are the positions in ``name`` that the words of the query account for.
    """

    code: str
    name: str
    score: float
    reason: str
    parts: tuple[tuple[str, float], ...] = ()
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A Change that a person may accept, with the match it rests on and why it is proposed."""

    change: Change
    match: Match
    group: RowGroup  # diagnosis or procedure
    index: int
    cause: str  # Chinese: 编码缺失, 编码不存在, 名称与编码不符, 医保灰码 …
