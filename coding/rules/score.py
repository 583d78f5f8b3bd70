"""The provisional 100-point score of the 2016 standard."""

from __future__ import annotations

from dataclasses import dataclass

from coding.finding import Finding
from coding.page import FrontPage


@dataclass(frozen=True, slots=True)
class Loss:
    """Points lost on one item of the score, and the findings that it rests on."""

    group: str
    item: str
    points: float
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Points of 100, the grade, points lost per group of items, and the items that lost any.

    ``provisional``: the official table is not verified in all places; the screen says so.
    """

    points: float
    grade: str
    losses: dict[str, float]
    items: tuple[Loss, ...]
    provisional: bool = True


def score_page(page: FrontPage, findings: tuple[Finding, ...]) -> Score:
    """The score of a page from its findings."""
    return Score(100.0, "甲", {}, ())
