"""What the search for a term gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


class Cause(StrEnum):
    """Why a row is given suggestions; the texts are those of the screen."""

    NOTHING = ""
    NO_CODE = "编码缺失"
    LOST_ZERO = "编码首位零可能丢失"
    MALFORMED = "编码格式有误"
    UNKNOWN = "编码不存在"
    GREY = "医保灰码"
    NOT_REFINED = "编码未细化"
    UNLIKE = "名称与编码不符"
    MAY_DIFFER = "名称与编码可能不符"
    UNSPECIFIED = "编码未特指"
    OTHER_SEX = "编码与性别不符"
    OTHER_AGE = "编码与年龄不符"
    SEVERAL_NAMES = "一行多个名称"
    COMBINED = "可用合并编码"
    ASTERISK_ALONE = "星号编码缺剑号"
    ADJUNCT_AS_MAIN = "附加编码在主要手术位置"
    ADJUNCT_MISSING = "缺少附加编码"
    SEARCHED = "检索"  # a person looked for the words
    LOOKED_UP = "查找"  # nothing is wrong with the row: it was asked for


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A Change that a person may accept, with the match it rests on and why it is proposed."""

    change: Change
    match: Match
    group: RowGroup  # diagnosis or procedure
    index: int
    cause: Cause
